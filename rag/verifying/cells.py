"""The values of a text, each with the words it is tied to: what it counts, what tells of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from rag.text.tables import table
from rag.verifying.marks import Mark, marked
from rag.verifying.rewording import LONGEST, NEUTRAL

_CLAUSE_END = re.compile(r"[，；;。！？!?\n：:]|,(?!\d{3})|\.\s")
"""Where a clause ends; not the comma of 3,200."""
_SENTENCE_END = re.compile(r"[。！？!?\n]|\.\s")
"""Where a sentence ends: 。, a line, a full stop with a space behind."""
_ITEM_END = re.compile(r"[、和与及]|以及|其中")
"""What parts the members of a list: 茶叶、水果以及药材."""
_HAN_HEAD = re.compile(r"[\u3400-\u9fffa-z]+")
"""A run of words without marks and figures: 净利润 before 3.2亿."""
_UNIT_REST = re.compile(r"次|元|方米|方公里|顷|民币|千瓦时?|公斤|吨|斤|亩|股|港元|日元|欧元")
"""What is left of a unit of two characters: 次 of 人次."""
_MOST_OF_A_HEAD = 10
_LEVEL = re.compile(r"[一二三四五六七八九十]级")
"""A grade or a force: 四级."""
_SINGLE = frozenset("为是有共达约超近在于的了由从到至出将要仅只各")
"""Single characters that only lead to a figure; 会 of 协会 and 所 of 科研院所 are none."""
_CHANGES = tuple(table("rewording")["before_a_figure"].split())
"""What leads to a figure and names nothing it counts, verbs of change first: 同比增长."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with the words it is tied to, and all that may tell what it is of."""

    value: Mark
    before: str
    behind: str
    context: str
    part: bool = False

    @property
    def heads(self) -> tuple[str, ...]:
        """What it counts, as far as it stands right before or right behind it."""
        return tuple(head for head in (self.before, self.behind) if len(head) >= 2)


def is_dated(cell: Cell) -> bool:
    """Whether a cell's value is a date."""
    return cell.value.kind.startswith("date:")


@lru_cache(maxsize=256)
def cells_of(text: str, published: date | None) -> tuple[Cell, ...]:
    """The values of a text in order, each with what it is tied to."""
    read = marked(text, published)
    values = tuple(v for v in _joined(read.values) if read.folded[_end(v) : _end(v) + 1] != "期")
    values = tuple(v for v in values if not _LEVEL.match(v.text) and v.text != "一半")
    values = tuple(
        v for v in values if not v.kind.startswith("date:") or any(c.isdigit() for c in v.text)
    )
    found: list[Cell] = []
    for place in range(len(values)):
        found.append(_cell(read.folded, values, place, found))
    return tuple(found)


def _joined(values: Sequence[Mark]) -> Iterator[Mark]:
    """The values with a time of several parts as one: 2小时09分41秒."""
    last: Mark | None = None
    for value in values:
        if last and value.start == _end(last) and value.kind in "分秒" and last.kind in "小时分":
            text = last.text + value.text
            last = replace(last, text=text, kind="秒", value=_number(last) * 60 + _number(value))
            continue
        if last:
            yield last
        last = value
    if last:
        yield last


def _number(value: Mark) -> float:
    return value.value if isinstance(value.value, float) else 0.0


