"""Evidence as constraints look at it: a passage in its article, and one sentence of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer_types import Span
from rag.text.dates import resolve
from rag.text.fold import fold
from rag.text.numerals import YEAR
from rag.text.split import header
from rag.types import Passage

_CLAUSE_END = re.compile(r"[,;。!?]")
"""What ends a clause of a folded sentence."""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage in its article, prepared once for all its sentences.

    ``header`` (date and title), ``text`` (header and passage) and ``article`` (header and whole
    article) are folded. ``whole``: the article is known; else ``article`` is ``text``. ``years``
    are the calendar years the passage speaks of, those that its relative dates mean included, and
    the year its title names or, where that names none, the year it came out: a report on 2022 of
    April 2023 does not speak of 2023.
    """

    passage: Passage
    header: str
    text: str
    article: str
    whole: bool
    years: tuple[int, ...]

    @property
    def chinese(self) -> bool:
        """Whether the passage is in Chinese."""
        return self.passage.language.startswith("zh")

    def alone(self) -> Source:
        """The passage under its header, as if that were all of the article."""
        return replace(self, article=self.text)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence and the answer pointed at in it.

    ``sentence`` and ``answer`` are verbatim, the rest is folded: ``plain`` is the sentence,
    ``near`` the header, the sentence before and the sentence, ``clause`` the clause that holds
    the answer, with its closing mark. ``titled``: the answer stands inside 《》.
    """

    source: Source
    sentence: str
    answer: str
    plain: str
    near: str
    clause: str
    titled: bool


def source_of(passage: Passage, article: str = "") -> Source:
    """A passage prepared; ``article`` is the whole article's text folded, empty where unknown."""
    head = fold(header(passage))
    text = head + fold(passage.text)
    head_of = fold(passage.title) if YEAR.search(fold(passage.title)) else head
    years = {int(year) for year in YEAR.findall(head_of + fold(passage.text))}
    for when in resolve(passage.text, passage.published):
        years |= {when.start_date.year, when.end_date.year}
    return Source(
        passage=passage,
        header=head,
        text=text,
        article=head + article if article else text,
        whole=bool(article),
        years=tuple(sorted(years)),
    )


def evidence_of(
    source: Source, sentences: Sequence[tuple[int, int]], place: int, span: Span
) -> Evidence:
    """One sentence of a passage and the answer in it.

    Args:
        source: The passage, prepared.
        sentences: Where its sentences stand, in characters of the passage.
        place: Which of them is meant.
        span: The answer, in characters of the document.
    """
    text, folded = source.passage.text, source.text[len(source.header) :]
    start, end = sentences[place]
    before = sentences[max(0, place - 1)][0]
    at, to = span.start - source.passage.start, span.end - source.passage.start
    return Evidence(
        source=source,
        sentence=text[start:end],
        answer=text[at:to],
        plain=folded[start:end],
        near=source.header + folded[before:end],
        clause=_clause_around(folded[start:end], at - start),
        titled=text.rfind("《", 0, at + 1) > text.rfind("》", 0, at + 1),
    )


def _clause_around(sentence: str, at: int) -> str:
    """The clause of a folded sentence in which position ``at`` stands, with its closing mark."""
    before = [match.end() for match in _CLAUSE_END.finditer(sentence, 0, at)]
    after = _CLAUSE_END.search(sentence, at)
    return sentence[before[-1] if before else 0 : after.end() if after else len(sentence)]
