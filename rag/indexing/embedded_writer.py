"""The writer of the embedded index: documents, chunks and vectors into SQLite, words to tantivy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from embeddings import Embedder
from rag.indexing import publish, store_read, store_write
from rag.indexing.embedded_ledger import EmbeddedLedger
from rag.indexing.nouns import Build, Times
from rag.indexing.ports_writing import OnStage
from rag.indexing.prepare import Cut
from rag.indexing.reprints_linked import link_reprints
from rag.indexing.vector_cache import finish_vectors
from rag.indexing.word_cache import LexicalStage
from rag.indexing.workers import Workers
from rag.places import NOWHERE, Places
from rag.settings import Settings
from rag.types import Document, Skipped


class EmbeddedWriter(EmbeddedLedger):
    """See ``rag.indexing.ports_writing.Writer``; the caller holds the writer lock."""

    def __init__(self, connection: sqlite3.Connection, data_dir: Path) -> None:
        """``connection`` is closed with this; the caches lie in ``data_dir``."""
        super().__init__(connection)
        self._data_dir = data_dir
        self._before = self.manifest()
        self._build: Build | None = None
        self._lexical: LexicalStage | None = None

    def drop_half_read(self) -> None:
        """Forget files that a killed run had not finished; their articles are kept."""
        query = "SELECT number FROM files WHERE complete = 0 AND born = ?"
        for (number,) in self._rows(query, self.generation):
            store_write.drop_file(self._connection, number)

    def stored_bytes(self) -> int:
        """About how many bytes of text are stored."""
        return int(self._rows("SELECT 3 * SUM(LENGTH(text)) FROM texts")[0][0] or 0)

    def build_for(self, embedder: Embedder) -> Build:
        """The build of this embedder and the present chunker; entered when it is new."""
        with self.transaction():
            return store_write.build_for(self._connection, embedder)

    def workers(
        self, settings: Settings | None, embedder: Embedder | None, build: Build, count: int
    ) -> Workers:
        """What reads and prepares for this store, in ``count`` processes."""
        return Workers(settings, embedder, self._data_dir, build.number, count)

    def begin(self, build: Build, threads: int) -> None:
        """Take in what is put from now on with chunks and vectors of ``build``."""
        self._build = build
        self._lexical = LexicalStage(
            self._connection, self._data_dir, self._before, build, self.generation, threads=threads
        )

    def claim(self, paths: Sequence[str]) -> set[str]:
        """All of them: there is one writer at a time."""
        return set(paths)

    def put_file(self, path: str, times: Times, digest: str, cleaner: str) -> int:
        """Enter a file that is about to be read; its number."""
        return store_write.add_file(self._connection, path, times, digest, cleaner, self.generation)

    def end_file(self, number: int, path: str) -> None:
        """All of a file is in: what was read of the same path before dies."""
        store_write.finish_file(self._connection, number, path, self.generation)

    def put_skips(self, file: int, skipped: Iterable[Skipped]) -> None:
        """Remember what of a file could not be used, or a notice of an article of it."""
        store_write.add_skips(self._connection, file, skipped)

    def put_document(self, document: Document, cut: Cut) -> int:
        """Store a new document with its chunks, vectors and words; its number."""
        build, lexical = self._begun_with()
        connection = self._connection
        number = store_write.add_document(connection, document, cut.sketch, self.generation)
        chunks = store_write.add_chunks(connection, build.number, number, cut)
        lexical.add(number, chunks, cut.terms)
        return number

    def put_cut(self, document: int, cut: Cut) -> None:
        """Store chunks and vectors of a stored document; its words come with ``publish``."""
        store_write.add_chunks(self._connection, self._begun_with()[0].number, document, cut)

    def put_article(self, file: int, document: int, path: str, places: Places = NOWHERE) -> None:
        """Enter where a document stands, and on which page, slide or row its parts do."""
        store_write.add_article(self._connection, file, document, path, places)

    def path_before(self, path: str) -> int | None:
        """The document that stood at ``path`` in what was read of the file before."""
        rows = self._rows(
            "SELECT a.document FROM articles a JOIN files f ON f.number = a.file "
            "WHERE a.path = ? AND f.died IS NULL AND f.complete ORDER BY a.number LIMIT 1",
            path,
        )
        return rows[0][0] if rows else None

    def other_places(self, document: int, path: str) -> list[tuple[int, str]]:
        """Some other living places of a document: file and path."""
        return self._rows(
            "SELECT f.number, a.path FROM articles a JOIN files f ON f.number = a.file "
            "WHERE a.document = ? AND a.path <> ? AND f.died IS NULL ORDER BY a.number LIMIT 20",
            document, path,
        )  # fmt: skip

    def unbuilt(self) -> list[int]:
        """Living documents that have no chunks of this build yet."""
        rows = self._rows(
            "SELECT number FROM documents d WHERE died IS NULL AND NOT EXISTS (SELECT 1 FROM "
            "chunks c WHERE c.document = d.number AND c.build = ?) ORDER BY number",
            self._begun_with()[0].number,
        )
        return [row[0] for row in rows]

    def documents(self, numbers: Sequence[int]) -> dict[int, Document]:
        """Documents by their numbers, with their text."""
        return store_read.documents_by_number(self._connection, self.generation, numbers)

    def named(self, name: str, path: str) -> list[int]:
        """Documents with this id; where there is none, with this title or at this path.

        By the id first: titles have no index, and many are named by their ids at once.
        """
        own = self._rows("SELECT number FROM documents WHERE id = ? AND died IS NULL", name)
        if own:
            return [row[0] for row in own]
        rows = self._connection.execute(
            "SELECT number FROM documents WHERE died IS NULL AND title = :name "
            "UNION SELECT d.number FROM documents d JOIN articles a ON a.document = d.number "
            "WHERE d.died IS NULL AND a.path IN (:name, :path)",
            {"name": name, "path": path},
        )
        return [row[0] for row in rows]

    def places_of(self, document: int) -> list[tuple[str, int, str]]:
        """The living places of a document: its path, the file's number and path."""
        return self._rows(
            "SELECT a.path, f.number, f.path FROM articles a JOIN files f ON f.number = a.file "
            "WHERE a.document = ? AND f.died IS NULL",
            document,
        )

    def bury_document(self, number: int) -> None:
        """This document dies in the next generation."""
        self._connection.execute(
            "UPDATE documents SET died = ? WHERE number = ?", (self.generation, number)
        )

    def settle(self) -> int:
        """Bury what stands in no file any more and find reprints; how many paths go."""
        store_write.bury_orphans(self._connection, self.generation)
        removed: int = self._connection.execute(
            "SELECT COUNT(DISTINCT a.path) FROM articles a JOIN files f ON f.number = a.file "
            "JOIN documents d ON d.number = a.document "
            "WHERE f.died = :generation AND d.died = :generation AND NOT EXISTS ("
            "SELECT 1 FROM articles b JOIN files g ON g.number = b.file "
            "WHERE b.path = a.path AND g.died IS NULL)",
            {"generation": self.generation},
        ).fetchone()[0]
        link_reprints(self._connection, self.generation)
        return removed

    def dying(self) -> int:
        """How many published articles die in the next generation."""
        query = "SELECT COUNT(*) FROM documents WHERE died = ? AND born < ?"
        return int(self._rows(query, self.generation, self.generation)[0][0])

    def has_living(self) -> bool:
        """Whether the next generation holds any article."""
        query = "SELECT EXISTS (SELECT 1 FROM documents WHERE died IS NULL)"
        return bool(self._rows(query)[0][0])

    def some_skips(self) -> list[tuple[str, str]]:
        """A few of the things that could not be used: path and reason."""
        return self._rows("SELECT path, reason FROM skips LIMIT 3")

    def counts(self) -> tuple[int, int]:
        """How many documents and chunks there are after publication."""
        documents = self._rows("SELECT COUNT(*) FROM documents WHERE died IS NULL")[0][0]
        build = self.manifest().build
        query = "SELECT COUNT(*) FROM chunks WHERE build = ?"
        return documents, self._rows(query, build.number if build else 0)[0][0]

    def publish(self, workers: Workers, embedder: Embedder | None, on_stage: OnStage) -> None:
        """Write both caches, make the generation what readers see, and tidy up."""
        build, lexical = self._begun_with()
        connection, data_dir, generation = self._connection, self._data_dir, self.generation
        on_stage("words")
        entry = lexical.finish(workers)
        on_stage("meaning")
        vectors = finish_vectors(connection, data_dir, self._before, build, generation, embedder)
        on_stage("publish")
        publish.publish(connection, data_dir, generation, build, entry, vectors)

    def abandon(self) -> None:
        """End without publishing; the rows stay for the next run."""
        if self._lexical is not None:
            self._lexical.abandon()

    def _begun_with(self) -> tuple[Build, LexicalStage]:
        if self._build is None or self._lexical is None:
            raise RuntimeError("begin comes first")
        return self._build, self._lexical
