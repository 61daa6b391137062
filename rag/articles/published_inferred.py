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
from rag.text.numerals import whole_number

_SCANNED = 30_000
_NEAR_DAYS = 100
_OPENING = 160
_NAMED = (
    r"大会|论坛|峰会|博览会|展览会|年会|锦标赛|公开赛|联赛|赛季|榜单|排行榜|百强|500强|工作方案|工作要点"
    r"|运动会|马拉松|电影节|文学节|艺术节|服贸会|进博会|消博会|夏令营|挑战赛"
)
_YEAR = r"(?P<y>19[89]\d|20[0-4]\d)"
# 2022年全球数据大会, 2023年上半年, 2022年青禾马拉松
_EVENT = re.compile(
    rf"(?<![\d.-]){_YEAR}(?:\s?年度?(?:上半年|第?[一二三四1-4]季|半年|中期|暑期|[\u4e00-\u9fff“]{{0,12}}?(?:{_NAMED}))"
    rf"|\s?(?:全球|中国|世界|国际|全国|[\u4e00-\u9fff]{{1,10}}?(?:{_NAMED})))"
)
# 2023年一季度, 上半年
_PERIOD = re.compile(r"季|半年|中期|暑期")
# 备战, 较, 到, 自 right before 2022年…: not of the present
_NOT_NOW = re.compile(
    r"(?:备战|入选|获得|曾[在于]?|早在|自|从|原定|此前|往年|首届|面向|迎接|(?:预计|计划|有望)(?:将|可)?(?:在|于)?|到|至|较于?|比|—|－|-|~)\s?[“《]?$"
)
# 2022年7月, 2022年7月21日
_MONTH = re.compile(
    rf"(?<![\d.]){_YEAR}\s?年\s?(?P<m>1[0-2]|0?[1-9])\s?月(?:\s?(?P<d>[12]\d|3[01]|0?[1-9])\s?[日号])?"
)
# 到, 预计, 力争 right before 2025年12月
_PLANNED_BEFORE = re.compile(r"(?:(?<!截)[到至]|预计|计划|力争|最快|最迟|[-－—–~])\s?$")
# 底, 前, 起施行 right after 2025年12月
_PLANNED_AFTER = re.compile(r"^\s?(?:底|末|前|之前|以前|将|起施行|起实施|实现|到期)")
# 7月21日, 2022年7月21日
_DAY = re.compile(
    r"(?<![\d.])(?:(?P<y>(?:19|20)\d\d)\s*年\s*)?(?P<m>1[0-2]|0?[1-9])\s?月\s?"
    r"(?P<d>[12]\d|3[01]|0?[1-9])\s?[日号]"
)
_LATEST_DAY_WITHIN = 200
"""A report names its own day so early; one that stands later is of something it tells of."""
_NOT_ITS_DAY = re.compile(r"(?:截[至止]|摄于|[自从由])(?:19|20)?\d{0,2}年?\s?$")
"""Before the end of a period and the day of a picture: 截至6月30日, 摄于7月24日."""
_QUARTER_END = re.compile(  # 截至2023年6月30日
    r"截[至止]\s?(?:20\d\d\s?年)?\s?(?P<m>3|6|9|12)\s?月\s?(?P<d>3[01])\s?日(?!收盘|发稿)"
)
_UNTIL = re.compile(  # 17日—22日, 7月17日至22日: the last day of it is the latest that has come
    r"\s?(?:[—–~－-]{1,2}|[至到])\s?(?P<d>[12]\d|3[01]|0?[1-9])\s?[日号]"
)
_BARE_DAY = re.compile(  # 26日，…; 26日上午, without a month
    r"(?:^|[，。,：:】）)\s]|记者|获悉)(?P<d>[12]\d|3[01]|0?[1-9])日(?=[，,上下晚凌])"
)
_BARE_WITHIN = 120
_BARE_LATER = 5
# 资料图：…摄
_PICTURED = re.compile(r"资料图|资料照片|图源|拍摄时间")
_TOLD_LATER = re.compile(
    r"[今昨]日|[今昨]天|[一二两三四五六七八九十\d]\s?(?:周|个?月|天)前|此前|日前|近日|近期"
)
"""What says that the report is of another day than the full date that follows."""
# 2019年, 去年, 次年
_OTHER_YEAR = re.compile(r"(?:19|20)\d\d\s?年|去年|前年|同年|当年|明年|次年")
# 距离大会开幕还有一周, 离开赛不到30天
_COUNTDOWN = re.compile(
    r"(?:距离?|离)[^。！？\n]{0,30}?(?:还有|还剩|仅剩|只剩|不到|不足|仅有)(?:不到|约|大约)?\s*"
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*个?(?P<unit>天|日|周|星期|月)"
)
# 将, 定于, 届时
_COMING = re.compile(r"将|拟|即将|定于|预计|计划|要在|届时|欢迎|报名")
_TITLED = re.compile(r"《[^》]*》?")  # 《…行动计划》 is no plan of the text's own
_FRESH = re.compile(r"截[至止]|发布|印发|公布|召开|举行")
# 自2019年以来, 曾, 出生, 任职
_REMEMBERED = re.compile(
    r"[自从]|早在|曾|以来|至今|期间|起任|任职|加入|正式|开工|出生|成立|一天|某天|之[后前]|原来|立案|实施|管理"
)
_PUBLISHED_THEN = re.compile(r"(?:发布|印发|公布)的")
"""Of something that was published before: 2021年6月28日发布的裁定书显示."""
# 生于
_BORN = re.compile(r"出生|生日|生于")
_ENDED_OR_RECALLED = re.compile(r"截[至止]|今年")
"""A period that has ended; 今年1月29日, as a day of some months ago is called."""
_LOOKING_BACK = re.compile(r"调查报告|[一二]审|判决|审理|案情|回顾")
"""What tells of an incident long after its day."""
_ENDING = re.compile(r"截[至止]|当地时间|摄")
"""A period that has ended is reported of weeks later, a picture is older than its text."""
_REPORTED = re.compile(r"发布|公布|披露|报|业绩|数据|举行|召开|仪式|会|活动|评|营收|利润|收入")
"""What is said of a period that has just ended."""
# 召开, 举行; 将, 定于
_ANNOUNCED = re.compile(rf"{HELD.pattern}|{_COMING.pattern}")
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
    year, words = _year_of(days, latest, event_year, event_words, latest_year(whole))
    if not year:
        return Publication()
    days += [
        _Named(named.day.replace(year=2000), named.words, ahead=True)
        for named in months
        if named.ahead
        and named.day.year == year
        and re.search(r"月\s?\d+\s?[日号](?!止)", named.words)
        and not _ENDED_OR_RECALLED.search(named.words)
        # the end of a period (至6月30日) is not to come where the text looks back on it
        and (latest is None or named.day > latest.day)
    ]
    found = _from_days(whole, days, year, words)
    return Publication() if _is_after_what_comes(found, months) else found


