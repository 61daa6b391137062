"""When an article was published: what states it, where it is stated, else what implies it.

``published(facts: Facts) -> Publication(day, basis, evidence)``; pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from rag.articles.publication import Publication, parse_day
from rag.articles.published_inferred import inferred

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
    "script:created",
    "tooltip:published",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "date",
    "time",
    "ld:datecreated",
)
"""Names in a page's head, the most particular first."""

# 来源：, 09:30, By: what a line of date and source has
_BYLINE_CUE = re.compile(
    r"来源|發布|发布|发表|時間|时间|日期|作者|记者|記者|编辑|\d{1,2}[:：]\d{2}|字号|Published|Posted"
    r"|Updated|\bBy\b",
    re.IGNORECASE,
)


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
    return inferred(facts.text, facts.title)
