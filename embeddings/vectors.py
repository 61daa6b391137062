"""Nearest unit vectors by inner product, over FAISS: build, add, remove, search, save, load.

Up to ``FLAT_LIMIT`` vectors the search is exact over all of them. Beyond it vectors lie in
cells around centres (an inverted file) and a search visits the nearest cells; how many is
measured at build so that at least ``WANTED_RECALL`` of the ten nearest are found, and
``recall`` says what was measured. Vectors are kept in half precision in both forms.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.base import FloatMatrix, FloatVector

IdArray = npt.NDArray[np.int64]
"""Shape (n,): the caller's numbers for vectors, positive."""

Batches = Callable[[], Iterable[tuple[IdArray, FloatMatrix]]]
"""Gives all (ids, rows) in batches; called once or twice, the same rows each time."""

FLAT_LIMIT = 50_000
"""The largest number of vectors searched exactly: about 4 ms on one core at 256 dimensions."""

WANTED_RECALL = 0.97
"""The share of the exact ten nearest that a search through cells must find at build."""

RARE = 1 / 25
"""A smaller share of the vectors is searched exactly: skipping the rest is quick."""

_TRAINING_ROWS_PER_CELL = 40
_ROUNDS = 8
_MEASURED_QUERIES = 200


def _faiss() -> Any:
    """FAISS, imported on first use; untyped, since its stubs do not cover what SWIG adds."""
    return importlib.import_module("faiss")


class Selection:
    """A set of ids that a search is limited to; made once, used by many searches."""

    def __init__(self, ids: IdArray) -> None:
        """Remember ``ids`` (unique) as bits."""
        faiss = _faiss()
        self.count = len(ids)
        flags = np.zeros(int(ids.max()) + 1 if len(ids) else 1, np.uint8)
        flags[ids] = 1
        self._bits = np.packbits(flags, bitorder="little")
        self.selector: Any = faiss.IDSelectorBitmap(self._bits)


