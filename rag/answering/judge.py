"""Judge evidence: how likely a sentence answers the question, and what it lacks.

The reader compares a question and a passage as texts. What it cannot weigh well is stated here
as plain features (does the text speak of the question's rare words, its years, places and
names; has the span the form of an answer; do other articles say the same) and added to its
scores by a logistic regression. The coefficients are in ``rag/data/judge.json``, made by
``benchmarks/train_judge.py``; docs/quality.md has the curve the threshold was chosen on.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Literal

from embeddings.words import Word, WordVectors
from rag.answering.expansions import REGIONS, region_named
from rag.answering.forms import fits
from rag.answering.patterns import pointed_out
from rag.answering.question import Question
from rag.text.dates import resolve
from rag.text.fold import fold, simplify
from rag.text.sentences import sentence_spans
from rag.text.split import header
from rag.types import Passage, Reading, Span

FEATURES = (
    "relevance", "span", "gap", "coverage", "lacking", "near_coverage", "near_lacking",
    "own_coverage", "form", "year", "region", "name", "figure", "agreement", "similarity",
    "pattern", "heading",
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
    r"第[0-9一二三四五六七八九十百]+|副[总部局市省院馆校处司会主秘]|[0-9]+(?:\.[0-9]+)?(?:月|日|米|号|期|届|组)?|[一二三四]季度|[上下]半年|首[次届个架]"
)
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_RANGE = re.compile(r"((?:19|20)\d\d)\s*年?[-~至到]\s*((?:19|20)\d\d)")
IMPOSSIBLE = 0.1
"""What is left of the probability where the evidence is about another year or region."""
TRANSLATION_COSINE = 0.6
"""A word and its translation in the other language are about this like in the bundled model."""
SPAN_TOLERANCE = 8.0
"""How far below the best a span that has the right form may score and still be preferred."""
SHORTEST_SENTENCE = 28
"""A line shorter than this many characters without a closing mark is a heading."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One sentence that may answer, with its calibrated probability, 0 to 1.

    ``document.text[start:end]`` is the sentence. ``span`` is the answer in it: the reader's
    best span with the form the question asks for, or what a rule points out. ``lacks`` is what
    the evidence is without, ``years`` the years its passage speaks of.
    """

    reading: Reading
    start: int
    end: int
    span: Span
    probability: float
    lacks: tuple[tuple[Lack, str], ...]
    years: tuple[int, ...]
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
    """A passage prepared once for all its sentences: folded text, words, years."""

    whole: str
    words: list[Word]
    header_words: list[Word]
    article: str
    years: tuple[int, ...]
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
    # A passage read best as 获支持创建 is about what was asked as 获批: its words are wanted.
    wanted = {
        wording: content_words(wording, words) for wording in (question.text, *question.wordings)
    }
    folded: dict[str, str] = {}
    found: list[Judgement] = []
    for reading in readings:
        passage = reading.passage
        if article_text and passage.document_id not in folded:
            folded[passage.document_id] = fold(header(passage) + article_text(passage))
        seen = _prepare(passage, folded.get(passage.document_id), words)
        asked = wanted.get(reading.wording, wanted[question.text])
        found += _sentences(question, reading, seen, asked, words)
    agreed = [
        _weighed(
            item,
            _agreement(item, found),
            forbidden=_forbidden(question, item, whole_article=article_text is not None),
        )
        for item in found
    ]
    return sorted(agreed, key=lambda item: -item.probability)


def content_words(text: str, words: WordVectors) -> list[Word]:
    """The words of a question that say what it is about, each once."""
    blank = QUESTION_WORDS.sub(lambda match: " " * len(match.group()), text)
    found = {word.row: word for word in words.words(blank) if word.weight >= 2.0}
    return list(found.values())


def span_text(passage: Passage, span: Span) -> str:
    """The passage's characters that a span bounds."""
    return passage.text[span.start - passage.start : span.end - passage.start]


def _prepare(passage: Passage, article: str | None, words: WordVectors) -> _Seen:
    head = fold(header(passage))
    whole = head + fold(passage.text)
    header_words = words.words(head)
    sentences = sentence_spans(passage.text)
    plain = simplify(passage.text)
    by_sentence = [words.words(plain[start:end]) for start, end in sentences]
    years = {int(year) for year in _YEAR.findall(whole)}
    for date in resolve(passage.text, passage.published):
        years |= {date.start_date.year, date.end_date.year}
    return _Seen(
        whole=whole,
        words=[*header_words, *(word for row in by_sentence for word in row)],
        header_words=header_words,
        article=article or whole,
        years=tuple(sorted(years)),
        sentences=sentences,
        sentence_words=by_sentence,
    )


