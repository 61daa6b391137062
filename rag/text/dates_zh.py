"""What Chinese expressions of time mean: a function from each form's match to its days.

The forms themselves stand in ``dates_zh_forms``. Words are folded: Simplified, half width,
lower case, every dash a hyphen.
"""

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
    real_day,
    year_part,
    year_span,
)
from rag.text.numerals import spelled_number, whole_number

_YEARS_APART = {"今": 0, "本": 0, "去": -1, "前": -2, "大前": -3, "明": 1, "来": 1, "后": 2}


def stated_year(match: re.Match[str], context: Context) -> tuple[int, bool] | None:
    """The year a match names and whether the article's date was needed for it."""
    groups = match.groupdict()
    if groups.get("y"):
        return int(groups["y"]), False
    if groups.get("cy"):
        return spelled_number(groups["cy"]), False
    if groups.get("ry") and context.published:
        return context.published.year + _YEARS_APART[groups["ry"]], True
    if groups.get("same"):
        before = context.last.start if context.last else context.published
        return (before.year, True) if before else None
    return None


def _unsaid_year(match: re.Match[str], context: Context, month: int, day: int) -> int | None:
    """The year of a month named without one: that of the sentence, else the article's.

    News says 去年12月 for the year before; a bare month more than six weeks ahead that is not
    spoken of as coming belongs to the year before (12月 in an article of January).
    """
    joined = context.joined(match.start())
    if joined:
        return joined.start.year + (1 if (month, day) < (joined.start.month, 1) else 0)
    near = context.near(match.start())
    if near and not near.relative and near.granularity in {"day", "month", "part_of_month", "year"}:
        return near.start.year
    if near and near.relative and near.granularity in {"year", "month", "part_of_year", "half"}:
        return near.start.year
    published = context.published
    if published is None:
        return context.last.start.year if context.last and not context.last.approximate else None
    ahead = looks_ahead(context, match.start(), match.end())
    when = date(published.year, month, min(day, 28))
    if when - published > timedelta(days=45) and not ahead:
        return published.year - 1
    if ahead and published - when > timedelta(days=200):
        return published.year + 1
    return published.year


def _month_number(match: re.Match[str]) -> int:
    return whole_number(match["m"] or match["cm"])


def day(match: re.Match[str], context: Context) -> Found | None:
    """2022年7月29日, 今年7月29日, 7月29日."""
    month, day = _month_number(match), whole_number(match["d"])
    stated = stated_year(match, context)
    if stated is None and re.match(r"(?:大前|[今去前明后本来同当])年", match[0]):
        return None
    year, relative = stated or (_unsaid_year(match, context, month, day), True)
    when = real_day(year, month, day) if year else None
    return Found(when, when, "day", relative) if when else None


def numeric(match: re.Match[str], context: Context) -> Found | None:
    """2022-07-29, 2022/7/29, 2022.7.29."""
    when = real_day(int(match["y"]), int(match["m"]), int(match["d"]))
    return Found(when, when, "day") if when else None


def month(match: re.Match[str], context: Context) -> Found | None:
    """2022年7月, 去年12月底, 7月上旬, 7月."""
    month = _month_number(match)
    stated = stated_year(match, context)
    if stated is None and re.match(r"(?:大前|[今去前明后本来同当])年", match[0]):
        return None
    year, relative = stated or (_unsaid_year(match, context, month, 1), True)
    if not year:
        return None
    return month_found(match, year, month, relative)


def month_found(match: re.Match[str], year: int, month: int, relative: bool) -> Found:
    """A month, or its 上旬/中旬/下旬, or its beginning or end."""
    groups = match.groupdict()
    if groups.get("xun"):
        span = month_part(year, month, part_of(groups["xun"]))
        return Found(*span, "part_of_month", relative)
    if groups.get("edge"):
        span = month_part(year, month, part_of(groups["edge"]))
        return Found(*span, "part_of_month", relative, approximate=True)
    return Found(*month_span(year, month), "month", relative)


def part_of(word: str) -> Literal["early", "mid", "late"]:
    """Which part 上, 中, 下, 初, 底 or 末 names."""
    if word in "上初":
        return "early"
    return "mid" if word == "中" else "late"


def year_alone(match: re.Match[str], context: Context) -> Found | None:
    """2022年, 去年, 今年初, 2022年底, 去年下半年, 2022年第三季度, 今年前三季度, 今年以来."""
    stated = stated_year(match, context)
    if stated is None:
        return None
    year, relative = stated
    return _within_year(match, context, year, relative)


