"""When nothing states the day an article appeared: what its text implies, with the evidence.

``inferred(text, title="") -> Publication``; pure. It looks for, in this order:

1. a countdown to a dated event (``距离大会开幕还有一周``): the event's day less the countdown;
2. the latest day that the text reports as past, in the year the text speaks from;
3. a coming event alone: a week before it.

The year it speaks from is the latest year mentioned as past or present. Years of plans and
goals (到2023年, 2030年可持续发展议程, the second half of 2021-2023年) do not count. Without a day
and a year that both stand in the text, nothing is inferred.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

from rag.dates_zh import number
from rag.published import Publication, parse_day

_SCANNED = 30_000
_YEAR = re.compile(
    r"(?<![\d.])(?P<y>19[89]\d|20[0-4]\d)(?=\s*年(?!代|前)|[)）]|[\u4e00-\u9fff]{0,12}(?:大会|论坛|峰会|博览会|展览会|年会|赛季)"
    r"|\s*[-/.]\s*\d)|(?:\b(?:in|since|of|[A-Z][a-z]{2,8}\.?(?:\s\d{1,2},)?)\s)(?P<e>19[89]\d|20[0-4]\d)\b"
)
_PLANNED_BEFORE = re.compile(
    r"(?:(?<!截)(?:到|至)|力争|争取|预计|计划|展望|面向|迈向|[-–—~]"
    r"|(?:年|\d)\s*(?:至|到)|by|until|towards?)\s*(?:the end of )?$",
    re.IGNORECASE,
)
_PLANNED_AFTER = re.compile(
    r"^\s*年?\s*(?:远景|愿景|可持续|目标|议程|战略|款|版本?|前|底?将|实现|力争|建成|[\u4e00-\u9fff]{0,4}(?:规划|行动计划))"
)
_DAY = re.compile(
    r"(?<![\d.])(?:(?P<y>(?:19|20)\d\d)\s*年\s*)?(?P<m>1[0-2]|0?[1-9])\s?月\s?(?P<d>[12]\d|3[01]|0?[1-9])\s?[日号]"
)
_MONTH = re.compile(r"截[至止]\s*(?:(?P<y>20\d\d)年)?(?P<m>1[0-2]|[1-9])月(?:底|末|份)?(?!\d)")
_COUNTDOWN = re.compile(
    r"(?:距离?|离)[^。！？\n]{0,30}?(?:还有|还剩|仅剩|只剩|不到|不足|仅有)(?:不到|约|大约)?\s*"
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*个?(?P<unit>天|日|周|星期|月)"
)
_COMING = re.compile(r"将|拟|即将|定于|预计|计划|要在|届时|欢迎|报名")
_UNIT_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "月": 30}


def inferred(text: str, title: str = "") -> Publication:
    """The implied publication day, ``inferred`` with its evidence; else ``unknown``."""
    whole = f"{title}\n{text[:_SCANNED]}"
    year, year_words = _speaking_year(whole)
    days = _days(whole, year)
    if not days:
        return _from_months(whole, year, year_words)
    coming = [(day, words) for day, words, ahead in days if ahead]
    first = min(coming)[0] if coming else date.max
    past = [(day, words) for day, words, ahead in days if day < first]
    countdown = _COUNTDOWN.search(whole)
    if countdown and (coming or past):
        event, words = min(coming) if coming else max(past)
        away = number(countdown["n"]) * _UNIT_DAYS[countdown["unit"]]
        return _publication(event - timedelta(days=away), words, countdown[0], year_words)
    if past:
        day, words = max(past)
        return _publication(day, words, year_words)
    day, words = min(coming)
    return _publication(day - timedelta(days=7), words, year_words)


def _publication(day: date, *evidence: str) -> Publication:
    seen = [" ".join(words.split()) for words in dict.fromkeys(evidence) if words]
    return Publication(day, "inferred", "；".join(seen)[:200])


def _around(text: str, start: int, end: int) -> str:
    """The words of the clause at ``start``, for the evidence and for what is still to come."""
    left = max(text.rfind(mark, max(0, start - 24), start) for mark in "，,。！？；\n") + 1
    rights = [place for mark in "，,。！？；\n" if (place := text.find(mark, end, end + 24)) > 0]
    return text[left or max(0, start - 24) : min(rights, default=end + 24)]


def _speaking_year(text: str) -> tuple[int | None, str]:
    """The latest year spoken of as past or present, with the words that name it."""
    years: Counter[int] = Counter()
    words: dict[int, str] = {}
    for match in _YEAR.finditer(text):
        at = match.start("y") if match["y"] else match.start("e")
        if _PLANNED_BEFORE.search(text[max(0, at - 16) : at]):
            continue
        if _PLANNED_AFTER.search(text[at + 4 : at + 20]):
            continue
        year = int(match["y"] or match["e"])
        years[year] += 1
        words.setdefault(year, _around(text, at, at + 4))
    if not years:
        return None, ""
    latest = max(years)
    return latest, words[latest]


def _days(text: str, year: int | None) -> list[tuple[date, str, bool]]:
    """Days in the text with the clause that names each and whether it is still to come.

    A day without a year belongs to the year the text speaks from, except beside an earlier
    year in its own sentence.
    """
    found: list[tuple[date, str, bool]] = []
    for match in _DAY.finditer(text):
        sentence = re.split(r"[。！？!?\n]", text[max(0, match.start() - 80) : match.start()])[-1]
        own = match["y"] or next(iter(re.findall(r"(20\d\d)年", sentence)[-1:]), None)
        used = int(own) if own else year
        if used is None or (year is not None and used > year):
            continue
        try:
            day = date(used, int(match["m"]), int(match["d"]))
        except ValueError:
            continue
        words = _around(text, *match.span())
        found.append((day, words, bool(_COMING.search(words))))
    if not found:
        day_in_english = parse_day(text)
        if day_in_english:
            found.append((day_in_english, day_in_english.isoformat(), False))
    return found


def _from_months(text: str, year: int | None, year_words: str) -> Publication:
    """Only a month is reported (截至2022年6月): its last day."""
    latest: tuple[date, str] | None = None
    for match in _MONTH.finditer(text):
        used = int(match["y"]) if match["y"] else year
        if used is None:
            continue
        month = int(match["m"])
        day = date(used + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        if latest is None or day > latest[0]:
            latest = day, match[0]
    return _publication(latest[0], latest[1], year_words) if latest else Publication()
