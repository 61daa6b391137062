"""Read a question in more than one wording where one might not be enough.

``获批`` against an article that says ``复函支持创建`` is a leap for the reader; asked in the
article's words it is none. Every passage is read under the question itself; the best few are
read again under its other wordings, and the best wording of each counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer_types import Reading
from rag.answering.question import Question
from rag.answering.reader import Reader
from rag.types import Passage

READ_FIRST = 8
"""How many passages are read before it is decided whether more must be."""
READ_AGAIN = 4
"""How many of the best passages are read under the other wordings."""
PLAIN = 8.0
"""Evidence above this in the first passages leaves the further ones unread."""
ENOUGH = 5.0
"""Evidence above this needs no second wording."""


def read_in_wordings(
    reader: Reader, question: Question, passages: Sequence[Passage], glossed: str = ""
) -> list[Reading]:
    """The readings of the passages, best first; ``glossed`` is an English question in Chinese.

    Where the first passages answer plainly the rest is left unread: it would rank below them.
    """
    first = [question.text, *([glossed] if glossed else [])]
    readings = reader.read(first, passages[:READ_FIRST], of=len(passages))
    if readings and max(reading.evidence for reading in readings) >= PLAIN:
        return readings
    readings += reader.read(first, passages[READ_FIRST:], of=len(passages), rank=READ_FIRST)
    readings = sorted(readings, key=lambda reading: -reading.score)
    if not question.wordings or not readings or readings[0].evidence >= ENOUGH:
        return readings
    again = readings[:READ_AGAIN]
    second = reader.read(question.wordings, [reading.passage for reading in again])
    better = {reading.passage.chunk_id: reading for reading in second}
    merged = [_better(reading, better.get(reading.passage.chunk_id)) for reading in readings]
    return sorted(merged, key=lambda reading: -reading.score)


def _better(first: Reading, second: Reading | None) -> Reading:
    """The reading with the stronger evidence, at the first one's place in the fused list."""
    if second is None or second.evidence <= first.evidence:
        return first
    prior = first.score - first.evidence
    return replace(second, rank=first.rank, score=second.evidence + prior)
