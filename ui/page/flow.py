"""What happens to a question on the page, from the box to the finished turn."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import gradio as gr

from rag import Event, Filters, Finished, StageStarted, TextPiece, YoujuError
from ui.html.turn import conversation_html, forgotten_html, turn_html
from ui.page.keeping import browser_copy, keep
from ui.page.toasts import told
from ui.page.welcome import welcome_html
from ui.state.form import Form, Limits, Values, limits_from
from ui.state.gate import GateFull
from ui.state.outcomes import Outcome
from ui.state.scope import scope_words
from ui.state.session import Session, Shared, client_of
from ui.state.turns import PageTurn, TurnStatus, find_turn, history_of, new_turn
from ui.words import Language, word

log = logging.getLogger("youju.ui")
Shown = tuple[Any, ...]
"""Values for the outputs of everything that asks; see ``Flow.shown``."""


def thread_html(shared: Shared, session: Session, language: Language) -> str:
    """The finished turns, or the welcome when there is none. The turn under way is apart.

    A tab that the server has forgotten is told to come back with what its browser kept.
    """
    if not session.opened:
        return forgotten_html(language)
    if not session.turns:
        return welcome_html(shared, language)
    under_way = [turn for turn in session.turns if turn.status == "asking"]
    apart = {name for turn in under_way for name in (turn.id, turn.again)}
    turns = tuple(turn for turn in session.turns if turn.id not in apart)
    return conversation_html(turns, language, session.rated)


class Flow:
    """What happens to a question, from the box to the finished turn."""

    def __init__(self, shared: Shared, read: Callable[[Values], Form]) -> None:
        """Bind what all tabs share, and what makes a form of the components' values."""
        self.shared = shared
        self.read = read

    async def typed(self, values: Values, request: gr.Request) -> AsyncIterator[Shown]:
        """Ask what stands in the box."""
        form = self.read(values)
        if not form.question:
            told(word("empty_question", form.language), form.language)
            yield self.still(form.session, form.language)
            return
        async for shown in self._ask(form.question, form, request):
            yield shown

    async def acted(
        self, values: Values, request: gr.Request, event: gr.EventData
    ) -> AsyncIterator[Shown]:
        """A button in the thread: an example, retry or edit."""
        form = self.read(values)
        session, language = form.session, form.language
        data = event._data or {}
        act, turn = str(data.get("act")), find_turn(session.turns, str(data.get("turn")))
        question = turn.question if turn else ""
        if act == "example":
            question = str(data.get("id", "")).strip()
        if act == "edit" and turn:
            yield self.still(session, language, question)
            return
        if act not in {"example", "retry"} or not question:
            yield self.still(session, language)
            return
        again = turn.id if turn and act == "retry" else ""
        async for shown in self._ask(question, form, request, again, keep_box=True):
            yield shown

    async def _ask(
        self,
        question: str,
        form: Form,
        request: gr.Request,
        again: str = "",
        *,
        keep_box: bool = False,
    ) -> AsyncIterator[Shown]:
        session, language = form.session, form.language
        if not await session.is_open():
            renewed = forgotten_html(language, asked=True)
            yield (renewed, "", *self.still(session, language, question)[2:])
            return
        if session.asking is not None:
            told(word("still_answering", language), language)
            yield self.still(session, language)
            return
        turn = replace(
            new_turn(question[:1_000], scope_words(session.scope, language)), again=again
        )
        box = None if keep_box else ""
        session.add(turn)
        try:
            limits = limits_from(form)
            session.rated = ("", "")
            wait = self.shared.rate.wait_s(client_of(request))
            if wait:
                gate = self.shared.gate
                gate.outcomes.happened(Outcome(turn.id, "page", "turned_away", fault="too_fast"))
                raise _Refused(word("too_fast", language, seconds=wait))
            await asyncio.to_thread(keep, self.shared, session, language)
            yield self.shown(session, language, turn, box, asking=True)
            async for grown in self._answered(question, turn, limits, session, language):
                turn = grown
                yield (gr.skip(), turn_html(turn, language), *(gr.skip(),) * 5)
        except Exception as fault:  # noqa: BLE001 - whatever happens, the box stays usable
            turn = replace(turn, status="failed", problem=said(fault, language), text="")
            session.update(turn)
        finally:
            session.asking = None
            if again and not session.settle(turn.id):
                told(word("kept_before", language), language)
        await asyncio.to_thread(keep, self.shared, session, language)
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
        opened = session.place.document_id if session.place else ""
        history = history_of(session.turns, before=turn.id, opened=opened)
        asking = self.shared.gate.ask(
            lambda: assistant.stream(
                question,
                filters=limits.filters or Filters(),
                history=history,
                k=limits.k,
                answerer=limits.answerer,
            ),
            "page",
            turn.id,
        )
        session.asking = asking
        async for event in asking.events():
            grown = after(turn, event)
            if grown is not turn and grown.status == "asking":
                session.update(grown)
                yield grown
            turn = grown
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
        """Thread, turn under way, box (``None``: as it is), ask, stop, browser's copy, further."""
        return (
            thread_html(self.shared, session, language),
            turn_html(turn, language) if turn else "",
            gr.skip() if box is None else gr.update(value=box),
            gr.update(visible=not asking),
            gr.update(visible=asking),
            browser_copy(self.shared, session),
            "",
        )

    def still(self, session: Session, language: Language, box: str | None = None) -> Shown:
        """Everything as it is, but for what the question box should hold."""
        under_way = next((turn for turn in session.turns if turn.status == "asking"), None)
        asking = session.asking is not None
        shown = self.shown(session, language, under_way if asking else None, box, asking=asking)
        return (*shown[:-1], gr.skip())


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
    if isinstance(event, Finished):
        return replace(turn, status="done", answer=event.answer, text="")
    return turn
