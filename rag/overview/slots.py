"""What an overview of a known intent is of: its articles, topic, speaker, sides and order.

The words that name them are ``pieces``' to find; here they are made a request, or ``None`` where
what the intent needs is not there: the question is better answered as one for a fact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.overview import comparing, speaking
from rag.overview.cues import asks_one_thing
from rag.overview.days import limits_of
from rag.overview.fillers import is_filler, without_fillers
from rag.overview.phrases import ARTICLES, EVENTS, HERE, alternatives, nouns
from rag.overview.pieces import Word, pieces_of, words_of
from rag.overview.request import Intent, Order, Request, Which
from rag.overview.wanted import COUNTED
from rag.overview.which import which_of
from rag.text.question_words import ASKING
from rag.text.tables import table
from rag.wording import Language

Pieces = Mapping[str, tuple[str, ...]]

CATALOGUE: frozenset[Intent] = frozenset(("count", "listing", "sources", "authors", "days"))
_ORDERS: dict[Order, re.Pattern[str]] = {
    "newest": re.compile(
        r"最新|最近|近期|新出|刚出|有什么新|有啥新|新(?:的|文章|闻)|最后(?:发|更|一[篇期])|\b(?:latest|newest|new|recent|last)\b",
        re.I,
    ),
    "oldest": re.compile(
        r"最早|最旧|最老|最先|最久|\b(?:oldest|earliest|first (?:article|one))\b", re.I
    ),
    "longest": re.compile(r"最长|最多字|字数最多|篇幅最大|\blongest\b", re.I),
    "shortest": re.compile(r"最短|字数最少|内容最少|\bshortest\b", re.I),
}
"""最新的文章, 最早的, the longest article: from which end, or by which length."""
_SINGLE = re.compile(
    r"最(?!近(?:有|都|发生))|\b(?:latest|newest|most recent|oldest|earliest|longest|shortest)\b",
    re.I,
)
"""最新, 最长, the latest: one is asked for; 最近有 is not."""
_LONGEST_NAME = 40
_SHORT = 12
_FRESH = 5
"""So many are shown of 最近有什么新闻."""
_WANTED = (
    ("title", re.compile(r"标题|题目|原题|叫什么|\btitled?\b|\bcalled\b", re.I)),
    (
        "length",
        re.compile(
            r"多长|字数|多少(?:个)?字|几个?字|篇幅|长度"
            r"|how long|how many (?:words|char)|length",
            re.I,
        ),
    ),
    ("published", re.compile(r"时候|何时|哪[天年月]|日期|几[号月]|时间|\bwhen\b|\bdate\b", re.I)),
    (
        "author",
        re.compile(
            r"谁|作者|记者|执笔|手笔|署名"
            r"|\bwho\b|\bwrote\b|author|writer|by whom",
            re.I,
        ),
    ),
    ("source", re.compile("")),
)
"""What is asked of an article; where nothing else is, from where it is."""
_SENTENCES = re.compile(
    r"([一两二三四五六七八九1-9])(?:句话?|点)"
    r"|in (one|two|three|four|five|[1-5]) (?:sentence|point)",
    re.I,
)
"""三句话, 两点, in two sentences: how many sentences are wanted."""
_MANY = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "one": 1, "two": 2, "three": 3, "four": 4}
_TOLD = re.compile(r"([两二三四](?=[篇期份条])|\b(?:two|three|four)\b)", re.I)
"""最近发的三篇."""
_ASKS_FACT = re.compile(
    r"为什么|为何|谁|多少|多大|多高|几点|几[个家位天号次]|哪[天年里儿家位]|何时|什么时候|是否|是不是|怎么办"
    r"|\b(?:who|whom|how (?:much|many|long|old)|why)\b",
    re.I,
)
"""为什么, 谁, 多少, 何时, how many: a fact is asked for after all."""
_COUNTED = re.compile(
    r"多少|(?<!哪)几[篇条份则个百千]|总数|篇数|数量|计数|统计"
    r"|\b(?:how many|number of|count|total)\b",
    re.I,
)
"""多少, 几篇, 总数, how many: a number is asked for."""
_COLLECTED = re.compile(
    rf"{ARTICLES}|{HERE}|[篇稿库文]|这|那|它们|他们|来源|來源|媒体|出处|作者|记者|范围|跨度|报"
    r"|材料|东西|内容|时间|多少|\b(?:articles?|reports?|stor(?:y|ies)|files?|docs?|documents?"
    r"|texts?|pieces?"
    r"|news|items?|posts?|entries|these|those|they|them|this|here|you|your|sources?|authors?|writers?"
    r"|reporters?|journalists?|dates?|media|newspapers?|papers?|collection|folder|archive|library|corpus)\b",
    re.I,
)
"""What a question about the collection names of it; which organisation published the cases does
not."""
_CLAUSES = re.compile(
    r"\barticles? (?:does|do|are (?:there )?in|in|of) the "
    r"(?:contract|law|act|constitution|treaty|code)"
    r"|(?:几|多少)篇(?:论文|小说|诗|散文|作文|日记|博文)|(?:合同|法|条例|宪法|协议|章程)(?:里|中|一?共|总共|有)*多少条",
    re.I,
)
"""The articles of a contract or a law; somebody's papers."""
_TELLS = re.compile(
    r"关于|有关|讲|说|提[到及过]|涉及|谈|写到|相关|出现"
    r"|\b(?:about|on|mention\w*|discuss\w*|cover\w*)\b",
    re.I,
)
"""关于, 讲, 提到, about, covers: a topic stands beside it."""
_OF = re.compile(
    r"(?P<folder>.+?)(?:[这那]个)?(?:文件夹|目录|栏目|分类)(?:里面?|中|下面?)?.*"
    rf"|(?:关于|有关)?(.+?)(?:里面?|中|上)?(?:的|都|有|哪些|什么|几篇|多少篇?)+(?:{ARTICLES})"
    r"|.*\b(?:from|by) (?:the )?([A-Z].+)$"
)
"""本地新闻里有哪些文章, 公告目录下几篇, articles from Sina Finance: what may be a folder, a source,
an author."""
_SOURCE = re.compile(
    r"来源|來源|媒体|媒體|出处|出處|哪家|哪里|哪儿|哪些?(?:报|网|站|单位|平台)|报纸|报社|网站|刊|从哪"
    r"|\b(?:sources?|media|newspapers?|papers?|outlets?|magazines?|publish\w*|where|press|from)\b",
    re.I,
)
"""来源, 哪家, 哪些报, newspaper, published by: who published is asked for."""
_TIMELINE = re.compile(r"时间线|时间轴|大事记|timeline|chronology", re.I)
"""线 is no topic of 时间线."""
_PUT = alternatives(table("intents")["chinese"]["polite"])


