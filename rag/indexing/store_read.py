"""Reading what a generation holds: plain queries, rows into nouns.

Every function takes the generation (and build) to look at; nothing here knows of caches. What is
shown or quoted is held against its seal first (rag.indexing.seals): IndexDamaged, not wrong words.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.base import FloatMatrix
from embeddings.vectors import IdArray
from rag.errors import IndexDamaged
from rag.indexing.schema import IS_NOTICE, VISIBLE
from rag.indexing.seals import holds, sealed_columns
from rag.indexing.store import row_damaged
from rag.places import Places, places_from_json
from rag.text.halves import whole
from rag.text.identity import document_id
from rag.types import Document, Skipped

_DOCUMENT_COLUMNS = ", ".join(f"d.{column}" for column in sealed_columns()["documents"])
VISIBLE_DOCUMENT = VISIBLE.replace("born", "d.born").replace("died", "d.died")
_VISIBLE_FILE = VISIBLE.replace("born", "f.born").replace("died", "f.died")
_NAMED = (
    r"d.title LIKE :like ESCAPE '\' OR d.source LIKE :like ESCAPE '\' "  # noqa: S608 - constants
    r"OR d.id = :query OR "
    r"EXISTS (SELECT 1 FROM articles a JOIN files f ON f.number = a.file WHERE "
    rf"a.document = d.number AND a.path LIKE :like ESCAPE '\' AND {_VISIBLE_FILE})"
)
"""The condition under which a document is called ``:query`` (``:like`` with wildcards)."""

Paths = dict[int, list[str]]
"""Where each document stands, by its number; what ``paths_of`` gives."""

_FEW = 500
"""Numbers in one ``IN (...)``; SQLite allows 32,766."""


def paths_of(connection: sqlite3.Connection, generation: int, documents: Iterable[int]) -> Paths:
    """Where each document stands, in the order in which the places were first read."""
    wanted = sorted(set(documents))
    found: dict[int, list[str]] = {number: [] for number in wanted}
    for few in batches(wanted):
        rows = connection.execute(
            "SELECT a.number, a.file, a.path, a.document, a.seal FROM articles a "  # noqa: S608 - only marks and constants are put in
            "JOIN files f ON f.number = a.file "
            f"WHERE a.document IN ({marks(few)}) AND {_VISIBLE_FILE} ORDER BY a.number",
            named(few, generation=generation),
        )
        for *row, seal in rows:
            _, _, path, document = row
            if not holds("articles", row, seal):
                raise row_damaged(f"“{path}”的出处", f'the place of "{path}"')
            if path not in found[document]:
                found[document].append(path)
    return found


def documents_by_number(
    connection: sqlite3.Connection,
    generation: int,
    numbers: Iterable[int],
    paths: Paths | None = None,
) -> dict[int, Document]:
    """The visible documents among ``numbers``, with their text; ``paths`` when they are known.

    Raises:
        IndexDamaged: A document is not what was written.

    """
    wanted = sorted(set(numbers))
    paths = paths_of(connection, generation, wanted) if paths is None else paths
    found: dict[int, Document] = {}
    for few in batches(wanted):
        rows = connection.execute(
            f"SELECT {_DOCUMENT_COLUMNS}, d.seal, t.text FROM documents d "  # noqa: S608 - only marks and constants are put in
            f"JOIN texts t ON t.document = d.number "
            f"WHERE d.number IN ({marks(few)}) AND {VISIBLE_DOCUMENT}",
            named(few, generation=generation),
        )
        for *row, seal, text in rows:
            found[row[0]] = _document(row, seal, next(iter(paths[row[0]]), ""), text)
        for number, notices in _notices(connection, generation, found, few).items():
            found[number] = replace(found[number], notices=notices)
        for number, places in _places(connection, generation, found, few).items():
            found[number] = replace(found[number], places=places)
    return found


def _places(
    connection: sqlite3.Connection,
    generation: int,
    documents: Mapping[int, Document],
    numbers: Sequence[int],
) -> dict[int, Places]:
    """Where the parts of those documents stand of which it is known, in the file shown."""
    rows = connection.execute(
        "SELECT a.document, a.path, p.article, p.places, p.seal FROM articles a "  # noqa: S608 - only marks and constants are put in
        "JOIN files f ON f.number = a.file JOIN places p ON p.article = a.number "
        f"WHERE a.document IN ({marks(numbers)}) AND {_VISIBLE_FILE} ORDER BY a.number",
        named(numbers, generation=generation),
    )
    found: dict[int, Places] = {}
    for number, path, article, places, seal in rows:
        if number in found or number not in documents or documents[number].path != path:
            continue
        if not holds("places", (article, places), seal):
            raise document_damaged(documents[number].title, path)
        found[number] = places_from_json(places)
    return found


def _notices(
    connection: sqlite3.Connection,
    generation: int,
    documents: Mapping[int, Document],
    numbers: Sequence[int],
) -> dict[int, tuple[str, ...]]:
    """The notices of those documents that have any, each once, as of the place shown."""
    rows = connection.execute(
        "SELECT a.document, s.path, s.reason FROM articles a "  # noqa: S608 - only marks and constants are put in
        "JOIN files f ON f.number = a.file JOIN skips s ON s.file = a.file AND s.path = a.path "
        f"WHERE a.document IN ({marks(numbers)}) AND {_VISIBLE_FILE} ORDER BY s.rowid",
        named(numbers, generation=generation),
    )
    found: dict[int, tuple[str, ...]] = {}
    for number, path, reason in rows:
        if number in documents and documents[number].path == path:
            found[number] = (*found.get(number, ()), reason)
    return found


def told_of_files(
    connection: sqlite3.Connection, condition: str, *values: int
) -> tuple[list[Skipped], list[Skipped]]:
    """What could not be used of the files ``f`` under ``condition``, and notices of their articles.

    The condition is a constant of the caller's.
    """
    told: tuple[list[Skipped], list[Skipped]] = ([], [])
    for path, reason, is_notice in connection.execute(
        f"SELECT s.path, s.reason, {IS_NOTICE} FROM skips s JOIN files f ON f.number = s.file "  # noqa: S608 - constants
        f"WHERE {condition} ORDER BY s.rowid",
        values,
    ):
        told[is_notice].append(Skipped(path, reason))
    return told


def _document(row: Sequence[Any], seal: int, path: str, text: str) -> Document:
    if not holds("documents", row, seal):
        raise document_damaged(row[2], path)
    _, id_, title, published, basis, evidence, author, source, language, categories, url = row[:11]
    day = date.fromisoformat(published) if published else None
    if not isinstance(text, str) or document_id(title, day, text) != id_:
        raise document_damaged(title, path)
    return Document(
        id=id_,
        path=path,
        title=title,
        text=text,
        published=day,
        published_basis=basis,
        published_evidence=evidence,
        author=author,
        source=source,
        language=language,
        categories=tuple(json.loads(categories)),
        url=url,
    )


def document_damaged(title: object, path: str) -> IndexDamaged:
    """The error for an article that is not what was written."""
    name = path or title
    return row_damaged(f"文章“{name}”", f'the article "{name}"')


def files_of(connection: sqlite3.Connection, generation: int, document: int) -> list[str]:
    """The paths of the files that hold a document, in the order in which they were read.

    Raises:
        IndexDamaged: A row is not what was written.

    """
    columns = ", ".join(f"f.{column}" for column in sealed_columns()["files"])
    rows = connection.execute(
        f"SELECT {columns}, f.seal FROM files f JOIN articles a ON a.file = f.number "  # noqa: S608 - constants
        f"WHERE a.document = :document AND {_VISIBLE_FILE} ORDER BY a.number",
        {"document": document, "generation": generation},
    )
    found: list[str] = []
    for *row, seal in rows:
        if not holds("files", row, seal):
            raise row_damaged(f"文件“{row[1]}”的记录", f'the record of the file "{row[1]}"')
        found.append(row[1])
    return list(dict.fromkeys(found))


def document_numbers(
    connection: sqlite3.Connection, generation: int, document_id: str
) -> list[int]:
    """The number of the visible document with this id, in a list (empty when there is none)."""
    rows = connection.execute(
        f"SELECT number FROM documents WHERE id = :id AND {VISIBLE}",  # noqa: S608 - a constant
        {"id": whole(document_id), "generation": generation},
    )
    return [row[0] for row in rows]


LONGEST_QUERY = 5_000
"""Characters; no path is longer. SQLite takes 50,000 bytes of a pattern and fails at more."""


def search_documents(
    connection: sqlite3.Connection, generation: int, query: str, offset: int, limit: int
) -> list[int]:
    """Numbers of visible documents whose title, source or path holds ``query``; newest first."""
    if len(query) > LONGEST_QUERY:
        return []
    query = whole(query)
    like = "%" + query.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    rows = connection.execute(
        f"SELECT d.number FROM documents d WHERE {VISIBLE_DOCUMENT} "  # noqa: S608 - constants
        f"{f'AND ({_NAMED})' if query else ''} "
        "ORDER BY d.published IS NULL, d.published DESC, d.number LIMIT :limit OFFSET :offset",
        {
            "generation": generation,
            "like": like,
            "query": query,
            "limit": limit,
            "offset": offset,
        },
    )
    return [row[0] for row in rows]


def vector_batches(
    connection: sqlite3.Connection,
    build: int,
    dimension: int,
    generation: int,
    above: int = 0,
    batch: int = 20_000,
) -> Iterator[tuple[IdArray, FloatMatrix]]:
    """The vectors of the visible chunks with an id over ``above``, in order of id, in batches."""
    rows = connection.execute(
        "SELECT c.id, v.vector FROM chunks c JOIN vectors v ON v.chunk = c.id "  # noqa: S608 - a constant
        f"JOIN documents d ON d.number = c.document WHERE c.id > :above AND c.build = :build "
        f"AND {VISIBLE_DOCUMENT} ORDER BY c.id",
        {"above": above, "build": build, "generation": generation},
    )
    while several := rows.fetchmany(batch):
        ids = np.fromiter((row[0] for row in several), np.int64, len(several))
        joined = np.frombuffer(b"".join(row[1] for row in several), np.float16)
        yield ids, joined.reshape(len(several), dimension).astype(np.float32)


def chunk_table(
    connection: sqlite3.Connection, build: int, generation: int
) -> tuple[IdArray, npt.NDArray[np.int64]]:
    """The ids of all visible chunks, rising, and the document number of each."""
    rows = connection.execute(
        "SELECT c.id, c.document FROM chunks c JOIN documents d ON d.number = c.document "  # noqa: S608 - a constant
        f"WHERE c.build = :build AND {VISIBLE_DOCUMENT} ORDER BY c.id",
        {"build": build, "generation": generation},
    ).fetchall()
    table = np.array(rows, np.int64).reshape(len(rows), 2)
    return np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1])


def batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """``numbers`` in lists that one statement takes."""
    for start in range(0, len(numbers), _FEW):
        yield numbers[start : start + _FEW]


def marks(numbers: Sequence[int]) -> str:
    """What stands for them in a statement: ``:n0, :n1``."""
    return ", ".join(f":n{index}" for index in range(len(numbers)))


def named(numbers: Sequence[int], **others: int) -> dict[str, int]:
    """The values of those marks, and others."""
    return {**{f"n{index}": number for index, number in enumerate(numbers)}, **others}
