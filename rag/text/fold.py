"""Fold text for matching, one character to one character, so that offsets still hold.

Full width becomes half width, Traditional becomes Simplified, capitals become small, every
dash a hyphen and every quotation mark one mark. ``len(fold(text)) == len(text)``, always:
a span found in the folded text is the same span in the original. What is stored and quoted
is never folded.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources

_ALIKE = {
    "“": '"',
    "”": '"',
    "„": '"',
    "「": '"',
    "」": '"',
    "『": '"',
    "』": '"',
    "‘": "'",
    "’": "'",
    "–": "-",
    "—": "-",
    "－": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "〜": "~",
    "·": "·",
    "•": "·",
    "・": "·",
    "\u3000": " ",
    "\u00a0": " ",
    "\t": " ",
    "﹐": ",",
    "〈": "《",
    "〉": "》",
}


@cache
def _traditional() -> dict[str, str]:
    """OpenCC's single-character table from Traditional to Simplified (Apache-2.0)."""
    table = resources.files("opencc").joinpath("dictionary/TSCharacters.txt")
    pairs: dict[str, str] = {}
    for line in table.read_text(encoding="utf-8").splitlines():
        source, _, targets = line.partition("\t")
        target = targets.split(" ")[0].strip()
        if len(source) == 1 and len(target) == 1:
            pairs[source] = target
    return pairs


@cache
def _simplified() -> dict[str, str]:
    """OpenCC's single-character table the other way, its first choice each (Apache-2.0)."""
    table = resources.files("opencc").joinpath("dictionary/STCharacters.txt")
    rows = (line.partition("\t") for line in table.read_text(encoding="utf-8").splitlines())
    return {source: targets.split(" ")[0].strip() for source, _, targets in rows}


def traditional(text: str) -> str:
    """``text`` in Traditional characters, one by one, as they are mostly written.

    >>> traditional("文学节")
    '文學節'
    """
    table = _simplified()
    return "".join(table.get(character, character) for character in text)


@cache
def _folded(character: str) -> str:
    if character in _ALIKE:
        return _ALIKE[character]
    narrow = unicodedata.normalize("NFKC", character)
    if len(narrow) != 1:
        narrow = character
    small = narrow.lower()
    if len(small) != 1:
        small = narrow
    return _traditional().get(small, small)


class _FoldTable(dict[int, str]):
    """A translation table that fills itself: only characters that occur are worked out."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


_TABLE = _FoldTable()


def fold(text: str) -> str:
    """``text`` folded for matching; the same length in characters as ``text``."""
    return text.translate(_TABLE)


def letters(text: str) -> str:
    """The letters and digits of ``text``, folded: what is left when spaces and signs differ."""
    return "".join(filter(str.isalnum, fold(text)))


class _SimplifyTable(dict[int, str]):
    """Only Traditional to Simplified; punctuation, width and case stay as they are."""

    def __missing__(self, code: int) -> str:
        self[code] = simple = _traditional().get(chr(code), chr(code))
        return simple


_SIMPLE = _SimplifyTable()


def simplify(text: str) -> str:
    """``text`` in Simplified characters, one to one; for models trained on Simplified text."""
    return text.translate(_SIMPLE)
