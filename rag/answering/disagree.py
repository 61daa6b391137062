"""See where articles disagree: two that answer the same question with different figures.

A reader must be told, and shown both. Only answers that can be compared count: figures with
the same unit, or dates; from different articles; each likely by itself; each in a sentence that
speaks of what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.fact import lead_fact
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.text.dates import resolve
from rag.text.fold import fold

LIKELY_SHARE = 0.6
"""The other answer must be at least this likely, as a share of the first one's probability."""
ON_TOPIC = 0.6
"""Both sentences, with the one before, must cover this share of the question's weight."""
_FIGURE = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


def disagreeing(
    question: Question, first: Judgement, judgements: Sequence[Judgement], least: float
) -> Judgement | None:
    """The most probable judgement of another article that contradicts ``first``, if any.

    ``least`` is the probability below which nothing is said.
    """
    if question.form not in {"number", "when"} or question.years:
        return None
    fact = _comparable(question, first)
    if fact is None or first.features.get("near_coverage", 0.0) < ON_TOPIC:
        return None
    for item in judgements:
        if item.probability < max(least, LIKELY_SHARE * first.probability):
            continue
        if item.reading.passage.document_id == first.reading.passage.document_id:
            continue
        other = _comparable(question, item)
        if other is None or item.features.get("near_coverage", 0.0) < ON_TOPIC:
            continue
        if other[0] == fact[0] and other[1] != fact[1]:
            return item
    return None


def _comparable(question: Question, item: Judgement) -> tuple[str, str] | None:
    """What kind of thing the fact is, and its value; ``None`` when it cannot be compared."""
    fact = lead_fact(question, item)
    if fact is None:
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
    unit = re.sub(r"超过|超|近|约|逾|突破|不足|至少|多|余|左右|\s", "", _FIGURE.sub("", plain))
    return unit, figures[0].replace(",", "")
