"""The tables: what stands in which column, and what a database of ours looks like exactly.

    roots      folders and files to keep in step with
    removals   paths that the user removed and that are passed over
    files      a file on disk as it was last read; ``complete`` once all its articles are in
    articles   where an article stands: the member of a file that holds a document
    skips      what of a file could not be used, and why; where ``path`` is that of an article of
               the file, a notice of that article
    places     of an article of which it is known: on which page, slide or row its parts stand
    documents  cleaned articles (``texts`` holds their text); ``number`` is never used again
    builds     pairs of an embedding model and a chunker
    chunks     stretches of documents, one set for each build; ``vectors`` in half precision
    cuts       one row for a document's set of chunks: their number and the seal over them
    manifest   one row: the current generation, its build, its cache files' checksums, and how
               many rows it shows

``seal`` is the checksum of a row (rag.indexing.seals).
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache

VERSION = 4
PLACELESS_VERSION = 3
"""The version before ``places``; rag.indexing.upgrade adds the table."""
UNSEALED_VERSION = 2
"""The version before ``seal``, ``cuts`` and ``tally``; rag.indexing.upgrade adds them too."""
OLDER = (PLACELESS_VERSION, UNSEALED_VERSION)
"""Versions of which this one can be made."""

_TABLES = """
CREATE TABLE roots (path TEXT PRIMARY KEY, samples INTEGER NOT NULL, seal INTEGER) WITHOUT ROWID;
CREATE TABLE removals (path TEXT PRIMARY KEY, seal INTEGER) WITHOUT ROWID;
CREATE TABLE files (
    number INTEGER PRIMARY KEY, path TEXT NOT NULL, size INTEGER NOT NULL,
    mtime INTEGER NOT NULL, ctime INTEGER NOT NULL, digest TEXT NOT NULL, cleaner TEXT NOT NULL,
    complete INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER, seal INTEGER);
CREATE INDEX files_path ON files (path);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, file INTEGER NOT NULL, path TEXT NOT NULL,
    document INTEGER NOT NULL, seal INTEGER);
CREATE INDEX articles_file ON articles (file);
CREATE INDEX articles_path ON articles (path);
CREATE INDEX articles_document ON articles (document);
CREATE TABLE skips (
    file INTEGER NOT NULL, path TEXT NOT NULL, reason TEXT NOT NULL, seal INTEGER);
CREATE INDEX skips_file ON skips (file);
CREATE TABLE documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, title TEXT NOT NULL,
    published TEXT, basis TEXT NOT NULL, evidence TEXT NOT NULL, author TEXT NOT NULL,
    source TEXT NOT NULL, language TEXT NOT NULL, categories TEXT NOT NULL, url TEXT NOT NULL,
    sketch BLOB, canonical INTEGER, born INTEGER NOT NULL, died INTEGER, seal INTEGER);
CREATE INDEX documents_id ON documents (id);
CREATE INDEX documents_born ON documents (born);
CREATE INDEX documents_died ON documents (died) WHERE died IS NOT NULL;
CREATE INDEX documents_canonical ON documents (canonical) WHERE canonical IS NOT NULL;
CREATE TABLE texts (document INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE builds (
    number INTEGER PRIMARY KEY AUTOINCREMENT, embedder TEXT NOT NULL, fingerprint TEXT NOT NULL,
    dimension INTEGER NOT NULL, chunker TEXT NOT NULL, seal INTEGER);
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, build INTEGER NOT NULL, document INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, tokens INTEGER NOT NULL);
CREATE INDEX chunks_document ON chunks (document, build);
CREATE TABLE vectors (chunk INTEGER PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE manifest (
    one INTEGER PRIMARY KEY CHECK (one = 1), generation INTEGER NOT NULL, build INTEGER,
    caches TEXT NOT NULL, updated TEXT NOT NULL, tally TEXT, seal INTEGER);
"""
CUTS = """CREATE TABLE cuts (
    document INTEGER NOT NULL, build INTEGER NOT NULL, chunks INTEGER NOT NULL,
    seal INTEGER NOT NULL, PRIMARY KEY (document, build)) WITHOUT ROWID"""
PLACES = """CREATE TABLE places (
    article INTEGER PRIMARY KEY, places TEXT NOT NULL, seal INTEGER)"""
FIRST_ROW = "INSERT INTO manifest (one, generation, caches, updated) VALUES (1, 0, '{}', '')"

IS_NOTICE = "EXISTS (SELECT 1 FROM articles n WHERE n.file = s.file AND n.path = s.path)"
"""The condition under which a row ``s`` of ``skips`` is the notice of an article that is used."""

VISIBLE = "(born <= :generation AND (died IS NULL OR died > :generation))"
"""The condition on ``documents`` and ``files`` under which a generation holds a row."""

_NEW_TABLES = ("cuts", "places")
"""Tables that version 2 had not."""
_ADDED = re.compile(r", (?:tally TEXT, )?seal INTEGER(?=\))")
"""What version 3 added to a table of version 2: ``path TEXT NOT NULL, seal INTEGER)``."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what may stand in it; ``kinds`` are SQLite's names of them."""

    name: str
    kinds: tuple[str, ...]
    is_key: bool


def create(connection: sqlite3.Connection) -> None:
    """Make the tables, empty; the manifest's row is left to the caller."""
    for statement in (*_TABLES.split(";\n"), CUTS, PLACES):
        connection.execute(statement)


@cache
def columns() -> dict[str, tuple[Column, ...]]:
    """The columns of each table, in order."""
    with closing(sqlite3.connect(":memory:")) as connection:
        create(connection)
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        return {
            name: tuple(
                _column(*row[1:6]) for row in connection.execute(f"PRAGMA table_info({name})")
            )
            for name in names
        }


def _column(name: str, kind: str, not_null: int, _default: object, key: int) -> Column:
    optional = () if not_null or key else ("null",)
    return Column(name, (kind.lower(), *optional), bool(key))


def added_columns() -> list[tuple[str, str, str]]:
    """What version 3 added to version 2: (table, column, type), in order."""
    added = {"seal": "INTEGER", "tally": "TEXT"}
    return [
        (table, column.name, added[column.name])
        for table, found in columns().items()
        if table not in _NEW_TABLES
        for column in found
        if column.name in added
    ]


def is_ours(connection: sqlite3.Connection, version: int = VERSION) -> bool:
    """Whether a database holds exactly our tables and indexes: no trigger, view or column more.

    Raises:
        sqlite3.DatabaseError: The database cannot be read.

    """
    return _shape(connection) == _expected(version)


@cache
def _expected(version: int) -> set[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        create(connection)
        shape = _shape(connection)
    if version == UNSEALED_VERSION:
        return {(*row[:3], _ADDED.sub("", row[3])) for row in shape if row[2] not in _NEW_TABLES}
    if version == PLACELESS_VERSION:
        return {row for row in shape if row[2] != "places"}
    return shape


def _shape(connection: sqlite3.Connection) -> set[tuple[str, ...]]:
    """Type, name, table and statement of all there is, white space evened out."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema")
    return {
        (str(kind), str(name), str(table), " ".join(str(sql).replace("(\n    ", "(").split()))
        for kind, name, table, sql in rows
    }
