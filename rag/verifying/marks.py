"""The words and values of a text that can belong to one another, and where they stand."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from rag.text.dates import resolve
from rag.text.facts import facts
from rag.text.fold import fold
from rag.text.segment import tagged

_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
"""A word or model in Latin letters: Youju, X2-pro."""
_SHORTEST_ENGLISH = 4
_NAME_TAGS = ("ns", "nt", "nr", "nz", "eng", "j")
_NOUN_TAGS = ("n", "l", "i", "s", "f", "b", "vn", *_NAME_TAGS)
_COMMON = frozenset(
    (
        "from", "with", "that", "this", "were", "have", "been", "than", "into", "over", "more",
        "while", "which", "their", "about", "respectively", "percent", "million", "billion",
        "thousand", "year", "years",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or a value in a text.

    ``kind`` is ``word``, a figure's unit, or ``date:`` with its precision; ``value`` a figure's
    value or a date's days; ``name``: the word is a proper name. ``start`` and ``end`` are
    offsets in the folded text.
    """

    kind: str
    text: str
    start: int
    end: int
    value: float | tuple[date, date] = 0.0
    name: bool = False

    def same(self, other: Mark) -> bool:
        """Whether both say the same: the word, the day, the figure whatever it counts."""
        if isinstance(self.value, float) and isinstance(other.value, float):
            if "word" in (self.kind, other.kind):
                return self.kind == other.kind and self.text == other.text
            equal = math.isclose(self.value, other.value, rel_tol=1e-9)
            return equal and (self.kind == "%") == (other.kind == "%")
        # 3月 without a year may be resolved to two years by what stands around it.
        alike = self.value == other.value or fold(self.text) == fold(other.text)
        return self.kind == other.kind and alike

    def rivals(self, other: Mark) -> bool:
        """Whether one could stand in the other's place: two names, two years, 男性 and 女性."""
        if self.kind != other.kind or self.same(other):
            return False
        if self.kind != "word" or (self.name and other.name):
            return True
        return len(self.text) == len(other.text) and self.text[-1] == other.text[-1]

    def moved(self, by: int) -> Mark:
        """The same in a text in which it stands ``by`` characters later."""
        return replace(self, start=self.start + by, end=self.end + by)

    def holds(self, other: Mark) -> bool:
        """Whether one of the two words is a part of the other."""
        return self.text in other.text or other.text in self.text


@dataclass(frozen=True)
class Marked:
    """A text with its values (figures and dates) and, on demand, its words."""

    text: str
    folded: str
    values: tuple[Mark, ...]

    def places(self, mark: Mark) -> list[tuple[int, int]]:
        """Where the text says what ``mark`` says."""
        if mark not in self._found:
            self._found[mark] = self._places(mark)
        return self._found[mark]

    @cached_property
    def _found(self) -> dict[Mark, list[tuple[int, int]]]:
        """The places of the marks that were asked for."""
        return {}

    def _places(self, mark: Mark) -> list[tuple[int, int]]:
        if mark.kind != "word":
            return [(own.start, own.end) for own in self.values if own.same(mark)]
        if mark.text[0].isascii():
            pattern = rf"(?<![a-z0-9]){re.escape(mark.text)}(?![a-z0-9])"
        else:
            pattern = re.escape(mark.text)
        return [match.span() for match in re.finditer(pattern, self.folded)]

    def words(self) -> list[Mark]:
        """The names and nouns of the text, each once, values aside."""
        return self._names_and_nouns

    @cached_property
    def _names_and_nouns(self) -> list[Mark]:
        found: dict[str, Mark] = {}
        for word, start, name in _words(self.text):
            end = start + len(word)
            if not any(own.start < end and start < own.end for own in self.values):
                found.setdefault(word, Mark("word", word, start, end, name=name))
        return list(found.values())


@lru_cache(maxsize=256)
def marked(text: str, published: date | None) -> Marked:
    """``text`` with its figures and with its dates as they are meant on ``published``."""
    days = [
        Mark(f"date:{when.granularity}", when.text, when.start, when.end,
             (when.start_date, when.end_date))
        for when in resolve(text, published)
    ]  # fmt: skip
    figures = [
        Mark(figure.unit[:1] or "1", figure.text, figure.start, figure.end, figure.value)
        for figure in facts(text).figures
        if not figure.ordinal
        if not any(day.start < figure.end and figure.start < day.end for day in days)
    ]
    return Marked(text, fold(text), tuple(sorted((*days, *figures), key=lambda mark: mark.start)))


@lru_cache(maxsize=256)
def _words(text: str) -> Sequence[tuple[str, int, bool]]:
    """Nouns and names with their places, and whether they are names."""
    folded = fold(text)
    chinese = any("\u4e00" <= character <= "\u9fff" for character in folded)
    found = []
    start = 0
    for word, tag in tagged(folded):
        start = folded.index(word, start)
        if _LATIN_WORD.fullmatch(word):
            kept = chinese or (len(word) >= _SHORTEST_ENGLISH and word not in _COMMON)
        else:
            kept = tag in _NOUN_TAGS or (tag == "m" and word.startswith("第"))
        if kept:
            named = tag in _NAME_TAGS and (chinese or text[start].isupper())
            found.append((word, start, named))
        start += len(word)
    return tuple(found)