def _sentences(
    question: Question,
    reading: Reading,
    seen: _Seen,
    wanted: Sequence[Word],
    words: WordVectors,
) -> list[Judgement]:
    passage = reading.passage
    same = 1.0
    if (question.language == "en") != passage.language.startswith("en"):
        same = TRANSLATION_COSINE
    common = {
        "relevance": reading.relevance,
        **_cover(wanted, seen.words, words, same),
        "similarity": words.likeness(wanted, seen.words),
    }
    found = []
    for place, (start, end) in enumerate(seen.sentences):
        low, high = start + passage.start, end + passage.start
        span, by_rule = _answer_span(question, reading, low, high)
        if span is None:
            continue
        lacks = _lacks(question, span_text(passage, span), seen)
        near = [*seen.header_words, *(seen.sentence_words[place - 1] if place else []),
                *seen.sentence_words[place]]  # fmt: skip
        near_text = fold(passage.text[seen.sentences[max(0, place - 1)][0] : end])
        near_cover = _cover(wanted, near, words, same)
        features = {
            **common,
            "span": span.score,
            "gap": (reading.spans[0].score - span.score) / 5 if reading.spans else 0.0,
            "near_coverage": near_cover["coverage"],
            "near_lacking": near_cover["lacking"],
            "own_coverage": _cover(wanted, seen.sentence_words[place], words, same)["coverage"],
            **_lack_features(lacks),
            "figure": _figures_lacking(question, header(passage) + near_text, seen.article),
            "pattern": float(by_rule),
            "heading": float(_is_heading(passage.text[start:end])),
        }
        found.append(Judgement(reading, low, high, span, 0.0, lacks, seen.years, features))
    return found


def _lack_features(lacks: Sequence[tuple[Lack, str]]) -> dict[str, float]:
    """1.0 for each kind of thing that is lacking, else 0.0."""
    lacking = {kind for kind, _ in lacks}
    return {str(kind): float(kind in lacking) for kind in _LACKS}


def _answer_span(
    question: Question, reading: Reading, low: int, high: int
) -> tuple[Span | None, bool]:
    """The answer in one sentence, and whether a rule pointed it out."""
    passage = reading.passage
    best = reading.spans[0].score if reading.spans else -20.0
    ruled = pointed_out(question, passage.text[low - passage.start : high - passage.start])
    if ruled:
        inside = [span.score for span in reading.spans if span.start < high and span.end > low]
        score = max(inside, default=best - SPAN_TOLERANCE)
        return Span(low + ruled[0], low + ruled[1], score), True
    # A span that runs from a heading into the sentence below is cut at the border.
    within = [
        Span(max(span.start, low), min(span.end, high), span.score)
        for span in reading.spans
        if span.start < high and span.end > low
    ]
    for span in within:
        if span.score < best - SPAN_TOLERANCE:
            break
        if fits(question, span_text(passage, span)):
            return span, False
    return (within[0], False) if within else (None, False)


def _cover(
    wanted: Sequence[Word], found: Sequence[Word], words: WordVectors, likeness: float = 1.0
) -> dict[str, float]:
    """How much of the question's weight a text speaks of, and the heaviest word it lacks.

    ``coverage``: Σ weight·max(0, cosine of the most similar word) / Σ weight, in [0, 1].
    ``lacking``: the largest weight·(1 − cosine) / 10 of any one word: a rare name that is
    nowhere in the text weighs more than ten common words that are. ``likeness`` is the cosine
    that counts as the same word.
    """
    if not wanted:
        return {"coverage": 1.0, "lacking": 0.0}
    best = (words.coverage(wanted, found) / likeness).clip(0.0, 1.0)
    weights = [word.weight for word in wanted]
    covered = sum(weight * float(cosine) for weight, cosine in zip(weights, best, strict=True))
    gaps = [weight * (1 - float(cosine)) for weight, cosine in zip(weights, best, strict=True)]
    return {"coverage": covered / sum(weights), "lacking": max(gaps) / 10}


