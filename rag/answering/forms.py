"""Whether words have the form a question asks for: a date for when, per cent for a rate.

A span that has not the form is a near miss of the reader's: it found the place and pointed at
the wrong words, or found only the topic.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.question import Form, Question
from rag.text.fold import fold, letters
from rag.text.months import MONTH
from rag.text.segment import tagged
from rag.text.surnames import SURNAMES
from rag.text.units import FAMILIES

_NUMERAL = r"(?:[0-9][0-9,.]*|[零〇一二两三四五六七八九十百千万亿半]+)"
_NUMBER_WORDS = r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?)\b"
_DATE = re.compile(
    rf"(?:[0-9]{{2,4}}|[零〇一二三四五六七八九]{{4}})\s*年(?!以?[上来内间])"
    rf"|{_NUMERAL}\s*(?:月|日|号(?!线))(?!以?[上来内间])|今[年天日]|去年|前年|明年|昨[天日]|前[天日]|明[天日]|日前|近日"
    r"|上[周月]|本[周月]|下[周月]|星期[一二三四五六日天]|周[一二三四五六日]|除夕|春节|元旦|国庆|初[一二三四五六七八九十]"
    rf"|\b{MONTH}\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:19|20)\d\d-\d\d?-\d\d?\b"
    r"|\b\d{1,2}[./]\d{1,2}\b|[0-9]{1,2}[点时:：]|(?:春|夏|秋|冬)[天季]|季度|上半年|下半年|年底|年初|十[一二三四五]五",
    re.IGNORECASE,
)
_DURATION = re.compile(
    rf"{_NUMERAL}\s*(?:多|余)?(?:个)?(?:年|月|日|天|周|星期|小时|分钟|秒|届)"
    r"|\b\d+ (?:days?|weeks?|months?|years?|hours?|minutes?)\b|至今",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"{_NUMERAL}|{_NUMBER_WORDS}", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"部|局|院|厅|委|会|公司|集团|大学|学校|中心|银行|社|所|组织|队|办|联盟|企业|[A-Z][A-Za-z]+"
)
_PLACE_END = re.compile(
    r"(?:[省市县区州镇乡村港湾岛山河海国都京城街路道楼馆厅堂场院宫园寺站所店厂校号洲]|中心|大厦|广场)"
    r"[\s”’」』》）)等举行召开办内里上]*$|[A-Z][a-z]+|线上|境内"
)
_ASKS_PERSON = re.compile(r"导演|主演|演员|演的|扮演|饰演|饰|谁演|作者|编剧|主持人|歌手|得主|当选")

# What a figure is counted in, by words of the question: the first row that matches decides.
_MEASURES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(r"率|占比|比[例重]|份额|几成|百分|增长(?:了|为)?多少|涨[了幅]|增速|幅度"),
        re.compile(r"[%％‰]|百分之|成\b|percent|倍"),
    ),
    (
        re.compile(
            r"多少[钱元]|花费|(?:经费|预算|造价|成本|票价|门票|工资|薪[水资酬])(?:价格?|标准)?"
            r"[是为约达有要]*多少(?![张人家只个名次])"
        ),
        re.compile(r"[元币镑盾]|美金|[万亿](?!平|人|个|家|册|[吨辆])"),
    ),
    (re.compile(r"震级"), re.compile(r"级|[0-9]\.[0-9]")),
    (re.compile(r"面积"), re.compile(r"平方|公顷|亩|平米|㎡|万")),
    (
        re.compile(
            r"票房|营收|投资|奖金|收入|利润|总值|产值|市值|金额|赔偿|价格|售价|费用|GDP|规模"
        ),
        re.compile(r"[元币镑盾]|美金|兹罗提|亿|万|[%％]|个|平方"),
    ),
    (
        re.compile(r"人数|多少人|几人|旅客|客流|网民|招录|就业|遇难|死亡|伤亡"),
        re.compile(r"人|名|位|例|万|亿|[0-9]{2,}"),
    ),
    (
        re.compile(r"粮食|棉花|小麦|水稻|产量"),
        re.compile(r"[吨斤辆台部件桶只头双箱]|公斤|立方|TEU"),
    ),
    (re.compile(r"多[长高远深]|长度|高度|距离"), re.compile(r"[米里]|公里|km|\bm\b|厘米")),
    (re.compile(r"[销交][量付]|出口量|辆"), re.compile(r"[辆台部]|万|[0-9]{4,}")),
)
_COUNTED = re.compile(
    "[0-9零一二两三四五六七八九十百千万亿余多]\\s*(?:美|欧|日|人民)?(?:"
    + "|".join(f"(?P<{family}>{units})" for family, units in FAMILIES.items())
    + ")"
)
_ASKED_UNIT = re.compile(
    r"(?:多少|几)(?:万|亿)?(?:"
    + "|".join(f"(?P<{family}>{units})" for family, units in FAMILIES.items())
    + ")"
)
_CALENDAR_YEAR = re.compile(r"(?<![0-9.,])(?:19|20)[0-9]{2}\s*年")
_CALENDAR_DAY = re.compile(
    r"(?<![0-9])[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*[日号]?"
    r"(?:\s*[至到—–-]+\s*(?:[0-9]{1,2}\s*月\s*)?[0-9]{1,2}\s*[日号])?"
)
_ASKS_YEARS = re.compile(r"哪[一]?年|几年|多少年|\byear", re.IGNORECASE)
_CODE = re.compile(r"^0[0-9]+(?![.0-9])|^(?:19|20)[0-9]{2}$")
"""03 or a bare 2022 is the number of something, or a year."""


_DAY = re.compile(
    rf"{_NUMERAL}\s*(?:日|号(?!线))|[今昨前明]天|[今昨前明]日|星期|周[一二三四五六日]|除夕|初[一二三四五六七八九十]|\b[0-9]{{1,2}}\b"
)
_ASKS_DAY = re.compile(
    r"哪[一]?[天日]|几[号日]|what (?:day|date)|which (?:day|date)", re.IGNORECASE
)
_DOCUMENT = re.compile(
    r"《|》|[“\"]|(?:细则|方案|办法|条例|规定|意见|通知|计划|规划|报告|白皮书|协议|章程|指南|标准|宣言|倡议|法)$"
)
ASKS_DOCUMENT = re.compile(r"文件|政策|协议|报告|方案|规定|法规|白皮书")


def fits(question: Question, text: str) -> bool:
    """Whether ``text`` could be what ``question`` asks for.

    Words that only repeat the question never are; forms without a rule of their own fit.
    """
    form: Form = question.form
    if form in {"yes_no", "why", "how"}:
        return True
    if not text or letters(text) in letters(question.text):
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
        return _PLACE_END.search(text) is not None or _tagged(text, ("ns", "nt", "nz"))
    if form == "organisation":
        return _ORGANISATION.search(text) is not None or _tagged(text, ("nt", "nz", "nr"))
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
    if re.search(r"[A-Z][a-z]+|[\u4e00-\u9fff]·[\u4e00-\u9fff]", text):
        return True
    return _looks_like_name(text) or any(
        tag.startswith("nr") and len(word) >= 2 and word[0] in SURNAMES
        for word, tag in tagged(text)
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
    if re.search(
        r"[A-Z][a-z]+|[\u4e00-\u9fff]·[\u4e00-\u9fff]|队$|(?:部|局|厅|委|院|公司|集团|政府|大学|协会|银行)$",
        text,
    ):
        return True
    return _tagged(text, ("nr", "nrt", "nrfg", "nt", "nz", "ns")) or _looks_like_name(text)


def _tagged(text: str, kinds: Sequence[str]) -> bool:
    return any(tag in kinds for _, tag in tagged(text))


def _looks_like_name(text: str) -> bool:
    """Two to four Chinese characters that begin with a surname (the segmenter misses many)."""
    bare = text.strip('“”"《》（）() ，。、：:先生女士同志')
    return (
        2 <= len(bare) <= 4
        and bare[0] in SURNAMES
        and re.fullmatch(r"[\u4e00-\u9fff]+", bare) is not None
    )
