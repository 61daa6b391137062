"""Checksums over rows: what an answer rests on is what was written, or it is called damaged.

A seal is the first eight bytes of SHA-256, as SQLite keeps a whole number. Three kinds:

- A row of a small table carries its own, over the table's name and all its other columns. The
  writer's connection sets it by temporary triggers, so no statement can forget it; any other
  program that changes a row breaks it.
- ``cuts`` has one for all chunks and vectors of a document: one hash in place of hundreds.
- A text needs none: its article's id is a hash of title, day and text (rag.text.identity).

``tally`` counts the rows that a generation shows, so that one that vanished is missed.
"""

from __future__ import annotations

import hashlib
import sqlite3
import struct
from collections.abc import Iterable, Sequence
from typing import Any

from rag.indexing import schema
from rag.indexing.nouns import Tally
from rag.indexing.schema import VISIBLE

SEAL = "seal"
SEQUENCES = {"documents": "number", "chunks": "id", "builds": "number"}
"""Tables whose numbers are never given twice, with the column of the number."""

CHUNK_BYTES = 4 * 8
"""What ``cut_seal`` takes for each chunk."""


def seal_of(*values: object) -> int:
    """The seal over a table's name and a row's values.

    ``ascii`` writes nothing, whole numbers, text and bytes so that no two values look alike.
    """
    return _number(hashlib.sha256(ascii(values).encode("ascii")))


def cut_seal(document: int, build: int, chunks: bytes, vectors: bytes) -> int:
    """The seal over a document's chunks and their vectors.

    ``chunks`` are id, start, end and tokens of each chunk, eight bytes a number, the lowest
    first; ``vectors`` are the vectors as they are stored, joined.
    """
    whole = hashlib.sha256(struct.pack("<qqq", document, build, len(chunks)))
    whole.update(chunks)
    whole.update(vectors)
    return _number(whole)


def stored_cut(connection: sqlite3.Connection, document: int, build: int) -> tuple[bytes, bytes]:
    """A document's chunks and vectors as ``cut_seal`` takes them.

    Raises:
        TypeError, struct.error: What stands there is of another kind.

    """
    rows = connection.execute(
        'SELECT c.id, c.start, c."end", c.tokens, v.vector FROM chunks c '
        "LEFT JOIN vectors v ON v.chunk = c.id WHERE c.document = ? AND c.build = ? ORDER BY c.id",
        (document, build),
    ).fetchall()
    return chunk_bytes(row[:4] for row in rows), b"".join(row[4] or b"" for row in rows)


def chunk_bytes(chunks: Iterable[Sequence[int]]) -> bytes:
    """Chunks (id, start, end, tokens) as ``cut_seal`` takes them.

    Raises:
        struct.error: A value is no whole number.

    """
    numbers = [number for chunk in chunks for number in chunk]
    return struct.pack(f"<{len(numbers)}q", *numbers)


def _number(digest: Any) -> int:
    return int.from_bytes(digest.digest()[:8], "big", signed=True)


def sealed_columns() -> dict[str, tuple[str, ...]]:
    """For each table whose rows carry a seal of their own, the columns it is over."""
    return {
        table: tuple(column.name for column in columns if column.name != SEAL)
        for table, columns in schema.columns().items()
        if table != "cuts" and any(column.name == SEAL for column in columns)
    }


def seal_while_writing(connection: sqlite3.Connection) -> None:
    """Let every row that this connection writes be sealed as it stands afterwards."""
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.create_function("seal_of", -1, seal_of, deterministic=True)
    for table, columns in sealed_columns().items():
        key = key_of(table)
        for name, event in (("new", "INSERT"), ("changed", f"UPDATE OF {', '.join(columns)}")):
            connection.execute(
                f"CREATE TEMP TRIGGER {name}_{table} AFTER {event} ON main.{table} BEGIN "  # noqa: S608 - constants
                f"UPDATE {table} SET seal = {seal_expression(table, 'NEW.')} "
                f"WHERE {key} = NEW.{key}; END"
            )


def seal_expression(table: str, row: str = "") -> str:
    """SQL for the seal of a row; ``row`` is ``NEW.`` or nothing."""
    values = ", ".join(f"{row}{column}" for column in sealed_columns()[table])
    return f"seal_of('{table}', {values})"


def key_of(table: str) -> str:
    """The column by which a row of a sealed table is found."""
    return next((column.name for column in schema.columns()[table] if column.is_key), "rowid")


def holds(table: str, values: Iterable[object], seal: object) -> bool:
    """Whether a row, as it was read, is what was sealed."""
    return seal_of(table, *values) == seal


def tally(connection: sqlite3.Connection, generation: int) -> Tally:
    """What ``generation`` shows, and the highest numbers ever given."""
    at = {"generation": generation}
    document = VISIBLE.replace("born", "d.born").replace("died", "d.died")
    file = VISIBLE.replace("born", "f.born").replace("died", "f.died")
    queries = {
        "documents": f"SELECT COUNT(*), SUM(number) FROM documents WHERE {VISIBLE}",  # noqa: S608 - constants
        "files": f"SELECT COUNT(*), SUM(number) FROM files WHERE {VISIBLE}",  # noqa: S608 - constants
        "articles": "SELECT COUNT(*), SUM(a.number) FROM articles a JOIN files f "  # noqa: S608 - constants
        f"ON f.number = a.file JOIN documents d ON d.number = a.document WHERE {file} "
        f"AND {document}",
    }
    counted = {
        table: [int(value or 0) for value in connection.execute(query, at).fetchone()]
        for table, query in queries.items()
    }
    given = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    return counted | {f"last {table}": [int(given.get(table, 0))] for table in SEQUENCES}


def last_number(connection: sqlite3.Connection, table: str, published: Tally) -> int:
    """The highest number that ``table`` has given, by its rows and by the last publication."""
    query = f"SELECT COALESCE(MAX({SEQUENCES[table]}), 0) FROM {table}"  # noqa: S608 - constants
    highest: int = connection.execute(query).fetchone()[0]
    return max(highest, *published.get(f"last {table}", [0]))
