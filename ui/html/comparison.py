"""Two evaluation runs beside each other, and how far one is that runs, as escaped HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.html.markup import escape
from ui.html.runs import MEASURES, note_text
from ui.html.tables import message_html
from ui.state.evaluating import Standing
from ui.words import Language, word

FLIPS_SHOWN = 50


def standing_html(standing: Standing, language: Language) -> str:
    """How far the run is, or how it ended; nothing where none was begun."""
    if standing.running:
        share = round(100 * standing.done / standing.total) if standing.total else 0
        said = (
            word("eval_progress", language, done=standing.done, total=standing.total)
            if standing.total
            else word("eval_starting", language)
        )
        return (
            f'<div class="yj-progress" role="progressbar" aria-label="{escape(said)}" '
            f'aria-valuenow="{share}" aria-valuemin="0" aria-valuemax="100">'
            f'<span style="width:{max(share, 2)}%"></span></div>'
            f'<p class="yj-meta" role="status">{escape(said)}</p>'
        )
    if standing.fault:
        return message_html(word("eval_failed", language, detail=standing.fault), problem=True)
    if standing.stopped:
        return message_html(word("eval_stopped", language))
    if standing.finished:
        return message_html(word("eval_done", language, seconds=f"{standing.seconds:.0f}"))
    return ""


def comparison_html(told: Mapping[str, Any], names: tuple[str, str], language: Language) -> str:
    """What changed from the first run to the second, measure by measure and question by question.

    Every field was read from files that anybody may have written.
    """
    if "fault" in told:
        return message_html(word("compare_failed", language, detail=told["fault"]), problem=True)
    head = escape(word("compare_title", language, a=names[0], b=names[1]))
    common = escape(word("compare_common", language, count=told.get("common", 0)))
    notes = "".join(
        f'<p class="yj-remark">{escape(note_text(note, language))}</p>'
        for note in _rows(told.get("notes"))
    )
    return (
        f'<h3 class="yj-section">{head}</h3><p class="yj-meta">{common}</p>{notes}'
        f"{_figures(_rows(told.get('figures')), language)}"
        f"{_flips('compare_gained', _rows(told.get('gained')), language)}"
        f"{_flips('compare_lost', _rows(told.get('lost')), language)}"
    )


def _figures(rows: Sequence[Mapping[str, Any]], language: Language) -> str:
    heads = "".join(
        f'<th scope="col">{escape(word(name, language))}</th>'
        for name in ("measure", "compare_before", "compare_after", "compare_difference",
                     "compare_verdict")
    )  # fmt: skip
    body = "".join(_figure(row, language) for row in rows)
    return (
        f'<div class="yj-table yj-compared"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _figure(row: Mapping[str, Any], language: Language) -> str:
    own = (str(row.get("zh", "")), str(row.get("name", "")))
    named = MEASURES.get(str(row.get("name")), own)
    name = named[0] if language == "zh" else named[1]
    before, after, gap = (_number(row.get(key)) for key in ("a", "b", "value"))
    verdict = "verdict_chance"
    if row.get("significant"):
        better = (gap > 0) == bool(row.get("higher_is_better", True))
        verdict = "verdict_better" if better else "verdict_worse"
    low, high = _number(row.get("low")), _number(row.get("high"))
    return (
        f'<tr><th scope="row">{escape(name)}</th><td>{before:.1%}</td><td>{after:.1%}</td>'
        f"<td>{gap:+.1%} <small>[{low:+.1%}, {high:+.1%}]</small></td>"
        f'<td class="yj-{verdict}">{escape(word(verdict, language))}</td></tr>'
    )


def _flips(name: str, rows: Sequence[Mapping[str, Any]], language: Language) -> str:
    if not rows:
        return ""
    head = escape(word(name, language, count=len(rows)))
    listed = "".join(
        f"<li><h4 dir='auto'>{escape(row.get('question', ''))}</h4><dl>"
        + "".join(
            f"<div><dt>{escape(word(key, language))}</dt>"
            f"<dd dir='auto'>{escape(row.get(field) or '—')}</dd></div>"
            for key, field in (("compare_before", "before"), ("compare_after", "after"))
        )
        + "</dl></li>"
        for row in rows[:FLIPS_SHOWN]
    )
    return f'<h3 class="yj-section">{head}</h3><ol class="yj-failures">{listed}</ol>'


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
