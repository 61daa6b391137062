"""Words that leave little doubt of what an overview is of, where the learned models are unsure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.overview.comparing import COMPARES
from rag.overview.phrases import ALL, ARTICLES, EVENTS, GENRES, HERE, ROLES, SPEECH, SUM_UP
from rag.overview.request import Intent
from rag.text.posts import POST
from rag.text.question_words import ASKING, ATTRIBUTES, ENGLISH_ASKING, HOW_MANY, HOW_MUCH
from rag.text.segment import tagged
from rag.text.surnames import ALL_SURNAMES
from rag.text.tables import table

_CUES: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (
        "timeline",
        re.compile(
            r"时间线|时间轴|来龙去脉|大事记"
            r"|^(?!when|why|who|did|how (?!did)).*\b(?:timeline|chronology)\b",
            re.I,
        ),
    ),
    (
        "summary",
        re.compile(
            rf"^(?:把.+)?{SUM_UP}(?!了|会|过|大会|报告|发言)|{SUM_UP}(?:一下|下)$"
            rf"|(?:》|{ARTICLES}|篇|\d期|第[一二三四五六七八九十\d]+个|那[条则期份](?:{GENRES})?|{EVENTS})(?:都|主要|大概|里面?|分别|各)*(?:在)?"
            r"(?:讲|说|写|谈)(?:的|了|些|是)*(?:什么|啥)"
            r"|(?:主要内容|核心内容|要点|重点|大意|梗概|摘要|概要|提要)(?:是什么|是啥|有哪些)?$"
            r"|[》，,][用就]?[一两三]句话(?:说|讲)?$|^(?:summari[sz]e|sum up|tl;?dr)\b"
            r"|^what (?:are|is) (?:the(?:se)?|this|all the) "
            r"(?:articles?|files|documents?|stories) about"
            r"|^what was (?:said|discussed|decided) (?:at|in) (?:the|this) \w+$",
            re.I,
        ),
    ),
    ("topic", re.compile(r"(?:怎么|咋)一?回事$")),
    ("comparison", COMPARES),
    (
        "statements",
        re.compile(
            "(?:怎么|如何|怎样)(?:看待?|评价)"
            r"|^[Ww]hat did the (?:[a-z-]+ ){1,4}say$"
            r"|^[Ww]hat (?:did|does|has) [A-Z]\w+(?: [A-Z]\w+){0,3} (?:say|said)"
            r"(?: (?:about|on) .+)?$"
        ),
    ),
    ("days", re.compile("时间(?:跨度|范围)|\\bdate range\\b")),
    (
        "count",
        re.compile(
            rf"{ARTICLES}(?:总数|数量)"
            rf"|^(?:{HERE}|{ALL}|一共|总共|共|有)+(?:多少|几)[篇期份](?:{ARTICLES})?$"
        ),
    ),
    (
        "listing",
        re.compile(
            r"^what(?:'s| is) in (?:here|it|there)$|^which one is the \w+est$"
            r"|^(?:what|which)\b.* (?:latest|newest|oldest|earliest) (?:article|issue|one|report)\b"
            r"|^(?:which|what|any|list|show me|show|give me|find)(?: (?:all|the|your|me|of|any))*"
            r" (?:articles|reports|documents|stories|files|news)\b(?! (?:agenc|anchor|source))"
            rf"|(?:相关|有关)的?{ARTICLES}$"
            r"|^[和与跟].{2,16}有关的?都?有(?:哪些|哪几|什么|啥)|^讲.{2,12}的(?:都|是|有)+哪[些几]"
            rf"|^最[新近早旧老长短](?:的|一)*[篇期份则]?(?:{ARTICLES})?是(?:哪|什么|第几)"
            rf"|(?:发布|发表|刊登|发)了?(?:哪[几些]|什么|啥)[个篇份]?{ARTICLES}$",
            re.I,
        ),
    ),
)
"""时间线, 总结…, 《…》讲了什么, summarize …, What did Helen Qiu say about …;
会议总结了哪些经验 asks for a fact."""
_NOUN = re.compile(r"^(?:n|j|eng|l|i|vn|an|nz|ns|nt|nr|b|x|v|q|t)")
"""The tags of words that a name is made of: n, ns, nr, vn, eng."""
_ASKED = re.compile(rf"{ASKING}|从?何|{HOW_MANY}|{HOW_MUCH}|[吗么]$|几|第[一二三四五六七八九十]")
"""何时, 多少, 几, 第三, 吗: what makes a question of it."""
_MEASURES = tuple(table("intents")["chinese"]["measures"])
_MOST_WORDS, _MOST_CHARACTERS, _LONGEST_NAME = 3, 14, 3


@dataclass(frozen=True, slots=True)
class Cue:
    """The intent that words point to; with ``decides`` also against another one."""

    intent: Intent
    decides: bool = True


_BARE_ENGLISH = re.compile(rf"(?:the )?(?!(?:{ENGLISH_ASKING})$)[A-Za-z][a-z-]{{3,}}", re.I)
"""library, the ferry: one English word, and none that asks."""


def cue_of(question: str) -> Cue | None:
    """The cue in a question without courtesy; ``None`` where there is none."""
    if (said := _SAID.match(question)) and _speaker(said["who"]):
        return Cue("statements")
    for intent, words in _CUES:
        if words.search(question):
            return Cue(intent)
    named = bare_noun(question) or _BARE_ENGLISH.fullmatch(question)
    return Cue("topic", decides=False) if named else None


_SAID = re.compile(
    rf"(?:{SUM_UP}(?:一下)?)?(?P<who>\w{{2,16}}?)都?(?:"
    r"(?:说|讲|介绍|强调|谈|回应|指出|透露)(?:了|过|到)+(?:些|哪些)?(?:什么|啥|内容|情况)*$"
    r"|(?:讲|提|强调|说)了哪?几(?:点|条|方面)(?:要求|意见|建议|看法)?$|谈[^判恋了到成过]{2,16}$"
    rf"|的?{SPEECH}的?(?:主要|核心)?(?:内容|要点|重点|观点|大意)?(?:是什么|是啥|有哪些)?$)"
)
"""总结馆长的讲话, 高峰介绍了什么, 馆长说了啥, 讲了几点要求, 王立勋谈绿化, 致辞的要点."""


def _speaker(phrase: str) -> bool:
    """Whether it is somebody, by post or name."""
    last, tag = tagged(phrase)[-1]
    named = tag.startswith("nr") or (len(phrase) <= _LONGEST_NAME and phrase[0] in ALL_SURNAMES)
    return named or (bool(re.search(rf"(?:{POST}|{ROLES})们?$", phrase)) and last not in ATTRIBUTES)


def bare_noun(question: str) -> bool:
    """Whether it is one thing's name: 示范区, 王志军; 示范区获批时间 and 馆长 ask for a fact."""
    if not 2 <= len(question) <= _MOST_CHARACTERS or "的" in question:
        return False
    if _ASKED.search(question) or not re.search(r"[\u4e00-\u9fff]{2}", question):
        return False
    words = [(word, tag) for word, tag in tagged(question) if word.strip()]
    nouns = all(_NOUN.match(tag) or word.isdigit() for word, tag in words)
    kind = words[-1][1]
    names = kind not in ("v", "vi", "vg", "vd") and not kind.startswith("m")
    return nouns and names and len(words) <= _MOST_WORDS and not asks_one_thing(question)


def asks_one_thing(phrase: str) -> bool:
    """Whether a noun asks for one figure or name: 常住人口, 大会主题, 馆长."""
    last = tagged(phrase)[-1][0]
    return (
        last in ATTRIBUTES
        or phrase.endswith(_MEASURES)
        or bool(re.search(rf"(?:{POST}|{ROLES}|主题)$", phrase))
    )
