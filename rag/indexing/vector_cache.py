"""The vector file of the next generation: the old one while little has changed, else a new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from embeddings import Embedder
from embeddings.base import FloatMatrix
from embeddings.vectors import FLAT_LIMIT, VectorIndex
from rag.indexing import caches, store_read
from rag.indexing.nouns import Build, Manifest
from rag.indexing.schema import VISIBLE

_REWRITE_ROWS = 2_000
_REWRITE_SHARE = 0.1
"""The vector file is written anew when more rows than these (and this share) have changed."""
_QUERIES = 200
_QUERY_CHARACTERS = 20


def finish_vectors(
    connection: sqlite3.Connection, data_dir: Path, manifest: Manifest, build: Build,
    generation: int, embedder: Embedder | None = None,
) -> caches.Entry:  # fmt: skip
    """The vector cache for ``generation``: the old file while little has changed."""
    old: caches.Entry | None = manifest.caches.get("vectors") if manifest.build == build else None
    if old is not None and not _much_changed(connection, build, generation, old):
        return old
    return write_vectors(connection, data_dir, build, generation, embedder)


def _much_changed(
    connection: sqlite3.Connection, build: Build, generation: int, entry: caches.Entry
) -> bool:
    born, died = connection.execute(
        "SELECT (SELECT COUNT(*) FROM chunks c JOIN documents d ON d.number = c.document WHERE "
        "c.id > :covered AND c.build = :build AND d.died IS NULL), "
        "(SELECT COUNT(*) FROM chunks c JOIN documents d ON d.number = c.document WHERE "
        "c.id <= :covered AND c.build = :build AND d.died <= :generation)",
        {"covered": entry["covered"], "build": build.number, "generation": generation},
    ).fetchone()
    # Rows that died in earlier generations are purged from SQLite but are still in the file.
    changed = born + died + entry.get("dead", 0)
    entry["dead"] = entry.get("dead", 0) + died
    return bool(changed > max(_REWRITE_ROWS, _REWRITE_SHARE * entry["count"]))


def write_vectors(
    connection: sqlite3.Connection, data_dir: Path, build: Build, generation: int,
    embedder: Embedder | None = None,
) -> caches.Entry:  # fmt: skip
    """Write the vector cache from SQLite alone; its manifest entry."""
    count: int = connection.execute(
        "SELECT COUNT(*) FROM chunks c JOIN documents d ON d.number = c.document "  # noqa: S608 - a constant
        f"WHERE c.build = :build AND {VISIBLE}",
        {"build": build.number, "generation": generation},
    ).fetchone()[0]
    all_ids: list[Any] = []

    def batches() -> Iterator[tuple[Any, FloatMatrix]]:
        all_ids.clear()
        for ids, rows in store_read.vector_batches(
            connection, build.number, build.dimension, generation
        ):
            all_ids.append(ids)
            yield ids, rows

    queries = _likely_queries(connection, build, embedder, count)
    vectors = VectorIndex.build(build.dimension, count, batches, queries)
    folder = caches.new_folder(data_dir, "vectors", generation)
    vectors.save(folder / "vectors.faiss")
    ids = np.concatenate([np.empty(0, np.int64), *all_ids])
    with (folder / "ids.npy").open("wb") as file:
        np.save(file, ids, allow_pickle=False)
    return {
        **caches.seal(folder),
        "generation": generation,
        "covered": int(ids[-1]) if len(ids) else 0,
        "count": count,
        "form": vectors.form,
        "recall": vectors.recall,
    }


def _likely_queries(
    connection: sqlite3.Connection, build: Build, embedder: Embedder | None, count: int
) -> FloatMatrix | None:
    """Vectors of short stretches from all over the articles: about what questions look like."""
    if embedder is None or count <= FLAT_LIMIT:
        return None  # an exact search has nothing to measure
    low, high = connection.execute(
        "SELECT MIN(id), MAX(id) FROM chunks WHERE build = ?", (build.number,)
    ).fetchone()
    texts: list[str] = []
    for chunk in np.linspace(low, high, _QUERIES, dtype=np.int64).tolist():
        row = connection.execute(
            'SELECT t.text, c.start, c."end" FROM chunks c JOIN texts t ON t.document = c.document '
            "WHERE c.id >= ? AND c.build = ? ORDER BY c.id LIMIT 1",
            (chunk, build.number),
        ).fetchone()
        middle = (row[1] + row[2]) // 2
        texts.append(row[0][middle : min(row[2], middle + _QUERY_CHARACTERS)])
    rows = embedder.encode_documents(texts)
    return rows[rows.any(axis=1)]
