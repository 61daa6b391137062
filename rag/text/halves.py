r"""Halves of surrogate pairs: no text that can be encoded, searched for or stored.

JSON can write one (``"\ud800"``), and a command line in another encoding than UTF-8 arrives as
some. ``whole(text) -> str`` takes them out one for one, so that offsets stay.
"""

from __future__ import annotations

import re

HALF_PAIR = re.compile("[\ud800-\udfff]")  # "\ud83d", half of an emoji


def whole(text: str) -> str:
    """``text`` with U+FFFD in the place of each half."""
    return HALF_PAIR.sub("\ufffd", text)
