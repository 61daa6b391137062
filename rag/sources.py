"""Where the passages for a question come from: a search, somebody's choice, or bare texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from rag.answering.question import Question
from rag.answering.retrieve import SearchableIndex, retrieve
from rag.answering.synonyms import glosses
from rag.overview.shelf import Catalogue, Shelf
from rag.types import Document, Filters, Passage

if TYPE_CHECKING:
    from embeddings import Embedder
    from embeddings.words import WordVectors


class Source(Protocol):
    """What passages a question is read against, and the articles they stand in."""

    @property
    def whole(self) -> bool:
        """Whether ``document`` gives whole articles, or no more than the passages."""

    @property
    def notices(self) -> Sequence[str]:
        """What a reader of the answer should know of how the passages came about."""

    @property
    def shelf(self) -> Shelf | None:
        """The articles as a catalogue; ``None`` where there is no more than the passages."""

    def find(self, question: Question) -> Sequence[Passage]:
        """The passages for the question, best first."""

    def document(self, document_id: str) -> Document:
        """The article that a passage stands in.

        Raises:
            YoujuError, KeyError: There is none.
        """


class IndexedArticles(SearchableIndex, Catalogue, Protocol):
    """An index that can be searched and looked through."""

    @property
    def embedder(self) -> Embedder:
        """The model of its vectors."""


class Library(Protocol):
    """What a search needs: an index and the models it was made with."""

    @property
    def index(self) -> IndexedArticles:
        """The index as it is now."""

    @property
    def words(self) -> WordVectors:
        """What glosses questions in English."""

    def ensure_index(self) -> str:
        """Make an index where there is none; what was done, in words, or nothing."""


class Searched:
    """The best passages of an index, found anew for each question."""

    whole = True

    def __init__(self, library: Library, depth: int, filters: Filters | None = None) -> None:
        """``depth`` passages are found for a question, among those that ``filters`` let pass."""
        self._library, self._depth, self._filters = library, depth, filters
        self.notices: tuple[str, ...] = ()

    def find(self, question: Question) -> Sequence[Passage]:
        """Search by words and by meaning; with no index yet, one is made first."""
        self._made()
        english = question.language == "en"
        index = self._library.index
        return retrieve(
            question,
            index,
            index.embedder,
            self._depth,
            filters=self._filters,
            glosses=glosses(question.text, self._library.words) if english else (),
        )

    @property
    def shelf(self) -> Shelf:
        """What is indexed, as far as the filters let it be seen; made first where it is not."""
        self._made()
        return Shelf(self._library.index, self._filters or Filters())

    def _made(self) -> None:
        notice = self._library.ensure_index()
        if notice:
            self.notices = (*self.notices, notice)

    def document(self, document_id: str) -> Document:
        """The stored article, also one that was removed while it was being read."""
        return self._library.index.shown(document_id)


class Chosen:
    """Stored passages that somebody chose, in their order."""

    whole = True
    notices = ()
    shelf = None

    def __init__(self, library: Library, passages: Sequence[Passage]) -> None:
        """The passages are read for every question; their offsets are into stored articles."""
        self._library, self._passages = library, passages

    def find(self, question: Question) -> Sequence[Passage]:
        """The same passages for any question."""
        del question
        return self._passages

    def document(self, document_id: str) -> Document:
        """The stored article."""
        return self._library.index.shown(document_id)


class Texts:
    """Texts of the caller's; no index. Text ``N``, counted from 1, is the document ``text:N``."""

    whole = False
    notices = ()
    shelf = None

    def __init__(self, texts: Sequence[str]) -> None:
        """Each text is one passage; those without a word are left out."""
        self._documents = {
            f"text:{n}": Document(id=f"text:{n}", path=f"text:{n}", title="", text=text)
            for n, text in enumerate(texts, start=1)
            if text.strip()
        }

    def find(self, question: Question) -> Sequence[Passage]:
        """All of them, in their order, for any question."""
        del question
        return [
            Passage(n, name, 0, len(document.text), document.text, path=name)
            for n, (name, document) in enumerate(self._documents.items(), start=1)
        ]

    def document(self, document_id: str) -> Document:
        """The text as a document."""
        return self._documents[document_id]
