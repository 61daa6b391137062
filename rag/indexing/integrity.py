"""Check everything that is stored against everything else: rows, offsets, vectors, cache files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np

from rag.errors import YoujuError
from rag.indexing import caches, store, store_read
from rag.indexing.integrity_rows import Findings, check_rows
from rag.indexing.lexical import LexicalIndex
from rag.indexing.lock import sweep_when_idle
from rag.indexing.nouns import Build, Checkup, Manifest
from rag.indexing.schema import VISIBLE

_MOST_PROBLEMS = 50
_NORM_SLACK = 0.01
"""Half precision moves the length of a unit vector by less than this."""


def verify_index(data_dir: Path) -> Checkup:
    """Check every row and every cache file of the index; problems name what is damaged.

    Raises:
        IndexMissing: Nothing is indexed.
        IndexDamaged: The database cannot be read at all.

    """
    sweep_when_idle(data_dir)
    with closing(store.open_for_reading(data_dir)) as connection, store.storage_faults(data_dir):
        connection.execute("BEGIN")  # one snapshot for all checks
        manifest = store.read_manifest(connection)
        build = manifest.build
        if build is None:
            raise store.missing(data_dir)
        found = check_stored(connection, manifest, build)
        files, damaged = 0, []
        for kind, entry in manifest.caches.items():
            files += len(entry["files"])
            wrong = caches.faults(data_dir, entry)
            if not wrong and not found.problems:
                wrong = _wrong_count(connection, data_dir, manifest, build, kind, found.chunks)
            if wrong:
                damaged.append(kind)
                found.problems.extend(f"{kind}: {line}" for line in wrong)
        return Checkup(
            generation=manifest.generation,
            documents=found.documents,
            chunks=found.chunks,
            vectors=found.vectors,
            files=files,
            problems=tuple(found.problems[:_MOST_PROBLEMS]),
            damaged_caches=tuple(damaged),
            damaged_rows=sum(len(rows) for rows in found.rows.values()),
            beyond_mending=found.lost,
        )


def check_stored(connection: sqlite3.Connection, manifest: Manifest, build: Build) -> Findings:
    """Check the rows alone; the connection is inside a transaction.

    Raises:
        sqlite3.DatabaseError: The database cannot be read at all.

    """
    found = check_rows(connection, manifest)
    if not found.problems:
        _check_vectors(connection, manifest, build, found)
    return found


def _check_vectors(
    connection: sqlite3.Connection, manifest: Manifest, build: Build, found: Findings
) -> None:
    """Whether every vector that is shown has the model's dimension and length one (or zero)."""
    wrong_size = connection.execute(
        "SELECT COUNT(*) FROM chunks c JOIN documents d ON d.number = c.document "  # noqa: S608 - a constant
        "LEFT JOIN vectors v ON v.chunk = c.id WHERE c.build = :build "
        f"AND {VISIBLE} AND COALESCE(LENGTH(v.vector), 0) <> :bytes",
        {"generation": manifest.generation, "build": build.number, "bytes": 2 * build.dimension},
    ).fetchone()[0]
    if wrong_size:
        found.wrong(f"{wrong_size} 个向量缺失或长度不对", f"{wrong_size} vectors are missing")
        return
    for _, rows in store_read.vector_batches(
        connection, build.number, build.dimension, manifest.generation
    ):
        found.vectors += len(rows)
        lengths = np.linalg.norm(rows, axis=1)
        off = (lengths != 0) & ~(np.abs(lengths - 1) < _NORM_SLACK)
        if off.any():
            found.wrong(f"{off.sum()} 个向量长度不为 1", f"{off.sum()} vectors are not unit")


def _wrong_count(
    connection: sqlite3.Connection, data_dir: Path, manifest: Manifest, build: Build, kind: str,
    chunks: int,
) -> list[str]:  # fmt: skip
    """Whether a cache with right checksums also holds what it should."""
    from rag.indexing.index_view import load_vectors

    entry = manifest.caches[kind]
    try:
        if kind == "lexical":
            held = len(LexicalIndex(caches.folder_of(data_dir, entry)))
        else:
            held = len(load_vectors(connection, data_dir, manifest, build))
    except (ValueError, OSError, YoujuError) as fault:
        return [str(fault)]
    return [] if held == chunks else [f"{held} / {chunks}"]
