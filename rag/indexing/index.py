"""A reader's view of one generation: words, meaning, articles. Safe to use from many threads.

``Index`` never writes. What it shows stays the same until ``refresh`` finds that a newer
generation was published; an ingest that runs meanwhile does not show.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from embeddings import Embedder
from embeddings.base import FloatVector
from rag.indexing import (
    embedded_browsing,
    finding,
    likeness,
    listing,
    store,
    store_passages,
    store_read,
)
from rag.indexing.browsing import Browsed, Order
from rag.indexing.connections import Connections
from rag.indexing.index_view import View, narrow_lexical, newest_view
from rag.indexing.kept import Kept
from rag.indexing.lock import sweep_when_idle
from rag.indexing.nouns import Listed
from rag.indexing.status import status_of
from rag.indexing.terms import query_terms
from rag.types import Document, Filters, Hit, Passage


class Index:
    """What is indexed, as of one generation."""

    def __init__(self, data_dir: Path, embedder: Embedder) -> None:
        """Use ``Index.open``."""
        self._data_dir = data_dir
        self._embedder = embedder
        self._connections = Connections(data_dir)
        self._refreshing = threading.Lock()
        self._kept = Kept()
        sweep_when_idle(data_dir)
        self._view = self._load_view(None)

    @classmethod
    def open(cls, data_dir: Path, embedder: Embedder) -> Index:
        """Open what is indexed in ``data_dir``; caches that are missing or wrong are rebuilt.

        Raises:
            IndexMissing: Nothing was ever indexed there.
            IndexMismatch: It was indexed by another embedding model or chunker.
            IndexDamaged: The database is unreadable, or a wrong cache cannot be rebuilt.

        """
        return cls(data_dir, embedder)

    @property
    def embedder(self) -> Embedder:
        """The model of the index's vectors."""
        return self._embedder

    def lexical(
        self,
        query: str,
        k: int,
        filters: Filters = Filters(),  # noqa: B008 - frozen
        others: Sequence[tuple[str, str]] = (),
    ) -> list[Hit]:
        """The ``k`` chunks whose words fit ``query`` best (BM25), best first.

        ``others`` are phrases of the query, each with another name that counts for it.
        """
        view = self._view
        wanted = query_terms(query, others)
        narrowed = view.narrower.narrow(filters) if filters else None
        if narrowed is None:
            return view.lexical.search(wanted, k)
        return narrow_lexical(view.lexical, wanted, k, narrowed)

    def nearest(self, vector: FloatVector, k: int, filters: Filters = Filters()) -> list[Hit]:  # noqa: B008 - frozen
        """The ``k`` chunks nearest to ``vector`` by inner product, best first.

        Raises:
            ValueError: ``vector`` has another dimension than the index.

        """
        view = self._view
        selection = view.narrower.narrow(filters).selection if filters else None
        ids, scores = view.vectors.search(vector, k, selection)
        return [Hit(int(i), float(s)) for i, s in zip(ids, scores, strict=True)]

    def passages(self, chunk_ids: Sequence[int]) -> list[Passage]:
        """The chunks with their articles, in the order asked for; ``score`` 0, ranks ``None``.

        A chunk whose article was removed a moment ago is left out.
        """
        view = self._view
        with self._connections.lent() as connection:
            found, documents = store_passages.passages(
                connection, view.manifest.generation, list(chunk_ids)
            )
        self._kept.keep(view.manifest.generation, documents.values())
        return found

    def stories(self, chunk_ids: Sequence[int]) -> dict[int, str]:
        """For each chunk the id of the article that stands for its story: the first printed.

        Chunks of reprints share it, so that a result can show one of each story.
        """
        generation = self._view.manifest.generation
        with self._connections.lent() as connection:
            return store_passages.stories(connection, generation, list(chunk_ids))

    def document(self, document_id: str) -> Document:
        """The article with this id.

        Raises:
            LoadError: No such article is indexed.

        """
        generation = self._view.manifest.generation
        kept = self._kept.of(generation, document_id)
        if kept is not None:
            return kept
        with self._connections.lent() as connection:
            numbers = store_read.document_numbers(connection, generation, document_id)
            found = store_read.documents_by_number(connection, generation, numbers)
        if not found:
            raise finding.no_article(document_id)
        self._kept.keep(generation, found.values())
        return next(iter(found.values()))

    def files_of(self, document_id: str) -> list[str]:
        """The files that an article was read from, as they are called in the index.

        Raises:
            LoadError: No such article is indexed.

        """
        generation = self._view.manifest.generation
        with self._connections.lent() as connection:
            for number in store_read.document_numbers(connection, generation, document_id):
                return store_read.files_of(connection, generation, number)
        raise finding.no_article(document_id)

    def paths(self, document_id: str) -> tuple[str, ...]:
        """Every path at which an article stands, archive members' too; nothing where it is gone."""
        generation = self._view.manifest.generation
        with self._connections.lent() as connection:
            numbers = store_read.document_numbers(connection, generation, document_id)
            found = store_read.paths_of(connection, generation, numbers)
        return tuple(path for paths in found.values() for path in paths)

    def shown(self, document_id: str) -> Document:
        """As ``document``, and also an article that was removed while somebody was reading it.

        Raises:
            LoadError: It was not shown lately, or never.

        """
        return self._kept.shown(document_id, self.document)

    def documents(self, query: str = "", offset: int = 0, limit: int = 50) -> list[Document]:
        """Articles whose title, source, path or id holds ``query``, the newest first."""
        generation = self._view.manifest.generation
        with self._connections.lent() as connection:
            numbers = store_read.search_documents(connection, generation, query, offset, limit)
            found = store_read.documents_by_number(connection, generation, numbers)
        return [found[number] for number in numbers if number in found]

    def browsed(self, query: str, order: Order, offset: int, limit: int) -> Browsed:
        """A page of the articles that hold every word of ``query`` (rag.indexing.browsing)."""
        generation = self._view.manifest.generation
        with self._connections.lent() as connection:
            rows = embedded_browsing.browsed(connection, generation, query, order)
            shown = [row.number for row in rows[offset : offset + limit]]
            found = store_read.documents_by_number(connection, generation, shown)
        documents = tuple(found[number] for number in shown if number in found)
        return Browsed(documents, len(rows))

    def browsed_ids(self, query: str, order: Order) -> list[str]:
        """The ids of all articles that ``browsed`` goes through."""
        generation = self._view.manifest.generation
        with self._connections.lent() as connection:
            rows = embedded_browsing.browsed(connection, generation, query, order)
        return [row.id for row in rows]

    def similar(self, document_id: str, most: int) -> list[Document]:
        """Other articles whose passages lie nearest to this one's middle, best first.

        Reprints of it, and of each other, are left out; nothing for an article that is gone.
        """
        view = self._view
        with self._connections.lent() as connection:
            numbers = store_read.document_numbers(connection, view.manifest.generation, document_id)
            number, build = next(iter(numbers), 0), view.build
            own = embedded_browsing.vectors_of(connection, build.number, build.dimension, number)
        vector = likeness.middle(own)
        if vector is None:
            return []
        ids = likeness.nearest_articles(
            document_id, most, lambda k: self.nearest(vector, k), self.passages, self.stories
        )
        return [self.shown(each) for each in ids]

    def listed(
        self,
        filters: Filters = Filters(),  # noqa: B008 - frozen
        mentioned: Sequence[Sequence[str]] = (),
    ) -> list[Listed]:
        """The articles' rows, the newest first; see ``rag.indexing.listing.listed``."""
        with self._connections.lent() as connection:
            return listing.listed(connection, self._view.manifest.generation, filters, mentioned)

    def by_number(self, numbers: Sequence[int]) -> list[Document]:
        """The articles with these numbers in the store, in their order; those gone are left out."""
        generation = self._view.manifest.generation
        with self._connections.lent() as connection:
            found = store_read.documents_by_number(connection, generation, numbers)
        self._kept.keep(generation, found.values())
        return [found[number] for number in numbers if number in found]

    def folders(self) -> list[str]:
        """The folders that the articles' files stand in, and those above them."""
        with self._connections.lent() as connection:
            return listing.folders(connection, self._view.manifest.generation)

    def find(self, name: str) -> Document:
        """The one article with this id, path, file name or title.

        Raises:
            LoadError: None fits, or several do; the message names them.

        """
        return finding.find(self, name)

    def status(self) -> dict[str, Any]:
        """Counts, models, fingerprints, sizes and dates, ready for JSON (rag.indexing.status)."""
        with self._connections.lent() as connection:
            return status_of(connection, self._data_dir, self._view.manifest)

    @property
    def generation(self) -> int:
        """The number of the generation that is shown; each publication raises it."""
        return self._view.manifest.generation

    def refresh(self) -> bool:
        """Show the newest generation; whether it is another one than before.

        The check is one read of one row; call it before each question.
        """
        self._connections.follow()
        with self._connections.lent() as connection:
            newest = store.read_manifest(connection)
        current = self._view.manifest
        if (newest.generation, newest.caches) == (current.generation, current.caches):
            return False
        with self._refreshing:
            if newest.generation == self._view.manifest.generation != current.generation:
                return True
            self._view = self._load_view(self._view)
        return True

    def close(self) -> None:
        """Close all connections; searches must have ended."""
        self._connections.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()

    def _load_view(self, old: View | None) -> View:
        """The newest generation, its caches checked; rebuilt when they are wrong."""
        return newest_view(self._connections.lent, self._data_dir, self._embedder, old)
