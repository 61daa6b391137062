"""What a question takes along its way: who is asked, what was told and spent.

And how generators are followed: ``beating`` hands on that something is waited for, ``outcome``
watches nothing and waits for the end.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from rag.answer_types import Turn
from rag.answering.extract import Answerer
from rag.answering.reader import Reader
from rag.events import Event, StageName, TextPiece, Working
from rag.settings import Settings
from rag.tracing import span

if TYPE_CHECKING:
    from embeddings.words import WordVectors
    from rag.chat.model import ChatModel

T = TypeVar("T")


class Models(Protocol):
    """What reads and writes; each is loaded when it is first needed."""

    @property
    def reader(self) -> Reader:
        """Points at answers in passages."""

    @property
    def words(self) -> WordVectors:
        """Weighs words."""

    @property
    def chat_model(self) -> ChatModel:
        """Writes; asked for only where it is to."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, and how it is to be answered.

    ``settings.k`` is how many passages the answer may rest on; of a question of several parts,
    the answer to each. ``answerer`` is who writes. With ``streamed`` a chat model is asked to
    write piece by piece.
    """

    question: str
    settings: Settings
    answerer: Literal["extractive", "chat"] | Answerer = "extractive"
    history: Sequence[Turn] = ()
    streamed: bool = False


class Told:
    """The answer's text as far as it was told: pieces joined are its beginning."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._text = ""

    def up_to(self, text: str) -> Iterator[TextPiece]:
        """What ``text`` has beyond what was told."""
        if text.startswith(self._text) and len(text) > len(self._text):
            piece = TextPiece(text[len(self._text) :])
            self._text = text
            yield piece


@dataclass(slots=True)
class Spent:
    """What a question took: seconds by stage, and a chat model's tokens and calls."""

    settings: Settings
    usage: dict[str, int] = field(default_factory=dict)
    _seconds: dict[str, float] = field(default_factory=dict)
    _began: float = field(default_factory=time.perf_counter)

    @contextmanager
    def on(self, stage: StageName) -> Iterator[None]:
        """Count the seconds of a block to a stage."""
        start = time.perf_counter()
        try:
            with span(self.settings, stage):
                yield
        finally:
            before = self._seconds.get(stage, 0.0)
            self._seconds[stage] = before + time.perf_counter() - start

    def add(self, counts: Mapping[str, int]) -> None:
        """Count tokens and calls."""
        for key, count in counts.items():
            self.usage[key] = self.usage.get(key, 0) + count

    def seconds_in_all(self) -> dict[str, float]:
        """The stages' seconds and their total."""
        return {**self._seconds, "total": time.perf_counter() - self._began}


def beating(
    stage: StageName, waiting: Generator[str | None, None, T], told: Told | None = None
) -> Generator[Event, None, T]:
    """What ``waiting`` returns; an event each time it comes back before that.

    What it yields is the answer's text so far, which is handed on where ``told`` is given.
    """
    with closing(waiting):
        while True:
            try:
                text = next(waiting)
            except StopIteration as end:
                value: T = end.value
                return value
            if told is not None and text is not None:
                yield from told.up_to(text)
            yield Working(stage)


def outcome(happening: Generator[object, None, T]) -> T:
    """What a generator returns in the end, for those who do not watch it."""
    while True:
        try:
            next(happening)
        except StopIteration as end:
            value: T = end.value
            return value
