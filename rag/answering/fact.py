"""The fact an answer opens with: the reader's span, cleaned, completed and resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.answering.agents import act_asked
from rag.answering.forms import fits
from rag.answering.judge import Judgement
from rag.answering.question import Form, Question
from rag.text.dates import resolve
from rag.text.units import COUNTERS
from rag.types import Passage

LONGEST_FACT = 40
LONGEST_LIST = 120
_STATED_FIRST: frozenset[Form] = frozenset(
    ("when", "duration", "who", "where", "number", "organisation", "title", "list")
)
_EDGES = " 　，,。．.；;：:、！!？?\n"
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("(", ")"), ("「", "」"), ("『", "』"))
_UNIT_AFTER = re.compile(
    r"\s*(?:多|余)?\s*(?:[万亿千百]+)?(?:个百分点|平方公里|平方米|公里|万亩|公顷|人次"
    rf"|[{COUNTERS}亿万倍元%％‰吨斤米级票席天年月日号])+"
)
_FIGURE_BEFORE = re.compile(r"(?:超过|超|近|约|逾|突破|不足|至少)?(?:[0-9][0-9,.]*)?$")
_AND_SO_ON = re.compile(
    r"^(.*?、.*?等(?:[一二三四五六七八九十几]+[大个项种类家])?[\u4e00-\u9fff]{0,2}?"
    r"(?:领域|行业|方面|产业|企业|单位|地区|城市|园区|活动|内容|模式)|.*?、.*?等(?![一二三四五六七八九十几]))"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """What is stated first: ``text``, and ``original`` where the article words it otherwise."""

    text: str
    original: str = ""


def lead_fact(question: Question, judgement: Judgement) -> Fact | None:
    """The fact in a judged sentence that the question asks for, if it asks for one.

    Returns:
        ``None`` when the question wants a sentence (why, how, what, yes or no), or the span is
        too long for a fact or has not the form asked for.
    """
    span, passage = judgement.span, judgement.reading.passage
    if question.form not in _STATED_FIRST:
        return None
    agents = bool(judgement.features.get("pattern")) and act_asked(question.text)
    if question.form == "list" and not agents:
        return _enumeration(question.text, passage, span.start, judgement.start, judgement.end)
    low, high = _whole(passage, span.start, span.end, judgement.start, judgement.end)
    text = passage.text[low - passage.start : high - passage.start]
    if (
        not text
        or len(text) > (LONGEST_LIST if agents else LONGEST_FACT)
        or not fits(question, text)
    ):
        return None
    if question.form == "when":
        return _dated(question, passage, text)
    return Fact(text)


def _whole(passage: Passage, low: int, high: int, start: int, end: int) -> tuple[int, int]:
    """The span without loose punctuation, with its unit, its figure and its closing marks."""
    text, shift = passage.text, passage.start
    after = _UNIT_AFTER.match(text, high - shift, end - shift)
    if after and re.search(
        r"[0-9零一二三四五六七八九十百千万亿]$", text[low - shift : high - shift]
    ):
        high = after.end() + shift
    if re.match(r"[0-9万亿%％.]", text[low - shift : low - shift + 1]):
        before = _FIGURE_BEFORE.search(text[start - shift : low - shift])
        if before:
            low = start + before.start()
    while low < high and text[low - shift] in _EDGES:
        low += 1
    while high > low and text[high - 1 - shift] in _EDGES:
        high -= 1
    return _balanced(passage, low, high, start, end)


def _balanced(passage: Passage, low: int, high: int, start: int, end: int) -> tuple[int, int]:
    """The span widened to the partner of a bracket it holds, or narrowed where there is none."""
    for opener, closer in _PAIRS:
        text = passage.text[low - passage.start : high - passage.start]
        if text.count(opener) > text.count(closer):
            place = passage.text.find(closer, high - passage.start, end - passage.start)
            found = place >= 0
            high = place + 1 + passage.start if found else low + text.rindex(opener)
        elif text.count(closer) > text.count(opener):
            place = passage.text.rfind(opener, start - passage.start, low - passage.start)
            if place >= 0:
                low = place + passage.start
            else:
                low += text.index(closer) + 1
    return low, max(low, high)


def _enumeration(question: str, passage: Passage, at: int, start: int, end: int) -> Fact | None:
    """The run of items joined by 、 that speaks most of the question, or holds the span."""
    sentence = passage.text[start - passage.start : end - passage.start]
    runs = [
        match
        for match in re.finditer(r"[^，,。；;：:\n]*、[^，,。；;：:\n]*", sentence)
        if match.group().count("、") >= 1
    ]
    if not runs:
        return None
    place = at - start
    asked = {question[i : i + 2] for i in range(len(question) - 1)}

    def fitness(run: re.Match[str]) -> tuple[int, bool, int]:
        """Words of the question in the run, whether the span is in it, its number of items."""
        shared = sum(pair in run.group() for pair in asked)
        return shared, run.start() <= place < run.end(), run.group().count("、")

    best = max(runs, key=fitness)
    text = best.group().strip(_EDGES)
    text = re.sub(
        r"^.*?(?:包括|分为|形成|涉及|包含|有|为|是|在|围绕|聚焦)(?=[^、]{1,20}、)", "", text
    )
    ended = _AND_SO_ON.match(text)
    text = ended.group(1) if ended else text
    return Fact(text) if 3 <= len(text) <= LONGEST_LIST else None


def _dated(question: Question, passage: Passage, text: str) -> Fact:
    """The date completed by the article's own: 今年1月 of July 2022 is 2022年1月."""
    found = resolve(text, passage.published)
    if not found:
        return Fact(text)
    language = question.language
    shown = [date.display(language) for date in found]
    if len(shown) != 1 or found[0].approximate:
        return Fact(text)
    if shown[0].replace(" ", "") in text.replace(" ", ""):
        return Fact(text)
    # Only the date's own words: the reader's span may run on into the place.
    return Fact(shown[0], original=found[0].text)
