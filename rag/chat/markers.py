"""Read the ``[n]`` markers of a plain reply, however it writes them, wherever it is cut.

``[1]``, ``【1】``, ``［1］``, ``[1,2]``, ``[1-3]``, ``[1][2]``, ``[^1]``, ``[资料1]`` are all read.
Numbers that name no evidence are left out: a citation is untrusted input.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.text.fold import fold
from rag.text.sentences import sentence_spans

_OPEN, _CLOSE = r"[\[［【〔]", r"[\]］】〕]"
_WORD = r"(?:(?:\^|资料|证据|来源|文章|引用|source|evidence|document|doc|ref)\s*+)?"
_NUMBERS = rf"{_WORD}\d{{1,4}}+(?:\s*+(?:[-–—~～至,，、;；]|and|和)\s*+{_WORD}\d{{1,4}}+)*+"
# [1], ［证据 2］, 【1-3】, [1, source 4]
_MARKER = re.compile(rf"{_OPEN}\s*+({_NUMBERS})\s*+{_CLOSE}", re.IGNORECASE)
# [1][2], with the space before
_MARKERS = re.compile(rf"(?<!\s)\s*+{_MARKER.pattern}(?:\s*+{_MARKER.pattern})*+", re.IGNORECASE)
# [1 at the end of what came so far
_UNFINISHED = re.compile(rf"{_OPEN}[^\]］】〕\n]{{0,40}}$")
# "- ", "1. ", "## " that a line begins with, **
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)、）]|#{1,6})\s+|^\s*[*_]{2}|[*_]{2}")
_SCAFFOLD = re.compile(
    r"^(?:[\s>*_#]*(?:→|⇒|[-=]>|(?:回答|答案|答复|回复|答|改写后?|answer|a|reply)\s*[:：]))+\s*",
    re.IGNORECASE,
)
"""What a model writes around its answer: 回答：, Answer:, → before a sentence."""
_NARROW_COMMA = re.compile(r"(?<=[\u4e00-\u9fff”》）]),(?=[\u4e00-\u9fff“《（])")
"""2022年6月,北京: models write it so inside JSON."""
# <thi at the end of what came so far
_BEGUN_THOUGHT = re.compile(r"<[a-z]{0,8}$", re.IGNORECASE)
# <think>…</think>, or without its end
THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|$)", re.DOTALL | re.IGNORECASE)
_WIDEST_RANGE = 20


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a reply, without markers, and the evidence numbers it names, from 1.

    ``invented``: it names only evidence that does not exist, and so borrows no other marker.
    """

    text: str
    numbers: tuple[int, ...]
    invented: bool = False


def parse_reply(reply: str, evidence: int, *, finished: bool = True) -> list[Claim]:
    """The claims of a plain reply.

    Args:
        reply: What the model has written so far, from its first character.
        evidence: How many pieces of evidence it was given: numbers beyond are left out.
        finished: Whether the reply is whole. If not, a sentence that may still go on, or whose
            markers may still come, is left for a later call: the claims of a beginning are
            always the beginning of the claims.

    An uncited sentence takes the markers of the next cited one in its line: models often mark
    a paragraph once. Verification decides whether they bear it out. Lead-ins ending in a colon
    are left out.
    """
    visible = THOUGHT.sub("", reply)
    if not finished:
        visible = _BEGUN_THOUGHT.sub("", _UNFINISHED.sub("", visible))
    claims: list[Claim] = []
    lines = visible.splitlines(keepends=True)
    for place, line in enumerate(lines):
        whole = finished or place < len(lines) - 1
        claims += _whole_line(line, evidence) if whole else _line_claims(line, evidence, whole)
    return claims


def markers_in(text: str, evidence: int) -> tuple[int, ...]:
    """The evidence numbers named in ``text``, each once, in order; unknown ones left out."""
    found: dict[int, None] = {}
    for match in _MARKER.finditer(text):
        for number in _expanded(fold(match[1])):
            if 1 <= number <= evidence:
                found[number] = None
    return tuple(found)


def _expanded(inside: str) -> list[int]:
    """The numbers of ``1, 3-5``; a range wider than any evidence list counts for its ends."""
    numbers: list[int] = []
    for part in re.split(r"[,、;]|and|和", inside):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if len(ends) == 2 and 0 < ends[1] - ends[0] <= _WIDEST_RANGE:
            numbers += range(ends[0], ends[1] + 1)
        else:
            numbers += ends
    return numbers


@lru_cache(maxsize=4_096)
def _whole_line(line: str, evidence: int) -> tuple[Claim, ...]:
    """As ``_line_claims``, once for each: while a reply grows its first lines stay the same."""
    return tuple(_line_claims(line, evidence, whole=True))


def _line_claims(line: str, evidence: int, whole: bool) -> list[Claim]:
    """The claims of one line; of an unfinished one only those that cannot change any more."""
    text, marked = _apart(line, evidence)
    spans = sentence_spans(text)
    starts = [start for start, _ in spans]
    numbers: list[tuple[int, ...]] = [() for _ in spans]
    invented: set[int] = set()
    for place, found in marked:
        # A marker belongs to the sentence it stands in or behind; before the first, to the first.
        owner = max(0, bisect_left(starts, place) - 1)
        if not found:
            invented.add(owner)
        if spans:
            numbers[owner] += tuple(number for number in found if number not in numbers[owner])
    certain = len(spans) if whole else len(spans) - 1
    claims: list[Claim] = []
    waiting: list[Claim] = []
    for place, (start, end) in enumerate(spans[: max(0, certain)]):
        sentence = _SCAFFOLD.sub("", _BULLET.sub("", text[start:end])).strip()
        sentence = _NARROW_COMMA.sub("，", sentence)
        if not sentence or sentence.endswith(("：", ":")):
            continue
        found = numbers[place]
        waiting.append(Claim(sentence, found, invented=place in invented and not found))
        if found:
            claims += [item if item.invented else replace(item, numbers=found) for item in waiting]
            waiting = []
    return claims + waiting if whole else claims


def _apart(line: str, evidence: int) -> tuple[str, list[tuple[int, tuple[int, ...]]]]:
    """The line without markers, and each marker's place in it with the numbers it names."""
    kept: list[str] = []
    marked: list[tuple[int, tuple[int, ...]]] = []
    length = last = 0
    for match in _MARKERS.finditer(line):
        kept.append(line[last : match.start()])
        length += match.start() - last
        last = match.end()
        marked.append((length, markers_in(match.group(), evidence)))
    kept.append(line[last:])
    return "".join(kept), marked
