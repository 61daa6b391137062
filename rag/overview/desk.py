"""What an overview is made from: the shelf, the words, and the way of a fact for a side of it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.events import Event
from rag.overview.shelf import Shelf
from rag.types import Document, Passage

if TYPE_CHECKING:
    from embeddings.words import WordVectors
    from rag.settings import Settings

Judged = Generator[Event, None, tuple[Question, list[Judgement]]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the overviews look at; ``judged`` goes a fact's way up to its evidence."""

    shelf: Shelf
    words: WordVectors
    settings: Settings
    search: Callable[[str], Sequence[Passage]]
    judged: Callable[[str], Judged]

    def nearest(self, text: str, most: int = 3) -> list[Document]:
        """The articles that a search finds for the words, to show beside a refusal."""
        try:
            found = dict.fromkeys(passage.document_id for passage in self.search(text))
        except ValueError:  # a question without a word
            return []
        return [self.shelf.document(each) for each in list(found)[:most]]
