"""English spellings of Chinese names: Qinghe is 青禾, Xu Xiaolan 徐晓兰, by the sound of the words.

No table of names is needed: the articles' own nouns are compared with the letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from rag.text.fold import simplify
from rag.text.segment import tagged

_FEWEST_LETTERS, _MOST_LETTERS = 4, 18
_LONGEST_WORD = 4
_CAPITALISED = re.compile(r"\b[A-Z][a-z'-]+(?: [A-Z][a-z'-]+)*")
"""Xu Xiaolan, Qinghe: a name in capitals."""


def spelled_like(phrase: str, texts: Iterable[str]) -> list[str]:
    """The nouns of ``texts`` that sound as a capitalised name in ``phrase`` is spelled.

    The commonest first; of a name of two words also with the family name behind.

    >>> spelled_like("What did Xu Xiaolan say?", ["副部长徐晓兰出席，徐晓兰讲话。"])
    ['徐晓兰']
    """
    wanted: set[str] = set()
    for name in _CAPITALISED.findall(phrase):
        parts = [re.sub("[^a-z]", "", part.lower()) for part in name.split()]
        wanted |= {*parts, "".join(parts), "".join(reversed(parts))}
    wanted = {each for each in wanted if _FEWEST_LETTERS <= len(each) <= _MOST_LETTERS}
    if not wanted:
        return []
    nouns = Counter(
        word
        for text in texts
        for word, tag in tagged(simplify(text))
        if tag.startswith("n") and 1 < len(word) <= _LONGEST_WORD
    )
    found = {word: count for word, count in nouns.items() if spellings(word) & wanted}
    return sorted(found, key=lambda word: -found[word])


def spellings(word: str) -> frozenset[str]:
    """How a Chinese word may be written in letters, without tones; none for other words.

    >>> sorted(spellings("青禾"))
    ['jinghe', 'qinghe']
    """
    written = {""}
    for character in word:
        written = {begun + sound for begun in written for sound in _sounds(character)}
    return frozenset(written)


@lru_cache(maxsize=8192)
def _sounds(character: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin

    read = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(sound.replace("ü", "v") for sound in read[0]) if read else ()
