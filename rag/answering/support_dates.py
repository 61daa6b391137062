"""Whether a date of a sentence is in its evidence, as written or as it is meant there."""

from __future__ import annotations

import re
from datetime import date

from rag.answering.support_evidence import Evidence
from rag.text.dates import ResolvedDate, resolve
from rag.text.facts import WrittenDate
from rag.text.fold import fold

_REPORTING = re.compile(
    r"报道|刊发|发表|发布|消息|讯|文章|日期|刊|发文|published|report|dated|article|posted|news"
)
_FIGURE_BEGINS = frozenset("0123456789０１２３４５６７８９〇一二三四五六七八九十")


def bears_date(evidence: Evidence, claim: WrittenDate, sentence: str) -> bool:
    """Whether the quotes, or what they mean in their articles, say this date."""
    if any(claim.within(other) for other in evidence.facts.dates):
        return True
    if any(_says(when, claim) for when in evidence.resolved):
        return True
    if claim.year and any(f.value == claim.year for f in evidence.facts.figures):
        return _rest_borne(evidence, claim)
    return _published_bears(evidence, claim, sentence)


def _rest_borne(evidence: Evidence, claim: WrittenDate) -> bool:
    """Whether month and day stand somewhere too, the year being there as a bare figure."""
    if claim.month is None:
        return True
    return any(
        (other.month, other.day) == (claim.month, claim.day) for other in evidence.facts.dates
    )


def _published_bears(evidence: Evidence, claim: WrittenDate, sentence: str) -> bool:
    days = [document.published for _, document in evidence.cited if document.published]
    if not any(_is_day(claim, day) for day in days):
        return False
    if claim.month is None and claim.day is None:
        spoken = {when.start_date.year for when in evidence.resolved}
        spoken |= {other.year for other in evidence.facts.dates if other.year}
        return not spoken or claim.year in spoken
    before = fold(sentence[max(0, claim.start - 14) : claim.start])
    around = before + fold(sentence[claim.start : claim.end + 10])
    bracketed = re.search(r"[(\[]\s*$", before)
    return bool(_REPORTING.search(around) or bracketed)


def foreign_relative_dates(evidence: Evidence, sentence: str) -> list[str]:
    """Relative dates of the sentence (去年) that the quotes neither use nor mean."""
    lacking: list[str] = []
    published = next((d.published for _, d in evidence.cited if d.published), None)
    for when in resolve(sentence, published):
        if not when.relative or when.approximate or when.text[0] in _FIGURE_BEGINS:
            continue
        if fold(when.text) in evidence.folded:
            continue
        if not any(
            (other.start_date, other.end_date) == (when.start_date, when.end_date)
            for other in evidence.resolved
        ):
            lacking.append(when.text)
    return lacking


def _says(when: ResolvedDate, claim: WrittenDate) -> bool:
    """Whether a resolved time names each part of the claimed date, at its own precision."""
    if when.approximate and claim.day is not None:
        return False
    for day in {when.start_date, when.end_date}:
        if claim.day is not None and when.granularity not in {"day", "range"}:
            continue
        if claim.month is not None and when.granularity in {"year", "half", "part_of_year"}:
            continue
        if _is_day(claim, day):
            return True
    if claim.month is None and claim.day is None and claim.year:
        return when.start_date.year <= claim.year <= when.end_date.year
    return False


def _is_day(claim: WrittenDate, day: date) -> bool:
    return (
        claim.year in (None, day.year)
        and claim.month in (None, day.month)
        and claim.day in (None, day.day)
    )
