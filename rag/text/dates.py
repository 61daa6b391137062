"""What the dates in an article mean: 今年1月 in an article of July 2022 is January 2022.

``resolve(text, published) -> list[ResolvedDate]``: every expression of time in ``text`` that
can be placed on the calendar, in order, none overlapping. ``published`` is the day the article
appeared (or today, for a question); without it only what stands by itself is resolved.

``ResolvedDate.display("zh")`` gives the stated form, such as ``2022年1月``. Weeks begin on
Monday. Conventions for words without borders are marked ``approximate``: 近日 and 日前 are the
seven days before, 近期 thirty, 年初 January to March, 年底 November and December, 月初, 月中 and
月底 ten days each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rag.text.dates_calendar import Context, Found, Granularity, Rule, month_span
from rag.text.dates_en_forms import RULES as ENGLISH_RULES
from rag.text.dates_zh_forms import RULES as CHINESE_RULES
from rag.text.fold import fold
from rag.text.months import MONTHS, NAMES
from rag.wording import Language

# 年, 今早, 世纪, 2022, 十四五": without one of these no date is looked for
_CUE = re.compile(
    r"[年月日号天周晚晨夜久期季旦春近]|世纪|礼拜|(?:19|20)\d\d|五\"|国庆|五一|截[至止]|这几|[今昨明]早"
)
# 2022, july, monday, three weeks ago
_ENGLISH_CUE = re.compile(
    rf"(?:19|20)\d\d|\b(?:{'|'.join(MONTHS)})[a-z]{{0,6}}\b|[a-z]{{2,6}}day\b"
    r"|\b(?:weeks?|weekend|months?|years?|quarter|half|q[1-4]|tonight|night|morning|afternoon|evening"
    r"|recent(?:ly)?|lately|ago|past|tomorrow|yesterday)\b"
)
_REACH = 26


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """One expression: the days it stands for, how it was named, and where it stands.

    ``text[start:end]`` of the text given is ``self.text``. ``start_date`` and ``end_date`` are
    inclusive. ``relative``: the words alone do not say it, the article's date was needed.
    ``approximate``: the borders are a convention.
    """

    start_date: date
    end_date: date
    granularity: Granularity
    start: int
    end: int
    text: str
    relative: bool = False
    approximate: bool = False

    def display(self, language: Language = "zh") -> str:
        """The same time as a full calendar expression, in ``language``."""
        return _chinese(self) if language == "zh" else _english(self)


def resolve(text: str, published: date | None = None) -> list[ResolvedDate]:
    """Every date in ``text``; see the module's docstring for what words are taken to mean."""
    folded = fold(text)
    context = Context(folded, text, published)
    resolved: list[ResolvedDate] = []
    for match, rule in _longest(folded):
        if match.start() < context.last_end and resolved:
            continue
        try:
            found = rule.resolve(match, context)
        except (ValueError, OverflowError):
            continue
        if found is None:
            continue
        joined = context.joined(match.start()) if resolved else None
        if joined and joined.end < found.start and _may_join(resolved[-1], found, folded):
            found = Found(
                joined.start,
                found.end,
                "range",
                joined.relative or found.relative,
                joined.approximate or found.approximate,
            )
            resolved[-1] = _resolved(found, resolved[-1].start, match.end(), text)
        else:
            resolved.append(_resolved(found, match.start(), match.end(), text))
        context.last, context.last_end = found, match.end()
    return resolved


def _may_join(before: ResolvedDate, found: Found, folded: str) -> bool:
    if before.granularity == "range":
        return False
    between = folded[before.end : before.end + 3].strip()
    return not between.startswith("和")


def _resolved(found: Found, start: int, end: int, text: str) -> ResolvedDate:
    return ResolvedDate(
        found.start,
        found.end,
        found.granularity,
        start,
        end,
        text[start:end],
        found.relative,
        found.approximate,
    )


def _longest(folded: str) -> list[tuple[re.Match[str], Rule]]:
    """All matches by place, the longer first: one that gives no date leaves room for others.

    Patterns are tried only around words that have to do with time, and only those whose cue
    stands there: most of a text is passed over.
    """
    matches: list[tuple[re.Match[str], Rule]] = []
    for cue, rules in ((_CUE, CHINESE_RULES), (_ENGLISH_CUE, ENGLISH_RULES)):
        for start, end in _windows(cue, folded):
            window = folded[start:end]
            for rule in rules:
                if rule.cue and not any(mark in window for mark in rule.cue):
                    continue
                matches += [(match, rule) for match in rule.pattern.finditer(folded, start, end)]
    matches.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
    return matches


