"""Judge evidence: how likely a sentence answers the question, and what it lacks.

The reader compares a question and a passage as texts. What it cannot weigh well is stated here
as plain features (does the text speak of the question's rare words, its years, places and
names; has the span the form of an answer; do other articles say the same) and added to its
scores by a logistic regression (``calibration``); docs/quality.md has the curve the threshold
was chosen on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from embeddings.words import Word, WordVectors
from rag.answer_types import Reading, Span
from rag.answering.agents import host_asked, host_told
from rag.answering.calibration import DATED, shipped_model
from rag.answering.constraints import (
    Lack,
    another_day,
    another_number,
    another_place,
    clause_around,
    figures_lacking,
    lacks,
    other_year,
)
from rag.answering.coverage import Wanted
from rag.answering.forms import fits
from rag.answering.patterns import pointed_out
from rag.answering.question import Question
from rag.text.dates import resolve
from rag.text.fold import fold, simplify
from rag.text.numerals import YEAR
from rag.text.places import REGIONS
from rag.text.posts import POST, POST_OTHERWISE
from rag.text.sentences import sentence_spans
from rag.text.split import header
from rag.types import Passage

TRANSLATION_COSINE = 0.5
"""A word and its translation in the other language are about this like in the bundled model."""
SPAN_TOLERANCE = 8.0
"""How far below the best a span that has the right form may score and still be preferred."""
SHORTEST_SENTENCE = 28
"""A line shorter than this many characters without a closing mark is a heading."""
IMPOSSIBLE = 0.1
"""What the probability of evidence for another question is multiplied by."""
_POST = re.compile(POST)
_LACKS: tuple[Lack, ...] = ("form", "year", "region", "name")


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
    """A passage prepared once for all its sentences: folded texts, words, years."""

    header: str
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
    folded: dict[str, str] = {}
    wanted: dict[tuple[str, float], Wanted] = {}
    found: list[Judgement] = []
    for reading in readings:
        passage = reading.passage
        if article_text and passage.document_id not in folded:
            folded[passage.document_id] = fold(header(passage) + article_text(passage))
        seen = _prepare(passage, folded.get(passage.document_id), words)
        # A passage read best as 获支持创建 is about what was asked as 获批: its words are wanted.
        own = reading.wording in (question.text, *question.wordings)
        key = (reading.wording if own else question.text, _likeness(question, passage))
        asked = wanted.setdefault(key, Wanted(question, key[0], words, key[1]))
        found += _sentences(question, reading, seen, asked)
    whole = article_text is not None
    forbidden = [_forbidden(question, item, whole_article=whole) for item in found]
    astray = {item.reading.passage.chunk_id for item in found if item.features["other_day"]}
    rivals = [each for each in readings if each.passage.chunk_id not in astray]
    weighed = [
        _weighed(item, _agreement(item, found), _lead(item.reading, rivals), forbidden=never)
        for item, never in zip(found, forbidden, strict=True)
    ]
    return sorted(weighed, key=lambda item: -item.probability)


def span_text(passage: Passage, span: Span) -> str:
    """The passage's characters that a span bounds."""
    return passage.text[span.start - passage.start : span.end - passage.start]


def _likeness(question: Question, passage: Passage) -> float:
    """The cosine that counts as the same word, in one language or between two."""
    alike = (question.language == "en") == passage.language.startswith("en")
    return 1.0 if alike else TRANSLATION_COSINE


def _prepare(passage: Passage, article: str | None, words: WordVectors) -> _Seen:
    head = fold(header(passage))
    whole = head + fold(passage.text)
    header_words = words.words(head)
    sentences = sentence_spans(passage.text)
    plain = simplify(passage.text)
    by_sentence = [words.words(plain[start:end]) for start, end in sentences]
    years = {int(year) for year in YEAR.findall(whole)}
    for date in resolve(passage.text, passage.published):
        years |= {date.start_date.year, date.end_date.year}
    return _Seen(
        header=head,
        whole=whole,
        words=[*header_words, *(word for row in by_sentence for word in row)],
        header_words=header_words,
        article=article or whole,
        years=tuple(sorted(years)),
        sentences=sentences,
        sentence_words=by_sentence,
    )


def _sentences(
    question: Question, reading: Reading, seen: _Seen, wanted: Wanted
) -> list[Judgement]:
    passage = reading.passage
    coverage, lacking = wanted.cover(wanted.cosines(seen.words, seen.whole))
    common = {
        "relevance": reading.relevance,
        DATED: float(passage.published is not None),
        "other_day": float(another_day(question, passage.published, seen.article)),
        "coverage": coverage,
        "lacking": lacking,
        "missing": wanted.missing(seen.whole),
        "similarity": wanted.words.likeness(wanted.content, seen.words),
    }
    found = []
    for place, (start, end) in enumerate(seen.sentences):
        low, high = start + passage.start, end + passage.start
        span, by_rule = _answer_span(question, reading, low, high)
        if span is None:
            continue
        answer = span_text(passage, span)
        lacked = lacks(question, answer, seen.years, seen.whole, seen.article)
        if question.form == "when" and _in_title(passage.text, span.start - passage.start):
            lacked = tuple(dict.fromkeys((*lacked, ("form", "when"))))
        features = {
            **common,
            **_place_features(question, seen, wanted, place, fold(passage.text)),
            **{str(kind): float(kind in dict(lacked)) for kind in _LACKS},
            "span": span.score,
            "gap": (reading.spans[0].score - span.score) / 5 if reading.spans else 0.0,
            "pattern": float(by_rule),
            "heading": float(_is_heading(passage.text[start:end])),
            **_clause_features(question, fold(passage.text[start:end]), span.start - low),
        }
        found.append(Judgement(reading, low, high, span, 0.0, lacked, seen.years, features))
    return found


