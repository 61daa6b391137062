"""Questions about articles however worded: what is left without the words all of them have.

The forms of ``chinese`` and ``english`` want a question to be wholly of their shape. Here a
question counts where a cue says what it is after and the rest, less the words such questions
are made of (``filler`` in ``rag/data/intents.toml``), is nothing, or one topic.
"""

from __future__ import annotations

import re

from rag.overview.days import limits_of
from rag.overview.phrases import ARTICLES, SUM_UP, TIMELINE
from rag.overview.request import Order, Request, Which
from rag.overview.which import which_of
from rag.text.segment import tagged
from rag.text.tables import table

_FILLER = frozenset(table("intents")["chinese"]["filler"])
_FILLER_EN = frozenset(table("intents")["english"]["filler"])
_DOCS = rf"(?:{ARTICLES}|篇|期(?!间|待|望|权|货))"
_ASKS_WHICH = re.compile(
    rf"(?:哪些|哪几|哪一|哪|什么|啥|几|多少|有没有|有无|没有)(?:个|篇|期|份|则|条)?(?:{_DOCS})|(?:{ARTICLES})(?:里面?|中|一共|总共|都|分别|主要)*(?:有|是|包括)?(?:哪些|哪几|什么|啥|多少|几篇)"
    rf"|(?:有没有|有无|找|搜|列|看看|来几篇).*{ARTICLES}$|(?:哪几|哪)(?:篇|期)"
)
"""哪些文章, 文件都有哪些, 有没有…的文章, 哪期."""
_TELLS = re.compile(
    r"关于|有关|讲|说|提到|提及|提过|涉及|谈|聊|介绍|写到|写过|写了|报道|里有|里面有|里提|方面|相关|讨论|出现|有"
)
_ENDS = re.compile(r"最新|最近(?:的|一|发|更)|最早|最旧|最老|最先发|最后(?:发|一篇|一期)")
_ENDS_EN = re.compile(r"\b(?:(latest|newest|most recent|last)|(oldest|earliest|first))\b", re.I)
_SAYS = re.compile(
    r"(?P<x>.*?)(?:里面?|中)?(?:都|主要|大概|大致|大体|到底|究竟|具体|分别|一般|是|在)*(?:关于|讲|说|写|谈|聊|介绍|报道|有关)(?:的|了|过|些|都|是)*(?:些)?(?:啥|什么|哪些)(?:内容|东西|事儿?|方面|的|主题)*"
)
_SUM = re.compile(
    rf"^(?P<x>.*?)[，, ]*(?:{SUM_UP}|讲讲|说说)(?:一下|下|个)?(?:要点|重点|主要内容|内容|大意)?$"
)
_TIMED = re.compile(rf"{TIMELINE}|按(?:照)?(?:时间|日期|先后)|从头到尾|时间先后|编年|年表|前前后后")
_FACT = re.compile(r"为什么|为何|谁|多少钱|多大|多高|几点|怎么办|是否|是不是")


def _cut(q: str) -> tuple[list[tuple[str, int]], list[int]]:
    """The words of a question with their places, and which of them are content."""
    words, start = [], 0
    for word, _ in tagged(q):
        words.append((word, start))
        start += len(word)
    content = [
        n
        for n, (word, _) in enumerate(words)
        if word.strip() not in _FILLER and re.search(r"\w", word)
    ]
    return words, content


def left_of(q: str) -> str:
    """What stands between the first and the last word that is no filler; empty where all is.

    >>> left_of("有没有讲房价调控的文章"), left_of("都有哪几篇")
    ('房价调控', '')
    """
    words, content = _cut(q)
    if not content:
        return ""
    last, start = words[content[-1]]
    return q[words[content[0]][1] : start + len(last)].strip('“”"《》 的，,（）()')


