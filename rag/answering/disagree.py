"""Whether two articles answer the same question with different figures or dates.

Only answers that can be compared count: figures with the same unit, or dates; from different
articles; each likely by itself; each in a sentence that speaks of what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.answering.fact import lead_fact
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.text.dates import resolve
from rag.text.fold import fold
from rag.types import Passage
from rag.wording import Language, say

LIKELY_SHARE = 0.6
"""The other answer must be at least this likely, as a share of the first one's probability."""
ON_TOPIC = 0.6
"""Both sentences, with the one before, must cover this share of the question's weight."""
LONGEST_TITLE = 60
"""In characters: a longer title would hide what it stands before."""
_FIGURE = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
"""1,250 or 27.9."""
_ABOUT = re.compile(r"超过|超|近|约|逾|突破|不足|至少|多|余|左右|\s")
"""What is no part of a unit: 约 and 多 of 约30多家."""


def disagreeing(
    question: Question, first: Judgement, judgements: Sequence[Judgement], least: float
) -> Judgement | None:
    """The most probable judgement of another article that contradicts ``first``, if any.

    ``least`` is the probability below which nothing is said.
    """
    if question.form not in {"number", "when"} or question.years:
        return None
    fact = comparable(question, first)
    if fact is None:
        return None
    least = max(least, LIKELY_SHARE * first.probability)
    for item in judgements:
        passage = item.reading.passage
        if item.probability < least or passage.document_id == first.reading.passage.document_id:
            continue
        other = comparable(question, item)
        if other and other[0] == fact[0] and other[1] != fact[1]:
            return item
    return None


def comparable(question: Question, item: Judgement) -> tuple[str, str] | None:
    """What kind of thing the fact is, and its value; ``None`` when it cannot be compared."""
    fact = lead_fact(question, item)
    if fact is None or item.features.get("near_coverage", 0.0) < ON_TOPIC:
        return None
    if question.form == "when":
        dates = resolve(fact.text, item.reading.passage.published)
        if len(dates) != 1 or dates[0].approximate:
            return None
        return dates[0].granularity, dates[0].start_date.isoformat()
    plain = fold(fact.text)
    figures = _FIGURE.findall(plain)
    if len(figures) != 1:
        return None
    return _ABOUT.sub("", _FIGURE.sub("", plain)), figures[0].replace(",", "")


def head_of(passage: Passage, language: Language) -> str:
    """What an article's side of a disagreement opens with: its date, else its title, if any."""
    day, title = passage.published, passage.title
    if day is not None:
        return say(f"（{day.isoformat()} 的文章）", f"(article of {day.isoformat()}) ", language)
    if not 0 < len(title) <= LONGEST_TITLE:
        return ""
    quoted = title if "《" in title else f"《{title}》"
    return say(f"（{quoted}）", f"({title}) ", language)


def disagreement(passages: Iterable[Passage], language: Language) -> str:
    """That articles disagree, where their sides are shown: the newest first, if all have dates."""
    if all(passage.published for passage in passages):
        return say(
            "各篇文章说法不一，较新的在前。",
            "The articles disagree; the newer one comes first.",
            language,
        )
    return say(
        "各篇文章说法不一，有的没有注明日期。",
        "The articles disagree, and not all have a date.",
        language,
    )


def not_shown(language: Language) -> str:
    """That another article says otherwise, where only one passage may be shown."""
    return say(
        "另有文章说法不同；只依据一段原文时不列出。",
        "Another article says otherwise; it is not shown where one passage is all an answer may "
        "rest on.",
        language,
    )
