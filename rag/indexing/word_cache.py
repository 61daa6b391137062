"""The word index of the next generation, written beside the old one from what SQLite holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from rag.indexing import caches, store_read
from rag.indexing.lexical import LexicalWriter
from rag.indexing.nouns import Build, Manifest
from rag.indexing.schema import VISIBLE
from rag.indexing.terms import ANALYZER_FINGERPRINT
from rag.indexing.workers import Task, Workers
from rag.types import Document

_FILL_BATCH = 100


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
