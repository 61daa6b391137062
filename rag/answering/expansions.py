"""Other names and other words: a small readable table of what readers treat as the same.

Three tables. ``COLLOQUIAL``: spoken forms. ``SAME_EVENT``: verbs by which newspapers and readers
name one event. ``SAME_THING``: what a reader asks by one word and a sentence tells by another.
Institutions and regions by other names are ``rag.text.places``'. What the articles themselves
define in brackets is added by ``definitions``.
"""

from __future__ import annotations

import re
from itertools import accumulate

from rag.text.places import REGIONS, SAME_NAME

SAME_EVENT: tuple[tuple[str, ...], ...] = (
    ("获批", "获支持创建", "复函支持创建", "批复", "获准", "获得批准", "批下来"),
    ("召开", "举行", "举办", "开幕"),
    ("发布", "印发", "出台", "公布"),
    ("签署", "签订", "签约"),
    ("成立", "设立", "组建"),
    ("启动", "启用", "上线", "开通"),
    ("制定", "编制", "审议通过"),
    ("接入", "连接"),
    ("担任", "任"),
    ("到访", "访问", "抵达"),
    ("开门", "开放"),
    ("花了", "投资", "耗资"),
    ("去世", "逝世", "病逝", "离世"),
    ("破产", "倒闭"),
    ("首播", "开播", "播出"),
    ("上映", "公映"),
    ("闭幕", "落幕"),
    ("枪击", "开枪", "行刺"),
    ("坠毁", "失事"),
)

SAME_THING: tuple[tuple[str, ...], ...] = (
    ("GDP", "国内生产总值", "地区生产总值"),
    ("增长率", "增速", "增幅", "增长"),
    ("营收", "营业收入"),
    ("死亡人数", "遇难人数", "死亡", "遇难", "丧生", "身亡"),
    ("冠军", "夺冠", "第一名", "头名"),
    ("不开门", "闭馆", "休馆", "关门", "不开放"),
    ("建的", "始建", "建于", "建成"),
    ("金牌得主", "金牌", "夺金", "摘金"),
    ("主演", "饰演", "出演"),
    ("导演", "执导"),
    ("震级", "级地震"),
    ("销量", "销售"),
    ("出口量", "出口"),
    ("交付量", "交付"),
    ("车站", "座站"),
    ("主办方", "主办单位", "主办者", "主办"),
    ("承办方", "承办单位", "承办"),
    ("协办方", "协办单位", "协办"),
    ("发起方", "发起单位", "发起人", "发起"),
    ("运营方", "运营单位", "运营商", "运营"),
    ("票价", "门票", "售价"),
    ("产量", "生产"),
    ("营业额", "销售额", "销售收入"),
    ("获奖者", "得主", "获奖", "获得者"),
    ("开工", "动工", "奠基"),
    ("完工", "竣工", "建成", "落成"),
)
"""Enough to take a sentence for one about the matter; not used to word a question anew."""

COLLOQUIAL: tuple[tuple[str, str], ...] = (
    ("啥时候", "什么时候"),
    ("啥时", "什么时候"),
    ("多会儿", "什么时候"),
    ("礼拜", "星期"),
    ("哪儿", "哪里"),
    ("咋样", "怎么样"),
    ("咋", "怎么"),
    ("啥", "什么"),
    ("多少钱儿", "多少钱"),
)
"""Spoken forms and the written ones that are searched and read."""

_HELD = re.compile(
    r"(哪里|什么地方|什么时候|何时|何地|哪[一]?[天年]|几[号月])(开|办)(?=的?[？?]?$)"
)
"""在哪里开的: of a meeting, 开 is 召开 and 办 is 举办."""


def written_form(question: str) -> str:
    """The question with spoken forms written out: 啥时候 is 什么时候."""
    for spoken, written in COLLOQUIAL:
        question = question.replace(spoken, written)
    return _HELD.sub(lambda match: match[1] + {"开": "召开", "办": "举办"}[match[2]], question)


Alternatives = tuple[tuple[str, tuple[str, ...]], ...]
"""Phrases of a question, each with its other names."""

_CONGRESS = re.compile(
    r"(二十|十[一二三四五六七八九]|(?<=党的)[一二三四五六七八九十]|(?<=中共)[一二三四五六七八九十]"
    r"|(?<![一-鿿])[一二三四五六七八九十](?=大(?:代表|召开|开幕|闭幕|会址|报告|精神)))大(?!会(?!址))"
)
"""Congresses of the party: 二十大, 党的七大, 一大会址; 三大部分 and 十大品牌 are none."""


def alternatives(question: str) -> Alternatives:
    """What the question names and the tables know by other names: (phrase, other names)."""
    borders = _word_borders(question)
    found = [*_named_in(question, SAME_EVENT, borders), *_named_in(question, SAME_NAME)]
    found += [
        (match.group(), (f"第{match[1]}次全国代表大会",)) for match in _CONGRESS.finditer(question)
    ]
    return tuple(found) + _named_in(question, SAME_THING, borders)


def _named_in(
    question: str, table: tuple[tuple[str, ...], ...], borders: frozenset[int] | None = None
) -> Alternatives:
    """The longest name of each group that the question has, with the group's others.

    With ``borders`` only names that begin and end there count: 任务 is no 任.
    """
    found = []
    for group in table:
        named = sorted(group, key=len, reverse=True)
        present = next((name for name in named if _stands(name, question, borders)), None)
        if present:
            rest = question.replace(present, " ")
            others = tuple(name for name in group if name != present and name not in rest)
            found.append((present, others))
    return tuple(found)


def _stands(name: str, question: str, borders: frozenset[int] | None) -> bool:
    if borders is None:
        return name in question
    places = (match.start() for match in re.finditer(re.escape(name), question))
    return any({start, start + len(name)} <= borders for start in places)


def _word_borders(text: str) -> frozenset[int]:
    """Where words of the segmenter's dictionary begin and end."""
    import rjieba

    return frozenset(accumulate(map(len, rjieba.cut(text, hmm=False)), initial=0))


def other_wordings(question: str, *, most: int = 3) -> tuple[str, ...]:
    """The question with one verb or name exchanged for another that means the same."""
    events = _named_in(question, SAME_EVENT, _word_borders(question))
    named = (*events, *_named_in(question, SAME_NAME))
    found = [question.replace(present, other) for present, others in named for other in others]
    found = [wording for wording in found if wording != question]
    return tuple(dict.fromkeys(found))[:most]


def related_names(question: str) -> Alternatives:
    """What the question names, with every other name or verb from the tables; search terms."""
    regions = ((region, others) for region, (others, _) in REGIONS.items() if region in question)
    return (*alternatives(question), *regions)
