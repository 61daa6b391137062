"""Answer from the articles' own words: the fact first, then the sentences it stands in.

An extractive answer is a few whole sentences (``MOST_SENTENCES``), each verbatim, each cited.
Where the question asks for a date, a figure, a name or a list, the answer opens with it. A
date that only the article's own date explains is resolved, and both are shown:
2022年1月（原文“今年1月”）.

Where two articles answer differently (``disagree``), a reader is told, and shown both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Protocol

from rag.answer_types import Citation, Draft, DraftSentence
from rag.answering.disagree import disagreeing, disagreement, head_of, not_shown
from rag.answering.fact import lead_fact
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.answering.rank import log_odds
from rag.settings import Settings
from rag.text.fold import fold, letters
from rag.types import Passage
from rag.wording import say

MOST_SENTENCES = 3
USUAL_PASSAGES = 5
"""The setting ``k`` as it ships: up to this, an answer has ``MOST_SENTENCES`` at most."""
LONGEST_SENTENCE = 220
"""A sentence longer than this many characters is cut to the clauses around its span."""
LONGEST_ITEM = 40
MOST_ITEMS = 12
"""Lines up to so many characters, and so many of them, belong to a sentence with a colon."""
FURTHER_SHARE = 0.25
"""A further sentence is given when its odds are at least this share of the first one's."""
FEWEST_LETTERS = 2
DOUBTFUL = 0.6
DOUBTFUL_SHARE = 0.1
"""Where the first is less probable than ``DOUBTFUL`` the reader is shown more to choose from."""
MANNER = 3.0
"""What a reason adds to a sentence's log-odds where the question asks why, a way where how."""
ONE_FACT = frozenset(("when", "duration", "number", "who", "where"))
"""Forms of questions that have one answer."""
# 因为下雨, in order to save time
REASONS = re.compile(
    r"因为|由于|为了|旨在|原因|以便|因此|从而|because|in order to|due to|so that", re.I
)
# 通过招标, by train
WAYS = re.compile(r"通过|采取|利用|按照|围绕|by |through ", re.I)


class Answerer(Protocol):
    """What writes an answer from judged evidence."""

    @property
    def name(self) -> str:
        """``extractive`` or the chat model's name."""

    def answer(
        self, question: Question, judgements: Sequence[Judgement], settings: Settings
    ) -> Generator[DraftSentence | Draft | None]:
        """Sentences that are verified already, as they come, and last the draft for ``verify``.

        The draft rests on ``settings.k`` passages at most; without sentences it declines.
        ``None`` says that something is waited for: closing the iterator ends that.
        """


class ExtractiveAnswerer:
    """Answers with sentences of the articles; needs no model beyond the reader."""

    name = "extractive"

    def answer(
        self, question: Question, judgements: Sequence[Judgement], settings: Settings
    ) -> Generator[DraftSentence | Draft | None]:
        """The draft, at once."""
        yield extractive_draft(question, judgements, settings)


def extractive_draft(
    question: Question, judgements: Sequence[Judgement], settings: Settings
) -> Draft:
    """The fact and a few sentences, or nothing below the refusal threshold."""
    chosen = choose_sentences(question, judgements, settings.k, settings.refusal)
    chosen = chosen[:1] + [
        item for item in chosen[1:] if _belongs(item, chosen[0], question, settings)
    ]
    if not chosen or chosen[0].probability < settings.refusal:
        return Draft()
    first, *further = chosen
    other = disagreeing(question, first, likely(judgements, settings), settings.refusal)
    if other is not None and settings.k > 1:
        return _both(question, first, other)
    sentences = (_worded(question, first), *map(_cut, further))
    notices = () if other is None else (not_shown(question.language),)
    return Draft(sentences=sentences, notices=notices)


def _belongs(item: Judgement, first: Judgement, question: Question, settings: Settings) -> bool:
    """Whether a further sentence is of the first one's article, or would answer by itself.

    Where one fact is asked for, another article's sentence must say the same one.
    """
    if item.reading.passage.document_id == first.reading.passage.document_id:
        return True
    if not (item.reading.passage.published and first.reading.passage.published):
        return True
    if question.form in ONE_FACT and fold(first.answer) not in fold(item.text):
        return False
    return item.probability >= settings.refusal


def likely(judgements: Sequence[Judgement], settings: Settings) -> list[Judgement]:
    """Those that would be an answer by themselves, in the order given."""
    return [item for item in judgements if item.probability >= settings.refusal]


def _both(question: Question, first: Judgement, other: Judgement) -> Draft:
    """Two articles' answers, the newest first, each with its date or title, and a notice."""
    pair, language = [first, other], question.language
    pair.sort(key=lambda item: item.reading.passage.published or date.min, reverse=True)
    passages = [item.reading.passage for item in pair]
    sentences = []
    for item, passage in zip(pair, passages, strict=True):
        worded = _worded(question, item)
        text = head_of(passage, language) + worded.text
        sentences.append(DraftSentence(text, worded.citations))
    return Draft(sentences=tuple(sentences), notices=(disagreement(passages, language),))


