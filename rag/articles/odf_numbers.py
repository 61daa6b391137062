"""Automatic numbers of an OpenDocument text, as a reader sees them: 第二条, 2., (三).

``ListStyles(roots).level(style, level)`` gives how a list counts at a level, and ``Counts`` counts.
OpenDocument 1.3 part 3, 16.30 to 16.34: a list style has ten levels, each with the form of its
number, what stands before and behind it, and how many levels it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rag.articles.load_word_numbers import numeral
from rag.articles.odf_names import STYLE, TEXT, count_of

OUTLINE = "\x00outline"
"""The name under which the numbers of headings are kept."""

_KINDS = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一": "chineseCounting", "壹": "chineseLegalSimplified", "甲": "ideographTraditional",
    "子": "ideographZodiac", "①": "decimalEnclosedCircle",
}  # fmt: skip
"""Forms of numbers by their first sign: ``一, 二, 三, ...``."""
_LEVELS = 10
_PLACE = re.compile(r"%(\d{1,2})%")  # 第%1%条


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts."""

    kind: str = ""
    before: str = ""
    behind: str = ""
    shown: int = 1
    start: int = 1
    pattern: str = ""


class ListStyles:
    """The list styles of a document."""

    def __init__(self, roots: Iterable[Any]) -> None:
        """Read them from the roots of the parts that may hold styles."""
        self._levels: dict[tuple[str, int], Level] = {}
        for root in roots:
            for style in root.iter(f"{TEXT}list-style", f"{TEXT}outline-style"):
                is_outline = style.tag == f"{TEXT}outline-style"
                name = OUTLINE if is_outline else style.get(f"{STYLE}name", "")
                for level in style:
                    self._read(name, level)

    def _read(self, name: str, level: Any) -> None:
        place = count_of(level, f"{TEXT}level")
        form = level.get(f"{STYLE}num-format", "")
        tag = level.tag if isinstance(level.tag, str) else ""
        if not form or not tag.endswith(("list-level-style-number", "outline-level-style")):
            return
        pattern = next((v for k, v in level.items() if k.endswith("}num-list-format")), "")
        self._levels.setdefault((name, place), Level(
            _KINDS.get(form[0], "decimal"), level.get(f"{STYLE}num-prefix", ""),
            level.get(f"{STYLE}num-suffix", ""), count_of(level, f"{TEXT}display-levels"),
            count_of(level, f"{TEXT}start-value"), pattern,
        ))  # fmt: skip

    def level(self, name: str, place: int) -> Level | None:
        """How the list ``name`` counts at a level, from 1; ``None`` where it has no number."""
        return self._levels.get((name, place))


@dataclass
class Counts:
    """How far a list has been counted at each level."""

    values: list[int] = field(default_factory=lambda: [0] * (_LEVELS + 1))

    def label(self, styles: ListStyles, name: str, place: int, start: int | None = None) -> str:
        """Count on at a level, from 1, and write what stands before the words."""
        level = styles.level(name, place)
        if level is None or not 0 < place <= _LEVELS:
            return ""
        before = self.values[place]
        self.values[place] = start if start is not None else (before or level.start - 1) + 1
        for lower in range(place + 1, _LEVELS + 1):
            self.values[lower] = 0
        label = self._written(styles, name, place, level).strip()
        # No space behind a mark: a sentence would end at "2. ".
        return label if not label or label[-1] in ".．、)）:：" else f"{label} "

    def _written(self, styles: ListStyles, name: str, place: int, level: Level) -> str:
        def number(at: int) -> str:
            other = styles.level(name, at)
            if other is None:
                return ""
            return numeral(self.values[at] or other.start, other.kind)

        if level.pattern:
            return _PLACE.sub(lambda found: number(int(found[1])), level.pattern)
        first = max(1, place - min(level.shown, place) + 1)
        numbers = [text for at in range(first, place + 1) if (text := number(at))]
        return f"{level.before}{'.'.join(numbers)}{level.behind}"
