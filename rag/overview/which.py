"""Which articles a phrase means: 第二篇, 这篇文章, 最新的两篇, 《…》, the first two."""

from __future__ import annotations

import re

from rag.overview.fillers import without_fillers
from rag.overview.phrases import ALL, ARTICLES, EVENTS, GENRES, HERE
from rag.overview.request import Which
from rag.text.numerals import han_value
from rag.text.tables import table

_NUMBER = "[0-9一二三四五六七八九十两]{1,3}"
_PIECE = rf"(?:篇|则|个)(?:{ARTICLES})?"
_ALL = re.compile(
    rf"(?:{HERE}的?|{ALL})*(?:(?:{ARTICLES}|内容|东西)(?:里面?|中)?)?(?:都|分别|各自?|总共|一共)*"
    r"|全部|所有|一切|everything|(?:all )?(?:of )?(?:the |these |your )?"
    r"(?:articles|documents|news|files|reports|stories)|all(?: of (?:it|them))?",
    re.IGNORECASE,
)
"""这里的所有文章, 文章, all the articles."""
_THIS = re.compile(
    rf"(?:这|那|上|上面那|上面这|刚才那|刚才这|刚刚那|前面那|该|当前这?|现在这?)(?:一)?"
    rf"(?:(?:篇|则|条|份|期)(?:{ARTICLES}|{GENRES})?|个(?:{ARTICLES}|{GENRES}))|[本此该]文|这文章|(?:这|那|该)(?:{ARTICLES})|文中|原文|它"
    r"|(?:this|that|the|the current|the open) (?:article|one|report|story"
    r"|document|text|piece)|this|it",
    re.IGNORECASE,
)
"""这篇文章, 刚才那篇, 本文, this article."""
_THESE = re.compile(
    rf"(?:这|那|上面|上述|以上|上面这|前面|刚才)(?:{_NUMBER}|几|些|堆|批|的几|的这几)?(?:篇|则|条|些|份|期|个)?(?:{ARTICLES}|内容)"
    rf"|(?:这|那)(?:{_NUMBER}|几)(?:篇|则)(?:{ARTICLES})?|这些|那些|以上"
    rf"|(?:{_NUMBER}|几)篇(?:{ARTICLES})?(?:合起来|加起来|放一起|合在一起|一起|一块)?"
    rf"|它们|these(?: articles| reports)?|them|those",
    re.IGNORECASE,
)
"""这几篇, 以上文章, these articles."""
_PLACES = re.compile(rf"第({_NUMBER})(?:{_PIECE})?")
"""第二篇, 第3个: a place in a list."""
_PLACES_WHOLE = re.compile(
    rf"第{_NUMBER}(?:{_PIECE})?(?:(?:和|与|、|跟|及|，)第?{_NUMBER}(?:{_PIECE})?)*"
)
"""第二篇文章, 第一篇和第三个; at least one 篇 must stand there, which 第二 alone lacks."""
_FIRST = re.compile(
    rf"(?:前|头)({_NUMBER}){_PIECE}|the first (two|three|four|five|[2-9])(?: articles)?"
)
"""前三篇, the first two articles."""
_LAST = re.compile(rf"(?:最后|倒数第)一?{_PIECE}|the last (?:article|one)")
"""最后一篇, the last one."""
_ENGLISH_PLACE = re.compile(
    r"(?:the )?(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
    r"|tenth|[1-9]\d?(?:st|nd|rd|th))"
    r"(?: (?:article|one|report|story))?|(?:article|number|no\.?|#) ?([1-9]\d?)",
    re.IGNORECASE,
)
"""the second one, 3rd article, no. 4."""
_ENDS = re.compile(
    rf"(?P<newest>最新|最近|最后发布|最晚)(?:发布|刊登|刊发|一期|更新|收录)?的?(?:那|这)?(?P<n>{_NUMBER}|几)?(?:篇|则|条)?的?(?:{ARTICLES})?"
    rf"|(?P<oldest>最早|最旧|最老|最先)(?:发布|刊登|刊发)?的?(?:那|这)?(?P<m>{_NUMBER}|几)?(?:篇|则|条)?的?(?:{ARTICLES})?"
    r"|the (?:(?P<latest>latest|newest|most recent)|(?P<first>oldest"
    r"|earliest)) ?(?P<k>two|three|five|[2-9])? ?"
    r"(?:articles?|news|reports?|one|story)?",
    re.IGNORECASE,
)
"""最新的文章, 最近三篇, 最早的一篇, the latest article."""
_TITLE = re.compile(r"《([^《》]{1,80})》")
"""《示范区获批半年》: a title in its marks."""
_FILE = re.compile(
    r"[^\s，。、]{1,80}\.(?:txt|md|html?|docx?|pdf|eml|json|csv|xlsx?|pptx?)\b", re.I
)
"""notes.md, 报告.docx: the name of a file."""
_EVENT = re.compile(
    rf"(?:(?:这|那|本|此|该)(?:[次场届个起])?)({EVENTS})(?:上|中|里)?|(会议|活动|论坛|大会|座谈会|发布会|峰会|事件)(?:上|中|里)?"
    r"|(?:this|that|the) (meeting|conference|forum|event|summit|press conference|symposium)",
    re.I,
)
"""这次会议, 本届大会, 会上, the meeting: whichever was held."""
_ORDER = re.compile(
    "|".join(map(re.escape, sorted(table("intents")["chinese"]["order"], key=len, reverse=True)))
)
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth",
)  # fmt: skip
_CARDINALS = {"两": 2, "two": 2, "three": 3, "four": 4, "five": 5, "几": 3, "": 1}


