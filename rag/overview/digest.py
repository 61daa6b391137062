"""The points of one article by themselves, for whoever has it open: no question was asked."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from rag.answer_types import Citation
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.events import Event
from rag.overview.desk import Desk
from rag.overview.shelf import Catalogue, Shelf
from rag.overview.summary import USUAL, points
from rag.types import Document, Passage

if TYPE_CHECKING:
    from embeddings.words import WordVectors
    from rag.settings import Settings


def points_of(
    document: Document, catalogue: Catalogue, words: WordVectors, settings: Settings
) -> tuple[Citation, ...]:
    """The few sentences of an article that say most of it, verbatim, in its own order.

    None for an article without a sentence that can stand alone.
    """
    desk = Desk(Shelf(catalogue), words, settings, _no_search, _no_evidence)
    found = sorted(points([document], desk, USUAL), key=lambda one: one.start)
    return tuple(one.said().citation for one in found)


def _no_search(text: str) -> Sequence[Passage]:
    """A summary of one article looks for no other."""
    return []


def _no_evidence(text: str) -> Generator[Event, None, tuple[Question, list[Judgement]]]:
    yield from ()
    raise NotImplementedError("the points of one article rest on no other evidence")
