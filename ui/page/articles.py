"""The Articles tab: how adding, the list and reading stand beside one another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from ui.html.article import empty_html
from ui.page import intake, reading, shelf_list, undoing
from ui.page.conversation import QUIET, ConversationPanel, sheet
from ui.page.follow import Follow
from ui.page.header import header_html
from ui.page.intake import Intake
from ui.page.shelf_list import ShelfList
from ui.state.session import Session, Shared
from ui.words import Language


@dataclass(frozen=True, slots=True)
class Shelf:
    """The tab's components."""

    intake: Intake
    list: ShelfList
    reader: Any
    more: Any


def build(shared: Shared, now: Language) -> Shelf:
    """Lay the tab out."""
    with gr.Row(elem_id="yj-shelf"):
        with gr.Column(scale=6, elem_id="yj-shelf-left"):
            taking = intake.build(shared, now)
            listing = shelf_list.build(now)
        with gr.Column(scale=5, elem_id="yj-shelf-right"):
            reader = sheet(empty_html(now, "reader"), elem_id="yj-reader")
            more = sheet("", elem_id="yj-more")
    return Shelf(taking, listing, reader, more)


def words(shared: Shared, shelf: Shelf) -> list[tuple[Any, Any]]:
    """The tab's components with what says them anew in a language."""
    return [*intake.words(shared, shelf.intake), *shelf_list.words(shelf.list)]


def wire(
    shared: Shared, page: ConversationPanel, shelf: Shelf, header: Any, tab: gr.Tab
) -> list[Follow]:
    """Connect the tab's events; what a switch of the language calls."""
    shown = partial(_shown, shared)
    state = [page.session, page.language]
    outputs = [shelf.list.listing, shelf.intake.log, header, shelf.reader]
    shelf_list.wire(shared, page, shelf.list, shelf.intake.report, header)
    undoing.wire(shared, page, shelf.list, shelf.intake.report, header)
    intake.wire(shared, page, shelf.intake, shelf.list, header)
    reading.wire(shared, page, shelf.list, shelf.reader, shelf.more)
    tab.select(shown, [*state, shelf.list.query], outputs, **QUIET)
    return [
        Follow(partial(shown, anew=True), (*state, shelf.list.query), tuple(outputs)),
        Follow(partial(reading.enrich_html, shared), tuple(state), (shelf.more,)),
    ]


def _shown(
    shared: Shared, session: Session, language: Language, query: str, *, anew: bool = False
) -> tuple[Any, Any, Any, Any]:
    """List, log and header as they are now; what is read as it is, unless all is said anew."""
    kept = session.reading and not anew
    return (
        shelf_list.listed(shared, session, language, query),
        intake.logged(shared, session, language),
        header_html(shared, language, session.owner),
        gr.skip() if kept else reading.read_html(shared, session, language),
    )
