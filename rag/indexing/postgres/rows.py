"""Reading what a view holds: rows into nouns. An article that is not what was written is damaged.

The id of an article is a hash of its title, day and text (rag.text.identity): each one that is
read is held against it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rag.errors import IndexDamaged
from rag.indexing.postgres.connecting import Connection, Values, run
from rag.indexing.postgres.names import Names
from rag.indexing.postgres.view import seen
from rag.places import Places, places_from_json
from rag.text.halves import whole
from rag.text.identity import document_id
from rag.types import Document, Passage

LONGEST_QUERY = 5_000
"""Characters; no path is longer."""

_COLUMNS = (
    "d.number, d.id, d.title, d.published, d.basis, d.evidence, d.author, d.source, d.language, "
    "d.categories, d.url, d.text"
)
_NAMED = (
    "(d.title ILIKE %(like)s OR d.source ILIKE %(like)s OR d.id = %(query)s OR "
    "EXISTS (SELECT 1 FROM articles a JOIN files f ON f.number = a.file WHERE "
    f"a.document = d.number AND (a.path ILIKE %(like)s OR a.path ILIKE %(kept)s) AND {seen('f')}))"
)

Paths = dict[int, list[str]]
"""Where each document stands, by its number."""


class Rows:
    """Statements over one connection and one view; ``values`` are the view's."""

    def __init__(self, connection: Connection, values: Values, names: Names, at: str = "") -> None:
        """``at`` takes the place of ``seen``: the condition of a writer, a format of a table."""
        self._connection, self._values, self._names = connection, dict(values), names
        self._at = at

    def _seen(self, table: str) -> str:
        return self._at.format(table) if self._at else seen(table)

    def _run(self, statement: str, **values: Any) -> list[Any]:
        return run(self._connection, statement, {**self._values, **values}).fetchall()

    def paths(self, numbers: Iterable[int]) -> Paths:
        """Where each document stands, in the order in which the places were first read."""
        found: Paths = {number: [] for number in sorted(set(numbers))}
        rows = self._run(
            "SELECT a.document, a.path FROM articles a JOIN files f ON f.number = a.file "
            f"WHERE a.document = ANY(%(numbers)s) AND {self._seen('f')} ORDER BY a.number",
            numbers=list(found),
        )
        for number, kept in rows:
            path = self._names.here(kept)
            if path not in found[number]:
                found[number].append(path)
        return found

    def documents(self, numbers: Iterable[int], paths: Paths | None = None) -> dict[int, Document]:
        """The documents among ``numbers``, with their text; ``paths`` when they are known."""
        wanted = sorted(set(numbers))
        if not wanted:
            return {}
        paths = self.paths(wanted) if paths is None else paths
        rows = self._run(
            f"SELECT {_COLUMNS} FROM documents d WHERE d.number = ANY(%(numbers)s) "
            f"AND {self._seen('d')}",
            numbers=wanted,
        )
        found = {row[0]: _document(row, next(iter(paths[row[0]]), "")) for row in rows}
        for number, (notices, places) in self._details(found).items():
            found[number] = replace(found[number], notices=notices, places=places)
        return found

    def _details(
        self, documents: Mapping[int, Document]
    ) -> dict[int, tuple[tuple[str, ...], Places]]:
        """The notices and places of those documents, as of the file that is shown."""
        rows = self._run(
            "SELECT a.document, a.path, p.places, (SELECT array_agg(s.reason ORDER BY s.number) "
            "FROM skips s WHERE s.file = a.file AND s.path = a.path) FROM articles a "
            "JOIN files f ON f.number = a.file LEFT JOIN places p ON p.article = a.number "
            f"WHERE a.document = ANY(%(numbers)s) AND {self._seen('f')} ORDER BY a.number",
            numbers=list(documents),
        )
        found: dict[int, tuple[tuple[str, ...], Places]] = {}
        for number, path, places, notices in rows:
            shown = self._names.here(path) == documents[number].path
            if shown and number not in found and (places or notices):
                held = places_from_json(places) if places else documents[number].places
                found[number] = tuple(notices or ()), held
        return found

    def numbers(self, id_: str) -> list[int]:
        """The number of the document with this id, in a list (empty when there is none)."""
        rows = self._run(
            f"SELECT d.number FROM documents d WHERE d.id = %(id)s AND {self._seen('d')}",
            id=sound(id_),
        )
        return [row[0] for row in rows]

    def files(self, document: int) -> list[str]:
        """The paths of the files that hold a document, in the order in which they were read."""
        rows = self._run(
            "SELECT f.path FROM files f JOIN articles a ON a.file = f.number "
            f"WHERE a.document = %(document)s AND {self._seen('f')} ORDER BY a.number",
            document=document,
        )
        return list(dict.fromkeys(self._names.here(path) for (path,) in rows))

    def search(self, query: str, offset: int, limit: int | None) -> list[int]:
        """Numbers of documents whose title, source or path holds ``query``; newest first."""
        if len(query) > LONGEST_QUERY:
            return []
        query = sound(query)
        rows = self._run(
            f"SELECT d.number FROM documents d WHERE {self._seen('d')} "
            f"{f'AND {_NAMED}' if query else ''} "
            "ORDER BY d.published DESC NULLS LAST, d.number LIMIT %(limit)s OFFSET %(offset)s",
            like=like(query), kept=like(self._names.kept(query)), query=query, limit=limit,
            offset=offset,
        )  # fmt: skip
        return [row[0] for row in rows]

    def passages(self, chunk_ids: Sequence[int]) -> tuple[list[Passage], dict[str, Document]]:
        """The chunks in the order asked for, and the documents they stand in by id."""
        rows = self._run(
            'SELECT c.id, c.document, c.start, c."end" FROM chunks c '
            "WHERE c.id = ANY(%(chunks)s) AND c.build = %(build)s",
            chunks=list(chunk_ids),
        )
        places = {chunk: (document, start, end) for chunk, document, start, end in rows}
        numbers = {place[0] for place in places.values()}
        stories = self._stories(numbers)
        paths = self.paths(number for members in stories.values() for number in members)
        documents = self.documents(numbers, paths)
        copies = {number: _copies(members, paths) for number, members in stories.items()}
        found: list[Passage] = []
        for chunk in chunk_ids:
            number, start, end = places.get(chunk, (0, 0, 0))
            document = documents.get(number)
            if document is not None:
                found.append(_passage(chunk, document, start, end, copies[number]))
        return found, {document.id: document for document in documents.values()}

    def _stories(self, documents: Iterable[int]) -> dict[int, list[int]]:
        """For each document itself and the other members of its story."""
        stories: dict[int, list[int]] = {number: [number] for number in sorted(set(documents))}
        rows = self._run(
            "SELECT own.number, d.number FROM documents own JOIN documents d ON d.canonical = "
            "COALESCE(own.canonical, own.number) WHERE own.number = ANY(%(numbers)s) "
            f"AND d.number <> own.number AND {self._seen('d')} UNION "
            "SELECT own.number, d.number FROM documents own JOIN documents d ON d.number = "
            f"own.canonical WHERE own.number = ANY(%(numbers)s) AND {self._seen('d')} ORDER BY 2",
            numbers=list(stories),
        )
        for own, other in rows:
            stories[own].append(other)
        return stories

    def stories(self, chunk_ids: Sequence[int]) -> dict[int, str]:
        """For each chunk the id of the canonical document of its story."""
        rows = self._run(
            "SELECT c.id, COALESCE(first.id, d.id) FROM chunks c "
            "JOIN documents d ON d.number = c.document "
            "LEFT JOIN documents first ON first.number = d.canonical "
            f"WHERE c.id = ANY(%(chunks)s) AND {self._seen('d')}",
            chunks=list(chunk_ids),
        )
        return dict(rows)


