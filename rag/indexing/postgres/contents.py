"""All that an index on a server holds, for ``rag.indexing.copying``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from rag.indexing.contents import HeldDocument, HeldFile
from rag.indexing.nouns import Build
from rag.indexing.postgres.connecting import Connection, run
from rag.indexing.postgres.meaning import read
from rag.indexing.postgres.names import Names
from rag.indexing.postgres.rows import Rows
from rag.indexing.postgres.view import View, seen
from rag.places import NOWHERE, Places, places_from_json
from rag.types import Skipped

_AT_ONCE = 200


class PostgresContents:
    """See ``rag.indexing.contents.Contents``; the connection reads one snapshot."""

    def __init__(self, connection: Connection, build: Build, view: View, names: Names) -> None:
        """``connection`` has a snapshot open."""
        self._connection, self.build = connection, build
        self._view, self._names = view, names

    def roots(self) -> dict[str, bool]:
        """The remembered folders and files, and whether each is the shipped samples."""
        rows = run(self._connection, "SELECT path, samples FROM roots ORDER BY path")
        return {self._names.here(path): samples for path, samples in rows}

    def removals(self) -> Sequence[str]:
        """The paths that the user removed."""
        rows = run(self._connection, "SELECT path FROM removals ORDER BY path")
        return [self._names.here(path) for (path,) in rows]

    def files(self) -> Iterator[HeldFile]:
        """Its files, in the order in which they were read."""
        rows = run(
            self._connection,
            "SELECT f.number, f.path, f.size, f.mtime, f.ctime, f.digest, f.cleaner, "
            "(SELECT array_agg(ARRAY[s.path, s.reason] ORDER BY s.number) FROM skips s WHERE "
            f"s.file = f.number) FROM files f WHERE {seen('f')} ORDER BY f.number",
            self._view.values,
        )
        for number, path, size, mtime, ctime, digest, cleaner, skips in rows:
            told = tuple(Skipped(self._names.here(p), reason) for p, reason in skips or ())
            here = self._names.here(path)
            yield HeldFile(number, here, (size, mtime, ctime), digest, cleaner, told)

    def documents(self) -> Iterator[HeldDocument]:
        """Its articles, in the order in which they were read."""
        last = -1
        while True:
            rows = run(
                self._connection,
                "SELECT d.number, d.sketch FROM documents d WHERE d.number > %(last)s AND "
                f"{seen('d')} ORDER BY d.number LIMIT {_AT_ONCE}",
                {**self._view.values, "last": last},
            ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield from self._several({number: bytes(sketch) for number, sketch in rows})

    def _several(self, sketches: dict[int, bytes]) -> Iterator[HeldDocument]:
        values = {**self._view.values, "numbers": list(sketches)}
        chunks: dict[int, list[tuple[int, int, int, str]]] = {}
        for document, *row in run(
            self._connection,
            'SELECT c.document, c.start, c."end", c.tokens, c.vector::text FROM chunks c WHERE '
            f"c.document = ANY(%(numbers)s) AND c.build = %(build)s AND {seen('c')} ORDER BY c.id",
            values,
        ):
            chunks.setdefault(document, []).append((row[0], row[1], row[2], row[3]))
        places: dict[int, list[tuple[int, str, Places]]] = {}
        for document, file, path, held in run(
            self._connection,
            "SELECT a.document, a.file, a.path, p.places FROM articles a JOIN files f ON "
            "f.number = a.file LEFT JOIN places p ON p.article = a.number WHERE "
            f"a.document = ANY(%(numbers)s) AND {seen('f')} ORDER BY a.number",
            values,
        ):
            found = places_from_json(held) if held else NOWHERE
            places.setdefault(document, []).append((file, self._names.here(path), found))
        rows = Rows(self._connection, self._view.values, self._names)
        for number, document in rows.documents(sketches).items():
            own = chunks.get(number, [])
            spans = np.array([row[:3] for row in own], np.int32).reshape(len(own), 3)
            vectors = np.array([read(row[3]) for row in own], np.float16)
            yield HeldDocument(
                document, sketches[number], spans,
                vectors.reshape(len(own), self.build.dimension), tuple(places.get(number, ())),
            )  # fmt: skip
