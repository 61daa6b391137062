"""Radicals that stand for characters, as many a PDF has them: ⻓ for 长, ⽉ for 月.

They look the same and are others to every search. The table stands in ``rag/data/radicals.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from rag.text.tables import table

_KANGXI = range(0x2F00, 0x2FD6)
"""The block Kangxi Radicals: each has its character as its compatibility decomposition."""
# ⼈ (U+2F08), which looks like 人
_ANY = re.compile("[\u2e80-\u2fd5]")


def without_radicals(text: str) -> str:
    """``text`` with each radical as the character it looks like; as long as before.

    >>> without_radicals("⻓江⽔⽂")
    '长江水文'
    """
    return text.translate(_characters()) if _ANY.search(text) else text


@cache
def _characters() -> dict[int, str]:
    found = {code: unicodedata.normalize("NFKC", chr(code)) for code in _KANGXI}
    for pair in table("radicals")["supplement"].split():
        radical, character = pair.split(":")
        found[int(radical, 16)] = chr(int(character, 16))
    return found
