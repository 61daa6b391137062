"""Rank passages by all that is known of them: where they were found, and what they say."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rag.answering.judge import Judgement
from rag.types import Language, Passage, Reading

UNJUDGED = 1e-6
"""The probability of a passage in which no span was found."""
COVERAGE_WEIGHTS: dict[Language, float] = {"zh": 6.0, "en": 40.0}
"""What it is worth that a passage speaks of all that is asked, by the question's language.

The reader was hardly trained on English questions over Chinese: there the words say more.
Chosen on XQuAD's development half; the right passage comes first about as often from 4 to 10
(Chinese) and from 40 to 60 (English). docs/quality.md has the figures.
"""


def ranked(
    passages: Sequence[Passage],
    readings: Sequence[Reading],
    judgements: Sequence[Judgement],
    language: Language,
) -> list[Passage]:
    """``passages`` (in fused order), the best first; those that were not read come last.

    A passage that was read has the score: evidence + λ·K/(5 + fused rank) (``Reading.score``)
    + the log-odds of its best sentence + a weight times how much of the question (0 to 1) any
    of its sentences speaks of. On 612 questions of XQuAD and 150 of RGB the sum puts the right
    passage first more often than any of its parts (docs/quality.md).

    Args:
        passages: All that were found.
        readings: What the reader made of those that were read.
        judgements: Their sentences, the most probable first.
        language: The question's.
    """
    best: dict[int, float] = {}
    covered: dict[int, float] = {}
    for item in judgements:
        chunk = item.reading.passage.chunk_id
        best.setdefault(chunk, item.probability)
        covered[chunk] = max(covered.get(chunk, 0.0), item.features.get("near_coverage", 0.0))

    def score(reading: Reading) -> float:
        chunk = reading.passage.chunk_id
        spoken_of = COVERAGE_WEIGHTS[language] * covered.get(chunk, 0.0)
        return reading.score + log_odds(best.get(chunk, UNJUDGED)) + spoken_of

    read = [reading.passage for reading in sorted(readings, key=score, reverse=True)]
    known = {passage.chunk_id for passage in read}
    return [*read, *(passage for passage in passages if passage.chunk_id not in known)]


def log_odds(probability: float) -> float:
    """ln(p / (1 − p)), kept finite."""
    bounded = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(bounded / (1 - bounded))
