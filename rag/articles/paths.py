"""How files and members are called, as text that can be shown and stored.

``path_text(path) -> str``: a name in GBK bytes is decoded as such.
``member_path(container, name, place, seen) -> str``: ``CONTAINER!/NAME``, short, printable, and
told from those before.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from rag.articles.limits import MAX_NAME_CHARACTERS
from rag.text.halves import whole

_UNSHOWN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"  # controls, half pairs: "a\nb"
)


def path_text(path: Path | str) -> str:
    r"""A path as text without surrogates: a name whose bytes are not UTF-8 is read as GB18030.

    Where a file stands beside it whose name in UTF-8 reads the same, its bytes are written out
    (``\xb5\xd8.txt``), so that the two are two.
    """
    try:
        raw = os.fsencode(path)
        return raw.decode("utf-8")
    except UnicodeEncodeError:  # half of a pair: no file is called that
        return whole(os.fspath(path))
    except UnicodeDecodeError:
        pass
    parts = raw.split(b"/")
    shown: list[str] = []
    for place, part in enumerate(parts):
        text = name_text(part)
        written = text.encode("utf-8")
        if written != part and os.path.lexists(b"/".join([*parts[:place], written])):
            text = part.decode("utf-8", errors="backslashreplace")
        shown.append(text)
    return "/".join(shown)


def name_text(raw: bytes) -> str:
    """A name's bytes as text: UTF-8, else GB18030, else with the odd bytes written out."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("utf-8", errors="backslashreplace")
    return text if text.encode("gb18030") == raw else raw.decode("utf-8", "backslashreplace")


def member_path(container: str, name: str, place: int, seen: set[int]) -> str:
    """``CONTAINER!/NAME``; a name that was ``seen`` is told apart by its ``place``.

    What a terminal would act on becomes U+FFFD, and a long name is cut.
    """
    shown = _UNSHOWN.sub("\ufffd", name[: MAX_NAME_CHARACTERS + 1])
    if len(shown) > MAX_NAME_CHARACTERS:
        shown = shown[:MAX_NAME_CHARACTERS] + "…"
    while hash(shown) in seen:
        shown = f"{shown}@{place}"
    seen.add(hash(shown))
    return f"{container}!/{shown}"
