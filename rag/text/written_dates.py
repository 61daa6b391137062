"""Dates as far as they are written: 7月29日 has a month and a day, and no year.

Everything works on folded text (``rag.text.fold.fold``). What a relative date means is
``rag.text.dates``' part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.months import MONTH, NAMES, month_number
from rag.text.numerals import Figure
from rag.text.units import CLASSIFIERS


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as far as it is written: any of year, month and day may be ``None``."""

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int
    text: str

    def within(self, other: WrittenDate) -> bool:
        """Whether ``other`` says all that this says."""
        return all(
            mine is None or mine == theirs
            for mine, theirs in (
                (self.year, other.year),
                (self.month, other.month),
                (self.day, other.day),
            )
        )


_MONTH = rf"({MONTH})\b\.?"
# 2022-07-29, 2022/7
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?![\d%])")
# 29 july 2022, 3rd to 5th of august
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*(?:-|to|and)\s*(\d{{1,2}})(?:st|nd|rd|th)?)?"
    rf"\s+(?:of\s+)?{_MONTH}(?:,?\s+((?:19|20)\d\d))?"
)
# july 29, 2022, august 3 to 5
_MONTH_DAY = re.compile(
    rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:\s*(?:-|to|and)\s*(\d{{1,2}})\b)?"
    rf"(?:,?\s+((?:19|20)\d\d))?"
)
# july 2022, march of 2021
_MONTH_YEAR = re.compile(rf"\b{_MONTH},?\s+(?:of\s+)?((?:19|20)\d\d)\b")
_MONTH_ALONE = re.compile(
    r"\b(?:in|since|by|until|of|early|late|mid-?)\s+"
    rf"({'|'.join(name.lower() for name in NAMES if name != 'May')})\b"
)
"""in March, since July; may alone is a verb."""


def dates_in_one_piece(text: str) -> tuple[list[WrittenDate], str]:
    """Dates written in one piece (ISO and English), and the text with them blanked."""
    found: list[WrittenDate] = []

    def take(match: re.Match[str], *parts: tuple[str | None, str | None, str | None]) -> str:
        for year, month, day in parts:
            number = month_number(month) if month and month[0].isalpha() else int(month or 0)
            date = WrittenDate(
                year=int(year) if year else None,
                month=number or None,
                day=int(day) if day else None,
                start=match.start(),
                end=match.end(),
                text=match.group(),
            )
            if (date.month or 1) <= 12 and (date.day or 1) <= 31:
                found.append(date)
        return " " * len(match.group())

    text = _ISO.sub(lambda m: take(m, (m[1], m[2], m[3])), text)
    text = _DAY_MONTH.sub(
        lambda m: take(m, (m[4], m[3], m[1]), *([(m[4], m[3], m[2])] if m[2] else [])), text
    )
    text = _MONTH_DAY.sub(
        lambda m: take(m, (m[4], m[1], m[2]), *([(m[4], m[1], m[3])] if m[3] else [])), text
    )
    text = _MONTH_YEAR.sub(lambda m: take(m, (m[2], m[1], None)), text)
    text = _MONTH_ALONE.sub(lambda m: take(m, (None, m[1], None)), text)
    return found, text


def dates_of_figures(found: tuple[Figure, ...]) -> tuple[list[WrittenDate], list[Figure]]:
    """Join 2022年 + 7月 + 29日; the figures that are no part of a date are given back."""
    dates: list[WrittenDate] = []
    rest: list[Figure] = []
    place = 0
    while place < len(found):
        parts: dict[str, int] = {}
        first = place
        while place < len(found):
            kind = _date_part(found[place], bool(parts))
            apart = place > first and found[place].start - found[place - 1].end > 2
            if kind is None or apart or kind in parts or _after(kind, parts):
                break
            parts[kind] = int(found[place].value)
            place += 1
        if parts:
            dates.append(
                WrittenDate(
                    year=parts.get("year"),
                    month=parts.get("month"),
                    day=parts.get("day"),
                    start=found[first].start,
                    end=found[place - 1].end,
                    text="".join(_as_date(figure) for figure in found[first:place]),
                )
            )
        else:
            rest.append(found[place])
            place += 1
    return dates, rest


def _as_date(figure: Figure) -> str:
    """The figure as written, without a unit that is no part of a date (2022 in 2022世界杯)."""
    return figure.text if figure.unit in set("年月日号") else figure.text.removesuffix(figure.unit)


def _after(kind: str, parts: dict[str, int]) -> bool:
    """Whether ``kind`` cannot follow the parts found so far (a year after a month)."""
    order = ("year", "month", "day")
    return any(order.index(kind) < order.index(part) for part in parts)


def _date_part(figure: Figure, joined: bool) -> str | None:
    value = figure.value
    if value != int(value) or figure.ordinal:
        return None
    if figure.unit == "年" and 1000 <= value <= 2999:
        return "year"
    if figure.plain and 1900 <= value <= 2099 and figure.end - figure.start == 4:
        return None if figure.unit in CLASSIFIERS else "year"
    if figure.unit == "月" and 1 <= value <= 12:
        return "month"
    if (figure.unit == "日" or (figure.unit == "号" and joined)) and 1 <= value <= 31:
        return "day"
    return None
