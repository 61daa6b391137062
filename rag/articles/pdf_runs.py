"""A run of characters on a page of a PDF: the noun its layout is made of; pure.

Coordinates are points, x to the right and y down from the upper left corner.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# 青, and ，: what no space stands beside
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef，。；：、！？“”‘’《》（）]")
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that stand side by side, with spaces where the page has them.

    ``size`` is the height of its characters; ``places`` are where each begins, as long as it is
    needed to part the run: (index in the text, left edge).
    """

    text: str
    box: Box
    size: float
    places: tuple[tuple[int, float], ...] = ()

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return (self.box[1] + self.box[3]) / 2


def around(boxes: Sequence[Box]) -> Box:
    """The box that holds all of them."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def parted(run: Run, edge: float) -> tuple[Run, Run] | None:
    """The two parts of a run left and right of an ``edge``; ``None`` where it does not cross it."""
    first = [place for place, left in run.places if left < edge - 1.0]
    rest = [(place, left) for place, left in run.places if left >= edge - 1.0]
    if not first or not rest:
        return None
    cut, x = rest[0]
    left, top, right, bottom = run.box
    places = tuple((place - cut, begin) for place, begin in rest)
    before = Run(
        run.text[:cut].rstrip(),
        (left, top, min(x, edge), bottom),
        run.size,
        run.places[: len(first)],
    )
    return before, Run(run.text[cut:], (x, top, right, bottom), run.size, places)


# 公 积 金 年
_SPACED_OUT = re.compile(r"(?:\S ){3,}\S")


def closed_up(text: str) -> str:
    """Text whose characters stand apart by single spaces, without these: 公 积 金 is 公积金.

    >>> closed_up("庆 元 镇 2 0 2 5 年"), closed_up("目 录"), closed_up("A 股 指 数 上涨")
    ('庆元镇2025年', '目录', 'A股指数上涨')
    """
    parts = text.split(" ")
    single = sum(len(part) == 1 for part in parts)
    wide = sum(bool(_WIDE.match(part)) for part in parts)
    if len(parts) > 1 and wide * 2 >= len(parts) and single >= 0.8 * len(parts):
        return "".join(parts)
    if single < 3:
        return text
    return _SPACED_OUT.sub(_closed, text)


def _closed(found: re.Match[str]) -> str:
    piece = found[0]
    wide = len(_WIDE.findall(piece))
    return piece.replace(" ", "") if wide * 2 >= (len(piece) + 1) // 2 else piece
