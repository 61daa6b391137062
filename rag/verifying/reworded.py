"""Whether a Chinese sentence in words of its own says what its quotes say, and no more.

One question after another, each with a file of its own: does it state anything (``statement``),
in words that the evidence bears out (``novel``), the same way round (``polarity``), of the same
people (``holders``), figures (``counted``) and places (``subjects``)?
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, cast

from rag.answer_types import Citation
from rag.text.facts import Facts
from rag.text.fold import fold
from rag.text.numerals import Figure
from rag.text.rows import BAR
from rag.text.units import CLASSIFIERS, COUNT_WORDS, MEASURES
from rag.types import Document
from rag.verifying.clauses import Clause, clauses_of, taken
from rag.verifying.counted import miscounted
from rag.verifying.evidence import Evidence
from rag.verifying.novel import added, harmless, laid_out
from rag.verifying.polarity import turned
from rag.verifying.posts import another_s_post
from rag.verifying.subjects import displaced

Kind = Literal["added", "denial", "bound", "change", "plan", "post", "subject"]

_UNITS = frozenset("".join((*CLASSIFIERS, *MEASURES, *COUNT_WORDS))) | set("元人次美亿万吨斤只册")
_AROUND = 150
"""How many characters around a quote may tell whom and what it is about."""


def misworded(evidence: Evidence, claim: str, claimed: Facts) -> tuple[Kind, str] | None:
    """The first thing that a sentence surely says otherwise than its quotes, with its words.

    Args:
        evidence: The quotes, in Chinese.
        claim: The sentence less the quotes it repeats, in Chinese.
        claimed: Its facts.
    """
    for words in _added(evidence, claim, claimed):
        if not harmless(words, evidence.letters):
            return "added", words
    if _rows_alone(evidence.quotes):
        return None  # a table's cells are no clauses; what they say is read out and compared above
    parts = taken(claim, evidence.letters, _known(evidence, claim, claimed))
    kind, words = turned(parts, _clauses(evidence.cited))
    if kind:
        return cast("Kind", kind), words
    if words := another_s_post(claim, [_around(*pair) for pair in evidence.cited]):
        return "post", words
    return None


def _rows_alone(quotes: str) -> bool:
    """Whether quotes are rows of tables; a bar in a byline (某报 | 记者 某某) makes no table."""
    return all(BAR in line for line in quotes.splitlines() if line.strip())


def doubts(evidence: Evidence, claim: str, claimed: Facts) -> Iterator[tuple[Kind, str]]:
    """What a sentence may say otherwise than its quotes; who can read them should look.

    Arguments as for ``misworded``, which found nothing.
    """
    for words in _added(evidence, claim, claimed):
        yield "added", words
    if _rows_alone(evidence.quotes):
        return
    around = [_around(*pair) for pair in evidence.cited]
    days = [document.published for _, document in evidence.cited]
    quotes = [citation.quote for citation, _ in evidence.cited]
    if words := miscounted(
        claim, list(zip(quotes, days, strict=True)), list(zip(around, days, strict=True))
    ):
        yield "subject", words
    parts = taken(claim, evidence.letters, _known(evidence, claim, claimed))
    titles = fold("\n".join(document.title for _, document in evidence.cited))
    if words := displaced(parts, _clauses(evidence.cited), around, titles):
        yield "subject", words


def _added(evidence: Evidence, claim: str, claimed: Facts) -> Iterator[str]:
    """The words of a sentence that its quotes bear out in no wording.

    A sign that is the whole name of a column or a cell stands there: 女 of 女（人）.
    """
    for words in added(fold(claim), evidence.letters, _known(evidence, claim, claimed)):
        if not (
            len(words) == 1
            and re.search(rf"[|\s(]{re.escape(words)}\s*[|(\n]", fold(evidence.quotes))
        ):
            yield words


def in_pieces(evidence: Evidence, claim: str, claimed: Facts) -> str:
    """The folded sentence with a gap for every character that its quotes bear out in no piece."""
    folded = fold(claim)
    left = list(folded)
    for piece in laid_out(folded, evidence.letters, _known(evidence, claim, claimed)):
        if piece.how in {"added", "loose"}:
            left[piece.start : piece.end] = " " * (piece.end - piece.start)
    return "".join(left)


def _known(evidence: Evidence, claim: str, claimed: Facts) -> list[tuple[int, int]]:
    """Where the sentence has figures and dates, which are checked by themselves."""
    return [
        *((f.start, _end(f)) for f in claimed.figures),
        *((when.start, when.end) for when in claimed.dates),
        *((when.start, when.end) for when in evidence.dates_of(claim)),
        *_compared(fold(claim), claimed),
    ]


_GROWN = re.compile(r"[增升涨](?:长|加|高)?[至到]|[提升]高到")
"""A change upwards to a value: 增长到, 升至, 提高到."""
_SHRUNK = re.compile(r"[降减跌](?:少|低)?[至到]")
"""A change downwards to a value: 减少到, 降至."""


def _compared(folded: str, claimed: Facts) -> Iterator[tuple[int, int]]:
    """The words between two figures that say only which is the greater: 从200亿增至260亿."""
    for one, other in pairwise(claimed.figures):
        for pattern, true in (
            (_GROWN, one.value < other.value),
            (_SHRUNK, one.value > other.value),
        ):
            match = pattern.search(folded, one.end, other.start)
            if match and true:
                yield match.span()


def _end(figure: Figure) -> int:
    """Where a figure ends, with a unit that is one: 2比1战胜 is not counted in 战."""
    return figure.end + (len(figure.unit) if figure.unit[:1] in _UNITS else 0)


def _clauses(cited: Sequence[tuple[Citation, Document]]) -> list[Clause]:
    """The clauses of all quotes, sentences numbered through."""
    found: list[Clause] = []
    for citation, _ in cited:
        first = found[-1].sentence + 1 if found else 0
        found += [clause.later(first) for clause in clauses_of(citation.quote)]
    return found


def _around(citation: Citation, document: Document) -> str:
    return document.text[max(0, citation.start - _AROUND) : citation.end + _AROUND]
