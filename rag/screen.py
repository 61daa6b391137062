"""What the terminal is given: text of others, with nothing in it that a terminal would act on.

``UNSEEN`` matches the characters that nobody sees: escapes, and what turns or hides words.
``tamed()`` stands around a command: whatever is printed in it, by whomever and whatever file name,
title or message it holds, U+FFFD stands in the place of escapes, of characters that turn the
direction of writing, and of halves of pairs. ``raw(stream)`` is for what draws colours and bars
itself, and shows no text of others untreated. ``json_text(value)`` is JSON that needs no taming.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, TextIO, cast

UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f"  # controls but for tab and line feed: "\\x1b[2J"
    "\\u00ad\\u061c\\u180e"  # soft hyphen, Arabic letter mark, Mongolian vowel separator
    "\\u200b\\u200e\\u200f\\u2028-\\u202e"  # zero width, direction marks, overrides: "\\u202egpj"
    "\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb"  # word joiner, isolates, byte order mark, annotations
    "\\U000e0000-\\U000e0fff]"  # tags and variation selectors: words written in nothing at all
)
"""Characters without a shape. The joiners U+200C and U+200D stay: Persian and emoji need them."""

# what has no shape, and halves of characters: "\\ud83d"
_UNSHOWN = re.compile(f"{UNSEEN.pattern}|[\ud800-\udfff]")


class _Screen:
    """A stream whose text is tamed; all else is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        return self.stream.write(_UNSHOWN.sub("\ufffd", text))

    def isatty(self) -> bool:
        """No: who asks wants to draw, and would draw with escapes."""
        return False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


@contextmanager
def tamed() -> Iterator[None]:
    """Standard output and standard error, tamed while it is open.

    Where one was closed (``youju ask … >&-``) Python has none: what is written goes nowhere.
    """
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        streams = (raw(each or nowhere) for each in (sys.stdout, sys.stderr))
        output, error = (cast("TextIO", _Screen(each)) for each in streams)
        with redirect_stdout(output), redirect_stderr(error):
            yield


def raw(stream: TextIO) -> TextIO:
    """The stream below a tamed one, for escapes of our own."""
    return stream.stream if isinstance(stream, _Screen) else stream


def json_text(value: Any, *, indent: int | None = None) -> str:
    r"""``value`` as JSON whose strings hold what cannot be seen as ``\u001b``, ``\u202e``."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    return _UNSHOWN.sub(lambda match: json.dumps(match.group())[1:-1], text)
