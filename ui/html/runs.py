"""An evaluation run as escaped HTML: scores with their intervals, failed questions with why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.html.markup import escape
from ui.words import Language, word

MEASURES: dict[str, tuple[str, str]] = {
    "accuracy": ("正确率", "Accuracy"),
    "answer_accuracy": ("可答题正确率", "Answerable, right"),
    "refusal_recall": ("该拒答的拒答了", "Unanswerable, refused"),
    "over_refusal": ("误拒率", "Answerable, refused"),
    "contains_gold": ("含标准答案", "Contains the gold answer"),
    "citation_validity": ("引文逐字", "Quotes verbatim"),
    "citation_precision": ("引用准确率", "Citation precision"),
    "citation_recall": ("引用召回率", "Citation recall"),
    "hit_at_1": ("证据排第一", "Evidence first"),
    "hit_at_5": ("证据在前五", "Evidence in first five"),
    "mrr_at_10": ("MRR@10", "MRR@10"),
    "ndcg_at_10": ("nDCG@10", "nDCG@10"),
}
"""What the measures are called, by their names in ``run.json``."""
_STAGES: dict[str, tuple[str, str]] = {
    "not_indexed": ("文章未入库", "the article is not in the index"),
    "not_retrieved": ("没有检索到", "the evidence was not found"),
    "not_reranked": ("检索到但排得太后", "found, ranked too low"),
    "wrongly_refused": ("证据在手却拒答", "refused with the evidence at hand"),
    "failed_verification": ("写出的句子没有通过核对", "what was written failed the check"),
    "wrong_span": ("证据在手，答错内容", "the evidence at hand, the wrong words chosen"),
    "incomplete": ("只答了一部分", "only a part was answered"),
    "wrong_citation": ("引用有误", "the citation is wrong"),
    "answered_unanswerable": ("本应拒答", "should have been refused"),
    "error": ("出错", "an error"),
}


def run_html(
    run: Mapping[str, Any], failures: Sequence[Mapping[str, Any]] | None, language: Language
) -> str:
    """One run; an empty one says how to make a run. ``None``: what failed is not for this reader.

    A question may be one that another reader asked, and liked the answer to.
    """
    if not run:
        return f'<p class="yj-none">{escape(word("no_runs", language))}</p>'
    facts = [
        str(run.get("started", ""))[:16].replace("T", " "),
        str(run.get("questions", "")).rsplit("/", 1)[-1],
        word("seconds", language, seconds=run.get("seconds", "—")),
    ]
    notes = run.get("warnings")
    remarks = "".join(
        f'<p class="yj-remark">{escape(note_text(note, language))}</p>'
        for note in (notes if isinstance(notes, list) else [])
    )
    return (
        f'<p class="yj-meta">{escape(" · ".join(fact for fact in facts if fact))}</p>'
        f"{_scores(run.get('figures'), language)}{remarks}"
        f"{_failures(failures, language, finished=run.get('finished') is not False)}"
    )


def note_text(note: object, language: Language) -> str:
    """A remark in the reader's language; runs of earlier versions have both in one text."""
    if isinstance(note, Mapping):
        return str(note.get(language) or note.get("zh") or "")
    return str(note)


def _scores(figures: object, language: Language) -> str:
    if not isinstance(figures, Mapping):
        return ""
    rows = "".join(
        _score_row(names, figures[key], language)
        for key, names in MEASURES.items()
        if isinstance(figures.get(key), Mapping)
    )
    heads = "".join(
        f'<th scope="col">{escape(word(name, language))}</th>'
        for name in ("measure", "score", "interval")
    )
    return (
        f'<div class="yj-table yj-scores"><table><thead><tr>{heads}<th></th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _score_row(names: tuple[str, str], figure: Mapping[str, Any], language: Language) -> str:
    value, low, high = (_share(figure.get(name)) for name in ("value", "low", "high"))
    name = names[0] if language == "zh" else names[1]
    return (
        f'<tr><th scope="row">{escape(name)}</th><td class="yj-score">{value:.1%}</td>'
        f"<td>{low:.1%} – {high:.1%}</td>"
        f'<td><span class="yj-gauge"><i style="left:{low:.1%};width:{max(high - low, 0):.1%}"></i>'
        f'<b style="left:{value:.1%}"></b></span></td></tr>'
    )


def _share(value: object) -> float:
    return min(max(float(value), 0.0), 1.0) if isinstance(value, int | float) else 0.0


def _failures(
    failures: Sequence[Mapping[str, Any]] | None, language: Language, *, finished: bool
) -> str:
    left = "" if finished else f'<p class="yj-none">{escape(word("run_unfinished", language))}</p>'
    if failures is None:
        return f'{left}<p class="yj-none">{escape(word("eval_questions_hidden", language))}</p>'
    if not failures:
        return left or f'<p class="yj-none">{escape(word("none_failed", language))}</p>'
    head = escape(word("failed_questions", language, count=len(failures)))
    rows = "".join(_failure(row, language) for row in failures)
    return f'{left}<h3 class="yj-section">{head}</h3><ol class="yj-failures">{rows}</ol>'


def _failure(row: Mapping[str, Any], language: Language) -> str:
    stage = _STAGES.get(str(row.get("stage")), (str(row.get("stage") or "—"),) * 2)
    said = row.get("error") or row.get("text") or row.get("missing") or "—"
    lines = [
        ("why", stage[0] if language == "zh" else stage[1]),
        ("expected", _gold(row, language)),
        ("given", str(said)[:600]),
        ("retrieved", _retrieved(row, language)),
    ]
    listed = "".join(
        f"<div><dt>{escape(word(name, language))}</dt><dd dir='auto'>{escape(value)}</dd></div>"
        for name, value in lines
        if value
    )
    return f"<li><h4 dir='auto'>{escape(row.get('question', ''))}</h4><dl>{listed}</dl></li>"


def _gold(row: Mapping[str, Any], language: Language) -> str:
    if not row.get("answerable", True):
        return word("refused", language)
    groups = row.get("answers")
    if not isinstance(groups, list):
        return ""
    return " + ".join(
        " / ".join(str(each) for each in group) for group in groups if isinstance(group, list)
    )


def _retrieved(row: Mapping[str, Any], language: Language) -> str:
    """Where the gold evidence stood among the searched passages, and what was cited."""
    parts: list[str] = []
    gains = row.get("gains")
    if isinstance(gains, list):
        first = next((rank for rank, gain in enumerate(gains, start=1) if gain), None)
        found = "evidence_at" if first else "evidence_nowhere"
        parts.append(word(found, language, rank=first or 0, depth=len(gains)))
    citations = row.get("citations")
    for cited in citations[:3] if isinstance(citations, list) else []:
        if isinstance(cited, Mapping):
            quote = " ".join(str(cited.get("quote", "")).split())[:80]
            parts.append(f"{cited.get('title', '')}：“{quote}”")
    return "；".join(parts) if language == "zh" else "; ".join(parts)
