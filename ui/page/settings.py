"""The Settings tab: a visitor's own choices and links, the server's as it is, the model tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag import YoujuError
from ui.html.settings import (
    ANSWERERS,
    Endpoint,
    ServerFacts,
    hidden_html,
    own_html,
    server_html,
)
from ui.page import links
from ui.page.conversation import QUIET, ConversationPanel, sheet
from ui.page.flow import said
from ui.page.follow import Follow
from ui.state.rights import may_manage
from ui.state.session import Shared, client_of
from ui.words import Language, word

CHECKS_COST = 5
"""Of what one client may ask in a minute, trying the endpoint counts as so many questions."""


@dataclass(frozen=True, slots=True)
class SettingsPanel:
    """The tab's components; ``answerer`` is what this browser chose, kept in it."""

    own: Any
    links: Any
    server: Any
    answerer: gr.BrowserState


def build() -> SettingsPanel:
    """Lay the tab out; it is filled when it is opened."""
    with gr.Column(elem_id="yj-settings"):
        own = sheet("", elem_id="yj-settings-view")
        shared_links = sheet("", elem_id="yj-links-view")
        server = sheet("", elem_id="yj-server-view")
    answerer = gr.BrowserState(None, storage_key="youju-answerer", secret="youju-answerer")  # noqa: S106
    return SettingsPanel(own, shared_links, server, answerer)


def wire(
    app: gr.Blocks, shared: Shared, page: ConversationPanel, panel: SettingsPanel, tab: gr.Tab
) -> list[Follow]:
    """Fill the tab; keep what is chosen; try the endpoint for who may.

    What a switch of the language calls.
    """
    radio = page.answerer

    def filled(language: Language, kept: Any, request: gr.Request) -> tuple[str, str]:
        return own_html(_known(kept), language), _server(shared, language, request)

    def chosen(language: Language, event: gr.EventData) -> tuple[Any, Any, Any]:
        data = event._data or {}
        act, value = str(data.get("act")), str(data.get("id"))
        if act != "answerer" or value not in ANSWERERS:
            return gr.skip(), gr.skip(), gr.skip()
        return own_html(value, language), gr.update(value=value), value

    def tried(language: Language, request: gr.Request, event: gr.EventData) -> str:
        if str((event._data or {}).get("act")) != "check":
            return _server(shared, language, request)
        return _server(shared, language, request, try_it=True)

    inputs = [page.language, panel.answerer]
    tab.select(filled, inputs, [panel.own, panel.server], **QUIET)
    panel.own.act(chosen, page.language, [panel.own, radio, panel.answerer], **QUIET)
    panel.server.act(tried, page.language, panel.server, **QUIET)
    app.load(
        lambda kept: gr.update(value=_known(kept)) if kept in ANSWERERS else gr.skip(),
        panel.answerer,
        radio,
        **QUIET,
    )
    return [
        Follow(filled, tuple(inputs), (panel.own, panel.server)),
        links.wire(shared, page, panel.links, tab),
    ]


def _known(kept: Any) -> str:
    """Who answers as this browser has it; what it keeps may be anything."""
    return next((each for each in ANSWERERS if each == kept), ANSWERERS[0])


def _server(
    shared: Shared, language: Language, request: gr.Request, *, try_it: bool = False
) -> str:
    settings = shared.assistant.settings
    if not may_manage(settings, request):
        return hidden_html(settings, language)
    try:
        facts = ServerFacts(shared.assistant.status(), tuple(shared.assistant.roots()))
    except YoujuError:
        facts = ServerFacts({})
    endpoint = _tried(shared, language, request) if try_it else Endpoint()
    return server_html(settings, facts, endpoint, language)


def _tried(shared: Shared, language: Language, request: gr.Request) -> Endpoint:
    """One small call to the endpoint; it counts like questions."""
    wait = max(shared.rate.wait_s(client_of(request)) for _ in range(CHECKS_COST))
    if wait:
        return Endpoint(works=False, detail=word("too_fast", language, seconds=wait))
    try:
        return Endpoint(works=True, detail=shared.assistant.check_chat())
    except YoujuError as fault:
        return Endpoint(works=False, detail=fault.message(language))
    except Exception as fault:  # noqa: BLE001 - the page stays usable
        return Endpoint(works=False, detail=said(fault, language))
