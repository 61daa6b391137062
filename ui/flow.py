"""What happens to a question on the page, from the box to the finished turn."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import gradio as gr

from rag import Event, Filters, StageStarted, TextPiece, YoujuError
from ui import feedback
from ui.asking import Limits, limits_from
from ui.gate import GateFull
from ui.render import conversation_html, conversation_json, conversation_markdown, turn_html
from ui.session import Session, Shared, client_of
from ui.turns import PageTurn, TurnStatus, as_record, find_turn, history_of, new_turn
from ui.welcome import welcome_html
from ui.words import Language, word

log = logging.getLogger("youju.ui")
Shown = tuple[Any, ...]
"""Values for the outputs of everything that asks; see ``Flow.shown``.

Each output is always set in one way, the thread and the copy for the browser by value, the box
and the buttons by update: where an output gets now a value and now an update, Gradio keeps a
component for good each time (its session is keyed by the id of the first one).
"""


def thread_html(shared: Shared, session: Session, language: Language) -> str:
    """The finished turns, or the welcome when there is none. The turn under way is apart."""
    turns = tuple(turn for turn in session.turns if turn.status != "asking")
    if not session.turns:
        return welcome_html(shared, language)
    return conversation_html(turns, language)


class Flow:
    """What happens to a question, from the box to the finished turn."""

    def __init__(self, shared: Shared) -> None:
        """Bind what all tabs share."""
        self.shared = shared

    async def typed(
        self,
        question: str,
        session: Session,
        language: Language,
        begin: str,
        finish: str,
        sources: list[str],
        folders: list[str],
        answerer: str,
        k: float,
        request: gr.Request,
    ) -> AsyncIterator[Shown]:
        """Ask what stands in the box."""
        values = (begin, finish, sources, folders, answerer, k)
        if not question.strip():
            gr.Info(word("empty_question", language))
            yield self.still(session, language)
            return
        async for shown in self._ask(question.strip(), session, language, values, request):
            yield shown

    async def acted(
        self,
        session: Session,
        language: Language,
        begin: str,
        finish: str,
        sources: list[str],
        folders: list[str],
        answerer: str,
        k: float,
        request: gr.Request,
        event: gr.EventData,
    ) -> AsyncIterator[Shown]:
        """A button in the thread: an example, retry or edit."""
        values = (begin, finish, sources, folders, answerer, k)
        data = event._data or {}
        act, turn = str(data.get("act")), find_turn(session.turns, str(data.get("turn")))
        question = turn.question if turn else ""
        if act == "example":
            ready = self.shared.examples.ready()
            number = int(data.get("n", 0))
            question = ready[number] if 0 <= number < len(ready) else ""
        if act == "edit" and turn:
            yield self.still(session, language, question)
            return
        if act not in {"example", "retry"} or not question:
            yield self.still(session, language)
            return
        again = turn.id if turn and act == "retry" else ""
        async for shown in self._ask(question, session, language, values, request, again, True):
            yield shown

    async def _ask(
        self,
        question: str,
        session: Session,
        language: Language,
        values: tuple[Any, ...],
        request: gr.Request,
        again: str = "",
        keep_box: bool = False,
    ) -> AsyncIterator[Shown]:
        if session.asking is not None:
            gr.Info(word("still_answering", language))
            yield self.still(session, language)
            return
        if again:
            session.turns = tuple(turn for turn in session.turns if turn.id != again)
        turn = new_turn(question[:1_000])
        box = None if keep_box else ""
        session.add(turn)
        try:
            limits = limits_from(*values, language=language)
            turn = replace(turn, limits=limits.words)
            wait = self.shared.rate.wait_s(client_of(request))
            if wait:
                raise _Refused(word("too_fast", language, seconds=wait))
            session.update(turn)
            begun = self.shown(session, language, turn, box, asking=True)
            unchanged = (gr.skip(), gr.skip(), gr.skip())
            yield begun
            async for grown in self._answered(question, turn, limits, session, language):
                turn = grown
                yield (begun[0], turn_html(turn, language), *unchanged, begun[5])
        except Exception as fault:  # noqa: BLE001 - whatever happens, the box stays usable
            turn = replace(turn, status="failed", problem=said(fault, language), text="")
            session.update(turn)
        finally:
            session.asking = None
        yield self.shown(session, language, None, None, asking=False)

    async def _answered(
        self,
        question: str,
        turn: PageTurn,
        limits: Limits,
        session: Session,
        language: Language,
    ) -> AsyncIterator[PageTurn]:
        """The turn as it grows; the last one is put into the session."""
        assistant = self.shared.assistant
        history = history_of(session.turns, before=turn.id)
        asking = self.shared.gate.ask(
            lambda: assistant.stream(
                question,
                filters=limits.filters or Filters(),
                history=history,
                k=limits.k,
                answerer=limits.answerer,
            )
        )
        session.asking = asking
        async for event in asking.events():
            turn = after(turn, event)
            if turn.status == "asking":
                session.update(turn)
                yield turn
        if turn.status == "asking":
            status: TurnStatus = "stopped" if asking.stopped else "failed"
            problem = "" if asking.stopped else word("failed_unknown", language)
            turn = replace(turn, status=status, problem=problem)
        session.update(turn)

    def shown(
        self,
        session: Session,
        language: Language,
        turn: PageTurn | None,
        box: str | None,
        *,
        asking: bool,
    ) -> Shown:
        """Thread, turn under way, question box (``None``: as it is), ask, stop, browser's copy."""
        return (
            thread_html(self.shared, session, language),
            turn_html(turn, language) if turn else "",
            gr.skip() if box is None else gr.update(value=box),
            gr.update(visible=not asking),
            gr.update(visible=asking),
            as_record(session.turns, session.owner),
        )

    def still(self, session: Session, language: Language, box: str | None = None) -> Shown:
        """Everything as it is, but for what the question box should hold."""
        under_way = next((turn for turn in session.turns if turn.status == "asking"), None)
        asking = session.asking is not None
        return self.shown(session, language, under_way if asking else None, box, asking=asking)


