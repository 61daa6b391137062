"""Publishing a generation: bring both caches up to date beside the old ones, then one write.

Until ``set_manifest`` commits, the old manifest with the old cache folders is what everybody
sees; afterwards the new one is. Nothing in between exists.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from embeddings import Embedder
from embeddings.base import FloatMatrix
from embeddings.vectors import FLAT_LIMIT, VectorIndex
from rag.indexing import caches, store, store_read, store_write
from rag.indexing.lexical import ANALYZER_FINGERPRINT, LexicalWriter
from rag.indexing.lock import writer_lock
from rag.indexing.nouns import Build, Manifest
from rag.indexing.schema import VISIBLE
from rag.indexing.workers import Task, Workers, worker_count
from rag.types import Document

_REWRITE_ROWS = 2_000
_REWRITE_SHARE = 0.1
"""The vector file is written anew when more rows than these (and this share) have changed."""

_FILL_BATCH = 100
_QUERIES = 200
_QUERY_CHARACTERS = 20


_log = logging.getLogger(__name__)


class LexicalStage:
    """The word index of the next generation in the making; opened when first needed."""

    def __init__(
        self, connection: sqlite3.Connection, data_dir: Path, manifest: Manifest, build: Build,
        generation: int, *, threads: int = 1,
    ) -> None:  # fmt: skip
        """Nothing is written before the first call that changes something.

        With one thread, equal scores come in the same order each time the index is built.
        """
        self._threads = threads
        self._connection, self._data_dir = connection, data_dir
        self._build, self._generation = build, generation
        self._old: caches.Entry | None = None
        if manifest.build == build and _usable(data_dir, manifest):
            self._old = manifest.caches["lexical"]
        row = connection.execute("SELECT MAX(number) FROM documents").fetchone()
        self._last_before: int = row[0] or 0
        self._writer: LexicalWriter | None = None
        self._folder: Path | None = None

    def add(self, document: int, chunks: list[int], terms: tuple[str, ...]) -> None:
        """Add the chunks of a document that was stored just now."""
        self._opened().add(document, zip(chunks, terms, strict=True))

    def finish(self, workers: Workers) -> caches.Entry:
        """Add what earlier, broken runs left, remove the dead, make durable; the entry."""
        leftovers = self._leftovers()
        dead = self._dead()
        if self._writer is None and self._old is not None and not leftovers and not dead:
            return self._old
        writer = self._opened()
        for number, chunks, terms in self._terms(leftovers, workers):
            writer.add(number, zip(chunks, terms, strict=True))
        writer.remove(dead)
        writer.commit()
        self._writer = None
        assert self._folder is not None  # noqa: S101 - for the type checker
        old_folder = caches.folder_of(self._data_dir, self._old) if self._old else None
        sealed = caches.seal(self._folder, self._old, old_folder)
        return {**sealed, "analyzer": ANALYZER_FINGERPRINT}

    def abandon(self) -> None:
        """End without publishing; the folder is swept by the next run."""
        if self._writer is not None:
            self._writer.abandon()
            self._writer = None

    def _opened(self) -> LexicalWriter:
        if self._writer is None:
            self._folder = caches.new_folder(self._data_dir, "lexical", self._generation)
            if self._old is not None:
                caches.link_from(caches.folder_of(self._data_dir, self._old), self._folder)
            self._writer = LexicalWriter(self._folder, threads=self._threads)
        return self._writer

    def _leftovers(self) -> list[int]:
        """Living documents that are in no earlier word index and were not added here."""
        born = "" if self._old is None else "AND born = :generation"
        rows = self._connection.execute(
            f"SELECT number FROM documents WHERE {VISIBLE} AND number <= :last {born} "  # noqa: S608 - constants
            "ORDER BY number",
            {"generation": self._generation, "last": self._last_before},
        )
        return [row[0] for row in rows]

    def _dead(self) -> list[int]:
        rows = self._connection.execute(
            "SELECT number FROM documents WHERE died = ?", (self._generation,)
        )
        return [row[0] for row in rows]

    def _terms(
        self, numbers: list[int], workers: Workers
    ) -> Iterator[tuple[int, list[int], tuple[str, ...]]]:
        for task, results in workers.run(self._term_tasks(numbers)):
            for (number, chunks), terms in zip(task.tag, results, strict=True):
                yield number, chunks, terms

    def _term_tasks(self, numbers: list[int]) -> Iterator[Task]:
        for start in range(0, len(numbers), _FILL_BATCH):
            few = numbers[start : start + _FILL_BATCH]
            documents = store_read.documents_by_number(self._connection, self._generation, few)
            argument: list[tuple[Document, list[tuple[int, int]]]] = []
            tag: list[tuple[int, list[int]]] = []
            for number, document in documents.items():
                rows = self._connection.execute(
                    'SELECT id, start, "end" FROM chunks WHERE document = ? AND build = ? '
                    "ORDER BY id",
                    (number, self._build.number),
                ).fetchall()
                argument.append((document, [row[1:] for row in rows]))
                tag.append((number, [row[0] for row in rows]))
            yield Task("terms", argument, tag)


def _usable(data_dir: Path, manifest: Manifest) -> bool:
    entry = manifest.caches.get("lexical")
    return (
        entry is not None
        and entry["analyzer"] == ANALYZER_FINGERPRINT
        and not caches.faults(data_dir, entry)
    )


def finish_vectors(
    connection: sqlite3.Connection, data_dir: Path, manifest: Manifest, build: Build,
    generation: int, embedder: Embedder | None = None,
) -> caches.Entry:  # fmt: skip
    """The vector cache for ``generation``: the old file while little has changed."""
    old: caches.Entry | None = manifest.caches.get("vectors") if manifest.build == build else None
    if old is not None and not _much_changed(connection, build, generation, old):
        return old
    return write_vectors(connection, data_dir, build, generation, embedder)


def _much_changed(
    connection: sqlite3.Connection, build: Build, generation: int, entry: caches.Entry
) -> bool:
    born, died = connection.execute(
        "SELECT (SELECT COUNT(*) FROM chunks c JOIN documents d ON d.number = c.document WHERE "
        "c.id > :covered AND c.build = :build AND d.died IS NULL), "
        "(SELECT COUNT(*) FROM chunks c JOIN documents d ON d.number = c.document WHERE "
        "c.id <= :covered AND c.build = :build AND d.died <= :generation)",
        {"covered": entry["covered"], "build": build.number, "generation": generation},
    ).fetchone()
    # Rows that died in earlier generations are purged from SQLite but are still in the file.
    changed = born + died + entry.get("dead", 0)
    entry["dead"] = entry.get("dead", 0) + died
    return bool(changed > max(_REWRITE_ROWS, _REWRITE_SHARE * entry["count"]))


def write_vectors(
    connection: sqlite3.Connection, data_dir: Path, build: Build, generation: int,
    embedder: Embedder | None = None,
) -> caches.Entry:  # fmt: skip
    """Write the vector cache from SQLite alone; its manifest entry."""
    count: int = connection.execute(
        "SELECT COUNT(*) FROM chunks c JOIN documents d ON d.number = c.document "  # noqa: S608 - a constant
        f"WHERE c.build = :build AND {VISIBLE}",
        {"build": build.number, "generation": generation},
    ).fetchone()[0]
    all_ids: list[Any] = []

    def batches() -> Iterator[tuple[Any, FloatMatrix]]:
        all_ids.clear()
        for ids, rows in store_read.vector_batches(
            connection, build.number, build.dimension, generation
        ):
            all_ids.append(ids)
            yield ids, rows

    queries = _likely_queries(connection, build, embedder, count)
    vectors = VectorIndex.build(build.dimension, count, batches, queries)
    folder = caches.new_folder(data_dir, "vectors", generation)
    vectors.save(folder / "vectors.faiss")
    ids = np.concatenate([np.empty(0, np.int64), *all_ids])
    with (folder / "ids.npy").open("wb") as file:
        np.save(file, ids, allow_pickle=False)
    return {
        **caches.seal(folder),
        "generation": generation,
        "covered": int(ids[-1]) if len(ids) else 0,
        "count": count,
        "form": vectors.form,
        "recall": vectors.recall,
    }


def _likely_queries(
    connection: sqlite3.Connection, build: Build, embedder: Embedder | None, count: int
) -> FloatMatrix | None:
    """Vectors of short stretches from all over the articles: about what questions look like."""
    if embedder is None or count <= FLAT_LIMIT:
        return None  # an exact search has nothing to measure
    low, high = connection.execute(
        "SELECT MIN(id), MAX(id) FROM chunks WHERE build = ?", (build.number,)
    ).fetchone()
    texts: list[str] = []
    for chunk in np.linspace(low, high, _QUERIES, dtype=np.int64).tolist():
        row = connection.execute(
            'SELECT t.text, c.start, c."end" FROM chunks c JOIN texts t ON t.document = c.document '
            "WHERE c.id >= ? AND c.build = ? ORDER BY c.id LIMIT 1",
            (chunk, build.number),
        ).fetchone()
        middle = (row[1] + row[2]) // 2
        texts.append(row[0][middle : min(row[2], middle + _QUERY_CHARACTERS)])
    rows = embedder.encode_documents(texts)
    return rows[rows.any(axis=1)]


def publish(
    connection: sqlite3.Connection, data_dir: Path, generation: int, build: Build,
    lexical: caches.Entry, vectors: caches.Entry,
) -> None:  # fmt: skip
    """Make ``generation`` what readers see, durably; then tidy up what nobody needs any more."""
    entries = {"lexical": lexical, "vectors": vectors}
    connection.execute("PRAGMA synchronous = FULL")
    with store.transaction(connection):
        store_write.set_manifest(connection, generation, build.number, entries)
    connection.execute("PRAGMA synchronous = NORMAL")
    try:
        tidy(connection, data_dir)
    except (sqlite3.OperationalError, OSError) as fault:
        # It is published; a disk that is full now only keeps what the next run will delete.
        _log.warning("could not tidy up %s: %s", data_dir, fault)


def tidy(connection: sqlite3.Connection, data_dir: Path) -> None:
    """Delete the dead rows, other builds, cache folders of nobody, and empty the log."""
    manifest = store.read_manifest(connection)
    number = manifest.build.number if manifest.build else None
    with store.transaction(connection):
        store_write.purge(connection, manifest.generation, number)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    caches.sweep(data_dir, manifest.caches.values())


def repair(data_dir: Path, *, always: bool = False) -> list[str]:
    """Rebuild from SQLite the caches that are missing or wrong; the kinds that were rebuilt.

    Raises:
        IndexBusy: Another process is writing.
        StorageError: The disk is full, read-only or failing.

    """
    with writer_lock(data_dir), store.storage_faults(data_dir):
        connection = store.open_for_writing(data_dir)
        try:
            return _repair(connection, data_dir, always)
        finally:
            connection.close()


def _repair(connection: sqlite3.Connection, data_dir: Path, always: bool) -> list[str]:
    manifest = store.read_manifest(connection)
    build = manifest.build
    if build is None:
        raise store.missing(data_dir)
    wrong = [
        kind
        for kind in ("lexical", "vectors")
        if always or kind not in manifest.caches or caches.faults(data_dir, manifest.caches[kind])
    ]
    entries = dict(manifest.caches)
    if "lexical" in wrong:
        bare = Manifest(manifest.generation, build, {})
        size: int = connection.execute("SELECT SUM(LENGTH(text)) FROM texts").fetchone()[0] or 0
        workers = Workers(None, None, data_dir, build.number, worker_count(3 * size))
        stage = LexicalStage(
            connection, data_dir, bare, build, manifest.generation, threads=max(1, workers.count)
        )
        try:
            entries["lexical"] = stage.finish(workers)
        finally:
            workers.close()
    if "vectors" in wrong:
        entries["vectors"] = write_vectors(connection, data_dir, build, manifest.generation)
    if wrong:
        publish(
            connection, data_dir, manifest.generation, build, entries["lexical"], entries["vectors"]
        )
    return wrong
