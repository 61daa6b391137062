"""A publication day with what it rests on, and the first day written in a text.

``parse_day(text) -> date | None`` reads one stated date: ISO, RFC 2822, 2022年7月29日,
2022/7/29, 29 July 2022, 20220729. The day is taken as written: `Fri, 29 Jul 2022 03:08:22 GMT`
is 2022-07-29 whatever zone the reader is in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rag.text.months import MONTH, month_number
from rag.text.numerals import spelled_number, whole_number
from rag.types import DateBasis

_YEAR = r"(?:19[89]\d|20\d\d)"
# 2025年3月4日, 2025-03-04, 2025.3.4; not 2025年1-6月
_NUMERIC = re.compile(
    rf"(?<!\d)({_YEAR})\s*(?:年|[-/.．－])\s*(\d{{1,2}})\s*(?:月|[-/.．－])\s*(\d{{1,2}})(?!\d|\s*月)\s*日?"
)
# 20250304
_COMPACT = re.compile(rf"(?<!\d)({_YEAR})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
# 4 March 2025, 4th-Mar-2025
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+({MONTH})\.?,?[\s-]+({_YEAR})(?!\d)", re.IGNORECASE
)
# March 4th, 2025
_MONTH_FIRST = re.compile(
    rf"\b({MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+({_YEAR})(?!\d)", re.IGNORECASE
)
# 二〇二五年三月四日
_CHINESE_DAY = re.compile(
    r"([二一][〇零○一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication day with its basis and, in the article's own words, the evidence."""

    day: date | None = None
    basis: DateBasis = "unknown"
    evidence: str = ""


def parse_day(text: str) -> date | None:
    """The first day written in ``text``, as written; None when there is none."""
    for pattern, order in (
        (_NUMERIC, (0, 1, 2)),
        (_COMPACT, (0, 1, 2)),
        (_DAY_FIRST, (2, 1, 0)),
        (_MONTH_FIRST, (2, 0, 1)),
    ):
        for match in pattern.finditer(text):
            parts = match.groups()
            day = _day(*(parts[place] for place in order))
            if day:
                return day
    for match in _CHINESE_DAY.finditer(text):
        year, *rest = match.groups()
        day = _day(str(spelled_number(year)), *(str(whole_number(part)) for part in rest))
        if day:
            return day
    if re.fullmatch(r"\s*1[0-9]{9}(?:\d{3})?\s*", text):
        return _from_seconds(int(text.strip()[:10]))
    return None


def _day(year: str, month: str, day: str) -> date | None:
    number = int(month) if month.isdigit() else month_number(month)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _from_seconds(seconds: int) -> date:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(seconds, UTC).date()
