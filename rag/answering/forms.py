"""Whether words have the form a question asks for: a date for when, per cent for a rate.

A span that has not the form is a near miss of the reader's: it found the place and pointed at
the wrong words, or found only the topic.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from rag.answering.question import Question
from rag.text.fold import fold, letters
from rag.text.months import MONTH
from rag.text.segment import PEOPLE, tagged
from rag.text.surnames import SURNAMES
from rag.text.units import FAMILIES, MEASURES_ASKED

_NUMERAL = r"(?:[0-9][0-9,.]*|[零〇一二两三四五六七八九十百千万亿半]+)"
_NUMBER_WORDS = r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?)\b"
# 2022年, 8月1日, 去年, 上周, 春节, July, 2022-08-01, 9:30, 下半年; not 三年以来, 4号线
_DATE = re.compile(
    rf"(?:[0-9]{{2,4}}|[零〇一二三四五六七八九]{{4}})\s*年(?!以?[上来内间])"
    rf"|{_NUMERAL}\s*(?:月|日|号(?!线))(?!以?[上来内间])|今[年天日]|去年|前年|明年|昨[天日]|前[天日]|明[天日]|日前|近日"
    r"|上[周月]|本[周月]|下[周月]|星期[一二三四五六日天]|周[一二三四五六日]|除夕|春节|元旦|国庆|初[一二三四五六七八九十]"
    rf"|\b{MONTH}\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:19|20)\d\d-\d\d?-\d\d?\b"
    r"|\b\d{1,2}[./]\d{1,2}\b|[0-9]{1,2}[点时:：]|(?:春|夏|秋|冬)[天季]|季度|上半年|下半年|年底|年初|十[一二三四五]五",
    re.IGNORECASE,
)
# 三天, 5个月, 3 hours, 至今
_DURATION = re.compile(
    rf"{_NUMERAL}\s*(?:多|余)?(?:个)?(?:年|月|日|天|周|星期|小时|分钟|秒|届)"
    r"|\b\d+ (?:days?|weeks?|months?|years?|hours?|minutes?)\b|至今",
    re.IGNORECASE,
)
# 1,250, 三百, seven
_NUMBER = re.compile(rf"{_NUMERAL}|{_NUMBER_WORDS}", re.IGNORECASE)
# 商务部, 青禾集团, SAP
_ORGANISATION = re.compile(
    r"部|局|院|厅|委|会|公司|集团|大学|学校|中心|银行|社|所|组织|队|办|联盟|企业|[A-Z][A-Za-z]+"
)
# 海州市, 会展中心举行, Haizhou, 线上
_PLACE_END = re.compile(
    r"(?:[省市县区州镇乡村港湾岛山河海国都京城街路道楼馆厅堂场院宫园寺站所店厂校号洲]|中心|大厦|广场)"
    r"[\s”’」』》）)等举行召开办内里上]*$|[A-Z][a-z]+|线上|境内"
)
# Tom, 米歇尔·骆文
_FOREIGN_NAME = re.compile(r"[A-Z][a-z]+|[\u4e00-\u9fff]·[\u4e00-\u9fff]")
# 海州队, 商务部
_BODY_END = re.compile(r"队$|(?:部|局|厅|委|院|公司|集团|政府|大学|协会|银行)$")
# 导演是谁, 主演有哪些
_ASKS_PERSON = re.compile(r"导演|主演|演员|演的|扮演|饰演|饰|谁演|作者|编剧|主持人|歌手|得主|当选")

_MEASURES = [(re.compile(asked), re.compile(told)) for asked, told in MEASURES_ASKED]
_UNITS = "|".join(f"(?P<{family}>{units})" for family, units in FAMILIES.items())
# 500元, 三余人, 800亿美元
_COUNTED = re.compile(
    rf"[0-9零一二两三四五六七八九十百千万亿余多]\s*(?:美|欧|日|人民)?(?:{_UNITS})"
)
# 多少元, 几万人
_ASKED_UNIT = re.compile(rf"(?:多少|几)(?:万|亿)?(?:{_UNITS})")
# 2022年; not 12022年
_CALENDAR_YEAR = re.compile(r"(?<![0-9.,])(?:19|20)[0-9]{2}\s*年")
# 7月28日, 7月28日至30日, 7月28日—8月1日
_CALENDAR_DAY = re.compile(
    r"(?<![0-9])[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*[日号]?"
    r"(?:\s*[至到—–-]+\s*(?:[0-9]{1,2}\s*月\s*)?[0-9]{1,2}\s*[日号])?"
)
# 哪一年, 多少年
_ASKS_YEARS = re.compile(r"哪[一]?年|几年|多少年|\byear", re.IGNORECASE)
_CODE = re.compile(r"^0[0-9]+(?![.0-9])|^(?:19|20)[0-9]{2}$")
"""03 or a bare 2022 is the number of something, or a year."""

# 8月1日, 今天, 星期三, 除夕, 初一; not 4号线
_DAY = re.compile(
    rf"{_NUMERAL}\s*(?:日|号(?!线))|[今昨前明]天|[今昨前明]日|星期|周[一二三四五六日]|除夕|初[一二三四五六七八九十]|\b[0-9]{{1,2}}\b"
)
# 哪天, 几号, which day
_ASKS_DAY = re.compile(
    r"哪[一]?[天日]|几[号日]|what (?:day|date)|which (?:day|date)", re.IGNORECASE
)
# 《方案》, “互联网+”, 工作细则
_DOCUMENT = re.compile(
    r"《|》|[“\"]|(?:细则|方案|办法|条例|规定|意见|通知|计划|规划|报告|白皮书|协议|章程|指南|标准|宣言|倡议|法)$"
)
# 什么文件, 哪个方案
ASKS_DOCUMENT = re.compile(r"文件|政策|协议|报告|方案|规定|法规|白皮书")


def fits(question: Question, text: str) -> bool:
    """Whether ``text`` could be what ``question`` asks for.

    Words that only repeat the question never are; forms without a rule of their own fit.
    """
    form = question.form
    if form in {"yes_no", "why", "how"}:
        return True
    if letters(text) in letters(question.text):
        return False
    if form == "when":
        wanted = _DAY if _ASKS_DAY.search(question.text) else _DATE
        return wanted.search(_without_years(question, text)) is not None
    if form == "duration":
        return _DURATION.search(text) is not None
    if form == "number":
        return _number_fits(question.text, text)
    if form in {"who", "list"} and _ASKS_PERSON.search(question.text):
        return _is_person(text)
    if form == "who":
        return _is_named(text)
    if form == "where":
        return bool(_PLACE_END.search(text) or _of_kind(text, ("ns", "nt", "nz")))
    if form == "organisation":
        return bool(_ORGANISATION.search(text) or _of_kind(text, ("nt", "nz", "nr")))
    if form == "title" and ASKS_DOCUMENT.search(question.text):
        return _DOCUMENT.search(text) is not None
    return True


def _without_years(question: Question, text: str) -> str:
    """``text`` without the years that the question names itself: 2022年 says nothing new."""
    plain = fold(text)
    for year in question.years:
        plain = re.sub(rf"(?<![0-9]){year}\s*年?", " ", plain)
    return plain


def _is_person(text: str) -> bool:
    """Somebody's name: foreign with its dot, Latin, or Chinese with a surname."""
    return bool(
        _FOREIGN_NAME.search(text)
        or _looks_like_name(text)
        or any(len(word) > 1 and word[0] in SURNAMES for word in _of_kind(text, PEOPLE))
    )