def chinese(q: str) -> Request | None:
    """A Chinese question that no form of ``rag.overview.chinese`` is the whole of."""
    if _TIMED.search(q) and not _FACT.search(q):
        topic = _TIMED.sub(" ", q)
        topic = left_of(topic.strip())
        which = which_of(topic) if topic else Which()
        if which is not None:
            return Request("timeline", q, which=which)
        return Request("timeline", q, topic=" ".join(topic.split())) if len(topic) <= 30 else None
    return _summed(q) or _listed(q)


def _listed(q: str) -> Request | None:
    if _FACT.search(q):
        return None
    limits, rest = limits_of(q)
    rest = rest if limits else q
    topic = left_of(rest)
    end = _ENDS.search(rest)
    if not topic and end and re.search(_DOCS, q):
        order: Order = "newest" if re.search("新|近|后", end.group()) else "oldest"
        return Request("listing", q, most=1, order=order, limits=limits)
    if not _ASKS_WHICH.search(q):
        return None
    if not topic:
        return Request("listing", q, limits=limits) if limits or re.search(ARTICLES, q) else None
    issues = which_of(topic)
    if issues is not None and issues.names and re.search("标题|题目|哪些|分别", q):
        return Request("listing", q, which=issues)
    if not _TELLS.search(rest.replace(topic, " ")) or len(topic) > 24:
        return None
    counted = re.search(r"(?:几|多少)篇", q)
    return Request("count" if counted else "listing", q, topic=topic, limits=limits)


def _summed(q: str) -> Request | None:
    if says := _SAYS.fullmatch(q):
        which = which_of(re.sub(r"^(?:看看|请问)|(?:里|中|上)$", "", says["x"].strip("，, ")))
        if which is not None:
            return Request("summary", q, which=which)
    if (summed := _SUM.fullmatch(q)) and summed["x"]:
        which = which_of(summed["x"].strip("，, "))
        if which is not None:
            return Request("summary", q, which=which)
    return None


def english(q: str) -> Request | None:
    """An English question that no form of ``rag.overview.english`` is the whole of."""
    limits, rest = limits_of(q)
    rest = rest if limits else q
    words = re.findall(r"[A-Za-z0-9'-]+", rest)
    content = [word for word in words if word.lower() not in _FILLER_EN]
    docs = re.search(
        r"\b(?:articles?|issues?|documents?|news|reports?|stories|story|files?|one)\b", q, re.I
    )
    end = _ENDS_EN.search(rest)
    if not content and docs and end:
        return Request(
            "listing", q, "en", most=1, order="newest" if end[1] else "oldest", limits=limits
        )
    if (
        not content
        and docs
        and (limits or re.match(r"(?:what|which|list|show|how many|name|give)", q, re.I))
    ):
        return Request("listing", q, "en", limits=limits)
    source = re.fullmatch(
        r"(?:which|what|list|show me|how many) (?:articles|documents|news"
        r"|reports|stories|issues|files)(?: .*?)? (?:from|by) (?P<x>[A-Z].+)",
        q,
        re.I,
    )
    if source:
        return Request("listing", q, "en", topic=source["x"], limits=limits)
    covers = re.fullmatch(
        r"(?:which|what|in which) (?:issues?|articles?|documents?|reports?"
        r"|stories|files?|one)(?: .{0,20}?)? (?:covers?|mentions?|talks? about"
        r"|discuss(?:es)?|has|have|contains?|deals? with|speaks? of|is about"
        r"|are about|is on|are on) (?P<x>.+)",
        q,
        re.I,
    )
    if covers:
        return Request(
            "listing", q, "en", topic=re.sub(r"^(?:the|a|an) ", "", covers["x"]), limits=limits
        )
    anything = re.fullmatch(
        r"(?:is|are) there (?:anything|something|any(?:thing)? \w+|any) "
        r"(?:here )?(?:about|on|regarding) (?P<x>.+)",
        q,
        re.I,
    )
    if anything:
        return Request(
            "listing", q, "en", topic=re.sub(r"^(?:the|a|an) ", "", anything["x"]), limits=limits
        )
    return None
