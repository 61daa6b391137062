"""Backups that somebody made to do harm: every seal and checksum in them is right."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from rag.indexing import schema, seals
from rag.indexing.integrity_rows import as_it_stands

Change = Callable[[sqlite3.Connection], None]


def members_of(backup: Path) -> tuple[dict[str, Any], bytes]:
    """The header and the database of a backup."""
    with zipfile.ZipFile(backup) as archive:
        return json.loads(archive.read("backup.json")), archive.read("youju.db")


def written_as_backup(target: Path, header: Any, database: bytes, **options: Any) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        archive.writestr("backup.json", json.dumps(header))
        archive.writestr("youju.db", database)
    return target


def repacked(backup: Path, database: bytes) -> Path:
    """The backup with another database and the checksum that goes with it."""
    header, _ = members_of(backup)
    header["sha256"] = hashlib.sha256(database).hexdigest()
    return written_as_backup(backup, header, database)


def changed(backup: Path, change: Change | str) -> Path:
    """The backup after a change to its database, sealed as an ingest would seal it."""
    _, database = members_of(backup)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "youju.db"
        path.write_bytes(database)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            if isinstance(change, str):
                connection.executescript(change)
            else:
                change(connection)
            if schema.is_ours(connection):
                _reseal(connection)
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        return repacked(backup, path.read_bytes())


def _reseal(connection: sqlite3.Connection) -> None:
    connection.text_factory = as_it_stands
    for table in seals.sealed_columns():
        if table != "manifest":
            _reseal_rows(connection, table)
    keys = connection.execute("SELECT DISTINCT document, build FROM chunks").fetchall()
    connection.execute("DELETE FROM cuts")
    for document, build in keys:
        try:
            chunks, vectors = seals.stored_cut(connection, document, build)
            seal = seals.cut_seal(document, build, chunks, vectors)
        except Exception:  # noqa: BLE001 - of kinds that cannot be sealed
            chunks, seal = b"", 0
        row = (document, build, len(chunks) // seals.CHUNK_BYTES, seal)
        connection.execute("INSERT INTO cuts VALUES (?, ?, ?, ?)", row)
    for generation, tally in connection.execute("SELECT generation, tally FROM manifest"):
        if tally.startswith("{"):
            counted = json.dumps(seals.tally(connection, generation))
            connection.execute("UPDATE manifest SET tally = ?", (counted,))
    _reseal_rows(connection, "manifest")


def _reseal_rows(connection: sqlite3.Connection, table: str) -> None:
    key, columns = seals.key_of(table), ", ".join(seals.sealed_columns()[table])
    rows = connection.execute(f"SELECT {key}, {columns} FROM {table}").fetchall()  # noqa: S608 - constants
    for number, *values in rows:
        connection.execute(
            f"UPDATE {table} SET seal = ? WHERE {key} = ?",  # noqa: S608 - constants
            (seals.seal_of(table, *values), number),
        )


TABLES = {
    "a table is missing": "DROP TABLE skips",
    "all tables are missing": "".join(f"DROP TABLE {name};" for name in schema.columns()),
    "a trigger": "CREATE TRIGGER t AFTER UPDATE ON manifest BEGIN DELETE FROM files; END",
    "a view": "CREATE VIEW v AS SELECT * FROM files",
    "a view for a table": "DROP TABLE skips; CREATE VIEW skips AS SELECT 1 AS file, '/x' AS path, "
    "'y' AS reason, 1 AS seal",
    "a table more": "CREATE TABLE more (x)",
    "an index more": "CREATE INDEX more ON files (hex(path))",
    "a virtual table": "CREATE VIRTUAL TABLE more USING fts5(x)",
    "a column more": "ALTER TABLE files ADD COLUMN more",
    "a generated column": "ALTER TABLE files ADD COLUMN more AS (hex(path))",
    "a default": "ALTER TABLE skips DROP COLUMN seal; "
    "ALTER TABLE skips ADD COLUMN seal INTEGER DEFAULT 1",
    "a newer version": "PRAGMA user_version = 99",
    "no version": "PRAGMA user_version = 0",
    "an index that is not what it says": "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET "
    "sql = 'CREATE INDEX files_path ON files (digest)' WHERE name = 'files_path'",
}
"""Changes to the shape of the database."""

ROWS = {
    "a path that is not absolute": "UPDATE files SET path = 'etc/passwd' WHERE number = 1; "
    "UPDATE articles SET path = 'etc/passwd' WHERE file = 1",
    "a path with steps up": "UPDATE files SET path = '/a/../etc/passwd' WHERE number = 1; "
    "UPDATE articles SET path = '/a/../etc/passwd' WHERE file = 1",
    "a path with a zero byte": "UPDATE files SET path = '/a' || char(0) WHERE number = 1; "
    "UPDATE articles SET path = '/a' || char(0) WHERE file = 1",
    "a root that is no path": "UPDATE roots SET path = 'x'",
    "a place outside its file": "UPDATE articles SET path = '/etc/passwd' WHERE file = 1",
    "a place in no file": "UPDATE articles SET file = 999 WHERE number = 1",
    "a path that is a number": "UPDATE files SET path = CAST(x'31' AS BLOB) WHERE number = 1",
    "text that is no UTF-8": "UPDATE documents SET author = CAST(x'ff' AS TEXT) WHERE number = 1",
    "a title that is bytes": "UPDATE documents SET title = x'41' WHERE number = 1",
    "another text": "UPDATE texts SET text = text || 'x' WHERE document = 1",
    "no text": "DELETE FROM texts WHERE document = 1",
    "a date that is none": "UPDATE documents SET published = '2022-99-01' WHERE number = 1",
    "a basis that is none": "UPDATE documents SET basis = 'sworn' WHERE number = 1",
    "a language that is none": "UPDATE documents SET language = '<b>' WHERE number = 1",
    "categories that are no list": "UPDATE documents SET categories = '{}' WHERE number = 1",
    "categories that are no JSON": "UPDATE documents SET categories = '[' WHERE number = 1",
    "categories too deep": f"UPDATE documents SET categories = '{'[' * 50_000}' WHERE number = 1",  # noqa: S608 - constants
    "an address that runs": "UPDATE documents SET url = 'javascript:alert(1)' WHERE number = 1",
    "a signature cut short": "UPDATE documents SET sketch = x'00' WHERE number = 1",
    "a story of nobody": "UPDATE documents SET canonical = 999 WHERE number = 1",
    "born too late": "UPDATE documents SET born = 9223372036854775807 WHERE number = 1",
    "dead before it was born": "UPDATE documents SET died = 0 WHERE number = 1",
    "a chunk beyond its text": 'UPDATE chunks SET "end" = 99999 WHERE id = 1',
    "a chunk before its text": "UPDATE chunks SET start = -5 WHERE id = 1",
    "a chunk that is text": "UPDATE chunks SET start = 'x' WHERE id = 1",
    "a chunk of no article": "UPDATE chunks SET document = 999 WHERE id = 1",
    "a chunk of no model": "UPDATE chunks SET build = 999 WHERE id = 1",
    "a chunk far off": "UPDATE chunks SET id = 9223372036854775807 WHERE id = 1; "
    "UPDATE vectors SET chunk = 9223372036854775807 WHERE chunk = 1",
    "a vector that is too short": "UPDATE vectors SET vector = x'0000' WHERE chunk = 1",
    "a vector that is no number": "UPDATE vectors SET vector = "
    "CAST(zeroblob(62) || x'ff7f' AS BLOB) WHERE chunk = 1",
    "a vector that is too long": "UPDATE vectors SET vector = "
    "CAST(zeroblob(62) || x'0070' AS BLOB) WHERE chunk = 1",
    "no vector": "DELETE FROM vectors WHERE chunk = 1",
    "a dimension of a billion": "UPDATE builds SET dimension = 1000000000",
    "no model": "DELETE FROM builds",
    "a model that is not there": "UPDATE manifest SET build = 999",
    "a generation without end": "UPDATE manifest SET generation = 9223372036854775807",
    "nothing published": "UPDATE manifest SET generation = 0",
    "no manifest": "DELETE FROM manifest",
    "caches that are no JSON": "UPDATE manifest SET caches = '['",
    "a tally that is none": "UPDATE manifest SET tally = '[1]'",
    "a tally of strangers": """UPDATE manifest SET tally = '[{"files": [1, 1]}]'""",
    "a day that is none": "UPDATE manifest SET updated = 'soon'",
    "numbers that run out": "UPDATE sqlite_sequence SET seq = 9223372036854775807",
}
"""Changes to rows, each of which a whole index never holds."""
