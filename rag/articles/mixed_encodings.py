"""Texts put together from others: some lines in UTF-8, some in GB18030; halves of characters.

``by_lines(data)`` and ``without_halves(data)`` give the text, or ``None`` where a file is no such.
"""

from __future__ import annotations

import re

_FEW = 6
"""A line is UTF-8 by so many bytes beyond ASCII: 联通 in GB18030 happens to be UTF-8 too."""
_LEAST_PAIRS = 2
# the three bytes that write half a character in UTF-8: ED A0 BD, of \ud83d
_HALF = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


def by_lines(data: bytes) -> tuple[str, int] | None:
    """The text with each line in its own encoding, and how many lines are UTF-8.

    ``None`` unless lines of both kinds are there, and all are one of the two.
    """
    lines = data.splitlines(keepends=True)
    read: list[str] = []
    mixed = {"utf-8": 0, "gb18030": 0}
    for line in lines:
        beyond = sum(byte >= 0x80 for byte in line)
        for codec in ("utf-8", "gb18030"):
            try:
                read.append(line.decode(codec))
            except UnicodeDecodeError:
                continue
            if beyond >= (_FEW if codec == "utf-8" else _LEAST_PAIRS):
                mixed[codec] += 1
            break
        else:
            return None
    return ("".join(read), mixed["utf-8"]) if all(mixed.values()) else None


def without_halves(data: bytes) -> str | None:
    """Text in UTF-8 in which halves of characters were written, each as U+FFFD; else ``None``."""
    mended, halves = _HALF.subn("\ufffd".encode(), data)
    if not halves:
        return None
    try:
        return mended.decode("utf-8")
    except UnicodeDecodeError:
        return None
