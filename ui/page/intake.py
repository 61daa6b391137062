"""Adding articles: files that are dropped, texts that are pasted, and the log of both."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag import IngestReport, YoujuError
from ui.html.intake import drop_html, log_html, reading_html
from ui.html.tables import message_html, report_html
from ui.page.conversation import QUIET, STREAMED, ConversationPanel, sheet
from ui.page.flow import said
from ui.page.header import header_html
from ui.page.shelf_list import listed
from ui.state.pasted import LONGEST_FIELD, Pasted, day_from, is_address, written
from ui.state.session import Session, Shared
from ui.state.uploads import taken_in
from ui.words import Language, word

if TYPE_CHECKING:
    from ui.page.shelf_list import ShelfList

_HANDED = "(files, session, language) => [youju.handed(), session, language]"
"""What the browser hands to the function that reads files in: those that it uploaded."""
_DROP = "youju.drop(element, (name, data) => trigger(name, data)); /* 'take' */"
LOOK_S = 0.3


class Stopped(Exception):
    """The reader did not want these files after all."""


@dataclass(frozen=True, slots=True)
class Intake:
    """The components; ``files`` is not seen, it stands for what the browser hands over."""

    drop: Any
    files: gr.File
    paste: gr.Accordion
    fields: tuple[gr.Textbox, gr.Textbox, gr.Textbox, gr.Textbox]
    add: gr.Button
    report: Any
    log: Any


def build(shared: Shared, now: Language) -> Intake:
    """Lay them out."""
    # Any kind: what a file is its content tells, and one that is refused is named.
    drop = gr.HTML(
        drop_html(now, shared.max_file_mb),
        elem_id="yj-drop",
        js_on_load=_DROP,
        apply_default_css=False,
    )
    gr.HTML('<ul id="yj-uploads"></ul>', js_on_load=None, apply_default_css=False)
    files = gr.File(file_count="multiple", visible="hidden", elem_id="yj-files")
    with gr.Accordion(word("paste", now), open=False, elem_id="yj-paste") as paste:
        text = gr.Textbox(label=word("paste_text", now), lines=5, max_lines=12)
        with gr.Row():
            title, day, source = (
                gr.Textbox(label=word(name, now), max_length=LONGEST_FIELD, min_width=140)
                for name in ("paste_title", "paste_date", "paste_source")
            )
        add = gr.Button(word("paste_add", now), size="sm", elem_id="yj-paste-add")
    report = sheet("", elem_id="yj-ingest")
    log = sheet("", elem_id="yj-log")
    return Intake(drop, files, paste, (text, title, day, source), add, report, log)


def words(shared: Shared, intake: Intake) -> list[tuple[Any, Any]]:
    """The components with what says them anew in a language."""

    def labelled(name: str) -> Callable[[Language], Any]:
        return lambda language: gr.update(label=word(name, language))

    names = ("paste_text", "paste_title", "paste_date", "paste_source")
    return [
        (intake.drop, lambda language: drop_html(language, shared.max_file_mb)),
        (intake.paste, labelled("paste")),
        *((part, labelled(name)) for part, name in zip(intake.fields, names, strict=True)),
        (intake.add, lambda language: gr.update(value=word("paste_add", language))),
    ]


def wire(
    shared: Shared, page: ConversationPanel, intake: Intake, shelf: ShelfList, header: Any
) -> None:
    """Connect dropping and pasting; the list, the log and the header follow."""
    state = [page.session, page.language]
    after = [shelf.listing, intake.log, header]

    def followed(session: Session, language: Language, query: str) -> tuple[Any, Any, Any]:
        return (
            listed(shared, session, language, query),
            logged(shared, session, language),
            header_html(shared, language, session.owner),
        )

    intake.drop.take(
        partial(added, shared),
        [intake.files, *state],
        intake.report,
        js=_HANDED,
        **STREAMED,
    ).then(followed, [*state, shelf.query], after, **QUIET).then(
        None, None, None, js="() => youju.taken()", **QUIET
    )
    intake.add.click(
        partial(_pasted, shared),
        [*state, *intake.fields],
        [intake.report, *intake.fields],
        **STREAMED,
    ).then(followed, [*state, shelf.query], after, **QUIET)


def logged(shared: Shared, session: Session, language: Language) -> str:
    """The log as it is now."""
    try:
        skipped, noticed = shared.assistant.skipped()
    except YoujuError:
        skipped, noticed = [], []
    return log_html(shared.log.of(session.owner), skipped, noticed, language)


async def added(
    shared: Shared, files: list[str] | None, session: Session, language: Language
) -> AsyncIterator[str]:
    """Keep the dropped files, index them, show how far it is and then the report.

    One that is refused does not stay: it would be read again with every file dropped later.
    """
    if not files:
        yield ""
        return
    async for shown in _taken(shared, files, session, language):
        yield shown
    await asyncio.to_thread(shared.uploads.discard, files)


async def _pasted(
    shared: Shared, session: Session, language: Language, *fields: str
) -> AsyncIterator[tuple[Any, ...]]:
    """Keep a pasted text as a file, and index it like one; the fields are emptied where it is."""
    text, title, day, source = fields
    still = (gr.skip(),) * len(fields)
    published = day_from(day) if day.strip() else ""
    wrong = (
        "paste_empty"
        if not text.strip()
        else "paste_url"
        if is_address(text)
        else "paste_date_bad"
        if published is None
        else ""
    )
    if wrong or published is None:
        yield (message_html(word(wrong, language), problem=True), *still)
        return
    with tempfile.TemporaryDirectory(prefix="youju-pasted-") as folder:
        try:
            file = written(Pasted(text, title, published, source), Path(folder))
        except OSError as fault:
            yield (message_html(said(fault, language), problem=True), *still)
            return
        shown = ""
        async for shown in _taken(shared, [str(file)], session, language):
            yield (shown, *still)
    run = next(iter(shared.log.of(session.owner)), None)
    if run is not None and run.report is not None and not run.report.refused:
        yield (shown, *(gr.update(value="") for _ in fields))


async def _taken(
    shared: Shared, files: Sequence[str], session: Session, language: Language
) -> AsyncIterator[str]:
    """Progress of reading ``files`` in, at last the report, or what went wrong."""
    latest: list[Any] = [None]
    session.stopping = stopping = threading.Event()

    def seen(progress: Any) -> None:
        latest[0] = progress
        if stopping.is_set():
            raise Stopped

    def ingest(folder: Path, afresh: Iterable[Path]) -> IngestReport:
        return shared.assistant.ingest(folder, afresh=tuple(afresh), progress=seen)

    take = partial(taken_in, shared.data_dir, files, ingest)
    try:
        work = asyncio.create_task(asyncio.to_thread(shared.gate.outcomes.ingested, take))
        while not work.done():
            yield how_far(latest[0], language)
            await asyncio.wait({work}, timeout=LOOK_S)
        report: IngestReport = work.result()
    except Stopped:
        fault = word("reading_cancelled", language)
    except Exception as raised:  # noqa: BLE001 - said to the reader, the drop zone stays usable
        fault = said(raised, language)
    else:
        shared.log.note(session.owner, report)
        yield report_html(report, language)
        return
    shared.log.note(session.owner, None, fault)
    yield message_html(fault, problem=not stopping.is_set())


def how_far(progress: Any, language: Language, *, stops: bool = True) -> str:
    """The progress that an ingest told last; ``None`` before it told any."""
    if progress is None:
        return reading_html(None, "", language, stops=stops)
    fraction = progress.done / progress.total if progress.total else None
    left = progress.seconds_left
    detail = word("articles_so_far", language, count=f"{progress.articles:,}")
    if left is not None:
        detail += " · " + word("time_left", language, seconds=f"{left:.0f}")
    return reading_html(fraction, detail, language, stops=stops)
