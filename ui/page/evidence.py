"""The right half of the page: the article an answer rests on, held at the quoted words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag import Document, YoujuError
from ui.html.article import empty_html, evidence_html
from ui.html.turn import forgotten_html
from ui.page.conversation import QUIET, ConversationPanel, sheet
from ui.state.place import Place
from ui.state.session import Session, Shared
from ui.state.turns import PageTurn, find_turn
from ui.words import Language


@dataclass(frozen=True, slots=True)
class Evidence:
    """The panel's one component."""

    panel: Any


def build(language: Language) -> Evidence:
    """Lay the panel out."""
    return Evidence(sheet(empty_html(language), elem_id="yj-evidence"))


def wire(shared: Shared, page: ConversationPanel, evidence: Evidence) -> None:
    """Open on [n] in the thread; step and widen from the panel itself."""

    def opened(session: Session, language: Language, event: gr.EventData) -> str:
        data = event._data or {}
        act = str(data.get("act"))
        if act in {"whole", "excerpt"}:
            return shown(shared, session, language, whole=act == "whole")
        turn = find_turn(session.turns, str(data.get("turn")))
        session.place = place_of(turn, act, int(data.get("n", 0))) if turn else None
        return shown(shared, session, language)

    for source in (page.thread, page.live, evidence.panel):
        source.open(
            opened,
            [page.session, page.language],
            evidence.panel,
            trigger_mode="multiple",
            **QUIET,
        ).then(None, None, None, js="() => youju.toQuote()", **QUIET)


def shown(shared: Shared, session: Session, language: Language, *, whole: bool = False) -> str:
    """The panel as it should be now; a forgotten tab is told to come back."""
    if not session.opened:
        return forgotten_html(language)
    if session.place is None:
        return empty_html(language)
    document = find_document(shared, session.place.document_id)
    return evidence_html(session.place, document, language, whole=whole)


def find_document(shared: Shared, document_id: str) -> Document | None:
    """The stored article, or ``None`` when it is no longer there."""
    try:
        return shared.assistant.document(document_id)
    except YoujuError:
        return None


def place_of(turn: PageTurn, kind: str, number: int) -> Place | None:
    """Citation or nearest passage ``number`` (from 1) of a turn's answer."""
    answer = turn.answer
    if answer is None:
        return None
    if kind == "near":
        nearest = answer.nearest[:5]
        if not 1 <= number <= len(nearest):
            return None
        passage = nearest[number - 1]
        return Place(
            "near", passage.document_id, passage.start, passage.end, passage.text, passage.title,
            turn.id, number, len(nearest), passage.also_in,
        )  # fmt: skip
    if not 1 <= number <= len(answer.citations):
        return None
    cited = answer.citations[number - 1]
    return Place(
        "cite", cited.document_id, cited.start, cited.end, cited.quote, cited.title,
        turn.id, number, len(answer.citations), cited.also_in,
    )  # fmt: skip