def _windows(cue: re.Pattern[str], folded: str) -> list[list[int]]:
    """Stretches around cues, joined where they touch."""
    windows: list[list[int]] = []
    for match in cue.finditer(folded):
        start, end = max(0, match.start() - _REACH), match.end() + _REACH
        if windows and start <= windows[-1][1]:
            windows[-1][1] = end
        else:
            windows.append([start, end])
    return windows


def _chinese(when: ResolvedDate) -> str:
    first, _last = when.start_date, when.end_date
    year, month = f"{first.year}年", f"{first.year}年{first.month}月"
    match when.granularity:
        case "day":
            return _chinese_day(first)
        case "part_of_month":
            part = (first.day - 1) // 10
            return month + ("初中底"[part] if when.approximate else "上中下"[part] + "旬")
        case "month":
            return month
        case "quarter":
            return f"{year}第{'一二三四'[(first.month - 1) // 3]}季度"
        case "half":
            return f"{year}{'上' if first.month == 1 else '下'}半年"
        case "season":
            return f"{year}{'春夏秋冬'[first.month // 3 - 1]}季"
        case "part_of_year":
            return year + {1: "初", 5: "年中", 11: "底"}[first.month].removeprefix("年")
        case "year":
            return year
        case "decade":
            return f"{first.year // 100 + 1}世纪{first.year % 100:02d}年代"
        case "century":
            return f"{first.year // 100 + 1}世纪"
        case _:
            return _chinese_range(*_rounded(when))


def _rounded(when: ResolvedDate) -> tuple[date, date]:
    """A long range with conventional borders by months or years: no false precision."""
    first, last = when.start_date, when.end_date
    if not when.approximate or (last - first).days < 45:
        return first, last
    if (last - first).days > 500 and first.year < last.year:
        return date(first.year, 1, 1), date(last.year, 12, 31)
    return first.replace(day=1), month_span(last.year, last.month)[1]


def _chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _whole_months(first: date, last: date) -> bool:
    return first.day == 1 and last == month_span(last.year, last.month)[1]


def _chinese_range(first: date, last: date) -> str:
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}年至{last.year}年"
    if _whole_months(first, last):
        same = "" if first.year == last.year else f"{last.year}年"
        return f"{first.year}年{first.month}月至{same}{last.month}月"
    if (first.year, first.month) == (last.year, last.month):
        return f"{_chinese_day(first)}至{last.day}日"
    if first.year == last.year:
        return f"{_chinese_day(first)}至{last.month}月{last.day}日"
    return f"{_chinese_day(first)}至{_chinese_day(last)}"


def _english(when: ResolvedDate) -> str:
    first, _last = when.start_date, when.end_date
    month = f"{NAMES[first.month - 1]} {first.year}"
    match when.granularity:
        case "day":
            return _english_day(first)
        case "part_of_month":
            return f"{('early', 'mid', 'late')[(first.day - 1) // 10]} {month}"
        case "month":
            return month
        case "quarter":
            return f"Q{(first.month - 1) // 3 + 1} {first.year}"
        case "half":
            return f"the {'first' if first.month == 1 else 'second'} half of {first.year}"
        case "season":
            return f"{('spring', 'summer', 'autumn', 'winter')[first.month // 3 - 1]} {first.year}"
        case "part_of_year":
            return f"{({1: 'early', 5: 'mid', 11: 'late'})[first.month]} {first.year}"
        case "year":
            return str(first.year)
        case "decade":
            return f"the {first.year}s"
        case "century":
            century = first.year // 100 + 1
            return f"the {century}{'st' if century == 21 else 'th'} century"
        case _:
            return _english_range(*_rounded(when))


def _english_day(day: date) -> str:
    return f"{day.day} {NAMES[day.month - 1]} {day.year}"


def _english_range(first: date, last: date) -> str:
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year} to {last.year}"
    if _whole_months(first, last):
        start, end = NAMES[first.month - 1], f"{NAMES[last.month - 1]} {last.year}"
        return f"{start} to {end}" if first.year == last.year else f"{start} {first.year} to {end}"
    return f"{_english_day(first)} to {_english_day(last)}"
