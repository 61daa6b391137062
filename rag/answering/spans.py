"""From the numbers of the reader's model to spans: the formulas of its card.

The model card is ``rag/models/README.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.answer_types import Reading, Span
from rag.types import Passage

SPANS_KEPT = 6
NO_SPAN = -20.0
"""The score where a row has nothing of the passage's own text."""

FloatVector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Row:
    """One (question, header + window) pair ready for the model.

    ``origins[i]`` is the document offset span of token ``i``, or ``None`` for a token that is
    not part of the passage's own text (question, header, special tokens).
    """

    ids: list[int]
    types: list[int]
    origins: list[tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the model made of one row; ``best`` is the score of its best span."""

    relevance: float
    spans: tuple[Span, ...]
    best: float

    @property
    def evidence(self) -> float:
        """Whether the passage answers, a logit-like figure."""
        return (self.relevance + self.best) / 2


def _log_softmax(values: FloatVector) -> FloatVector:
    shifted = values - values.max()
    result: FloatVector = shifted - np.log(np.exp(shifted).sum())
    return result


def verdict(
    row: Row, start: FloatVector, end: FloatVector, relevance: float, longest: int
) -> Judged:
    """Span score = max over i ≤ j < i + 30 of start_i + end_j − start_0 − end_0 (model card).

    The softmax runs over the passage's positions (header included) and position 0.
    """
    passage = [i for i, kind in enumerate(row.types) if kind == 1][:-1]
    positions = np.array([0, *passage])
    log_start, log_end = _log_softmax(start[positions]), _log_softmax(end[positions])
    own = [place for place in range(1, len(positions)) if row.origins[positions[place]]]
    if not own:
        return Judged(relevance, (), NO_SPAN)
    first = own[0]
    margins = log_start[first:, None] + log_end[None, first:] - log_start[0] - log_end[0]
    count = margins.shape[0]
    distance = np.arange(count)[None, :] - np.arange(count)[:, None]
    margins = np.where((distance >= 0) & (distance < longest), margins, -np.inf)
    spans = _best_spans(margins, [row.origins[i] for i in positions[first:]])
    return Judged(relevance, spans, spans[0].score)


def _best_spans(
    margins: npt.NDArray[Any], origins: Sequence[tuple[int, int] | None]
) -> tuple[Span, ...]:
    """The best spans that do not overlap, best first, at most ``SPANS_KEPT``."""
    kept: list[Span] = []
    while len(kept) < SPANS_KEPT:
        i, j = np.unravel_index(int(np.argmax(margins)), margins.shape)
        score = float(margins[i, j])
        left, right = origins[int(i)], origins[int(j)]
        if not np.isfinite(score) or left is None or right is None:
            break
        kept.append(Span(left[0], right[1], score))
        margins[: int(j) + 1, int(i) :] = -np.inf  # every span that touches [i, j]
    return tuple(kept)


def reading_of(passage: Passage, verdicts: Sequence[Judged]) -> Reading:
    """What the rows of a passage say together: the evidence of the best, the spans of all."""
    best = max(verdicts, key=lambda verdict: verdict.evidence)
    spans: list[Span] = []
    for span in sorted((s for v in verdicts for s in v.spans), key=lambda span: -span.score):
        if all(span.end <= other.start or span.start >= other.end for other in spans):
            spans.append(span)
    return Reading(passage, tuple(spans[:SPANS_KEPT]), best.relevance, best.evidence)