def _lacks(question: Question, answer: str, seen: _Seen) -> tuple[tuple[Lack, str], ...]:
    found: list[tuple[Lack, str]] = []
    found += [
        ("year", str(year))
        for year in question.years
        if not _year_met(year, seen.years, seen.whole)
    ]
    found += [
        ("region", region) for region in question.regions if not region_named(region, seen.article)
    ]
    found += [("name", name) for name in question.names if not _name_met(name, seen.article)]
    if not fits(question, answer):
        found.append(("form", question.form))
    return tuple(found)


def _year_met(year: int, years: Sequence[int], text: str) -> bool:
    """A passage that names no year cannot contradict one; 2021-2023年 covers what lies between."""
    if not years or year in years:
        return True
    return any(int(first) <= year <= int(last) for first, last in _RANGE.findall(text))


def _name_met(name: str, article: str) -> bool:
    """Whether a name stands in the article, whole or by most of it (安倍 for 安倍晋三)."""
    if name in article:
        return True
    if len(name) < 3 or name.isascii():
        return False
    pairs = [name[i : i + 2] for i in range(len(name) - 1)]
    return sum(pair in article for pair in pairs) > len(pairs) / 3


def _forbidden(question: Question, item: Judgement, *, whole_article: bool) -> bool:
    """Whether this would answer another question.

    Another year, region or person, a deputy's chief, or a date or figure asked for where the
    sentence has none.
    A place that a whole article never names is another place; a passage by itself may just
    not repeat it.
    """
    kinds: dict[str, str] = dict(item.lacks)
    if "year" in kinds or ("name" in kinds and not kinds["name"].isascii()):
        return True
    if "region" in kinds and (whole_article or kinds["region"] in REGIONS):
        return True
    if question.form == "who" and "副" in question.text and "副" not in item.reading.passage.text:
        return True
    return question.form in {"when", "number", "duration"} and not fits(question, item.text)


def _figures_lacking(question: Question, near: str, article: str) -> float:
    """The share of the question's other figures (第二, 500米, 8月) that is not near the span.

    One that stands elsewhere in the article counts a third: the day of an event is often told
    once, at the top.
    """
    figures = _FIGURE.findall(_YEAR.sub(" ", fold(question.text)))
    if not figures:
        return 0.0
    plain = fold(near)
    lacking = [0.0 if figure in plain else (1 / 3 if figure in article else 1.0)
               for figure in figures]  # fmt: skip
    return sum(lacking) / len(figures)


def _is_heading(sentence: str) -> bool:
    return len(sentence) < SHORTEST_SENTENCE and not re.search(
        r"[。！？!?.；;][”’」』）)]*$", sentence
    )


def _agreement(item: Judgement, others: Sequence[Judgement]) -> float:
    """How many other passages point at the same words, at most 3.

    Two spans agree when one contains the other after folding and dropping punctuation. Only
    passages the reader thinks relevant (evidence above 0) have a say.
    """
    own = _bare(item.answer)
    if not own:
        return 0.0
    agreeing = {
        other.reading.passage.chunk_id
        for other in others
        if other.reading.passage.chunk_id != item.reading.passage.chunk_id
        and other.reading.evidence > 0
        and other.features["gap"] == 0.0
        and _same(own, _bare(other.answer))
    }
    return float(min(len(agreeing), 3))


def _same(one: str, other: str) -> bool:
    return bool(other) and (one in other or other in one)


def _bare(text: str) -> str:
    return "".join(character for character in fold(text) if character.isalnum())


def _weighed(item: Judgement, agreement: float, *, forbidden: bool) -> Judgement:
    features = {**item.features, "agreement": agreement, "forbidden": float(forbidden)}
    likely = probability(features) * (IMPOSSIBLE if forbidden else 1.0)
    return replace(item, probability=likely, features=features)


@cache
def _coefficients() -> tuple[float, dict[str, float]]:
    stored = json.loads(resources.files("rag").joinpath("data/judge.json").read_text("utf-8"))
    return float(stored["intercept"]), {name: float(stored["weights"][name]) for name in FEATURES}


def probability(features: Mapping[str, float]) -> float:
    """The logistic model: 1 / (1 + exp(−(intercept + Σ weight·feature)))."""
    intercept, weights = _coefficients()
    total = intercept + sum(weight * features[name] for name, weight in weights.items())
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))
