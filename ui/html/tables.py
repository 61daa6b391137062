"""The report of an ingest, progress, tables and the figures of a corpus, as escaped HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag import IngestReport
from ui.html.markup import escape, written_date
from ui.words import WORDS, Language, word

ROWS_SHOWN = 200
"""Rows of one report put on the page; the rest is counted."""


def report_html(report: IngestReport, language: Language) -> str:
    """What an ingest read and what it skipped, and why."""
    counts = word(
        "report_counts",
        language,
        added=report.added,
        changed=report.changed,
        unchanged=report.unchanged,
        seconds=f"{report.seconds:.1f}",
    )
    if report.removed:
        counts += word("report_removed", language, count=f"{report.removed:,}")
    parts = [f'<p class="yj-counts" role="status">{escape(counts)}</p>']
    parts += [f"<p>{escape(notice)}</p>" for notice in report.notices]
    if report.files:
        heads = [word(name, language) for name in ("title", "date", "encoding", "length")]
        rows = [
            (
                row.title or name_of(row.path),
                written_date(row.published, row.published_basis, language),
                row.encoding,
                f"{row.characters:,}",
            )
            for row in report.files[:ROWS_SHOWN]
        ]
        parts.append(table_html(word("report_read", language), heads, rows))
    if report.noticed:
        heads = [word("file", language), word("notice", language)]
        noticed = [(name_of(row.path), row.reason) for row in report.noticed[:ROWS_SHOWN]]
        parts.append(table_html(word("report_noticed", language), heads, noticed))
    if report.skipped:
        heads = [word("file", language), word("reason", language)]
        skipped = [(name_of(row.path), row.reason) for row in report.skipped[:ROWS_SHOWN]]
        parts.append(table_html(word("report_skipped", language), heads, skipped))
    return f'<div class="yj-report">{"".join(parts)}</div>'


def progress_html(stage: str, fraction: float | None, detail: str, language: Language) -> str:
    """A bar, and what is being done. ``fraction`` of ``None`` is not known yet."""
    width = 8 if fraction is None else round(100 * min(max(fraction, 0.0), 1.0))
    label = " · ".join(part for part in (word("reading_files", language), stage, detail) if part)
    return (
        f'<div class="yj-progress" role="progressbar" aria-valuenow="{width}" aria-valuemin="0" '
        f'aria-valuemax="100"><span style="width:{width}%"></span></div>'
        f'<p class="yj-meta">{escape(label)}</p>'
    )


def message_html(text: str, *, problem: bool = False) -> str:
    """One sentence for the reader."""
    css = "yj-problem" if problem else "yj-paused"
    return f'<div class="yj-notice {css}" role="status">{escape(text)}</div>'


def table_html(caption: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A plain table of text cells."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heads)
    body = "".join(
        "<tr>" + "".join(f'<td dir="auto">{escape(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="yj-table"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def figures_html(status: dict[str, Any], language: Language, languages: Sequence[str] = ()) -> str:
    """The corpus in a row of figures; ``languages`` are said where no chart shows them."""
    size = sum(int(status.get(f"bytes_{name}") or 0) for name in ("database", "lexical", "vectors"))
    between = " – ".join(
        str(status[name]) for name in ("published_from", "published_to") if status.get(name)
    )
    rows = [
        (word("articles", language), f"{int(status.get('documents') or 0):,}"),
        (word("passages_count", language), f"{int(status.get('chunks') or 0):,}"),
        (word("duplicates", language), f"{int(status.get('reprints') or 0):,}"),
        (word("size", language), f"{size / 1e6:,.1f} MB"),
        (word("date", language), between or "—"),
        (word("embedding_model", language), model_name(status.get("embedder"), language)),
    ]
    if languages:
        rows.insert(-1, (word("languages_of", language), " · ".join(languages)))
    cells = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows
    )
    return f'<dl class="yj-figures">{cells}</dl>'


def model_name(name: object, language: Language) -> str:
    """What a model is called: those that ship by what they are, others by their own name."""
    known = f"model_{name}"
    return word(known, language) if known in WORDS else str(name or "—")


def name_of(path: str) -> str:
    """The last part of a path."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]