def _place_features(
    question: Question, seen: _Seen, wanted: Wanted, place: int, text: str
) -> dict[str, float]:
    """What a sentence speaks of, by itself and with the header and the sentence before it."""
    start, end = seen.sentences[place]
    own_words = seen.sentence_words[place]
    before = seen.sentence_words[place - 1] if place else []
    near_text = seen.header + text[seen.sentences[max(0, place - 1)][0] : end]
    own = wanted.cosines(own_words, text[start:end])
    near = wanted.cover(wanted.cosines([*seen.header_words, *before, *own_words], near_text))
    return {
        "other_number": float(another_number(fold(question.text), text[start:end], near_text)),
        "other_place": float(another_place(question, text[start:end], near_text)),
        "near_coverage": near[0],
        "near_lacking": near[1],
        "own_coverage": wanted.cover(own)[0],
        "head": 1.0 if wanted.head is None else float(own[wanted.head]),
        "figure": figures_lacking(question, near_text, seen.article),
    }


def _clause_features(question: Question, sentence: str, at: int) -> dict[str, float]:
    """Of the clause that holds the span: whether it asks itself, or is of another year."""
    clause = clause_around(sentence, at)
    return {
        "asks": float(clause.endswith("?")),
        "other_year": float(other_year(question, clause)),
    }


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


def _forbidden(question: Question, item: Judgement, *, whole_article: bool) -> bool:
    """Whether this would answer another question.

    Another year, day, number, region or person, a deputy's chief, a date, figure or host asked
    for where the sentence has none; or it asks itself.
    A place that a whole article never names is another place; a passage by itself may just
    not repeat it.
    """
    kinds: dict[str, str] = dict(item.lacks)
    if "year" in kinds or ("name" in kinds and not kinds["name"].isascii()):
        return True
    if "region" in kinds and (whole_article or kinds["region"] in REGIONS):
        return True
    if any(item.features[kind] for kind in ("asks", "other_number", "other_day")):
        return True
    named = question.form == "title" and re.search(rf"(?:{POST})的?(?:名字)?叫", question.text)
    if host_asked(question.text) and not _tells_host(item):
        return True
    if (question.form == "who" or named) and _of_another_rank(question.text, item):
        return True
    return question.form in {"when", "number", "duration"} and not fits(question, item.text)


def _in_title(text: str, at: int) -> bool:
    """Whether position ``at`` stands inside 《》: the year of a title is no date."""
    return text.rfind("《", 0, at + 1) > text.rfind("》", 0, at + 1)


def _tells_host(item: Judgement) -> bool:
    """Whether a sentence may say who hosts; of a passage in another language nobody knows."""
    chinese = item.reading.passage.language.startswith("zh")
    return not chinese or host_told(simplify(item.text))


def _of_another_rank(question: str, item: Judgement) -> bool:
    """Whether the post asked for is not spoken of, or only its deputy's (or the chief's)."""
    if "副" in question:
        return "副" not in item.reading.passage.text
    asked = _POST.search(question)
    if asked is None:
        return False
    post = POST_OTHERWISE.get(asked.group(), asked.group())
    if not re.search(post, item.reading.passage.text):
        return item.reading.passage.language.startswith("zh")
    told = re.findall(rf"(副?)[\u4e00-\u9fff]{{0,1}}{asked.group()}(助理)?", item.text)
    return bool(told) and all(any(lower) for lower in told)


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


def _lead(reading: Reading, rivals: Sequence[Reading]) -> float:
    """How far the reader believes this passage above those of other articles, in [-2, 2].

    An article of another day than the question's is no rival.
    """
    article = reading.passage.document_id
    others = [each.evidence for each in rivals if each.passage.document_id != article]
    return max(-10.0, min(10.0, reading.evidence - max(others, default=-10.0))) / 5


def _same(one: str, other: str) -> bool:
    return bool(other) and (one in other or other in one)


def _bare(text: str) -> str:
    return "".join(character for character in fold(text) if character.isalnum())


def _weighed(item: Judgement, agreement: float, lead: float, *, forbidden: bool) -> Judgement:
    told = {"agreement": agreement, "lead": lead, "forbidden": float(forbidden)}
    features = {**item.features, **told}
    likely = probability(features) * (IMPOSSIBLE if forbidden else 1.0)
    return replace(item, probability=likely, features=features)


def probability(features: Mapping[str, float]) -> float:
    """How likely a sentence with these features answers (``calibration``)."""
    return shipped_model().probability(features)
