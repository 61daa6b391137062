"""A sentence as questions: one fact after another replaced by the word that asks for it.

    王明2021年出任局长      ─▶  谁2021年出任局长？    王明什么时候出任局长？
    产量达到12万吨          ─▶  产量达到多少吨？

A Chinese question keeps the order of what it asks about; an English one so made is odd, and the
reader takes it all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rag.text.facts import Facts, WrittenDate, facts
from rag.text.fold import fold
from rag.text.numerals import Figure
from rag.text.segment import tagged
from rag.verifying.called import houses_in, people_in

Kind = Literal["figure", "date", "person", "house", "name"]

MOST_ASKED = 8
"""Questions a sentence is asked at most; the first facts of each kind come first."""
_LONGEST = 90
"""Characters of a question that the reader takes in whole."""
_WORDS: dict[Kind, tuple[str, str]] = {
    "figure": ("多少", "how many"),
    "date": ("什么时候", "when"),
    "person": ("谁", "who"),
    "house": ("哪个", "what"),
    "name": ("谁", "who"),
}
_NOUNS = ("n", "j", "b", "s", "l", "vn", "eng")
_CAPITAL = re.compile(r"[A-Z][\w'-]+(?: (?:(?:of|de|von|van) )?[A-Z][\w'-]+)*")
"""A name in an English sentence: Dora Finch, Nansen Fund."""
_OF_PLACES = "县市区镇乡村湖河江山岛路州省国港湾站"
_HAN = re.compile("[\u3400-\u9fff]")
"""A Chinese character: 青."""
_REST_OF_DATE = re.compile(r"[年月日号]")
"""What still belongs to a date that was cut before its unit: 月, 日."""
_BORDER = re.compile(r"[，；。,;!?！？](?!\d)")
"""Where a clause ends; not the comma of 3,200."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact of a sentence, its words folded, and the question for it.

    ``figure`` or ``date`` is the value of a fact of that kind.
    """

    kind: Kind
    words: str
    question: str
    figure: Figure | None = None
    date: WrittenDate | None = None


@dataclass(frozen=True, slots=True)
class _Fact:
    """A fact and where it stands in the folded sentence."""

    kind: Kind
    start: int
    end: int
    figure: Figure | None = None
    date: WrittenDate | None = None


def asked(claim: str, context: str) -> list[Asked]:
    """The questions for the facts of a sentence.

    A person with a title is asked for twice, with the title left and without: whose it is shows
    in the first, who did it in the second.

    Args:
        claim: The sentence.
        context: What stands around its quotes, for the names of people in it.
    """
    folded, chinese = fold(claim), is_chinese(claim)
    found: list[Asked] = []
    taken: list[_Fact] = []
    for fact in _facts(claim, folded, context, chinese=chinese):
        if any(fact.start < other.end and fact.end > other.start for other in taken):
            continue
        taken.append(fact)
        found.append(_asked(claim, folded, fact, fact.start, chinese=chinese))
        if fact.kind == "person" and (begin := _titled(folded, fact.start)) < fact.start:
            found.append(_asked(claim, folded, fact, begin, chinese=chinese))
    return found[:MOST_ASKED]


def is_chinese(text: str) -> bool:
    """Whether a text is Chinese rather than English."""
    latin = sum(c.isascii() and c.isalpha() for c in text)
    return len(_HAN.findall(text)) * 3 >= latin


def _facts(claim: str, folded: str, context: str, *, chinese: bool) -> Iterator[_Fact]:
    """The facts of a sentence, those of which there is least doubt first."""
    told: Facts = facts(claim)
    if chinese:
        yield from (_Fact("person", *span) for span in _people(claim, folded, context))
    for when in told.dates:
        rest = _REST_OF_DATE.match(folded, when.end)
        yield _Fact("date", when.start, rest.end() if rest else when.end, date=when)
    for figure in told.figures:
        yield _Fact("figure", figure.start, figure.end, figure=figure)
    if chinese:
        yield from (_Fact("house", *span) for span in _houses(claim, folded, context))
    else:
        for match in _CAPITAL.finditer(claim):
            if match.start() or " " in match.group():
                yield _Fact("name", *match.span())


def _people(claim: str, folded: str, context: str) -> Iterator[tuple[int, int]]:
    """Where people stand whom the context names; a name that is not there is another check's."""
    held = fold(context)
    for name in sorted({*people_in(claim), *people_in(context)}, key=len, reverse=True):
        # The segmenter takes a verb in, or begins a place's name so: 钟毅任, 白鹭 of 白鹭县.
        shown = name if name in held or len(name) < 3 else name[:2]
        if shown in held and not re.search(f"{re.escape(shown)}[{_OF_PLACES}]", held):
            yield from (match.span() for match in re.finditer(re.escape(shown), folded))


def _houses(claim: str, folded: str, context: str) -> Iterator[tuple[int, int]]:
    """Where institutions and places stand that the context names too."""
    held = fold(context)
    for name in sorted({*houses_in(claim), *houses_in(context)}, key=len, reverse=True):
        if name in held:
            yield from (match.span() for match in re.finditer(re.escape(name), folded))


def _nouns(folded: str) -> Iterator[tuple[int, int]]:
    """The runs of nouns in a Chinese sentence."""
    place = begin = 0
    for word, tag in [*tagged(folded), ("", "x")]:
        noun = tag.startswith(_NOUNS) and bool(_HAN.search(word))
        if not noun:
            if place - begin >= 2:
                yield begin, place
            begin = place + len(word)
        place += len(word)


def _titled(folded: str, start: int) -> int:
    """Where the title begins that stands right before a name: 市水利局局长|韩素清."""
    return next((begin for begin, end in _nouns(folded[:start]) if end == start), start)


def _asked(claim: str, folded: str, fact: _Fact, begin: int, *, chinese: bool) -> Asked:
    """The question for a fact, the words from ``begin`` on replaced by the one that asks."""
    left, right = _around(claim, begin, fact.end)
    word = _WORDS[fact.kind][0 if chinese else 1]
    if fact.kind == "house":
        tail = 1 if folded[fact.end - 1] in _OF_PLACES else 2
        word += folded[fact.end - tail : fact.end]
    question = f"{claim[left:begin]}{word}{claim[fact.end : right]}".strip().rstrip("。.，,")
    question += "？" if chinese else "?"
    return Asked(fact.kind, folded[fact.start : fact.end], question, fact.figure, fact.date)


def _around(claim: str, start: int, end: int) -> tuple[int, int]:
    """The whole sentence where it is short enough to be read, else the clauses around the fact."""
    if len(claim) <= _LONGEST:
        return 0, len(claim)
    left = max((m.end() for m in _BORDER.finditer(claim, 0, start)), default=0)
    right = next((m.start() for m in _BORDER.finditer(claim, end)), len(claim))
    return left, right
