"""Judge evidence: how likely a sentence answers the question, and what it lacks.

The reader compares a question and a passage as texts. What it cannot weigh well is stated here
as plain features (does the text speak of the question's rare words, its years, places and
names; has the span the form of an answer; do other articles say the same) and added to its
scores by a logistic regression (``calibration``); docs/quality.md has the curve the threshold
was chosen on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from embeddings.words import Word, WordVectors
from rag.answer_types import Reading, Span
from rag.answering.calibration import DATED, shipped_model
from rag.answering.constraints import KINDS, Constraint, compiled
from rag.answering.coverage import Wanted
from rag.answering.evidence import Evidence, Source, evidence_of, source_of
from rag.answering.question import Question
from rag.text.fold import fold, letters, simplify
from rag.text.sentences import sentence_spans
from rag.types import Passage

TRANSLATION_COSINE = 0.5
"""A word and its translation in the other language are about this like in the bundled model."""
SPAN_TOLERANCE = 8.0
"""How far below the best a span that does not repeat the question may score and be preferred."""
IMPOSSIBLE = 0.1
"""What the probability of evidence for another question is multiplied by."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One sentence that may answer, with its calibrated probability, 0 to 1.

    ``document.text[start:end]`` is the sentence. ``span`` is the answer in it: the reader's
    best span that does not repeat the question. ``lacks`` are the constraints of the question
    that it does not meet at all.
    """

    reading: Reading
    start: int
    end: int
    span: Span
    probability: float
    lacks: tuple[Constraint, ...]
    features: Mapping[str, float]

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        shift = self.reading.passage.start
        return self.reading.passage.text[self.start - shift : self.end - shift]

    @property
    def answer(self) -> str:
        """The words of the span, verbatim."""
        return span_text(self.reading.passage, self.span)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A passage with its words, prepared once for all its sentences."""

    source: Source
    words: list[Word]
    header_words: list[Word]
    sentences: list[tuple[int, int]]
    sentence_words: list[list[Word]]


def judge(
    question: Question,
    readings: Sequence[Reading],
    words: WordVectors,
    *,
    article_text: Callable[[Passage], str] | None = None,
) -> list[Judgement]:
    """A judgement for each sentence that holds a span, the most probable first.

    Args:
        question: What is asked, understood.
        readings: What the reader made of each passage.
        words: Term weights and likeness.
        article_text: The whole text of a passage's article; places and names of the question
            may stand anywhere in it. Without it the passage is all there is.
    """
    table = compiled(question)
    articles: dict[str, str] = {}
    wanted: dict[float, Wanted] = {}
    found: list[Judgement] = []
    for reading in readings:
        passage = reading.passage
        if article_text and passage.document_id not in articles:
            articles[passage.document_id] = fold(article_text(passage))
        seen = _prepared(passage, articles.get(passage.document_id, ""), words)
        likeness = _likeness(question, passage)
        asked = wanted.setdefault(likeness, Wanted(question, words, likeness))
        found += _sentences(question, table, reading, seen, asked)
    astray = {item.reading.passage.chunk_id for item in found if item.features["other_day"]}
    rivals = [each for each in readings if each.passage.chunk_id not in astray]
    weighed = [
        _weighed(item, _agreement(item, found), _lead(item.reading, rivals)) for item in found
    ]
    return sorted(weighed, key=lambda item: -item.probability)


def span_text(passage: Passage, span: Span) -> str:
    """The passage's characters that a span bounds."""
    return passage.text[span.start - passage.start : span.end - passage.start]


def _likeness(question: Question, passage: Passage) -> float:
    """The cosine that counts as the same word, in one language or between two."""
    alike = (question.language == "en") == passage.language.startswith("en")
    return 1.0 if alike else TRANSLATION_COSINE


def _prepared(passage: Passage, article: str, words: WordVectors) -> _Seen:
    source = source_of(passage, article)
    header_words = words.words(source.header)
    sentences = sentence_spans(passage.text)
    plain = simplify(passage.text)
    by_sentence = [words.words(plain[start:end]) for start, end in sentences]
    return _Seen(
        source=source,
        words=[*header_words, *(word for row in by_sentence for word in row)],
        header_words=header_words,
        sentences=sentences,
        sentence_words=by_sentence,
    )


