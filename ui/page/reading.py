"""An article that is opened from the list: its text at once, its points and neighbours after."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

import gradio as gr

from rag import YoujuError
from ui.html.article import empty_html
from ui.html.reader import more_html, reader_html
from ui.html.tables import message_html
from ui.page.conversation import QUIET, ConversationPanel
from ui.page.evidence import find_document
from ui.page.shelf_list import ShelfList
from ui.state.session import Session, Shared
from ui.words import Language, word

log = logging.getLogger("youju.ui")
NEIGHBOURS = 5


def wire(shared: Shared, page: ConversationPanel, shelf: ShelfList, reader: Any, more: Any) -> None:
    """Open what is clicked in the list, or among the neighbours of what is open."""
    state = [page.session, page.language]

    def opened(session: Session, language: Language, event: gr.EventData) -> str:
        session.reading = str((event._data or {}).get("id"))
        return read_html(shared, session, language)

    enriched = partial(enrich_html, shared)
    for source in (shelf.listing, reader):
        source.open(opened, state, reader, trigger_mode="multiple", **QUIET).then(
            enriched, state, more, **QUIET
        )


def read_html(shared: Shared, session: Session, language: Language) -> str:
    """The whole of the article that the session has open in this tab."""
    if not session.reading:
        return empty_html(language, "reader")
    document = find_document(shared, session.reading)
    if document is None:
        return message_html(word("gone_article", language), problem=True)
    return reader_html(document, language)


def enrich_html(shared: Shared, session: Session, language: Language) -> str:
    """Points and neighbours of that article; without them it can be read all the same."""
    if not session.reading:
        return ""
    try:
        points = shared.assistant.points(session.reading)
        near = shared.assistant.similar(session.reading, NEIGHBOURS)
    except YoujuError:
        return ""
    except Exception as fault:
        log.error("no points of an article: %s", type(fault).__name__, exc_info=fault)
        return ""
    return more_html(points, near, language)
