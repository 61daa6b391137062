"""Adding articles as escaped HTML: the place to drop files, how far they are, what was read."""

from __future__ import annotations

from collections.abc import Sequence

from rag import Skipped
from ui.html.markup import button, escape
from ui.html.tables import message_html, name_of, progress_html, table_html
from ui.state.ingest_log import LoggedRun
from ui.words import Language, word

ROWS_LOGGED = 100
"""Rows of one table of the log; the rest is counted."""


def drop_html(language: Language, max_file_mb: int) -> str:
    """The place where files are dropped; assets/desk.js uploads them, one by one.

    What that script says stands in the element's data.
    """
    told = {
        "sending": word("upload_sending", language),
        "waiting": word("upload_waiting", language),
        "cancelled": word("upload_cancelled", language),
        "failed": word("upload_failed", language),
        "large": word("upload_too_large", language, size=max_file_mb),
        "cancel": word("upload_cancel", language, name="{}"),
        "limit": max_file_mb * 1_000_000,
    }
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in told.items())
    kinds = escape(word("drop_kinds", language, size=max_file_mb))
    return (
        f'<label class="yj-dropzone"{data}><input type="file" multiple data-desk="files">'
        '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 15V4m0 0L8 8m4-4 4 4M4 15v4a1 1 '
        '0 0 0 1 1h14a1 1 0 0 0 1-1v-4"/></svg>'
        f"<strong>{escape(word('drop_title', language))}</strong><small>{kinds}</small></label>"
    )


def reading_html(
    fraction: float | None, detail: str, language: Language, *, stops: bool = True
) -> str:
    """How far the reading-in is, and with ``stops`` a way to stop it."""
    stop = button("stop_reading", word("reading_cancel", language), css="yj-quiet") if stops else ""
    return f'<div class="yj-reading">{progress_html("", fraction, detail, language)}{stop}</div>'


def removed_html(count: int, language: Language) -> str:
    """That articles were removed, and a way back."""
    return _with_undo(word("removed", language, count=f"{count:,}"), "yj-paused", language)


def undo_again_html(fault: str, language: Language) -> str:
    """Why they were not brought back, and the way back again."""
    return _with_undo(fault, "yj-problem", language)


def _with_undo(said: str, css: str, language: Language) -> str:
    undo = button("undo", word("undo", language), css="yj-quiet yj-put-back")
    return f'<div class="yj-notice {css}" role="status">{escape(said)} {undo}</div>'


def log_html(
    runs: Sequence[LoggedRun],
    skipped: Sequence[Skipped],
    noticed: Sequence[Skipped],
    language: Language,
) -> str:
    """What was read in, what is not used and why; shut until somebody opens it."""
    parts = [_runs_table(runs, language), _told_table("log_skipped", "reason", skipped, language)]
    if noticed:
        parts.append(_told_table("log_noticed", "notice", noticed, language))
    count = f" · {word('report_skipped', language)} {len(skipped):,}" if skipped else ""
    head = escape(word("log", language) + count)
    return f'<details class="yj-details yj-log"><summary>{head}</summary>{"".join(parts)}</details>'


def _runs_table(runs: Sequence[LoggedRun], language: Language) -> str:
    if not runs:
        return f'<p class="yj-meta">{escape(word("log_empty", language))}</p>'
    heads = [word(name, language) for name in ("when", "outcome", "file")]
    rows = [
        (f"{run.at:%m-%d %H:%M}", _outcome(run, language), _files(run, language))
        for run in runs[:ROWS_LOGGED]
    ]
    return table_html(word("log_runs", language), heads, rows)


def _outcome(run: LoggedRun, language: Language) -> str:
    report = run.report
    if report is None:
        return run.fault
    return word(
        "report_counts",
        language,
        added=report.added,
        changed=report.changed,
        unchanged=report.unchanged,
        seconds=f"{report.seconds:.1f}",
    )


def _files(run: LoggedRun, language: Language) -> str:
    if run.report is None:
        return "—"
    named = [name_of(row.path) for row in run.report.files]
    shown = "、" if language == "zh" else ", "
    rest = len(named) - 5
    more = " " + word("log_more", language, count=f"{rest:,}") if rest > 0 else ""
    return (shown.join(named[:5]) + more) or "—"


def _told_table(head: str, column: str, told: Sequence[Skipped], language: Language) -> str:
    if not told:
        return message_html(word("log_all_used", language))
    rows = [(name_of(each.path), each.reason) for each in told[:ROWS_LOGGED]]
    rest = len(told) - len(rows)
    more = (
        f'<p class="yj-meta">{escape(word("log_more", language, count=f"{rest:,}"))}</p>'
        if rest > 0
        else ""
    )
    return (
        table_html(word(head, language), [word("file", language), word(column, language)], rows)
        + more
    )
