"""What happens while a question is answered, told as it happens: stages, passages, text, answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.answer_types import Answer
from rag.types import Passage

StageName = Literal["understand", "search", "read", "write", "verify"]
"""The stages a reader can watch, in order."""


@dataclass(frozen=True, slots=True)
class StageStarted:
    """Streaming: a stage began. A question of several parts goes through them part by part.

    >>> from rag import Assistant
    >>> with Assistant() as assistant:
    ...     events = list(assistant.stream("示范区何时获批？"))
    >>> [event.stage for event in events if isinstance(event, StageStarted)]
    ['understand', 'search', 'read', 'write', 'verify']
    """

    stage: StageName


@dataclass(frozen=True, slots=True)
class Working:
    """Streaming: a stage goes on, and may be stopped here.

    When reading, ``done`` of ``of`` passages are read; both are 0 where nobody can tell.

    >>> from rag import Assistant
    >>> with Assistant() as assistant:
    ...     events = assistant.stream("示范区何时获批？")
    ...     first = next(event for event in events if isinstance(event, Working))
    ...     events.close()  # nothing more is read
    >>> (first.stage, first.done, first.of)
    ('read', 1, 16)
    """

    stage: StageName
    done: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Passages:
    """Streaming: what was read for the question, or for one of its parts, best first.

    >>> from rag import Assistant
    >>> with Assistant() as assistant:
    ...     events = list(assistant.stream("示范区何时获批？"))
    >>> (read,) = (event.passages for event in events if isinstance(event, Passages))
    >>> read[0].title
    '获批半年，京津冀工业互联网示范区走到哪一步'
    """

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Streaming: the next verified piece of the answer's text; joined they are the text.

    >>> from rag import Assistant
    >>> with Assistant() as assistant:
    ...     *events, last = assistant.stream("示范区何时获批？")
    >>> last.answer.text == "".join(e.text for e in events if isinstance(e, TextPiece))
    True
    """

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Streaming: the last event, with the whole answer.

    >>> from rag import Assistant
    >>> with Assistant() as assistant:
    ...     *_, last = assistant.stream("示范区何时获批？")
    >>> isinstance(last, Finished) and last.answer.answered
    True
    """

    answer: Answer


Event = StageStarted | Working | Passages | TextPiece | Finished
"""What happens while a question is answered, in order; ``Finished`` is the last."""