def request_of(intent: Intent, question: str, language: Language, *, sure: bool) -> Request | None:
    """The request for an overview of this intent; ``None`` where it lacks what it must name."""
    pieces = pieces_of(question, intent)
    found = _made(intent, question, language, pieces)
    return replace(found, unsure=not sure) if found else None


def _made(intent: Intent, q: str, language: Language, pieces: Pieces) -> Request | None:
    blank = Request(intent, q, language)
    if intent in CATALOGUE:
        which = _which(q, {})
        field = next(name for name, words in _WANTED if words.search(q))
        if intent == "listing" and (which.newest or which.oldest) and field == "published":
            return replace(blank, intent="about_file", which=which, wanted=field)
        if (not _COLLECTED.search(q) and intent != "listing") or _CLAUSES.search(q):
            return None
        return _catalogue(_kind(blank), pieces)
    if intent == "about_file":
        which = _which(q, pieces)
        wanted = next(name for name, words in _WANTED if words.search(q))
        return replace(blank, which=which, wanted=wanted) if which else None
    if intent == "statements":
        return speaking.made(blank, pieces)
    if intent == "comparison":
        found = comparing.made(blank, pieces)
        told = found is not None and not found.sides  # 两篇文章里3号线的长度不一样
        return found if told else _beside(blank, pieces) or found
    if intent in {"summary", "topic"} and COUNTED.search(q):
        return None  # 大会的五个新特点: an announced list, which the way of a fact looks for
    if intent in {"summary", "timeline", "topic"}:
        return _contents(blank, pieces)
    return blank  # talk