def _in_another_unit(question: str, text: str) -> bool:
    """Whether every counted figure of ``text`` is counted in what was not asked for."""
    asked = _ASKED_UNIT.search(question)
    families = {match.lastgroup for match in _COUNTED.finditer(fold(text))}
    return asked is not None and bool(families) and asked.lastgroup not in families


def _number_fits(question: str, text: str) -> bool:
    if _in_another_unit(question, text):
        return False
    plain = fold(text)
    if not _ASKS_YEARS.search(question):
        plain = _CALENDAR_DAY.sub(" ", _CALENDAR_YEAR.sub(" ", plain))
    if not _NUMBER.search(plain) or _CODE.search(plain):
        return False
    for asked, counted in _MEASURES:
        if asked.search(question):
            return counted.search(text) is not None
    return True


def _is_named(text: str) -> bool:
    """A person, a team or an organisation: something with a proper name."""
    return bool(
        _FOREIGN_NAME.search(text)
        or _BODY_END.search(text)
        or _of_kind(text, PEOPLE | {"nt", "nz", "ns"})
        or _looks_like_name(text)
    )


def _of_kind(text: str, kinds: Collection[str]) -> list[str]:
    """The words that the segmenter marks as one of the kinds."""
    return [word for word, tag in tagged(text) if tag in kinds]


def _looks_like_name(text: str) -> bool:
    """Two to four Chinese characters that begin with a surname (the segmenter misses many)."""
    bare = text.strip('“”"《》（）() ，。、：:先生女士同志')
    return bare[:1] in SURNAMES and re.fullmatch(r"[\u4e00-\u9fff]{2,4}", bare) is not None
