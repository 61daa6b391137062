"""A regular expression less one of its parts: what a test of it should notice."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"\\."  # an escaped character: \|
    r"|\[\^?\]?(?:\\.|[^\]\\])*\]"  # a class: [^)|]
    r"|\((?:\?<?[=!]|\?:|\?P<\w+>)?"  # what opens a group: (, (?:, (?<!, (?P<year>
    r"|\)|\||.",
    re.DOTALL,
)


def without_parts(pattern: str) -> Iterator[str]:
    """The pattern less one alternative or one lookaround, for each there is."""
    open_groups: list[tuple[int, list[int], bool]] = [(0, [0], False)]
    for match in _TOKEN.finditer(pattern):
        text = match.group()
        if text.startswith("("):
            open_groups.append((match.start(), [match.end()], text[-1] in "=!"))
        elif text == "|":
            open_groups[-1][1].append(match.end())
        elif text == ")":
            start, begins, looks = open_groups.pop()
            yield from _less_one(pattern, begins, match.start())
            if looks:
                yield pattern[:start] + pattern[match.end() :]
    yield from _less_one(pattern, open_groups[0][1], len(pattern))


def _less_one(pattern: str, begins: list[int], end: int) -> Iterator[str]:
    """The pattern without each of the alternatives that begin there; the last ends at ``end``."""
    ends = [begin - 1 for begin in begins[1:]] + [end]
    for place, (start, stop) in enumerate(zip(begins, ends, strict=True)):
        if len(begins) > 1:
            cut = (start, stop + 1) if place + 1 < len(begins) else (start - 1, stop)
            yield pattern[: cut[0]] + pattern[cut[1] :]
