"""An index in one file: written while it is in use, restored over whatever is left of one.

What readers keep on the page (rag.indexing.page_file) goes along.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from rag.errors import StorageError, UsageError
from rag.home import at_home
from rag.indexing import backup_file, caches, machine, page_file, publish, scratch, store
from rag.indexing.backup_received import check_received
from rag.indexing.integrity import check_stored
from rag.indexing.lock import writer_lock
from rag.indexing.nouns import Saved
from rag.indexing.status import describe, remembered_roots
from rag.indexing.storage import is_of_the_disk, sync

_CACHE_NAME = re.compile(r"(?:lexical|vectors)-(\d{6,12})-[0-9a-f]{8}")
"""``lexical-000012-3fa94c1e``: the generation stands in the middle."""


def backup(data_dir: Path, target: Path) -> Saved:
    """Write the current generation into one file; an ingest may run meanwhile.

    ``target`` appears only when it is whole and durable. A backup of before is replaced.

    Raises:
        UsageError: ``target`` is a file of another kind, or lies in ``data_dir``.
        IndexMissing: Nothing is indexed.
        IndexDamaged: A row is damaged; a backup of it could not be restored.
        StorageError: ``target`` cannot be written.

    """
    status = describe(data_dir)
    target = Path(os.path.realpath(at_home(target)))
    _refuse_to_overwrite(target, data_dir)
    counts = {name: status[name] for name in ("documents", "chunks", "updated")}
    with (
        store.storage_faults(target.parent),
        scratch.partial(target.parent, data_dir) as folder,
    ):
        copy = store.database(folder)
        with closing(store.open_for_reading(data_dir)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        _check_copy(folder)
        packed = folder / "backup"
        backup_file.pack(copy, counts, packed, copied_page(data_dir, folder))
        packed.replace(target)
        sync(target.parent)
    return Saved(target, status["documents"], status["chunks"], target.stat().st_size)


def _refuse_to_overwrite(target: Path, data_dir: Path) -> None:
    if target.is_relative_to(os.path.realpath(data_dir)):
        raise UsageError(
            zh=f"{target} 在索引自己的文件夹里。请把备份存到别处，例如 ~/youju.backup。",
            en=f"{target} lies in the folder of the index itself. Save the backup elsewhere, for "
            "example as ~/youju.backup.",
        )
    if not target.parent.is_dir():
        raise UsageError(
            zh=f"文件夹 {target.parent} 不存在。请先建好它，或换一个位置。",
            en=f"There is no folder {target.parent}. Make it first, or choose another place.",
        )
    if target.exists() and not backup_file.is_backup(target):
        raise UsageError(
            zh=f"{target} 已经存在，又不是有据的备份，因此不覆盖。请换一个文件名。",
            en=f"{target} exists and is no backup of Youju, so it is not overwritten. Choose "
            "another name.",
        )


def copied_page(data_dir: Path, folder: Path) -> Path | None:
    """A copy of what readers keep on the page; ``None`` where they keep nothing."""
    copy = page_file.page_file(folder)
    try:
        return copy if page_file.copied(data_dir, copy) else None
    except (page_file.NotOurs, sqlite3.DatabaseError) as fault:
        if isinstance(fault, sqlite3.Error) and is_of_the_disk(fault):
            raise
        where = page_file.page_file(data_dir)
        raise StorageError(
            zh=f"{where} 已损坏（{fault}），里面是页面上的对话。请把它移到别处再备份。",
            en=f"{where} is damaged ({fault}); it holds conversations of the page. Move it "
            "elsewhere and back up again.",
        ) from fault


def _check_copy(folder: Path) -> None:
    """A damaged index must not take the place of a good backup."""
    with closing(store.open_for_reading(folder)) as connection:
        connection.execute("BEGIN")
        manifest = store.read_manifest(connection)
        if manifest.build is None:
            raise store.missing(folder)
        problems = check_stored(connection, manifest, manifest.build).problems
    if problems:
        raise store.row_damaged(f"有误（{problems[0]}），", f"something ({problems[0]})")


def restore(source: Path, data_dir: Path) -> Saved:
    """Put a backup in the place of what is indexed in ``data_dir``, after checking it whole.

    It works over a damaged index, one of another version, and none. Readers see the old index
    until the new one is complete with its caches; a kill leaves the one or the other.

    Raises:
        LoadError: ``source`` is no backup, or a damaged one; the index is untouched.
        IndexBusy: Another process is writing.
        StorageError: The disk is full, read-only or failing.

    """
    source = at_home(source).absolute()
    with (
        writer_lock(data_dir),
        store.storage_faults(data_dir),
        scratch.stage(data_dir) as stage,
    ):
        backup_file.unpack(source, store.database(stage))
        documents, chunks = check_received(source, stage)
        page = page_file.page_file(stage)
        if page.is_file():
            _check_page(source, page)
        publish.repair(stage, always=True)
        if page.is_file():
            page_file.put_beside(page, data_dir)
        _move_in(stage, data_dir)
        known = machine.roots(data_dir)
        unknown = [str(root) for root in remembered_roots(data_dir) if str(root) not in known]
    return Saved(source, documents, chunks, source.stat().st_size, tuple(unknown))


def _check_page(source: Path, page: Path) -> None:
    try:
        page_file.check(page)
    except page_file.NotOurs as fault:
        raise backup_file.no_backup(source, str(fault)) from fault


def _move_in(stage: Path, data_dir: Path) -> None:
    """Make the restored database the current one: its caches first, then all of it at once."""
    with closing(store.open_for_writing(stage)) as restored:
        manifest = store.read_manifest(restored)
        # The number only ever rises, so that every reader notices that something has changed.
        generation = max(manifest.generation, _last_generation(data_dir)) + 1
        restored.execute("UPDATE manifest SET generation = ?", (generation,))
        for entry in manifest.caches.values():
            target = caches.folder_of(data_dir, entry)
            target.parent.mkdir(exist_ok=True)
            caches.folder_of(stage, entry).rename(target)
        restored.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        in_place = _copied_over(restored, data_dir)
    if not in_place:
        _put_instead(store.database(stage), data_dir)
    with closing(store.open_for_writing(data_dir)) as current:
        publish.tidy(current, data_dir)


def _copied_over(restored: sqlite3.Connection, data_dir: Path) -> bool:
    """Copy all pages in one transaction, which readers notice; not where no database is."""
    path = store.database(data_dir)
    if not path.is_file() or not path.stat().st_size:
        return False
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as current:
            restored.backup(current)
            current.execute("PRAGMA synchronous = FULL")
            current.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.DatabaseError as fault:
        if is_of_the_disk(fault):
            raise
        return False  # damaged, or of a shape that cannot be copied over
    return True


def _put_instead(fresh: Path, data_dir: Path) -> None:
    """Put a file where there is none, or one that no reader can open."""
    sync(fresh)
    for log in ("-wal", "-shm", "-journal"):  # of the old file; they would be taken for the new
        with contextlib.suppress(FileNotFoundError):
            store.database(data_dir).with_name(store.DATABASE + log).unlink()
    fresh.replace(store.database(data_dir))
    sync(data_dir)


def _last_generation(data_dir: Path) -> int:
    """The highest generation that anything in ``data_dir`` speaks of, damaged or not."""
    found = [0]
    with contextlib.suppress(OSError):
        folders = (data_dir / caches.CACHES).iterdir()
        names = (_CACHE_NAME.fullmatch(folder.name) for folder in folders)
        found += [int(name[1]) for name in names if name]
    with contextlib.suppress(sqlite3.Error, TypeError, ValueError):
        uri = f"{store.database(data_dir).resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            row = connection.execute("SELECT generation FROM manifest").fetchone()
            found += [int(row[0])] if row else []
    return max(found)
