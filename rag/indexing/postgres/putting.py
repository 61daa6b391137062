"""Chunks on their way to the server: gathered until their articles are known, then copied.

A chunk's row says which folders its article stands in, and an article's place comes after its
document: what is put in a transaction is copied at its end, each chunk written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rag.indexing.nouns import Build
from rag.indexing.postgres.connecting import Connection, run
from rag.indexing.postgres.filtering import above
from rag.indexing.postgres.meaning import written
from rag.indexing.postgres.partitions import Months, month_of
from rag.indexing.postgres.words import vector_of
from rag.indexing.prepare import Cut

_COLUMNS = (
    'document, born, build, start, "end", tokens, length, published, source, language, folders, '
    "words, vector, month"
)
_MOST_FOLDERS = 100_000
"""How many folders' numbers a writer remembers."""


@dataclass(slots=True)
class _Waiting:
    """A document whose chunks are not copied yet, and the places that it stands in."""

    cut: Cut
    published: date | None
    source: str
    language: str
    paths: list[str] = field(default_factory=list)


class Chunks:
    """The chunks of one stage and build."""

    def __init__(self, connection: Connection, stage: int, build: Build) -> None:
        """``connection`` has a transaction open at every call."""
        self._connection, self._stage, self._build = connection, stage, build
        self._waiting: dict[int, _Waiting] = {}
        self._folders: dict[str, int] = {}
        self._months = Months(connection)

    def put(self, document: int, cut: Cut, day: date | None, source: str, language: str) -> None:
        """Take in a document's chunks.

        Raises:
            ValueError: There are not as many vectors as chunks.
        """
        if cut.vectors is None or len(cut.vectors) != len(cut.spans):
            found = 0 if cut.vectors is None else len(cut.vectors)
            raise ValueError(f"{found} vectors for {len(cut.spans)} chunks")
        self._waiting[document] = _Waiting(cut, day, source, language)

    def stands_at(self, document: int, paths: Iterable[str]) -> None:
        """A document whose chunks wait stands at these paths, as the index keeps them."""
        if document in self._waiting:
            self._waiting[document].paths += paths

    def flush(self) -> None:
        """Copy what waits."""
        if not self._waiting:
            return
        self._number(path for each in self._waiting.values() for path in each.paths)
        months = self._months.places(each.published for each in self._waiting.values())
        with self._connection.cursor().copy(f"COPY chunks ({_COLUMNS}) FROM STDIN") as copy:
            for document, each in self._waiting.items():
                for row in self._rows(document, each):
                    copy.write_row((*row, months[month_of(each.published)]))
        self._waiting.clear()

    def forget(self) -> None:
        """The transaction was taken back: nothing waits, no folder's number or month is sure."""
        self._waiting.clear()
        self._months.forget()
        self._folders.clear()

    def folders_of(self, paths: Sequence[str]) -> list[int]:
        """The numbers of the folders above these paths, rising."""
        self._number(paths)
        return sorted({self._folders[folder] for path in paths for folder in above(path)})

    def _rows(self, document: int, each: _Waiting) -> Iterable[tuple[Any, ...]]:
        folders = sorted({self._folders[f] for path in each.paths for f in above(path)})
        cut = each.cut
        assert cut.vectors is not None  # noqa: S101 - ``put`` has seen to it
        for span, terms, vector in zip(cut.spans.tolist(), cut.terms, cut.vectors, strict=True):
            every = terms.split()
            yield (
                document, self._stage, self._build.number, *span, len(every), each.published,
                each.source, each.language, folders, vector_of(every), written(vector),
            )  # fmt: skip

    def _number(self, paths: Iterable[str]) -> None:
        """Have a number for every folder above these paths; all writers share them."""
        wanted = {folder for path in paths for folder in above(path)}
        if len(self._folders) > _MOST_FOLDERS:
            self._folders.clear()
        new = sorted(wanted - set(self._folders))
        if not new:
            return
        run(
            self._connection,
            "INSERT INTO folders (path) SELECT unnest(%(paths)s::text[]) ON CONFLICT DO NOTHING",
            {"paths": new},
        )
        rows = run(
            self._connection,
            "SELECT path, number FROM folders WHERE path = ANY(%(paths)s)",
            {"paths": new},
        )
        self._folders.update(rows.fetchall())
