"""The days, months and years that a text names, as far as they may tell when it appeared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rag.articles.published_dateline import (
    cites,
    clause,
    is_of_the_present,
    latest_year,
)
from rag.articles.published_signs import (
    ANNOUNCED,
    COMING,
    DAY,
    EVENT,
    MONTH,
    NOT_ITS_DAY,
    NOT_NOW,
    OTHER_YEAR,
    PERIOD,
    PLANNED_AFTER,
    PLANNED_BEFORE,
    QUARTER_END,
    REPORTED,
    TITLED,
    UNTIL,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A day or month in the text with the clause that names it; ``ahead``: still to come."""

    day: date
    words: str
    ahead: bool = False


def around(text: str, start: int, end: int) -> str:
    """The words of the clause at ``start``, for the evidence and for what is still to come."""
    left = max(text.rfind(mark, max(0, start - 24), start) for mark in "，,。！？；\n") + 1
    rights = [place for mark in "，,。！？；\n" if (place := text.find(mark, end, end + 24)) > 0]
    return text[left or max(0, start - 24) : min(rights, default=end + 24)]


def event_year_in(text: str) -> tuple[int | None, str]:
    """The latest year among the names of the present's events and periods."""
    found: dict[int, str] = {}
    for match in EVENT.finditer(text):
        words = clause(text, *match.span())
        now = not NOT_NOW.search(text[max(0, match.start() - 5) : match.start()])
        period = PERIOD.search(match[0])
        if (
            now
            and not cites(words)
            and "补发" not in words
            and is_of_the_present(words, coming=not period)
            and (REPORTED if period else ANNOUNCED).search(words)
        ):
            found.setdefault(int(match["y"]), around(text, *match.span()))
    year = max(found, default=None)
    if year is None or year < (latest_year(text) or 0):
        return None, ""
    return year, found[year]


def months_in(text: str) -> Iterator[Named]:
    """Months and days with their years: ``day`` is the first day that the words allow."""
    for match in MONTH.finditer(text):
        before = text[max(0, match.start() - 4) : match.start()]
        after = text[match.end() : match.end() + 4]
        planned = bool(PLANNED_BEFORE.search(before) or PLANNED_AFTER.search(after))
        words = around(text, *match.span())
        try:
            day = date(int(match["y"]), int(match["m"]), int(match["d"] or 1))
        except ValueError:
            continue
        coming = COMING.search(TITLED.sub("", words))
        yield Named(day, words, planned or bool(coming))


def days_in(text: str) -> Iterator[Named]:
    """Days named without a year of their own or of their sentence; the year here is a leap one."""
    ended = {(int(end["m"]), int(end["d"])) for end in QUARTER_END.finditer(text)}
    for match in DAY.finditer(text):
        sentence = re.split(r"[。！？!?\n]", text[max(0, match.start() - 60) : match.start()])[-1]
        if match["y"] or OTHER_YEAR.search(sentence[-30:]):
            continue
        before, after = text[max(0, match.start() - 8) : match.start()], text[match.end() :][:2]
        if NOT_ITS_DAY.search(before) or after.startswith("止"):
            continue
        words = around(text, *match.span())
        ahead = bool(COMING.search(words))
        until = None if ahead else UNTIL.match(text, match.end())
        try:
            day = date(2000, int(match["m"]), int((until or match)["d"]))
        except ValueError:
            continue
        if (day.month, day.day) not in ended:
            yield Named(day, words, ahead)
