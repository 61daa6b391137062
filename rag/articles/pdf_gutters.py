"""What stands at one height of a page, and the white space that parts it: gutters of columns.

A gutter is a gap that neighbouring levels share, followed up and down as far as it stays wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.articles.pdf_runs import Box, Run
from rag.articles.pdf_tables import Table


@dataclass(frozen=True, slots=True)
class Piece:
    """A run, or a table that stands for all its runs."""

    box: Box
    holds: Run | Table

    @property
    def size(self) -> float:
        """Of its letters; a table's are taken for ten."""
        return self.holds.size if isinstance(self.holds, Run) else 10.0


Level = list[Piece]
"""Pieces at one height, from left to right."""


def levels_of(pieces: Sequence[Piece]) -> list[Level]:
    """Pieces by height: one belongs to a level when half of it is as high as the level's first."""
    levels: list[Level] = []
    for piece in sorted(pieces, key=lambda piece: (piece.box[1] + piece.box[3], piece.box[0])):
        for level in levels[:-4:-1]:
            if _beside(piece, level[0]):
                level.append(piece)
                break
        else:
            levels.append([piece])
    for level in levels:
        level.sort(key=lambda piece: piece.box[0])
    levels.sort(key=lambda level: min(piece.box[1] for piece in level))
    return levels


def _beside(piece: Piece, other: Piece) -> bool:
    if isinstance(piece.holds, Table) or isinstance(other.holds, Table):
        return False
    overlap = min(piece.box[3], other.box[3]) - max(piece.box[1], other.box[1])
    lower = min(piece.box[3] - piece.box[1], other.box[3] - other.box[1])
    return overlap > 0.5 * lower


def sides_of(levels: list[Level], gutter: Gutter) -> list[list[Level]]:
    """What stands left and right of a gutter, level by level."""
    middle = (gutter.left + gutter.right) / 2
    return [
        [[piece for piece in level if (piece.box[0] > middle) == after] for level in levels]
        for after in (False, True)
    ]


def pieces_of(levels: list[Level]) -> list[Piece]:
    """The pieces of some levels, from above."""
    return [piece for level in levels for piece in level]


@dataclass(frozen=True, slots=True)
class Gutter:
    """White space between ``left`` and ``right``, down the levels from ``first`` to ``last``.

    On either side there is something on ``both`` of these at the least; ``level`` have it on
    both sides, and stand within ``tight``.
    """

    first: int
    last: int
    left: float
    right: float
    both: int
    level: int
    tight: tuple[int, int]


def gutter_of(levels: list[Level]) -> Gutter | None:
    """The gap that the most levels have, at least two; ``None`` where there is none."""
    best: Gutter | None = None
    tried: set[tuple[float, float]] = set()
    for start, level in enumerate(levels):
        gaps = [(before.box[2], after.box[0]) for before, after in pairwise(level)]
        if start + 1 < len(levels):  # lines of two columns need not stand at one height
            below = levels[start + 1]
            gaps.append((level[-1].box[2], below[0].box[0]))
            gaps.append((below[-1].box[2], level[0].box[0]))
        for left, right in gaps:
            if right <= left or (left, right) in tried:
                continue
            tried.add((left, right))
            found = _extended(levels, start, left, right)
            if found.both > 1 and (best is None or _worth(found) > _worth(best)):
                best = found
    return best


def _worth(gutter: Gutter) -> tuple[int, float]:
    return gutter.both, gutter.right - gutter.left


def _extended(levels: list[Level], start: int, left: float, right: float) -> Gutter:
    """A gap at ``start`` followed down and up, as far as it stays wide enough."""
    least = max(0.6 * levels[start][0].size, 4.0)
    first = last = start
    for step in (1, -1):
        place = start + step
        while 0 <= place < len(levels):
            inner = _narrowed(levels[place], left, right)
            if inner is None or inner[1] - inner[0] < least:
                break
            if len(levels[place]) == 1 and stands_apart(levels, place, step):
                break
            left, right = inner
            first, last = min(first, place), max(last, place)
            place += step
    before = [level[0].box[2] <= left for level in levels[first : last + 1]]
    after = [level[-1].box[0] >= right for level in levels[first : last + 1]]
    both = [
        first + place for place, pair in enumerate(zip(before, after, strict=True)) if all(pair)
    ]
    tight = (both[0], both[-1]) if both else (start, start)
    return Gutter(first, last, left, right, min(sum(before), sum(after)), len(both), tight)


def stands_apart(levels: list[Level], place: int, step: int) -> bool:
    """Whether a level stands apart from the one before it, by more than a line."""
    upper, lower = sorted((place, place - step))
    gap = min(p.box[1] for p in levels[lower]) - max(p.box[3] for p in levels[upper])
    return gap > 1.2 * levels[lower][0].size


def _narrowed(level: Level, left: float, right: float) -> tuple[float, float] | None:
    """What a level's pieces leave of a gap; ``None`` where one stands across it."""
    for piece in level:
        if piece.box[2] <= left or piece.box[0] >= right:
            continue
        if piece.box[0] <= left and piece.box[2] >= right:
            return None
        if piece.box[0] <= left:
            left = piece.box[2]
        elif piece.box[2] >= right:
            right = piece.box[0]
        else:
            return None
    return left, right
