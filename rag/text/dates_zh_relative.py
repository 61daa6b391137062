"""What Chinese expressions mean that count from the article's day: 昨天, 上周五, 近日, 三年前.

Days and months named on their own (28日, 月底) and holidays stand here too.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from rag.text.dates_calendar import (
    Context,
    Found,
    looks_ahead,
    month_part,
    month_span,
    plus_months,
    real_day,
    week_span,
    year_span,
)
from rag.text.dates_zh import month_found, part_of, quarter_of, stated_year
from rag.text.numerals import whole_number
from rag.text.tables import table


def relative_day(match: re.Match[str], context: Context) -> Found | None:
    """昨天, 今晚, 前日; in a sentence with 当日 the day named before."""
    if context.published is None:
        return None
    apart = {"今": 0, "昨": -1, "前": -2, "大前": -3, "明": 1, "后": 2, "大后": 3}[match["rd"]]
    when = context.published + timedelta(days=apart)
    return Found(when, when, "day", True)


def same_day(match: re.Match[str], context: Context) -> Found | None:
    """当天, 同日 (the day named before), 次日, 翌日 (the day after it)."""
    before = context.last if context.last and context.last.granularity == "day" else None
    base = before.start if before else context.published
    if base is None:
        return None
    when = base + timedelta(days=1 if match["next"] else 0)
    return Found(when, when, "day", True)


def relative_month(match: re.Match[str], context: Context) -> Found | None:
    """本月, 上个月, 下月底, 本月18日, 上月中旬; 当月 is the month named before."""
    base = context.published
    if match["rm"] in {"当", "同"}:
        base = context.last.start if context.last else base
    if base is None:
        return None
    apart = {"上": -1, "下": 1}.get(match["rm"], 0) - (match["rm"] == "上" and bool(match["shang"]))
    month = plus_months(base.replace(day=1), apart)
    if match["d"]:
        when = real_day(month.year, month.month, whole_number(match["d"]))
        return Found(when, when, "day", True) if when else None
    return month_found(match, month.year, month.month, True)


def relative_week(match: re.Match[str], context: Context) -> Found | None:
    """上周五, 本周, 下星期一, 上周末."""
    if context.published is None:
        return None
    apart = {"上": -1, "下": 1}.get(match["rw"], 0) - (match["rw"] == "上" and bool(match["shang"]))
    monday, sunday = week_span(context.published, apart)
    if match["wd"]:
        when = monday + timedelta(days=_WEEKDAY[match["wd"]])
        return Found(when, when, "day", True)
    if match["end"]:
        return Found(monday + timedelta(days=5), sunday, "range", True)
    if match["start"]:
        return Found(monday, monday + timedelta(days=1), "range", True, approximate=True)
    return Found(monday, sunday, "week", True)


_WEEKDAY = {name: place for place, name in enumerate("一二三四五六日")} | {"天": 6}


def weekday(match: re.Match[str], context: Context) -> Found | None:
    """周五 alone: the latest one up to the article's day, the next when it is still to come."""
    if context.published is None:
        return None
    apart = (_WEEKDAY[match["wd"]] - context.published.weekday()) % 7
    if not looks_ahead(context, *match.span()):
        apart -= 7 if apart else 0
    when = context.published + timedelta(days=apart)
    return Found(when, when, "day", True)


def bare_day(match: re.Match[str], context: Context) -> Found | None:
    """28日 alone: of the month named just before, else the latest such day."""
    day = whole_number(match["d"])
    before = context.joined(match.start()) or context.near(match.start())
    if before and before.granularity in {"day", "month", "part_of_month"}:
        base = before.start
        when = real_day(base.year, base.month, day)
        if when and when < base and context.joined(match.start()):
            after = plus_months(base.replace(day=1), 1)
            when = real_day(after.year, after.month, day)
        return Found(when, when, "day", True) if when else None
    published = context.published
    if published is None:
        return None
    apart = 0
    if day > published.day and not looks_ahead(context, *match.span()):
        apart = -1
    elif day < published.day and looks_ahead(context, *match.span()) and day + 20 < published.day:
        apart = 1
    month = plus_months(published.replace(day=1), apart)
    when = real_day(month.year, month.month, day)
    return Found(when, when, "day", True) if when else None