def _cell(text: str, values: Sequence[Mark], place: int, found: Sequence[Cell]) -> Cell:
    value = values[place]
    dated = value.kind.startswith("date:")
    start, end = _clause(text, value)
    others = [v for v in values if v.kind.startswith("date:") == dated]
    at = others.index(value)
    left = max(start, _end(others[at - 1])) if at else start
    right = min(end, others[at + 1].start) if at + 1 < len(others) else end
    before, behind = text[left : value.start], text[_end(value) : right]
    part = "其中" in text[max(0, value.start - 40) : value.start]
    if not dated:
        behind = _UNIT_REST.sub("", behind, count=1) if _UNIT_REST.match(behind) else behind
        before = (
            _UNIT_REST.sub("", before, count=1)
            if left > start and _UNIT_REST.match(before)
            else before
        )
        before = _ITEM_END.split(before)[-1] if left > start else before
        behind = _ITEM_END.split(behind)[0]
    run = _last_run(before)
    if dated and not run.endswith(("于", "自", "从", "到", "至")):
        run = ""  # what a date dates stands behind it, or before its preposition
    stripped = _stripped(run) or ("" if dated else _last_change(run))
    head_before = stripped.replace("的", "").removeprefix("其中")
    head_behind = _behind(behind, dated=dated).replace("的", "")
    own = (before + behind).replace("的", "")
    if (
        not dated
        and not _says(before)
        and not _says(behind)
        and found
        and not _parted(text, found[-1].value, value)
    ):
        last = next((c for c in reversed(found) if not is_dated(c)), None)
        if last is not None and not _parted(text, last.value, value):
            own += last.context
            head_before = head_before or last.before
    context = own + _around(text, values, start, end, dated=dated)
    return Cell(value, head_before[-_MOST_OF_A_HEAD:], head_behind[:_MOST_OF_A_HEAD], context, part)


def _end(value: Mark) -> int:
    """Where a value ends, its unit with it."""
    return max(value.end, value.start + len(value.text))


def _clause(text: str, value: Mark) -> tuple[int, int]:
    start = max((m.end() for m in _CLAUSE_END.finditer(text, 0, value.start)), default=0)
    match = _CLAUSE_END.search(text, _end(value))
    return start, match.start() if match else len(text)


def _parted(text: str, one: Mark, other: Mark) -> bool:
    return bool(_SENTENCE_END.search(text, _end(one), other.start))


def _around(text: str, values: Sequence[Mark], start: int, end: int, *, dated: bool) -> str:
    """The clauses of the sentence that have no value of their own: before; of a date behind."""
    first = max((m.end() for m in _SENTENCE_END.finditer(text, 0, start)), default=0)
    match = _SENTENCE_END.search(text, end)
    last = match.start() if match else len(text)
    borders = [first, *(m.end() for m in _CLAUSE_END.finditer(text, first, last)), last + 1]
    kept = []
    for begin, stop in pairwise(borders):
        free = not any(
            begin <= v.start < stop and v.kind.startswith("date:") == dated for v in values
        )
        if free and (stop <= start or (dated and begin >= end)):
            kept.append(text[begin : stop - 1])
    return " ".join(kept)


def _last_run(before: str) -> str:
    runs = _HAN_HEAD.findall(before)
    return runs[-1] if runs and before.endswith(runs[-1]) else ""


def _behind(text: str, *, dated: bool) -> str:
    match = _HAN_HEAD.match(text.lstrip("的 ")) if not dated else _HAN_HEAD.match(text)
    run = match.group() if match else ""
    changed = True
    while changed:
        changed = False
        for size in range(min(LONGEST, len(run)), 0, -1):
            if _leads(run[:size]):
                run, changed = run[size:], True
                break
    return run


def _stripped(run: str) -> str:
    """A run without what only leads to the figure behind it: 净利润 of 净利润同比增长了."""
    changed = True
    while changed:
        changed = False
        for size in range(min(LONGEST, len(run)), 0, -1):
            if _leads(run[-size:]):
                run, changed = run[:-size], True
                break
    return run


def _last_change(run: str) -> str:
    """The verb of a run that names nothing: 上升 of 上升了."""
    return next((word for word in _CHANGES[:12] if word in run), "")


def _leads(word: str) -> bool:
    """Whether a word only leads to the figure beside it."""
    if len(word) == 1:
        return word in _SINGLE
    return word in NEUTRAL or word in _CHANGES


def _says(text: str) -> bool:
    """Whether words beside a value name something."""
    return any(len(_behind(_stripped(run), dated=True)) >= 2 for run in _HAN_HEAD.findall(text))
