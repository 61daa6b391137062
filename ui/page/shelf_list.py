"""The list of articles: found by their words, ordered, selected, removed, brought back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag import YoujuError
from rag.errors import IndexMissing
from rag.indexing.browsing import ORDERS, words_of
from ui.html.intake import removed_html
from ui.html.listing import Page, listing_html
from ui.html.tables import message_html
from ui.page.conversation import QUIET, ConversationPanel, sheet
from ui.page.flow import said
from ui.page.header import header_html
from ui.state.session import Session, Shared
from ui.state.trash import set_aside
from ui.words import Language, word

PAGE = 20
LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class ShelfList:
    """The components."""

    query: gr.Textbox
    order: gr.Dropdown
    listing: Any


def build(now: Language) -> ShelfList:
    """Lay them out."""
    with gr.Row(elem_id="yj-find-row"):
        query = gr.Textbox(
            show_label=False,
            label=word("find_articles", now),
            placeholder=word("find_articles", now),
            max_length=LONGEST_QUERY,
            elem_id="yj-find",
            scale=4,
        )
        order = gr.Dropdown(
            _orders(now),
            value=ORDERS[0],
            show_label=False,
            label=word("order", now),
            filterable=False,
            elem_id="yj-order",
            scale=1,
            min_width=160,
        )
    return ShelfList(query, order, sheet("", elem_id="yj-listing"))


def words(shelf: ShelfList) -> list[tuple[Any, Any]]:
    """The components with what says them anew in a language."""

    def found(language: Language) -> Any:
        said = word("find_articles", language)
        return gr.update(label=said, placeholder=said)

    return [
        (shelf.query, found),
        (
            shelf.order,
            lambda language: gr.update(label=word("order", language), choices=_orders(language)),
        ),
    ]


def _orders(language: Language) -> list[tuple[str, str]]:
    return [(word(f"order_{name}", language), name) for name in ORDERS]


def listed(shared: Shared, session: Session, language: Language, query: str) -> str:
    """The page of the list that the session stands at; the last one where there is no such page."""
    wanted = query.strip()[:LONGEST_QUERY]
    try:
        found = shared.assistant.browse(wanted, session.order, session.offset, PAGE)
        if not found.documents and found.total:
            session.offset = (found.total - 1) // PAGE * PAGE
            found = shared.assistant.browse(wanted, session.order, session.offset, PAGE)
    except IndexMissing:
        return message_html(word("nothing_indexed_hint", language))
    except YoujuError as fault:
        return message_html(fault.message(language))
    if not found.total and not wanted:  # everything was removed
        return message_html(word("nothing_indexed_hint", language))
    page = Page(
        found.documents,
        found.total,
        session.offset,
        PAGE,
        words_of(wanted),
        session.ticked,
        session.removing,
    )
    return listing_html(page, language)


def wire(
    shared: Shared, page: ConversationPanel, shelf: ShelfList, report: Any, header: Any
) -> None:
    """Connect searching, ordering and what is done to rows; ``report`` stands above the list."""
    state = [page.session, page.language, shelf.query]

    def searched(session: Session, language: Language, query: str, order: str | None) -> str:
        session.offset, session.removing = 0, ()
        session.order = next((each for each in ORDERS if each == order), ORDERS[0])
        return listed(shared, session, language, query)

    acted = Acts(shared)
    gr.on(
        [shelf.query.change, shelf.order.input],
        searched,
        [*state, shelf.order],
        shelf.listing,
        trigger_mode="always_last",
        **QUIET,
    )
    for source in (shelf.listing, report):
        source.act(
            acted,
            state,
            [shelf.listing, report, header],
            trigger_mode="multiple",
            **QUIET,
        )


class Acts:
    """What the buttons and boxes of the list do; one call is one step."""

    def __init__(self, shared: Shared) -> None:
        """Act on what all tabs share."""
        self._shared = shared

    def __call__(
        self, session: Session, language: Language, query: str, event: gr.EventData
    ) -> tuple[Any, Any, Any]:
        """The list, what is said above it (unless it stays as it is), and the header."""
        data = event._data or {}
        act, named = str(data.get("act")), str(data.get("id"))
        asked, session.removing = session.removing, ()
        note: Any = gr.skip()
        if act == "page":
            session.offset = max(0, int(data.get("n", 0)))
        elif act in {"tick", "tick_page", "tick_all", "tick_none"}:
            self._tick(session, act, named, query)
        elif act == "remove":
            session.removing = (named,)
        elif act == "remove_ticked":
            session.removing = tuple(session.ticked)
        elif act == "removed" and asked and asked in ((named,), tuple(session.ticked)):
            note = self._removed(session, asked, language)
        elif act == "stop_reading":
            session.stopping.set()
        shown = listed(self._shared, session, language, query)
        return shown, note, header_html(self._shared, language, session.owner)

    def _tick(self, session: Session, act: str, named: str, query: str) -> None:
        """Select, or no longer: an article, the page, all that is found, none."""
        wanted = query.strip()[:LONGEST_QUERY]
        try:
            if act == "tick":
                if session.ticked.pop(named, 0) == 0 and self._is_there(named):
                    session.ticked[named] = None
            elif act == "tick_page":
                shown = self._shared.assistant.browse(wanted, session.order, session.offset, PAGE)
                ids = [each.id for each in shown.documents]
                if all(each in session.ticked for each in ids):
                    session.ticked = {k: None for k in session.ticked if k not in ids}
                else:
                    session.ticked |= dict.fromkeys(ids)
            elif act == "tick_all":
                session.ticked |= dict.fromkeys(self._shared.assistant.browse_ids(wanted))
            else:
                session.ticked = {}
        except YoujuError:  # the list says what is wrong
            session.ticked = {}

    def _is_there(self, document_id: str) -> bool:
        try:
            return bool(document_id) and bool(self._shared.assistant.paths(document_id))
        except YoujuError:
            return False

    def _removed(self, session: Session, ids: tuple[str, ...], language: Language) -> str:
        """Remove the articles that were asked about; those gone meanwhile are passed over."""
        assistant = self._shared.assistant
        try:
            # An id that is no article's could be a folder's name.
            found = {each: assistant.paths(each) for each in ids if each}
            places = {each: paths for each, paths in found.items() if paths}
            if not places:
                return message_html(word("gone_article", language), problem=True)
            count = assistant.remove(*places)
            paths = [path for several in places.values() for path in several]
            session.removal = set_aside(self._shared.data_dir, paths)
        except YoujuError as fault:
            return message_html(fault.message(language), problem=True)
        except Exception as fault:  # noqa: BLE001 - the page stays usable
            return message_html(said(fault, language), problem=True)
        session.ticked = {each: None for each in session.ticked if each not in places}
        return removed_html(count, language)
