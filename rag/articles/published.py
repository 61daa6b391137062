"""When an article was published: what states it, where it is stated, else what implies it.

``published(facts: Facts) -> Publication(day, basis, evidence)``; pure.
``parse_day(text) -> date | None`` reads one stated date: ISO, RFC 2822, 2022年7月29日,
2022/7/29, 29 July 2022, 20220729. The day is taken as written: `Fri, 29 Jul 2022 03:08:22 GMT`
is 2022-07-29 whatever zone the reader is in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from rag.types import DateBasis

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_YEAR = r"(?:19[89]\d|20\d\d)"
_NUMERIC = re.compile(
    rf"(?<!\d)({_YEAR})\s*(?:年|[-/.．－])\s*(\d{{1,2}})\s*(?:月|[-/.．－])\s*(\d{{1,2}})(?!\d)\s*日?"
)
_COMPACT = re.compile(rf"(?<!\d)({_YEAR})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+({_MONTH})\.?,?[\s-]+({_YEAR})(?!\d)", re.IGNORECASE
)
_MONTH_FIRST = re.compile(
    rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+({_YEAR})(?!\d)", re.IGNORECASE
)
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_CHINESE_DAY = re.compile(
    r"([二一][〇零○一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)

STATED_NAMES = (
    "date",
    "published",
    "publish_date",
    "published_at",
    "publishdate",
    "published_time",
    "publishtime",
    "publish_time",
    "pubdate",
    "pubtime",
    "datetime",
    "created",
    "发布时间",
    "发布日期",
    "日期",
    "时间",
)
"""Names in front matter and records, the first that parses wins."""

PAGE_NAMES = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "ld:datepublished",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "firstpublishedtime",
    "article:create_at",
    "og:release_date",
    "citation_publication_date",
    "sailthru.date",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "date",
    "time",
    "ld:datecreated",
)
"""Names in a page's head, the most particular first."""

_BYLINE_CUE = re.compile(
    r"来源|發布|发布|发表|時間|时间|日期|作者|记者|記者|编辑|\d{1,2}[:：]\d{2}|字号|Published|Posted"
    r"|Updated|\bBy\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication day with its basis and, in the article's own words, the evidence."""

    day: date | None = None
    basis: DateBasis = "unknown"
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a publication date can be found in; ``head`` are the lines around the title."""

    metadata: Mapping[str, str]
    page: Mapping[str, str]
    head: Sequence[str]
    text: str
    path: str
    url: str = ""
    tail: Sequence[str] = field(default=())
    title: str = ""


_LONGEST_EVIDENCE = 120


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
        day = _day(
            match[1].translate(_CHINESE_DIGITS), str(_chinese(match[2])), str(_chinese(match[3]))
        )
        if day:
            return day
    if re.fullmatch(r"\s*1[0-9]{9}(?:\d{3})?\s*", text):
        return _from_seconds(int(text.strip()[:10]))
    return None


def _day(year: str, month: str, day: str) -> date | None:
    number = _MONTHS.get(month.lower()) or (int(month) if month.isdigit() else 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _chinese(numeral: str) -> int:
    tens, mark, ones = numeral.rpartition("十")
    if not mark:
        return int(numeral.translate(_CHINESE_DIGITS))
    return 10 * int((tens or "一").translate(_CHINESE_DIGITS)) + int(
        (ones or "零").translate(_CHINESE_DIGITS)
    )


def _from_seconds(seconds: int) -> date:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(seconds, UTC).date()


def published(facts: Facts) -> Publication:
    """The publication day: stated in metadata, page, byline, name or signature, else inferred."""
    for name in STATED_NAMES:
        if (value := facts.metadata.get(name)) and (day := parse_day(value)):
            return Publication(day, "stated", f"{name}: {value[:_LONGEST_EVIDENCE]}")
    for name in PAGE_NAMES:
        if (value := facts.page.get(name)) and (day := parse_day(value)):
            return Publication(day, "stated", f"{name}: {value[:_LONGEST_EVIDENCE]}")
    return (
        _in_byline(facts.head) or _in_name(facts) or _in_signature(facts.tail) or _inferred(facts)
    )


def _in_byline(head: Sequence[str]) -> Publication | None:
    """A short line near the title that is a date, or a date among byline words."""
    for line in head[:10]:
        if len(line) > 160 or not (day := parse_day(line)):
            continue
        bare = re.sub(r"[\d\s年月日时分秒:：./\-－TZ+|,，()（）]", "", line)
        if len(bare) <= 3 or (_BYLINE_CUE.search(line) and not re.search(r"[。！？；]|\.$", line)):
            return Publication(day, "stated", line[:_LONGEST_EVIDENCE])
    return None


def _in_name(facts: Facts) -> Publication | None:
    name = PurePosixPath(facts.path.replace("!/", "/")).name
    if day := parse_day(name.replace("_", "-")):
        return Publication(day, "stated", name)
    if facts.url and (day := parse_day(facts.url)):
        return Publication(day, "stated", facts.url)
    return None


def _in_signature(tail: Sequence[str]) -> Publication | None:
    """Official papers end with a line that is nothing but the day."""
    for line in list(tail)[-2:]:
        bare = line.strip(" 　()（）")
        if len(bare) <= 24 and (day := parse_day(bare)):
            rest = re.sub(r"[\d\s年月日./\-〇零○一二三四五六七八九十,，A-Za-z]", "", bare)
            if not rest:
                return Publication(day, "stated", bare)
    return None


def _inferred(facts: Facts) -> Publication:
    from rag.articles.published_inferred import inferred

    return inferred(facts.text, facts.title)
