"""Whose value is whose, by the order in which words and values stand in one text.

- word, value, word, value: each value belongs to the word before it;
- value, word, value, word, in clauses that open with the value: to the word behind it;
- word, word, 分别, value, value: to the words in their order;
- anything else says nothing.
"""

from __future__ import annotations

import re

from rag.verifying.marks import Mark, Marked

_CLAUSE_END = re.compile(r",(?!\d)|[，；;。！？!?\n]|\.\s")
"""Where a clause ends: the comma of 增长7%,而 but not of 1,200."""
_SENTENCE_END = re.compile(r"[；;。！？!?\n]|\.\s")
_IN_ORDER = re.compile(r"分别|依次|respectively")
_ALIKE = 0.5
"""The share of characters common to the words before two values that say the same of two."""

Pair = tuple[Mark, Mark]
_Place = tuple[int, int, str]
"""Start and end of a mark in the folded text, and which it is: w0, w1, v0, v1."""


def order(text: Marked, pair: Pair, two: Pair) -> int:
    """1: the first value is the first word's, the second the second's; -1: crossed; 0: unclear."""
    places: list[_Place] = sorted(
        (start, end, f"{letter}{number}")
        for letter, marks in (("w", pair), ("v", two))
        for number, mark in enumerate(marks)
        for start, end in text.places(mark)
    )
    kept = [place for n, place in enumerate(places) if not n or places[n - 1][2] != place[2]]
    names = [name for _, _, name in kept]
    if len(names) != 4 or len(set(names)) != 4:
        return 0
    shape = "".join(name[0] for name in names)
    first, second, third, fourth = kept
    if shape == "wwvv":
        clear = bool(_IN_ORDER.search(text.folded, first[1], third[0]))
        return _sign(names[0], names[2]) if clear else 0
    tie = {"wvwv": _ties, "vwvw": _opens}.get(shape)
    if tie is None or not (tie(text, first, second) and tie(text, third, fourth)):
        return 0
    return _sign(names[0], names[1])


def _sign(one: str, other: str) -> int:
    """1 when the names of a word and a value have the same number, else -1."""
    return 1 if one[1] == other[1] else -1


def _ties(text: Marked, word: _Place, value: _Place) -> bool:
    """Whether a value belongs to the word before it: one clause, or no name comes between."""
    between = text.folded[word[1] : value[0]]
    if not _CLAUSE_END.search(between):
        return True
    return not _SENTENCE_END.search(between) and not any(
        mark.name and word[1] <= mark.start < value[0] for mark in text.words()
    )


def _opens(text: Marked, value: _Place, word: _Place) -> bool:
    """Whether a value opens its clause, the word it belongs to behind it in the same clause."""
    if _CLAUSE_END.search(text.folded, value[1], word[0]):
        return False
    begin = max((m.end() for m in _CLAUSE_END.finditer(text.folded, 0, value[0])), default=0)
    return not any(begin <= mark.start < value[0] for mark in text.words())


def ahead(text: Marked, word: Mark, value: Mark) -> bool:
    """Whether the word stands before the value in its clause, no other value between."""
    for start, _ in text.places(value):
        for _, after in text.places(word):
            if after <= start and not _CLAUSE_END.search(text.folded, after, start):
                return not any(
                    other.kind == value.kind and after <= other.start < start
                    for other in text.values
                )
    return False


def parallel(text: Marked, one: Pair, other: Pair) -> bool:
    """Whether the same is said of two: like words between each word and its value."""
    gaps = []
    for word, value in (one, other):
        starts = [start for start, _ in text.places(value)]
        ends = [end for _, end in text.places(word) if starts and end <= starts[0]]
        if not ends or _SENTENCE_END.search(text.folded, ends[-1], starts[0]):
            return False
        gaps.append({c for c in text.folded[ends[-1] : starts[0]] if c.isalnum()})
    if not gaps[0] or not gaps[1]:
        return gaps[0] == gaps[1]
    return len(gaps[0] & gaps[1]) >= _ALIKE * min(len(gaps[0]), len(gaps[1]))