def _sentences(
    question: Question,
    table: Sequence[Constraint],
    reading: Reading,
    seen: _Seen,
    wanted: Wanted,
) -> list[Judgement]:
    passage, text = reading.passage, seen.source.text
    common = {
        "relevance": reading.relevance,
        DATED: float(passage.published is not None),
        "coverage": wanted.cover(wanted.cosines(seen.words, text)),
        "missing": wanted.missing(text),
        "similarity": wanted.words.likeness(wanted.content, seen.words),
    }
    found = []
    for place, (start, end) in enumerate(seen.sentences):
        low, high = start + passage.start, end + passage.start
        span = _answer_span(question, reading, low, high)
        if span is None:
            continue
        evidence = evidence_of(seen.source, seen.sentences, place, span)
        lacks, lacked = _held_to(table, evidence)
        features = {
            **common,
            **_place_features(seen, wanted, place, evidence),
            **lacked,
            "span": span.score,
            "gap": (reading.spans[0].score - span.score) / 5,
        }
        found.append(Judgement(reading, low, high, span, 0.0, lacks, features))
    return found


def _held_to(
    table: Sequence[Constraint], evidence: Evidence
) -> tuple[tuple[Constraint, ...], dict[str, float]]:
    """The constraints that a sentence does not meet at all, and its features that tell of them."""
    features: dict[str, float] = dict.fromkeys((*KINDS, "forbidden"), 0.0)
    unmet = []
    for constraint in table:
        lack = constraint.lack(evidence)
        features[constraint.kind] = max(features[constraint.kind], lack)
        if lack == 1.0:
            unmet.append(constraint)
            if constraint.hard(evidence.source):
                features["forbidden"] = 1.0
    return tuple(unmet), features


def _place_features(
    seen: _Seen, wanted: Wanted, place: int, evidence: Evidence
) -> dict[str, float]:
    """What a sentence speaks of, by itself and with the header and the sentence before it."""
    own_words = seen.sentence_words[place]
    before = seen.sentence_words[place - 1] if place else []
    own = wanted.cosines(own_words, evidence.plain)
    near = wanted.cosines([*seen.header_words, *before, *own_words], evidence.near)
    return {"near_coverage": wanted.cover(near), "own_coverage": wanted.cover(own)}


def _answer_span(question: Question, reading: Reading, low: int, high: int) -> Span | None:
    """The answer in one sentence: the best span in it, rather one that says something new."""
    passage = reading.passage
    # A span that runs from a heading into the sentence below is cut at the border.
    within = [
        Span(max(span.start, low), min(span.end, high), span.score)
        for span in reading.spans
        if span.start < high and span.end > low
    ]
    for span in within:
        near = span.score >= reading.spans[0].score - SPAN_TOLERANCE
        if near and not question.repeats(span_text(passage, span)):
            return span
    return within[0] if within else None


def _agreement(item: Judgement, others: Sequence[Judgement]) -> float:
    """How many other passages point at the same words, at most 3.

    Two spans agree when one contains the other after folding and dropping punctuation. Only
    passages the reader thinks relevant (evidence above 0) have a say.
    """
    own = letters(item.answer)
    agreeing = {
        other.reading.passage.chunk_id
        for other in others
        if other.reading.passage.chunk_id != item.reading.passage.chunk_id
        and other.reading.evidence > 0
        and other.features["gap"] == 0.0
        and _same(own, letters(other.answer))
    }
    return float(min(len(agreeing), 3))


def _lead(reading: Reading, rivals: Sequence[Reading]) -> float:
    """How far the reader believes this passage above those of other articles, in [-2, 2].

    An article of another day than the question's is no rival.
    """
    article = reading.passage.document_id
    others = [each.evidence for each in rivals if each.passage.document_id != article]
    return max(-10.0, min(10.0, reading.evidence - max(others, default=-10.0))) / 5


def _same(one: str, other: str) -> bool:
    return bool(one and other) and (one in other or other in one)


def _weighed(item: Judgement, agreement: float, lead: float) -> Judgement:
    features = {**item.features, "agreement": agreement, "lead": lead}
    likely = probability(features) * (IMPOSSIBLE if features["forbidden"] else 1.0)
    return replace(item, probability=likely, features=features)


def probability(features: Mapping[str, float]) -> float:
    """How likely a sentence with these features answers (``calibration``)."""
    return shipped_model().probability(features)
