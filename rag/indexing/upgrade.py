"""An index of before gets what this version has more: seals, and room for places.

Seals come in small transactions, so that a killed run is gone on with.

The version in the file moves on at the end, in the transaction that counts the rows. What is
sealed is what stands there: harm done before cannot be told, except where an article's id, which
is a hash of its text, says so (rag.indexing.integrity).
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from rag.indexing import machine, schema, seals
from rag.indexing.storage import transaction

_BATCH = 2_000


def bring_up(connection: sqlite3.Connection, data_dir: Path, version: int) -> None:
    """Make an index of an older ``version`` one of this. The caller holds the writer lock.

    Places are known of what is read from then on.
    """
    if version == schema.UNSEALED_VERSION:
        _add_seals(connection, data_dir)
    else:
        with transaction(connection):
            _add_table(connection, "places", schema.PLACES)
            connection.execute(f"PRAGMA user_version = {schema.VERSION}")


def _add_seals(connection: sqlite3.Connection, data_dir: Path) -> None:
    """Seal every row of an index of version 2."""
    with transaction(connection):
        _add_columns(connection)
    connection.create_function("seal_of", -1, seals.seal_of, deterministic=True)
    for table in seals.sealed_columns():
        if table != "manifest":
            _seal_rows(connection, table)
    _seal_cuts(connection)
    roots = [row[0] for row in connection.execute("SELECT path FROM roots")]
    machine.remember(data_dir, roots)
    with transaction(connection):
        generation = connection.execute("SELECT generation FROM manifest").fetchone()[0]
        connection.execute(
            "UPDATE manifest SET tally = ?", (json.dumps(seals.tally(connection, generation)),)
        )
        connection.execute(f"UPDATE manifest SET seal = {seals.seal_expression('manifest')}")  # noqa: S608 - constants
        connection.execute(f"PRAGMA user_version = {schema.VERSION}")


def _add_columns(connection: sqlite3.Connection) -> None:
    for table, column, kind in schema.added_columns():
        held = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        if column not in held:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    _add_table(connection, "cuts", schema.CUTS)
    _add_table(connection, "places", schema.PLACES)


def _add_table(connection: sqlite3.Connection, name: str, statement: str) -> None:
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (name,)).fetchone():
        connection.execute(statement)


def _seal_rows(connection: sqlite3.Connection, table: str) -> None:
    key = seals.key_of(table)
    rows = connection.execute(f"SELECT {key} FROM {table} WHERE seal IS NULL").fetchall()  # noqa: S608 - constants
    statement = f"UPDATE {table} SET seal = {seals.seal_expression(table)} WHERE {key} = ?"  # noqa: S608 - constants
    for start in range(0, len(rows), _BATCH):
        with transaction(connection):
            connection.executemany(statement, rows[start : start + _BATCH])


def _seal_cuts(connection: sqlite3.Connection) -> None:
    wanted = connection.execute(
        "SELECT DISTINCT c.document, c.build FROM chunks c LEFT JOIN cuts s "
        "ON s.document = c.document AND s.build = c.build WHERE s.seal IS NULL"
    ).fetchall()
    for start in range(0, len(wanted), _BATCH):
        with transaction(connection):
            for document, build in wanted[start : start + _BATCH]:
                chunks, vectors = seals.stored_cut(connection, document, build)
                connection.execute(
                    "INSERT INTO cuts VALUES (?, ?, ?, ?)",
                    (document, build, len(chunks) // seals.CHUNK_BYTES,
                     seals.cut_seal(document, build, chunks, vectors)),
                )  # fmt: skip
