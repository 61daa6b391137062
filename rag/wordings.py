"""Read a question in more than one wording where one might not be enough.

``获批`` against an article that says ``复函支持创建`` is a leap for the reader; asked in the
article's words it is none. Every passage is read under the question itself; the best few are
read again under its other wordings, and the best wording of each counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.question import Question
from rag.reader import Reader
from rag.types import Passage, Reading

READ_AGAIN = 4
"""How many of the best passages are read under the other wordings."""
ENOUGH = 6.0
"""Evidence above this needs no second wording."""


def read_in_wordings(
    reader: Reader, question: Question, passages: Sequence[Passage], glossed: str = ""
) -> list[Reading]:
    """One reading a passage, best first; ``glossed`` is an English question in Chinese."""
    first = [question.text, *([glossed] if glossed else [])]
    readings = reader.read(first, passages)
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