def ago(match: re.Match[str], context: Context) -> Found | None:
    """三年前, 两个月前, 10天后, 一周前."""
    if context.published is None:
        return None
    count = whole_number(match["n"]) if match["n"] else 0
    sign = 1 if match["way"][-1] == "后" else -1
    unit = match["unit"]
    if unit == "年":
        return Found(*year_span(context.published.year + sign * count), "year", True, True)
    if unit.endswith("月"):
        month = plus_months(context.published.replace(day=1), sign * count)
        return Found(*month_span(month.year, month.month), "month", True, True)
    days = count * (7 if unit in {"周", "个星期", "星期"} else 1)
    when = context.published + timedelta(days=sign * days)
    if unit in {"周", "个星期", "星期"}:
        return Found(*week_span(when), "week", True, True)
    return Found(when, when, "day", True)


def past(match: re.Match[str], context: Context) -> Found | None:
    """近五年, 过去三个月, 五年来, 近10天."""
    if context.published is None or not (match["n"] or match[0].startswith("近年")):
        return None
    end = context.published
    if not match["n"]:
        return Found(plus_months(end, -36), end, "range", True, approximate=True)
    count = whole_number(match["n"])
    unit = match["unit"]
    if unit == "年":
        start = plus_months(end, -12 * count)
    elif unit.endswith("月"):
        start = plus_months(end, -count)
    else:
        start = end - timedelta(days=count * (7 if "周" in unit or "星期" in unit else 1))
    return Found(start, end, "range", True, approximate=True)


def recently(match: re.Match[str], context: Context) -> Found | None:
    """近日, 日前 (a week); 近期, 最近 (a month); 截至目前 (the day itself)."""
    if context.published is None:
        return None
    end = context.published
    word = match[0]
    if word.startswith(("截至", "截止")):
        return Found(end, end, "day", True, approximate=True)
    days = 30 if word in {"近期", "最近", "不久前", "前不久", "近来", "前段时间"} else 7
    return Found(end - timedelta(days=days), end, "range", True, approximate=True)


def bare_period(match: re.Match[str], context: Context) -> Found | None:
    """年内, 月底, 月初, 上季度, 本季度, 周末."""
    published = context.published
    if published is None:
        return None
    word = match[0]
    if word == "年内":
        return Found(*year_span(published.year), "year", True)
    if "季度" in word:
        quarter = (published.month - 1) // 3 + {"上": -1, "下": 1}.get(word[0], 0)
        return quarter_of(published.year + quarter // 4, quarter % 4 + 1, True)
    if word == "周末":
        monday, sunday = week_span(published, 0 if published.weekday() >= 5 else -1)
        if looks_ahead(context, *match.span()) or published.weekday() == 4:
            monday, sunday = week_span(published)
        return Found(monday + timedelta(days=5), sunday, "range", True, approximate=True)
    span = month_part(published.year, published.month, part_of(word[1]))
    return Found(*span, "part_of_month", True, approximate=True)


def _spring_festival(year: int) -> date | None:
    """The first day of the lunar year that begins in ``year``, 1900 to 2100."""
    told = table("spring_festival")
    place = year - told["first_year"]
    if not 0 <= place < len(told["days"]):
        return None
    return date(year, 1, 1) + timedelta(days=told["days"][place] - 1)


def holiday(match: re.Match[str], context: Context) -> Found | None:
    """国庆假期, 五一, 元旦, 春节 (its first seven days), with or without a year."""
    stated = stated_year(match, context)
    year, relative = stated or (context.published.year if context.published else None, True)
    if year is None:
        return None
    name = match["holiday"]
    month, day, days = {"国": (10, 1, 7), "五": (5, 1, 5), "元": (1, 1, 1), "春": (0, 0, 7)}[
        name[0]
    ]
    start = date(year, month, day) if month else _spring_festival(year)
    if start is None:
        return None
    if name.endswith(("节", "旦")) and name[0] != "春":
        return Found(start, start, "day", relative)
    return Found(start, start + timedelta(days=days - 1), "range", relative, approximate=True)


def named_year(match: re.Match[str], context: Context) -> Found | None:
    """2023全球工业互联网大会: the year in an event's name."""
    return Found(*year_span(int(match["y"])), "year")