def _beside(blank: Request, pieces: Pieces) -> Request | None:
    """比较这两篇: each article's points under it, where several are pointed at; else ``None``."""
    which = _which(blank.text, pieces)
    several = which.these or len(which.places) > 1
    return replace(blank, intent="summary", which=which) if several else None


def _kind(blank: Request) -> Request:
    """Counted only where a number is asked for, sources only where they are."""
    q, intent = blank.text, blank.intent
    if intent in {"count", "listing"}:
        return replace(blank, intent="count" if _COUNTED.search(q) else "listing")
    if intent == "sources" and not _SOURCE.search(q):
        return replace(blank, intent="listing")
    return blank


def _catalogue(blank: Request, pieces: Pieces) -> Request:
    q = blank.text
    limits, rest = limits_of(q)
    order = next((name for name, words in _ORDERS.items() if words.search(rest)), None)
    which = _which(rest, {})
    topic = _topic(pieces, rest if limits else q)
    left = without_fillers(rest)
    if not topic and not which and len(left) <= _SHORT and not re.search(ASKING, left):
        topic = left if _TELLS.search(rest) else ""
    if which.names:
        return replace(blank, intent="listing", which=which)
    whole = _OF.match(rest)
    most = 0
    if order and not topic and blank.intent == "listing":
        told = _TOLD.search(rest)
        most = which.newest or which.oldest or (1 if _SINGLE.search(rest) else _FRESH)
        most = _MANY.get(told[1].lower(), most) if told and most == 1 else most
    return replace(
        blank,
        topic=topic,
        aspect=next(filter(None, whole.groups()), "") if whole else "",
        limits=limits,
        order=order or "newest",
        most=most,
    )


def _contents(blank: Request, pieces: Pieces) -> Request | None:
    """A summary, a timeline or what is said of a topic: of articles, of a topic, or of all."""
    q = blank.text
    if blank.intent == "timeline":
        q = _TIMELINE.sub(" ", q).strip()
        if not q or _ASKS_FACT.search(q):
            return None if q else blank
    many = _SENTENCES.search(q)
    most = _MANY.get((many[1] or many[2]).lower(), 5) if many else 0
    which = _which(q, pieces)
    if blank.intent == "topic" and re.search(rf"{EVENTS}$", which.described):
        which = Which()  # 讲讲长三角论坛: a topic, of which several articles may tell
    if which and not (which.event and nouns(*pieces.get("topic", ("",))) not in which.event):
        intent: Intent = "summary" if blank.intent == "topic" else blank.intent
        return replace(blank, intent=intent, which=which, most=most)
    limits, rest = limits_of(q)
    topic = _topic(pieces, q)
    if topic and limits and not _topic(pieces, rest):
        topic = ""
    if blank.intent == "topic" and blank.language == "zh" and asks_one_thing(topic or q):
        return None
    if topic and _ASKS_FACT.search(q.replace(topic, " ")):
        return None
    if topic:
        return replace(blank, topic=topic, most=most)
    if blank.intent == "topic":
        alone = nouns(q) if blank.language == "en" and len(nouns(q).split()) == 1 else ""
        left = without_fillers(q) or alone  # library, which asks for the collection elsewhere
        return replace(blank, topic=left) if left and not re.search(ASKING, left) else None
    left = without_fillers(q)
    if left and blank.language == "zh" and not re.search(ARTICLES, q) and which_of(left) is None:
        return replace(blank, topic=left, most=most)
    return replace(blank, most=most, limits=limits)


