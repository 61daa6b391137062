"""What a Chinese question is after in the articles: their points, or what happened when.

Everything works on a question that ``phrases.bare_chinese`` stripped.
"""

from __future__ import annotations

import re

from rag.overview.chinese_people import has_person
from rag.overview.days import limits_of
from rag.overview.loose import left_of
from rag.overview.phrases import (
    ALL,
    ARTICLES,
    EVENTS,
    GIST,
    HERE,
    SUM_UP,
    TIMELINE,
)
from rag.overview.request import Request
from rag.overview.which import which_of
from rag.text.question_words import ASKING

_SENTENCES = re.compile(r"(?:请?用|以)?([一两二三四五六七八九12345])(?:句话|句|点)(?:来|简单|话)?")
_SUM = re.compile(
    rf"(?:{_SENTENCES.pattern})?(?:来|简要|简单|大致|快速|逐篇|分别|逐一|重新|再)*(?:地)?{SUM_UP}(?:一下|下|出|一遍|说明)?(?P<x>.*?)(?:的)?(?:(?:主要)?(?:内容|情况)|{GIST}|重点)?(?:是什么|有哪些)?"
)
"""总结一下这次会议的主要内容, 用三句话概括第二篇."""
_SUM_OBJECT = re.compile(
    rf"(?:把|将|对)(?P<x>.+?)(?:的)?(?:(?:主要)?内容|{GIST})?(?:做|作|进行)?(?:一?个|一下|一些)?{SUM_UP}(?:一下|下|总结)?"
)
_GIST = re.compile(
    rf"(?P<x>.*?)(?:的)?(?:{GIST}|重点|关键信息)(?:都?是(?:什么|啥|哪些)?|都?有(?:哪些|什么|啥)|呢)?"
)
"""这篇文章的主要内容是什么, 要点有哪些."""
_GIST_GIVEN = re.compile(
    rf"(?:写|做|来|给|出|生成|要|列)(?:出|我)?(?:一?[个份篇段])?(?P<x>.*?)(?:的)?(?:{GIST}|综述|总结|简介|重点)"
)
_SAYS = re.compile(
    r"(?P<x>.*?)(?:里面?|中|上)?(?:都|主要|大概|到底|究竟|具体|分别|大致|总共|各自?)*(?:在|是)?(?:讲述|讲|说|写|谈|介绍|报道|讨论|描述|叙述|包含|涉及|提到)(?:的|了|到)*(?:都)?(?:是)?(?:些|哪些|一个)?(?:什么|啥|哪些)(?:内容|事情?|东西|主题|故事|方面|新闻|话题)?(?:的)?"
)
"""这几篇文章讲了什么, 这次会议主要说了些什么内容."""
_THEMES = re.compile(
    rf"(?:{HERE}|{ALL}|{ARTICLES}|这些|这几篇|的|都|主要|有|涉及|包括|围绕|包含|讲)*(?:哪些|什么|哪几个)(?:主题|话题|方面|题材|领域|大事|要闻|重要内容|重要新闻|重点|故事)"
)
_PAPERS = re.compile(
    r"(?:方案|报告|文件|通知|办法|意见|规定|白皮书|协议|政策|公告|通报|条例|细则|纲要|公报|周刊|月刊|计划|决定|批复|讲话稿)$"
)
_NOT_SUMMED = re.compile(rf"(?:{SUM_UP})(?:了|出了|过|的|报告|会|大会|表彰)|谁|为什么|多少")
"""会议总结了哪些经验, 年终总结大会: others sum up there."""


