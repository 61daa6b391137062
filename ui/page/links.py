"""The reader's own links to answers, on the Settings tab: opened, copied, ended."""

from __future__ import annotations

import sqlite3
from typing import Any

import gradio as gr

from ui.html.links import links_html
from ui.html.tables import message_html
from ui.page.conversation import QUIET, ConversationPanel
from ui.page.follow import Follow
from ui.state.session import Shared, browser_of, user_of
from ui.words import Language, word


def wire(shared: Shared, page: ConversationPanel, view: Any, tab: gr.Tab) -> Follow:
    """Fill ``view`` when the tab is opened; what a switch of the language calls."""

    def shown(language: Language, request: gr.Request, *, asks: bool = False) -> str:
        try:
            own = shared.talks.shares_of(user_of(request), browser_of(request))
        except (sqlite3.Error, OSError):
            return message_html(word("links_unread", language), problem=True)
        return links_html(own, language, asks=asks)

    def filled(language: Language, request: gr.Request) -> str:
        return shown(language, request)

    def acted(language: Language, request: gr.Request, event: gr.EventData) -> str:
        data = event._data or {}
        act, name = str(data.get("act")), str(data.get("id"))
        reader = user_of(request), browser_of(request)
        try:
            if act == "unlink":
                shared.talks.unshare(name, *reader)
            elif act == "unlink_every":
                shared.talks.unshare_all(*reader)
        except (sqlite3.Error, OSError):
            return message_html(word("links_stay", language), problem=True)
        return shown(language, request, asks=act == "unlink_all")

    tab.select(filled, page.language, view, **QUIET)
    view.act(acted, page.language, view, trigger_mode="multiple", **QUIET)
    return Follow(filled, (page.language,), (view,))
