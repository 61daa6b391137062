"""Example questions drawn from the articles that are indexed, each one tried before it is shown.

Candidates are what ``ui/state/questions.py`` draws from the articles. Only questions that the
assistant answers with well-supported evidence, from different articles where possible, are offered.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from ui.state.questions import about, questions_of

if TYPE_CHECKING:
    from rag import Answer, Assistant, Document

WANTED = 4
_ARTICLES_READ = 24
_CANDIDATES_TRIED = 40
_CANDIDATES_PER_ARTICLE = 6
_SURE = 0.6
_SURE_FROM_ELSEWHERE = 0.9


class Examples:
    """Four questions for the welcome, worked out once per state of the index."""

    def __init__(self, assistant: Assistant) -> None:
        """Work out nothing yet."""
        self._assistant = assistant
        self._lock = threading.Lock()
        self._made_for: object = None
        self._finding: threading.Thread | None = None
        self._questions: tuple[str, ...] = ()

    def ready(self) -> tuple[str, ...]:
        """The questions found; never waits."""
        return self._questions

    def finding(self) -> bool:
        """Whether questions are being looked for just now."""
        return self._finding is not None and self._finding.is_alive()

    def prepare(self, state: object) -> threading.Thread | None:
        """Begin finding questions in the background unless it was done for this ``state``."""
        with self._lock:
            if state == self._made_for:
                return None
            self._made_for, self._questions = state, ()
            self._finding = threading.Thread(target=self._find, name="youju-examples", daemon=True)
            self._finding.start()
            return self._finding

    def _find(self) -> None:
        try:
            documents = self._assistant.documents("", 0, _ARTICLES_READ)
            self._questions = varied(self._sound(documents))
        except Exception:  # noqa: BLE001 - without examples the page is whole
            self._questions = ()

    def _sound(self, documents: list[Document]) -> Iterator[str]:
        """Questions answered from the article they were drawn from, or as surely from another."""
        for question, document_id in islice(candidates(documents), _CANDIDATES_TRIED):
            if is_sure(self._assistant.ask(question), document_id):
                yield question


def varied(questions: Iterable[str]) -> tuple[str, ...]:
    """The first ``WANTED`` questions, but no more than two that ask alike while others do not."""
    chosen: list[str] = []
    spare: list[str] = []
    for question in questions:
        alike = sum(each[-3:] == question[-3:] for each in chosen)
        (spare if alike >= 2 else chosen).append(question)
        if len(chosen) == WANTED:
            break
    return tuple([*chosen, *spare][:WANTED])


def candidates(documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """Questions with the article each was drawn from: one of each article, then the second.

    An article that is there twice under one title is asked about once; what it is about is asked
    last.
    """
    named = {document.title or document.id: document for document in documents}
    drawn = [
        [(question, each.id) for question in islice(questions_of(each), _CANDIDATES_PER_ARTICLE)]
        + [(question, each.id) for question in (about(each),) if question]
        for each in named.values()
    ]
    seen: set[str] = set()
    for row in zip_longest(*drawn):
        for pair in row:
            if pair is not None and pair[0] not in seen:
                seen.add(pair[0])
                yield pair


def is_sure(answer: Answer, document_id: str) -> bool:
    """Whether an answer to a question that was drawn from this article is one to be shown."""
    cited = {citation.document_id for citation in answer.citations}
    wanted = _SURE if document_id in cited else _SURE_FROM_ELSEWHERE
    return answer.answered and (answer.evidence is None or answer.evidence >= wanted)
