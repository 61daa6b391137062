"""What became of each question, for whoever counts or logs: never what was asked or answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from rag import Finished, YoujuError

if TYPE_CHECKING:
    from rag import IngestReport

Item = TypeVar("Item")
Door = Literal["page", "api", "chat", "responses", "embeddings", "mcp"]
"""Where a question came in; texts to be embedded are counted when they are turned away."""
Result = Literal["answered", "refused", "failed", "left", "turned_away"]
"""``left``: its reader went while it was answered. ``turned_away``: it was not begun."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question's end.

    ``id`` is the question's own, made up here; ``fault`` is a name of ``rag.errors``,
    ``unexpected`` or, of one that was turned away, ``busy`` or ``too_fast``; ``seconds`` are from
    when it came in, ``waited_s`` of them in line.
    """

    id: str
    door: Door
    result: Result = "left"
    kind: str = ""
    answerer: str = ""
    fault: str = ""
    seconds: float = 0.0
    waited_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Ingest:
    """The end of an ingest that the page began; ``report`` is missing where it failed."""

    report: IngestReport | None
    fault: str = ""


Listener = Callable[[Outcome | Ingest], None]


class Outcomes:
    """Watches questions, and tells listeners. They are called in worker threads."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._listeners: list[Listener] = []

    def tell(self, listener: Listener) -> None:
        """Tell ``listener`` from now on."""
        self._listeners.append(listener)

    def happened(self, what: Outcome | Ingest) -> None:
        """Tell everybody."""
        for listener in self._listeners:
            listener(what)

    def ingested(self, work: Callable[[], IngestReport]) -> IngestReport:
        """The report of ``work()``, told; what it raises is told too."""
        try:
            report = work()
        except Exception as fault:
            self.happened(Ingest(None, name_of(fault)))
            raise
        self.happened(Ingest(report))
        return report

    def watched(
        self, name: str, door: Door, start: Callable[[], Iterator[Item]]
    ) -> Callable[[], Iterator[Item]]:
        """``start`` with the end of its events told. Call it when the question comes in."""
        came = time.monotonic()

        def watching() -> Iterator[Item]:
            outcome = Outcome(name, door, waited_s=time.monotonic() - came)
            events = start()
            try:
                for event in events:
                    outcome = _after(outcome, event)
                    yield event
            except Exception as fault:
                outcome = replace(outcome, result="failed", fault=name_of(fault))
                raise
            finally:
                close = getattr(events, "close", None)
                if close is not None:
                    close()
                self.happened(replace(outcome, seconds=time.monotonic() - came))

        return watching


def name_of(fault: BaseException) -> str:
    """The fault's name in ``rag.errors``; whatever else it is, it is ``unexpected``."""
    return type(fault).__name__ if isinstance(fault, YoujuError) else "unexpected"


def _after(outcome: Outcome, event: Any) -> Outcome:
    if not isinstance(event, Finished):
        return outcome
    answer = event.answer
    result: Result = "answered" if answer.answered else "refused"
    return replace(outcome, result=result, kind=answer.kind, answerer=answer.answerer)
