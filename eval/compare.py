"""Compare two runs over the same questions: differences, whether they are chance, and flips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.cases import CasesError
from eval.journal import read_run
from eval.notes import Note
from eval.scoring import Result
from eval.stats import Difference, fewest_significant_flips, paired_difference
from eval.summary import FIGURES, Figure


@dataclass(frozen=True, slots=True)
class Row:
    """One figure in both runs, over the questions where both have it; shares 0 to 1."""

    figure: Figure
    a: float
    b: float
    difference: Difference


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that one run answers right and the other wrong."""

    id: str
    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """B against A, over the questions that stand in both."""

    rows: tuple[Row, ...]
    gained: tuple[Flip, ...]
    lost: tuple[Flip, ...]
    seconds: Difference | None
    common: int
    notes: tuple[Note, ...]


def compare(folder_a: Path, folder_b: Path) -> Comparison:
    """Compare the runs in two folders, question by question.

    Raises:
        CasesError: A folder holds no run, or the two have no question in common.

    """
    record_a, results_a = read_run(folder_a)
    record_b, results_b = read_run(folder_b)
    by_id = {result.id: result for result in results_b}
    pairs = [
        (result, by_id[result.id])
        for result in results_a
        if result.id in by_id and by_id[result.id].question == result.question
    ]
    if not pairs:
        raise CasesError(
            zh=f"{folder_a} 与 {folder_b} 没有共同的问题，无法比较。请用同一份问题文件各跑一次。",
            en=f"{folder_a} and {folder_b} share no question. Run both on the same file.",
        )
    notes = _notes(pairs, record_a, record_b)
    seconds = [
        (a.seconds, b.seconds) for a, b in pairs if not a.error and not b.error and a.seconds
    ]
    return Comparison(
        rows=tuple(row for figure in FIGURES if (row := _row(figure, pairs))),
        gained=tuple(_flip(a, b) for a, b in pairs if b.right and not a.right),
        lost=tuple(_flip(a, b) for a, b in pairs if a.right and not b.right),
        seconds=paired_difference([a for a, _ in seconds], [b for _, b in seconds])
        if seconds
        else None,
        common=len(pairs),
        notes=tuple(notes),
    )


def comparison_markdown(comparison: Comparison, names: tuple[str, str]) -> str:
    """The comparison as Markdown: a table, then every question that flipped."""
    lines = [
        f"# {names[0]} → {names[1]}",
        "",
        f"共同问题 Questions in common: {comparison.common}",
        *(f"- ⚠ {note}" for note in comparison.notes),
        "",
        "| 指标 | A | B | B − A [95% 置信区间] | p | 结论 |",
        "|---|---|---|---|---|---|",
        *(_line(row) for row in comparison.rows),
    ]
    if comparison.seconds:
        gap = comparison.seconds
        lines.append(
            f"| 耗时 seconds | | | {gap.value:+.3f} s [{gap.low:+.3f}, {gap.high:+.3f}] "
            f"| {gap.p_value:.3f} | {'显著' if gap.significant else '不显著'} |"
        )
    for title, flips in (
        ("变对 Gained", comparison.gained),
        ("变错 Lost", comparison.lost),
    ):
        lines += ["", f"## {title} ({len(flips)})", ""]
        lines += [
            f"- `{one.id}` {one.question}\n  - A: {one.before}\n  - B: {one.after}" for one in flips
        ]
    return "\n".join(lines) + "\n"


def comparison_record(comparison: Comparison) -> dict[str, Any]:
    """The comparison as JSON: each figure with both values, the difference and its interval."""
    return {
        "common": comparison.common,
        "notes": [note.as_dict() for note in comparison.notes],
        "figures": [
            {
                "name": row.figure.name,
                "zh": row.figure.zh,
                "a": row.a,
                "b": row.b,
                "higher_is_better": row.figure.higher_is_better,
                **asdict(row.difference),
                "significant": row.difference.significant,
            }
            for row in comparison.rows
        ],
        "gained": [asdict(flip) for flip in comparison.gained],
        "lost": [asdict(flip) for flip in comparison.lost],
    }


def _row(figure: Figure, pairs: Sequence[tuple[Result, Result]]) -> Row | None:
    values = [
        (left, right)
        for a, b in pairs
        if (left := figure.value(a)) is not None and (right := figure.value(b)) is not None
    ]
    if not values:
        return None
    a, b = [left for left, _ in values], [right for _, right in values]
    return Row(figure, sum(a) / len(a), sum(b) / len(b), paired_difference(a, b))


def _line(row: Row) -> str:
    gap = row.difference
    if not gap.significant:
        verdict = "不显著 not significant"
    else:
        better = (gap.value > 0) == row.figure.higher_is_better
        verdict = "**显著更好 better**" if better else "**显著更差 worse**"
    return (
        f"| {row.figure.zh} {row.figure.name} (n={gap.count}) | {row.a:.1%} | {row.b:.1%} "
        f"| {gap.value:+.1%} [{gap.low:+.1%}, {gap.high:+.1%}] | {gap.p_value:.3f} | {verdict} |"
    )


def _flip(a: Result, b: Result) -> Flip:
    return Flip(a.id, a.question, _said(a), _said(b))


def _said(result: Result) -> str:
    return " ".join((result.error or result.text).split())[:200]


def _notes(
    pairs: Sequence[tuple[Result, Result]], a: dict[str, object], b: dict[str, object]
) -> list[Note]:
    notes: list[Note] = []
    needed = fewest_significant_flips()
    flipped = sum(left.right != right.right for left, right in pairs)
    if flipped < needed:
        notes.append(
            Note(
                f"只有 {flipped} 题结果不同，少于能显著的 {needed} 题。",
                f"Only {flipped} questions differ; {needed} is the fewest a test could notice.",
            )
        )
    if a.get("articles") != b.get("articles"):
        notes.append(Note("两次评测的文章不同。", "The two runs are over different articles."))
    if not (a.get("finished", True) and b.get("finished", True)):
        notes.append(Note("有一次评测没有跑完。", "One of the runs is unfinished."))
    return notes
