"""Taking out of an index what is damaged, so that the next ingest reads it again from its file.

Nothing damaged is kept for the sake of having it: an answer rests on what was written or on
nothing. What cannot be taken out row by row (the manifest, SQLite's own pages) is left as it is.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from rag.indexing import machine, publish, seals, store, store_write
from rag.indexing.integrity import check_stored
from rag.indexing.integrity_rows import Findings
from rag.indexing.lock import writer_lock
from rag.indexing.nouns import Build, Manifest
from rag.indexing.reprints_linked import link_reprints
from rag.indexing.vector_cache import write_vectors
from rag.indexing.word_cache import LexicalStage
from rag.indexing.workers import Workers


def mend(data_dir: Path) -> int:
    """Take out the damaged rows and publish the index without them; how many articles went.

    Files whose articles went are read again by the next ingest.

    Raises:
        IndexMissing: Nothing is indexed.
        IndexDamaged: The database cannot be read, or its manifest is damaged.
        IndexBusy: Another process is writing.
        StorageError: The disk is full, read-only or failing.

    """
    with (
        writer_lock(data_dir),
        store.storage_faults(data_dir),
        closing(store.open_for_writing(data_dir)) as connection,
    ):
        manifest = store.read_manifest(connection)
        if manifest.build is None:
            raise store.missing(data_dir)
        found = _found(connection, manifest, manifest.build)
        if found.lost or not found.problems:
            return 0
        generation = manifest.generation + 1
        with store.transaction(connection):
            _number_on(connection, found.rows.get("numbering", ()), manifest)
            _take_out(connection, found.rows, generation, machine.roots(data_dir))
            store_write.bury_orphans(connection, generation)
            link_reprints(connection, generation)
            gone: int = connection.execute(
                "SELECT COUNT(*) FROM documents WHERE died = ? AND born < ?",
                (generation, generation),
            ).fetchone()[0]
        _publish(connection, data_dir, manifest, manifest.build, generation)
        return gone


def _found(connection: sqlite3.Connection, manifest: Manifest, build: Build) -> Findings:
    """What is wrong, after the indexes of the tables were made anew where that may help."""
    plain = connection.text_factory
    found = check_stored(connection, manifest, build)
    if found.lost:
        with contextlib.suppress(sqlite3.DatabaseError):
            connection.execute("REINDEX")
            found = check_stored(connection, manifest, build)
    connection.text_factory = plain
    return found


def _number_on(connection: sqlite3.Connection, tables: Iterable[str], manifest: Manifest) -> None:
    """Let numbers go on after the highest one given, so that none is given twice."""
    for table in tables:
        last = seals.last_number(connection, table, manifest.tally)
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))


def _take_out(
    connection: sqlite3.Connection, rows: dict[str, set[Any]], generation: int,
    named_here: Iterable[str],
) -> None:  # fmt: skip
    """Delete the small rows, let documents die, and have the files they stand in read again."""
    for table, key in (("roots", "path"), ("removals", "path"), ("skips", "rowid")):
        _delete(connection, table, key, rows.get(table, ()))
    if "roots" in rows:
        connection.executemany(
            "INSERT OR IGNORE INTO roots (path, samples) VALUES (?, 0)",
            [(path,) for path in named_here],
        )
    damaged = rows.get("documents", set())
    of_document = "number IN (SELECT file FROM articles WHERE document = ?)"
    _read_again(connection, of_document, damaged | rows.get("orphans of articles", set()))
    for table, key in (("places", "article"), ("articles", "number")):
        _read_again(connection, "number IN (SELECT file FROM articles WHERE number = ?)",
                    rows.get(table, ()))  # fmt: skip
        _delete(connection, table, key, rows.get(table, ()))
    for table, key in _ORPHANED.items():
        _delete(connection, table, key, rows.get(f"orphans of {table}", ()))
    connection.execute("DELETE FROM vectors WHERE chunk NOT IN (SELECT id FROM chunks)")
    connection.execute("DELETE FROM places WHERE article NOT IN (SELECT number FROM articles)")
    for number in rows.get("files", ()):
        store_write.drop_file(connection, number)
    # Which file a row that vanished was of cannot be told where nothing is left of it.
    left = "AND number NOT IN (SELECT file FROM articles UNION SELECT file FROM skips)"
    connection.execute(
        f"UPDATE files SET complete = 0 WHERE died IS NULL {'' if 'tally' in rows else left}"  # noqa: S608 - constants
    )
    # A damaged row may hold values that no table takes; what matters of it is that it dies.
    for number in damaged:
        connection.execute(
            "UPDATE documents SET id = '', title = '', published = NULL, sketch = NULL, "
            "canonical = NULL, born = MIN(?, CAST(born AS INTEGER)), died = ? WHERE number = ?",
            (generation - 1, generation, number),
        )
    # Articles that stand in no living file any more go with their file's row.
    connection.execute(
        "UPDATE documents SET died = ? WHERE died IS NULL AND number NOT IN "
        "(SELECT document FROM articles a JOIN files f ON f.number = a.file WHERE f.died IS NULL)",
        (generation,),
    )


_ORPHANED = {
    "texts": "document",
    "articles": "document",
    "chunks": "document",
    "cuts": "document",
    "vectors": "chunk",
    "skips": "file",
    "places": "article",
}


def _read_again(connection: sqlite3.Connection, which: str, keys: Iterable[Any]) -> None:
    connection.executemany(
        f"UPDATE files SET complete = 0 WHERE {which}",  # noqa: S608 - constants
        [(key,) for key in keys],
    )


def _delete(connection: sqlite3.Connection, table: str, key: str, values: Iterable[Any]) -> None:
    for value in values:
        is_text = isinstance(value, str)
        bound = value.encode("utf-8", "surrogateescape") if is_text else value
        connection.execute(
            f"DELETE FROM {table} WHERE {key} = {'CAST(? AS TEXT)' if is_text else '?'}",  # noqa: S608 - constants
            (bound,),
        )


def _publish(
    connection: sqlite3.Connection, data_dir: Path, manifest: Manifest, build: Build,
    generation: int,
) -> None:  # fmt: skip
    """As after a removal, but both caches anew: they may hold rows that are no more."""
    bare = Manifest(manifest.generation, build, {})
    lexical = LexicalStage(connection, data_dir, bare, build, generation)
    with contextlib.closing(Workers(None, None, data_dir, build.number, 0)) as workers:
        try:
            entry = lexical.finish(workers)
        finally:
            lexical.abandon()
    vectors = write_vectors(connection, data_dir, build, generation)
    publish.publish(connection, data_dir, generation, build, entry, vectors)
