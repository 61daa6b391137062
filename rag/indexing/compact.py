"""Making an index small again: the room of what was removed is given back to the disk."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from rag.indexing import publish, store
from rag.indexing.lock import writer_lock
from rag.indexing.status import describe


def compact(data_dir: Path) -> tuple[int, int]:
    """Give back the room of what was removed and rebuild the caches; bytes before and after.

    Raises:
        IndexMissing: Nothing is indexed.
        IndexBusy: Another process is writing.
        StorageError: The disk is full, read-only or failing.

    """
    before = _bytes_of(data_dir)
    publish.repair(data_dir, always=True)
    with (
        writer_lock(data_dir),
        store.storage_faults(data_dir),
        closing(store.open_for_writing(data_dir)) as connection,
    ):
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return before, _bytes_of(data_dir)


def _bytes_of(data_dir: Path) -> int:
    status = describe(data_dir)
    return sum(int(status[key]) for key in ("bytes_database", "bytes_lexical", "bytes_vectors"))
