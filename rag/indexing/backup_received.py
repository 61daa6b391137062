"""A database that came in a backup, checked as from anybody before it replaces anything.

Seals prove nothing here: who made the file could make them too. So every value that later code
builds on is held against what an ingest could have written: shape of the tables, kinds of values,
offsets, vectors, dates, addresses, paths. A path may still name any file; it is never read for
that (rag.indexing.machine).
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import get_args

from rag.errors import IndexDamaged, LoadError, StorageError
from rag.indexing import schema, store, store_write
from rag.indexing.backup_file import no_backup
from rag.indexing.integrity import check_stored
from rag.indexing.signature import SIGNATURE_BYTES
from rag.places import places_from_json
from rag.types import DateBasis
from rag.wording import say

_LARGEST = 1 << 53
"""No number of ours comes near it, and all that calculate with them can."""
_MOST_DIMENSIONS = 65_536
_LONGEST_PATH = 32_768
_LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_ADDRESS = re.compile(r"https?://\S+")
"""An article's address on the web: https://example.org/a"""
_STEP_UP = re.compile(r"/\.\.(?:/|$)")
"""``/a/../etc/passwd``, ``/a/..``"""

_Condition = tuple[str, str, str]
"""What is out of bounds where the query finds a row, in Chinese and English, and the query."""

_CONDITIONS: tuple[_Condition, ...] = (
    ("某一代的编号", "a generation", "SELECT 1 FROM documents WHERE born < 1 OR died < born "
     "UNION ALL SELECT 1 FROM files WHERE born < 1 OR died < born"),
    ("转载关系", "a story", "SELECT 1 FROM documents WHERE canonical IS NOT NULL "
     "AND canonical NOT IN (SELECT number FROM documents)"),
    ("相似签名", "a signature",
     f"SELECT 1 FROM documents WHERE LENGTH(sketch) <> {SIGNATURE_BYTES}"),  # noqa: S608 - constants
    ("模型的维数", "a model's dimension",
     f"SELECT 1 FROM builds WHERE dimension NOT BETWEEN 1 AND {_MOST_DIMENSIONS}"),  # noqa: S608 - constants
    ("某一段的模型", "a chunk's model",
     "SELECT 1 FROM chunks WHERE build NOT IN (SELECT number FROM builds)"),
    ("某篇文章的文件", "an article's file",
     "SELECT 1 FROM articles WHERE file NOT IN (SELECT number FROM files)"),
    ("编号", "a numbering", "SELECT 1 FROM sqlite_sequence WHERE typeof(seq) <> 'integer' "  # noqa: S608 - constants
     f"OR seq NOT BETWEEN 0 AND {_LARGEST} OR typeof(name) <> 'text'"),
)  # fmt: skip


def check_received(source: Path, folder: Path) -> tuple[int, int]:
    """Check the database in ``folder``; how many documents and chunks it shows.

    Afterwards it is of this version and holds only what its generation shows, and no caches.

    Raises:
        LoadError: It is not what an ingest writes; ``source`` is named as where it is from.
        StorageError: The disk is full, read-only or failing.

    """
    try:
        _check_as_it_came(store.database(folder))
        with closing(store.open_for_writing(folder)) as connection:
            return _check_rows(connection)
    except (LoadError, StorageError):
        raise
    except IndexDamaged as fault:  # its advice is for an index
        raise no_backup(source, say("内容已损坏", "what it holds is damaged")) from fault
    except _Refused as fault:
        raise no_backup(source, str(fault)) from fault
    except Exception as fault:  # whatever strange rows make the checks raise, they refuse them
        raise no_backup(source, f"{type(fault).__name__}: {fault}") from fault


class _Refused(Exception):
    """What is wrong, in a few words."""


def _check_as_it_came(database: Path) -> None:
    """Before anything is written into it: SQLite's own structure and nothing but our tables."""
    uri = f"{database.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in (schema.VERSION, *schema.OLDER):
            raise _Refused(
                say(
                    f"格式 {version}，本版为 {schema.VERSION}",
                    f"format {version}, this Youju has {schema.VERSION}",
                )
            )
        if not schema.is_ours(connection, version):
            raise _Refused(say("其中的表与有据的不同", "other tables than Youju's"))
        verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if verdict != "ok":
            raise _Refused(str(verdict))


