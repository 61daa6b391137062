"""The vector index against brute force."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from embeddings import vectors
from embeddings.base import FloatMatrix, unit_rows
from embeddings.vectors import IdArray, Selection, VectorIndex


def rows_of(count: int, dimension: int = 32, seed: int = 0) -> FloatMatrix:
    random = np.random.default_rng(seed)
    centres = random.standard_normal((max(4, count // 50), dimension))
    near = centres[random.integers(0, len(centres), count)]
    rows = unit_rows(near + 0.5 * random.standard_normal((count, dimension)))
    return rows.astype(np.float16).astype(np.float32)  # as SQLite keeps them


def built(rows: FloatMatrix, ids: IdArray) -> VectorIndex:
    def batches() -> Iterator[tuple[IdArray, FloatMatrix]]:
        for start in range(0, len(rows), 700):
            yield ids[start : start + 700], rows[start : start + 700]

    return VectorIndex.build(rows.shape[1], len(rows), batches)


def exact(rows: FloatMatrix, ids: IdArray, query: FloatMatrix, k: int) -> list[int]:
    return [int(ids[place]) for place in np.argsort(-(rows @ query), kind="stable")[:k]]


def test_a_small_index_is_exact() -> None:
    rows, ids = rows_of(500), np.arange(10, 510) * 3
    index = built(rows, ids)
    assert index.form == "flat"
    for query in rows_of(20, seed=9):
        found, scores = index.search(query, 10)
        assert found.tolist() == exact(rows, ids, query, 10)
        places = np.searchsorted(ids, found)
        np.testing.assert_allclose(scores, rows[places] @ query, atol=2e-3)


def test_a_large_index_states_the_recall_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "FLAT_LIMIT", 1_000)
    rows, ids = rows_of(5_000), np.arange(1, 5_001)
    index = built(rows, ids)
    assert index.form == "cells"
    assert index.recall >= vectors.WANTED_RECALL
    queries = rows_of(50, seed=0)
    found = [set(index.search(query, 10)[0].tolist()) for query in queries]
    hits = [len(set(exact(rows, ids, q, 10)) & f) for q, f in zip(queries, found, strict=True)]
    assert sum(hits) / (10 * len(hits)) >= 0.95


@pytest.mark.parametrize("flat_limit", [10_000, 100], ids=["flat", "cells"])
def test_a_selection_limits_the_search_exactly(
    monkeypatch: pytest.MonkeyPatch, flat_limit: int
) -> None:
    monkeypatch.setattr(vectors, "FLAT_LIMIT", flat_limit)
    rows, ids = rows_of(3_000), np.arange(1, 3_001)
    index = built(rows, ids)
    few = ids[::97]
    query = rows_of(1, seed=5)[0]
    found, _ = index.search(query, 5, Selection(few))
    assert found.tolist() == exact(rows[::97], few, query, 5)
    assert len(index.search(query, 5, Selection(np.empty(0, np.int64)))[0]) == 0


@pytest.mark.parametrize("flat_limit", [10_000, 100], ids=["flat", "cells"])
def test_added_is_found_and_removed_is_not(
    monkeypatch: pytest.MonkeyPatch, flat_limit: int
) -> None:
    monkeypatch.setattr(vectors, "FLAT_LIMIT", flat_limit)
    rows, ids = rows_of(800), np.arange(1, 801)
    index = built(rows, ids)
    own = rows_of(1, seed=77)
    index.add(np.array([9_999]), own)
    assert index.search(own[0], 1)[0].tolist() == [9_999]
    assert index.remove(np.array([9_999, 5, 123_456])) == 2
    assert len(index) == 799
    assert not {9_999, 5} & set(index.search(own[0], 799)[0].tolist())


def test_saved_and_loaded_is_the_same(tmp_path: Path) -> None:
    rows, ids = rows_of(300), np.arange(1, 301)
    index = built(rows, ids)
    index.save(tmp_path / "v")
    again = VectorIndex.load(tmp_path / "v", index.recall)
    query = rows_of(1, seed=3)[0]
    assert again.search(query, 7)[0].tolist() == index.search(query, 7)[0].tolist()


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "v").write_bytes(b"no index at all")
    with pytest.raises(ValueError, match="not a vector index"):
        VectorIndex.load(tmp_path / "v")


def test_what_cannot_be_near_anything_finds_nothing() -> None:
    index = built(rows_of(20), np.arange(1, 21))
    assert len(index.search(np.zeros(32, np.float32), 5)[0]) == 0
    assert len(index.search(np.full(32, np.nan, np.float32), 5)[0]) == 0
    assert len(VectorIndex.empty(32).search(rows_of(1)[0], 5)[0]) == 0
    assert len(index.search(rows_of(1)[0], 100)[0]) == 20


def test_wrong_shapes_name_both_sides() -> None:
    index = built(rows_of(20), np.arange(1, 21))
    with pytest.raises(ValueError, match=r"\(31,\).*32"):
        index.search(np.zeros(31, np.float32), 5)
    with pytest.raises(ValueError, match="3 ids x 32"):
        index.add(np.arange(3), rows_of(2))
