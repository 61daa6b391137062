"""Taking articles out by name, and remembering it: a removed path is passed over from then on.

Naming a removed path to ``youju ingest`` again takes it back in.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from rag.articles.members import file_of
from rag.articles.paths import path_text
from rag.errors import LoadError
from rag.indexing import machine, publish, store, store_write
from rag.indexing.lock import writer_lock
from rag.indexing.reprints_linked import link_reprints
from rag.indexing.scan import below
from rag.indexing.workers import Workers
from rag.settings import Settings
from rag.text.halves import whole


def removed_paths(connection: sqlite3.Connection) -> list[str]:
    """The paths that the user removed: files, folders and members of files."""
    return [row[0] for row in connection.execute("SELECT path FROM removals ORDER BY path")]


def forget_removals(connection: sqlite3.Connection, named: Sequence[str]) -> None:
    """The user names paths to be read: what was removed at or below them is read again."""
    for path in removed_paths(connection):
        if not any(below(path, name) or below(name, path) for name in named):
            continue
        connection.execute("DELETE FROM removals WHERE path = ?", (path,))
        connection.execute(
            "UPDATE files SET complete = 0 WHERE path = ? AND died IS NULL",
            (file_of(path),),
        )


def remove(names: Sequence[str], settings: Settings) -> int:
    """Remove articles from the index by path, folder, id or title; how many are gone.

    The files themselves stay.

    Raises:
        IndexMissing: Nothing is indexed.
        LoadError: A name fits nothing; then nothing at all is removed.
        IndexBusy: Another process is writing.
        StorageError: The disk is full, read-only or failing.

    """
    data_dir = settings.data_dir
    if not store.database(data_dir).is_file():
        raise store.missing(data_dir)
    with writer_lock(data_dir), store.storage_faults(data_dir):
        connection = store.open_for_writing(data_dir)
        try:
            return _remove(connection, names, data_dir)
        finally:
            connection.close()


def take_back(paths: Sequence[str], settings: Settings) -> None:
    """Forget that these paths were removed: the next ingest of where they lie reads them again.

    Raises:
        IndexMissing: Nothing is indexed.
        IndexBusy: Another process is writing.
        StorageError: The disk is full, read-only or failing.

    """
    data_dir = settings.data_dir
    if not store.database(data_dir).is_file():
        raise store.missing(data_dir)
    with writer_lock(data_dir), store.storage_faults(data_dir):
        connection = store.open_for_writing(data_dir)
        try:
            with store.transaction(connection):
                forget_removals(connection, paths)
        finally:
            connection.close()


def _remove(connection: sqlite3.Connection, names: Sequence[str], data_dir: Path) -> int:
    manifest = store.read_manifest(connection)
    build = manifest.build
    if build is None:
        raise store.missing(data_dir)
    generation = manifest.generation + 1
    with store.transaction(connection):
        for name in names:
            if not _take_out(connection, name, generation):
                raise _nothing_called(name)
        store_write.bury_orphans(connection, generation)
        link_reprints(connection, generation)
        gone: int = connection.execute(
            "SELECT COUNT(*) FROM documents WHERE died = ? AND born < ?", (generation, generation)
        ).fetchone()[0]
    lexical = publish.LexicalStage(connection, data_dir, manifest, build, generation)
    workers = Workers(None, None, data_dir, build.number, 0)
    try:
        entry = lexical.finish(workers)
    finally:
        lexical.abandon()
    roots = {row[0] for row in connection.execute("SELECT path FROM roots")}
    known = machine.roots(data_dir)
    machine.update(data_dir, {path: root for path, root in known.items() if path in roots})
    vectors = publish.finish_vectors(connection, data_dir, manifest, build, generation)
    publish.publish(connection, data_dir, generation, build, entry, vectors)
    return gone


def _take_out(connection: sqlite3.Connection, name: str, generation: int) -> bool:
    """Mark what ``name`` names as dying; whether it names anything."""
    path = path_text(os.path.abspath(Path(name).expanduser()))  # noqa: PTH100 - links as named
    was_root = connection.execute("DELETE FROM roots WHERE path = ?", (path,)).rowcount > 0
    files = _files_below(connection, path)
    if files or was_root:
        connection.executemany(
            "UPDATE files SET died = ? WHERE number = ?",
            [(generation, number) for number, _ in files],
        )
        roots = [row[0] for row in connection.execute("SELECT path FROM roots")]
        if any(below(path, root) for root in roots):
            _remember(connection, path)
        return True
    return _take_out_article(connection, name, path, generation)


def _files_below(connection: sqlite3.Connection, path: str) -> list[tuple[int, str]]:
    """Number and path of the files at or below ``path``; a thousand names take a second."""
    stem = path.rstrip("/")
    rows = connection.execute(
        "SELECT number, path FROM files WHERE path >= ? AND path < ? AND died IS NULL",
        (stem, stem + _LAST_CHARACTER),
    )
    return [(number, file) for number, file in rows if below(file, path)]


_LAST_CHARACTER = chr(0x10FFFF)
"""Nothing that begins with a path comes after the path and this."""


def _take_out_article(
    connection: sqlite3.Connection, name: str, path: str, generation: int
) -> bool:
    """The same for an article named by its id, its title or its place in a container."""
    name = whole(name)
    # By its id first: titles have no index, and many are named by their ids at once.
    named = connection.execute(
        "SELECT number FROM documents WHERE id = ? AND died IS NULL", (name,)
    ).fetchall()
    numbers = {row[0] for row in named} or {
        row[0]
        for row in connection.execute(
            "SELECT number FROM documents WHERE died IS NULL AND title = :name "
            "UNION SELECT d.number FROM documents d JOIN articles a ON a.document = d.number "
            "WHERE d.died IS NULL AND a.path IN (:name, :path)",
            {"name": name, "path": path},
        )
    }
    for number in numbers:
        places = connection.execute(
            "SELECT a.path, f.number, f.path FROM articles a JOIN files f ON f.number = a.file "
            "WHERE a.document = ? AND f.died IS NULL",
            (number,),
        ).fetchall()
        for place, file, file_path in places:
            _remember(connection, place)
            if place == file_path:
                connection.execute("UPDATE files SET died = ? WHERE number = ?", (generation, file))
        connection.execute("UPDATE documents SET died = ? WHERE number = ?", (generation, number))
    return bool(numbers)


def _remember(connection: sqlite3.Connection, path: str) -> None:
    connection.execute("INSERT OR IGNORE INTO removals (path) VALUES (?)", (path,))


def _nothing_called(name: str) -> LoadError:
    return LoadError(
        zh=f"索引中没有“{name}”。可用文章的路径、文件夹、编号或标题；youju status 列出"
        "已索引的文件夹。",
        en=f'Nothing indexed is called "{name}". Use a path, a folder, an id or a title; youju '
        "status lists the folders.",
    )
