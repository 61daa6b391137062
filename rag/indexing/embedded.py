"""The embedded index: SQLite, FAISS and tantivy in one folder; one writer at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings import Embedder
from rag.errors import IndexMissing
from rag.indexing import statistics, status, store
from rag.indexing.embedded_contents import EmbeddedContents
from rag.indexing.embedded_ledger import EmbeddedLedger
from rag.indexing.embedded_writer import EmbeddedWriter
from rag.indexing.index import Index
from rag.indexing.lock import writer_lock
from rag.indexing.nouns import Build, Checkup, Counts, Saved
from rag.types import Skipped


@dataclass(frozen=True, slots=True)
class Embedded:
    """See ``rag.indexing.ports.Store``."""

    data_dir: Path

    def reader(self, embedder: Embedder) -> Index:
        """Open the newest generation."""
        return Index.open(self.data_dir, embedder)

    @contextlib.contextmanager
    def writer(self, *, create: bool = True) -> Iterator[EmbeddedWriter]:
        """Open it for writing, under the lock that lets in one writer at a time."""
        if not create and not store.database(self.data_dir).is_file():
            raise store.missing(self.data_dir)
        with writer_lock(self.data_dir), store.storage_faults(self.data_dir):
            connection = store.open_for_writing(self.data_dir)
            with closing(connection):
                yield EmbeddedWriter(connection, self.data_dir)

    @contextlib.contextmanager
    def rehearsal(self, *, create: bool) -> Iterator[EmbeddedLedger]:
        """A ledger that reads what is there, or with ``create`` an empty one in memory."""
        try:
            connection = store.open_for_reading(self.data_dir)
        except IndexMissing:
            if not create:
                raise
            connection = store.open_in_memory()
        with closing(connection):
            yield EmbeddedLedger(connection)

    @contextlib.contextmanager
    def contents(self) -> Iterator[EmbeddedContents]:
        """All of the newest generation, in one snapshot."""
        connection = store.open_for_reading(self.data_dir)
        with closing(connection), store.storage_faults(self.data_dir):
            connection.execute("BEGIN")
            manifest = store.read_manifest(connection)
            if manifest.build is None:
                raise store.missing(self.data_dir)
            yield EmbeddedContents(connection, manifest.build, manifest.generation)

    def build(self) -> Build | None:
        """The build of the index, of one whose first build was begun too."""
        try:
            connection = store.open_for_reading(self.data_dir)
        except IndexMissing:
            return None
        with closing(connection), store.storage_faults(self.data_dir):
            return store.read_manifest(connection).build or store.begun(connection)

    def describe(self) -> dict[str, Any]:
        """The status, whatever model is set."""
        return status.describe(self.data_dir)

    def place(self) -> str:
        """The folder."""
        return str(self.data_dir)

    def roots(self) -> list[Path]:
        """The folders and files that an ingest without paths reads."""
        return status.remembered_roots(self.data_dir)

    def told(self) -> tuple[list[Skipped], list[Skipped]]:
        """What of the files last read could not be used and why, and notices of what was."""
        return status.told(self.data_dir)

    def statistics(self) -> Counts:
        """How many articles by month, source, language, length and folder."""
        return statistics.statistics(self.data_dir)

    def count(self, query: str = "") -> int:
        """How many articles ``Reader.documents(query)`` lists in all."""
        return statistics.count_documents(self.data_dir, query)

    def verify(self) -> Checkup:
        """Check every row and every cache file."""
        from rag.indexing.integrity import verify_index

        return verify_index(self.data_dir)

    def mend(self) -> int:
        """Take out what is damaged; how many articles went."""
        from rag.indexing.mend import mend

        return mend(self.data_dir)

    def repair(self) -> list[str]:
        """Rebuild the caches that are missing or wrong; which were."""
        from rag.indexing.publish import repair

        return repair(self.data_dir)

    def compact(self) -> tuple[int, int]:
        """Give back the room of what was removed; bytes before and after."""
        from rag.indexing.compact import compact

        return compact(self.data_dir)

    def backup(self, target: Path) -> Saved:
        """Write the current generation into one file."""
        from rag.indexing.backup import backup

        return backup(self.data_dir, target)

    def restore(self, source: Path) -> Saved:
        """Put a backup in the place of what is indexed."""
        from rag.indexing.backup import restore

        return restore(source, self.data_dir)
