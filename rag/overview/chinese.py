"""What a Chinese question is after among the articles: which there are, or one's particulars.

Everything works on a question that ``phrases.bare_chinese`` stripped.
"""

from __future__ import annotations

import re

from rag.overview.days import limits_of
from rag.overview.loose import left_of
from rag.overview.phrases import (
    ALL,
    ARTICLES,
    EVENTS,
    HERE,
)
from rag.overview.request import Intent, Order, Request
from rag.overview.which import which_of
from rag.text.question_words import ASKING

_N = "(?:多少|几)"
_ABOUT = (
    r"(?:关于|有关|涉及到?|提到|提及|说到|讲到|谈到|写到|讲述|介绍|报道"
    r"|讨论|围绕|针对|跟|与|和|包含|出现)"
)
_WHOLE = rf"(?:{HERE}|{ALL}|你|一共|总共|共计|共|都|收录|索引|收集|包含|存|有|里|了|的)*"
_COUNT = re.compile(
    rf"{_WHOLE}{_N}(?:篇|条|则|份|个)(?:{ARTICLES}|文件)?"
    rf"|{_WHOLE}(?:{ARTICLES})(?:{HERE}|一共|总共|共|收录|都|有|了|的)*(?:{_N}(?:篇|条|则|份|个)?|(?:数量|总数|篇数)(?:是{_N})?)"
    rf"|{_WHOLE}{_N}(?:{ARTICLES})"
)
"""这里一共有多少篇文章, 文章有几篇, 文章总数."""
_LIST = re.compile(
    rf"{_WHOLE}(?:哪些|什么|啥|哪几篇)(?:{ARTICLES}|内容|东西|可以?看的|可读的)?"
    rf"|{_WHOLE}(?:{ARTICLES})(?:{HERE}|都|一共|收录|有|了|是|的)*(?:哪些|什么|啥|哪几篇)?(?:列表|清单|目录)?"
    rf"|(?:列出|列一下|列举|列|显示|展示|看看|看一下|看|浏览|列一列|罗列)(?:一下|出)?(?:{HERE}|{ALL}|有|的|哪些)*(?:{ARTICLES}|目录|清单)(?:列表|清单|目录|标题|名字|都|出来)*"
    rf"|(?:{HERE}|{ALL}|有|的)*(?:目录|清单|{ARTICLES}(?:标题|题目)(?:都?有哪些)?)|(?:都)?(?:有|收录)了?(?:些)?什么"
)
"""有哪些文章, 这里有什么, 列出所有文章, 文章列表."""
_FRESH = re.compile(
    rf"(?:{HERE}|{ALL}|有|的)*(?:最近|近期|最新|今天|近来|最后)(?:都?有|发布|更新|收录|又|的|了|一条|一篇|几条|几篇)*(?:什么|啥|哪些)(?:新的?)?(?:{ARTICLES}|内容|动态|事情?|变化|进展)?"
    rf"|(?:{HERE}|有|的)*(?:什么|啥|哪些)(?:新的?(?:{ARTICLES}|内容|东西|动态|鲜事)?|最近的{ARTICLES})|(?:有)?(?:没有)?新(?:{ARTICLES})"
    rf"|(?:最新|最近|近期)(?:的)?(?:{ARTICLES}|动态|内容|资讯|进展)"
)
"""最近有什么新闻, 有什么新的, 最新消息."""
_END_ASKED = re.compile(r"(?:是|有)?(?:哪一?[篇则条些]|什么|啥|哪几篇)?(?:发布的|的)?")
_LENGTH = re.compile(
    rf"(?:{HERE}|{ALL}|的|哪篇|哪一篇|{ARTICLES}|里)*最(长|短)的?(?:是)?(?:一|那)?(?:篇)?的?(?:{ARTICLES})?(?:是)?(?:哪一?篇|什么)?"
)
_SOURCES = re.compile(
    rf"(?:{HERE}|{ALL}|{ARTICLES}|这些|它们|的|都|分别|主要|是|有|来自|来源于|出自|由|从)*(?:哪些|哪几家|哪几个|哪家|什么|啥|谁家)(?:新闻)?(?:来源|媒体|出处|渠道|网站|报纸|报社|单位)(?:来的?|发布|报道|发表|写|刊登|发|的)*"
    rf"|(?:{HERE}|{ALL}|{ARTICLES}|这些|它们|的|都)*(?:来源|出处)(?:都|分别)?(?:有|是|分布)?(?:哪些|什么|哪里|啥|情况)?"
    rf"|(?:{HERE}|{ALL}|{ARTICLES}|这些|它们)+(?:都|分别|主要)?(?:是)?(?:来自|从|出自)(?:哪里|哪儿|何处|什么地方)(?:来)?的?"
)
"""有哪些来源, 文章来自哪些媒体, 这些文章从哪里来的."""
_AUTHORS = re.compile(
    rf"(?:{HERE}|{ALL}|{ARTICLES}|这些|它们|的|都|分别|有)*(?:哪些|什么|哪几位)(?:作者|记者)(?:写的?)?"
    rf"|(?:{HERE}|{ALL}|{ARTICLES}|这些|的)*(?:作者|记者)(?:都|分别)?(?:有|是)(?:哪些|谁|哪几位)"
    rf"|(?:{HERE}|{ALL}|{ARTICLES}|这些)+(?:都|分别)?是谁写的"
)
_DAYS = re.compile(
    rf"(?:{HERE}|{ALL}|{ARTICLES}|这些|它们|的|都|分别|发布|是|在)*(?:哪些|什么|哪几|哪|几)(?:天|日子|时候|时间段?|时期|日期|月份|年份|年|个月)(?:发布|刊登|发表|发|写|的|{ARTICLES}|到)*(?:什么时候|哪天)?的?"
    rf"|(?:{HERE}|{ALL}|{ARTICLES}|这些|它们|的)*(?:发布|涵盖|覆盖|跨越|涉及|包括|包含)?的?(?:时间|日期)(?:范围|跨度|区间|段|分布)(?:是|有)?(?:什么|哪些|多大|多少|多长|从哪天到哪天|如何)?"
    rf"|(?:{HERE}|{ALL}|{ARTICLES}|这些|它们|的|都)*(?:涵盖|覆盖|跨越|包括|包含)了?(?:哪|什么|多长|哪些)(?:段|一段|个|的)?(?:时间段?|时期|日期|年份|月份)"
    rf"|(?:{HERE}|{ALL}|{ARTICLES}|这些|它们)+(?:都)?从(?:什么时候|哪天|何时|哪年)到(?:什么时候|哪天|何时|哪年)"
)
"""文章都是哪些日期的, 时间范围, 涵盖哪段时间; at least one word must name the articles."""
_NAMES_THEM = re.compile(
    rf"{ARTICLES}|{HERE}|这些|它们|范围|跨度|来源|媒体|作者|目录|清单|哪些日期|哪几天|哪些天"
)
_FIELDS = {
    "author": r"(?:的)?(?:作者|记者)(?:是谁|叫什么|是什么人)?|(?:是)?谁写的|出自谁手"
    r"|(?:是)?哪位记者写的",
    "source": r"(?:的)?(?:来源|出处)(?:是(?:哪里|什么|哪家))?|(?:来自|出自|是)"
    r"(?:哪里|哪家媒体|哪个媒体|哪个网站|什么媒体)(?:的|发布的|发的"
    r"|报道的)?",
    "published": r"(?:的)?(?:发布|刊登|发表|刊发)?(?:日期|时间)(?:是(?:什么时候|哪天"
    r"|多少|几号))?|(?:是)?(?:什么时候|哪天|何时|哪一天|几号)(?:发布|发表"
    r"|刊登|写|发|刊发|出)?的?",
    "length": r"(?:的)?(?:字数|篇幅|长度)(?:是多少|有多少|多长)?|(?:有)?(?:多长|多少字|几个字)",
    "title": r"(?:的)?(?:标题|题目)(?:是什么|叫什么)?|叫什么(?:名字|标题)?",
}
"""What is asked of an article as such: 第二篇的作者是谁, 这篇文章什么时候发布的."""
_TOPICS = (
    re.compile(
        rf"(?:有没有|有无|有|哪些|哪几篇|哪一?篇|什么|找出|找找|找一下|找|查找|查一下|查|搜索|搜一下|搜|列出|列举|看看|{HERE}|{ALL}|{_N}篇|{_N}条|一些|几篇|的)*(?:{ARTICLES})?(?:里面?|中|都|是)*{_ABOUT}(?:了|过)?(?P<topic>.+?)(?:相关|有关|方面)?(?:的)?(?:{ARTICLES})(?:里面?|都|一共|总共|共|有|是|收录|了)*(?:哪些|什么|哪几篇|{_N}(?:篇|条|则)?|啥)?(?:{ARTICLES}|列表)?"
    ),
    re.compile(
        rf"(?:有没有|有无|有|找出|找找|找一下|找|查找|搜索|列出|列举|{HERE}|{ALL}|都)*(?:哪些|哪几篇|哪一?篇|什么|{_N}(?:篇|条|则))(?:{ARTICLES})?(?:里面?|中|都|是|在|主要)*{_ABOUT}(?:了|过)?(?P<topic>.+?)(?:的)?"
    ),
    re.compile(
        rf"(?:关于|有关|涉及)(?P<topic>.+?)(?:的|都|{HERE})*有(?:哪些|什么|几篇|多少篇)(?:{ARTICLES}|内容|信息)?"
    ),
    re.compile(
        rf"(?!有没有|有无|有哪些|找|查|搜|列)(?P<topic>.+?)(?:相关|有关|方面|领域)?的?(?:{ARTICLES})(?:{HERE}|都|一共|总共|共|收录|了)*(?:有)(?:哪些|什么|哪几篇|{_N}(?:篇|条|则)|啥)(?:{ARTICLES})?"
    ),
    re.compile(rf"(?P<topic>.+?)(?:里面?|中|下面?|当中)(?:都|一共|总共|收录了?)*有?(?:哪些|什么|哪几篇|{_N}篇)(?:{ARTICLES})"),
    re.compile(
        rf"(?:有没有|有无|有|找出|找找|找一下|找|查找|搜索|搜一下|列出|列举|看看|来几篇|来点){{1,2}}(?P<topic>.+?)(?:相关|有关|方面|领域)?的(?:{ARTICLES})(?:都?有哪些)?"
    ),
    re.compile(rf"(?:有|有没有)(?:哪些|什么|{_N}篇)(?P<topic>.+?)(?:相关|有关|方面|领域)?的?(?:{ARTICLES})"),
    re.compile(rf"(?P<topic>.+?)(?:被)?(?:在)?(?:哪些|哪几篇|哪篇|{_N}篇)(?:{ARTICLES})(?:里|中)?(?:被)?(?:提到|出现|提及|报道|说到)(?:了|过)?"),
    re.compile(rf"(?P<topic>.+?)(?:相关|有关)的?(?:{ARTICLES})"),
)  # fmt: skip
"""关于台风有哪些报道, 哪些文章提到了王志军, 示范区的报道有几篇, 台风相关报道."""
_HOW_MANY_ARTICLES = re.compile(rf"(?<!哪){_N}(?:篇|条|则)|多少{ARTICLES}")
_NO_TOPIC = re.compile(rf"^(?:{ALL}|{HERE}|{ARTICLES}|这些|哪些|什么|最新|最近|的|你)+$|{ASKING}")


