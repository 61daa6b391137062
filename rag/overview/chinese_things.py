"""What a Chinese question compares, or names and leaves open.

Everything works on a question that ``phrases.bare_chinese`` stripped.
"""

from __future__ import annotations

import re

from rag.overview.phrases import (
    ARTICLES,
    COMPARED,
    ROLES,
)
from rag.overview.request import Request
from rag.overview.which import which_of
from rag.text.posts import POST
from rag.text.question_words import ASKING, ATTRIBUTES, HOW_MANY, HOW_MUCH
from rag.text.segment import tagged
from rag.text.tables import table

_AND = r"(?:和|与|跟|同|及|以及|对比|相比于?|较之|vs\.?|VS|、)"
_ADJECTIVE = r"(?:高|低|大|小|多|少|长|短|快|慢|早|晚|贵|便宜|好|强|重|轻|厉害)"
_WHO_MORE = r"(?:哪一?个|哪家|谁|哪边|哪座|哪条|哪里|哪篇|哪年|哪届|哪一年|哪一方|哪项|哪种|哪边)"
_SIDES = (
    re.compile(rf"(?:比较|对比|对照|比一比|比比)(?:一下|下)?(?P<a>.+?){_AND}(?P<b>.+?)(?:的(?P<aspect>[^的]+?))?(?:的?(?:不同|区别|差异|异同|差别))?"),
    re.compile(rf"(?:把|将)?(?P<a>.+?){_AND}(?P<b>.+?)(?:做个|做|作|进行|来个)?(?:比较|对比|对照)(?:一下|下)?"),
    re.compile(rf"(?P<a>.+?){_AND}(?P<b>.+?)(?:(?:在|的)(?P<aspect>[^的在]+?)(?:上|方面)?)?(?:之间)?(?:相比)?[，,]?{COMPARED}(?:是什么|有哪些|有多大|在哪里?|主要)*"),
    re.compile(rf"(?P<a>.+?)(?:和|与|跟|同|还是|vs\.?|、)(?P<b>.+?)(?:相比|比起来|比)?[，,]?(?:的(?P<aspect>[^的]+?))?[，,]?{_WHO_MORE}(?:的)?(?P<aspect2>[^的]*?)(?:更|比较|最)?(?P<adjective>{_ADJECTIVE})(?:一些|一点|些|得多)?"),
    re.compile(rf"{_WHO_MORE}(?:的)?(?P<aspect>.*?)(?:更|比较|最)"
rf"(?P<adjective>{_ADJECTIVE})(?:一些|一点|些)?[，,：: ]*(?P<a>.+?)"
rf"(?:还是|和|或|或者)(?P<b>.+?)"),
)  # fmt: skip
"""京津冀和长三角的示范区有什么不同, 比较A与B, 华为和比亚迪哪个收入高."""
_THINKS = re.compile(r"觉得|认为|指出|表示|说|分别|各|没有?$|从来|时常|常常|哪|何|最大的?$")


_VERSIONS = re.compile(
    rf"(?:这)?(?:两|二|2|三|几)(?:本|篇|个|家|种|份|次|届|座|条|款|版)(?P<topic>.+?)(?:(?:里|中|上)?(?:说|讲|写|提到|报道|给)的?(?P<aspect>.+?))?(?:之间)?(?:为什么|为何|怎么|咋)?(?:{COMPARED}|(?:都)?不一样|不同|不一致|对不上)(?:是什么|在哪)*"
)
"""两本《芯片战争》有什么不同, 两篇地铁文章说的3号线长度咋不一样."""


def comparison(q: str) -> Request | None:
    """京津冀和长三角的示范区有什么不同, 华为和比亚迪哪个收入高."""
    if versions := _VERSIONS.fullmatch(q):
        topic = re.sub(rf"(?:的)?{ARTICLES}$", "", versions["topic"])
        return Request("comparison", q, topic=topic, aspect=versions["aspect"] or "")
    for pattern in _SIDES:
        found = pattern.fullmatch(q)
        if found is None:
            continue
        parts = found.groupdict()
        one, other = parts["a"].strip("的，, "), parts["b"].strip("的，, ")
        aspect = parts.get("aspect2") or parts.get("aspect") or ""
        if not one or not other or any(_THINKS.search(side) for side in (one, other)):
            return None
        if re.search(ASKING, one + other):
            return None
        if aspect and (year := re.match(r"((?:19|20)\d\d年)(?:的)?(.+)$", other)):
            one, other = f"{year[2]}{one}", f"{year[2]}{year[1]}"
        one, other, aspect = _shared(one, other, aspect)
        aspect += parts.get("adjective") or ""
        return Request("comparison", q, sides=(one, other), aspect=aspect)
    return None


