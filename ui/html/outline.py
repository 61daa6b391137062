"""The headings of a cleaned article, found in its lines: what an outline is made of."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

LONGEST_HAN = 30
"""Characters of a heading in Chinese."""
LONGEST_LATIN = 80
FEWEST = 2
"""One heading alone is no outline."""
MOST = 200
_ENDS = "。！？；：，、,.!?;:…”’\"'）)】"
_NEVER_IN = frozenset("。！？；|")
_CHAPTER = "章节条篇部回"
_NUMERALS = "一二三四五六七八九十百零〇0123456789"


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that heads what follows: where it begins, its words, 1 for an outer level, 2 inner."""

    start: int
    text: str
    level: int


def headings(text: str) -> tuple[Heading, ...]:
    r"""The headings in order; none where fewer than two are found.

    A heading is a short line without a sentence's end, longer lines after it, or one that is
    numbered as chapters are. What stands before the first paragraph is the article's own head.

    >>> [one.text for one in headings("长句在此，说明一切。\n一、缘起\n甲。\n二、经过\n乙。")]
    ['一、缘起', '二、经过']
    """
    lines: list[tuple[int, str]] = []
    place = 0
    for line in text.split("\n"):
        if line.strip():
            lines.append((place + len(line) - len(line.lstrip()), line.strip()))
        place += len(line) + 1
    found: list[Heading] = []
    begun = False
    for (start, line), (_, following) in pairwise(lines):
        numbered = _is_numbered(line)
        if _is_short(line) and (numbered or (begun and _heads(line, following))):
            found.append(Heading(start, line, _level(line)))
        begun = begun or not _is_short(line)
    return tuple(found[:MOST]) if len(found) >= FEWEST else ()


def _is_short(line: str) -> bool:
    longest = LONGEST_HAN if any(sign >= "\u3400" for sign in line) else LONGEST_LATIN
    return len(line) <= longest and line[-1] not in _ENDS and _NEVER_IN.isdisjoint(line)


def _heads(line: str, following: str) -> bool:
    """Whether a short line heads the next one: a longer one, and none of a list of short lines."""
    told = any(sign.isalpha() for sign in line)
    return told and not _is_short(following) and len(following) >= 2 * len(line)


def _is_numbered(line: str) -> bool:
    """Whether a line is numbered as headings are: 第三章 …, 一、…, （二）…."""
    if line.startswith("第"):
        kept = line[1:].lstrip(_NUMERALS)
        return kept[:1] != "" and len(kept) < len(line) - 1 and kept[0] in _CHAPTER
    bare = line[1:] if line[0] in "（(" else line
    kept = bare.lstrip(_NUMERALS[:12])
    return len(kept) < len(bare) and kept[:1] in ({"）", ")"} if bare is not line else {"、"})


def _level(line: str) -> int:
    return 2 if line[0] in "（(" else 1
