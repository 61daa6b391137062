"""``page.db``: what readers of the page keep on the server, beside the index and in its backups.

    talks        conversations of readers who signed in; ``deleted`` ones can be brought back
    collections  named choices of what is asked, of readers who signed in
    shares       answers that can be opened by a link until they expire; ``talk`` is the
                 conversation they stand in, ``ended`` when that was deleted

What stands in ``record`` and ``scope`` is JSON that the page reads field by field, as from anybody
(``ui/state/turns.py``). Here is what the tables are, how they are copied whole while they are in
use, and how those of a backup are checked and put beside what is there.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from rag.indexing.storage import transaction
from rag.wording import say

NAME = "page.db"
VERSION = 2
"""2 knows which conversation a shared answer stands in."""
LONGEST_RECORD = 1_000_000
"""Characters of one conversation or answer: as much as one request may carry."""
LONGEST_NAME = 200
"""Characters of a user, a title, an id."""

_TABLES = (
    "CREATE TABLE talks (user TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, "
    "pinned INTEGER NOT NULL, updated TEXT NOT NULL, deleted TEXT NOT NULL, words TEXT NOT NULL, "
    "record TEXT NOT NULL, PRIMARY KEY (user, id))",
    "CREATE INDEX talks_updated ON talks (user, updated)",
    "CREATE TABLE collections (user TEXT NOT NULL, name TEXT NOT NULL, scope TEXT NOT NULL, "
    "PRIMARY KEY (user, name))",
    "CREATE TABLE shares (id TEXT PRIMARY KEY, user TEXT NOT NULL, browser TEXT NOT NULL, "
    "turn TEXT NOT NULL, expires TEXT NOT NULL, record TEXT NOT NULL, talk TEXT NOT NULL, "
    "ended TEXT NOT NULL)",
    "CREATE INDEX shares_turn ON shares (user, browser, turn)",
)
_SHARES_OF_1 = (
    "CREATE TABLE shares (id TEXT PRIMARY KEY, user TEXT NOT NULL, browser TEXT NOT NULL, "
    "turn TEXT NOT NULL, expires TEXT NOT NULL, record TEXT NOT NULL)"
)
_KEYS = {"talks": ("user", "id"), "collections": ("user", "name"), "shares": ("id",)}
_JSON = {"talks": "record", "collections": "scope", "shares": "record"}
_LONG = frozenset({"words", "record", "scope"})
_TIME = re.compile(
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?\+00:00"
)  # "2026-11-30T16:05:00.250+00:00"


class NotOurs(Exception):
    """A ``page.db`` that the page did not write; the message says in a few words why."""


def page_file(data_dir: Path) -> Path:
    """Where it lies."""
    return data_dir / NAME


def connect(data_dir: Path) -> sqlite3.Connection:
    """A connection to read and write with, from any thread; the file is made where it is missing.

    What is committed is on the disk: a reader who saw an answer kept finds it after a power cut.

    Raises:
        sqlite3.Error: It cannot be opened, or is of another version.
        OSError: The folder cannot be made.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        page_file(data_dir), isolation_level=None, check_same_thread=False, timeout=10
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA trusted_schema = OFF")
        with transaction(connection):
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, 1, VERSION):
                raise sqlite3.DatabaseError(f"format {version}")
            if version == 0:
                for statement in _TABLES:
                    connection.execute(statement)
            if version == 1:
                _widen(connection)
            connection.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        connection.close()
        raise
    return connection


def _widen(connection: sqlite3.Connection) -> None:
    """Make version 2 of version 1."""
    connection.execute("DROP INDEX shares_turn")
    connection.execute("ALTER TABLE shares RENAME TO shares_of_1")
    for statement in _TABLES[-2:]:
        connection.execute(statement)
    connection.execute("INSERT INTO shares SELECT *, '', '' FROM shares_of_1")
    connection.execute("DROP TABLE shares_of_1")


def copied(data_dir: Path, target: Path) -> bool:
    """A whole copy in ``target`` while the page is in use; whether there was anything to copy.

    Raises:
        sqlite3.Error: It is damaged, or the copy cannot be written.
    """
    if not page_file(data_dir).is_file():
        return False
    with closing(connect(data_dir)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    check(target)
    return True


def check(path: Path) -> None:
    """See that a file is whole and holds nothing but what the page writes.

    Raises:
        NotOurs: It is not, or does not.
    """
    try:
        with closing(_opened(path)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            _check_shape(connection)
            for table in _KEYS:
                for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - constants
                    _check_row(connection, table, row)
    except (sqlite3.Error, UnicodeError, RecursionError) as fault:
        raise NotOurs(f"{NAME}: {fault}") from fault


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _check_shape(connection: sqlite3.Connection) -> None:
    told = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = (*_TABLES[:-2], _SHARES_OF_1, _TABLES[-1]) if version == 1 else _TABLES
    with closing(sqlite3.connect(":memory:")) as made:
        for statement in tables:
            made.execute(statement)
        wanted = made.execute(told).fetchall()
    if version not in (1, VERSION) or connection.execute(told).fetchall() != wanted:
        raise NotOurs(say(f"{NAME} 中的表与有据的不同", f"{NAME}: other tables than Youju's"))
    verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise NotOurs(f"{NAME}: {verdict}")


def _check_row(connection: sqlite3.Connection, table: str, row: tuple[object, ...]) -> None:
    for name, value in zip(_columns(connection, table), row, strict=True):
        longest = LONGEST_RECORD if name in _LONG else LONGEST_NAME
        fits = value in (0, 1) if name == "pinned" else isinstance(value, str)
        if not fits or (isinstance(value, str) and len(value) > longest):
            raise NotOurs(say(f"{NAME} 的 {table} 表有误", f"{NAME}: a row of {table}"))
        if name in {"updated", "deleted", "expires", "ended"} and not _TIME.fullmatch(str(value)):
            raise NotOurs(say(f"{NAME} 的时间有误", f"{NAME}: a time in {table}"))
        if name == _JSON[table] and not _is_object(str(value)):
            raise NotOurs(say(f"{NAME} 的内容不是 JSON", f"{NAME}: no JSON in {table}"))


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]


def put_beside(path: Path, data_dir: Path) -> None:
    """Take a checked file's rows in, in one transaction; of two of one name the later stays.

    What was kept since the backup was made is not lost by restoring it.

    Raises:
        sqlite3.Error, OSError: It cannot be written.
    """
    with (
        closing(connect(data_dir)) as connection,
        _attached(connection, path),
        transaction(connection),
    ):
        for table, keys in _KEYS.items():
            columns = _columns(connection, table)
            # What version 1 does not have of a share is empty.
            had = [row[1] for row in connection.execute(f"PRAGMA restored.table_info({table})")]
            taken = ", ".join(name if name in had else "''" for name in columns)
            fresh = ", ".join(f"{name} = excluded.{name}" for name in columns)
            newer = "excluded.updated > talks.updated" if table == "talks" else "0"
            connection.execute(
                f"INSERT INTO main.{table} SELECT {taken} FROM restored.{table} WHERE 1 "  # noqa: S608 - constants
                f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {fresh} WHERE {newer}"
            )


@contextmanager
def _attached(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    connection.execute("ATTACH ? AS restored", (str(path),))
    try:
        yield
    finally:
        connection.execute("DETACH restored")
