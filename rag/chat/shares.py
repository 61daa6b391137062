"""Evidence for a summary or a comparison: each article's own share, whatever the reader thinks.

An article is shown from its beginning, as much of it as fits; of a long one several shares are
made, each for a call of its own. What is compared is shown side by side, as much of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.chat.evidence import Piece, model_tokens, rendered
from rag.overview.page import passage_of
from rag.text.split import chunk_spans
from rag.types import Document, Passage
from rag.wording import Language

PIECE_CHARACTERS = 600
"""Characters of one numbered piece of an article."""
MOST_SHARES = 4
"""Calls that one long article is read in at most; beyond that it is not read."""


def parts_of(document: Document) -> list[Passage]:
    """The article as passages in order, nothing left out."""
    whole = passage_of(document)
    return [
        replace(whole, chunk_id=n, start=start, end=end, text=document.text[start:end])
        for n, (start, end) in enumerate(chunk_spans(document.text, PIECE_CHARACTERS))
    ]


def numbered(passages: Iterable[Passage]) -> tuple[Piece, ...]:
    """The passages as pieces, numbered from 1."""
    return tuple(Piece(n, passage, passage.text) for n, passage in enumerate(passages, start=1))


def shares(
    passages: Sequence[Passage], free: int, language: Language, model: str
) -> list[tuple[Piece, ...]]:
    """The passages in as many groups as it takes, each of ``free`` tokens at most.

    A passage that alone is larger is left out; so is what lies beyond ``MOST_SHARES`` groups.
    """
    groups: list[list[Passage]] = [[]]
    left = free
    for passage in passages:
        cost = model_tokens(rendered(Piece(1, passage, passage.text), language), model)
        if cost > free:
            continue
        if cost > left:
            groups.append([])
            left = free
        groups[-1].append(passage)
        left -= cost
    return [numbered(group) for group in groups[:MOST_SHARES] if group]


def beside(
    sides: Sequence[Sequence[Passage]], free: int, language: Language, model: str
) -> tuple[Piece, ...]:
    """The best passages of each side in turn, until the room of ``free`` tokens is used."""
    chosen: dict[tuple[str, int], Passage] = {}
    left = free
    for place in range(max(map(len, sides), default=0)):
        for side in sides:
            if place >= len(side):
                continue
            passage = side[place]
            cost = model_tokens(rendered(Piece(1, passage, passage.text), language), model)
            if cost <= left and (passage.document_id, passage.start) not in chosen:
                chosen[passage.document_id, passage.start] = passage
                left -= cost
    return numbered(chosen.values())
