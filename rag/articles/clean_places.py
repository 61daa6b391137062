"""The places of an article's parts, carried over to its cleaned text.

``carried(body, places, text) -> Places``, pure. Cleaning takes words away, joins lines and turns
white space; it neither writes words nor moves them, but for the title. So the letters of each
line are those that come next in the text, or the line is gone. Where letters are gone within a
line, one of the next lines is found again a little further on.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from rag.places import Places
from rag.text.radicals import without_radicals

# 青禾2号线: letters and figures, by which a line is found again
_WORD = re.compile(r"[^\W_]+")
_LOOKED_FOR = 40
"""So many letters tell a line from another."""
_TELLING = 6
"""A line of fewer is not looked for further on: 合计 stands in many places."""
_AROUND = 400
"""How many letters further on a line is looked for, beyond those that were not found whole."""


def carried(body: str, places: Places, text: str) -> Places:
    """The places of ``text``, which is what cleaning made of ``body``."""
    if not places.starts:
        return places
    letters = _Letters(text)
    starts: list[int] = []
    numbers: list[int] = []
    bounds = [*places.starts[1:], len(body)]
    for start, end, number in zip(places.starts, bounds, places.numbers, strict=True):
        found = None
        for line in without_radicals(body[start:end]).split("\n"):
            at = letters.passed("".join(_WORD.findall(line)))
            found = at if found is None else found
        if found is not None:
            starts.append(letters.offset(found))
            numbers.append(number)
    return Places(places.kind, places.sheet, tuple(starts), tuple(numbers))


class _Letters:
    """The letters and figures of a text, passed line by line."""

    def __init__(self, text: str) -> None:
        self._runs: list[int] = []
        self._offsets: list[int] = []
        self._place = self._before = 0
        words: list[str] = []
        size = 0
        for word in _WORD.finditer(text):
            self._runs.append(size)
            self._offsets.append(word.start())
            words.append(word.group())
            size += len(word.group())
        self._all = "".join(words)

    def passed(self, line: str) -> int | None:
        """Go on behind a line of these letters; its first one, ``None`` where the line is gone."""
        if not line:
            return None
        probe, place = line[:_LOOKED_FOR], self._place
        if not self._all.startswith(probe, place):
            most = place + self._before + _AROUND
            place = self._all.find(probe, place, most) if len(probe) >= _TELLING else -1
        if place < 0:
            self._before += len(line)
            return None
        whole = self._all.startswith(line, place)
        self._place = place + (len(line) if whole else len(probe))
        self._before = 0 if whole else len(line)
        return place

    def offset(self, place: int) -> int:
        """Where in the text a letter stands."""
        run = bisect_right(self._runs, place) - 1
        return self._offsets[run] + place - self._runs[run]
