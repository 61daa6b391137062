"""Chinese text as words, by the one segmenter (rjieba), loaded on first use.

Tags are jieba's: n… nouns, among them nr people (also nrt and nrfg), ns places, nt organisations
and nz other names; v verbs, eng Latin words, j short forms, m numerals.
"""

from __future__ import annotations

from itertools import accumulate

PEOPLE = frozenset(("nr", "nrt", "nrfg"))
"""The tags of people's names."""


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of ``text`` in order, each with its tag; joined they are the text."""
    import rjieba

    found: list[tuple[str, str]] = rjieba.tag(text)
    return found


def words(text: str, *, guessed: bool = True) -> list[str]:
    """The words of ``text`` in order; joined they are the text.

    Without ``guessed`` only words of the dictionary count: what it does not have falls apart
    into single characters.
    """
    import rjieba

    found: list[str] = rjieba.cut(text, hmm=guessed)
    return found


def borders(text: str) -> frozenset[int]:
    """Where words of the dictionary begin and end: offsets into ``text``, 0 and its end too."""
    return frozenset(accumulate(map(len, words(text, guessed=False)), initial=0))
