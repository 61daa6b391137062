"""The fact an answer opens with: the reader's span, cleaned, completed and resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rag.answering.judge import Judgement
from rag.answering.question import Form, Question
from rag.text.dates import resolve
from rag.text.moments import tells_when
from rag.text.units import COUNTERS

LONGEST_FACT = 40
LONGEST_LIST = 120
SHORTEST_LIST = 3
"""In characters."""
ITEM_BELOW = 6.0
"""A further item's score is at most so far below that of the span."""
_STATED_FIRST: frozenset[Form] = frozenset(
    ("when", "duration", "who", "where", "number", "organisation", "title", "list")
)
_FIGURE = re.compile(r"[0-9零〇一二两三四五六七八九十百千万亿半几]|[A-Za-z]")
"""What a figure has: a digit or numeral; in English it may be a word."""
_FITS: Mapping[Form, Callable[[str], object]] = {
    "number": _FIGURE.search,
    "duration": _FIGURE.search,
    "when": tells_when,
}
"""What words must have to be a fact of a form."""
_EDGES = " 　，,。．.；;：:、！!？?\n"
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("(", ")"), ("「", "」"), ("『", "』"))
_FIGURE_ENDS = re.compile(r"[0-9零一二三四五六七八九十百千万亿]$")
"""25000 and 三百: what a unit may follow."""
_UNIT_AFTER = re.compile(
    # 余家, 个百分点, 万亿元, 多平方公里
    r"\s*(?:多|余)?\s*(?:[万亿千百]+)?(?:个百分点|平方公里|平方米|公里|万亩|公顷|人次"
    rf"|[{COUNTERS}亿万倍元%％‰吨斤米级票席天年月日号])+"
)
_INSIDE_FIGURE = re.compile(r"[0-9万亿%％.]")
"""250家 of 1,250家, 万亿元 of 3.5万亿元: a figure may go on to the left."""
_FIGURE_BEFORE = re.compile(r"(?:超过|超|近|约|逾|突破|不足|至少)?(?:[0-9][0-9,.]*)?$")
"""超1, before 250家; nothing where there is no figure."""
_LISTED = re.compile(r"[^，,。；;：:\n]*、[^，,。；;：:\n]*")
"""甲城、乙城和丙城: a run without other marks."""
_JOINT = re.compile(r"[\u4e00-\u9fff]{0,3}(?:、|和|与|及|以及|跟|,? and |, )[\u4e00-\u9fff]{0,3}|")
"""What stands between two items: 院士、 of 刘某院士、钱某院士; nothing of 505户1748人."""
_LIST_OPENS = re.compile(r"^.*?(?:包括|分为|形成|涉及|包含|有|为|是|在|围绕|聚焦)(?=[^、]{1,20}、)")
"""任务包括 before 建桥、修路."""
_AND_SO_ON = re.compile(
    # 汽车、医药等领域, 讲座、展览等五项活动
    r"^(?:.*?、.*?等(?:[一二三四五六七八九十几]+[大个项种类家])?[\u4e00-\u9fff]{0,2}?"
    r"(?:领域|行业|方面|产业|企业|单位|地区|城市|园区|活动|内容|模式)"
    # 建桥、修路等; not 等三大任务
    r"|.*?、.*?等(?![一二三四五六七八九十几]))"
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
        too long for a fact or only repeats it.
    """
    if question.form not in _STATED_FIRST:
        return None
    sentence, low = judgement.text, judgement.span.start - judgement.start
    joined = _joined(judgement) if question.several else ""
    if question.form == "list" and not joined:
        return _enumeration(question.text, sentence, low)
    text = (
        joined
        or (_run_at(sentence, low) if question.several else "")
        or _whole(sentence, low, judgement.span.end - judgement.start)
    )
    fits = _FITS.get(question.form)
    longest = LONGEST_LIST if question.several else LONGEST_FACT
    if len(text) > longest or question.repeats(text) or (fits and not fits(text)):
        return None
    if question.form == "when":
        pointed = (low, judgement.span.end - judgement.start)
        return _dated(question, text, sentence, pointed, judgement.reading.passage.published)
    return Fact(text)


def _whole(sentence: str, low: int, high: int) -> str:
    """The span without loose punctuation, with its unit, its figure and its closing marks."""
    after = _UNIT_AFTER.match(sentence, high)
    if after and _FIGURE_ENDS.search(sentence[low:high]):
        high = after.end()
    if _INSIDE_FIGURE.match(sentence, low) and (before := _FIGURE_BEFORE.search(sentence, 0, low)):
        low = before.start()
    low = high - len(sentence[low:high].lstrip(_EDGES))
    high = low + len(sentence[low:high].rstrip(_EDGES))
    for opener, closer in _PAIRS:
        text = sentence[low:high]
        if text.count(opener) > text.count(closer):
            partner = sentence.find(closer, high)
            high = low + text.rindex(opener) if partner < 0 else partner + 1
        elif text.count(closer) > text.count(opener):
            partner = sentence.rfind(opener, 0, low)
            low = low + text.index(closer) + 1 if partner < 0 else partner
    return sentence[low:high]


def _joined(judgement: Judgement) -> str:
    """The span with the items joined to it that the reader points at too.

    Empty where there are none, and where the run goes on beyond them.
    """
    sentence, start = judgement.text, judgement.start
    low, high = judgement.span.start - start, judgement.span.end - start
    points = [
        (span.start - start, span.end - start)
        for span in judgement.reading.spans
        if span.start >= start and span.end - start <= len(sentence)
        if span.score >= judgement.span.score - ITEM_BELOW
    ]
    first, last = low, high
    for a, b in sorted(points):
        if a >= last and _JOINT.fullmatch(sentence, last, a):
            last = b
    for a, b in sorted(points, reverse=True):
        if b <= first and _JOINT.fullmatch(sentence, b, first):
            first = a
    goes_on = sentence[:first].endswith("、") or sentence[last:].startswith("、")
    return "" if goes_on or (first, last) == (low, high) else _whole(sentence, first, last)


def _run_at(sentence: str, at: int) -> str:
    """The items of the run in which position ``at`` stands; empty where it stands in none."""
    runs = (run.group() for run in _LISTED.finditer(sentence) if run.start() <= at < run.end())
    return _listed(next(runs, ""))


def _listed(run: str) -> str:
    """The items of a run, without what opens it and what follows 等."""
    text = _LIST_OPENS.sub("", run.strip(_EDGES))
    ended = _AND_SO_ON.match(text)
    return ended.group() if ended else text


def _enumeration(question: str, sentence: str, at: int) -> Fact | None:
    """The run of items joined by 、 that speaks most of the question, or holds the span."""
    asked = set(pairwise(question))

    def fitness(run: re.Match[str]) -> tuple[int, bool, int]:
        """Pairs of the question's letters in the run, whether the span is in it, its items."""
        text = run.group()
        return len(asked & set(pairwise(text))), run.start() <= at < run.end(), text.count("、")

    best = max(_LISTED.finditer(sentence), key=fitness, default=None)
    if best is None:
        return None
    text = _listed(best.group())
    return Fact(text) if SHORTEST_LIST <= len(text) <= LONGEST_LIST else None


def _dated(
    question: Question, text: str, sentence: str, pointed: tuple[int, int], published: date | None
) -> Fact:
    """The date completed by the article's own: 今年1月 of July 2022 is 2022年1月.

    It is the sentence's that is meant, where only its end is pointed at: 12月 of 明年12月.
    """
    low, high = pointed
    found = [each for each in resolve(sentence, published) if each.start < high and low < each.end]
    if len(found) == 1 and not found[0].approximate:
        shown = found[0].display(question.language)
        if shown.replace(" ", "") not in text.replace(" ", ""):
            # Only the date's own words: the reader's span may run on into the place.
            return Fact(shown, original=found[0].text)
    return Fact(text)
