"""Stretches of the calendar that dates in a text stand for, and what a pattern may ask about.

A ``Found`` is an inclusive range of days with the granularity it was named in. A ``Rule`` pairs
a pattern, run over folded lower-case text, with a function from its match to a ``Found``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, NamedTuple

Granularity = Literal[
    "day",
    "week",
    "part_of_month",
    "month",
    "quarter",
    "half",
    "season",
    "part_of_year",
    "year",
    "decade",
    "century",
    "range",
]


class Found(NamedTuple):
    """Days from ``start`` to ``end`` inclusive.

    ``relative``: the words alone do not say it, the article's date was needed.
    ``approximate``: the borders are a convention (近日, 年底, early 2022), not a statement.
    """

    start: date
    end: date
    granularity: Granularity
    relative: bool = False
    approximate: bool = False


@dataclass
class Context:
    """What is known while a text is read from left to right."""

    text: str
    original: str
    published: date | None
    last: Found | None = None
    last_end: int = 0

    def near(self, position: int) -> Found | None:
        """The date named before ``position`` in the same sentence."""
        following = bisect_left(self._stops, self.last_end)
        ended = following < len(self._stops) and self._stops[following] < position
        return None if ended else self.last

    @cached_property
    def _stops(self) -> list[int]:
        """Where sentences end, in order."""
        return [match.start() for match in _STOP.finditer(self.text)]

    def joined(self, position: int) -> Found | None:
        """The date just before ``position`` when only a word for "to" lies between."""
        if self.last is None or position - self.last_end > _LONGEST_CONNECTOR:
            return None
        return self.last if CONNECTOR.fullmatch(self.text, self.last_end, position) else None


# 。, a line break
_STOP = re.compile(r"[。！？!?\n]")
_LONGEST_CONNECTOR = 40
CONNECTOR = re.compile(r"\s*(?:至|到|-|~|－|和|--|to|through|until|till)\s*")
"""What stands between the two ends of a range."""

Resolver = Callable[[re.Match[str], Context], Found | None]


class Rule(NamedTuple):
    """A pattern over folded text and what its match means; None when it means no date.

    ``cue`` holds characters of which every match has at least one: where none of them stands
    the pattern need not be tried. Empty: always tried.
    """

    pattern: re.Pattern[str]
    resolve: Resolver
    cue: str = ""


# 将于, 有望, is expected to
_AHEAD = re.compile(
    r"将|拟|计划|预计|有望|届时|即将|力争|争取|明年|下一步|will|to be|expect|plan|upcoming|next|due"
)


def looks_ahead(context: Context, start: int, end: int) -> bool:
    """Whether the words around a date speak of something still to come."""
    around = context.text[max(0, start - 10) : start] + " " + context.text[end : end + 14]
    return bool(_AHEAD.search(re.split(r"[。！？!?\n;；]", around)[0] + around))


def year_span(year: int) -> tuple[date, date]:
    """The first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def month_span(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month; month 13 is January of the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), after - timedelta(days=1)


def months_span(year: int, first: int, last: int) -> tuple[date, date]:
    """From the first day of one month to the last day of another."""
    return month_span(year, first)[0], month_span(year, last)[1]


def week_span(day: date, weeks: int = 0) -> tuple[date, date]:
    """Monday to Sunday of the week that ``day`` lies in, moved by whole weeks."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
    return monday, monday + timedelta(days=6)


def month_part(year: int, month: int, part: Literal["early", "mid", "late"]) -> tuple[date, date]:
    """Days 1-10, 11-20 or 21 to the end of a month."""
    first, last = month_span(year, month)
    if part == "early":
        return first, first.replace(day=10)
    if part == "mid":
        return first.replace(day=11), first.replace(day=20)
    return first.replace(day=21), last


def year_part(year: int, part: Literal["early", "mid", "late"]) -> tuple[date, date]:
    """January to March, May to August, or November to December of a year: a convention."""
    first, last = {"early": (1, 3), "mid": (5, 8), "late": (11, 12)}[part]
    return months_span(year, first, last)


def real_day(year: int, month: int, day: int) -> date | None:
    """A calendar day, or None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def plus_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month when it is shorter."""
    first, last = month_span(
        day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    )
    return min(first.replace(day=1) + timedelta(days=day.day - 1), last)
