"""What an index is to everybody else, wherever it is kept: a ``Store``, its readers, its writers.

``rag.indexing.opening`` chooses the store by the settings: the embedded one (SQLite, FAISS and
tantivy in a folder) or PostgreSQL. Nobody else knows of a database. What both promise is held by
one suite, tests/conformance/test_index.py and test_writer.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from embeddings import Embedder
from embeddings.base import FloatVector
from rag.indexing.browsing import Browsed, Order
from rag.indexing.nouns import (
    Build,
    Checkup,
    Counts,
    Listed,
    Saved,
)
from rag.indexing.ports_writing import Ledger, Writer
from rag.types import Document, Filters, Hit, Passage, Skipped


class Reader(Protocol):
    """A reader's view of one generation; safe to use from many threads."""

    @property
    def embedder(self) -> Embedder:
        """The model of the index's vectors."""

    @property
    def generation(self) -> int:
        """The number of the generation that is shown; each publication raises it."""

    def lexical(
        self,
        query: str,
        k: int,
        filters: Filters = ...,
        others: Sequence[tuple[str, str]] = ...,
    ) -> list[Hit]:
        """The ``k`` chunks whose words fit ``query`` best (BM25), best first."""

    def nearest(self, vector: FloatVector, k: int, filters: Filters = ...) -> list[Hit]:
        """The ``k`` chunks nearest to ``vector`` by inner product, best first."""

    def passages(self, chunk_ids: Sequence[int]) -> list[Passage]:
        """The chunks with their articles, in the order asked for."""

    def stories(self, chunk_ids: Sequence[int]) -> dict[int, str]:
        """For each chunk the id of the article that stands for its story."""

    def document(self, document_id: str) -> Document:
        """The article with this id; LoadError when there is none."""

    def shown(self, document_id: str) -> Document:
        """As ``document``, also an article that was removed while somebody was reading it."""

    def files_of(self, document_id: str) -> list[str]:
        """The files that an article was read from, as they are called in the index."""

    def paths(self, document_id: str) -> tuple[str, ...]:
        """Every path at which an article stands, archive members' too; nothing where it is gone."""

    def documents(self, query: str = "", offset: int = 0, limit: int = 50) -> list[Document]:
        """Articles whose title, source, path or id holds ``query``, the newest first."""

    def browsed(self, query: str, order: Order, offset: int, limit: int) -> Browsed:
        """A page of the articles that hold every word of ``query`` (rag.indexing.browsing)."""

    def browsed_ids(self, query: str, order: Order) -> list[str]:
        """The ids of all articles that ``browsed`` goes through."""

    def similar(self, document_id: str, most: int) -> list[Document]:
        """Other articles whose passages lie nearest to this one's middle, best first."""

    def find(self, name: str) -> Document:
        """The one article with this id, path, file name or title; else LoadError."""

    def listed(
        self, filters: Filters = ..., mentioned: Sequence[Sequence[str]] = ...
    ) -> list[Listed]:
        """The articles' rows, the newest first."""

    def by_number(self, numbers: Sequence[int]) -> list[Document]:
        """The articles with these numbers, in their order; those gone are left out."""

    def folders(self) -> list[str]:
        """The folders that the articles' files stand in, and those above them."""

    def status(self) -> dict[str, Any]:
        """Counts, models, fingerprints, sizes and dates, ready for JSON."""

    def refresh(self) -> bool:
        """Show the newest generation; whether it is another one than before."""

    def close(self) -> None:
        """Let go of everything; searches must have ended."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...  # fmt: skip


class Store(Protocol):
    """A place where an index is kept."""

    def reader(self, embedder: Embedder) -> Reader:
        """Open the newest generation.

        Raises:
            IndexMissing: Nothing was ever indexed there.
            IndexMismatch: It was indexed by another embedding model or chunker.
            IndexDamaged: It cannot be read.
        """

    def writer(self, *, create: bool = True) -> AbstractContextManager[Writer]:
        """Open it for writing; without ``create`` a store with nothing in it is IndexMissing.

        Raises:
            IndexBusy: Another process is writing, and the store takes one at a time.
            StorageError: It cannot be written to.
        """

    def rehearsal(self, *, create: bool) -> AbstractContextManager[Ledger]:
        """A ledger in which nothing that is written stays."""

    def build(self) -> Build | None:
        """The build of the index, of one whose first build was begun too."""

    def describe(self) -> dict[str, Any]:
        """The status, whatever model is set."""

    def place(self) -> str:
        """Where it is kept, tried out, in words; of a server its versions and writers."""

    def roots(self) -> list[Path]:
        """The folders and files that an ingest without paths reads."""

    def told(self) -> tuple[list[Skipped], list[Skipped]]:
        """What of the files last read could not be used and why, and notices of what was."""

    def statistics(self) -> Counts:
        """How many articles by month, source, language, length and folder."""

    def count(self, query: str = "") -> int:
        """How many articles ``Reader.documents(query)`` lists in all."""

    def verify(self) -> Checkup:
        """Check everything that is stored against everything else."""

    def mend(self) -> int:
        """Take out what is damaged; how many articles went."""

    def repair(self) -> list[str]:
        """Rebuild what can be made anew from the rows; what was."""

    def compact(self) -> tuple[int, int]:
        """Give back the room of what was removed; bytes before and after."""

    def backup(self, target: Path) -> Saved:
        """Write the current generation into one file."""

    def restore(self, source: Path) -> Saved:
        """Put a backup in the place of what is indexed."""
