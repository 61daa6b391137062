"""What a question compares, of the pieces that name its sides: 华为和比亚迪哪个收入高."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from rag.overview.fillers import without_fillers
from rag.overview.phrases import ARTICLES, COMPARED, nouns, pattern
from rag.overview.request import Request
from rag.text.question_words import ASKING
from rag.text.segment import tagged

_MORE = r"(?:更|比较|最)?(?P<more>高|低|大|小|多|少|长|短|快|慢|早|晚|贵|便宜|好|强|重|轻|厉害)"
_WHICH_IS = r"(?:哪.|谁)(?:的)?(?P<aspect>[^，。]{0,12}?)"
_ADJECTIVE = re.compile(rf"{_WHICH_IS}{_MORE}(?:一些|一点|些|得多)?(?:$|[，,：: ])")
"""哪个收入高, 谁更快: what is measured, and which end of it is asked for."""
COMPARES = re.compile(
    rf"(?:和|与|跟|同|、|还是|vs\.?|^这?[两二三几]\w).+(?:{COMPARED}|{_ADJECTIVE.pattern})|^(?:比较|对比).+[和与跟]"
    rf"|(?:和|与|跟|同|、)[^，,]+(?:分别|各自)(?:都|又)*[是由在](?:{ASKING})"
    r"|\b(?:differences? between|compare|versus|vs|differs? from)\b",
    re.I,
)
"""What leaves little doubt that two things are compared."""
_ENDS = re.compile(
    rf"{COMPARED}.*|(?:相比|比起来|之间|差[多在别]|怎么?样|如何|是什么|有哪些|哪.|谁|，).*$"
)
"""有什么不同, 相比怎么样, 之间哪个: from where on a question names no side."""
_VERSIONS = re.compile(
    rf"(?:这)?(?:两|二|2|三|几)(?:本|篇|个|家|种|份|次|届|座|条|款|版)"
    r"(?:写|讲|说|谈|关于|有关)?(?P<topic>.+?)"
    r"(?:(?:里|中|上)?(?:说|讲|写|提到|报道|给|里)的?(?P<aspect>.+?))?(?:之间)?"
    rf"(?:为什么|为何|怎么|咋)?(?:{COMPARED}|(?:都)?不一样|不同|不一致|对不上)(?:是什么|在哪)*"
)
"""两本《芯片战争》有什么不同, 两篇地铁文章说的3号线长度咋不一样."""
_ALIKE = re.compile(
    r"(?P<one>[^，。和与跟]{2,12}的(?P<what>[^，。和与跟的]{2,8}))[和与跟](?P<other>[^，。和与跟]{2,12}的(?P=what))"
)
"""2021年的座谈会和2022年的座谈会: two of a kind."""
_EACH = re.compile(rf"(?:分别|各自)(?:都|又)*(?P<asked>[是由在](?:{ASKING}).*)$")
"""分别是谁主办的, 各自由谁负责: what is asked of each side."""
_MORE_EN = pattern(
    r"\b(?:more|less|fewer) \w+"
    r"|\b(?:high|low|larg|bigg|small|long|short|great|fast|slow|cheap|old)er\b"
)
_ASPECT_EN = pattern(r"^ ?(?:in terms of|with regard to|by|in|on) (?:the )?(.+)$")
_YEAR = re.compile(r"(?:19|20)\d\d年?")
"""2022年, 1998: a year that one side has for both."""


def made(blank: Request, pieces: Mapping[str, tuple[str, ...]]) -> Request | None:
    """The sides and the aspect of a comparison; ``None`` where it names fewer than two."""
    q = blank.text
    if versions := _VERSIONS.fullmatch(q):
        topic = re.sub(rf"(?:的)?{ARTICLES}$", "", versions["topic"])
        return replace(blank, topic=topic, aspect=versions["aspect"] or "")
    found = [nouns(side).strip("的，, ") for side in pieces.get("sides", ())]
    sides = _apart(found[0]) if len(found) == 1 else found[:2]
    if alike := _ALIKE.search(q):
        sides = [alike["one"], alike["other"]]
    if len(sides) < 2 or not all(sides) or re.search(ASKING, "".join(sides)):
        return None
    if any(re.fullmatch("[A-Za-z]", side) for side in sides):
        return None  # A和B哪个高: a letter names nothing
    one, other = sides
    rest = q[q.rindex(other) + len(other) :]
    if blank.language == "en":
        return _english(blank, one, other, rest)
    if (each := _EACH.search(rest)) and not alike:
        one, other, what = _shared(one, other, "")
        return replace(blank, sides=(one, other), aspect=what + each["asked"])
    (aspect,) = pieces.get("topic", ("",))
    if alike and aspect == alike["what"]:
        aspect = ""
    aspect = aspect or without_fillers(_ENDS.sub("", rest))
    adjective = _ADJECTIVE.search(rest) or _ADJECTIVE.search(q[: q.index(one)] + " ")
    if adjective:
        aspect = aspect or without_fillers(adjective["aspect"])
    one, other, aspect = _shared(one, other, "" if re.search(ASKING, aspect) else aspect)
    return replace(
        blank, sides=(one, other), aspect=aspect + (adjective["more"] if adjective else "")
    )


def _apart(side: str) -> list[str]:
    """老馆新馆, 老馆和新馆: two sides that were seen as one."""
    parts = re.split(r"[和与跟同、]|还是", side)
    half = len(side) // 2
    if len(parts) == 1 and len(side) % 2 == 0 and side[half - 1 : half] == side[-1:]:
        parts = [side[:half], side[half:]]
    return parts if len(parts) == 2 else []


def _english(blank: Request, one: str, other: str, rest: str) -> Request:
    """With the noun in the plural that the second names for both: the A and B forums."""
    head = re.match(r" ?([a-z]{3,}s)\b", rest) or re.search(r"[A-Z]\w* ([a-z]{3,}s)$", other)
    if head and not one.endswith(head[1]):
        other = re.sub(rf" {head[1]}$", "", other)
        one, other = f"{one} {head[1][:-1]}", f"{other} {head[1][:-1]}"
        rest = rest[len(head[0]) :] if rest.startswith(head[0]) else rest
    told = _ASPECT_EN.match(rest)
    more = _MORE_EN.search(blank.text)
    return replace(blank, sides=(one, other), aspect=told[1] if told else more[0] if more else "")


def _shared(one: str, other: str, aspect: str) -> tuple[str, str, str]:
    """What only one side says for both: 长三角的示范区, 青禾2022年 and 2023年, 1号线 and 3."""
    whose, of, what = other.partition("的")
    if of and whose and "的" not in one:
        other, aspect = whose, aspect or what
    if not aspect and (ends := [word for word, _ in tagged(one)][-1:]):
        place = other.rfind(ends[0])
        behind = other[place + len(ends[0]) :] if place > 0 else ""
        if len(behind) > 1:
            other, aspect = other[: place + len(ends[0])], behind.strip("的")
    year = _YEAR.search(one)
    if year and _YEAR.match(other) and one[: year.start()]:
        other = one[: year.start()] + other
    if other.isdigit() and (number := re.match(r"\d+(\D+)$", one)):
        other += number[1]
    return one, other, aspect
