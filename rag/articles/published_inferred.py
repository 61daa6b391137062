"""When nothing states the day an article appeared: what its text implies, with the evidence.

``inferred(text, title="") -> Publication``; pure. News names days without their year (7月21日,
dateline or event); the year must come from elsewhere in the text. It is taken only from words
that speak of the present:

- names of the year's own events and periods (2022年全球…大会, 2023年上半年, 工作方案);
- a month with its year that a fresh report ends or begins with (截至2022年6月, 2022年7月发布), at
  most a hundred days before the day in question.

A dateline goes before all of this (rag.articles.published_dateline).

Years of plans, goals and memories (到2023年, 2030年可持续议程, 2019年以来) do not count. Then the
day is that of a coming event less a countdown (距离大会开幕还有一周), or the latest day reported
as past. Too little evidence infers nothing: how often it is
right on dated news with the dates hidden, ``benchmarks/published.py`` counts.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from rag.articles.publication import Publication, parse_day
from rag.articles.published_dateline import (
    HELD,
    in_dateline,
    latest_year,
)
from rag.articles.published_named import Named, days_in, event_year_in, months_in
from rag.articles.published_signs import (
    ANNIVERSARY,
    BARE_DAY,
    BARE_LATER,
    BARE_WITHIN,
    BORN,
    COMING,
    COUNTDOWN,
    ENDED_OR_RECALLED,
    ENDING,
    FRESH,
    LATEST_DAY_WITHIN,
    LOOKING_BACK,
    MADE,
    PICTURED,
    PUBLISHED_THEN,
    QUARTER_END,
    REMEMBERED,
    SOLD,
    TITLED,
    TOLD_LATER,
)
from rag.text.numerals import whole_number

_SCANNED = 30_000
_NEAR_DAYS = 100
_OPENING = 160
_UNIT_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "月": 30}


def inferred(text: str, title: str = "") -> Publication:
    """The implied publication day, ``inferred`` with its evidence; else ``unknown``."""
    whole = f"{title}\n{text[:_SCANNED]}"
    dateline = in_dateline(text[:_SCANNED])
    if dateline is not None:
        return dateline
    months = list(months_in(whole))
    past = [named for named in months if not named.ahead]
    latest = max(past, key=lambda named: named.day, default=None)
    event_year, event_words = event_year_in(whole)
    days = list(days_in(whole))
    if not days:
        return _from_full_date(whole, months, latest, event_year)
    year, words = _year_of(
        days, latest, event_year, event_words, latest_year(whole), whole[:_OPENING]
    )
    if not year:
        return Publication()
    days += [
        Named(named.day.replace(year=2000), named.words, ahead=True)
        for named in months
        if named.ahead
        and named.day.year == year
        and re.search(r"月\s?\d+\s?[日号](?!止)", named.words)
        and not ENDED_OR_RECALLED.search(named.words)
        # the end of a period (至6月30日) is not to come where the text looks back on it
        and (latest is None or named.day > latest.day)
    ]
    found = _from_days(whole, days, year, words)
    return Publication() if _is_after_what_comes(found, months) else found


def _is_after_what_comes(found: Publication, months: list[Named]) -> bool:
    """Whether something that is to come would be past on that day: 将于2024年3月举行 in August."""
    return found.day is not None and any(
        named.day.replace(day=28) < found.day and COMING.search(TITLED.sub("", named.words))
        for named in months
        if named.ahead
    )


def _publication(day: date, *evidence: str) -> Publication:
    seen = [" ".join(words.split()) for words in dict.fromkeys(evidence) if words]
    return Publication(day, "inferred", "；".join(seen)[:200])


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=min(day.day, 28) if day.month == 2 else day.day)


def _year_of(
    days: list[Named],
    latest: Named | None,
    event_year: int | None,
    event_words: str,
    newest: int | None,
    opening: str,
) -> tuple[int | None, str]:
    """The year the days belong to: no month may be reported before it has come.

    A text of an anniversary takes its figures from any year.
    """
    last_day = max(named.day for named in days)
    if event_year and (latest is None or latest.day.year <= event_year):
        return event_year, event_words
    if latest is None or not _is_fresh(latest) or ANNIVERSARY.search(opening):
        return None, ""
    for year in (latest.day.year, latest.day.year + 1):
        if year < (newest or 0):
            continue
        gap = (_in_year(last_day, year) - latest.day).days
        if 0 <= gap <= _NEAR_DAYS:
            return year, latest.words
    return None, ""


def _is_fresh(named: Named) -> bool:
    if QUARTER_END.search(named.words):
        return False
    looks_back = REMEMBERED.search(named.words) or LOOKING_BACK.search(named.words)
    return (
        bool(FRESH.search(named.words))
        and not looks_back
        and not PUBLISHED_THEN.search(named.words)
    )


def _from_days(text: str, days: list[Named], year: int, year_words: str) -> Publication:
    coming = [(named.day, named.words) for named in days if named.ahead]
    first = min(coming)[0] if coming else date.max
    past = [(named.day, named.words) for named in days if named.day < first]
    if not coming and ENDED_OR_RECALLED.search(max(past)[1]):
        return Publication()
    countdown = COUNTDOWN.search(text)
    if countdown:
        event, words = min(coming) if coming else max(past)
        away = whole_number(countdown["n"]) * _UNIT_DAYS[countdown["unit"]]
        day = _in_year(event, year) - timedelta(days=away)
        return _publication(day, words, countdown[0], year_words)
    if not past:
        return Publication()  # something is to come, and nothing tells when
    day, words = max(past)
    place = text.find(words)
    if place > LATEST_DAY_WITHIN and not _opens_a_report(text, place):
        return Publication()
    if PICTURED.search(text[place : place + _OPENING]):
        return Publication()
    return _with_bare_day(text, _publication(_in_year(day, year), words, year_words))


def _opens_a_report(text: str, place: int) -> bool:
    """Whether a sentence begins there that tells of what is held: “7月21日，座谈会召开”."""
    sentence = re.split(r"[。！？\n]", text[place : place + _OPENING], maxsplit=1)[0]
    return text[place - 1 : place] in {"。", "！", "？", "\n"} and bool(HELD.search(sentence))


def _with_bare_day(text: str, found: Publication) -> Publication:
    """The day, moved on to one that the opening names without its month; none where they differ."""
    bare = BARE_DAY.search(text[:BARE_WITHIN])
    if bare is None or found.day is None or int(bare["d"]) == found.day.day:
        return found
    later = int(bare["d"]) - found.day.day
    if not 0 < later <= BARE_LATER:
        return Publication()
    return _publication(
        found.day + timedelta(days=later), bare[0].strip("，。,：: "), found.evidence
    )


def _from_full_date(
    text: str, months: list[Named], latest: Named | None, event_year: int | None
) -> Publication:
    """Only dates with their years: the latest, if the text opens with it."""
    opening = text[:_OPENING]
    if LOOKING_BACK.search(opening) or not (FRESH.search(opening) or "年" not in opening):
        return Publication()
    if SOLD.search(text):
        return Publication()  # 发布于2022年5月26日 of a product that is on offer today
    if latest is None:
        day = None if BORN.search(text[:_OPENING]) else parse_day(text[:_OPENING])
        if day is None or any(named.day == day for named in months):  # 自2007年4月5日起施行
            return Publication()
        return _publication(day, day.isoformat())
    newest = max(event_year or 0, latest_year(text) or 0)
    if REMEMBERED.search(latest.words) or newest > latest.day.year:
        return Publication()
    if not re.search(r"月\s?\d{1,2}\s?[日号]", latest.words) or ENDING.search(latest.words):
        return Publication()
    place = text.find(latest.words, 0, _OPENING)
    sentence = re.split(r"[。！？\n]", text[max(place, 0) :], maxsplit=1)[0]
    opens = place >= 0 and not COMING.search(sentence[:_OPENING])
    before = text[: max(place, 0)]
    opens = opens and not TOLD_LATER.search(before) and "。" not in before
    opens = opens and not PICTURED.search(text[max(place, 0) : _OPENING])
    opens = opens and not MADE.search(text[:_OPENING])
    return _publication(latest.day, latest.words) if opens else Publication()