def choose_sentences(
    question: Question,
    judgements: Sequence[Judgement],
    k: int = USUAL_PASSAGES,
    least: float = 0.0,
) -> list[Judgement]:
    """The best sentences of ``k`` passages at most, best first, none saying what another does.

    ``MOST_SENTENCES`` of them, and in proportion more where more than the usual number of
    passages may be used. A reason or a way counts for those at least as probable as ``least``, so
    that it never puts what does not answer before what does.
    """
    ranked = sorted(judgements, key=lambda item: -_rank_score(question, item, least))
    most = max(MOST_SENTENCES, MOST_SENTENCES * k // USUAL_PASSAGES)
    chosen: list[Judgement] = []
    used: set[int] = set()
    for item in ranked:
        if len(chosen) == most:
            break
        if chosen and _odds(item) < _share(chosen[0]) * _odds(chosen[0]):
            break
        chunk = item.reading.passage.chunk_id
        if len(used) == k and chunk not in used:
            continue
        if _says_something(item) and not any(_same_words(item.text, one.text) for one in chosen):
            chosen.append(item)
            used.add(chunk)
    return chosen


def _says_something(item: Judgement) -> bool:
    """Whether there are words in it: the ``2.`` of a list is cut off as a sentence too."""
    return sum(character.isalpha() for character in item.text) >= FEWEST_LETTERS


def _share(first: Judgement) -> float:
    return DOUBTFUL_SHARE if first.probability < DOUBTFUL else FURTHER_SHARE


def _rank_score(question: Question, item: Judgement, least: float) -> float:
    """Log-odds; a why-question prefers a sentence with a reason, a how-question one with a way."""
    pattern = {"why": REASONS, "how": WAYS}.get(question.form)
    told = pattern and item.probability >= least and pattern.search(item.text)
    manner = MANNER if told else 0.0
    return log_odds(item.probability) + manner


def _odds(item: Judgement) -> float:
    return math.exp(log_odds(item.probability))


def _cut(item: Judgement) -> DraftSentence:
    """The sentence, or the part between semicolons that holds the span when it is very long."""
    text, start = item.text, item.start - item.reading.passage.start
    if len(text) > LONGEST_SENTENCE:
        borders = [0, *(match.end() for match in re.finditer(r"[；;]", text)), len(text)]
        at = item.span.start - item.start
        low, high = next((low, high) for low, high in pairwise(borders) if low <= at < high)
        return _quoted(item, start + low, start + high)
    if text.endswith(("：", ":")):
        return _with_items(item, start + len(text))
    return _quoted(item, start, start + len(text))


def _quoted(item: Judgement, start: int, end: int) -> DraftSentence:
    """What stands there in the passage of ``item``, cited."""
    passage = item.reading.passage
    return DraftSentence(passage.text[start:end], (citation_of(passage, start, end),))


def _with_items(item: Judgement, end: int) -> DraftSentence:
    """A sentence that ends in a colon, with the lines it announces: 三座车站依次是：A、B、C."""
    passage = item.reading.passage
    items: list[str] = []
    for match in re.compile(r"[^\n]+").finditer(passage.text, end):
        line = match.group().strip()
        if not line or len(line) > LONGEST_ITEM or len(items) == MOST_ITEMS:
            break
        items.append(line.strip("；;，,、"))
        end = match.start() + len(match.group().rstrip())
    citation = citation_of(passage, item.start - passage.start, end)
    return DraftSentence(item.text + "、".join(items), (citation,))


def _same_words(one: str, other: str) -> bool:
    first, second = letters(one), letters(other)
    return first in second or second in first


def spoken_text(question: Question, item: Judgement) -> str:
    """What an answer would say if it rested on this sentence alone."""
    return _worded(question, item).text


def _worded(question: Question, item: Judgement) -> DraftSentence:
    """The sentence with the fact before it, where it is more than that."""
    told, fact = _cut(item), lead_fact(question, item)
    if fact is None or letters(told.text).startswith(letters(fact.text)):
        return told  # what the sentence begins with need not stand before it
    lead = fact.text
    if fact.original:
        lead += say(
            f"（原文“{fact.original}”）",
            f" (in the article: “{fact.original}”)",
            question.language,
        )
    return replace(told, text=lead + say("：", ": ", question.language) + told.text)


def citation_of(passage: Passage, start: int, end: int) -> Citation:
    """The citation of ``passage.text[start:end]``, in characters of it, without outer spaces."""
    quote = passage.text[start:end]
    start += len(quote) - len(quote.lstrip())
    quote = quote.strip()
    return Citation(
        document_id=passage.document_id,
        start=passage.start + start,
        end=passage.start + start + len(quote),
        quote=quote,
        title=passage.title,
        published=passage.published,
        published_basis=passage.published_basis,
        path=passage.path,
        source=passage.source,
        also_in=passage.also_in,
    )
