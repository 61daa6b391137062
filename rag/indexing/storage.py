"""All or nothing on the disk, and what a disk's refusal means in words."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from rag.errors import IndexDamaged, StorageError, YoujuError

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


def sync(path: Path) -> None:
    """Make a file, or a folder's list of names, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
