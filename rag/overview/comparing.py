"""What a question compares: 京津冀和长三角的示范区有什么不同, which is longer, A or B."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from rag.overview.phrases import ARTICLES, COMPARED, nouns, pattern
from rag.overview.request import Request
from rag.text.question_words import ASKING
from rag.text.segment import tagged

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


def chinese(q: str) -> Request | None:
    """京津冀和长三角的示范区有什么不同, 华为和比亚迪哪个收入高."""
    if versions := _VERSIONS.fullmatch(q):
        topic = re.sub(rf"(?:的)?{ARTICLES}$", "", versions["topic"])
        return Request("comparison", q, topic=topic, aspect=versions["aspect"] or "")
    for form in _SIDES:
        found = form.fullmatch(q)
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


_COMPARED_EN = (
    pattern(
        r"(?:compare|contrast) (?P<a>.+?) (?:and|with|to|vs\.?|versus"
        r"|against) (?P<b>.+?)(?: (?:in terms of|by|with regard to|in) "
        r"(?P<aspect>.+))?"
    ),
    pattern(
        r"(?:what(?:'s| is| are)|tell me|explain|list)? ?(?:the )?(?:main "
        r"|key )?(?:differences?|similarit(?:y|ies)|distinctions?) (?:between"
        r"|of) (?P<a>.+?) and (?P<b>.+?)(?: (?:in terms of|in) "
        r"(?P<aspect>.+))?"
    ),
    pattern(
        r"how (?:do|does|did|is|are|was|were) (?P<a>.+?) (?:and|differ from"
        r"|different from|compare (?:with|to)|compared (?:with|to)) (?P<b>.+?)"
        r"(?: (?:differ|compare|different))?(?P<aspect>)"
    ),
    pattern(
        r"(?:which|who|which one)(?: (?:one|of them|city|company|line|year))?"
        r"(?: has| had| is| was| have| got)?(?: the| a)? (?P<aspect>.*?(?:more"
        r"|less|higher|lower|larger|bigger|smaller|longer|shorter|greater"
        r"|fewer|faster|slower|cheaper|older)[^,:]*?)[,:]? (?P<a>[^,:]+?) or "
        r"(?P<b>[^,]+)"
    ),
    pattern(r"(?P<a>.+?) (?:vs\.?|versus) (?P<b>.+?)(?P<aspect>)"),
)
_ASKING_EN = pattern(
    r"^(?:what|which|who|whose|when|where|why|how|is|are|was|were|did|does|do|has|have|can|will)\b"
)


def english(q: str) -> Request | None:
    """Compare A and B, the difference between A and B, which is longer, A or B."""
    for form in _COMPARED_EN:
        found = form.fullmatch(q)
        if found and not _ASKING_EN.search(found["a"]):
            sides = (nouns(found["a"]), nouns(found["b"]))
            return Request("comparison", q, "en", sides=sides, aspect=found["aspect"] or "")
    return None


def made(blank: Request, pieces: Mapping[str, tuple[str, ...]]) -> Request | None:
    """Of the pieces, where no form tells the sides: at least two."""
    sides = tuple(nouns(side).strip("的，, ") for side in pieces.get("sides", ()))
    return replace(blank, sides=sides[:2]) if len(sides) > 1 else None
