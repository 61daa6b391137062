"""What an evaluation needs of the system under test: four calls of ``rag.Assistant``.

Anything with these calls can be measured, so a fork, a wrapper or another product can stand
in the same table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from rag import Answer, Document, Event, Finished, Passage, Passages, Turn


class System(Protocol):
    """The part of ``rag.Assistant`` that an evaluation uses."""

    def stream(
        self, question: str, *, whole: bool, history: Sequence[Turn] = ()
    ) -> Iterable[Event]:
        """Answer from the indexed articles, event by event; ``whole``: text may come at the end.

        ``Passages`` tell what was read, once for each part of the question; ``Finished`` is last.
        """

    def document(self, document_id: str) -> Document:
        """The stored article that a passage or citation stands in."""

    def find(self, name: str) -> Document:
        """The stored article with this path or file name."""

    def status(self) -> Mapping[str, Any]:
        """What is indexed and with which models."""


class SearchSystem(Protocol):
    """The part of ``rag.Assistant`` that retrieval benchmarks use."""

    def search(self, question: str, k: int | None = None) -> Sequence[Passage]:
        """The ``k`` best passages, best first."""

    def ask(self, question: str) -> Answer:
        """Answer from the indexed articles (only where answers are asked for)."""

    def status(self) -> Mapping[str, Any]:
        """What is indexed and with which models."""


class TextSystem(Protocol):
    """The part of ``rag.Assistant`` that benchmarks with given passages use."""

    def answer_from(self, question: str, texts: Sequence[str]) -> Answer:
        """Answer from the texts alone, with no index."""


def answer_and_read(events: Iterable[Event]) -> tuple[Answer, list[Sequence[Passage]]]:
    """The answer at the end, and what was read for each part of the question."""
    read: list[Sequence[Passage]] = []
    for event in events:
        if isinstance(event, Passages):
            read.append(event.passages)
        elif isinstance(event, Finished):
            return event.answer, read
    raise ValueError("the events ended without an answer")


def same_article(path: str, named: str) -> bool:
    """Whether an article's stored path is the one a question file names.

    A name matches the whole path or its end at a folder border, so question files may leave
    out leading folders.
    """
    path, named = path.replace("\\", "/"), named.replace("\\", "/").removeprefix("./")
    return path == named or path.endswith(("/" + named, "!/" + named))
