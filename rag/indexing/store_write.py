"""Writing the next generation: rows that no reader sees until it is published.

The caller holds the writer lock and wraps calls in ``store.transaction``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from embeddings import Embedder
from rag.indexing.nouns import Build
from rag.indexing.prepare import Cut
from rag.indexing.seals import chunk_bytes, cut_seal, tally
from rag.indexing.store import read_build
from rag.places import NOWHERE, Places
from rag.text.split import CHUNKER_FINGERPRINT
from rag.types import Document, Skipped


def build_for(connection: sqlite3.Connection, embedder: Embedder) -> Build:
    """The build of this embedder and the present chunker; entered when it is new.

    It has the name that the model had when it was entered.
    """
    key = (embedder.fingerprint, CHUNKER_FINGERPRINT)
    row = connection.execute(
        "SELECT number FROM builds WHERE fingerprint = ? AND chunker = ?", key
    ).fetchone()
    if row is None:
        row = connection.execute(
            "INSERT INTO builds (embedder, fingerprint, dimension, chunker) VALUES (?, ?, ?, ?) "
            "RETURNING number",
            (embedder.name, embedder.fingerprint, embedder.dimension, CHUNKER_FINGERPRINT),
        ).fetchone()
    return read_build(connection, row[0])


def add_file(
    connection: sqlite3.Connection,
    path: str,
    stat: tuple[int, int, int],
    digest: str,
    cleaner: str,
    born: int,
) -> int:
    """Enter a file that is about to be read; its number. ``stat``: size, mtime, ctime (ns)."""
    row = connection.execute(
        "INSERT INTO files (path, size, mtime, ctime, digest, cleaner, complete, born) "
        "VALUES (?, ?, ?, ?, ?, ?, 0, ?) RETURNING number",
        (path, *stat, digest, cleaner, born),
    ).fetchone()
    number: int = row[0]
    return number


def finish_file(connection: sqlite3.Connection, number: int, path: str, generation: int) -> None:
    """All of a file is in: what was read of the same path before dies."""
    connection.execute("UPDATE files SET complete = 1 WHERE number = ?", (number,))
    connection.execute(
        "UPDATE files SET died = ? WHERE path = ? AND number <> ? AND died IS NULL",
        (generation, path, number),
    )


def add_skips(connection: sqlite3.Connection, file: int, skipped: Iterable[Skipped]) -> None:
    """Remember what of a file could not be used, so that the next run can say so again.

    With the path of an article of the file it is a notice of that article.
    """
    connection.executemany(
        "INSERT INTO skips (file, path, reason) VALUES (?, ?, ?)",
        [(file, _text(item.path), _text(item.reason)) for item in skipped],
    )


def add_document(
    connection: sqlite3.Connection, document: Document, sketch: bytes, born: int
) -> int:
    """Store a document, its text and the signature of it; its number.

    Raises:
        UnicodeEncodeError: The text holds half of a surrogate pair.

    """
    row = connection.execute(
        "INSERT INTO documents (id, title, published, basis, evidence, author, source, language, "
        "categories, url, sketch, born) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "RETURNING number",
        (
            document.id,
            _text(document.title),
            document.published.isoformat() if document.published else None,
            document.published_basis,
            _text(document.published_evidence),
            _text(document.author),
            _text(document.source),
            document.language,
            json.dumps(document.categories, ensure_ascii=True),
            _text(document.url),
            sketch,
            born,
        ),
    ).fetchone()
    number: int = row[0]
    connection.execute("INSERT INTO texts VALUES (?, ?)", (number, document.text))
    return number


def add_chunks(connection: sqlite3.Connection, build: int, document: int, cut: Cut) -> list[int]:
    """Store a document's chunks and vectors; the chunks' ids.

    Raises:
        ValueError: There are not as many vectors as chunks.

    """
    if cut.vectors is None or len(cut.vectors) != len(cut.spans):
        raise ValueError(
            f"{0 if cut.vectors is None else len(cut.vectors)} vectors for {len(cut.spans)} chunks"
        )
    # AUTOINCREMENT keeps the highest id ever given in sqlite_sequence; taking the ids from there
    # ourselves lets both tables be filled in one call each.
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'chunks'").fetchone()
    first = (row[0] if row else 0) + 1
    ids = list(range(first, first + len(cut.spans)))
    rows = [(chunk, *span) for chunk, span in zip(ids, cut.spans.tolist(), strict=True)]
    connection.executemany(
        "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?)",
        [(chunk, build, document, *span) for chunk, *span in rows],
    )
    connection.executemany(
        "INSERT INTO vectors VALUES (?, ?)",
        [(chunk, vector.tobytes()) for chunk, vector in zip(ids, cut.vectors, strict=True)],
    )
    seal = cut_seal(document, build, chunk_bytes(rows), cut.vectors.tobytes())
    connection.execute("INSERT INTO cuts VALUES (?, ?, ?, ?)", (document, build, len(ids), seal))
    return ids


def add_article(
    connection: sqlite3.Connection, file: int, document: int, path: str, places: Places = NOWHERE
) -> None:
    """Enter where a document stands, and on which page, slide or row its parts do."""
    number = connection.execute(
        "INSERT INTO articles (file, path, document) VALUES (?, ?, ?) RETURNING number",
        (file, _text(path), document),
    ).fetchone()[0]
    if places.starts:
        connection.execute(
            "INSERT INTO places (article, places) VALUES (?, ?)", (number, places.as_json())
        )


def living_document(connection: sqlite3.Connection, document_id: str) -> int | None:
    """The number of the document with this id that the next generation will hold."""
    row = connection.execute(
        "SELECT number FROM documents WHERE id = ? AND died IS NULL", (document_id,)
    ).fetchone()
    return row[0] if row else None


def bury_orphans(connection: sqlite3.Connection, generation: int) -> int:
    """Documents that no living file holds any more die in ``generation``; how many."""
    return connection.execute(
        "UPDATE documents SET died = :generation WHERE died IS NULL AND number IN ("
        "SELECT document FROM articles a JOIN files f ON f.number = a.file "
        "WHERE f.died = :generation UNION SELECT number FROM documents WHERE born = :generation) "
        "AND NOT EXISTS (SELECT 1 FROM articles a JOIN files f ON f.number = a.file "
        "WHERE a.document = documents.number AND f.died IS NULL)",
        {"generation": generation},
    ).rowcount


def drop_file(connection: sqlite3.Connection, number: int) -> None:
    """Forget a file that was never published; its documents stay until they prove orphans."""
    connection.execute(
        "DELETE FROM places WHERE article IN (SELECT number FROM articles WHERE file = ?)",
        (number,),
    )
    connection.execute("DELETE FROM articles WHERE file = ?", (number,))
    connection.execute("DELETE FROM skips WHERE file = ?", (number,))
    connection.execute("DELETE FROM files WHERE number = ?", (number,))


def purge(connection: sqlite3.Connection, generation: int, build: int | None) -> None:
    """Delete what is dead in ``generation`` and, with ``build``, what other builds made."""
    dead = {"generation": generation}
    in_dead = "IN (SELECT number FROM documents WHERE died <= :generation)"
    statements = [
        f"DELETE FROM vectors WHERE chunk IN (SELECT id FROM chunks WHERE document {in_dead})",  # noqa: S608 - constants
        f"DELETE FROM chunks WHERE document {in_dead}",  # noqa: S608 - constants
        f"DELETE FROM cuts WHERE document {in_dead}",  # noqa: S608 - constants
        f"DELETE FROM texts WHERE document {in_dead}",  # noqa: S608 - constants
        f"DELETE FROM articles WHERE document {in_dead} OR file IN "  # noqa: S608 - constants
        "(SELECT number FROM files WHERE died <= :generation)",
        "DELETE FROM places WHERE article NOT IN (SELECT number FROM articles)",
        "DELETE FROM skips WHERE file IN (SELECT number FROM files WHERE died <= :generation)",
        "DELETE FROM files WHERE died <= :generation",
        f"UPDATE documents SET canonical = NULL WHERE canonical {in_dead}",  # noqa: S608 - constants
        "DELETE FROM documents WHERE died <= :generation",
    ]
    for statement in statements:
        connection.execute(statement, dead if ":" in statement else {})
    if build is not None:
        others = {"build": build}
        for statement in (
            "DELETE FROM vectors WHERE chunk IN (SELECT id FROM chunks WHERE build <> :build)",
            "DELETE FROM chunks WHERE build <> :build",
            "DELETE FROM cuts WHERE build <> :build",
            "DELETE FROM builds WHERE number <> :build",
        ):
            connection.execute(statement, others)


def set_manifest(
    connection: sqlite3.Connection, generation: int, build: int, caches: dict[str, Any]
) -> None:
    """The one write that publishes a generation."""
    connection.execute(
        "UPDATE manifest SET generation = ?, build = ?, caches = ?, updated = ?, tally = ?",
        (
            generation,
            build,
            json.dumps(caches),
            datetime.now().astimezone().isoformat("T", "seconds"),
            json.dumps(tally(connection, generation)),
        ),
    )


def _text(value: str) -> str:
    """``value`` as SQLite can take it: half of a surrogate pair becomes a question mark."""
    return value.encode("utf-8", "replace").decode("utf-8")
