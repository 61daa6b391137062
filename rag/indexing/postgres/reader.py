"""A reader's view of one generation in PostgreSQL. Safe to use from many threads and processes.

Each call reads in one REPEATABLE READ snapshot by the manifest that ``refresh`` read last, so that
all calls of a question show the same generation; what dies meanwhile is kept for a while
(rag.indexing.postgres.publishing).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, TypeVar

from embeddings import Embedder
from embeddings.base import FloatMatrix, FloatVector
from rag.indexing import finding, likeness
from rag.indexing.browsing import Browsed, Order, Row
from rag.indexing.kept import Kept
from rag.indexing.mismatch import mismatch
from rag.indexing.nouns import Listed
from rag.indexing.postgres import browsing, listing, meaning, words
from rag.indexing.postgres.address import Address
from rag.indexing.postgres.connecting import Connection
from rag.indexing.postgres.filtering import on_chunks
from rag.indexing.postgres.names import Names
from rag.indexing.postgres.pool import Pool
from rag.indexing.postgres.rows import Rows
from rag.indexing.postgres.schema import missing
from rag.indexing.postgres.view import View, read_view
from rag.indexing.terms import query_terms
from rag.text.split import CHUNKER_FINGERPRINT
from rag.types import Document, Filters, Hit, Passage

_Found = TypeVar("_Found")


class PostgresReader:
    """See ``rag.indexing.ports.Reader``."""

    def __init__(self, address: Address, embedder: Embedder, names: Names) -> None:
        """Connect and read the manifest."""
        self._address, self._embedder, self._names = address, embedder, names
        self._pool = Pool(address)
        self._kept = Kept()
        try:
            self._view = self._read(self._newest)
        except BaseException:
            self.close()
            raise

    @property
    def embedder(self) -> Embedder:
        """The model of the index's vectors."""
        return self._embedder

    @property
    def generation(self) -> int:
        """The number of the generation that is shown; each publication raises it."""
        return self._view.generation

    def lexical(
        self,
        query: str,
        k: int,
        filters: Filters = Filters(),  # noqa: B008 - frozen
        others: Sequence[tuple[str, str]] = (),
    ) -> list[Hit]:
        """The ``k`` chunks whose words fit ``query`` best (BM25), best first."""
        wanted, view = query_terms(query, others), self._view

        def search(connection: Connection) -> list[Hit]:
            where, values = on_chunks(connection, view, filters, self._names)
            return words.search(connection, view, wanted, k, where, values)

        return self._read(search)

    def nearest(self, vector: FloatVector, k: int, filters: Filters = Filters()) -> list[Hit]:  # noqa: B008 - frozen
        """The ``k`` chunks nearest to ``vector`` by inner product, best first.

        Raises:
            ValueError: ``vector`` has another dimension than the index.
        """
        view = self._view

        def search(connection: Connection) -> list[Hit]:
            where, values = on_chunks(connection, view, filters, self._names)
            return meaning.search(connection, view, vector, k, where, values)

        return self._read(search)

    def passages(self, chunk_ids: Sequence[int]) -> list[Passage]:
        """The chunks with their articles, in the order asked for; ``score`` 0, ranks ``None``."""
        view = self._view
        found, documents = self._read(lambda c: self._rows(c, view).passages(chunk_ids))
        self._kept.keep(view.generation, documents.values())
        return found

    def stories(self, chunk_ids: Sequence[int]) -> dict[int, str]:
        """For each chunk the id of the article that stands for its story."""
        view = self._view
        return self._read(lambda c: self._rows(c, view).stories(chunk_ids))

    def document(self, document_id: str) -> Document:
        """The article with this id.

        Raises:
            LoadError: No such article is indexed.
        """
        view = self._view
        kept = self._kept.of(view.generation, document_id)
        if kept is not None:
            return kept

        def read(connection: Connection) -> dict[int, Document]:
            rows = self._rows(connection, view)
            return rows.documents(rows.numbers(document_id))

        found = list(self._read(read).values())
        if not found:
            raise finding.no_article(document_id)
        self._kept.keep(view.generation, found)
        return found[0]

    def shown(self, document_id: str) -> Document:
        """As ``document``, and also an article that was removed while somebody was reading it."""
        return self._kept.shown(document_id, self.document)

    def files_of(self, document_id: str) -> list[str]:
        """The files that an article was read from, as this machine calls them.

        Raises:
            LoadError: No such article is indexed.
        """
        view = self._view

        def read(connection: Connection) -> list[list[str]]:
            rows = self._rows(connection, view)
            return [rows.files(number) for number in rows.numbers(document_id)]

        for files in self._read(read):
            return files
        raise finding.no_article(document_id)

    def paths(self, document_id: str) -> tuple[str, ...]:
        """Every path at which an article stands, archive members' too; nothing where it is gone."""
        view = self._view

        def read(connection: Connection) -> tuple[str, ...]:
            rows = self._rows(connection, view)
            found = rows.paths(rows.numbers(document_id))
            return tuple(path for paths in found.values() for path in paths)

        return self._read(read)

    def documents(self, query: str = "", offset: int = 0, limit: int = 50) -> list[Document]:
        """Articles whose title, source, path or id holds ``query``, the newest first."""
        view = self._view

        def read(connection: Connection) -> list[Document]:
            rows = self._rows(connection, view)
            numbers = rows.search(query, offset, limit)
            found = rows.documents(numbers)
            return [found[number] for number in numbers if number in found]

        return self._read(read)

    def browsed(self, query: str, order: Order, offset: int, limit: int) -> Browsed:
        """A page of the articles that hold every word of ``query`` (rag.indexing.browsing)."""
        view, names = self._view, self._names

        def read(connection: Connection) -> Browsed:
            rows = browsing.browsed(connection, view, names, query, order)
            shown = [row.number for row in rows[offset : offset + limit]]
            found = self._rows(connection, view).documents(shown)
            return Browsed(tuple(found[each] for each in shown if each in found), len(rows))

        return self._read(read)

    def browsed_ids(self, query: str, order: Order) -> list[str]:
        """The ids of all articles that ``browsed`` goes through."""
        view, names = self._view, self._names

        def read(connection: Connection) -> list[Row]:
            return browsing.browsed(connection, view, names, query, order)

        return [row.id for row in self._read(read)]

    def similar(self, document_id: str, most: int) -> list[Document]:
        """Other articles whose passages lie nearest to this one's middle, best first.

        Reprints of it, and of each other, are left out; nothing for an article that is gone.
        """
        view = self._view
        build = view.build
        if build is None:
            raise missing(self._address)

        def read(connection: Connection) -> FloatMatrix:
            numbers = self._rows(connection, view).numbers(document_id)
            return browsing.vectors_of(connection, view, build, next(iter(numbers), 0))

        vector = likeness.middle(self._read(read))
        if vector is None:
            return []
        ids = likeness.nearest_articles(
            document_id, most, lambda k: self.nearest(vector, k), self.passages, self.stories
        )
        return [self.shown(each) for each in ids]

    def find(self, name: str) -> Document:
        """The one article with this id, path, file name or title.

        Raises:
            LoadError: None fits, or several do; the message names them.
        """
        return finding.find(self, name)

    def listed(
        self,
        filters: Filters = Filters(),  # noqa: B008 - frozen
        mentioned: Sequence[Sequence[str]] = (),
    ) -> list[Listed]:
        """The articles' rows, the newest first."""
        view, names = self._view, self._names
        return self._read(lambda c: listing.listed(c, view, names, filters, mentioned))

    def by_number(self, numbers: Sequence[int]) -> list[Document]:
        """The articles with these numbers, in their order; those gone are left out."""
        view = self._view
        found = self._read(lambda c: self._rows(c, view).documents(numbers))
        self._kept.keep(view.generation, found.values())
        return [found[number] for number in numbers if number in found]

    def folders(self) -> list[str]:
        """The folders that the articles' files stand in, and those above them."""
        view = self._view
        return self._read(lambda c: listing.folders(c, view, self._names))

    def status(self) -> dict[str, Any]:
        """Counts, models, fingerprints, sizes and dates, ready for JSON."""
        view = self._view
        return self._read(lambda c: listing.status(c, view, self._names, self._address.shown))

    def refresh(self) -> bool:
        """Show the newest generation; whether it is another one than before."""
        newest = self._read(self._newest)
        changed = newest != self._view
        self._view = newest
        return changed

    def close(self) -> None:
        """Close all connections; searches must have ended."""
        self._pool.close()

    def __enter__(self) -> PostgresReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def _newest(self, connection: Connection) -> View:
        view = read_view(connection, self._address)
        build = view.build
        if build is None:
            raise missing(self._address)
        if (build.fingerprint, build.chunker) != (self._embedder.fingerprint, CHUNKER_FINGERPRINT):
            raise mismatch(build, self._embedder)
        return view

    def _rows(self, connection: Connection, view: View) -> Rows:
        return Rows(connection, view.values, self._names)

    def _read(self, what: Callable[[Connection], _Found]) -> _Found:
        return self._pool.read(what)