def sound(text: str) -> str:
    """``text`` as PostgreSQL can take it: no NUL, no half of a surrogate pair."""
    return whole(text).replace("\0", "")


def holds(column: str, key: str, text: str) -> tuple[str, str]:
    """The condition that ``column`` holds ``text``, and the value of its parameter ``key``.

    ILIKE knows no capitals among letters; strpos compares bytes and is quicker.
    """
    if any(letter.isascii() and letter.isalpha() for letter in text):
        return f"{column} ILIKE %({key})s", like(text)
    return f"strpos({column}, %({key})s) > 0", text


def like(text: str) -> str:
    """A pattern for what holds ``text``."""
    return "%" + text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"


def _document(row: Sequence[Any], path: str) -> Document:
    _, id_, title, day, basis, evidence, author, source, language, categories, url, text = row
    if document_id(title, day, text) != id_:
        raise damaged(title, path)
    return Document(
        id=id_, path=path, title=title, text=text, published=day, published_basis=basis,
        published_evidence=evidence, author=author, source=source, language=language,
        categories=tuple(json.loads(categories)), url=url,
    )  # fmt: skip


def damaged(title: str, path: str) -> IndexDamaged:
    """The error for an article that is not what was written."""
    name = path or title
    return IndexDamaged(
        zh=f"索引中文章“{name}”已损坏（与它的编号不符）。请从备份恢复；没有备份时，先运行 "
        "youju verify --repair 移出损坏的部分，再运行 youju ingest 重新读入。",
        en=f'In the index the article "{name}" is damaged (it does not fit its id). Restore a '
        "backup; without one, take out what is damaged with youju verify --repair and read it "
        "again with youju ingest.",
    )


def _passage(
    chunk: int, document: Document, start: int, end: int, also_in: tuple[str, ...]
) -> Passage:
    if not 0 <= start < end <= len(document.text):
        raise damaged(document.title, document.path)
    return Passage(
        chunk_id=chunk, document_id=document.id, start=start, end=end,
        text=document.text[start:end], title=document.title, published=document.published,
        published_basis=document.published_basis, path=document.path, source=document.source,
        language=document.language, also_in=also_in,
    )  # fmt: skip


def _copies(members: Sequence[int], paths: Paths) -> tuple[str, ...]:
    """Other places of the first member: identical files, and those of the other members."""
    elsewhere = [path for other in members[1:] for path in paths[other]]
    return tuple(dict.fromkeys([*paths[members[0]][1:], *elsewhere]))
