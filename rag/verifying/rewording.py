"""The words by which a sentence may differ from its quote; they stand in ``rewording.toml``."""

from __future__ import annotations

from functools import cache

from rag.text.fold import fold
from rag.text.tables import groups, table

NEUTRAL = frozenset(table("rewording")["neutral"].split())
"""Words that say nothing of their own: 介绍, 其中, 达到, 的."""
TELLING = frozenset(table("rewording")["telling"])
"""Characters that change what is meant by themselves: 东 of 东门, 副 of 副局长."""
LONGEST = 12
"""Characters of the longest word that is looked up."""


@cache
def same_as(word: str) -> frozenset[str]:
    """The words that bear ``word`` out, itself left out; empty for a word no row has."""
    return _rows().get(word, frozenset())


@cache
def _rows() -> dict[str, frozenset[str]]:
    rows = [fold(line).split() for line in table("rewording")["same"].strip().splitlines()]
    rows += [[fold(name) for name in row] for row in groups("places", "same_name")]
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        for word in row:
            others = frozenset(other for other in row if other != word)
            found[word] = found.get(word, frozenset()) | others
    return found
