"""From results to figures: each with its interval, over all questions and over slices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval import metrics
from eval.notes import Note
from eval.scoring import Result
from eval.stats import Interval, fewest_significant_flips, mean_interval, quantile_interval

Value = Callable[[Result], float | None]
"""A figure's value for one question; ``None`` where it does not apply."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A named figure: how to get it from one result, and how to read it."""

    name: str
    zh: str
    meaning: str
    value: Value
    percent: bool = True
    higher_is_better: bool = True


def _retrieval(metric: Callable[[list[int], list[int]], float]) -> Value:
    def value(result: Result) -> float | None:
        return None if result.gains is None else metric(result.gains, result.ideal)

    return value


def _all_evidence(result: Result) -> float | None:
    if result.gains is None or len(result.ideal) < 2:
        return None
    return metrics.all_evidence_at(result.gains, sum(result.ideal), 10)


FIGURES: tuple[Figure, ...] = (
    Figure("accuracy", "正确率", "right answers and right refusals", lambda r: float(r.right)),
    Figure(
        "answer_accuracy",
        "可答题正确率",
        "answerable questions answered right, with a citation",
        lambda r: float(r.right) if r.answerable else None,
    ),
    Figure(
        "contains_gold",
        "含标准答案",
        "answerable questions whose answer contains the gold answer",
        lambda r: float(r.contains) if r.contains is not None else None,
    ),
    Figure(
        "points_covered",
        "要点覆盖",
        "marked points of overviews that the answer holds",
        lambda r: r.points,
    ),
    Figure(
        "exact_match",
        "完全一致",
        "CMRC exact match of the fact an answer opens with",
        lambda r: r.exact,
    ),
    Figure("character_f1", "字符 F1", "CMRC F1 of the fact an answer opens with", lambda r: r.f1),
    Figure(
        "citation_validity",
        "引文逐字",
        "citations whose quote is verbatim",
        lambda r: r.citation_validity,
    ),
    Figure(
        "citation_precision",
        "引用准确率",
        "citations from a gold article",
        lambda r: r.citation_precision if r.answerable else None,
    ),
    Figure(
        "citation_recall",
        "引用召回率",
        "gold evidence covered by a citation",
        lambda r: r.citation_recall,
    ),
    Figure(
        "refusal_precision",
        "拒答准确率",
        "refused questions that have no answer",
        lambda r: None if r.answered or r.error else float(not r.answerable),
    ),
    Figure(
        "refusal_recall",
        "拒答召回率",
        "unanswerable questions refused",
        lambda r: None if r.answerable else float(r.right),
    ),
    Figure(
        "over_refusal",
        "误拒率",
        "answerable questions refused",
        lambda r: float(not r.answered and not r.error) if r.answerable else None,
        higher_is_better=False,
    ),
    Figure(
        "hit_at_1",
        "hit@1",
        "gold evidence ranked first",
        _retrieval(lambda g, _: metrics.hit_at(g, 1)),
    ),
    Figure(
        "hit_at_5",
        "hit@5",
        "gold evidence in the first 5",
        _retrieval(lambda g, _: metrics.hit_at(g, 5)),
    ),
    Figure(
        "mrr_at_10",
        "MRR@10",
        "mean reciprocal rank",
        _retrieval(lambda g, _: metrics.reciprocal_rank_at(g, 10)),
    ),
    Figure(
        "ndcg_at_10",
        "nDCG@10",
        "order of the gold passages, 1 is perfect",
        _retrieval(lambda g, i: metrics.ndcg_at(g, i, 10)),
    ),
    Figure(
        "recall_at_5",
        "recall@5",
        "gold units in the first 5",
        _retrieval(lambda g, i: metrics.recall_at(g, sum(i), 5)),
    ),
    Figure(
        "recall_at_10",
        "recall@10",
        "gold units in the first 10",
        _retrieval(lambda g, i: metrics.recall_at(g, sum(i), 10)),
    ),
    Figure(
        "all_evidence_at_10",
        "全部证据@10",
        "questions over several articles with all evidence in the first 10",
        _all_evidence,
    ),
)
"""The figures in reporting order; gates and comparisons use the same names."""

LATENCIES = {"latency_p50": 50.0, "latency_p95": 95.0}
"""Seconds a question, as percentiles."""


