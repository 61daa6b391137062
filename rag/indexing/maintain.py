"""Keeping an index: back it up into one file, restore it, check it, make it small again.

A backup is a ZIP file of two members: ``backup.json`` (format, counts, the database's SHA-256)
and ``youju.db`` (a consistent copy of the database). Caches are not in it: they are rebuilt.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from rag.errors import LoadError
from rag.indexing import caches, publish, store
from rag.indexing.checkup import Checkup as Checkup
from rag.indexing.checkup import verify_index as verify_index
from rag.indexing.lock import writer_lock
from rag.indexing.status import describe

_FORMAT = "youju-backup-1"
_HEADER = "backup.json"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds; ``bytes`` is the size of the file."""

    path: Path
    documents: int
    chunks: int
    bytes: int


def backup(data_dir: Path, target: Path) -> Saved:
    """Write the current generation into one file; an ingest may run meanwhile.

    ``target`` appears only when it is whole.

    Raises:
        IndexMissing: Nothing is indexed.
        StorageError: ``target`` cannot be written.

    """
    status = describe(data_dir)
    target = target.expanduser().absolute()
    with (
        store.storage_faults(target.parent),
        tempfile.TemporaryDirectory(prefix=".youju-", dir=target.parent) as scratch,
    ):
        copy = Path(scratch) / store.DATABASE
        with closing(store.open_for_reading(data_dir)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        header = {
            "format": _FORMAT,
            "sha256": _digest(copy),
            "documents": status["documents"],
            "chunks": status["chunks"],
            "updated": status["updated"],
        }
        partial = Path(scratch) / "backup"
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(_HEADER, json.dumps(header, indent=2))
            archive.write(copy, store.DATABASE)
        _sync(partial)
        partial.replace(target)
    return Saved(target, status["documents"], status["chunks"], target.stat().st_size)


def restore(source: Path, data_dir: Path) -> Saved:
    """Put a backup in the place of what is indexed in ``data_dir``, after checking it whole.

    Readers see the old index until the new one is complete with its caches.

    Raises:
        LoadError: ``source`` is no backup, or a damaged one; the index is untouched.
        IndexBusy: Another process is writing.
        StorageError: The disk is full, read-only or failing.

    """
    source = source.expanduser().absolute()
    with (
        writer_lock(data_dir),
        store.storage_faults(data_dir),
        tempfile.TemporaryDirectory(prefix=".restore-", dir=data_dir) as scratch,
    ):
        stage = Path(scratch)
        header = _unpack(source, store.database(stage))
        _check_database(source, store.database(stage))
        publish.repair(stage, always=True)
        _move_in(stage, data_dir)
    return Saved(source, header["documents"], header["chunks"], source.stat().st_size)


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


def _unpack(source: Path, target: Path) -> dict[str, Any]:
    """The database of a backup written to ``target``; its header."""
    try:
        with zipfile.ZipFile(source) as archive:
            header: dict[str, Any] = json.loads(archive.read(_HEADER))
            if header.get("format") != _FORMAT:
                raise _no_backup(source, str(header.get("format")))
            with archive.open(store.DATABASE) as packed, target.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked, _BLOCK)
    except FileNotFoundError as fault:
        raise LoadError(
            zh=f"找不到备份文件 {source}。", en=f"There is no backup file {source}."
        ) from fault
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, zipfile.LargeZipFile) as fault:
        raise _no_backup(source, str(fault)) from fault
    except Exception as fault:
        if type(fault).__module__ == "zlib":
            raise _no_backup(source, str(fault)) from fault
        raise
    if _digest(target) != header.get("sha256"):
        raise _no_backup(source, "SHA-256")
    return header


def _check_database(source: Path, path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if verdict != "ok":
                raise _no_backup(source, str(verdict))
    except sqlite3.DatabaseError as fault:
        raise _no_backup(source, str(fault)) from fault


def _move_in(stage: Path, data_dir: Path) -> None:
    """Make the restored database the current one: its caches first, then all pages at once."""
    with (
        closing(store.open_for_writing(stage)) as restored,
        closing(store.open_for_writing(data_dir)) as current,
    ):
        manifest = store.read_manifest(restored)
        generation = max(manifest.generation, store.read_manifest(current).generation) + 1
        # The number only ever rises, so that every reader notices that something has changed.
        restored.execute("UPDATE manifest SET generation = ?", (generation,))
        # Rows of a run that the backup caught half way must not come to life by the new number.
        for table in ("documents", "files"):
            restored.execute(
                f"UPDATE {table} SET born = ? WHERE born > ?",  # noqa: S608 - constants
                (generation + 1, manifest.generation),
            )
            restored.execute(
                f"UPDATE {table} SET died = ? WHERE died > ?",  # noqa: S608 - constants
                (generation + 1, manifest.generation),
            )
        for entry in manifest.caches.values():
            target = caches.folder_of(data_dir, entry)
            target.parent.mkdir(exist_ok=True)
            caches.folder_of(stage, entry).rename(target)
        restored.backup(current)
        publish.tidy(current, data_dir)


def _no_backup(source: Path, reason: str) -> LoadError:
    return LoadError(
        zh=f"{source} 不是完好的有据备份（{reason}）。现有索引未受影响。",
        en=f"{source} is not an intact backup of Youju ({reason}). The index is untouched.",
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        _sync_open(file)


def _sync_open(file: IO[bytes]) -> None:
    os.fsync(file.fileno())


def _bytes_of(data_dir: Path) -> int:
    status = describe(data_dir)
    return sum(int(status[key]) for key in ("bytes_database", "bytes_lexical", "bytes_vectors"))
