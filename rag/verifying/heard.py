"""The reader as a checker: what it answers to a sentence's questions, over what is cited.

A sentence is asked for each of its facts in turn (``asked``). Where a quote, read in its
surroundings, answers with another fact of the same kind, the sentence has bound them wrongly:
somebody else's post, a figure of another thing, the day of another event. Where it answers with
nothing at all, nobody there says so.

After FEQA (Durmus et al. 2020), QAGS (Wang et al. 2020) and QAFactEval (Fabbri et al. 2022), which
compare two answers in two texts; here two spans of one passage are compared by their scores.
The margins are this reader's: of 2, 4 and 6 they cost the fewest sound sentences for the faults
they find, among planted faults and in half b of ``benchmarks.verification``.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from rag.answer_types import Citation, Reading
from rag.types import Document, Passage
from rag.verifying.asked import Asked, Kind, asked
from rag.verifying.rivals import Rivals
from rag.verifying.support import MOST_QUOTES, surroundings

AROUND = 110
"""Characters on each side of a quote that the reader sees with it."""
LEAST_MARGIN: dict[Kind, float] = {
    "figure": 4.0,
    "date": 4.0,
    "person": 4.0,
    "name": 4.0,
    "house": 4.0,
}
"""By how much a rival's score must be greater than that of the sentence's own fact."""
LEAST_RIVAL = -2.0
"""A rival of a lower score is none: the reader points at nothing."""
NO_ANSWER = -6.0
"""Below this evidence nothing answers what a sentence states of a figure, date or person."""
BORNE = 2.0
"""From this score on a fact is the sentence's own."""
SURE = 5.0
"""From this score on it surely is."""
NOWHERE = -12.0
"""The score of a fact that no span holds."""


class Reads(Protocol):
    """What answers questions over passages; ``rag.answering.reader.Reader`` is one."""

    def read(self, question: str, passages: Sequence[Passage]) -> Generator[Reading]:
        """One reading a passage, in their order."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the reader says to one question: the scores of the sentence's own fact and a rival's.

    ``rival`` and ``same`` are of the quote that bears the fact out best, ``evidence`` the greatest
    of all quotes. All are logit-like.
    """

    asked: Asked
    same: float
    rival: float
    rival_words: str
    evidence: float

    @property
    def bound_otherwise(self) -> bool:
        """Whether the quotes give another fact in this one's place."""
        ahead = self.rival - self.same
        return ahead > LEAST_MARGIN[self.asked.kind] and self.rival > LEAST_RIVAL

    @property
    def unanswered(self) -> bool:
        """Whether the quotes say nothing of the kind."""
        return self.asked.kind != "house" and self.evidence < NO_ANSWER

    @property
    def borne(self) -> bool:
        """Whether the quotes surely say this of the same."""
        return self.same > BORNE and self.same > self.rival

    @property
    def certain(self) -> bool:
        """Whether the quotes surely say this of the same, and of no other."""
        return self.same > SURE and self.same - self.rival > LEAST_MARGIN[self.asked.kind]


def heard(claim: str, cited: Sequence[tuple[Citation, Document]], reader: Reads) -> Iterator[Heard]:
    """What the reader answers to the questions of a sentence, one after another.

    Args:
        claim: The sentence less the quotes it repeats, in the language of its quotes.
        cited: Sound citations with their articles.
        reader: What answers.
    """
    passages = [
        surroundings(*pair, 2 * AROUND + pair[0].end - pair[0].start)
        for pair in cited[:MOST_QUOTES]
    ]
    rivals = [Rivals(passage.text) for passage in passages]
    for each in asked(claim, "\n".join(passage.text for passage in passages)):
        with closing(reader.read(each.question, passages)) as readings:
            found = [
                _compared(each, reading, other)
                for reading, other in zip(readings, rivals, strict=True)
            ]
        best = max(found, key=lambda one: one.same - one.rival)
        evidence = max(one.evidence for one in found)
        yield Heard(each, best.same, best.rival, best.rival_words, evidence)


def _compared(each: Asked, reading: Reading, rivals: Rivals) -> Heard:
    """The best span that holds the sentence's own fact, and the best that holds another."""
    same, rival, words = NOWHERE, NOWHERE, ""
    for span in reading.spans:
        start, end = span.start - reading.passage.start, span.end - reading.passage.start
        sign = rivals.sign(each, start, end)
        if sign > 0:
            same = max(same, span.score)
        elif sign < 0 and span.score > rival:
            rival, words = span.score, rivals.text[start:end]
    return Heard(each, same, rival, words, reading.evidence)
