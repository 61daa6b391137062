"""SQLite: the only truth. Articles, chunks, vectors, files, and which generation is current.

Rows carry the generation in which they were ``born`` and, once removed, in which they
``died``. An ingest writes the rows of the next generation in small transactions; no reader
sees them until one last transaction moves ``manifest.generation`` on. A killed ingest
therefore leaves the old generation whole, and the next one finds its work half done. The tables
are in rag.indexing.schema, their checksums in rag.indexing.seals.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.errors import IndexDamaged, IndexMissing, StorageError, YoujuError
from rag.indexing import schema, seals

DATABASE = "youju.db"

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_NO_ROOM_BYTES = 4_000_000
_DISK = {
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CANTOPEN,
}  # fmt: skip
_DAMAGED = {
    sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Build:
    """A pair of an embedding model and a chunker: what chunks and vectors were made by."""

    number: int
    embedder: str
    fingerprint: str
    dimension: int
    chunker: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What readers see: the current generation, its build and its caches (rag.indexing.caches)."""

    generation: int
    build: Build | None
    caches: dict[str, Any] = field(default_factory=dict)
    updated: str = ""
    tally: seals.Tally = field(default_factory=dict)


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
    if version == schema.UNSEALED_VERSION:
        from rag.indexing.upgrade import add_seals

        add_seals(connection, data_dir)
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
            if version == schema.UNSEALED_VERSION:
                from rag.indexing.upgrade import upgrade

                upgrade(data_dir)
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


def missing(data_dir: Path) -> IndexMissing:
    """The error for a folder in which nothing is indexed yet."""
    return IndexMissing(
        zh=f"还没有索引（{data_dir}）。请先运行：youju ingest 文章文件夹",
        en=f"Nothing is indexed yet ({data_dir}). Run first: youju ingest FOLDER",
    )


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing: committed at the end, rolled back on any exception."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may already have rolled the transaction back.
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def storage_faults(data_dir: Path) -> Iterator[None]:
    """Turn what SQLite and the system say about a disk into one clear sentence."""
    try:
        yield
    except YoujuError:
        raise
    except sqlite3.DatabaseError as fault:
        raise _database_error(fault, data_dir) from fault
    except OSError as fault:
        raise _system_error(fault, data_dir) from fault


def _database_error(fault: sqlite3.DatabaseError, data_dir: Path) -> YoujuError:
    primary = _primary(fault)
    if primary == sqlite3.SQLITE_FULL:
        return disk_full(data_dir)
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return _not_writable(data_dir, str(fault))
    if means_damage(fault):
        return beyond_mending(str(fault), str(fault))
    return _failing(data_dir, str(fault))


def means_damage(fault: sqlite3.DatabaseError) -> bool:
    """Whether SQLite says that the file is not what was written.

    Our statements are constant: one that makes no sense to SQLite, or text that is no UTF-8,
    means the same.
    """
    undecodable = _primary(fault) == 0 and str(fault).startswith("Could not decode")
    return _primary(fault) in _DAMAGED or undecodable or _is_cut_short(fault)


def is_of_the_disk(fault: sqlite3.DatabaseError) -> bool:
    """Whether the disk or another process is in the way, whatever the file holds."""
    return _primary(fault) in _DISK and not _is_cut_short(fault)


def _is_cut_short(fault: sqlite3.DatabaseError) -> bool:
    """Whether a file, or its log, ends before what SQLite was told is in it."""
    return getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_IOERR_SHORT_READ


def _primary(fault: sqlite3.DatabaseError) -> int:
    return (getattr(fault, "sqlite_errorcode", None) or 0) & 0xFF


def _system_error(fault: OSError, data_dir: Path) -> YoujuError:
    text = str(fault)
    if fault.errno in _NO_SPACE or "No space left" in text or "File too large" in text:
        return disk_full(data_dir)
    if fault.errno in _READ_ONLY or "Read-only" in text or "Permission denied" in text:
        return _not_writable(data_dir, fault.strerror or text)
    if fault.errno is None and _nearly_full(data_dir):
        return disk_full(data_dir)
    return _failing(data_dir, fault.strerror or text)


def _nearly_full(data_dir: Path) -> bool:
    """Whether no room explains a fault whose cause was lost: tantivy's threads do not tell."""
    try:
        return shutil.disk_usage(data_dir).free < _NO_ROOM_BYTES
    except OSError:
        return False


def disk_full(data_dir: Path) -> StorageError:
    """The error for a disk without room."""
    return StorageError(
        zh=f"磁盘已满，无法写入 {data_dir}。已有索引未受影响；请腾出空间后重新运行同一命令，"
        "会从中断处继续。",
        en=f"The disk is full: cannot write to {data_dir}. The index as it was is untouched; "
        "make room and run the same command again, it goes on from there.",
    )


def _not_writable(data_dir: Path, reason: str) -> StorageError:
    return StorageError(
        zh=f"无法写入 {data_dir}（{reason}）。请检查权限，或用 YOUJU_DATA_DIR 换一个文件夹。",
        en=f"Cannot write to {data_dir} ({reason}). Check the permissions, or choose another "
        "folder with YOUJU_DATA_DIR.",
    )


def _failing(data_dir: Path, reason: str) -> StorageError:
    return StorageError(
        zh=f"读写 {data_dir} 时磁盘出错（{reason}）。已有索引未受影响；请检查磁盘后重试。",
        en=f"The disk failed at {data_dir} ({reason}). The index as it was is untouched; check "
        "the disk and try again.",
    )


def row_damaged(zh: str, en: str) -> IndexDamaged:
    """The error for a stored row that is not what was written; the words say which."""
    return IndexDamaged(
        zh=f"索引中{zh}已损坏（校验和不符）。请用 youju restore 恢复备份；没有备份时，先运行 "
        "youju verify --repair 移出损坏的部分，再运行 youju ingest 重新读入。",
        en=f"In the index {en} is damaged (its checksum differs). Restore a backup with youju "
        "restore; without one, take out what is damaged with youju verify --repair and read it "
        "again with youju ingest.",
    )


def beyond_mending(zh: str, en: str) -> IndexDamaged:
    """The error for a database of which no part can be trusted; the words say why."""
    return IndexDamaged(
        zh=f"索引文件 {DATABASE} 已损坏（{zh}）。请用 youju restore 恢复备份；没有备份时，"
        "移走该文件后重新运行 youju ingest 文章文件夹。",
        en=f"The index file {DATABASE} is damaged ({en}). Restore a backup with youju restore; "
        "without one, move the file away and run youju ingest FOLDER again.",
    )


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
