"""What English expressions of time mean; patterns (rag.text.dates_en_forms) see folded text."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

from rag.text.dates_calendar import (
    Context,
    Found,
    looks_ahead,
    month_part,
    month_span,
    months_span,
    plus_months,
    real_day,
    week_span,
    year_part,
    year_span,
)
from rag.text.months import month_number

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTED = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
NUMBERS = {word: value for value, word in enumerate(_COUNTED, start=1)} | {
    "a": 1,
    "an": 1,
    "several": 3,
    "a few": 3,
    "few": 3,
}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_WHICH = {"last": -1, "previous": -1, "past": -1, "this": 0, "the current": 0, "next": 1}


def _part(words: str) -> Literal["early", "mid", "late"]:
    if re.search(r"early|beginning|start", words):
        return "early"
    return "mid" if "mid" in words else "late"


def _is_name(match: re.Match[str], context: Context) -> bool:
    """May and March are months only with a capital."""
    at = match.start("m")
    return context.original[at : at + 1].isupper() or match["m"][:3] not in {"may", "mar"}


def _unsaid_year(match: re.Match[str], context: Context, month: int) -> int | None:
    near = context.near(match.start())
    if near and not near.relative:
        return near.start.year
    published = context.published
    if published is None:
        return context.last.start.year if context.last else None
    ahead = looks_ahead(context, *match.span())
    when = date(published.year, month, 1)
    if when - published > timedelta(days=45) and not ahead:
        return published.year - 1
    return published.year + (1 if ahead and published - when > timedelta(days=200) else 0)


def day_found(match: re.Match[str], context: Context) -> Found | None:
    """5 January 2022, January 5, 2022, Jan. 5, July 28-30, 2022."""
    if not _is_name(match, context):
        return None
    month = month_number(match["m"])
    year = int(match["y"]) if match["y"] else _unsaid_year(match, context, month)
    first = real_day(year, month, int(match["d"])) if year else None
    if first is None or year is None:
        return None
    relative = not match["y"]
    if match["e"]:
        last = real_day(year, month, int(match["e"]))
        return Found(first, last, "range", relative) if last and last > first else None
    return Found(first, first, "day", relative)


def month_found(match: re.Match[str], context: Context) -> Found | None:
    """January 2022, late March, last December."""
    if not _is_name(match, context):
        return None
    month = month_number(match["m"])
    which = match["which"]
    if match["y"]:
        year: int | None = int(match["y"])
    elif which and context.published:
        year = context.published.year
        if which == "last" and month >= context.published.month:
            year -= 1
        elif which == "next" and month <= context.published.month:
            year += 1
    else:
        year = _unsaid_year(match, context, month)
    if year is None:
        return None
    if match["part"]:
        span = month_part(year, month, _part(match["part"]))
        return Found(*span, "part_of_month", not match["y"], approximate=True)
    return Found(*month_span(year, month), "month", not match["y"])


def year_found(match: re.Match[str], context: Context) -> Found | None:
    """In 2022, early 2022, the end of last year, earlier this year."""
    if match["y"]:
        year, relative = int(match["y"]), False
    elif context.published:
        year, relative = context.published.year + _WHICH[match["which"]], True
    else:
        return None
    if match["part"]:
        span = year_part(year, _part(match["part"]))
        return Found(*span, "part_of_year", relative, approximate=True)
    return Found(*year_span(year), "year", relative)


# "in " before 2022, "mid-" before 2022
_BEFORE_YEAR = re.compile(
    r"\b(?:in|since|by|of|from|until|during|before|after|for|throughout|through|year|and|to|late|"
    r"early|mid)[ -]$"
)


def bare_year(match: re.Match[str], context: Context) -> Found | None:
    """In 2021, since 2019: four figures are a year only after such a word."""
    if _BEFORE_YEAR.search(context.text[max(0, match.start() - 12) : match.start()]):
        return Found(*year_span(int(match["y"])), "year")
    return None


def within_year(match: re.Match[str], context: Context) -> Found | None:
    """Q3 2022, the third quarter of 2022, the first half of last year, the second quarter."""
    if match["y"]:
        year, relative = int(match["y"]), False
    elif match["which"] and context.published:
        year, relative = context.published.year + _WHICH[match["which"]], True
    elif context.published:
        year, relative = context.published.year, True
    else:
        return None
    if match["h"]:
        first = 1 if match["h"] == "first" else 7
        return Found(*months_span(year, first, first + 5), "half", relative)
    quarter = int(match["q"]) if match["q"] else _ORDINALS[match["o"]]
    found = Found(*months_span(year, 3 * quarter - 2, 3 * quarter), "quarter", relative)
    unsaid = relative and not match["which"] and context.published is not None
    if unsaid and context.published and found.start > context.published:
        if looks_ahead(context, *match.span()):
            return found
        return Found(*months_span(year - 1, 3 * quarter - 2, 3 * quarter), "quarter", True)
    return found


def years_found(match: re.Match[str], context: Context) -> Found | None:
    """2021-2023, from 2021 to 2023, between 2021 and 2023."""
    first, last = int(match["a"]), int(match["b"])
    if first < last <= first + 100:
        return Found(date(first, 1, 1), date(last, 12, 31), "range")
    return None


def relative_day(match: re.Match[str], context: Context) -> Found | None:
    """Yesterday, tonight, the day after tomorrow."""
    if context.published is None:
        return None
    word = match[0]
    apart = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0)
    apart = {"the day before yesterday": -2, "the day after tomorrow": 2}.get(word, apart)
    when = context.published + timedelta(days=apart)
    return Found(when, when, "day", True)


def weekday_found(match: re.Match[str], context: Context) -> Found | None:
    """On Tuesday (the latest), last Friday (of the week before), next Monday."""
    if context.published is None:
        return None
    place = _DAYS.index(match["wd"])
    which = match["which"]
    if which == "next":
        when = week_span(context.published, 1)[0] + timedelta(days=place)
    elif which == "this":
        when = week_span(context.published)[0] + timedelta(days=place)
    else:
        apart = (place - context.published.weekday()) % 7
        if which == "last":
            apart -= 7
        elif not looks_ahead(context, *match.span()):
            apart -= 7 if apart else 0
        when = context.published + timedelta(days=apart)
    return Found(when, when, "day", True)


def period_found(match: re.Match[str], context: Context) -> Found | None:
    """Last week, this month, next quarter, last weekend, earlier this month."""
    published = context.published
    if published is None:
        return None
    apart, unit = _WHICH[match["which"]], match["unit"]
    if unit == "week":
        return Found(*week_span(published, apart), "week", True)
    if unit == "weekend":
        monday, sunday = week_span(published, apart)
        return Found(monday + timedelta(days=5), sunday, "range", True)
    if unit == "quarter":
        quarter = (published.month - 1) // 3 + apart
        year, quarter = published.year + quarter // 4, quarter % 4
        return Found(*months_span(year, 3 * quarter + 1, 3 * quarter + 3), "quarter", True)
    month = plus_months(published.replace(day=1), apart)
    if match["part"] and match["part"].strip() not in {"earlier", "later"}:
        span = month_part(month.year, month.month, _part(match["part"]))
        return Found(*span, "part_of_month", True, approximate=True)
    return Found(*month_span(month.year, month.month), "month", True)


def ago(match: re.Match[str], context: Context) -> Found | None:
    """Three years ago, two weeks earlier, in the past five years."""
    published = context.published
    if published is None:
        return None
    count = int(match["n"]) if match["n"].isdigit() else NUMBERS[match["n"]]
    unit = match["unit"]
    if unit == "year":
        start = plus_months(published, -12 * count)
    elif unit == "month":
        start = plus_months(published, -count)
    else:
        start = published - timedelta(days=count * (7 if unit == "week" else 1))
    if match["past"]:
        return Found(start, published, "range", True, approximate=True)
    if unit == "year":
        return Found(*year_span(start.year), "year", True, approximate=True)
    if unit == "month":
        return Found(*month_span(start.year, start.month), "month", True, approximate=True)
    if unit == "week":
        return Found(*week_span(start), "week", True, approximate=True)
    return Found(start, start, "day", True)


def recently(match: re.Match[str], context: Context) -> Found | None:
    """Recently, in the past few days."""
    if context.published is None:
        return None
    days = 7 if "days" in match[0] else 30
    start = context.published - timedelta(days=days)
    return Found(start, context.published, "range", True, approximate=True)


def decade(match: re.Match[str], context: Context) -> Found | None:
    """The 1990s."""
    start = int(match["decade"])
    return Found(date(start, 1, 1), date(start + 9, 12, 31), "decade")
