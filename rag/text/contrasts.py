"""Words of which one excludes another: 旧楼 and 新楼, 男子 and 女子, 去年 and 今年."""

from __future__ import annotations

import re

from rag.text.tables import groups, table

Contrast = tuple[str, str, str]
"""A word of a question, and two patterns: what else it is called, and its rivals."""

_ALONE = groups("contrasts", "alone")
YEARS = tuple(table("contrasts")["years"])
"""Years told from the day of writing."""
_ADJECTIVES = groups("contrasts", "before_a_noun")
_NOUNS = "|".join(table("contrasts")["nouns"].split())
_BEFORE_A_NOUN = re.compile(
    # 旧 of 旧楼, 南 of 南门
    rf"([{''.join(word for row in _ADJECTIVES for word in row)}])({_NOUNS})"
)


def contrasts(text: str) -> list[Contrast]:
    """The words of a folded text that exclude others.

    No word of a row where the text has two of them: it asks about both.
    """
    found = []
    for row in (*_ALONE, YEARS):
        here = [word for word in row if word in text]
        if len(here) == 1:
            others = "|".join(word for word in row if word != here[0])
            found.append((here[0], here[0], others))
    for match in _BEFORE_A_NOUN.finditer(text):
        adjective, noun = match.groups()
        row = next(row for row in _ADJECTIVES if adjective in "".join(row))
        own = next(words for words in row if adjective in words)
        others = "".join(words for words in row if words != own)
        if not re.search(rf"[{others}]{noun}", text):
            found.append((match.group(), f"[{own}]{noun}", f"[{others}]{noun}"))
    return found
