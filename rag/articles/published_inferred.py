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
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rag.articles.publication import Publication, parse_day
from rag.articles.published_dateline import (
    HELD,
    cites,
    clause,
    in_dateline,
    is_of_the_present,
    latest_year,
)
from rag.articles.published_signs import (
    ANNIVERSARY,
    ANNOUNCED,
    BARE_DAY,
    BARE_LATER,
    BARE_WITHIN,
    BORN,
    COMING,
    COUNTDOWN,
    DAY,
    ENDED_OR_RECALLED,
    ENDING,
    EVENT,
    FRESH,
    LATEST_DAY_WITHIN,
    LOOKING_BACK,
    MADE,
    MONTH,
    NOT_ITS_DAY,
    NOT_NOW,
    OTHER_YEAR,
    PERIOD,
    PICTURED,
    PLANNED_AFTER,
    PLANNED_BEFORE,
    PUBLISHED_THEN,
    QUARTER_END,
    REMEMBERED,
    REPORTED,
    SOLD,
    TITLED,
    TOLD_LATER,
    UNTIL,
)
from rag.text.numerals import whole_number

_SCANNED = 30_000
_NEAR_DAYS = 100
_OPENING = 160
_UNIT_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "月": 30}


@dataclass(frozen=True, slots=True)
class _Named:
    """A day or month in the text with the clause that names it; ``ahead``: still to come."""

    day: date
    words: str
    ahead: bool = False


def inferred(text: str, title: str = "") -> Publication:
    """The implied publication day, ``inferred`` with its evidence; else ``unknown``."""
    whole = f"{title}\n{text[:_SCANNED]}"
    dateline = in_dateline(text[:_SCANNED])
    if dateline is not None:
        return dateline
    months = list(_months(whole))
    past = [named for named in months if not named.ahead]
    latest = max(past, key=lambda named: named.day, default=None)
    event_year, event_words = _event_year(whole)
    days = list(_days(whole))
    if not days:
        return _from_full_date(whole, months, latest, event_year)
    year, words = _year_of(
        days, latest, event_year, event_words, latest_year(whole), whole[:_OPENING]
    )
    if not year:
        return Publication()
    days += [
        _Named(named.day.replace(year=2000), named.words, ahead=True)
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


def _is_after_what_comes(found: Publication, months: list[_Named]) -> bool:
    """Whether something that is to come would be past on that day: 将于2024年3月举行 in August."""
    return found.day is not None and any(
        named.day.replace(day=28) < found.day and COMING.search(TITLED.sub("", named.words))
        for named in months
        if named.ahead
    )


def _publication(day: date, *evidence: str) -> Publication:
    seen = [" ".join(words.split()) for words in dict.fromkeys(evidence) if words]
    return Publication(day, "inferred", "；".join(seen)[:200])


def _around(text: str, start: int, end: int) -> str:
    """The words of the clause at ``start``, for the evidence and for what is still to come."""
    left = max(text.rfind(mark, max(0, start - 24), start) for mark in "，,。！？；\n") + 1
    rights = [place for mark in "，,。！？；\n" if (place := text.find(mark, end, end + 24)) > 0]
    return text[left or max(0, start - 24) : min(rights, default=end + 24)]


def _event_year(text: str) -> tuple[int | None, str]:
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
            found.setdefault(int(match["y"]), _around(text, *match.span()))
    year = max(found, default=None)
    if year is None or year < (latest_year(text) or 0):
        return None, ""
    return year, found[year]


def _months(text: str) -> Iterator[_Named]:
    """Months and days with their years: ``day`` is the first day that the words allow."""
    for match in MONTH.finditer(text):
        before = text[max(0, match.start() - 4) : match.start()]
        after = text[match.end() : match.end() + 4]
        planned = bool(PLANNED_BEFORE.search(before) or PLANNED_AFTER.search(after))
        words = _around(text, *match.span())
        try:
            day = date(int(match["y"]), int(match["m"]), int(match["d"] or 1))
        except ValueError:
            continue
        coming = COMING.search(TITLED.sub("", words))
        yield _Named(day, words, planned or bool(coming))


def _days(text: str) -> Iterator[_Named]:
    """Days named without a year of their own or of their sentence; the year here is a leap one."""
    ended = {(int(end["m"]), int(end["d"])) for end in QUARTER_END.finditer(text)}
    for match in DAY.finditer(text):
        sentence = re.split(r"[。！？!?\n]", text[max(0, match.start() - 60) : match.start()])[-1]
        if match["y"] or OTHER_YEAR.search(sentence[-30:]):
            continue
        before, after = text[max(0, match.start() - 8) : match.start()], text[match.end() :][:2]
        if NOT_ITS_DAY.search(before) or after.startswith("止"):
            continue
        words = _around(text, *match.span())
        ahead = bool(COMING.search(words))
        until = None if ahead else UNTIL.match(text, match.end())
        try:
            day = date(2000, int(match["m"]), int((until or match)["d"]))
        except ValueError:
            continue
        if (day.month, day.day) not in ended:
            yield _Named(day, words, ahead)


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=min(day.day, 28) if day.month == 2 else day.day)


def _year_of(
    days: list[_Named],
    latest: _Named | None,
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


def _is_fresh(named: _Named) -> bool:
    if QUARTER_END.search(named.words):
        return False
    looks_back = REMEMBERED.search(named.words) or LOOKING_BACK.search(named.words)
    return (
        bool(FRESH.search(named.words))
        and not looks_back
        and not PUBLISHED_THEN.search(named.words)
    )


def _from_days(text: str, days: list[_Named], year: int, year_words: str) -> Publication:
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
    text: str, months: list[_Named], latest: _Named | None, event_year: int | None
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