def summary(q: str) -> Request | None:
    """总结第二篇, 这几篇文章讲了什么, 示范区的情况概括一下."""
    if _NOT_SUMMED.search(q):
        return None
    if _THEMES.fullmatch(q) and re.search(rf"{ARTICLES}|{HERE}|这些|这几篇|{ALL}", q):
        return Request("summary", q)
    said = _SAYS.fullmatch(q)
    if said:
        x = said["x"]
        which = which_of(x)
        if which is not None:
            return Request("summary", q, which=which)
        event = re.search(rf"{EVENTS}(?:上|中|里)?$", x)
        if (event or _PAPERS.search(x) or re.search(rf"{ARTICLES}$", x)) and not has_person(x):
            return Request("summary", q, topic=re.sub(rf"(?:上|的?{ARTICLES})$", "", x))
        return None
    for pattern in (_SUM, _SUM_OBJECT, _GIST, _GIST_GIVEN):
        found = pattern.fullmatch(q)
        if found is None:
            continue
        many = _SENTENCES.search(q)
        most = (
            {"一": 1, "1": 1, "两": 2, "二": 2, "2": 2, "三": 3, "3": 3, "四": 4, "4": 4}.get(
                many[1], 5
            )
            if many
            else 0
        )
        made = _of_what(found["x"], q, most)
        if made is not None and (pattern is not _GIST or _gist_of(made, q)):
            return made
    back = re.fullmatch(rf"(?P<x>.+?)(?:帮我|给我)?{SUM_UP}(?:一下|下)", q)
    return _of_what(back["x"], q, 0) if back else None


def _gist_of(made: Request, q: str) -> bool:
    """要点有哪些 of a topic is asked of paper and event; 王志军的主要观点 is somebody's words."""
    if not made.topic:
        return True
    return not has_person(made.topic) and not re.search(r"(?:重点|总结|综述)(?:是|有)", q)


def _of_what(x: str, q: str, most: int) -> Request | None:
    x = re.sub(
        r"^(?:一下|下|出|来|我|的)+|(?:的|讲的|说的|里面的|里的|都)$", "", x.strip(" ，,：:")
    )
    limits, rest = limits_of(x)
    which = which_of(rest if limits else x)
    if which is not None:
        return Request("summary", q, which=which, most=most, limits=limits)
    topic = re.sub(
        rf"^(?:关于|有关)|(?:的|相关|有关)*(?:{ARTICLES}|内容|情况|问题|事情?|信息|进展)$", "", x
    ).strip("的")
    if not topic or re.search(rf"{ASKING}|经验|教训", topic) or len(topic) > 40:
        return None
    return Request("summary", q, topic=topic, most=most)


_TIMES = (
    re.compile(rf"(?:梳理|列出|画出|画|整理|给出|做|看看|看|讲讲|说说|介绍|理一理|理|生成|来|写|按)(?:一下|下|个|一个|出|一份|一条)*(?P<x>.*?)(?:的)?{TIMELINE}"),
    re.compile(r"按(?:照)?(?:时间|日期|先后)(?:顺序|先后)?(?:来)?(?:梳理|列出|整理|排列|介绍|说说|讲讲|讲|说|排|总结)(?:一下|下|出)?(?P<x>.*?)"),
    re.compile(r"(?:把|将)?(?P<x>.*?)(?:按(?:照)?(?:时间|日期|先后)(?:顺序|先后)?)(?:来)?(?:梳理|列出|整理|排列|排|说|讲)(?:一下|下|出来|一遍)?"),
    re.compile(rf"(?P<x>.*?)(?:的)?(?:整个|完整|详细|具体|前后)*(?:的)?{TIMELINE}(?:是)?(?:什么|怎样的|怎么样的|如何|啥)?"),
)  # fmt: skip
"""示范区的时间线, 梳理一下3号线的来龙去脉, 按时间顺序说说大会."""


def timeline(q: str) -> Request | None:
    """时间线, 来龙去脉, 大事记."""
    for pattern in _TIMES:
        if found := pattern.fullmatch(q):
            x = re.sub(r"^(?:一下|下)|(?:的|这件事|这事|事件|发展|情况)$", "", found["x"]).strip(
                "的，, "
            )
            which = which_of(x)
            if which is not None:
                return Request("timeline", q, which=which)
            if not re.search(ASKING, x) and len(x) <= 30 and (topic := left_of(x)):
                return Request("timeline", q, topic=topic)
    return None
