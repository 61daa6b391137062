"""A question on its way through the gate: who may ask, how it is asked, what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from fastapi import HTTPException, Request

from rag import Answer, Event, Filters, Finished, Turn
from rag.wording import current_language
from ui.html.plain_text import plain
from ui.server.faults import as_http
from ui.state.gate import Gate, GateFull, Ticket
from ui.state.limits import RateLimit, address_of
from ui.state.outcomes import Door, Outcome
from ui.words import word

if TYPE_CHECKING:
    from rag import Assistant


class Asking(TypedDict, total=False):
    """How the assistant is asked."""

    whole: bool
    filters: Filters
    history: tuple[Turn, ...]
    k: int | None
    answerer: str | None


class Doors:
    """The gate, the limits and the assistant, as every programmatic door uses them."""

    def __init__(self, assistant: Assistant, gate: Gate, rate: RateLimit) -> None:
        """Bind them."""
        self.assistant, self.gate, self.rate = assistant, gate, rate

    def admit(self, request: Request, door: Door) -> None:
        """Count one question of this client.

        Raises:
            HTTPException: 429, with the seconds to wait.
        """
        address = address_of(request.client.host if request.client else None)
        self.count(str(request.scope.get("youju.user") or address), door)

    def count(self, client: str, door: Door) -> None:
        """As ``admit``, of a client by another name.

        Raises:
            HTTPException: 429, with the seconds to wait.
        """
        wait = self.rate.wait_s(client)
        if wait:
            self.gate.outcomes.happened(Outcome("", door, "turned_away", fault="too_fast"))
            said = word("too_fast", current_language(), seconds=wait)
            raise HTTPException(429, said, headers={"retry-after": str(wait)})

    def asking(self, door: Door, question: str, **options: Unpack[Asking]) -> Ticket[Event]:
        """A question on its way; what stops waiting for it ends it.

        Raises:
            HTTPException: 503 when too many wait.
        """
        try:
            return self.gate.ask(lambda: self.assistant.stream(question, **options), door)
        except GateFull as fault:
            raise as_http(fault) from None


async def finished(asking: Ticket[Event]) -> Answer:
    """The answer at the end of a question's events; cancelling this ends them.

    Raises:
        HTTPException: With the status and sentence that fit the fault.
    """
    last: Event | None = None
    try:
        async for event in asking.events():
            last = event
    except Exception as fault:  # noqa: BLE001 - every fault becomes a status and a sentence
        raise as_http(fault, asking.id) from None
    if not isinstance(last, Finished):
        raise as_http(TypeError(type(last).__name__), asking.id)
    return last.answer


def answer_record(answer: Answer) -> dict[str, Any]:
    """The answer's fields for a reply; a chat model's raw reply stays inside.

    What a model may have written is plain text; citations and passages are the articles' words.
    """
    record = answer.as_dict()
    record.pop("raw", None)
    for name in ("text", "question_used", "missing"):
        record[name] = plain(record[name])
    return record | {"notices": [plain(notice) for notice in answer.notices]}
