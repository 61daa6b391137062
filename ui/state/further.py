"""Three questions to ask next, drawn from the articles of an answer, each tried before it is shown.

They are worked out once for an article, behind everybody's questions: one thread for all readers,
and only while nobody is answered or waits at the gate.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from rag import YoujuError
from ui.state.examples import is_sure
from ui.state.questions import about, questions_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rag import Answer, Assistant, Document, Filters
    from ui.state.gate import Gate
    from ui.state.turns import PageTurn

WANTED = 3
_TRIED = 5
"""Questions of one article that are tried at most."""
_REMEMBERED = 500
_WAITING = 40
"""Articles in line; past them an answer goes without further questions."""
_PAUSE_S = 0.2
_IDLE_S = 30
"""Seconds without an article in line after which the thread ends."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A question that was answered, and where its first quote stands: article and offset."""

    question: str
    rests_on: tuple[str, int]


class Further:
    """The questions that articles answer; asked for by article, found in the background."""

    def __init__(self, assistant: Assistant, gate: Gate) -> None:
        """Work out nothing yet."""
        self._assistant, self._gate = assistant, gate
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[Tried, ...] | None] = OrderedDict()
        self._line: queue.Queue[str] = queue.Queue(_WAITING)
        self._thread: threading.Thread | None = None

    def prepare(self, answer: Answer, filters: Filters | None = None) -> tuple[str, ...]:
        """Begin to look at the articles of an answer, or those nearest to it; their names.

        ``filters``: what the next question will be limited to; beyond it nothing is offered.
        """
        names = self._around(answer, filters)
        for name in names:
            with self._lock:
                if name in self._known:
                    self._known.move_to_end(name)
                    continue
                with suppress(queue.Full):
                    self._line.put_nowait(name)
                    self._known[name] = None
                while len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
                if self._thread is None:
                    self._thread = threading.Thread(
                        target=self._work, name="youju-further", daemon=True
                    )
                    self._thread.start()
        return names

    def finding(self, names: Iterable[str]) -> bool:
        """Whether one of these articles is still being looked at."""
        with self._lock:
            return any(name in self._known and self._known[name] is None for name in names)

    def ready(
        self, names: Iterable[str], answer: Answer, turns: Iterable[PageTurn]
    ) -> tuple[str, ...]:
        """Up to ``WANTED`` questions, of each article in turn.

        None that was asked in the conversation already, or whose evidence was shown in it.
        """
        with self._lock:
            found = [self._known.get(name) or () for name in names]
        before = list(turns)
        answers = (answer, *(turn.answer for turn in before if turn.answer))
        said = {_bare(each) for each in (*(turn.question for turn in before), *answer.offers)}
        told = {(cited.document_id, cited.start) for each in answers for cited in each.citations}
        in_turn = chain.from_iterable(zip_longest(*found))
        fresh = dict.fromkeys(
            each.question
            for each in in_turn
            if each and _bare(each.question) not in said and each.rests_on not in told
        )
        return tuple(fresh)[:WANTED]

    def _around(self, answer: Answer, filters: Filters | None) -> tuple[str, ...]:
        """The articles of an answer and, where those are few, the ones a search finds next."""
        names = articles_of(answer)
        if len(names) >= WANTED:
            return names
        try:
            asked = answer.question_used or answer.question
            found = self._assistant.search(asked, 8, filters, read=False)
        except YoujuError:
            return names
        near = (passage.document_id for passage in found)
        return tuple(dict.fromkeys((*names, *near)))[:WANTED]

    def _work(self) -> None:
        while True:
            try:
                name = self._line.get(timeout=_IDLE_S)
            except queue.Empty:
                with self._lock:
                    if self._line.empty():
                        self._thread = None
                        return
                continue
            try:
                found = tuple(self._sound(self._assistant.document(name)))
            except YoujuError:  # it was removed meanwhile
                found = ()
            except Exception:  # noqa: BLE001 - without these questions the page is whole
                found = ()
            with self._lock:
                if name in self._known:
                    self._known[name] = found

    def _sound(self, document: Document) -> Iterator[Tried]:
        drawn = [*questions_of(document)][: _TRIED - 1]
        found = 0
        for question in (*drawn, about(document)):
            if not question or found == WANTED:
                continue
            while self._gate.inside:
                time.sleep(_PAUSE_S)
            answer = self._assistant.ask(question)
            if is_sure(answer, document.id):
                found += 1
                first = answer.citations[0] if answer.citations else None
                yield Tried(question, (first.document_id, first.start) if first else ("", 0))


def articles_of(answer: Answer) -> tuple[str, ...]:
    """The articles an answer cites, else those nearest; the first three."""
    cited = [citation.document_id for citation in answer.citations]
    nearest = [passage.document_id for passage in answer.nearest]
    return tuple(dict.fromkeys(cited or nearest))[:3]


def _bare(question: str) -> str:
    return "".join(sign for sign in question.casefold() if sign.isalnum())