def _shared(one: str, other: str, aspect: str) -> tuple[str, str, str]:
    """What only one side says for both: 京津冀和长三角的示范区; 青禾2022年和2023年的产值."""
    whose, of, what = other.partition("的")
    if of and "的" not in one and whose:
        one, other = f"{one}的{what}", other
    if not aspect and (ends := [word for word, _ in tagged(one)][-1:]):
        place = other.rfind(ends[0])
        behind = other[place + len(ends[0]) :] if place > 0 else ""
        if len(behind) > 1:
            other, aspect = other[: place + len(ends[0])], behind.strip("的")
    year = re.search(r"(?:19|20)\d\d年", one)
    if year and re.match(r"(?:19|20)\d\d年", other) and one[: year.start()]:
        other = one[: year.start()] + other
    return one, other, aspect


_VAGUE = re.compile(
    r"(?:介绍|说说|讲讲|聊聊|谈谈|说一说|讲一讲|聊一聊|谈一谈|说下|讲下|科普|了解|查查|查询|查|搜索|搜|看看|查一下|搜一下|说|讲)(?:一下|下)?(?:关于|有关)?(?P<x>.+?)(?:的(?:情况|信息|内容|事情?|相关内容|进展))?"
    r"|(?P<y>.+?)(?:的)?(?:基本|总体|整体|相关|具体|大致|最新)?(?:情况|信息|动态|那些事|概况)(?:怎么样|如何|是什么|有哪些|是怎样的)?(?:了)?"
    r"|(?P<z>.+?)(?:到底)?(?:是)?(?:怎么回事|咋回事|什么情况|怎么个情况|怎么样了?|咋样了?|什么鬼|如何)"
    r"|(?:关于|有关)(?P<w>.+?)(?:的)?(?:内容|信息|情况)?(?:有哪些|有什么|有啥)?"
)
"""介绍一下示范区, 3号线的情况, 明前茶怎么回事."""
_NOUN = re.compile(r"^(?:n|j|eng|l|i|vn|an|nz|ns|nt|nr|b|x|v|q|t)")
_ASKED = re.compile(rf"{ASKING}|从?何|{HOW_MANY}|{HOW_MUCH}|[吗么]$|几|第[一二三四五六七八九十]")
_MOST_WORDS = 3


def topic(q: str) -> Request | None:
    """示范区, 介绍一下示范区, 3号线怎么回事: what the articles say about it."""
    vague = _VAGUE.fullmatch(q)
    named = next((part for part in vague.groups() if part), "") if vague else ""
    if named and 2 <= len(named) <= 20 and not _ASKED.search(named):
        if vague and vague["z"] and ("的" in named or re.search("是|在", named)):
            return None  # 程度如何, 演技怎么样: one property of a thing
        if vague and vague["y"] and re.search("的.+的|在", named):
            return None
        which = which_of(named)
        if which is not None:
            return Request("summary", q, which=which)
        return Request("topic", q, topic=named.strip("的"))
    return Request("topic", q, topic=q) if _bare_noun(q) else None


def _bare_noun(q: str) -> bool:
    """Whether it is one thing's name: 示范区, 王志军; 示范区获批时间 and 馆长 ask for a fact."""
    if not 2 <= len(q) <= 14 or _ASKED.search(q) or "的" in q:
        return False
    if not re.search(r"[\u4e00-\u9fff]{2}", q):
        return False
    found = [(word, tag) for word, tag in tagged(q) if word.strip()]
    last, kind = found[-1]
    nouns = all(_NOUN.match(tag) or word.isdigit() for word, tag in found)
    asks = last in ATTRIBUTES or q.endswith(_MEASURES) or re.search(rf"(?:{POST}|{ROLES})$", q)
    return (
        nouns
        and len(found) <= _MOST_WORDS
        and kind not in ("v", "vi", "vg", "vd")
        and kind[0] != "m"
        and not asks
    )


_MEASURES = tuple(table("intents")["chinese"]["measures"])
"""Nouns that ask for one figure or name of something."""
