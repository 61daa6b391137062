"""A cause or purpose put in: 选在这里是为了推进一体化 for a quote that only says what is pushed.

A paraphrase may tell a cause that its quote words otherwise (大风吹断电线: 因为大风停电), so that
the words for it count for nothing of their own in ``novel``. Whether one thing is the other's
cause the reader has to find.
"""

from __future__ import annotations

import re

from rag.text.fold import fold

_LINKS = re.compile(
    # 因为暴雨, 之所以, 旨在推广; not 研究所以及
    r"因为|由于|为了|是因|因此|因而|(?<![究务易])所以(?!及)|从而|以便|导致|旨在|使得|缘于|出于|得益于|归功于"
)
"""A word that makes one thing the cause or purpose of another."""


def link_put_in(claim: str, quotes: str) -> str:
    """The word by which a sentence gives a cause where its quotes give none, or nothing.

    Args:
        claim: The sentence less the quotes it repeats.
        quotes: Its quotes.
    """
    found = _LINKS.search(fold(claim))
    return found.group() if found and not _LINKS.search(fold(quotes)) else ""
