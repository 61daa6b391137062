"""The Articles tab: add by drag and drop, browse, search, read, remove."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from rag import IngestReport, YoujuError
from rag.errors import IndexMissing
from ui.html.article import empty_html, evidence_html
from ui.html.tables import documents_html, message_html, progress_html, report_html
from ui.page.conversation import QUIET, STREAMED, ConversationPanel, sheet
from ui.page.evidence import find_document
from ui.page.flow import said
from ui.state.place import Place
from ui.state.session import Session, Shared
from ui.state.uploads import forget_upload, taken_in
from ui.words import Language, word

PAGE = 20


@dataclass(frozen=True, slots=True)
class Shelf:
    """The tab's components."""

    drop: gr.File
    report: Any
    query: gr.Textbox
    listing: Any
    reader: Any

    @property
    def listing_outputs(self) -> list[Any]:
        """Outputs of what lists articles."""
        return [self.listing]


def build(shared: Shared, now: Language) -> Shelf:
    """Lay the tab out."""
    with gr.Row(elem_id="yj-shelf"):
        with gr.Column(scale=6, elem_id="yj-shelf-left"):
            # Any kind: what a file is its content tells, and one that is refused is named.
            drop = gr.File(
                label=word("drop_here", now),
                file_count="multiple",
                height=120,
                elem_id="yj-drop",
            )
            report = sheet("", elem_id="yj-ingest")
            query = gr.Textbox(
                show_label=False,
                label=word("find_articles", now),
                placeholder=word("find_articles", now),
                max_length=200,
                elem_id="yj-find",
            )
            listing = sheet("", elem_id="yj-listing")
        with gr.Column(scale=5, elem_id="yj-shelf-right"):
            reader = sheet(empty_html(now, "reader"), elem_id="yj-reader")
    return Shelf(drop, report, query, listing, reader)


def words(shelf: Shelf) -> list[tuple[Any, Any]]:
    """The tab's components with what says them anew in a language."""
    return [
        (shelf.drop, lambda language: gr.update(label=word("drop_here", language))),
        (
            shelf.query,
            lambda language: gr.update(placeholder=word("find_articles", language)),
        ),
    ]


def listed(shared: Shared, session: Session, language: Language, query: str) -> str:
    """The page of the list that the session stands at."""
    try:
        wanted = query.strip()[:200]
        found = shared.assistant.documents(wanted, session.offset, PAGE)
        total = shared.assistant.count_documents(wanted)
    except IndexMissing:
        return message_html(word("nothing_indexed_hint", language))
    except YoujuError as fault:
        return message_html(fault.message(language))
    return documents_html(found, total, session.offset, PAGE, language, removing=session.removing)


def wire(shared: Shared, page: ConversationPanel, shelf: Shelf, header: Any) -> None:
    """Connect the tab's events."""
    state = [page.session, page.language]

    def searched(session: Session, language: Language, query: str) -> str:
        session.offset, session.removing = 0, ""
        return listed(shared, session, language, query)

    def opened(session: Session, language: Language, event: gr.EventData) -> str:
        session.reading = str((event._data or {}).get("id"))
        return read_html(shared, session, language)

    shelf.query.change(
        searched, [*state, shelf.query], shelf.listing, trigger_mode="always_last", **QUIET
    )
    shelf.listing.open(opened, state, shelf.reader, trigger_mode="multiple", **QUIET)
    shelf.listing.act(
        _acted(shared),
        [*state, shelf.query],
        [shelf.listing, shelf.report, header],
        trigger_mode="multiple",
        **QUIET,
    )
    page.language.change(
        lambda session, language, query: (
            listed(shared, session, language, query),
            read_html(shared, session, language),
        ),
        [*state, shelf.query],
        [shelf.listing, shelf.reader],
        **QUIET,
    )
    shelf.drop.upload(
        partial(_added, shared),
        [shelf.drop, *state],
        [shelf.report, shelf.drop],
        **STREAMED,
    ).then(
        lambda session, language, query: (
            listed(shared, session, language, query),
            _header(shared, session, language),
        ),
        [*state, shelf.query],
        [shelf.listing, header],
        **QUIET,
    )


def _header(shared: Shared, session: Session, language: Language) -> str:
    from ui.page.header import header_html

    return header_html(shared, language, session.owner)


def read_html(shared: Shared, session: Session, language: Language) -> str:
    """The whole of the article that the session has open in this tab."""
    if not session.reading:
        return empty_html(language, "reader")
    place = Place("read", session.reading, 0, 0, "")
    return evidence_html(place, find_document(shared, session.reading), language)


def _acted(shared: Shared) -> Any:
    def acted(
        session: Session, language: Language, query: str, event: gr.EventData
    ) -> tuple[Any, Any, Any]:
        data = event._data or {}
        act, document_id = str(data.get("act")), str(data.get("id"))
        note = ""
        if act == "page":
            session.offset = max(0, int(data.get("n", 0)))
        asked_about, session.removing = session.removing, ""
        if act == "remove":
            session.removing = document_id
        if act == "removed" and document_id == asked_about:
            note = _removed(shared, document_id, language)
        shown = listed(shared, session, language, query)
        return shown, note, _header(shared, session, language)

    return acted


def _removed(shared: Shared, document_id: str, language: Language) -> str:
    document = find_document(shared, document_id)
    if document is None:  # a name that is no article's could be a folder's
        return message_html(word("gone_article", language), problem=True)
    try:
        count = shared.assistant.remove(document.path)
    except YoujuError as fault:
        return message_html(fault.message(language), problem=True)
    except Exception as fault:  # noqa: BLE001 - the page stays usable
        return message_html(said(fault, language), problem=True)
    forget_upload(shared.data_dir, document.path)
    return message_html(word("removed", language, count=count))


async def _added(
    shared: Shared, files: list[str] | None, session: Session, language: Language
) -> AsyncIterator[tuple[Any, Any]]:
    """Keep the dropped files, index them, show how far it is and then the report.

    One that is refused does not stay: it would be read again with every file dropped later.
    """
    if not files:
        yield gr.skip(), gr.skip()
        return
    latest: list[Any] = [None]
    ingest = partial(
        shared.assistant.ingest, progress=lambda progress: latest.__setitem__(0, progress)
    )
    try:
        take = partial(taken_in, shared.data_dir, files, ingest)
        outcomes = shared.gate.outcomes
        work = asyncio.create_task(asyncio.to_thread(outcomes.ingested, take))
        while not work.done():
            yield _progress(latest[0], language), gr.skip()
            await asyncio.wait({work}, timeout=0.3)
        report: IngestReport = work.result()
        await asyncio.to_thread(shared.uploads.discard, files)
        yield report_html(report, language), gr.update(value=None)
    except Exception as fault:  # noqa: BLE001 - said to the reader, the drop zone stays usable
        yield message_html(said(fault, language), problem=True), gr.update(value=None)


def _progress(progress: Any, language: Language) -> str:
    if progress is None:
        return progress_html("", None, "", language)
    fraction = progress.done / progress.total if progress.total else None
    left = progress.seconds_left
    detail = word("articles_so_far", language, count=f"{progress.articles:,}")
    if left is not None:
        detail += " · " + word("time_left", language, seconds=f"{left:.0f}")
    return progress_html("", fraction, detail, language)
