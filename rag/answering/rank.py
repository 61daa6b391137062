"""Rank passages by all that is known of them: where they were found, and what they say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer_types import Reading
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.text.fold import fold, simplify
from rag.types import Passage
from rag.wording import Language

UNJUDGED = 1e-6
"""The probability of a passage in which no span was found."""
RANK_OFFSET = 5.0
"""As in the reader's prior: the first places differ, the later ones hardly."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the parts of a passage's score are worth beside the log-odds of its best sentence."""

    place: float
    evidence: float
    coverage: float
    pairs: float


WEIGHTS: dict[Language, Weights] = {
    "zh": Weights(place=36.0, evidence=0.5, coverage=8.0, pairs=14.0),
    # The reader was hardly trained on English questions over Chinese: there words say more,
    # and letters nothing.
    "en": Weights(place=24.0, evidence=0.5, coverage=30.0, pairs=0.0),
}
"""By the question's language. Near the fit of a listwise softmax to XQuAD's and RGB's development
halves and the held-back questions about news; docs/quality.md has its cross-validation."""


def ranked(
    question: Question,
    passages: Sequence[Passage],
    readings: Sequence[Reading],
    judgements: Sequence[Judgement],
) -> list[Passage]:
    """``passages`` (in fused order), the best first; those that were not read come last.

    A passage that was read has the score: place / (5 + fused rank) + a weight times its evidence
    + the log-odds of its best sentence + a weight times how much of the question (0 to 1) any
    of its sentences speaks of + a weight times the share of the question's pairs of letters
    that it has.

    Args:
        question: What was asked, as it was read.
        passages: All that were found.
        readings: What the reader made of those that were read.
        judgements: Their sentences, the most probable first.
    """
    weights = WEIGHTS[question.language]
    best: dict[int, float] = {}
    covered: dict[int, float] = {}
    for item in judgements:
        chunk = item.reading.passage.chunk_id
        best.setdefault(chunk, item.probability)
        covered[chunk] = max(covered.get(chunk, 0.0), item.features.get("near_coverage", 0.0))

    def score(reading: Reading) -> float:
        passage = reading.passage
        return (
            weights.place / (RANK_OFFSET + reading.rank)
            + weights.evidence * reading.evidence
            + log_odds(best.get(passage.chunk_id, UNJUDGED))
            + weights.coverage * covered.get(passage.chunk_id, 0.0)
            + weights.pairs * pairs_shared(question.text, f"{passage.title} {passage.text}")
        )

    read = [reading.passage for reading in sorted(readings, key=score, reverse=True)]
    known = {passage.chunk_id for passage in read}
    return [*read, *(passage for passage in passages if passage.chunk_id not in known)]


def pairs_shared(question: str, text: str) -> float:
    """The share of the question's pairs of neighbouring letters that stand in ``text``, 0 to 1.

    Simplified and folded first; 0 where the question has no pair.
    """
    asked = fold(simplify(question))
    pairs = {asked[i : i + 2] for i in range(len(asked) - 1) if asked[i : i + 2].isalnum()}
    told = fold(simplify(text))
    return sum(pair in told for pair in pairs) / len(pairs) if pairs else 0.0


def log_odds(probability: float) -> float:
    """ln(p / (1 − p)), kept finite."""
    bounded = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(bounded / (1 - bounded))