class _Refused(Exception):
    """A question that was not asked, with the reason in the reader's language."""


def said(fault: BaseException, language: Language) -> str:
    """What a reader is told about a fault: our own words, never a traceback or a key."""
    if isinstance(fault, YoujuError):
        return fault.message(language)
    if isinstance(fault, _Refused):
        return str(fault)
    if isinstance(fault, GateFull):
        return word("busy", language)
    log.error("a question failed: %s", type(fault).__name__, exc_info=fault)
    return word("failed_unknown", language)


def after(turn: PageTurn, event: Event) -> PageTurn:
    """The turn after one more event."""
    if isinstance(event, StageStarted):
        return replace(turn, stage=event.stage)
    if isinstance(event, TextPiece):
        return replace(turn, stage="write", text=turn.text + event.text)
    return replace(turn, status="done", answer=event.answer, text="")


def stop(session: Session) -> tuple[Any, Any]:
    """Stop the question under way; with none, only set the buttons right."""
    if session.asking is not None:
        session.asking.stop()
    return gr.update(visible=True), gr.update(visible=False)


def exported(session: Session, language: Language, form: str) -> str:
    """The conversation as a file for the browser to save: JSON with ``name`` and ``text``."""
    if not session.turns:
        return ""
    day = session.turns[0].asked[:10] or "conversation"
    text = (
        conversation_json(session.turns)
        if form == "json"
        else conversation_markdown(session.turns, language)
    )
    return json.dumps({"name": f"youju-{day}.{form}", "text": text}, ensure_ascii=False)


def rate(shared: Shared, session: Session, reason: str, user: str) -> bool:
    """Keep the 👍 or 👎 that ``session.rated`` names; whether there was one to keep."""
    turn_id, rating = session.rated
    turn = find_turn(session.turns, turn_id)
    if turn is None or rating not in {"good", "bad"}:
        return False
    feedback.record(shared.data_dir, turn, rating, reason, user)
    session.update(replace(turn, rating="good" if rating == "good" else "bad"))
    return True
