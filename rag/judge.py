"""Judge evidence: how likely a passage answers the question, and what it lacks.

The reader compares a question and a passage as texts. What it cannot weigh well is stated here
as plain features (does the passage speak of the question's rare words, its years, places and
names; has the span the form of an answer; do other passages say the same) and added to its
scores by a logistic regression. The coefficients are in ``rag/data/judge.json``, made by
``benchmarks/train_judge.py``; docs/quality.md has the curve the threshold was chosen on.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from embeddings.words import Word, WordVectors
from rag.dates import resolve
from rag.expansions import REGIONS, region_named
from rag.fold import fold
from rag.forms import fits
from rag.question import Question
from rag.sentences import sentence_spans
from rag.split import header
from rag.types import Passage, Reading, Span

FEATURES = (
    "relevance", "span", "coverage", "lacking", "near_coverage", "near_lacking", "form", "year",
    "region", "name", "figure", "agreement", "similarity",
)  # fmt: skip
"""The features in order; each is explained where it is computed."""

Lack = Literal["form", "year", "region", "name"]
"""What evidence can lack that no reader would forgive."""

QUESTION_WORDS = re.compile(
    r"何时|什么时候|什么时间|什么|哪一天|哪天|哪里|哪儿|哪些|哪个|哪家|哪位|哪|谁|多少|几|如何|怎么样|怎么|怎样|为什么|为何"
    r"|是否|吗|呢|请问|时间|分别|有|是|的|了|在|于|被|和|与|\b(?:what|when|where|who|whom|which|how|why|many|much"
    r"|is|are|was|were|did|does|do|the|a|an|of|in|on|at|to|for|and|by|be|been|has|have)\b",
    re.IGNORECASE,
)
_LACKS: tuple[Lack, ...] = ("form", "year", "region", "name")
_FIGURE = re.compile(
    r"第[0-9一二三四五六七八九十百]+|[0-9]+(?:\.[0-9]+)?(?:月|日|米|号|期|届|组)?|[一二三四]季度|[上下]半年|首[次届个架]"
)
IMPOSSIBLE = 0.1
"""What is left of the probability where the evidence is about another year or region."""
SPAN_TOLERANCE = 8.0
"""How far below the best a span that has the right form may score and still be preferred."""
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One reading with its calibrated probability, 0 to 1, and what the evidence lacks.

    ``span`` is the reader's best span that has the form of an answer, or its best where none
    has; ``None`` when the reader points at nothing. ``years`` are the years it speaks of.
    """

    reading: Reading
    span: Span | None
    probability: float
    lacks: tuple[tuple[Lack, str], ...]
    years: tuple[int, ...]
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A passage as the checks see it: folded text and words, whole and near the span."""

    header: str
    whole: str
    words: list[Word]
    near: str
    near_words: list[Word]


def judge(
    question: Question,
    readings: Sequence[Reading],
    words: WordVectors,
    *,
    article_text: Callable[[Passage], str] | None = None,
) -> list[Judgement]:
    """A judgement for each reading, the most probable first.

    Args:
        question: What is asked, understood.
        readings: What the reader made of each passage.
        words: Term weights and likeness.
        article_text: The whole text of a passage's article; places and names of the question
            may stand anywhere in it. Without it the passage is all there is.
    """
    folded: dict[str, str] = {}

    def whole_article(passage: Passage) -> str:
        if passage.document_id not in folded:
            text = article_text(passage) if article_text else passage.text
            folded[passage.document_id] = fold(header(passage) + text)
        return folded[passage.document_id]

    wanted = content_words(question.text, words)
    spans = [fitting_span(question, reading) for reading in readings]
    answers = [
        span_text(reading.passage, span) if span else ""
        for reading, span in zip(readings, spans, strict=True)
    ]
    judged = []
    for place, (reading, span) in enumerate(zip(readings, spans, strict=True)):
        evidence = _evidence(reading.passage, span, words)
        years = _years(reading.passage, evidence.whole)
        article = whole_article(reading.passage) if article_text else evidence.whole
        lacks = _lacks(question, answers[place], evidence.whole, article, years)
        features = {
            "relevance": reading.relevance,
            "span": span.score if span else -20.0,
            **_cover(wanted, evidence.words, words),
            **{
                f"near_{name}": value
                for name, value in _cover(wanted, evidence.near_words, words).items()
            },
            **{kind: float(any(lack == kind for lack, _ in lacks)) for kind in _LACKS},
            "figure": _figures_lacking(question, evidence),
            "agreement": _agreement(place, answers, readings),
            "similarity": words.likeness(wanted, evidence.words),
        }
        likely = probability(features) * (IMPOSSIBLE if _forbidden(lacks) else 1.0)
        judged.append(Judgement(reading, span, likely, lacks, years, features))
    return sorted(judged, key=lambda item: -item.probability)


def fitting_span(question: Question, reading: Reading) -> Span | None:
    """The best span that has the form the question asks for, else the best span at all."""
    for span in reading.spans:
        if span.score < reading.spans[0].score - SPAN_TOLERANCE:
            break
        if fits(question, span_text(reading.passage, span)):
            return span
    return reading.spans[0] if reading.spans else None


def content_words(text: str, words: WordVectors) -> list[Word]:
    """The words of a question that say what it is about, each once."""
    blank = QUESTION_WORDS.sub(lambda match: " " * len(match.group()), text)
    found = {word.row: word for word in words.words(blank) if word.weight >= 2.0}
    return list(found.values())


def _cover(wanted: Sequence[Word], found: Sequence[Word], words: WordVectors) -> dict[str, float]:
    """How much of the question's weight the passage speaks of, and the heaviest word it lacks.

    ``coverage``: Σ weight·max(0, cosine of the most similar word) / Σ weight, in [0, 1].
    ``lacking``: the largest weight·(1 − cosine) / 10 of any one word: a rare name that is
    nowhere in the passage weighs more than ten common words that are.
    """
    if not wanted:
        return {"coverage": 1.0, "lacking": 0.0}
    best = words.coverage(wanted, found).clip(0.0, 1.0)
    weights = [word.weight for word in wanted]
    total = sum(weights)
    covered = sum(weight * float(cosine) for weight, cosine in zip(weights, best, strict=True))
    gaps = [weight * (1 - float(cosine)) for weight, cosine in zip(weights, best, strict=True)]
    return {"coverage": covered / total, "lacking": max(gaps) / 10}


def _evidence(passage: Passage, span: Span | None, words: WordVectors) -> _Evidence:
    head, own = fold(header(passage)), fold(passage.text)
    near = head
    if span is not None:
        start, end = _neighbourhood(passage, span)
        near = head + own[start:end]
    return _Evidence(head, head + own, words.words(head + own), near, words.words(near))


def _neighbourhood(passage: Passage, span: Span) -> tuple[int, int]:
    """The span's sentence and the one before it: what a reader takes the words to be about."""
    sentences = sentence_spans(passage.text)
    inside = [
        place
        for place, (start, end) in enumerate(sentences)
        if start < span.end - passage.start and end > span.start - passage.start
    ]
    if not inside:
        return 0, len(passage.text)
    return sentences[max(0, inside[0] - 1)][0], sentences[inside[-1]][1]


