"""Where in its original a stretch of an article stands: a page, a slide, a row of a sheet, a time.

``Places`` go with a text from the reader that knows them to the citation that shows one:

    reader ──Article.places──▶ clean ──Document.places──▶ of(start, end) ──▶ Citation.place

Numbers are those a reader of the original sees: pages, slides and rows count from 1.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal, get_args

from rag.wording import Language, say

PlaceKind = Literal["page", "slide", "row", "time"]
"""``time``: seconds from the beginning of what was filmed or said."""

KINDS: tuple[PlaceKind, ...] = get_args(PlaceKind)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands in the original, from ``first`` to ``last``; ``sheet`` may be named.

    >>> print(Place("page", 3, 4), Place("row", 12, 12, "汇总"), Place("time", 65, 65))
    第3–4页 工作表“汇总”第12行 0:01:05
    """

    kind: PlaceKind
    first: int
    last: int
    sheet: str = ""

    def __str__(self) -> str:
        """The place in Chinese."""
        return self.words("zh")

    def words(self, language: Language) -> str:
        """The place as one would tell it: 第3页, p. 3."""
        if self.kind == "time":
            spans = list(dict.fromkeys((_clock(self.first), _clock(self.last))))
            return "–".join(spans)
        one = self.first == self.last
        span = f"{self.first}" if one else f"{self.first}–{self.last}"
        if self.kind == "page":
            return say(f"第{span}页", f"{'p.' if one else 'pp.'} {span}", language)
        if self.kind == "slide":
            return say(f"第{span}张幻灯片", f"slide{'' if one else 's'} {span}", language)
        row = say(f"第{span}行", f"row{'' if one else 's'} {span}", language)
        if not self.sheet:
            return row
        return say(f"工作表“{self.sheet}”{row}", f"sheet “{self.sheet}”, {row}", language)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of a text stand: from character ``starts[i]`` on at ``numbers[i]``.

    ``starts`` rise; what stands before the first is at the first.

    >>> Places("page", "", (0, 120), (1, 2)).of(100, 130)
    Place(kind='page', first=1, last=2, sheet='')
    """

    kind: PlaceKind = "page"
    sheet: str = ""
    starts: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()

    def of(self, start: int, end: int) -> Place | None:
        """Where ``text[start:end]`` stands; ``None`` where nobody knows."""
        if not self.starts:
            return None
        first, last = (
            self.numbers[max(0, bisect_right(self.starts, place) - 1)]
            for place in (start, max(start, end - 1))
        )
        return Place(self.kind, min(first, last), max(first, last), self.sheet)

    def as_json(self) -> str:
        """The places as a store keeps them: the first start and number, then the steps."""
        starts, numbers = _steps(self.starts), _steps(self.numbers)
        return json.dumps([self.kind, self.sheet, starts, numbers], separators=(",", ":"))


_LARGEST = 1 << 53
NOWHERE = Places()
"""The places of a text of which nobody knows where it stands."""


def places_from_json(text: str) -> Places:
    """What ``as_json`` wrote.

    Raises:
        ValueError: It is something else.

    """
    kind, sheet, *steps = json.loads(text)
    starts, numbers = steps
    whole = all(type(step) is int and abs(step) < _LARGEST for step in (*starts, *numbers))
    if not whole or kind not in KINDS or len(starts) != len(numbers) or min(starts, default=0) < 0:
        raise ValueError(text[:100])
    return Places(kind, str(sheet), tuple(accumulate(starts)), tuple(accumulate(numbers)))


def _steps(numbers: Sequence[int]) -> list[int]:
    return [*numbers[:1], *(after - before for before, after in pairwise(numbers))]


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
