"""What is indexed, in figures that can be printed or sent as JSON."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from embeddings.names import shipped
from rag.errors import IndexMissing
from rag.indexing import caches, store, store_read
from rag.indexing.lock import sweep_when_idle
from rag.indexing.nouns import Build, Manifest
from rag.indexing.schema import IS_NOTICE, VISIBLE
from rag.types import Skipped


def describe(data_dir: Path) -> dict[str, Any]:
    """``status_of`` without opening the index: works whatever model is set.

    Raises:
        IndexMissing: Nothing was ever indexed in ``data_dir``.
        IndexDamaged: The database is unreadable.

    """
    sweep_when_idle(data_dir)
    connection = store.open_for_reading(data_dir)
    try:
        with store.storage_faults(data_dir):
            manifest = store.read_manifest(connection)
            if manifest.generation == 0:
                raise store.missing(data_dir)
            return status_of(connection, data_dir, manifest)
    finally:
        connection.close()


def told(data_dir: Path) -> tuple[list[Skipped], list[Skipped]]:
    """What of the files last read could not be used and why, and notices of what was.

    Raises:
        IndexMissing: Nothing was ever indexed in ``data_dir``.
        IndexDamaged: The database is unreadable.

    """
    connection = store.open_for_reading(data_dir)
    try:
        with store.storage_faults(data_dir):
            return store_read.told_of_files(connection, "f.died IS NULL")
    finally:
        connection.close()


def remembered_roots(data_dir: Path) -> list[Path]:
    """The folders and files that an ingest without paths reads; after a killed run too."""
    try:
        connection = store.open_for_reading(data_dir)
    except IndexMissing:
        return []
    try:
        with store.storage_faults(data_dir):
            return [Path(row[0]) for row in connection.execute("SELECT path FROM roots")]
    finally:
        connection.close()


def status_of(connection: sqlite3.Connection, data_dir: Path, manifest: Manifest) -> dict[str, Any]:
    """Counts, models, sizes (bytes) and dates of one generation; ``builds`` lists them all.

    Another build than the current one is an index under way with another model.
    """
    at = {"generation": manifest.generation}
    counted = connection.execute(
        "SELECT COUNT(*), MIN(published), MAX(published), SUM(published IS NULL), "  # noqa: S608 - a constant
        f"SUM(canonical IS NOT NULL) FROM documents WHERE {VISIBLE}",
        at,
    ).fetchone()
    files, skipped = connection.execute(
        "SELECT COUNT(*), (SELECT COUNT(*) FROM skips s JOIN files f ON f.number = s.file "  # noqa: S608 - constants
        f"WHERE {VISIBLE} AND NOT {IS_NOTICE}) FROM files WHERE {VISIBLE}",
        at,
    ).fetchone()
    languages = connection.execute(
        f"SELECT language, COUNT(*) FROM documents WHERE {VISIBLE} GROUP BY language",  # noqa: S608 - a constant
        at,
    ).fetchall()
    builds = [_build_row(connection, manifest, number) for number in _build_numbers(connection)]
    current = next(row for row in builds if row["current"])
    path = store.database(data_dir)
    return {
        "data_dir": str(data_dir),
        "generation": manifest.generation,
        "updated": manifest.updated,
        "documents": counted[0],
        "files": files,
        "skipped": skipped,
        "chunks": current["chunks"],
        "published_from": counted[1],
        "published_to": counted[2],
        "without_date": counted[3] or 0,
        "reprints": counted[4] or 0,
        "languages": dict(languages),
        "roots": [row[0] for row in connection.execute("SELECT path FROM roots ORDER BY path")],
        "samples": _only_samples(connection),
        "embedder": shipped(current["embedder"]) or current["embedder"],
        "embedder_fingerprint": current["fingerprint"],
        "dimension": current["dimension"],
        "chunker": current["chunker"],
        "builds": builds,
        "vector_form": manifest.caches["vectors"]["form"],
        "vector_recall": manifest.caches["vectors"]["recall"],
        "bytes_database": path.stat().st_size,
        "bytes_lexical": caches.size(manifest.caches["lexical"]),
        "bytes_vectors": caches.size(manifest.caches["vectors"]),
    }


def _build_numbers(connection: sqlite3.Connection) -> list[int]:
    return [row[0] for row in connection.execute("SELECT number FROM builds ORDER BY number")]


def _build_row(connection: sqlite3.Connection, manifest: Manifest, number: int) -> dict[str, Any]:
    build: Build = store.read_build(connection, number)
    is_current = manifest.build is not None and manifest.build.number == number
    documents, chunks = connection.execute(
        "SELECT COUNT(DISTINCT c.document), COUNT(*) FROM chunks c "
        "JOIN documents d ON d.number = c.document WHERE c.build = :build "
        "AND d.born <= :generation AND (d.died IS NULL OR d.died > :generation)",
        {"build": number, "generation": manifest.generation},
    ).fetchone()
    return {
        "embedder": build.embedder,
        "fingerprint": build.fingerprint,
        "dimension": build.dimension,
        "chunker": build.chunker,
        "current": is_current,
        "documents": documents,
        "chunks": chunks,
    }


def _only_samples(connection: sqlite3.Connection) -> bool:
    marks = [row[0] for row in connection.execute("SELECT samples FROM roots")]
    return bool(marks) and all(marks)
