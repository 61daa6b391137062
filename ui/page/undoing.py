"""Bringing back what was removed from the list: how far it is, and what came back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from ui.html.intake import undo_again_html
from ui.html.tables import message_html
from ui.page.conversation import QUIET, STREAMED, ConversationPanel
from ui.page.flow import said
from ui.page.header import header_html
from ui.page.intake import LOOK_S, how_far
from ui.page.shelf_list import ShelfList, listed
from ui.state.session import Session, Shared
from ui.state.trash import bring_back
from ui.words import Language, word


def wire(
    shared: Shared, page: ConversationPanel, shelf: ShelfList, report: Any, header: Any
) -> None:
    """Connect the button that stands beside what was removed; ``report`` shows how far it is."""

    def followed(session: Session, language: Language, query: str) -> tuple[str, str]:
        return (
            listed(shared, session, language, query),
            header_html(shared, language, session.owner),
        )

    state = [page.session, page.language]
    report.back(partial(brought_back, shared), state, report, **STREAMED).then(
        followed, [*state, shelf.query], [shelf.listing, header], **QUIET
    )


async def brought_back(shared: Shared, session: Session, language: Language) -> AsyncIterator[str]:
    """Bring back what this tab removed last; where that fails it can be tried again.

    It goes on where the tab is closed meanwhile.
    """
    removal, session.removal = session.removal, None
    if removal is None:
        yield message_html(word("undo_gone", language), problem=True)
        return
    latest: list[Any] = [None]

    def seen(progress: Any) -> None:
        latest[0] = progress

    take_back = partial(shared.assistant.take_back, progress=seen)
    work = asyncio.create_task(asyncio.to_thread(bring_back, shared.data_dir, removal, take_back))
    while not work.done():
        yield how_far(latest[0], language, stops=False)
        await asyncio.wait({work}, timeout=LOOK_S)
    try:
        whole, report = work.result()
    except Exception as fault:  # noqa: BLE001 - said to the reader, who may try again
        session.removal = removal
        yield undo_again_html(said(fault, language), language)
        return
    if not whole and not report.added:
        yield message_html(word("undo_gone", language), problem=True)
    else:
        yield message_html(word("undone", language, count=f"{report.added:,}"))
