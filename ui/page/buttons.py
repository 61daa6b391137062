"""What the buttons around the conversation do: stop, export, rate, begin anew."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from typing import Any

import gradio as gr

from ui.html.export import conversation_json, conversation_markdown
from ui.page.toasts import warned
from ui.state import feedback
from ui.state.session import Session, Shared, browser_of
from ui.state.turns import find_turn
from ui.words import Language, word


def stop(session: Session) -> tuple[Any, Any]:
    """Stop the question under way; with none, only set the buttons right."""
    if session.asking is not None:
        session.asking.stop()
    return gr.update(visible=True), gr.update(visible=False)


def exported(session: Session, language: Language, form: str) -> str:
    """The conversation as a file for the browser to save: JSON with ``name`` and ``text``.

    Nothing for an empty conversation; without a name where the server has forgotten the tab.
    """
    if not session.opened:
        return json.dumps({"name": ""})
    if not session.turns:
        return ""
    day = session.turns[0].asked[:10] or "conversation"
    text = (
        conversation_json(session.turns)
        if form == "json"
        else conversation_markdown(session.turns, language)
    )
    return json.dumps({"name": f"youju-{day}.{form}", "text": text}, ensure_ascii=False)


def sharing(shared: Shared) -> Any:
    """Shares an answer: gives JSON with the ``path`` that opens it, or nothing."""

    def share(
        session: Session, language: Language, request: gr.Request, event: gr.EventData
    ) -> str:
        turn = find_turn(session.turns, str((event._data or {}).get("turn")))
        if turn is None or turn.answer is None:
            return ""
        try:
            talk = session.as_talk().id
            made = shared.talks.share(session.owner, browser_of(request), turn, talk)
        except (sqlite3.Error, OSError):
            warned(word("share_failed", language), language)
            return ""
        return json.dumps({"path": f"/answer/{made.id}"})

    return share


def rate(shared: Shared, session: Session, reason: str, user: str) -> bool:
    """Keep the 👍 or 👎 that ``session.rated`` names; whether there was one to keep."""
    turn_id, rating = session.rated
    turn = find_turn(session.turns, turn_id)
    if turn is None or rating not in {"good", "bad"}:
        return False
    feedback.record(shared.data_dir, turn, rating, reason, user)
    session.update(replace(turn, rating="good" if rating == "good" else "bad"))
    return True