def _topic(pieces: Pieces, within: str) -> str:
    """The topic, unless it is made of the words that such questions have in common."""
    (topic,) = pieces.get("topic", ("",))
    topic = re.sub(r"^(?:the|a|an) ", "", topic.strip(" \"'“”《》（）()的？?。"), flags=re.I)
    topic = re.sub(r"^(?:about|on|of|mention(?:s|ing)?) |(?: here| please| thanks)$", "", topic)
    topic = re.sub(rf"(?:的|相关|有关|方面)*(?:{ARTICLES})?$|^(?:关于|有关)", "", topic)
    if not topic or topic not in within or (is_filler(topic) and not _TELLS.search(within)):
        return ""
    return _grown(topic, within)


def _grown(topic: str, within: str) -> str:
    """With the words that stand at it on either side, nouns at the ends: 药品集中 to 采购方案."""
    words, start = words_of(within), within.index(topic)
    inside = [n for n, w in enumerate(words) if w.start < start + len(topic) and w.end > start]
    first, last = inside[0], inside[-1]
    ends = [n for n in range(first - 1, -1, -1) if _all_go_on(words[n:first]) and _ends(words[n])]
    first = ends[-1] if ends else first
    ends = [n for n in range(last + 1, len(words)) if _all_go_on(words[last + 1 : n + 1])]
    ends = [n for n in ends if _ends(words[n])]
    last = ends[-1] if ends else last
    grown = within[words[first].start : words[last].end]
    return re.sub(rf"(?:{ARTICLES})$", "", grown) or topic


def _all_go_on(words: Sequence[Word]) -> bool:
    return all((_ends(word) or word.tag[:1] in ("v", "a")) for word in words) and not any(
        is_filler(word.text) for word in words
    )


_NAMED = re.compile("[A-Z0-9]")
"""Finance, 3: of English words those that a name is made of."""


def _ends(word: Word) -> bool:
    noun = re.match("n|m|eng|j|x|b|vn|l|i", word.tag) if word.tag else _NAMED.match(word.text)
    return bool(noun) and not is_filler(word.text)


def _which(q: str, pieces: Pieces) -> Which:
    """The articles singled out: as the piece names them, else the longest part that names any."""
    (named,) = pieces.get("article", ("",))
    words = words_of(q)
    spans = sorted(
        ((a.start, b.end) for n, a in enumerate(words) for b in words[n:]),
        key=lambda span: span[0] - span[1],
    )
    parts = [named, *(q[start:end] for start, end in spans if end - start <= _LONGEST_NAME)]
    found = [
        (part, which) for part in parts if part and (which := _trimmed(which_of(part))) is not None
    ]
    found = [(part, which) for part, which in found if which]
    if found:
        part, which = next(((p, w) for p, w in found if not w.event), found[0])
        alone = which.event and not re.match("[这那本此该]|th", part, re.I)
        return _told_before(which, q[: q.index(part)]) if which.this or alone else which
    about = without_fillers(named)
    return Which(described=about) if about else Which()


def _told_before(which: Which, before: str) -> Which:
    """示范区获批半年，这篇讲什么; 京津冀座谈会: what stands before it tells which is meant."""
    about = without_fillers(re.sub(rf"^(?:{_PUT})+", "", before))
    if len(about) > 1 and which.event:
        return Which(described=about + which.event)
    return replace(which, described=about) if len(about) > 1 else which


def _trimmed(which: Which | None) -> Which | None:
    """帮我看看临溪暴雨那篇: what it is about, without what asks; ``None`` where that is all."""
    if which is None or not which.described:
        return which
    about = without_fillers(re.sub(rf"^(?:{_PUT})+", "", which.described))
    return replace(which, described=about) if about else None
