"""Whose words a question is after: 王志军说了什么, 专家怎么看, what did Helen Qiu say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from rag.overview.phrases import ARTICLES, EVENTS, EVERYBODY, ROLES, nouns, pattern
from rag.overview.request import Request
from rag.overview.which import which_of
from rag.text.posts import POST
from rag.text.question_words import ASKING
from rag.text.segment import tagged
from rag.text.surnames import ALL_SURNAMES

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


def chinese(q: str) -> Request | None:
    """王志军说了什么, 专家怎么看示范区, 谁说了什么."""
    for form in _SPOKE:
        found = form.fullmatch(q)
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


_SAID = (
    pattern(
        r"what (?:did|does|has|have|do) (?P<who>.+?) (?:say|said|says|state"
        r"|stated|think|argue|claim|mention|announce|propose|stress|explain"
        r"|tell|talk|speak|comment)(?: (?:about|of|on|regarding|in|at|that "
        r"about) (?P<on>.+))?"
    ),
    pattern(
        r"what (?:was|were|is|are) (?P<who>.+?)(?:'s|’s|s') (?:view|views"
        r"|opinion|opinions|statements?|remarks?|comments?|speech|position"
        r"|words|take)(?: (?:on|about|of) (?P<on>.+))?"
    ),
    pattern(
        r"(?:quote|show me|list|summari[sz]e|give me)(?: what)? (?P<who>.+?)"
        r"(?:'s|’s)? (?:said|statements?|remarks?|words|speech|comments?)(?: "
        r"(?:on|about) (?P<on>.+))?"
    ),
    pattern(r"(?P<who>who) (?:said|says) what(?: (?:about|on) (?P<on>.+))?"),
    pattern(
        r"how (?:do|does|did) (?P<who>.+?) (?:see|view|comment on|assess|judge"
        r"|feel about) (?P<on>.+)"
    ),
)
_EVERYBODY_EN = pattern(
    r"(?:the )?(?:speakers?|guests?|participants?|everyone|everybody|people|they|who|attendees)"
)
_NOT_A_SPEAKER = pattern(
    r"(?:you|i|we|it|this|that|one|the (?:articles?|reports?|document|text|plan|law|rules?|notice))"
)


def english(q: str) -> Request | None:
    """What did Helen Qiu say, what are the experts' views on it."""
    for form in _SAID:
        found = form.fullmatch(q)
        if found is None:
            continue
        who = found["who"].strip()
        if _NOT_A_SPEAKER.fullmatch(who) or which_of(who) is not None:
            return None
        speaker = (
            "" if _EVERYBODY_EN.fullmatch(who) else re.sub(r"^(?:the|a|an)\s+", "", who, flags=re.I)
        )
        on = found.groupdict().get("on") or ""
        return Request("statements", q, "en", speaker=speaker, topic=nouns(on))
    return None


def made(blank: Request, pieces: Mapping[str, tuple[str, ...]]) -> Request | None:
    """Of the pieces, where no form tells who: a speaker, or everybody where that is asked for."""
    speaker = nouns(*pieces.get("speaker", ("",)))
    if re.search(r"哪位|是谁|问了|(?:谈到|提到|提出|提及)了?哪[些几]", blank.text):
        return None
    everybody = bool(re.search(EVERYBODY, blank.text) or _EVERYBODY_EN.search(blank.text))
    if re.search(ASKING, speaker) or _NOT_A_SPEAKER.fullmatch(speaker):
        return None
    if re.fullmatch(EVERYBODY, speaker) or _EVERYBODY_EN.fullmatch(speaker):
        speaker, everybody = "", True
    if not speaker and not everybody:
        return None
    return replace(blank, speaker=speaker, topic=nouns(*pieces.get("topic", ("",))))
