"""What changed between two texts, as lines: ``- `` gone, ``+ `` added, ``~ `` changed within.

``difflib`` compares; what would take it minutes (a text of one character, ten thousand lines
alike) is first parted at lines that stand once in both, and told line by line where that does
not help.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

_LINES_WORK = 10_000_000
_CHARACTERS_WORK = 3_000_000
_ALL_WORK = 10_000_000
"""The most steps that a comparison of lines, of characters, and of all characters may take."""
_LONGEST_COMPARED = 6_000

_Change = tuple[int, int, int, int]


def changes(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """The changed lines only; ``~ …12 characters[-gone-]{+added+}12 characters…`` within a line."""
    left = _ALL_WORK
    for i, j, k, m in _changed_lines(before, after):
        old, new = "\n".join(before[i:j]), "\n".join(after[k:m])
        work = _work(old, new)
        short = len(old) <= _LONGEST_COMPARED and work <= min(_CHARACTERS_WORK, left)
        if i < j and k < m and short:
            left -= work
            yield from _within(old, new)
            continue
        yield from (f"- {line}" for line in before[i:j])
        yield from (f"+ {line}" for line in after[k:m])


def _work(old: str, new: str) -> int:
    """How many pairs of equal characters there are: what difflib looks through."""
    counts = Counter(old)
    return sum(times * counts[character] for character, times in Counter(new).items())


def _changed_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[_Change]:
    """Stretches of lines that differ, as (start, end) in the one and in the other."""
    left = _LINES_WORK
    start = other = 0
    for place, twin in [*_landmarks(before, after), (len(before), len(after))]:
        old, new = place - start, twin - other
        work = old * new * min(old, new)
        if not work or work > left:
            if old or new:
                yield start, place, other, twin
        else:
            left -= work
            matcher = difflib.SequenceMatcher(
                None, before[start:place], after[other:twin], autojunk=False
            )
            for kind, i, j, k, m in matcher.get_opcodes():
                if kind != "equal":
                    yield start + i, start + j, other + k, other + m
        start, other = place + 1, twin + 1


def _landmarks(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Places of lines that stand once in either and keep their order; none in a short text.

    The longest rising run of places (patience sorting), as in Bram Cohen's patience diff.
    """
    if len(before) * len(after) * min(len(before), len(after)) <= _LINES_WORK:
        return []
    once, others = _standing_once(before), _standing_once(after)
    pairs = [(place, others[line]) for line, place in once.items() if line in others]
    ends: list[int] = []
    last: list[int] = []
    links: list[int] = []
    for number, (_, twin) in enumerate(pairs):
        pile = bisect_left(ends, twin)
        ends[pile : pile + 1] = [twin]
        last[pile : pile + 1] = [number]
        links.append(last[pile - 1] if pile else -1)
    found: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = links[number]
    return found[::-1]


def _standing_once(lines: Sequence[str]) -> dict[str, int]:
    counts = Counter(lines)
    return {line: place for place, line in enumerate(lines) if counts[line] == 1}


def _within(old: str, new: str) -> Iterator[str]:
    """The places where two stretches differ, each with a few characters around it."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            continue
        gone = f"[-{_shown(old[i:j])}-]" if j > i else ""
        added = f"{{+{_shown(new[k:m])}+}}" if m > k else ""
        yield f"~ …{_shown(old[max(0, i - 12) : i])}{gone}{added}{_shown(old[j : j + 12])}…"


def _shown(piece: str) -> str:
    return piece.replace("\n", "⏎").replace("\u3000", "␣")
