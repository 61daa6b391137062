"""Answer from the articles' own words: the fact first, then the sentences it stands in.

An extractive answer is at most ``MOST_SENTENCES`` whole sentences, each verbatim, each cited.
Where the question asks for a date, a figure, a name or a list, the answer opens with it. A
date that only the article's own date explains is resolved, and both are shown:
2022年1月（原文“今年1月”）.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from rag.fact import Fact, lead_fact
from rag.judge import Judgement
from rag.question import Question
from rag.sentences import sentence_spans
from rag.settings import Settings
from rag.types import Citation, Document, Draft, DraftSentence, Passage
from rag.wording import say

MOST_SENTENCES = 3
LONGEST_SENTENCE = 220
"""A sentence longer than this many characters is cut to the clauses around its span."""
SPAN_SHARE = 0.15
"""How much of a point of span score moves a sentence against the passage's log-odds."""
FURTHER_SHARE = 0.25
"""A further sentence is given when its odds are at least this share of the first one's."""
REASONS = re.compile(
    r"因为|由于|为了|旨在|原因|以便|因此|从而|because|in order to|due to|so that", re.I
)
WAYS = re.compile(r"通过|采取|利用|按照|围绕|by |through ", re.I)


class Answerer(Protocol):
    """What writes an answer from judged evidence."""

    @property
    def name(self) -> str:
        """``extractive`` or the chat model's name."""

    def answer(
        self, question: Question, judgements: Sequence[Judgement], settings: Settings
    ) -> Draft:
        """A draft for ``verify``; a draft without sentences declines."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage that may answer: ``document.text[start:end]`` and its score.

    ``score`` is the log-odds of its passage, lowered where the reader points elsewhere.
    """

    judgement: Judgement
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        passage = self.judgement.reading.passage
        return passage.text[self.start - passage.start : self.end - passage.start]


class ExtractiveAnswerer:
    """Answers with sentences of the articles; needs no model beyond the reader."""

    name = "extractive"

    def answer(
        self, question: Question, judgements: Sequence[Judgement], settings: Settings
    ) -> Draft:
        """The fact and up to three sentences, or nothing below the refusal threshold."""
        sound = [item for item in judgements if item.probability >= settings.refusal]
        chosen = choose_sentences(question, sound)
        if not chosen:
            return Draft()
        first, *further = chosen
        fact = lead_fact(question, first.judgement, first.start, first.end)
        sentences = [_worded(question, first, fact)]
        sentences += [DraftSentence(item.text, (_citation(item),)) for item in further]
        return Draft(sentences=tuple(sentences))


def choose_sentences(question: Question, judgements: Sequence[Judgement]) -> list[Sentence]:
    """The best sentences over all passages, best first, none saying the same as another."""
    candidates = sorted(
        (sentence for item in judgements for sentence in _candidates(question, item)),
        key=lambda sentence: -sentence.score,
    )
    chosen: list[Sentence] = []
    for sentence in candidates:
        if len(chosen) == MOST_SENTENCES:
            break
        if chosen and math.exp(sentence.score - chosen[0].score) < FURTHER_SHARE:
            break
        if not any(_same_words(sentence.text, other.text) for other in chosen):
            chosen.append(sentence)
    return chosen


def _candidates(question: Question, judgement: Judgement) -> list[Sentence]:
    """The sentences that hold one of the reader's spans."""
    passage, span = judgement.reading.passage, judgement.span
    if span is None:
        return []
    odds = _log_odds(judgement.probability)
    found: list[Sentence] = []
    for start, end in sentence_spans(passage.text):
        low, high = start + passage.start, end + passage.start
        inside = [
            other for other in judgement.reading.spans if other.start < high and other.end > low
        ]
        if not inside:
            continue
        best = max(other.score for other in inside)
        holds = span.start < high and span.end > low
        score = odds - (0.0 if holds else SPAN_SHARE * max(0.0, span.score - best) + 0.5)
        score += _manner(question, passage.text[start:end])
        low, high = _shortened(passage, low, high, inside[0].start)
        found.append(Sentence(judgement, low, high, score))
    return found


def _manner(question: Question, sentence: str) -> float:
    """A why-question prefers a sentence that gives a reason, a how-question one with a way."""
    pattern = {"why": REASONS, "how": WAYS}.get(question.form)
    return 1.0 if pattern and pattern.search(sentence) else 0.0


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(bounded / (1 - bounded))


def _shortened(passage: Passage, start: int, end: int, keep: int) -> tuple[int, int]:
    """A very long sentence cut at semicolons to the part that holds offset ``keep``."""
    if end - start <= LONGEST_SENTENCE:
        return start, end
    text = passage.text[start - passage.start : end - passage.start]
    borders = [0, *(match.end() for match in re.finditer(r"[；;]", text)), len(text)]
    for low, high in pairwise(borders):
        if start + low <= keep < start + high:
            return start + low, start + high
    return start, end


def _same_words(one: str, other: str) -> bool:
    first, second = _letters(one), _letters(other)
    return first in second or second in first


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _worded(question: Question, sentence: Sentence, fact: Fact | None) -> DraftSentence:
    citation = _citation(sentence)
    if fact is None:
        return DraftSentence(sentence.text, (citation,))
    lead = fact.text
    if fact.original:
        lead += say(
            f"（原文“{fact.original}”）", f" (in the article: “{fact.original}”)", question.language
        )
    return DraftSentence(lead + say("：", ": ", question.language) + sentence.text, (citation,))


def _citation(sentence: Sentence) -> Citation:
    passage = sentence.judgement.reading.passage
    return Citation(
        document_id=passage.document_id,
        start=sentence.start,
        end=sentence.end,
        quote=sentence.text,
        title=passage.title,
        published=passage.published,
        published_basis=passage.published_basis,
        path=passage.path,
        source=passage.source,
        also_in=passage.also_in,
    )


DocumentOf = Callable[[str], Document]
"""Finds a stored document by its id."""
