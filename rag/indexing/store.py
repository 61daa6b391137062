"""SQLite: the only truth. Articles, chunks, vectors, files, and which generation is current.

Rows carry the generation in which they were ``born`` and, once removed, in which they
``died``. An ingest writes the rows of the next generation in small transactions; no reader
sees them until one last transaction moves ``manifest.generation`` on. A killed ingest
therefore leaves the old generation whole, and the next one finds its work half done. The tables
are in rag.indexing.schema, their checksums in rag.indexing.seals.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from pathlib import Path

from rag.errors import IndexDamaged
from rag.indexing import schema, seals
from rag.indexing.lock import writer_lock
from rag.indexing.mismatch import missing as missing
from rag.indexing.nouns import Build, Manifest
from rag.indexing.storage import (
    DATABASE as DATABASE,
)
from rag.indexing.storage import (
    beyond_mending as beyond_mending,
)
from rag.indexing.storage import disk_full as disk_full
from rag.indexing.storage import row_damaged as row_damaged
from rag.indexing.storage import (
    storage_faults as storage_faults,
)
from rag.indexing.storage import (
    transaction as transaction,
)
from rag.indexing.upgrade import bring_up


def database(data_dir: Path) -> Path:
    """The file that holds everything that matters."""
    return data_dir / DATABASE


def identity(data_dir: Path) -> tuple[int, int] | None:
    """Which file the database is now; ``None`` where there is none."""
    try:
        status = database(data_dir).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def open_for_writing(data_dir: Path) -> sqlite3.Connection:
    """The writer's connection, with the tables made. The caller holds the writer lock.

    Raises:
        StorageError: The folder cannot be made or written to.
        IndexDamaged: The file is no database, or one of a newer Youju.

    """
    with storage_faults(data_dir):
        data_dir.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            database(data_dir), isolation_level=None, check_same_thread=False, timeout=30
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA wal_autocheckpoint = 8000")
            connection.execute("PRAGMA cache_size = -65536")
            _make_tables(connection, data_dir)
        except UnicodeDecodeError as fault:  # SQLite quotes a table's damaged name
            connection.close()
            raise beyond_mending(fault.reason, fault.reason) from fault
        except BaseException:
            connection.close()
            raise
        return connection


def open_in_memory() -> sqlite3.Connection:
    """An empty store that leaves no trace, for a rehearsal before the first ingest."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _make_tables(connection, Path())
    return connection


def _make_tables(connection: sqlite3.Connection, data_dir: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        with transaction(connection):
            schema.create(connection)
            seals.seal_while_writing(connection)
            connection.execute(schema.FIRST_ROW)
            connection.execute(f"PRAGMA user_version = {schema.VERSION}")
        return
    if version in schema.OLDER:
        bring_up(connection, data_dir, version)
    else:
        _check_version(version, data_dir)
    seals.seal_while_writing(connection)


def _check_version(version: int, data_dir: Path) -> None:
    if version != schema.VERSION:
        raise IndexDamaged(
            zh=f"{database(data_dir)} 是另一版本的有据写成的（格式 {version}，本版为 "
            f"{schema.VERSION}）。请换一个 YOUJU_DATA_DIR 再运行 youju ingest，或用 youju restore "
            "恢复本版的备份。",
            en=f"{database(data_dir)} was written by another version of Youju (format {version}, "
            f"this one has {schema.VERSION}). Choose another YOUJU_DATA_DIR and run youju ingest, "
            "or restore a backup of this version with youju restore.",
        )


def open_for_reading(data_dir: Path) -> sqlite3.Connection:
    """A reader's connection; works on a read-only disk too.

    Raises:
        IndexMissing: There is no index in ``data_dir``.
        IndexDamaged: The file is no database.

    """
    path = database(data_dir)
    if not path.is_file() or path.stat().st_size == 0:
        raise missing(data_dir)
    # On a read-only disk SQLite cannot make the shared memory that a WAL needs; with an empty
    # WAL (every finished ingest leaves one) the file alone is complete.
    sealed = not os.access(data_dir, os.W_OK)
    uri = f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if sealed else ''}"
    with storage_faults(data_dir):
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, check_same_thread=False, timeout=30
        )
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                raise missing(data_dir)
            if version in schema.OLDER:
                _upgrade(data_dir)
                version = connection.execute("PRAGMA user_version").fetchone()[0]
            _check_version(version, data_dir)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cache_size = -32768")
        except UnicodeDecodeError as fault:  # SQLite quotes a table's damaged name
            connection.close()
            raise beyond_mending(fault.reason, fault.reason) from fault
        except BaseException:
            connection.close()
            raise
        return connection


def _upgrade(data_dir: Path) -> None:
    """Bring the index in ``data_dir`` to this version, under the writer's lock."""
    with writer_lock(data_dir), contextlib.closing(open_for_writing(data_dir)):
        pass  # opening it for writing does it


def read_manifest(connection: sqlite3.Connection) -> Manifest:
    """The current manifest; generation 0 when nothing was ever published.

    Raises:
        IndexDamaged: It is not what was written.

    """
    row = connection.execute(
        "SELECT one, generation, build, caches, updated, tally, seal FROM manifest"
    ).fetchone()
    if row is None or not seals.holds("manifest", row[:-1], row[-1]):
        raise beyond_mending("总目录的校验和不符", "the checksum of its manifest differs")
    _, generation, build, caches, updated, tally, _ = row
    found = read_build(connection, build) if build is not None else None
    return Manifest(generation, found, json.loads(caches), updated, json.loads(tally or "{}"))


def has_staged(connection: sqlite3.Connection, generation: int) -> bool:
    """Whether a run that was killed has left rows of the next ``generation``."""
    query = (
        "SELECT EXISTS (SELECT 1 FROM files WHERE born = :next OR died = :next) "
        "OR EXISTS (SELECT 1 FROM documents WHERE born = :next OR died = :next)"
    )
    return bool(connection.execute(query, {"next": generation}).fetchone()[0])


def begun(connection: sqlite3.Connection) -> Build | None:
    """The build that was begun last, published or not."""
    number = connection.execute("SELECT MAX(number) FROM builds").fetchone()[0]
    return None if number is None else read_build(connection, number)


def read_build(connection: sqlite3.Connection, number: int) -> Build:
    """The build with this number.

    Raises:
        IndexDamaged: It is not what was written.

    """
    row = connection.execute(
        "SELECT number, embedder, fingerprint, dimension, chunker, seal FROM builds "
        "WHERE number = ?",
        (number,),
    ).fetchone()
    if row is None or not seals.holds("builds", row[:-1], row[-1]):
        raise beyond_mending("模型记录的校验和不符", "the checksum of its model differs")
    return Build(*row[:-1])