def _is_after_what_comes(found: Publication, months: list[_Named]) -> bool:
    """Whether something that is to come would be past on that day: 将于2024年3月举行 in August."""
    return found.day is not None and any(
        named.day.replace(day=28) < found.day and _COMING.search(_TITLED.sub("", named.words))
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
    for match in _EVENT.finditer(text):
        words = clause(text, *match.span())
        now = not _NOT_NOW.search(text[max(0, match.start() - 5) : match.start()])
        period = _PERIOD.search(match[0])
        if (
            now
            and not cites(words)
            and "补发" not in words
            and is_of_the_present(words, coming=not period)
            and (_REPORTED if period else _ANNOUNCED).search(words)
        ):
            found.setdefault(int(match["y"]), _around(text, *match.span()))
    year = max(found, default=None)
    if year is None or year < (latest_year(text) or 0):
        return None, ""
    return year, found[year]


def _months(text: str) -> Iterator[_Named]:
    """Months and days with their years: ``day`` is the first day that the words allow."""
    for match in _MONTH.finditer(text):
        before = text[max(0, match.start() - 4) : match.start()]
        after = text[match.end() : match.end() + 4]
        planned = bool(_PLANNED_BEFORE.search(before) or _PLANNED_AFTER.search(after))
        words = _around(text, *match.span())
        try:
            day = date(int(match["y"]), int(match["m"]), int(match["d"] or 1))
        except ValueError:
            continue
        coming = _COMING.search(_TITLED.sub("", words))
        yield _Named(day, words, planned or bool(coming))


def _days(text: str) -> Iterator[_Named]:
    """Days named without a year of their own or of their sentence; the year here is a leap one."""
    ended = {(int(end["m"]), int(end["d"])) for end in _QUARTER_END.finditer(text)}
    for match in _DAY.finditer(text):
        sentence = re.split(r"[。！？!?\n]", text[max(0, match.start() - 60) : match.start()])[-1]
        if match["y"] or _OTHER_YEAR.search(sentence[-30:]):
            continue
        before, after = text[max(0, match.start() - 8) : match.start()], text[match.end() :][:2]
        if _NOT_ITS_DAY.search(before) or after.startswith("止"):
            continue
        words = _around(text, *match.span())
        ahead = bool(_COMING.search(words))
        until = None if ahead else _UNTIL.match(text, match.end())
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
) -> tuple[int | None, str]:
    """The year the days belong to: no month may be reported before it has come."""
    last_day = max(named.day for named in days)
    if event_year and (latest is None or latest.day.year <= event_year):
        return event_year, event_words
    if latest is None or not _is_fresh(latest):
        return None, ""
    for year in (latest.day.year, latest.day.year + 1):
        if year < (newest or 0):
            continue
        gap = (_in_year(last_day, year) - latest.day).days
        if 0 <= gap <= _NEAR_DAYS:
            return year, latest.words
    return None, ""


