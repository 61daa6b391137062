"""Near misses made of questions that have an answer: the same about something else.

The question names a person, place, organisation, product, ordinal or year that the passage tells
of; with another of its kind, which the passage does not name, nothing answers it.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from rag.text.names import names
from rag.text.surnames import ALL_SURNAMES
from training.examples import Example

YEARS_MOVED = (-6, 4)

_NUMBERED = re.compile(
    r"第[一二三四五六七八九十\d]{1,3}|(?<=[A-Za-z] )\d+(?:\.\d)?|(?<=[A-Za-z])\d+"
)
"""第二, HDMI 2.2's 2.2, C919's 919."""
# 2022 of 2022年; not of 12022
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CHINESE = "一二三四五六七八九十"
_ENDS = "市县区省镇乡村州国岛山河湖江湾港路街院校学司团局部会队社馆寺桥站厂店"
"""A name that ends so is swapped with one of the same end: a town for a town."""

Pool = Mapping[tuple[str, ...], list[str]]


def pool_of(questions: Iterable[str]) -> Pool:
    """The names in questions, by kind."""
    found: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    for question in questions:
        for name in names(question):
            found[_kind(name)][name] = None
    return {kind: list(all_of_it) for kind, all_of_it in found.items()}


def swapped(example: Example, pool: Pool, chance: random.Random) -> Example | None:
    """The example asked about something else, which nothing answers.

    ``None`` where it names nothing that its first answering passage names too.
    """
    if not example.answering:
        return None
    passage, _ = chance.choice(example.answering)
    told = f"{passage.title}\n{passage.text}".lower()
    ways = [
        (old, new)
        for old, new in _ways(example.question, pool, chance)
        if old.lower() in told and new.lower() not in told and old != new
    ]
    if not ways:
        return None
    old, new = chance.choice(ways)
    published = passage.published
    if published is not None and new == str(published.year):
        return None
    asked = re.sub(re.escape(old), lambda _: new, example.question, flags=re.IGNORECASE)
    return Example(example.id, asked, (), (passage, *example.others))


def _ways(question: str, pool: Pool, chance: random.Random) -> Iterable[tuple[str, str]]:
    """What may be said in place of what, one other for each name, year and number."""
    for name in names(question):
        yield name, chance.choice(pool.get(_kind(name), [name]))
    for match in _YEAR.finditer(question):
        yield match.group(), str(int(match.group()) + chance.randint(*YEARS_MOVED))
    for match in _NUMBERED.finditer(question):
        yield match.group(), _another(match.group(), chance)


def _another(number: str, chance: random.Random) -> str:
    """第三 for 第二, 第12 for 第11, 3.2 for 2.2."""
    head, tail = ("第", number[1:]) if number[0] == "第" else ("", number)
    if tail in _CHINESE:
        return head + chance.choice(_CHINESE)
    whole, dot, rest = tail.partition(".")
    if not whole.isdigit():
        return number
    return head + str(max(1, int(whole) + chance.choice((-2, -1, 1, 2)))) + dot + rest


def _kind(name: str) -> tuple[str, ...]:
    if name.isascii():
        return ("latin", str(name.count(" ")))
    if name[-1] in _ENDS:
        return ("end", name[-1])
    person = name[0] in ALL_SURNAMES and len(name) in (2, 3)
    return ("person",) if person else ("other", str(min(len(name), 5)))
