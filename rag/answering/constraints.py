"""What a question demands of its evidence, compiled once into a table of constraints.

    question ──compiled──▶ Constraint … ──▶ judge: features of a sentence, and what rules it out
                                        ──▶ refusal, page: what the nearest articles do not mention

``judge`` and ``refusal`` iterate over the table; neither knows a constraint by name. To add one,
add a ``Row`` to ``_TABLE``: what it wants of a question, how far a sentence lacks that, whether
lacking it rules the sentence out, and, where it can be told of whole articles, whether an article
mentions it and what it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, Literal, TypeVar

from rag.answering import lacks
from rag.answering.evidence import Evidence, Source
from rag.answering.question import Question
from rag.text.fold import fold
from rag.text.months import NAMES

Kind = Literal[
    "year", "region", "name", "other_day", "other_number", "contrast",
    "post", "other_year", "asks",
]  # fmt: skip
"""What a constraint is about; the judge's feature of this name tells how far it is lacked."""
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Row(Generic[V]):
    """One kind of constraint.

    ``wanted`` finds what a question wants, each a value of its own; ``lack`` tells how far a
    sentence is without it, 0 (it has it) to 1; ``hard`` whether one that lacks it wholly cannot
    answer. ``named`` is what the value is called, in Chinese and English, as the question has it.
    ``mentioned`` tells whether an article speaks of it in any way: only of one that does not may
    a refusal say so; without it nothing is said of articles.
    """

    kind: Kind
    wanted: Callable[[Question], Iterable[V]]
    lack: Callable[[V, Evidence], float]
    hard: Callable[[V, Source], bool]
    named: Callable[[V, Question], tuple[str, str]]
    mentioned: Callable[[V, Source], bool] | None = None


@dataclass(frozen=True, slots=True)
class Constraint:
    """One thing that the evidence for a question must have: a row of the table and a value."""

    row: Row[Any]
    value: Any
    named: tuple[str, str]

    @property
    def kind(self) -> Kind:
        """What it is about."""
        return self.row.kind

    def lack(self, evidence: Evidence) -> float:
        """How far a sentence is without it: 0 where it has it, 1 where it has not."""
        return float(self.row.lack(self.value, evidence))

    def hard(self, source: Source) -> bool:
        """Whether a sentence that lacks it cannot answer, whatever else speaks for it."""
        return self.row.hard(self.value, source)

    def unmentioned(self, source: Source) -> bool:
        """Whether it may be said of the article that it does not speak of this."""
        mentioned = self.row.mentioned
        return source.whole and mentioned is not None and not mentioned(self.value, source)


@lru_cache(maxsize=64)
def compiled(question: Question) -> tuple[Constraint, ...]:
    """The constraints of a question, in the order in which what is missing is told."""
    return tuple(
        Constraint(row, value, row.named(value, question))
        for row in _TABLE
        for value in row.wanted(question)
    )


def _always(_: object, __: Source) -> bool:
    return True


def _nameless(_: object, __: Question) -> tuple[str, str]:
    return "", ""


def _quoted(value: object, question: Question) -> tuple[str, str]:
    """A folded word as it was typed, in quotation marks."""
    folded = str(value)
    place = fold(question.text).find(folded)
    typed = question.text[place : place + len(folded)] if place >= 0 else folded
    return f"“{typed}”", f"“{typed}”"


def _named_days(days: lacks.Days, _: Question) -> tuple[str, str]:
    return (
        "、".join(f"{month}月{day}日" for month, day in days),
        ", ".join(f"{NAMES[month - 1]} {day}" for month, day in days if month in range(1, 13)),
    )


def _named_number(wanted: lacks.Numbered, question: Question) -> tuple[str, str]:
    named = [_quoted(words, question)[0] for words, _, _ in wanted]
    return "、".join(named), ", ".join(named)


_TABLE: tuple[Row[Any], ...] = (
    # An article may not mention it, in the order in which it is told.
    Row("year", lambda question: question.years, lacks.another_year, _always,
        lambda year, _: (f"{year}年", str(year)), lacks.year_mentioned),
    Row("region", lambda question: question.regions, lacks.another_region, lacks.region_is_hard,
        _quoted, lacks.region_mentioned),
    # A Latin name may be written otherwise in the article.
    Row("name", lacks.wanted_names, lacks.another_name, lambda names, _: not names[0].isascii(),
        lambda names, question: _quoted(names[0], question), lacks.name_mentioned),
    Row("other_day", lambda question: [question.days] if question.days else [], lacks.another_day,
        _always, _named_days, lacks.day_mentioned),
    Row("other_number", lacks.wanted_numbers, lacks.another_number, _always, _named_number,
        lacks.number_mentioned),
    Row("contrast", lacks.wanted_contrasts, lacks.contrasted, _always,
        lambda contrast, question: _quoted(contrast[0], question), lacks.contrast_mentioned),
    Row("post", lacks.wanted_post, lacks.another_post, _always, _quoted, lacks.post_mentioned),
    # A sentence may tell it of another year.
    Row("other_year", lacks.wanted_years, lacks.of_another_year, _always, _nameless),
    # A clause that asks itself tells nothing.
    Row("asks", lambda _: ["?"], lambda mark, evidence: evidence.clause.endswith(mark), _always,
        _nameless),
)  # fmt: skip
"""Every kind of constraint."""
KINDS: tuple[Kind, ...] = tuple(row.kind for row in _TABLE)