def _check_rows(connection: sqlite3.Connection) -> tuple[int, int]:
    plain = connection.text_factory
    with store.transaction(connection):
        manifest = store.read_manifest(connection)
        if manifest.build is None or not 1 <= manifest.generation <= _LARGEST:
            raise _Refused(say("里面没有索引", "nothing is in it"))
        if manifest.updated:
            datetime.fromisoformat(manifest.updated)
        found = check_stored(connection, manifest, manifest.build)
        if found.problems:
            raise _Refused(found.problems[0])
        connection.text_factory = plain
        for zh, en, condition in (*_bounds(), *_CONDITIONS):
            if connection.execute(condition).fetchone():
                raise _Refused(say(f"{zh}超出范围", f"{en} is out of bounds"))
        _check_text(connection)
        _check_documents(connection)
        _check_paths(connection)
        for (places,) in connection.execute("SELECT places FROM places"):
            places_from_json(places)
        _drop_unshown(connection, manifest.generation, manifest.build.number)
    return found.documents, found.chunks


def _bounds() -> Iterator[_Condition]:
    """Queries that find a row only where a whole number is negative or too large."""
    for table, columns in schema.columns().items():
        outside = [
            f'"{column.name}" NOT BETWEEN 0 AND {_LARGEST}'
            for column in columns
            if column.kinds[0] == "integer" and column.name not in _FREE
        ]
        if outside:
            query = f"SELECT 1 FROM {table} WHERE {' OR '.join(outside)}"  # noqa: S608 - constants
            yield f"{table} 表的数值", f"a number in {table}", query


_FREE = {"seal", "mtime", "ctime"}
"""Whole numbers that may be any: nanoseconds, checksums."""


def _check_documents(connection: sqlite3.Connection) -> None:
    rows = connection.execute("SELECT id, basis, language, categories, url FROM documents")
    for id_, basis, language, categories, url in rows:
        listed = json.loads(categories)
        fits = (
            basis in get_args(DateBasis)
            and language in _LANGUAGES
            and isinstance(listed, list)
            and all(isinstance(category, str) for category in listed)
            and (not url or _ADDRESS.fullmatch(url))
        )
        if not fits:
            raise _Refused(say(f"文章 {id_} 的资料有误", f"the article {id_}"))


def _check_paths(connection: sqlite3.Connection) -> None:
    for table in ("roots", "removals", "files"):
        for (path,) in connection.execute(f"SELECT path FROM {table}"):  # noqa: S608 - constants
            # What was named may hold a step up; what was found does not.
            steps_up = table == "files" and _STEP_UP.search(path)
            if not path.startswith("/") or "\0" in path or steps_up or len(path) > _LONGEST_PATH:
                raise _Refused(say(f"{table} 表中的路径有误", f"a path in {table}"))
    places = connection.execute(
        "SELECT a.path, f.path FROM articles a JOIN files f ON f.number = a.file"
    )
    for place, file in places:
        if place != file and not place.startswith(f"{file}!/"):
            raise _Refused(say("文章的位置不在其文件中", "a place outside its file"))


def _check_text(connection: sqlite3.Connection) -> None:
    """Whether all text is UTF-8: reading it is the check."""
    for table, columns in schema.columns().items():
        texts = [column.name for column in columns if column.kinds[0] == "text"]
        if texts:
            for _ in connection.execute(f"SELECT {', '.join(texts)} FROM {table}"):  # noqa: S608 - constants
                pass


def _drop_unshown(connection: sqlite3.Connection, generation: int, build: int) -> None:
    """What a run had half done when the backup was made is done again; caches are made anew."""
    at = {"generation": generation}
    for table in ("documents", "files"):
        for change in (
            "died = NULL WHERE died > :generation",
            "died = born WHERE born > :generation",
        ):
            connection.execute(f"UPDATE {table} SET {change}", at)  # noqa: S608 - constants
        connection.execute(
            f"UPDATE {table} SET born = 1, died = 1 WHERE died IS NOT NULL",  # noqa: S608 - constants
        )
    store_write.purge(connection, generation, build)
    connection.execute("UPDATE manifest SET caches = '{}'")
