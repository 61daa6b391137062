"""All that an embedded index holds, for ``rag.indexing.copying``."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

import numpy as np

from rag.indexing import store_read
from rag.indexing.contents import HeldDocument, HeldFile
from rag.indexing.nouns import Build
from rag.indexing.schema import VISIBLE
from rag.places import NOWHERE, Places, places_from_json
from rag.types import Skipped

_AT_ONCE = 200
_FILE = VISIBLE.replace("born", "f.born").replace("died", "f.died")


class EmbeddedContents:
    """See ``rag.indexing.contents.Contents``; the connection reads one snapshot."""

    def __init__(self, connection: sqlite3.Connection, build: Build, generation: int) -> None:
        """``connection`` has a transaction open."""
        self._connection, self.build = connection, build
        self._generation = generation

    def roots(self) -> dict[str, bool]:
        """The remembered folders and files, and whether each is the shipped samples."""
        rows = self._connection.execute("SELECT path, samples FROM roots")
        return {path: bool(samples) for path, samples in rows}

    def removals(self) -> Sequence[str]:
        """The paths that the user removed."""
        return [row[0] for row in self._connection.execute("SELECT path FROM removals")]

    def files(self) -> Iterator[HeldFile]:
        """Its files, in the order in which they were read."""
        rows = self._connection.execute(
            "SELECT number, path, size, mtime, ctime, digest, cleaner FROM files "  # noqa: S608 - a constant
            f"WHERE {VISIBLE} ORDER BY number",
            {"generation": self._generation},
        )
        for number, path, size, mtime, ctime, digest, cleaner in rows:
            query = "SELECT path, reason FROM skips WHERE file = ? ORDER BY rowid"
            skipped = self._connection.execute(query, (number,)).fetchall()
            told = tuple(Skipped(*each) for each in skipped)
            yield HeldFile(number, path, (size, mtime, ctime), digest, cleaner, told)

    def documents(self) -> Iterator[HeldDocument]:
        """Its articles, in the order in which they were read."""
        query = f"SELECT number, sketch FROM documents WHERE {VISIBLE} ORDER BY number"  # noqa: S608 - a constant
        every = self._connection.execute(query, {"generation": self._generation}).fetchall()
        for start in range(0, len(every), _AT_ONCE):
            sketches = dict(every[start : start + _AT_ONCE])
            held = store_read.documents_by_number(self._connection, self._generation, sketches)
            for number, document in held.items():
                rows = self._connection.execute(
                    'SELECT c.start, c."end", c.tokens, v.vector FROM chunks c JOIN vectors v ON '
                    "v.chunk = c.id WHERE c.document = ? AND c.build = ? ORDER BY c.id",
                    (number, self.build.number),
                ).fetchall()
                spans = np.array([row[:3] for row in rows], np.int32).reshape(len(rows), 3)
                vectors = np.frombuffer(b"".join(row[3] for row in rows), np.float16)
                yield HeldDocument(
                    document, sketches[number], spans,
                    vectors.reshape(len(rows), self.build.dimension), self._places(number),
                )  # fmt: skip

    def _places(self, number: int) -> tuple[tuple[int, str, Places], ...]:
        rows = self._connection.execute(
            "SELECT a.file, a.path, p.places FROM articles a JOIN files f ON f.number = a.file "  # noqa: S608 - a constant
            f"LEFT JOIN places p ON p.article = a.number WHERE a.document = :number AND {_FILE} "
            "ORDER BY a.number",
            {"number": number, "generation": self._generation},
        )
        return tuple((f, path, places_from_json(p) if p else NOWHERE) for f, path, p in rows)
