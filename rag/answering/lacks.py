"""What evidence lacks that the question names: its years, regions, names, figures, its form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from rag.answering.forms import fits
from rag.answering.question import Question
from rag.articles.clean_injected import MARK
from rag.text.fold import fold
from rag.text.numerals import YEAR
from rag.text.places import PROVINCES, REGION_NAMES, REGIONS, region_named

Lack = Literal["form", "year", "region", "name"]
"""What evidence can lack that no reader would forgive."""

_DATED = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年")
_RANGE = re.compile(r"((?:19|20)\d\d)\s*年?[-~至到]\s*((?:19|20)\d\d)")
_FIGURE = re.compile(
    r"第[0-9一二三四五六七八九十百]+|副[总部局市省院馆校处司会主秘]|[0-9]+(?:\.[0-9]+)?(?:月|日|米|号|期|届|组)?|[一二三四]季度|[上下]半年|首[次届个架]"
    r"|[一二三四五]期|[a-z][0-9]?轮"
)
_MARK = fold(MARK)
_CLAUSE_END = re.compile(r"[,;。!?]")


def lacks(
    question: Question, answer: str, years: Sequence[int], passage: str, article: str
) -> tuple[tuple[Lack, str], ...]:
    """What an answer and where it stands are without.

    Args:
        question: What is asked, understood.
        answer: The words pointed at.
        years: Every year the passage speaks of, resolved ones among them.
        passage: Header and passage, folded.
        article: Header and whole article, folded: places and names may stand anywhere in it.
    """
    found: list[tuple[Lack, str]] = []
    found += [("year", str(year)) for year in question.years if not _year_met(year, years, passage)]
    found += [
        ("region", region)
        for region in question.regions
        if not region_named(region, article) and not _may_be_covered(region, article)
    ]
    found += [("name", name) for name in question.names if not _name_met(name, article, question)]
    if not fits(question, answer):
        found.append(("form", question.form))
    return tuple(found)


def _may_be_covered(region: str, article: str) -> bool:
    """Whether a city may be what spam was written over: its province is named, words are lost."""
    return PROVINCES.get(region, "\n") in article and _MARK in article


def _year_met(year: int, years: Sequence[int], text: str) -> bool:
    """A passage that names no year cannot contradict one; 2021-2023年 covers what lies between."""
    if not years or year in years:
        return True
    return any(int(first) <= year <= int(last) for first, last in _RANGE.findall(text))


def _name_met(name: str, article: str, question: Question) -> bool:
    """Whether a name stands in the article: whole, by most of it, or by another name."""
    if name in article:
        return True
    others = (o for phrase, names in question.alternatives if fold(phrase) == name for o in names)
    if any(fold(other) in article for other in others):
        return True
    if len(name) < 3 or name.isascii():
        return False
    pairs = [name[i : i + 2] for i in range(len(name) - 1)]
    return sum(pair in article for pair in pairs) > len(pairs) / 3


def figures_lacking(question: Question, near: str, article: str) -> float:
    """The share of the question's other figures (第二, 500米, 8月) that is not near the span.

    One that stands elsewhere in the article counts a third: the day of an event is often told
    once, at the top. All texts folded.
    """
    figures = _FIGURE.findall(YEAR.sub(" ", fold(question.text)))
    if not figures:
        return 0.0
    lacking = [
        0.0 if figure in near or _named_otherwise(figure, question, near)
        else (1 / 3 if figure in article else 1.0)
        for figure in figures
    ]  # fmt: skip
    return sum(lacking) / len(figures)


def _named_otherwise(figure: str, question: Question, near: str) -> bool:
    """Whether the figure is part of a phrase whose other name stands there: 头名 for 第一名."""
    return any(
        figure in fold(phrase) and any(fold(other) in near for other in others)
        for phrase, others in question.alternatives
    )


def clause_around(sentence: str, at: int) -> str:
    """The clause of a folded sentence in which position ``at`` stands, with its closing mark."""
    before = [match.end() for match in _CLAUSE_END.finditer(sentence, 0, max(0, at))]
    after = _CLAUSE_END.search(sentence, max(0, at))
    return sentence[before[-1] if before else 0 : after.end() if after else len(sentence)]


def other_year(question: Question, clause: str) -> bool:
    """Whether the clause names a calendar year, but none that the question names."""
    years = {int(year) for year in _DATED.findall(clause)}
    return bool(question.years and years and not years & set(question.years))


def another_day(question: Question, published: date | None, article: str) -> bool:
    """Whether a dated article is of another time than the day the question names.

    It is not where it names the day, or came out on it or within ten days after.
    """
    if not question.days or published is None:
        return False
    return not any(
        re.search(rf"(?<![0-9])0?{month}\s*[月/.-]\s*0?{day}(?![0-9])", article)
        or any(
            _follows(published, year, month, day) for year in (published.year, published.year - 1)
        )
        for month, day in question.days
    )


def _follows(published: date, year: int, month: int, day: int) -> bool:
    try:
        told = date(year, month, day)
    except ValueError:
        return False
    return timedelta(0) <= published - told <= timedelta(10)


def another_place(question: Question, sentence: str, near: str) -> bool:
    """Whether a sentence names other places, and nothing near it the question's (all folded)."""
    asked = [region for region in question.regions if region not in REGIONS]
    if not asked or any(region_named(region, near) for region in asked):
        return False
    return any(place in sentence and place not in question.text for place in REGION_NAMES)
