"""The day in a report's dateline, and the year it belongs to.

``in_dateline(text) -> Publication | None``: 中新网8月11日电, IT之家 8 月 16 日消息. It is the day
on which the report was sent; its year is stated there, or taken from what the report itself calls
present: a full date of the last week near the opening, the half-year or quarter that has just
ended, an event that is being held. ``None``: there is no dateline. With a dateline of which the
year cannot be told nothing is inferred from the rest of the text either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from rag.articles.publication import Publication

_OPENING = 200
_NEAR_OPENING = 300
_WEEK = 7
_MONTH_DAY = r"(?P<m>1[0-2]|0?[1-9])\s?月\s?(?P<d>[12]\d|3[01]|0?[1-9])\s?日"
_DATELINE = re.compile(  # 中新网8月11日电, 8 月 16 日消息, 2023年8月1日讯, 路透社7月31日晚间报道
    rf"(?<![\d.])(?:(?P<y>20\d\d)\s?年\s?)?{_MONTH_DAY}(?:上午|下午|晚间?|凌晨)?\s?(?:电|讯|消息|报道)"
)
# 2023年8月11日
_FULL = re.compile(rf"(?P<y>20[0-4]\d)\s?年\s?{_MONTH_DAY}")
# 2023 of 2023年, 2023赛季; not that of 到2023年 nor of 2030年可持续
_YEAR = re.compile(
    r"(?<![\d.-])(?<!(?<!截)[到至])(?P<y>19[89]\d|20[0-4]\d)(?=\s?[年\-/.赛]|\s?[\u4e00-\u9fff])(?!\s?年?可持续)"
)
_PERIOD = re.compile(  # 2023年上半年, 2023 年第二季度, 2023年暑期
    r"(?<![\d.-])(?P<y>20[0-4]\d)\s?年?度?\s?"
    r"(?P<p>上半年|中期|半年|暑期|第?(?P<quarter>[一二三四1-4])\s?季)"
)
_MONTHS_AFTER = {"上半年": (6, 10), "中期": (7, 10), "半年": (7, 10), "暑期": (6, 9)}
"""In which months one writes of such a period as of the present."""
# 2023年青禾国际论坛, 2023赛季; not 2022-23赛季, which is of two years
_EVENT = re.compile(
    r"(?<![\d.-])(?P<y>20[0-4]\d)(?!\s?[-/—–]\s?\d\d)\s?年?度?[^，。；、\n]{0,24}?(?:大会|论坛|峰会|博览会|展览会|年会|锦标赛"
    r"|世界杯|公开赛|联赛|赛季|运动会|马拉松|电影节|艺术节|服贸会|进博会|消博会|夏令营|挑战赛|音乐节|文化节)"
)
HELD = re.compile(r"举行|召开|开幕|启动|开赛|落幕|闭幕|举办|正在|打响|收官|揭幕")
"""What is said of an event in the days around it."""
# 曾, 毕业, 以来, 第三届
_REMEMBERED = re.compile(r"冠军|亚军|获得|获|曾|入选|自从|出生|成立|毕业|以来|起任|版|届|早在|原")
# 将, 预计, 力争, 明年, 量产
_AHEAD = re.compile(
    r"将|预计|计划|拟|有望|目标|力争|规划|预期|预测|最快|最迟|投产|上市|到期|开始|明年|可能|概率|或将|推迟|延期|延后|发售|量产"
)
_PUT_OFF = re.compile(r"[到至]了?\s?$")  # 推迟到了 2024 年上半年
_CITED = re.compile(  # 与2022年上半年相比, 由于2022年上半年基数较高, 2021年中期报告中
    r"相比|(?:[与较比]|由于)\s?20\d\d|(?:发布|公布|披露)的|报告中|(?:报告|财报|公告|年报|季报)[^，。]{0,4}显示"
)
_ANNIVERSARY = re.compile(r"上市|成立|登陆|挂牌|以来|纪念")
"""A day of the same date in an earlier year: 公司于2022年8月8日上市, in a report of 8月8日."""
_YEARS_AGO = re.compile(  # 一周岁, 十周年, 已过去四年, 三年前
    r"周[岁年]|过去了?\s?[一二两三四五六七八九十\d]{1,3}\s?年|[一二两三四五六七八九十\d]\s?年前"
)
"""What a text says on the day on which something was years ago."""
_BEFOREHAND = re.compile(r"发布会|启动仪式|推介|招商|招展|倒计时")
"""What is held for an event long before it, it may be a year."""
_MARKS = "，,。！？；\n"


def in_dateline(text: str) -> Publication | None:
    """The day of a dateline in the opening of ``text``; no day where its year cannot be told."""
    found = _DATELINE.search(text[:_OPENING])
    if not found:
        return None
    month, day = int(found["m"]), int(found["d"])
    if found["y"]:
        others = {
            each[0] for each in _DATELINE.finditer(text) if each["y"] not in {None, found["y"]}
        }
        if others:  # reports of several years, one after the other
            return Publication()
        sent = _date(int(found["y"]), month, day)
        return Publication(sent, "inferred", _shown(found[0])) if sent else Publication()
    for year, words in _present_years(text, month, day):
        sent = _date(year, month, day)
        if sent:
            evidence = f"{_shown(found[0])}；{_shown(words)}"
            return Publication(sent, "inferred", evidence[:200])
    return Publication()


def latest_year(text: str) -> int | None:
    """The latest year that ``text`` names without speaking of what is to come."""
    named = [
        int(found["y"])
        for found in _YEAR.finditer(text)
        if not _AHEAD.search(clause(text, *found.span()))
    ]
    return max(named, default=None)


def cites(words: str) -> bool:
    """Whether a clause cites an earlier period: 2021年中期报告中, 与2022年上半年相比."""
    return _CITED.search(words) is not None


def is_of_the_present(words: str, *, coming: bool = False) -> bool:
    """Whether a clause that names a year speaks not of the past, nor of what is to come.

    With ``coming`` what is to come may be meant: an event is announced in the year it is held.
    """
    return not _REMEMBERED.search(words) and (coming or not _AHEAD.search(words))


def _present_years(text: str, month: int, day: int) -> Iterator[tuple[int, str]]:
    """Years that the text calls the present, with the words that do so."""
    latest = latest_year(text)
    for found in _FULL.finditer(text[:_NEAR_OPENING]):
        named = _date(int(found["y"]), int(found["m"]), int(found["d"]))
        sent = _date(int(found["y"]), month, day)
        if _is_of_then(text, found, (month, day)):
            continue
        if int(found["y"]) < (latest or 0):
            continue
        if named and sent and 0 <= (sent - named).days <= _WEEK:
            yield named.year, found[0]
    for found in _PERIOD.finditer(text):
        words = clause(text, *found.span())
        first, last = _MONTHS_AFTER.get(found["p"]) or _months_after_quarter(found["quarter"])
        put_off = _PUT_OFF.search(text[max(0, found.start() - 6) : found.start()])
        if put_off or cites(words):
            continue
        if int(found["y"]) == latest and first <= month <= last and not _AHEAD.search(words):
            yield latest, words
    for found in _EVENT.finditer(text):
        words = clause(text, *found.span())
        if _BEFOREHAND.search(words):
            continue
        if int(found["y"]) == latest and HELD.search(words) and is_of_the_present(words):
            yield latest, words


def _is_of_then(text: str, found: re.Match[str], sent: tuple[int, int]) -> bool:
    """Whether a day with its year is remembered, or the end of a term, and not the present.

    The same day some years before is: 2022年7月22日 of a birthday; not 2023年8月15日是78周年.
    """
    around = text[max(0, found.start() - 20) : found.end() + 40]
    if found.start() and _ANNIVERSARY.search(around):
        return True
    if _PUT_OFF.search(text[max(0, found.start() - 6) : found.start()]):
        return True  # 自2023年7月20日至2026年7月19日
    same = (int(found["m"]), int(found["d"])) == sent
    itself = text[found.end() : found.end() + 1] in {"是", "为"}
    return same and not itself and bool(_YEARS_AGO.search(text[:_NEAR_OPENING]))


def _months_after_quarter(quarter: str) -> tuple[int, int]:
    place = "一二三四".find(quarter)
    number = place + 1 if place >= 0 else int(quarter)
    return 3 * number, 3 * number + 3


def clause(text: str, start: int, end: int) -> str:
    """The clause in which ``start`` to ``end`` stands."""
    left = max(text.rfind(mark, 0, start) for mark in _MARKS) + 1
    rights = [place for mark in _MARKS if (place := text.find(mark, end)) >= 0]
    return text[left : min(rights, default=len(text))]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shown(words: str) -> str:
    return " ".join(words.split())[:90]
