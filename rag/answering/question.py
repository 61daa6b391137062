"""Understand a question: its language, the form its answer must have, and what it names.

Everything here is pure and works on one string. ``understand`` does not search: what it finds
becomes search terms (retrieve) and constraints that evidence must meet (judge).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from rag.answering.parts import parts_of
from rag.answering.synonyms import (
    Alternatives,
    alternatives,
    translated,
)
from rag.errors import QuestionError
from rag.settings import MAX_QUESTION_CHARACTERS
from rag.text.fold import fold, letters, simplify
from rag.text.numerals import YEAR
from rag.text.places import REGION_NAMES
from rag.text.posts import POST_END
from rag.text.question_words import ASKING_ALONE, HOW_MUCH
from rag.text.segment import PEOPLE, tagged
from rag.text.surnames import SURNAMES
from rag.text.units import COUNTERS
from rag.wording import Language

Form = Literal[
    "when", "duration", "who", "where", "number", "title", "organisation", "list", "yes_no",
    "why", "how", "what",
]  # fmt: skip
"""The form an answer must have."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood.

    ``text`` is what is searched and read; ``original`` what the user typed. ``years`` are the
    calendar years it names, ``days`` its (month, day) pairs, ``regions`` its places as folded text,
    ``names`` quoted titles, people, products and other proper names as folded text.
    ``alternatives`` are phrases of ``text`` with their other names. ``parts`` are the single
    questions a compound one consists of; empty for a single one.
    """

    original: str
    text: str
    language: Language
    traditional: bool
    form: Form
    years: tuple[int, ...] = ()
    days: tuple[tuple[int, int], ...] = ()
    regions: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    alternatives: Alternatives = ()
    parts: tuple[Question, ...] = ()

    @property
    def several(self) -> bool:
        """Whether it asks for more than one thing: 哪两个城市, 分别是谁, who were the winners."""
        return bool(_SEVERAL.search(self.text))

    def repeats(self, text: str) -> bool:
        """Whether words say no more than the question does, or ask: they never answer it."""
        return letters(_ASKING.sub("", simplify(text))) in letters(self.text)


_ASKS_A_BODY = (
    # 主办方是谁 and 建设单位谁 ask for a body, though they say 谁; 主办方是谁的 does not
    r"(?:主办|承办|协办|运营|建设|投资|发起)(?:方|单位|机构)是?谁(?!的)"
    # 谁是论坛的主办方; 谁是主办单位的负责人 asks for a person
    r"|谁是.{0,30}[主承协]办(?:方|单位)(?!的)"
    # 由谁主办, 谁联合承办
    r"|谁(?:来|共同|联合)?[主承协]办"
)
"""A part of a pattern: 谁 that asks for a body, not for a person."""
_NAMES_A_HOST = "由谁?主办|主办方|承办方"
"""A part of a pattern: what a question about hosts names, in whatever way it asks."""
_FORMS: tuple[tuple[Form, str], ...] = (
    (
        "duration",
        # 培训多久, 用了几年时间; 多久举办一次 asks how often: 每年, 很少
        r"多久(?!.{0,8}(?<![第又再])一[次届回])|多长(?:的?刑期|时间(?!.{0,8}(?<![第又再])一[次届回]))"
        r"|几年时间|多少[天年月](?!.{0,3}(?<![第又再])一[次届回])|几天|几个月|几年[？?]*$|how long",
    ),
    # 为什么推迟, 电梯老停是怎么回事
    ("why", r"为什么|为何|什么原因|原因是|缘何|(?:怎么|咋)回事|\bwhy\b"),
    (
        "when",
        # 何时获批, 哪天开的, 几号, 开幕时间; not 几号线, 几号检票口
        r"何时|什么时[候间]|礼拜几|星期几|周几|哪[一]?[天年月日]|几[月日时点]|几号(?!线|楼|门|库|厅|馆|仓|院|桌|台|机|泵|车|柜|检票|登机|窗|站|室|诊|教|井|炉|场|柱|墩|房)|啥时|时间[？?是]*$|日期|日[？?]*$"
        r"|\bwhen\b|what (?:date|day|year|month)|which (?:date|day|year|month)|什么日子|哪个月",
    ),
    ("organisation", _ASKS_A_BODY),
    # 馆长是谁, 哪位; not 哪位置
    ("who", r"谁|哪[一]?位(?!置)|\bwho(?:m|se)?\b"),
    (
        "number",
        # 多少个, 几家, 用水量, 多高, 增长率是多少; not 哪几家
        rf"多少|(?<!哪)几[{COUNTERS}成亿万倍]|[数总人]量[？?是]*$|人数|规模[？?是]*$"
        r"|多[大高长远重快宽深]|(?:票房|[比增长几达生死亡业]率|占比|震级|席位|总[额数值]|面积|[产销货客付送口吐]量"
        r"|奖金|营收|GDP)(?:[约为达到了有是?？]|增长)*$"
        r"|how (?:many|much|large|big|tall|far)|what (?:percentage|share|proportion|number|rate)",
    ),
    (
        "who",
        # 什么人来了, 电影导演, 校长叫什么名字
        r"什么人|何人|导演[？?是]*$|得主|冠军[？?是]*$|季军|亚军"
        r"|负责人[？?是]*$|院长[？?是]*$|(?:[人长手者员家师席理监裁官将帅记子女士生友父母他她]|哪位)叫什么名字",
    ),
    (
        "where",
        # 在哪里, 什么地方, 哪个城市, 会址; not 哪个国家级文件, 在哪三个领域
        r"哪里|哪儿|何[处地]|什么地[方点]|哪[个一]?(?:城市|地方|国家(?!级)|省|市|地区|地(?!区))|地点|会址|在哪(?![一二三四五六七八九十两几]|个[^城地省市国])|\bwhere\b",
    ),
    (
        "organisation",
        # 哪家单位, 由谁主办
        rf"哪[家个些](?:单位|机构|公司|企业|部门|组织|研究院|协会)|哪家|{_NAMES_A_HOST}"
        r"|which (?:organi[sz]ation|company|institute|agency|ministry)",
    ),
    (
        "list",
        # 有哪些, 哪五类, 电影主演
        r"哪些|有哪几|哪[一二三四五六七八九十两几]+[个项种类大家位座所条]|分别|主演|包括什么"
        r"|which .*\b(?:are|were)\b",
    ),
    (
        "title",
        # 论坛主题, 什么文件, 叫什么
        r"主题|题目|全称|名称|叫什么|叫做什么"
        r"|(?:什么|哪[个份项])[^，。]{0,8}(?:文件|协议|报告|方案|政策)"
        r"|what .*(?:called|theme|title)",
    ),
    (
        "yes_no",
        # 是否获批, 办了吗; not 怎么, 什么
        r"是否|是不是|有没有|能否|(?:吗|嘛|(?<![什怎那这要])么)[？?]*$|^(?:is|are|was|were|did|does|do|has|have|can|will)\b",
    ),
    # 如何推进
    ("how", r"如何|怎么|怎样|\bhow\b"),
)
_ASKS_ONE = r"(?:多少|谁|什么|哪|几[个家户人名位天年])"
_SEVERAL = re.compile(
    # 哪些城市, 哪几路, 哪两个, 分别在哪, 各是多少, 都有谁, 四个副会长叫什么
    r"哪些|哪几|哪[两二三四五六七八九十0-9]|分别|各(?:自|是|有|为)|[都有](?:有|是|叫)?(?:谁|什么人|哪)"
    r"|[两二三四五六七八九十几](?:个|位|名|家|座|所).{1,8}(?:叫什么|是谁|在哪)"
    # 有多少户、多少口人
    rf"|{_ASKS_ONE}.+{_ASKS_ONE}"
    r"|\b(?:who|what|which|where)\b.*\b(?:are|were)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(rf"有?(?:{ASKING_ALONE}|{HOW_MUCH})")
"""有多大, 什么."""
_FORM_PATTERNS = tuple((form, re.compile(pattern, re.IGNORECASE)) for form, pattern in _FORMS)
# 8月1日, 08月01号
_DAY = re.compile(r"([01]?[0-9])月([0-3]?[0-9])[日号]")
# 《行动计划》, “互联网+”
_QUOTED = re.compile(r"《([^《》]{2,60})》|[“\"「『]([^“”\"「」『』]{2,40})[”\"」』]")
# SAP, C919, 5G, AI+
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+\-]*[A-Za-z0-9+]|[0-9]+[A-Za-z]+[A-Za-z0-9]*")
# any Chinese character
_HAN = re.compile(r"[\u3400-\u9fff]")
_BEFORE_NAME = re.compile(rf"(?:^|[{POST_END}、，和与由是对跟])$")
"""What stands before the name of a person: nothing, a post, a link."""
_RELATIVE_YEARS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1, "this year": 0, "last year": -1}


def understand(text: str, *, today: date | None = None) -> Question:
    """Read one question.

    Args:
        text: What the user typed, 1 to ``MAX_QUESTION_CHARACTERS`` characters.
        today: The day 今年 and 去年 in the question refer to; without it they are left alone.

    Raises:
        QuestionError: The question is empty or far too long.
    """
    clean = _checked(text)
    language = _language(clean)
    plain = simplify(clean)
    question = Question(
        original=text,
        text=plain,
        language=language,
        traditional=plain != clean,
        form=_form(plain),
        years=_years(plain, today),
        days=tuple((int(month), int(day)) for month, day in _DAY.findall(plain)),
        regions=tuple(name for name in REGION_NAMES if name in fold(plain)),
        names=_names(plain, language),
        alternatives=translated(plain) if language == "en" else alternatives(plain),
    )
    return replace(question, parts=tuple(understand(part, today=today) for part in parts_of(plain)))


def _checked(text: str) -> str:
    clean = " ".join(text.split())
    if not any(character.isalnum() for character in clean):
        raise QuestionError(
            zh="问题是空的。请写出要问的内容，例如：示范区何时获批？",
            en="The question is empty. Write what you want to know, for example: 示范区何时获批？",
        )
    if len(clean) > MAX_QUESTION_CHARACTERS:
        raise QuestionError(
            zh=f"问题有 {len(clean):,} 个字符，最多 {MAX_QUESTION_CHARACTERS:,} 个。"
            "请只写问题；文章请用 youju ingest 加入。",
            en=f"The question has {len(clean):,} characters; at most {MAX_QUESTION_CHARACTERS:,} "
            "are allowed. Write only the question, and add articles with youju ingest.",
        )
    return clean


def _language(text: str) -> Language:
    """English where there are more English words than Chinese characters: (水利工程) is a gloss."""
    han, latin = len(_HAN.findall(text)), len(re.findall(r"[A-Za-z]{2,}", text))
    return "zh" if han and han >= latin else "en"


def _form(text: str) -> Form:
    for form, pattern in _FORM_PATTERNS:
        if pattern.search(text):
            return form
    return "what"


def _years(text: str, today: date | None) -> tuple[int, ...]:
    years = [int(year) for year in YEAR.findall(fold(text))]
    if today is not None:
        years += [
            today.year + shift for word, shift in _RELATIVE_YEARS.items() if word in text.lower()
        ]
    return tuple(dict.fromkeys(years))


def _names(text: str, language: Language) -> tuple[str, ...]:
    found = [first or second for first, second in _QUOTED.findall(text)]
    if language == "zh":
        found += [*_LATIN.findall(text), *_tagged_names(text)]
    else:
        # Only what is written alike in both languages: SAP, C919, 5G.
        found += re.findall(r"\b(?:[A-Z]{2,}[0-9]*|[A-Z]?[0-9]+[A-Z]+|[A-Z]+[0-9]+)\b", text)
    return tuple(dict.fromkeys(fold(name) for name in found))


def _tagged_names(text: str) -> list[str]:
    """People that the segmenter marks (nr, nrt, nrfg) and that begin with a surname.

    Two characters count only where a name may stand: 赠送 and 那张卡 are nobody's.
    """
    found, start = [], 0
    for word, tag in tagged(text):
        before, start = text[:start], start + len(word)
        may_be = len(word) > 2 or (len(word) == 2 and _BEFORE_NAME.search(before))
        if may_be and tag in PEOPLE and word[0] in SURNAMES:
            found.append(word)
    return found
