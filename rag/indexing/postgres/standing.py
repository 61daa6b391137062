"""What stands in the generation that a writer will publish: documents, their places, counts."""

from __future__ import annotations

from collections.abc import Sequence

from rag.indexing.postgres.ledger import PostgresLedger
from rag.indexing.postgres.rows import Rows, sound
from rag.indexing.postgres.view import alive, read_view
from rag.types import Document


class PostgresStanding(PostgresLedger):
    """What ``rag.indexing.ports_writing.Writer`` tells of its stage beside the ledger."""

    def stored_bytes(self) -> int:
        """About how many bytes of text are stored."""
        return int(self._rows("SELECT coalesce(sum(octet_length(text)), 0) FROM documents")[0][0])

    def path_before(self, path: str) -> int | None:
        """The document that stood at ``path`` in what was read of the file before."""
        rows = self._rows(
            "SELECT a.document FROM articles a JOIN files f ON f.number = a.file WHERE "
            f"a.path = %(path)s AND {alive('f')} AND f.complete ORDER BY a.number LIMIT 1",
            path=self._names.kept(path),
        )
        return rows[0][0] if rows else None

    def other_places(self, document: int, path: str) -> list[tuple[int, str]]:
        """Some other living places of a document: file and path."""
        rows = self._rows(
            "SELECT f.number, a.path FROM articles a JOIN files f ON f.number = a.file WHERE "
            f"a.document = %(document)s AND a.path <> %(path)s AND {alive('f')} "
            "ORDER BY a.number LIMIT 20",
            document=document, path=self._names.kept(path),
        )  # fmt: skip
        return [(file, self._names.here(place)) for file, place in rows]

    def documents(self, numbers: Sequence[int]) -> dict[int, Document]:
        """Documents by their numbers, with their text."""
        values = {"stage": self.generation}
        rows = Rows(self._connection, values, self._names, alive("{0}"))
        return rows.documents(numbers)

    def named(self, name: str, path: str) -> list[int]:
        """Documents with this id; where there is none, with this title or at this path."""
        own = self._rows(
            f"SELECT d.number FROM documents d WHERE d.id = %(name)s AND {alive('d')}",
            name=sound(name),
        )
        rows = own or self._rows(
            f"SELECT d.number FROM documents d WHERE {alive('d')} AND ("
            "d.title = %(name)s OR EXISTS (SELECT 1 FROM articles a WHERE a.document = d.number "
            "AND a.path = ANY(%(paths)s)))",
            name=sound(name), paths=[self._names.kept(sound(each)) for each in (name, path)],
        )  # fmt: skip
        return [number for (number,) in rows]

    def places_of(self, document: int) -> list[tuple[str, int, str]]:
        """The living places of a document: its path, the file's number and path."""
        rows = self._rows(
            "SELECT a.path, f.number, f.path FROM articles a JOIN files f ON f.number = a.file "
            f"WHERE a.document = %(document)s AND {alive('f')}",
            document=document,
        )
        return [(self._names.here(a), number, self._names.here(f)) for a, number, f in rows]

    def some_skips(self) -> list[tuple[str, str]]:
        """A few of the things that could not be used: path and reason."""
        rows = self._rows("SELECT path, reason FROM skips ORDER BY number LIMIT 3")
        return [(self._names.here(path), reason) for path, reason in rows]

    def dying(self) -> int:
        """How many published articles die in this stage."""
        query = "SELECT count(*) FROM documents WHERE died = %(stage)s AND born <> %(stage)s"
        return int(self._rows(query)[0][0])

    def has_living(self) -> bool:
        """Whether this stage leaves any article."""
        query = f"SELECT EXISTS (SELECT 1 FROM documents d WHERE {alive('d')})"
        return bool(self._rows(query)[0][0])

    def counts(self) -> tuple[int, int]:
        """How many documents and chunks there are after publication."""
        query = f"SELECT count(*) FROM documents d WHERE {alive('d')}"
        documents = int(self._rows(query)[0][0])
        return documents, read_view(self._connection, self._address).chunks
