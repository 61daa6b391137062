"""A text as clauses, and which clause of the evidence one of a sentence takes up.

A clause is what stands between two marks of punctuation; 、 parts the items of a list, not
clauses. Likeness is counted in pairs of characters and in figures: names and verbs are not cut
by a dictionary, which does not know half of them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from rag.text.facts import WrittenDate, facts
from rag.text.fold import fold
from rag.text.numerals import Figure
from rag.verifying.novel import Laid, laid_out

_BORDER = re.compile(r"[，；;。！？!?\n：:]|,(?!\d{3})|\.\s|(?<=[\u4e00-\u9fff])\.")
"""Where a clause ends: a mark, a full stop behind 字. too; not the comma of 3,200."""
_SENTENCE_ENDS = frozenset("。！？!?\n")
_HAN = re.compile(r"[\u3400-\u9fff]")
"""A Chinese character: 青."""
_MOST = 0.5
_OF_A_FIGURE = 3.0
"""What a figure in common counts, in pairs of characters."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause in a folded text: its words, where it stands, and the number of its sentence."""

    text: str
    start: int
    end: int
    sentence: int
    figures: tuple[Figure, ...]
    dates: tuple[WrittenDate, ...] = ()

    def later(self, sentences: int) -> Clause:
        """The same in a text in which ``sentences`` stand before."""
        return replace(self, sentence=self.sentence + sentences)

    @property
    def letters(self) -> str:
        """Its letters, without spaces and marks."""
        return "".join(c for c in self.text if c.isalnum())


@lru_cache(maxsize=512)
def clauses_of(text: str) -> tuple[Clause, ...]:
    """The clauses of a text, in order; figures keep their offsets in the whole folded text."""
    folded = fold(text)
    told = facts(text, evidence=False)
    found: list[Clause] = []
    start = sentence = 0
    for match in [*_BORDER.finditer(folded), None]:
        end = match.start() if match else len(folded)
        if folded[start:end].strip():
            inside = tuple(f for f in told.figures if start <= f.start < end)
            dates = tuple(d for d in told.dates if start <= d.start < end)
            found.append(Clause(folded[start:end], start, end, sentence, inside, dates))
        if match:
            start = match.end()
            sentence += bool(
                _SENTENCE_ENDS & set(match.group()) or match.group().endswith((" ", "."))
            )
    return tuple(found)


@dataclass(frozen=True)
class Taken:
    """A clause of a sentence with what of it stands in the evidence, and in which words."""

    clause: Clause
    pieces: tuple[Laid, ...]

    @property
    def content(self) -> list[Laid]:
        """The pieces that say something: neither 介绍 nor a loose character."""
        return [piece for piece in self.pieces if piece.how in {"held", "same", "short"}]

    @cached_property
    def runs(self) -> list[str]:
        """What it takes over word for word, neighbouring pieces in one."""
        runs: list[str] = []
        end = -1
        for piece in self.content:
            if piece.how == "same":
                continue
            runs[-1:] = (
                [runs[-1] + piece.words[0]] if piece.start == end else [*runs[-1:], piece.words[0]]
            )
            end = piece.end
        return runs

    def outside(self, other: Clause) -> list[tuple[str, bool]]:
        """What it takes over from elsewhere than ``other``, and whether behind what is from there.

        As runs of pairs that the other clause has not: 连阴雨 of 主要靠连阴雨.
        """
        found: list[tuple[str, bool]] = []
        inside = False
        letters = other.letters
        for run in self.runs:
            start = -1
            for n in range(len(run)):
                held = run[n : n + 2] in letters if n + 1 < len(run) else True
                if not held and start < 0:
                    start = n
                elif held and start >= 0:
                    begin = start + (start > 0)
                    if n + 1 - begin >= 2:
                        found.append((run[begin : n + 1], inside))
                    start = -1
                inside = inside or (held and n + 1 < len(run))
        return found

    def holding_last(self, places: Sequence[int], evidence: Sequence[Clause]) -> list[int]:
        """Where its last words are, if the likest clauses hold its subject alone; else those."""
        last = self.last
        if not last or any(word in evidence[n].letters for n in places for word in last):
            return list(places)
        return [
            n for n, c in enumerate(evidence) if any(word in c.letters for word in last)
        ] or list(places)

    @property
    def last(self) -> tuple[str, ...]:
        """Its last words, which mostly are what it says of its subject, or others for them."""
        if not self.content:
            return ()
        piece = self.content[-1]
        words = piece.words if piece.how == "same" else (piece.words[0][-2:],)
        return tuple(word for word in words if len(word) > 1)

    @property
    def _pairs(self) -> list[str]:
        return [run[n : n + 2] for run in self.runs for n in range(len(run) - 1)]

    def weight(self, others: Sequence[Clause]) -> float:
        """All of it that stands in some clause of the evidence; a title's words count nothing."""
        letters = " ".join(other.letters for other in others)
        pairs = sum(pair in letters for pair in self._pairs)
        reworded = sum(
            _size(piece)
            for piece in self.content
            if piece.how == "same" and any(word in letters for word in piece.words)
        )
        return pairs + reworded + _OF_A_FIGURE * self._values

    def found_in(self, other: Clause) -> float:
        """How much of it a clause of the evidence holds."""
        letters = other.letters
        held = float(sum(pair in letters for pair in self._pairs))
        held += sum(
            _size(piece)
            for piece in self.content
            if piece.how == "same" and any(word in letters for word in piece.words)
        )
        figures = sum(any(alike(f, o) for o in other.figures) for f in self.clause.figures)
        dates = sum(any(d.within(o) for o in other.dates) for d in self.clause.dates)
        return held + _OF_A_FIGURE * (figures + dates)

    @property
    def _values(self) -> int:
        return len(self.clause.figures) + len(self.clause.dates)

    def covers(self, other: Clause) -> bool:
        """Whether it takes up most of what a clause of the evidence says, not just a word."""
        letters = self.clause.letters
        pairs = [other.letters[n : n + 2] for n in range(len(other.letters) - 1)]
        word_for_word = float(sum(pair in letters for pair in pairs))
        return max(word_for_word, self.found_in(other)) >= _MOST * len(pairs)


def alike(one: Figure, other: Figure) -> bool:
    """Whether two figures have one value, shares and counts apart."""
    same = math.isclose(one.value, other.value, rel_tol=1e-9)
    return same and (one.unit == "%") == (other.unit == "%")


def taken(text: str, held: str, known: Sequence[tuple[int, int]]) -> list[Taken]:
    """The clauses of a sentence with their pieces; arguments as ``laid_out`` has them."""
    pieces = laid_out(fold(text), held, known)
    return [
        Taken(each, tuple(p for p in pieces if each.start <= p.start and p.end <= each.end))
        for each in clauses_of(text)
    ]


def likest(part: Taken, others: Sequence[Clause]) -> tuple[list[int], float]:
    """The clauses of the evidence that hold most of ``part``, and the share of it they hold."""
    weight = part.weight(others)
    if not weight:
        return [], 0.0
    held = [part.found_in(other) for other in others]
    most = max(held)
    if most <= 0:
        return [], 0.0
    return [n for n, each in enumerate(held) if each >= most - 0.01], most / weight


def _size(piece: Laid) -> float:
    return max(1.0, piece.end - piece.start - 1.0)
