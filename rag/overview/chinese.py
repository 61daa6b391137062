"""What a Chinese question is after, where it asks for no fact: one pattern a way of asking.

Everything works on a question that ``phrases.bare_chinese`` stripped.
"""

from __future__ import annotations

import re

from rag.answering.followup import ATTRIBUTES
from rag.overview.days import limits_of
from rag.overview.loose import left_of
from rag.overview.phrases import (
    ALL,
    ARTICLES,
    COMPARED,
    EVENTS,
    EVERYBODY,
    GIST,
    HERE,
    ROLES,
    SUM_UP,
    TIMELINE,
)
from rag.overview.request import Request
from rag.overview.which import which_of
from rag.text.posts import POST
from rag.text.question_words import ASKING, HOW_MANY, HOW_MUCH
from rag.text.segment import tagged
from rag.text.surnames import ALL_SURNAMES
from rag.text.tables import table

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
        order = "newest" if which.newest else "oldest"
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
        if topic and not _NO_TOPIC.search(topic):
            limits, rest = limits_of(topic)
            topic = left_of(rest if limits else topic) or topic
            intent = "count" if _HOW_MANY_ARTICLES.search(q) else "listing"
            whole = found["topic"].strip('“”" 的，,')
            return Request(intent, q, topic=topic, aspect=whole, limits=limits)
    return None


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
        if (event or _PAPERS.search(x) or re.search(rf"{ARTICLES}$", x)) and not _has_person(x):
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
    return not _has_person(made.topic) and not re.search(r"(?:重点|总结|综述)(?:是|有)", q)


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


_ORGANISATION = re.compile(
    r"(?:部|局|委|厅|院|公司|集团|大学|政府|协会|组织|银行|学会|办公室|法院|警方|官方|厂|社|研究所|中心|平台|企业|单位)$"
)
_WHAT_SAID = (
    r"(?:些|哪些)?(?:什么|啥|哪些话|什么话|哪些内容|哪些观点|哪些看法"
    r"|哪些意见|哪些问题|哪些)(?:内容|话|观点|看法|意见|来着)?"
)
_SPOKE = (
    re.compile(rf"(?P<who>.+?)(?:都|还|又|到底|具体|主要|当时|究竟|曾|分别|各)*(?:说|讲|谈|聊|表示|提|发表|强调|指出|介绍|透露|提到|谈到|说到|讲到|表达)(?:了|过|的是|的)*{_WHAT_SAID}"),
    re.compile(r"(?P<who>.+?)(?:都|又|到底|具体|究竟|是|分别|各自?)*(?:怎么|如何|怎样)(?:看待|看|评价|评论|理解|说|讲|解读|回应|认为|表示|表态)(?:的)?(?P<on>.*?)(?:的)?(?:问题)?"),
    re.compile(r"(?P<who>.+?)(?:都)?(?:有|持|是|发表了?|表达了?|提出了?)(?:些)?(?:什么|哪些|何|啥)(?:样的)?(?:主要)?(?:看法|观点|意见|评论|态度|立场|评价|说法|表态|建议)"),
    re.compile(r"(?P<who>.+?)(?:的)?(?:主要)?(?:讲话|发言|致辞|观点|看法|意见|评论|表态|原话|言论|说法)(?:主要)?(?:内容|要点|谈到了?|提到了?|说了?|讲了?|是|都|有|的)*(?:什么|哪些内容|哪些|啥)?"),
    re.compile(r"(?:引用|列出|找出|看看|摘录|总结|概括|归纳)(?:一下|下)?(?P<who>.+?)(?:的|说过的)(?:主要)?(?:话|讲话|发言|致辞|观点|看法|原话|言论|表态)"),
)  # fmt: skip
"""王志军说了什么, 专家怎么看, 馆长有什么看法, 华源的致辞, 引用王立勋的话."""
_AT = re.compile(
    r"^(?:在(?P<at0>.+?)(?:上|中|里|时|期间)[，,]?)?(?P<who>.+?)(?:在(?P<at>.+?)(?:上|中|里|时|期间|现场))?"
    r"(?:(?:对于|对|就|关于|针对)(?P<on>.+?)(?:这件事|问题|一事)?)?$"
)


def statements(q: str) -> Request | None:
    """王志军说了什么, 专家怎么看示范区, 谁说了什么."""
    for pattern in _SPOKE:
        found = pattern.fullmatch(q)
        if found is None:
            continue
        if which_of(found["who"]) is not None:
            return None
        if re.search(ASKING, found["who"]) and not re.fullmatch(EVERYBODY, found["who"]):
            return None
        who = _AT.match(re.sub(r"^(?:关于|引用)|的$", "", found["who"]))
        if who is None or who["who"] in {"你", "你们", "我", "它", "文章"}:
            return None
        speaker, at = _speaker(who["who"])
        if not speaker and not re.fullmatch(EVERYBODY, who["who"]):
            continue
        on = who["on"] or found.groupdict().get("on") or ""
        scope = " ".join(part for part in (who["at0"], who["at"], at) if part)
        if bracketed := re.fullmatch(r"[（(]([^（）()]{2,40})[）)]", on):
            speaker, on = bracketed[1], ""
        if on and not _has_meaning(on):
            on = ""
        return Request("statements", q, speaker=speaker, topic=on, aspect=scope)
    return None


def _has_meaning(text: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fffA-Za-z]{2}", text)) and not re.search(ASKING, text)


def _speaker(who: str) -> tuple[str, str]:
    """Who is meant, and what stands before: 长三角论坛上江小涓 is 江小涓 at 长三角论坛."""
    if re.fullmatch(EVERYBODY, who):
        return "", ""
    if bracketed := re.search(r"[（(]([^（）()]{2,40})[）)]", who):
        place = re.match(rf"^(.*?{EVENTS})(?:上|里|中)", who)
        return bracketed[1], place[1] if place else ""
    people = [
        word
        for word, tag in tagged(who)
        if tag == "nr" and word[0] in ALL_SURNAMES and len(word) > 1
    ]
    if people:
        name = people[-1]
        before, _, after = who.rpartition(name)
        more = re.match(r"[\u4e00-\u9fff]$", after)
        name += more[0] if more and len(name) == 2 else ""
        place = re.search(r"^(.+?)(?:上|里|中)(?:的)?", before)
        return name, place[1] if place else ""
    if which_of(who) is not None or re.search(rf"(?:{EVENTS}|{ARTICLES})(?:上|里|中)?$", who):
        return "", ""
    named = re.fullmatch(rf"(?:.{{0,16}}?)(?:{ROLES}|{POST})(?:们)?", who) or _ORGANISATION.search(
        who
    )
    if named or (who[0] in ALL_SURNAMES and re.fullmatch(r"[\u4e00-\u9fff]{2,3}", who)):
        place = re.match(rf"^(.*?{EVENTS})(?:上|里|中)(?:的)?(.+)$", who)
        return (place[2], place[1]) if place else (who, "")
    if re.fullmatch(
        r"[A-Z][A-Za-z.]+(?:[ ·][A-Z][A-Za-z.]+)*|[\u4e00-\u9fff]+·[\u4e00-\u9fff]+", who
    ):
        return who, ""
    return "", ""


def _has_person(text: str) -> bool:
    return any(
        tag == "nr" and word[0] in ALL_SURNAMES and len(word) > 1 for word, tag in tagged(text)
    )


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
