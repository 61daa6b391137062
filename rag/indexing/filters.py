"""Filters to chunk ids, once for each filter: a date range costs a search nothing after that."""

from __future__ import annotations

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from sqlite3 import Connection

import numpy as np
import numpy.typing as npt

from embeddings.vectors import IdArray, Selection
from rag.articles.files import is_container
from rag.articles.paths import path_text
from rag.home import at_home
from rag.indexing import store_read
from rag.indexing.schema import VISIBLE
from rag.text.halves import whole
from rag.types import Filters

_KEPT_FILTERS = 32


@dataclass(frozen=True)
class Narrowed:
    """The chunks that a filter lets through; ``ids`` rise."""

    ids: IdArray

    @cached_property
    def selection(self) -> Selection:
        """The same for the vector index."""
        return Selection(self.ids)

    def holds(self, chunks: IdArray) -> npt.NDArray[np.bool_]:
        """For each chunk whether it is let through."""
        if not len(self.ids):
            return np.zeros(len(chunks), np.bool_)
        places = np.searchsorted(self.ids, chunks).clip(max=len(self.ids) - 1)
        held: npt.NDArray[np.bool_] = self.ids[places] == chunks
        return held


class Narrower:
    """Works out and remembers what each filter lets through in one generation."""

    def __init__(
        self,
        connect: Callable[[], AbstractContextManager[Connection]],
        generation: int,
        build: int,
    ) -> None:
        """``connect`` gives a connection to read with; nothing is read before the first filter."""
        self._connect = connect
        self._generation = generation
        self._build = build
        self._lock = threading.Lock()
        self._chunks: tuple[IdArray, npt.NDArray[np.int64]] | None = None
        self._kept: OrderedDict[Filters, Narrowed] = OrderedDict()

    def narrow(self, filters: Filters) -> Narrowed:
        """The chunks of the documents that ``filters`` let through."""
        with self._lock:
            if filters in self._kept:
                self._kept.move_to_end(filters)
                return self._kept[filters]
            with self._connect() as connection:
                if self._chunks is None:
                    self._chunks = store_read.chunk_table(connection, self._build, self._generation)
                documents = _documents(connection, self._generation, filters)
            ids, of_document = self._chunks
            narrowed = Narrowed(ids[np.isin(of_document, documents)])
            self._kept[filters] = narrowed
            while len(self._kept) > _KEPT_FILTERS:
                self._kept.popitem(last=False)
            return narrowed


def _documents(connection: Connection, generation: int, filters: Filters) -> npt.NDArray[np.int64]:
    """Numbers of the visible documents that the filters let through."""
    wanted, values = conditions(generation, filters)
    rows = connection.execute(
        f"SELECT number FROM documents WHERE {' AND '.join([VISIBLE, *wanted])}",  # noqa: S608 - constants
        values,
    ).fetchall()
    numbers = np.array(rows, np.int64).reshape(-1)
    if filters.folders:
        numbers = np.intersect1d(numbers, below(connection, generation, filters.folders))
    return numbers


def conditions(generation: int, filters: Filters) -> tuple[list[str], dict[str, str | int]]:
    """What the filters ask of a row of ``documents``, folders left out, and the values named."""
    wanted: list[str] = ["1"]
    named: dict[str, str | int] = {"generation": generation}
    if filters.published_from:
        wanted.append("published >= :from")
        named["from"] = filters.published_from.isoformat()
    if filters.published_to:
        wanted.append("published <= :to")
        named["to"] = filters.published_to.isoformat()
    for column, names in (
        ("source", filters.sources),
        ("language", filters.languages),
        ("id", filters.documents),
    ):
        if names:  # as one value: SQLite takes no more than 32,766 of them
            wanted.append(f"{column} IN (SELECT value FROM json_each(:{column}))")  # noqa: S608 - constants
            named[column] = json.dumps([whole(name) for name in names])
    return wanted, named


def below(
    connection: Connection, generation: int, folders: tuple[str, ...]
) -> npt.NDArray[np.int64]:
    """Numbers of documents that stand at or below one of the folders."""
    condition = VISIBLE.replace("born", "f.born").replace("died", "f.died")
    found: list[int] = []
    for folder in folders:
        path = path_text(os.path.abspath(at_home(folder)))  # noqa: PTH100 - links as named
        members = "!" if is_container(Path(path)) else ""
        # Between "folder/" and "folder0" ("0" follows "/") lies exactly what is below it.
        rows = connection.execute(
            "SELECT a.document FROM articles a JOIN files f ON f.number = a.file WHERE "  # noqa: S608 - a constant
            "(a.path = :path OR (a.path >= :path || '/' AND a.path < :path || '0') "
            f"OR (a.path >= :path || :members || '/' AND a.path < :path || :members || '0')) "
            f"AND {condition}",
            {"path": path.rstrip("/"), "members": members, "generation": generation},
        )
        found.extend(row[0] for row in rows)
    return np.unique(np.array(found, np.int64))
