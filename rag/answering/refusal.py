"""Say no well: what the articles lack for this question, in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.types import Passage
from rag.wording import say

NEAREST_SHOWN = 3
NEAREST_WEIGHED = 6
"""How many of the nearest sentences have a say in what is missing."""


def what_is_missing(question: Question, judgements: Sequence[Judgement]) -> str:
    """One sentence naming what the nearest evidence lacks; general where nothing stands out."""
    language = question.language
    for kind in ("year", "region", "name"):
        lacking = _lacked_by_most(kind, judgements)
        if lacking:
            return _named(kind, lacking, judgements, question)
    if judgements and any(kind == "form" for kind, _ in judgements[0].lacks):
        return say(
            _FORMS_ZH.get(question.form, "文中没有这一项。"),
            _FORMS_EN.get(question.form, "The articles do not state it."),
            language,
        )
    return say(
        "读到的文章里，没有一句能回答这个问题。",
        "No sentence in the articles that were read answers this question.",
        language,
    )


def refusal_text(missing: str, question: Question) -> str:
    """The refusal as the user reads it."""
    opening = say("没有找到答案。", "No answer was found. ", question.language)
    return opening + missing


def nearest_passages(judgements: Sequence[Judgement]) -> tuple[Passage, ...]:
    """The nearest passages, one an article, to show beside a refusal."""
    seen: dict[str, Passage] = {}
    for item in judgements:
        seen.setdefault(item.reading.passage.document_id, item.reading.passage)
    return tuple(seen.values())[:NEAREST_SHOWN]


def _lacked_by_most(kind: str, judgements: Sequence[Judgement]) -> str:
    """What most of the passages nearest to the question lack of this kind; empty when few do."""
    nearest = sorted(judgements, key=lambda item: -item.reading.score)[:NEAREST_WEIGHED]
    lacking = Counter(value for item in nearest for lack, value in item.lacks if lack == kind)
    value, times = lacking.most_common(1)[0] if lacking else ("", 0)
    return value if 2 * times > len(nearest) else ""


def _named(kind: str, lacking: str, judgements: Sequence[Judgement], question: Question) -> str:
    language = question.language
    if kind == "year":
        there = sorted(
            {year for item in judgements[:3] for year in item.years if str(year) != lacking}
        )
        if there:
            listed = say("、", ", ", language).join(str(year) for year in there)
            return say(
                f"文中只有{listed}年的内容，没有{lacking}年的。",
                f"The articles speak of {listed}, not of {lacking}.",
                language,
            )
        return say(
            f"文中没有{lacking}年的内容。", f"The articles do not speak of {lacking}.", language
        )
    shown = _as_typed(lacking, question)
    return say(
        f"最接近的文章没有提到“{shown}”。",
        f"The nearest articles do not mention “{shown}”.",
        language,
    )


def _as_typed(folded: str, question: Question) -> str:
    place = question.text.lower().find(folded)
    return question.text[place : place + len(folded)] if place >= 0 else folded


_FORMS_ZH = {
    "when": "文中谈到这件事，但没有说时间。",
    "duration": "文中谈到这件事，但没有说持续多久。",
    "number": "文中谈到这件事，但没有给出这个数字。",
    "who": "文中谈到这件事，但没有说是谁。",
    "where": "文中谈到这件事，但没有说地点。",
    "organisation": "文中谈到这件事，但没有说是哪家单位。",
}
_FORMS_EN = {
    "when": "The articles speak of it but do not say when.",
    "duration": "The articles speak of it but do not say how long.",
    "number": "The articles speak of it but do not give this figure.",
    "who": "The articles speak of it but do not say who.",
    "where": "The articles speak of it but do not say where.",
    "organisation": "The articles speak of it but do not say which organisation.",
}
