"""The days a question limits itself to: 2022年7月的文章, since August, 上个月."""

from __future__ import annotations

import re
from datetime import date, timedelta

from rag.text.dates import resolve
from rag.types import Filters

_FROM = re.compile(r"^(?:份)?(?:以来|以后|之后|起|开始|后)(?:发布|发表)?")
"""Behind a day: 以来, 之后, 起."""
_TO = re.compile(r"^(?:份)?(?:以前|之前|前)(?:发布|发表)?")
"""Behind a day: 以前, 之前."""
_BOTH = re.compile(r"^(?:份)?\s*(?:到|至|[-–—~～]|and|to|until)\s*$")
"""Between two days: 到, 至, –, to."""
_FROM_EN = re.compile(r"\b(?:since|after|from)\s*$", re.I)
"""Before a day: since, after, from."""
_TO_EN = re.compile(r"\b(?:before|until|up to)\s*$", re.I)
"""Before a day: before, until, up to."""
_IN_EN = re.compile(r"\b(?:in|on|during|of|between|published(?: in| on)?|dated)\s*$", re.I)
"""Before a day: in, on, published in."""
_PUBLISHED = re.compile(r"^(?:份|期间|当天|那天|这天)?(?:发布|发表|刊登|发|写)?")
"""Behind a day: 份, 期间, 发布."""


def limits_of(question: str, today: date | None = None) -> tuple[Filters, str]:
    """The days as limits, and the question without them; no limits where it names none.

    ``today`` is the day that 上个月 and 今年 are counted from; today where not given.

    >>> limits, rest = limits_of("2022年7月的文章有哪些")
    >>> limits.published_from.isoformat(), limits.published_to.isoformat(), rest
    ('2022-07-01', '2022-07-31', '的文章有哪些')
    """
    found = [when for when in resolve(question, today or date.today()) if not when.approximate]
    if not found or len(found) > 2:
        return Filters(), question
    first, last = found[0], found[-1]
    before, after = question[: first.start], question[last.end :]
    if len(found) == 2:
        if not _BOTH.match(question[first.end : last.start]):
            return Filters(), question
        limits = _between(first.start_date, last.end_date)
        return limits, _IN_EN.sub("", before) + _PUBLISHED.sub("", after)
    if match := _FROM.match(after):
        return Filters(published_from=first.start_date), before + after[match.end() :]
    if match := _TO.match(after):
        earlier = first.start_date - timedelta(days=1)
        return Filters(published_to=earlier), before + after[match.end() :]
    if _FROM_EN.search(before):
        return Filters(published_from=first.start_date), _FROM_EN.sub("", before) + after
    if _TO_EN.search(before):
        earlier = first.start_date - timedelta(days=1)
        return Filters(published_to=earlier), _TO_EN.sub("", before) + after
    limits = _between(first.start_date, first.end_date)
    return limits, _IN_EN.sub("", before) + _PUBLISHED.sub("", after)


def _between(first: date, last: date) -> Filters:
    return Filters(published_from=min(first, last), published_to=max(first, last))
