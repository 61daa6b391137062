"""The article list, the report of an ingest and the figures of a corpus, as escaped HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag import Document, IngestReport
from ui.html.markup import button, escape, written_date
from ui.words import Language, word

ROWS_SHOWN = 200
"""Rows of one report put on the page; the rest is counted."""


def documents_html(
    documents: Sequence[Document],
    total: int,
    offset: int,
    limit: int,
    language: Language,
    *,
    removing: str = "",
) -> str:
    """One page of the article list, with buttons to read and remove; ``removing`` asks first."""
    if not documents:
        return f'<p class="yj-none">{escape(word("no_articles", language))}</p>'
    rows = "".join(_document_row(each, language, each.id == removing) for each in documents)
    shown = word(
        "articles_shown",
        language,
        first=f"{offset + 1:,}",
        last=f"{offset + len(documents):,}",
        total=f"{total:,}",
    )
    steps = "".join(
        button(
            "page" if allowed else "none",
            mark,
            css=f"yj-step {'' if allowed else 'yj-off'}",
            title=word(name, language),
            n=target,
        )
        for name, mark, target, allowed in (
            ("previous", "‹", max(0, offset - limit), offset > 0),
            ("next", "›", offset + limit, offset + limit < total),
        )
    )
    pager = f'<div class="yj-pager"><span>{escape(shown)}</span>{steps}</div>'
    return f'<ul class="yj-documents">{rows}</ul>{pager}'


def _document_row(document: Document, language: Language, removing: bool) -> str:
    title = document.title or word("untitled", language)
    facts = [
        document.source,
        written_date(document.published, document.published_basis, language),
        word("characters", language, count=f"{len(document.text):,}"),
        document.path.replace("\\", "/").rsplit("/", 1)[-1],
    ]
    meta = escape(" · ".join(fact for fact in facts if fact))
    if removing:
        sure = escape(word("remove_sure", language, title=title))
        tools = (
            f'<div class="yj-sure" role="alert"><span>{sure}</span>'
            + button("removed", word("confirm_remove", language), css="yj-danger", id=document.id)
            + button("cancel", word("cancel", language), css="yj-quiet")
            + "</div>"
        )
    else:
        tools = button("remove", word("remove", language), css="yj-quiet", id=document.id)
    identity = escape(document.id)
    return (
        f'<li><button type="button" class="yj-source" data-act="read" data-id="{identity}">'
        f'<span class="yj-title" dir="auto">{escape(title)}</span>'
        f'<span class="yj-meta">{meta}</span></button>{tools}</li>'
    )


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
    parts = [f'<p class="yj-counts" role="status">{escape(counts)}</p>']
    parts += [f"<p>{escape(notice)}</p>" for notice in report.notices]
    if report.files:
        heads = [word(name, language) for name in ("title", "date", "encoding", "length")]
        rows = [
            (
                row.title or _name(row.path),
                written_date(row.published, row.published_basis, language),
                row.encoding,
                f"{row.characters:,}",
            )
            for row in report.files[:ROWS_SHOWN]
        ]
        parts.append(table_html(word("report_read", language), heads, rows))
    if report.noticed:
        heads = [word("file", language), word("notice", language)]
        noticed = [(_name(row.path), row.reason) for row in report.noticed[:ROWS_SHOWN]]
        parts.append(table_html(word("report_noticed", language), heads, noticed))
    if report.skipped:
        heads = [word("file", language), word("reason", language)]
        skipped = [(_name(row.path), row.reason) for row in report.skipped[:ROWS_SHOWN]]
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


def figures_html(status: dict[str, Any], language: Language) -> str:
    """The corpus in a row of figures."""
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
        (word("embedding_model", language), str(status.get("embedder") or "—")),
    ]
    cells = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows
    )
    return f'<dl class="yj-figures">{cells}</dl>'


def _name(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]
