"""Publishing a generation: bring both caches up to date beside the old ones, then one write.

Until ``set_manifest`` commits, the old manifest with the old cache folders is what everybody
sees; afterwards the new one is. Nothing in between exists.
"""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from rag.indexing import caches, store, store_write
from rag.indexing.lock import writer_lock
from rag.indexing.nouns import Build, Manifest
from rag.indexing.vector_cache import write_vectors
from rag.indexing.word_cache import LexicalStage
from rag.indexing.workers import Workers, worker_count

_log = logging.getLogger(__name__)


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