def summarise(
    results: Sequence[Result], names: Collection[str] | None = None
) -> dict[str, Interval]:
    """Every figure that applies (or only those named), by name, with its interval."""
    summary: dict[str, Interval] = {}
    for figure in FIGURES:
        if names is not None and figure.name not in names:
            continue
        values = [value for result in results if (value := figure.value(result)) is not None]
        if interval := mean_interval(values):
            summary[figure.name] = interval
    seconds = [result.seconds for result in results if not result.error]
    for name, percent in LATENCIES.items():
        if names is not None and name not in names:
            continue
        if latency := quantile_interval(seconds, percent):
            summary[name] = latency
    return summary


def slices(results: Iterable[Result]) -> dict[str, list[Result]]:
    """Results grouped by kind, by the gold article's year and by its length."""
    groups: dict[str, list[Result]] = {}
    listed = list(results)
    for result in sorted(listed, key=lambda r: r.kind):
        groups.setdefault(f"kind: {result.kind}", []).append(result)
    for result in sorted(listed, key=lambda r: r.article_year or 0):
        if result.article_year:
            groups.setdefault(f"year: {result.article_year}", []).append(result)
    for result in sorted(listed, key=lambda r: r.article_characters or 0):
        if result.article_characters is not None:
            groups.setdefault(f"length: {_length(result.article_characters)}", []).append(result)
    return groups


def _length(characters: int) -> str:
    for limit in (500, 1_000, 2_000, 5_000):
        if characters <= limit:
            return f"≤ {limit:,}"
    return "> 5,000"


def warnings(results: Sequence[Result]) -> list[Note]:
    """What the reader must know before trusting a comparison on this set."""
    notes: list[Note] = []
    count = len(results)
    needed = fewest_significant_flips()
    wrong = sum(not result.right for result in results)
    if needed / count > 0.05:
        notes.append(
            Note(
                f"问题太少：{count} 题上至少差 {_share(needed, count)}（{needed} 题）才可能显著。",
                f"Small set: two systems must differ by {needed} of {count} questions, "
                f"{_share(needed, count)}, before a test can tell them apart.",
            )
            if needed <= count
            else Note(
                f"问题太少：只有 {count} 题，至少要 {needed} 题才可能看出显著的差别。",
                f"Small set: {count} questions; with fewer than {needed} no difference can be "
                "significant.",
            )
        )
    if wrong < needed:
        notes.append(
            Note(
                f"已近饱和：只错 {wrong} 题，再好的系统也无法显著胜出。",
                f"Saturated: {wrong} wrong; no better system could win significantly.",
            )
        )
    errors = Counter(result.error for result in results if result.error)
    if errors:
        failed = errors.total()
        first, _ = errors.most_common(1)[0]
        notes.append(
            Note(
                f"{failed} 题出错，按答错计：{first}",
                f"{failed} questions raised errors and count as wrong: {first}",
            )
        )
    return notes


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}"


def risk_curve(results: Sequence[Result]) -> list[tuple[float, float, float]]:
    """Risk-coverage rows over answered questions whose confidence is known, as shares of all."""
    sure = [result for result in results if result.answered and result.confidence is not None]
    rows = metrics.risk_coverage(
        [result.confidence or 0.0 for result in sure], [result.right for result in sure]
    )
    scale = len(sure) / len(results) if results else 0.0
    return [(coverage * scale, risk, threshold) for coverage, risk, threshold in rows]


def usage_totals(results: Iterable[Result]) -> dict[str, int]:
    """Token counts of a chat model, summed over the questions."""
    totals: dict[str, int] = {}
    for result in results:
        for name, count in result.usage.items():
            totals[name] = totals.get(name, 0) + count
    return totals


def cost_of(usage: Mapping[str, int], prices: tuple[float, float]) -> float:
    """What the tokens cost at ``prices``: per million tokens in and out, in any currency."""
    tokens = (usage.get("input_tokens", 0), usage.get("output_tokens", 0))
    return sum(count * price for count, price in zip(tokens, prices, strict=True)) / 1_000_000


def summary_as_dict(summary: dict[str, Interval]) -> dict[str, Any]:
    """JSON-ready intervals, rounded to what the sample can bear."""
    return {
        name: {
            key: round(value, 5) if isinstance(value, float) else value
            for key, value in asdict(interval).items()
        }
        for name, interval in summary.items()
    }