def _is_fresh(named: _Named) -> bool:
    if _QUARTER_END.search(named.words):
        return False
    looks_back = _REMEMBERED.search(named.words) or _LOOKING_BACK.search(named.words)
    return (
        bool(_FRESH.search(named.words))
        and not looks_back
        and not _PUBLISHED_THEN.search(named.words)
    )


def _from_days(text: str, days: list[_Named], year: int, year_words: str) -> Publication:
    coming = [(named.day, named.words) for named in days if named.ahead]
    first = min(coming)[0] if coming else date.max
    past = [(named.day, named.words) for named in days if named.day < first]
    if not coming and _ENDED_OR_RECALLED.search(max(past)[1]):
        return Publication()
    countdown = _COUNTDOWN.search(text)
    if countdown:
        event, words = min(coming) if coming else max(past)
        away = whole_number(countdown["n"]) * _UNIT_DAYS[countdown["unit"]]
        day = _in_year(event, year) - timedelta(days=away)
        return _publication(day, words, countdown[0], year_words)
    if not past:
        return Publication()  # something is to come, and nothing tells when
    day, words = max(past)
    place = text.find(words)
    if place > _LATEST_DAY_WITHIN and not _opens_a_report(text, place):
        return Publication()
    if _PICTURED.search(text[place : place + _OPENING]):
        return Publication()
    return _with_bare_day(text, _publication(_in_year(day, year), words, year_words))


def _opens_a_report(text: str, place: int) -> bool:
    """Whether a sentence begins there that tells of what is held: “7月21日，座谈会召开”."""
    sentence = re.split(r"[。！？\n]", text[place : place + _OPENING], maxsplit=1)[0]
    return text[place - 1 : place] in {"。", "！", "？", "\n"} and bool(HELD.search(sentence))


def _with_bare_day(text: str, found: Publication) -> Publication:
    """The day, moved on to one that the opening names without its month; none where they differ."""
    bare = _BARE_DAY.search(text[:_BARE_WITHIN])
    if bare is None or found.day is None or int(bare["d"]) == found.day.day:
        return found
    later = int(bare["d"]) - found.day.day
    if not 0 < later <= _BARE_LATER:
        return Publication()
    return _publication(
        found.day + timedelta(days=later), bare[0].strip("，。,：: "), found.evidence
    )


def _from_full_date(
    text: str, months: list[_Named], latest: _Named | None, event_year: int | None
) -> Publication:
    """Only dates with their years: the latest, if the text opens with it."""
    opening = text[:_OPENING]
    if _LOOKING_BACK.search(opening) or not (_FRESH.search(opening) or "年" not in opening):
        return Publication()
    if latest is None:
        day = None if _BORN.search(text[:_OPENING]) else parse_day(text[:_OPENING])
        if day is None or any(named.day == day for named in months):  # 自2007年4月5日起施行
            return Publication()
        return _publication(day, day.isoformat())
    newest = max(event_year or 0, latest_year(text) or 0)
    if _REMEMBERED.search(latest.words) or newest > latest.day.year:
        return Publication()
    if not re.search(r"月\s?\d{1,2}\s?[日号]", latest.words) or _ENDING.search(latest.words):
        return Publication()
    place = text.find(latest.words, 0, _OPENING)
    sentence = re.split(r"[。！？\n]", text[max(place, 0) :], maxsplit=1)[0]
    opens = place >= 0 and not _COMING.search(sentence[:_OPENING])
    before = text[: max(place, 0)]
    opens = opens and not _TOLD_LATER.search(before) and "。" not in before
    opens = opens and not _PICTURED.search(text[max(place, 0) : _OPENING])
    return _publication(latest.day, latest.words) if opens else Publication()