def _lacks(
    question: Question, answer: str, passage: str, article: str, years: tuple[int, ...]
) -> tuple[tuple[Lack, str], ...]:
    """What the evidence lacks; ``passage`` and ``article`` are folded, with their header."""
    found: list[tuple[Lack, str]] = []
    found += [("year", str(year)) for year in question.years if not _year_met(year, years, passage)]
    found += [
        ("region", region) for region in question.regions if not region_named(region, article)
    ]
    found += [("name", name) for name in question.names if name not in article]
    if answer and not fits(question, answer):
        found.append(("form", question.form))
    return tuple(found)


def _forbidden(lacks: Sequence[tuple[Lack, str]]) -> bool:
    """Whether evidence about this would answer another question: another year or region."""
    return any(kind == "year" or (kind == "region" and value in REGIONS) for kind, value in lacks)


def _years(passage: Passage, text: str) -> tuple[int, ...]:
    """The years a passage speaks of: written out, its article's own, and resolved (去年)."""
    years = {int(year) for year in _YEAR.findall(text)}
    for found in resolve(passage.text, passage.published):
        years |= {found.start_date.year, found.end_date.year}
    return tuple(sorted(years))


def _figures_lacking(question: Question, evidence: _Evidence) -> float:
    """The share of the question's other figures (第二, 500米, 8月) that is not near the span."""
    figures = _FIGURE.findall(_YEAR.sub(" ", fold(question.text)))
    if not figures:
        return 0.0
    return sum(figure not in evidence.near for figure in figures) / len(figures)


def _year_met(year: int, years: Sequence[int], text: str) -> bool:
    """A passage that names no year cannot contradict one; 2021-2023年 covers what lies between."""
    if not years or year in years:
        return True
    return any(
        int(first) <= year <= int(last)
        for first, last in re.findall(r"((?:19|20)\d\d)\s*年?[-~至到]\s*((?:19|20)\d\d)", text)
    )


def span_text(passage: Passage, span: Span) -> str:
    """The passage's characters that a span bounds."""
    return passage.text[span.start - passage.start : span.end - passage.start]


def _agreement(place: int, answers: Sequence[str], readings: Sequence[Reading]) -> float:
    """How many other passages point at the same words: their number, at most 3, halved evidence.

    Two spans agree when one contains the other after folding and dropping punctuation.
    """
    own = _bare(answers[place])
    if not own:
        return 0.0
    others = sum(
        1
        for other, answer in enumerate(answers)
        if other != place and readings[other].evidence > 0 and _same(own, _bare(answer))
    )
    return float(min(others, 3))


def _same(one: str, other: str) -> bool:
    return bool(other) and (one in other or other in one)


def _bare(text: str) -> str:
    return "".join(character for character in fold(text) if character.isalnum())


@cache
def _coefficients() -> tuple[float, dict[str, float]]:
    stored = json.loads(resources.files("rag").joinpath("data/judge.json").read_text("utf-8"))
    return float(stored["intercept"]), {name: float(stored["weights"][name]) for name in FEATURES}


def probability(features: Mapping[str, float]) -> float:
    """The logistic model: 1 / (1 + exp(−(intercept + Σ weight·feature)))."""
    intercept, weights = _coefficients()
    total = intercept + sum(weight * features[name] for name, weight in weights.items())
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))
