"""Meaning: the nearest vectors through HNSW, its effort chosen by measured recall.

Up to ``EXACT_LIMIT`` chunks, and under a filter that lets little through, the search is exact.
Beyond it each build has an HNSW index over its vectors in half precision; ``ef_search`` is the
least of ``EFFORTS`` that finds ``WANTED_RECALL`` of the ten nearest of likely questions.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

import numpy as np

from embeddings import Embedder
from embeddings.base import FloatMatrix, FloatVector
from embeddings.vectors import WANTED_RECALL
from rag.indexing.nouns import Build
from rag.indexing.postgres.connecting import Connection, one, run
from rag.indexing.postgres.partitions import tables
from rag.indexing.postgres.schema import qualified
from rag.indexing.postgres.view import View, seen
from rag.types import Hit

EXACT_LIMIT = 5_000
"""So many vectors are compared one by one in some milliseconds."""
EXACT_PART = 1_000
"""Of a table in parts: those with fewer are compared one by one, whatever the whole holds."""
EFFORTS = (40, 100, 200, 400, 800, 1_000)
"""Values of ``hnsw.ef_search``, the last the highest that pgvector takes."""

_QUERIES = 100
_QUERY_CHARACTERS = 20
_NEAREST = 10

_log = logging.getLogger(__name__)


def search(
    connection: Connection, view: View, vector: FloatVector, k: int, where: str = "",
    values: Mapping[str, object] | None = None,
) -> list[Hit]:  # fmt: skip
    """The ``k`` chunks nearest to ``vector`` by inner product, best first.

    The caller has a transaction open. ``where`` are further conditions on the chunk ``c``.

    Raises:
        ValueError: ``vector`` has another dimension than the index.
    """
    build = view.build
    if build is None or vector.shape != (build.dimension,):
        raise ValueError(f"a vector of shape {vector.shape} for {build}")
    if k <= 0:
        return []
    if view.form == "hnsw":
        run(connection, f"SET LOCAL hnsw.ef_search = {int(max(view.effort, min(k, 1_000)))}")
        run(connection, "SET LOCAL hnsw.iterative_scan = strict_order")
    found = _nearest(connection, view, build, vector, k, where, values)
    if len(found) < k and where and view.form == "hnsw":
        # The walk through the graph ends after so many steps; what a filter hides lies beyond.
        run(connection, "SET LOCAL enable_indexscan = off")
        found = _nearest(connection, view, build, vector, k, where, values)
        run(connection, "SET LOCAL enable_indexscan = on")
    return found


def _nearest(
    connection: Connection, view: View, build: Build, vector: FloatVector, k: int, where: str,
    values: Mapping[str, object] | None,
) -> list[Hit]:  # fmt: skip
    column = typed(build)
    rows = run(
        connection,
        f"SELECT c.id, -(c.{column} <#> %(vector)s::halfvec) FROM chunks c "
        f"WHERE c.build = {build.number} AND {seen('c')} {where} "
        f"ORDER BY c.{column} <#> %(vector)s::halfvec LIMIT %(k)s",
        {**view.values, **(values or {}), "vector": written(vector), "k": k},
    ).fetchall()
    hits = [Hit(chunk, float(score)) for chunk, score in rows]
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))


def typed(build: Build) -> str:
    """The vector column as the index of this build knows it."""
    return f"vector::halfvec({build.dimension})"


def written(vector: FloatVector) -> str:
    """A vector as PostgreSQL reads it; five figures give every half-precision number back."""
    return "[" + ",".join([f"{value:.5g}" for value in vector.astype(np.float16).tolist()]) + "]"


def read(text: str) -> FloatVector:
    """A vector as PostgreSQL writes it."""
    return np.array(text[1:-1].split(","), np.float32)


def without_index(connection: Connection, build: Build, whole: str = "chunks") -> list[str]:
    """The tables of chunks that want an HNSW index of this build and have no sound one."""
    found = tables(connection, whole)
    if found != [whole]:
        few = "SELECT count(*) FROM (SELECT 1 FROM {} WHERE build = {} LIMIT {}) sample"
        found = [
            table
            for table in found
            if one(connection, few.format(table, build.number, EXACT_PART)) >= EXACT_PART
        ]
    sound = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass({})"
    return [
        table
        for table in found
        if not one(connection, sound.format(qualified(_index_name(table, build))))
    ]


def make_index(connection: Connection, build: Build, *, next_one: bool = False) -> None:
    """Make the HNSW indexes of a build that are not there, beside all other work.

    The connection is in autocommit; with ``next_one`` in the transaction that makes that table.
    """
    how, whole = ("", "chunks_next") if next_one else ("CONCURRENTLY", "chunks")
    for table in without_index(connection, build, whole):
        name = _index_name(table, build)
        half = one(connection, f"SELECT to_regclass({qualified(name)})::text")
        if half:  # a killed run left it
            run(connection, f"DROP INDEX {how} {half}")
        run(
            connection,
            f"CREATE INDEX {how} IF NOT EXISTS {name} ON {table} USING hnsw "
            f"(({typed(build)}) halfvec_ip_ops) WHERE build = {build.number}",
        )


def _index_name(table: str, build: Build) -> str:
    return f"{table.replace('chunks_next', 'chunks')}_vector_{build.number}"


def measured(connection: Connection, view: View, queries: FloatMatrix) -> tuple[int, float]:
    """The least effort that finds enough of the exact ten nearest, and how many it finds."""
    build = view.build
    if build is None or not len(queries):
        return EFFORTS[-1], 1.0
    with connection.transaction():
        run(connection, "SET LOCAL enable_indexscan = off")
        exact = [_ids(connection, view, build, query) for query in queries]
    recall = 0.0
    for effort in EFFORTS:
        with connection.transaction():
            run(connection, f"SET LOCAL hnsw.ef_search = {effort}")
            run(connection, "SET LOCAL enable_seqscan = off")
            found = [_ids(connection, view, build, query) for query in queries]
        shares = [
            len(one & other) / max(1, len(one)) for one, other in zip(exact, found, strict=True)
        ]
        recall = float(np.mean(shares))
        if recall >= WANTED_RECALL:
            return effort, recall
    _log.warning("HNSW finds %.3f of the nearest at its highest effort", recall)
    return EFFORTS[-1], recall


def _ids(connection: Connection, view: View, build: Build, query: FloatVector) -> set[int]:
    return {hit.chunk_id for hit in _nearest(connection, view, build, query, _NEAREST, "", None)}


def likely_queries(connection: Connection, build: Build, embedder: Embedder) -> FloatMatrix:
    """Vectors of short stretches from all over the articles: about what questions look like."""
    low, high = run(
        connection, "SELECT min(id), max(id) FROM chunks WHERE build = %(b)s", {"b": build.number}
    ).fetchone() or (None, None)
    if low is None:
        return np.empty((0, build.dimension), np.float32)
    texts: list[str] = []
    for chunk in np.linspace(low, high, _QUERIES, dtype=np.int64).tolist():
        row: Sequence[int | str] | None = run(
            connection,
            'SELECT d.text, c.start, c."end" FROM chunks c JOIN documents d ON d.number = '
            "c.document WHERE c.id >= %(chunk)s AND c.build = %(build)s ORDER BY c.id LIMIT 1",
            {"chunk": chunk, "build": build.number},
        ).fetchone()
        if row is not None:
            text, start, end = str(row[0]), int(row[1]), int(row[2])
            middle = (start + end) // 2
            texts.append(text[middle : min(end, middle + _QUERY_CHARACTERS)])
    vectors = embedder.encode_documents(texts)
    return vectors[vectors.any(axis=1)]
