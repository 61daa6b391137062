"""The names that a sentence and its evidence know: people, houses, titles, numbered things."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.text.fold import fold
from rag.verifying.called import houses_in, people_in
from rag.verifying.clauses import clauses_of

_CODE = re.compile(
    r"(?<![a-z])[a-z]{1,6}-?\d{1,3}(?: (?:pro|max|plus|mini|ultra|lite|s))?(?![a-z\d])"
)
"""x2, x2 pro."""
_TIME = re.compile(r"[年月日]|季度|\d")
"""A time or a figure in what looks like a name: 三月, 二季度."""
_NUMBERED = re.compile(r"\d+号[\u4e00-\u9fff]|第[一二三四五六七八九十\d]+[届期批代]")
"""3号线, 第二届."""
_QUOTED = re.compile(r"[\"《]([^\"《》]{2,20})[\"》]")
"""What is called by a name in marks: 《春汛》."""
HAN = re.compile("[\u4e00-\u9fff]")
"""A Chinese character: 青."""


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name and of what kind: ``person`` or ``house`` (institutions and places)."""

    text: str
    kind: str


def known_in(claim: str, around: Sequence[str], heads: str) -> tuple[Name, ...]:
    """The names in a sentence, around its quotes and in titles (``heads``), the longest first."""
    people = {name for text in (claim, *around) for name in people_in(text)}
    houses = {name for text in (claim, *around) for name in houses_in(text)} - people
    houses |= {name for name in repeated("\n".join(around), heads) if name not in people}
    titles = {name for text in (claim, *around) for name in _QUOTED.findall(fold(text))}
    found = [Name(name, "person") for name in people]
    found += [
        Name(name, "house")
        for name in houses - titles
        if not any(name in p for p in people) and not _TIME.search(name)
    ]
    found += [Name(name, "title") for name in titles]
    found += [
        Name(name, "title")
        for text in (claim, *around)
        for name in dict.fromkeys(_CODE.findall(fold(text)))
    ]
    numbered = {m for text in (claim, *around) for m in _NUMBERED.findall(fold(text))}
    found += [Name(name, "number") for name in numbered]
    return tuple(sorted(found, key=lambda name: (-len(name.text), name.text)))


@lru_cache(maxsize=256)
def repeated(text: str, title: str) -> tuple[str, ...]:
    """The words of a title that open a clause of its article, as its houses do: 清源能源."""
    clauses = [clause.text.strip(' "') for clause in clauses_of(text)]
    found = set()
    for start in range(len(title) - 2):
        for stop in range(min(len(title), start + 8), start + 2, -1):
            name = title[start:stop]
            if all(HAN.match(c) for c in name) and any(c.startswith(name) for c in clauses):
                found.add(name)
                break
    return tuple(sorted(n for n in found if not any(n != o and n in o for o in found)))


def named(text: str, known: Sequence[Name]) -> list[Name]:
    """The names in a text, the longest of those that overlap."""
    found: list[Name] = []
    left = text
    for name in known:
        if name.text in left:
            found.append(name)
            left = left.replace(name.text, "#")
    return found
