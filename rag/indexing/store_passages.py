"""Reading chunks with the articles and the stories that they stand in; see store_read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from rag.indexing.store import row_damaged
from rag.indexing.store_read import (
    VISIBLE_DOCUMENT,
    Paths,
    batches,
    document_damaged,
    documents_by_number,
    marks,
    named,
    paths_of,
)
from rag.types import Document, Passage


def passages(
    connection: sqlite3.Connection, generation: int, chunk_ids: Sequence[int]
) -> tuple[list[Passage], dict[str, Document]]:
    """The visible chunks in the order asked for, and the documents they stand in by id.

    Raises:
        IndexDamaged: A chunk, its document or a place of it is not what was written.

    """
    places: dict[int, tuple[int, int, int]] = {}
    for few in batches(list(dict.fromkeys(chunk_ids))):
        rows = connection.execute(
            f'SELECT id, document, start, "end" FROM chunks WHERE id IN ({marks(few)})',  # noqa: S608 - marks
            named(few),
        )
        for chunk, *place in rows:
            if not all(isinstance(number, int) for number in place):
                raise row_damaged(f"段落 {chunk} ", f"chunk {chunk}")
            places[chunk] = (place[0], place[1], place[2])
    numbers = {place[0] for place in places.values()}
    stories_of = _clusters(connection, generation, numbers)
    every = (number for members in stories_of.values() for number in members)
    paths = paths_of(connection, generation, every)
    documents = documents_by_number(connection, generation, numbers, paths)
    copies = {number: _copies(members, paths) for number, members in stories_of.items()}
    found: list[Passage] = []
    for chunk in chunk_ids:
        number, start, end = places.get(chunk, (0, 0, 0))
        document = documents.get(number)
        if document is not None:
            if not 0 <= start < end <= len(document.text):
                raise document_damaged(document.title, document.path)
            found.append(_passage(chunk, document, start, end, copies[number]))
    return found, {document.id: document for document in documents.values()}


def _passage(
    chunk: int, document: Document, start: int, end: int, also_in: tuple[str, ...]
) -> Passage:
    return Passage(
        chunk_id=chunk,
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        title=document.title,
        published=document.published,
        published_basis=document.published_basis,
        path=document.path,
        source=document.source,
        language=document.language,
        also_in=also_in,
    )


def _clusters(
    connection: sqlite3.Connection, generation: int, documents: Iterable[int]
) -> dict[int, list[int]]:
    """For each document itself and the other members of its story."""
    wanted = sorted(set(documents))
    clusters: dict[int, list[int]] = {number: [number] for number in wanted}
    for few in batches(wanted):
        rows = connection.execute(
            "SELECT own.number, d.number FROM documents own "  # noqa: S608 - only marks and constants are put in
            "JOIN documents d ON d.canonical = COALESCE(own.canonical, own.number) "
            f"OR d.number = own.canonical WHERE own.number IN ({marks(few)}) "
            f"AND d.number <> own.number AND {VISIBLE_DOCUMENT} ORDER BY d.number",
            named(few, generation=generation),
        )
        for own, other in rows:
            clusters[own].append(other)
    return clusters


def _copies(members: Sequence[int], paths: Paths) -> tuple[str, ...]:
    """Other places of the first member: identical files, and those of the other members."""
    elsewhere = [path for other in members[1:] for path in paths[other]]
    return tuple(dict.fromkeys([*paths[members[0]][1:], *elsewhere]))


def stories(
    connection: sqlite3.Connection, generation: int, chunk_ids: Sequence[int]
) -> dict[int, str]:
    """For each visible chunk the id of the canonical document of its story."""
    found: dict[int, str] = {}
    for few in batches(list(dict.fromkeys(chunk_ids))):
        rows = connection.execute(
            "SELECT c.id, COALESCE(first.id, d.id) FROM chunks c "  # noqa: S608 - only marks and constants are put in
            "JOIN documents d ON d.number = c.document "
            "LEFT JOIN documents first ON first.number = d.canonical "
            f"WHERE c.id IN ({marks(few)}) AND {VISIBLE_DOCUMENT}",
            named(few, generation=generation),
        )
        found.update(rows.fetchall())
    return found