def _within_year(match: re.Match[str], context: Context, year: int, relative: bool) -> Found | None:
    groups = match.groupdict()
    if groups.get("part"):
        span = year_part(year, part_of(groups["part"][-1]))
        return Found(*span, "part_of_year", relative, approximate=True)
    if groups.get("half"):
        first = 1 if groups["half"] == "上" else 7
        return Found(*months_span(year, first, first + 5), "half", relative)
    if groups.get("q"):
        quarter = whole_number(groups["q"])
        return quarter_of(year, quarter, relative) if 1 <= quarter <= 4 else None
    if groups.get("fq"):
        return Found(*months_span(year, 1, 3 * whole_number(groups["fq"])), "range", relative)
    if groups.get("fm"):
        months = whole_number(groups["fm"])
        return Found(*months_span(year, 1, months), "range", relative) if months < 13 else None
    if groups.get("season"):
        first = {"春": 3, "夏": 6, "秋": 9, "冬": 12}[groups["season"]]
        return Found(*months_span(year, first, first + 2), "season", relative)
    if groups.get("since"):
        end = context.published or date(year, 12, 31)
        start = date(year, 1, 1)
        return Found(start, max(start, end), "range", relative, approximate=True)
    return Found(*year_span(year), "year", relative)


def quarter_of(year: int, quarter: int, relative: bool) -> Found:
    """A quarter from 1 to 4 of a year."""
    return Found(*months_span(year, 3 * quarter - 2, 3 * quarter), "quarter", relative)


def part_without_year(match: re.Match[str], context: Context) -> Found | None:
    """上半年, 第三季度, 前三季度, 前7个月, 年底, 年初: of the sentence's year or the article's."""
    near = context.near(match.start())
    if near and near.granularity == "year":
        return _within_year(match, context, near.start.year, near.relative)
    if context.published is None:
        return None
    found = _within_year(match, context, context.published.year, True)
    late = found and found.start > context.published
    if found and late and not match["part"] and not looks_ahead(context, *match.span()):
        return _within_year(match, context, context.published.year - 1, True)
    return found


def months(match: re.Match[str], context: Context) -> Found | None:
    """1至7月, 2022年1-7月, 去年3到5月份."""
    first, last = whole_number(match["a"]), whole_number(match["b"])
    if not 1 <= first < last <= 12:
        return None
    stated = stated_year(match, context)
    year, relative = stated or (_unsaid_year(match, context, first, 1), True)
    return Found(*months_span(year, first, last), "range", relative) if year else None


def years(match: re.Match[str], context: Context) -> Found | None:
    """2021-2023年, 2021至2023年."""
    first = int(match["a"])
    last = int(match["b"]) if len(match["b"]) == 4 else first // 100 * 100 + int(match["b"])
    if not first < last <= first + 100:
        return None
    return Found(date(first, 1, 1), date(last, 12, 31), "range")


def five_years(match: re.Match[str], context: Context) -> Found | None:
    """“十四五”: the fourteenth five-year plan, 2021 to 2025 (the third began in 1966)."""
    plan = whole_number(match["plan"])
    if not 6 <= plan <= 20:
        return None
    first = 1966 + 5 * (plan - 3)
    edge = match["planedge"]
    if edge in {"末", "期末", "末期"}:
        return Found(*year_span(first + 4), "year", approximate=True)
    if edge in {"初", "期初", "初期"}:
        return Found(*year_span(first), "year", approximate=True)
    return Found(date(first, 1, 1), date(first + 4, 12, 31), "range")


def decade(match: re.Match[str], context: Context) -> Found | None:
    """20世纪90年代, 上世纪80年代, 90年代, 本世纪初, 21世纪."""
    century = {"上": 20, "本": 21}.get(match["century"] or "", 0) or int(
        whole_number(match["century"])
        if match["century"]
        else (20 if int(match["decade"] or 0) > 30 else 21)
    )
    first = (century - 1) * 100
    if match["decade"]:
        start = first + whole_number(match["decade"])
        return Found(date(start, 1, 1), date(start + 9, 12, 31), "decade")
    if match["centuryedge"]:
        start = first if match["centuryedge"] == "初" else first + 90
        return Found(date(start + 1, 1, 1), date(start + 10, 12, 31), "range", approximate=True)
    return Found(date(first + 1, 1, 1), date(first + 100, 12, 31), "century")
