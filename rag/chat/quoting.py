"""Narrow a cited passage to the words that bear a sentence out, verbatim.

A model cites a passage; a reader wants the sentence. The quote is the shortest run of whole
sentences that bears the claim out by ``rag.verifying.verify``'s rules, the most alike where
several do. A passage that was named and does not bear it out is not cited where another does:
small models name all they were shown. Where no single passage suffices, each is narrowed to the
sentences most like the claim, and verification decides over them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from rag.answer_types import Citation
from rag.answering.extract import citation_of
from rag.chat.evidence import Piece
from rag.text.fold import fold
from rag.text.sentences import sentence_spans
from rag.types import Document
from rag.verifying.verify import lacking

LONGEST_RUN = 3
"""How many neighbouring sentences one quote may join."""

Cited = tuple[Citation, Document]


def quotes_for(
    claim: str,
    pieces: Sequence[Piece],
    document_of: Callable[[str], Document],
    *,
    lenient: bool = False,
) -> tuple[Citation, ...]:
    """The citations for ``claim`` out of the pieces it names, in the same order.

    ``lenient`` as ``rag.verifying.verify.lacking`` takes it.

    Raises:
        YoujuError, KeyError: A cited document is gone.
    """
    documents = {piece.number: document_of(piece.passage.document_id) for piece in pieces}
    alone: dict[int, Citation] = {}
    for piece in pieces:
        found = _shortest(claim, piece, documents[piece.number], lenient=lenient)
        if found is not None:
            alone[piece.number] = found
    if len(alone) > 1:
        # What passes only because a reader is asked afterwards is asked about one by one.
        plainly = {n: c for n, c in alone.items() if not lacking(claim, [(c, documents[n])])}
        likest = max(alone, key=lambda number: alike(claim, alone[number].quote))
        alone = plainly or {likest: alone[likest]}
    if alone:
        return tuple(alone.values())
    together = [(_mostalike(claim, piece), documents[piece.number]) for piece in pieces]
    if not lacking(claim, together, lenient=lenient):
        return tuple(citation for citation, _ in together)
    return tuple(citation_of(piece.passage, 0, len(piece.text)) for piece in pieces)


def _shortest(claim: str, piece: Piece, document: Document, *, lenient: bool) -> Citation | None:
    """The shortest run of sentences of one piece that bears the claim out, the likest first."""
    for length in range(1, LONGEST_RUN + 1):
        runs = sorted(_runs(piece, length), key=lambda run: -alike(claim, _words(piece, run)))
        for run in runs[:6]:
            citation = citation_of(piece.passage, *run)
            if not lacking(claim, [(citation, document)], lenient=lenient):
                return citation
    whole = citation_of(piece.passage, 0, len(piece.text))
    return None if lacking(claim, [(whole, document)], lenient=lenient) else whole


def _mostalike(claim: str, piece: Piece) -> Citation:
    run = max(
        _runs(piece, 1),
        key=lambda run: alike(claim, _words(piece, run)),
        default=(0, len(piece.text)),
    )
    return citation_of(piece.passage, *run)


def _runs(piece: Piece, length: int) -> Iterator[tuple[int, int]]:
    """Runs of ``length`` neighbouring sentences, as spans of the piece's text."""
    spans = sentence_spans(piece.text)
    for first in range(len(spans) - length + 1):
        yield spans[first][0], spans[first + length - 1][1]


def _words(piece: Piece, run: tuple[int, int]) -> str:
    return piece.text[run[0] : run[1]]


def alike(claim: str, quote: str) -> float:
    """The share of the claim's character pairs that the quote holds, in [0, 1]."""
    letters = [c for c in fold(claim) if c.isalnum()]
    pairs = {first + second for first, second in pairwise(letters)}
    body = "".join(c for c in fold(quote) if c.isalnum())
    return sum(pair in body for pair in pairs) / len(pairs) if pairs else 0.0