def _counted(q: str) -> Request | None:
    if _COUNT.fullmatch(q):
        return Request("count", q)
    length = _LENGTH.fullmatch(q)
    if length:
        return Request("listing", q, most=1, order="longest" if length[1] == "长" else "shortest")
    return None


def catalogue(q: str) -> Request | None:
    """有哪些文章, 最新的文章, 有哪些来源, 第二篇的作者, and the same of a time: 2022年的文章."""
    limits, rest = limits_of(q)
    found = _catalogue(rest) if limits and rest else None
    if (
        found is None
        and limits
        and re.fullmatch(rf"(?:的|{HERE}|有|都|哪些|什么)*{ARTICLES}", rest)
    ):
        found = Request("listing", q)
    if found is not None and found.intent in ("listing", "count", "sources", "authors"):
        return Request(found.intent, q, limits=limits, order=found.order, most=found.most)
    return None if limits else _catalogue(q)


def _catalogue(q: str) -> Request | None:
    if found := _counted(q):
        return found
    if _SOURCES.fullmatch(q) and _NAMES_THEM.search(q):
        return Request("sources", q)
    if _AUTHORS.fullmatch(q):
        return Request("authors", q)
    if _DAYS.fullmatch(q) and _NAMES_THEM.search(q):
        return Request("days", q)
    if _FRESH.fullmatch(q) and not re.search(rf"今天|事情?|变化|{EVENTS}", q):
        return Request("listing", q, most=5)
    which = which_of(_without_end(q))
    if which and (which.newest or which.oldest):
        order: Order = "newest" if which.newest else "oldest"
        return Request("listing", q, most=which.newest or which.oldest, order=order)
    if _LIST.fullmatch(q):
        return Request("listing", q)
    return _field(q)


def _without_end(q: str) -> str:
    return re.sub(r"(?:是|有)?(?:哪一?[篇则条些]|什么|啥|哪几篇|哪些)?(?:发布的)?$", "", q)


def _field(q: str) -> Request | None:
    for wanted, pattern in _FIELDS.items():
        asked = re.fullmatch(rf"(?P<which>.+?)(?:{pattern})", q)
        which = which_of(asked["which"]) if asked else None
        if which and not which.event and not (which.names and wanted in {"published", "author"}):
            return Request("about_file", q, which=which, wanted=wanted)
    return None


def about(q: str) -> Request | None:
    """关于台风有哪些报道, 哪些文章提到王志军: the articles about something."""
    for pattern in _TOPICS:
        found = pattern.fullmatch(q)
        topic = left_of(found["topic"]) if found else ""
        if found and topic and not _NO_TOPIC.search(topic):
            limits, rest = limits_of(topic)
            topic = left_of(rest if limits else topic) or topic
            intent: Intent = "count" if _HOW_MANY_ARTICLES.search(q) else "listing"
            whole = found["topic"].strip('“”" 的，,')
            return Request(intent, q, topic=topic, aspect=whole, limits=limits)
    return None
