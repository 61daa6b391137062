"""Which of a passage's words are a sentence's own fact, and which another one of its kind."""

from __future__ import annotations

import math
from collections.abc import Callable

from rag.text.facts import WrittenDate, facts
from rag.text.fold import fold
from rag.verifying.asked import Asked, Kind, is_chinese
from rag.verifying.called import houses_in, people_in

_LONGEST = 12
"""Characters of a span that is one thing and no clause."""
_SHORT_UNIT = 3
_MARKS = "，。、；：“”\"'（）"


class Rivals:
    """The facts of one passage, by kind."""

    def __init__(self, text: str) -> None:
        """Find figures, dates and people of the passage once for all questions."""
        self.text, self.folded = text, fold(text)
        self._facts = facts(text, evidence=True)
        self._people = people_in(text) if is_chinese(text) else ()
        self._houses = houses_in(text) if is_chinese(text) else ()
        self._of: dict[Kind, Callable[[Asked, int, int], int]] = {
            "figure": self._figure,
            "date": self._date,
            "person": self._person,
            "house": self._house,
            "name": self._name,
        }

    def sign(self, each: Asked, start: int, end: int) -> int:
        """1 where ``text[start:end]`` holds the fact asked for, -1 another of its kind, else 0."""
        return self._of[each.kind](each, start, end)

    def _figure(self, each: Asked, start: int, end: int) -> int:
        there = [f for f in self._facts.figures if f.start < end and f.end > start]
        mine = each.figure
        if mine is None or each.words in self.folded[start:end]:
            return 1  # "first two" is read as one figure
        if any(math.isclose(f.value, mine.value, rel_tol=1e-9) for f in there):
            return 1
        return -1 if any(_measure(f.unit) == _measure(mine.unit) for f in there) else 0

    def _date(self, each: Asked, start: int, end: int) -> int:
        there = [d for d in self._facts.dates if d.start < end and d.end > start]
        if each.date is None or any(not _conflict(each.date, d) for d in there):
            return 1
        return -1 if there else 0

    def _person(self, each: Asked, start: int, end: int) -> int:
        span = self.folded[start:end].strip(_MARKS)
        if each.words[:2] in span:
            return 1
        named = any(name in span or (len(span) > 1 and span in name) for name in self._people)
        return -1 if named else 0

    def _house(self, each: Asked, start: int, end: int) -> int:
        span = self.folded[start:end].strip(_MARKS)
        if each.words in span or (len(span) > 1 and span in each.words):
            return 1
        others = [n for n in self._houses if n not in each.words and each.words not in n]
        return -1 if any(name in span for name in others) and len(span) <= _LONGEST else 0

    def _name(self, each: Asked, start: int, end: int) -> int:
        span = self.text[start:end]
        if each.words.split()[-1] in self.folded[start:end]:
            return 1
        return -1 if any(word[0].isupper() for word in span.split()) else 0


def _conflict(one: WrittenDate, other: WrittenDate) -> bool:
    """Whether two dates cannot be one: a year, month or day of both differs."""
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return any(a is not None and b is not None and a != b for a, b in pairs)


def _measure(unit: str) -> str:
    """What a unit measures: itself, or one of the short Latin units, 64 gb and 1 tb alike."""
    return "latin" if unit.isascii() and unit.isalpha() and len(unit) <= _SHORT_UNIT else unit
