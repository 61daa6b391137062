"""Where articles disagree: both sides in the answer, the newest first, each with its date.

Whether they disagree is read off the evidence before the model is asked
(``rag.answering.disagree``), so a streamed answer is held back only then. A side the reply left
out is added in the article's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.answer_types import Citation, DraftSentence
from rag.answering.disagree import disagreeing, disagreement, head_of
from rag.answering.extract import citation_of
from rag.answering.fact import lead_fact
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.types import Document, Passage
from rag.verifying.marks import Mark, marked
from rag.verifying.verify import check_sentence
from rag.wording import Language

MOST_SIDES = 3
_ANCHORS = 3
"""How many of the best judgements are compared with the others."""


@dataclass(frozen=True, slots=True)
class Side:
    """One article's answer where others answer differently: its evidence and its values."""

    judgement: Judgement
    values: tuple[Mark, ...]

    @property
    def document_id(self) -> str:
        """The article."""
        return self.judgement.reading.passage.document_id

    @property
    def published(self) -> date | None:
        """The article's day."""
        return self.judgement.reading.passage.published

    def told_in(self, sentence: DraftSentence) -> bool:
        """Whether the sentence gives this side's value."""
        said = marked(sentence.text, self.published).values
        return any(value.same(other) for value in self.values for other in said)


def sides(question: Question, judgements: Sequence[Judgement], least: float) -> tuple[Side, ...]:
    """The articles that answer differently, newest first; empty when they agree.

    ``least`` is the probability below which evidence is not taken to answer.
    """
    likely = [item for item in judgements if item.probability >= least]
    for first in likely[:_ANCHORS]:
        found = [first]
        rest = likely
        while len(found) < MOST_SIDES:
            other = disagreeing(question, first, rest, least)
            if other is None:
                break
            if all(_differ(question, other, known) for known in found[1:]):
                found.append(other)
            gone = other.reading.passage.document_id
            rest = [item for item in rest if item.reading.passage.document_id != gone]
        if len(found) > 1:
            built = [Side(item, _values(question, item)) for item in found]
            return tuple(sorted(built, key=lambda side: side.published or date.min, reverse=True))
    return ()


def both_told(
    apart: Sequence[Side],
    sentences: Sequence[DraftSentence],
    document_of: Callable[[str], Document],
    language: Language,
) -> tuple[list[DraftSentence], tuple[str, ...]]:
    """The answer with every side, newest first, dated; and the notice that they disagree.

    A reply that gives no side's value is left alone.
    """
    told = [[side for side in apart if side.told_in(sentence)] for sentence in sentences]
    if not any(told):
        return list(sentences), ()
    added = [
        checked
        for side in apart
        if not any(side in held for held in told)
        if (checked := _own_words(side, document_of)) is not None
    ]
    undated = [held for s, held in zip(sentences, told, strict=True) if _undated(s, held)]
    if undated:
        # One sentence gives several values without saying when: the articles' own words first.
        added += [c for side in undated[0] if (c := _own_words(side, document_of)) is not None]
    ordered = _newest_first(apart, [*added, *sentences] if undated else [*sentences, *added])
    notice = disagreement([side.judgement.reading.passage for side in apart], language)
    return _dated(apart, ordered, document_of, language), (notice,)


def within(
    k: int, apart: Sequence[Side], sentences: Sequence[DraftSentence], passages: Sequence[Passage]
) -> list[DraftSentence]:
    """The sentences, fewer where they rest on more than ``k`` of the passages together.

    What tells a side is kept before what does not.
    """
    rested: set[int] = set()
    kept: set[int] = set()
    telling = [any(side.told_in(sentence) for side in apart) for sentence in sentences]
    for place in sorted(range(len(sentences)), key=lambda place: not telling[place]):
        needed = {
            next((n for n, passage in enumerate(passages) if _holds(passage, citation)), -1)
            for citation in sentences[place].citations
        }
        if len(rested | needed) <= k:
            rested |= needed
            kept.add(place)
    return [sentence for place, sentence in enumerate(sentences) if place in kept]


def _holds(passage: Passage, citation: Citation) -> bool:
    same = passage.document_id == citation.document_id
    return same and passage.start <= citation.start and citation.end <= passage.end


def _newest_first(apart: Sequence[Side], sentences: Sequence[DraftSentence]) -> list[DraftSentence]:
    """The sentences of one side each in the sides' order; the others stay in their places."""
    owned = {
        place: held[0]
        for place, sentence in enumerate(sentences)
        if len(held := [n for n, side in enumerate(apart) if side.told_in(sentence)]) == 1
    }
    in_order = sorted(owned, key=lambda place: owned[place])
    ordered = list(sentences)
    for place, taken in zip(sorted(owned), in_order, strict=True):
        ordered[place] = sentences[taken]
    return ordered


def _dated(
    apart: Sequence[Side],
    sentences: Sequence[DraftSentence],
    document_of: Callable[[str], Document],
    language: Language,
) -> list[DraftSentence]:
    """Each side's first sentence under its article's date, unless it names that day itself."""
    waiting = list(apart)
    dated: list[DraftSentence] = []
    for sentence in sentences:
        held = [side for side in apart if side.told_in(sentence)]
        if len(held) == 1 and held[0] in waiting:
            waiting.remove(held[0])
            if not _names_day(sentence.text, held[0].published):
                head = head_of(held[0].judgement.reading.passage, language)
                worded = replace(sentence, text=head + sentence.text)
                checked = check_sentence(worded, document_of)
                sentence = checked if isinstance(checked, DraftSentence) else sentence
        dated.append(sentence)
    return dated


def _names_day(text: str, day: date | None) -> bool:
    return day is not None and any(
        mark.value == (day, day) and str(day.year) in mark.text for mark in marked(text, day).values
    )


def _undated(sentence: DraftSentence, held: Sequence[Side]) -> bool:
    """Whether a sentence gives several sides' values with fewer dates than values."""
    days = {
        str(mark.value)
        for mark in marked(sentence.text, held[0].published).values
        if mark.kind.startswith("date:")
    } if held else set()  # fmt: skip
    return len(held) > 1 and len(days) < len(held)


def _own_words(side: Side, document_of: Callable[[str], Document]) -> DraftSentence | None:
    """The side in its article's own words."""
    passage = side.judgement.reading.passage
    start, end = side.judgement.start - passage.start, side.judgement.end - passage.start
    citation = citation_of(passage, start, end)
    checked = check_sentence(DraftSentence(citation.quote, (citation,)), document_of)
    return checked if isinstance(checked, DraftSentence) else None


def _values(question: Question, item: Judgement) -> tuple[Mark, ...]:
    """What the article answers: the figures or dates of its fact."""
    fact = lead_fact(question, item)
    published = item.reading.passage.published
    return marked(fact.text, published).values if fact else ()


def _differ(question: Question, one: Judgement, other: Judgement) -> bool:
    return (
        disagreeing(question, one, [other], 0.0) is not None
        or disagreeing(question, other, [one], 0.0) is not None
    )