def which_of(phrase: str) -> Which | None:
    """What a whole phrase refers to; all articles for 所有文章, ``None`` for what is no reference.

    >>> which_of("第一篇和第三篇").places, which_of("这篇文章").this, which_of("示范区")
    ((1, 3), True, None)
    """
    plain = re.sub(
        r"^(?:把|将|对|就|一下|下)|(?:的内容|的|都|主要|分别)$", "", phrase.strip(" ，,")
    )
    if _ALL.fullmatch(plain):
        return Which()
    if _PLACES_WHOLE.fullmatch(plain) and re.search("[篇则个]", plain):
        found = re.findall(_NUMBER, plain)
        return Which(places=tuple(_count(each) for each in found))
    if first := _FIRST.fullmatch(plain):
        return Which(places=tuple(range(1, _count(first[1] or first[2]) + 1)))
    if _LAST.fullmatch(plain):
        return Which(places=(-1,))
    if place := _ENGLISH_PLACE.fullmatch(plain):
        return Which(places=(_ordinal(place[1] or place[2]),))
    if _THIS.fullmatch(plain):
        return Which(this=True)
    if _THESE.fullmatch(plain):
        return Which(these=True)
    return _end_of(plain) or _named(plain) or _described(plain)


_ISSUES = re.compile(
    rf"(?:周刊|杂志|期刊)?(?:第 ?|(?=[0-9]{{2,4}} ?期))({_NUMBER}|[0-9]{{1,4}}) ?(?:期)?(?:(到|至|-"
    rf"|~|—|和|、|与) ?第? ?([0-9]{{1,4}}|{_NUMBER}) ?)?期(?:周刊|的)*(?:讲"
    rf"|说|谈|写)?(?P<about>.*?)的?"
    r"|(?:the )?issues? (?:number |no\.? ?|#)?([0-9]{1,4})(?:(?: ?(to"
    r"|through|and|-) ?)([0-9]{1,4}))?",
    re.I,
)
"""第350到352期, 第393期讲脑腐的, issue 361: numbers that a title has."""
_DESCRIBED = re.compile(
    rf"(?:讲|说|写|谈|关于|有关|介绍|报道)?(?:了)?(?P<a>.{{2,24}}?)(?:的)?(?:那|这)(?:一)?(?:篇|则|期|条|份)(?:{ARTICLES}|{GENRES})?"
    rf"|(?P<d>.{{2,24}}?)(?:的)?(?:那|这)(?:一)?[个次场届](?P<e>{EVENTS})"
    rf"|(?:讲|说|写|谈|关于|有关|介绍)(?:了)?(?P<b>.{{2,24}}?)的(?:那|这)?(?:一?篇|一?期|{ARTICLES})"
    r"|(?:the|that|an?) (?P<f>[a-z][\w' -]{2,40}?) (?:article|report|story|piece)"
    rf"|(?:the|that|an?) (?:article|report|story|issue|document|piece"
    rf"|news) (?:about|on|covering|regarding|that (?:covers|mentions|talks "
    rf"about)) (?:the )?(?P<c>.{{2,60}})",
    re.IGNORECASE,
)
"""临溪暴雨那篇, 长三角那个论坛, 讲脑腐的那一期, the article about Xu Xiaolan."""


def _described(plain: str) -> Which | None:
    if issues := _ISSUES.fullmatch(plain):
        first, between, last = (
            (issues[1], issues[2], issues[3]) if issues[1] else issues.groups()[4:7]
        )
        numbers = [_count(first), *([_count(last)] if last else [])]
        if between and between not in "和、与and":
            numbers = list(range(numbers[0], min(numbers[-1], numbers[0] + 40) + 1))
        return Which(names=tuple(f"第{number}期" for number in numbers))
    described = _DESCRIBED.fullmatch(plain)
    if described:
        if described["d"]:
            about = without_fillers(described["d"])
            return Which(described=about + described["e"]) if about else None
        return Which(described=next(part for part in described.groups() if part).strip("的 "))
    ordered = re.fullmatch(
        rf"(?P<how>.*?(?:新|旧|日期|时间|序|近|远)[^第]{{0,4}})(?P<place>第{_NUMBER}{_PIECE})",
        plain,
    )
    if ordered and _ORDER.sub("", ordered["how"]) == "":
        place = _count(re.sub(r"[第篇则]|[^\d一二三四五六七八九十两]", "", ordered["place"]))
        from_old = re.search(r"旧到新|正序|远到近", ordered["how"])
        return (
            Which(oldest=place, places=(place,))
            if from_old
            else Which(places=(place,), newest=place)
        )
    return None


def _end_of(plain: str) -> Which | None:
    end = _ENDS.fullmatch(plain)
    if end is None:
        return None
    if end["newest"] or end["latest"]:
        return Which(newest=_count(end["n"] or end["k"] or ""))
    return Which(oldest=_count(end["m"] or end["k"] or ""))


def _named(plain: str) -> Which | None:
    titles = _TITLE.findall(plain)
    rest = _TITLE.sub("", plain)
    if titles and re.fullmatch(rf"(?:这篇|一文|一篇|和|与|、|的|那篇|{ARTICLES}|里|中)*", rest):
        return Which(names=tuple(titles))
    if files := _FILE.findall(plain):
        return Which(names=tuple(files))
    if event := _EVENT.fullmatch(plain):
        return Which(event=event[1] or event[2] or event[3].lower())
    return None


def _count(word: str) -> int:
    if word.lower() in _CARDINALS:
        return _CARDINALS[word.lower()]
    value = float(word) if word.isascii() else han_value(word)
    return 1 if value is None else int(value)


def _ordinal(word: str) -> int:
    plain = word.lower()
    return _ORDINALS.index(plain) + 1 if plain in _ORDINALS else int(re.sub(r"\D", "", plain))