class VectorIndex:
    """A searchable set of vectors. Searches may run in many threads, changes in none beside."""

    def __init__(self, index: Any, recall: float = 1.0) -> None:
        """Wrap a FAISS index whose ids are the caller's."""
        self._index = index
        self.recall = recall

    @classmethod
    def empty(cls, dimension: int) -> VectorIndex:
        """An exact index without vectors."""
        return cls(_flat(dimension))

    @classmethod
    def build(
        cls, dimension: int, count: int, batches: Batches, queries: FloatMatrix | None = None
    ) -> VectorIndex:
        """An index of ``count`` vectors in the form that suits their number.

        ``queries`` are vectors of likely questions to measure recall with; without them rows
        of the index stand in.
        """
        if count <= FLAT_LIMIT:
            index = cls.empty(dimension)
            for ids, rows in batches():
                index.add(ids, rows)
            return index
        return cls._build_cells(dimension, count, batches, queries)

    @classmethod
    def _build_cells(
        cls, dimension: int, count: int, batches: Batches, queries: FloatMatrix | None
    ) -> VectorIndex:
        faiss = _faiss()
        faiss.omp_set_num_threads(len(os.sched_getaffinity(0)))
        cells = cell_count(count)
        stride = max(1, count // (cells * _TRAINING_ROWS_PER_CELL))
        sample = np.concatenate([rows[::stride] for _, rows in batches()])
        index = faiss.index_factory(dimension, f"IVF{cells},SQfp16", faiss.METRIC_INNER_PRODUCT)
        index.cp.niter = _ROUNDS
        index.cp.spherical = True
        index.train(sample)
        probes = sample[:: max(1, len(sample) // _MEASURED_QUERIES)] if queries is None else queries
        probes = np.ascontiguousarray(probes[:_MEASURED_QUERIES])
        nearest = _Exact(probes)
        for ids, rows in batches():
            index.add_with_ids(rows, ids)
            nearest.see(ids, rows)
        recall = _choose_probes(index, probes, nearest.ids)
        return cls(index, recall)

    @property
    def form(self) -> str:
        """``flat`` (exact) or ``cells`` (an inverted file)."""
        return "cells" if hasattr(self._index, "nprobe") else "flat"

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self._index.d)

    def __len__(self) -> int:
        """How many vectors are held."""
        return int(self._index.ntotal)

    def add(self, ids: IdArray, rows: FloatMatrix) -> None:
        """Add unit ``rows`` under ``ids`` that are not held yet.

        Raises:
            ValueError: The shapes do not fit.

        """
        if rows.ndim != 2 or rows.shape != (len(ids), self.dimension):
            raise ValueError(f"rows of shape {rows.shape} for {len(ids)} ids x {self.dimension}")
        if len(ids):
            self._index.add_with_ids(
                np.ascontiguousarray(rows, np.float32), np.ascontiguousarray(ids, np.int64)
            )

    def remove(self, ids: IdArray) -> int:
        """Remove the vectors under ``ids``; how many were held."""
        if not len(ids) or not len(self):
            return 0
        return int(self._index.remove_ids(np.ascontiguousarray(ids, np.int64)))

    def search(
        self, vector: FloatVector, k: int, selection: Selection | None = None
    ) -> tuple[IdArray, npt.NDArray[np.float32]]:
        """The at most ``k`` nearest ids and their inner products, best first.

        A vector of zeros or with a value that is no number is near nothing.

        Raises:
            ValueError: ``vector`` has another dimension.

        """
        if vector.shape != (self.dimension,):
            raise ValueError(f"a vector of shape {vector.shape} for {self.dimension} dimensions")
        k = min(k, len(self) if selection is None else min(len(self), selection.count))
        if k <= 0 or not np.isfinite(vector).all() or not vector.any():
            return np.empty(0, np.int64), np.empty(0, np.float32)
        row = np.ascontiguousarray(vector[None, :], np.float32)
        parameters = self._parameters(selection)
        # One thread a search: waiting for others costs more than a small scan, and a server asks
        # in many threads at once. The setting holds for the calling thread alone.
        _faiss().omp_set_num_threads(1)
        scores, ids = self._index.search(row, k, params=parameters)
        held = ids[0] >= 0
        return ids[0][held], scores[0][held]

    def _parameters(self, selection: Selection | None) -> Any:
        """Search parameters: the rarer the selected ids, the more cells must be visited.

        With the fourth root of twice the share as divisor, recall@10 on 178,433 chunks of news
        stays beside that of an unfiltered search (0.96) for shares of 0.54 to 0.03.
        """
        faiss = _faiss()
        if selection is None:
            return None
        if self.form == "flat":
            return faiss.SearchParameters(sel=selection.selector)
        share = max(1, selection.count) / max(1, len(self))
        probes = min(
            self._index.nlist, int(np.ceil(self._index.nprobe / min(1.0, 2 * share) ** 0.25))
        )
        if share < RARE:
            probes = self._index.nlist
        return faiss.SearchParametersIVF(sel=selection.selector, nprobe=probes)

    def save(self, path: Path) -> None:
        """Write to ``path``; making the file durable is left to the caller.

        Raises:
            OSError: The disk is full, read-only or failing.

        """
        faiss = _faiss()
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as fault:
            raise OSError(str(fault)) from fault

    @classmethod
    def load(cls, path: Path, recall: float = 1.0) -> VectorIndex:
        """Read what ``save`` wrote; the caller has checked the file's checksum.

        Raises:
            ValueError: The file is no index, or one of another kind.

        """
        faiss = _faiss()
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as fault:
            raise ValueError(f"{path.name} is not a vector index: {fault}") from fault
        if not isinstance(index, (faiss.IndexIDMap, faiss.IndexIVFScalarQuantizer)):
            raise ValueError(f"{path.name} holds a {type(index).__name__}")
        return cls(index, recall)


def cell_count(count: int) -> int:
    """Cells for ``count`` vectors: the power of two near 2 √count, at most 2,048."""
    return int(min(2_048, 2 ** round(np.log2(2 * np.sqrt(count)))))


def _flat(dimension: int) -> Any:
    faiss = _faiss()
    return faiss.index_factory(dimension, "IDMap,SQfp16", faiss.METRIC_INNER_PRODUCT)


class _Exact:
    """The ten nearest of each query by brute force, over rows seen batch by batch."""

    def __init__(self, queries: FloatMatrix) -> None:
        self._queries = queries
        self.ids = np.empty((len(queries), 0), np.int64)
        self._scores = np.empty((len(queries), 0), np.float32)

    def see(self, ids: IdArray, rows: FloatMatrix) -> None:
        scores = np.concatenate([self._scores, self._queries @ rows.T], axis=1)
        found = np.concatenate([self.ids, np.broadcast_to(ids, (len(self.ids), len(ids)))], axis=1)
        k = min(10, scores.shape[1])
        best = np.argpartition(-scores, k - 1, axis=1)[:, :k]
        self._scores = np.take_along_axis(scores, best, axis=1)
        self.ids = np.take_along_axis(found, best, axis=1)


def _choose_probes(index: Any, queries: FloatMatrix, exact: IdArray) -> float:
    """Raise the cells visited until recall@10 is as wanted; the recall measured."""
    recall = 0.0
    index.nprobe = 4
    while index.nprobe < index.nlist:
        index.nprobe = min(index.nlist, index.nprobe * 4 // 3)
        _, found = index.search(queries, exact.shape[1])
        hits = [len(set(a) & set(b)) for a, b in zip(found.tolist(), exact.tolist(), strict=True)]
        recall = sum(hits) / max(1, exact.size)
        if recall >= WANTED_RECALL:
            break
    return recall
