"""Which server can hold the tables, and the tables brought to this version."""

from __future__ import annotations

import psycopg

from rag.errors import IndexDamaged, IndexMissing, IndexUnreachable
from rag.indexing.postgres.address import Address
from rag.indexing.postgres.connecting import Connection, one, run
from rag.indexing.postgres.explaining import no_extension
from rag.indexing.postgres.tables import STEPS

VERSION = len(STEPS)
OLDEST_SERVER = 14
OLDEST_VECTOR = (0, 8)
LOCK = "hashtext('youju ' || current_schema())"
"""The first half of our advisory locks' keys; 0 as the other half is for publishing."""


def prepare(connection: Connection, address: Address) -> None:
    """Make the tables, or bring them to this version; the server is checked first.

    Raises:
        IndexUnreachable: The server, or its pgvector, is too old or not there.
        IndexDamaged: The tables are of a newer Youju.
    """
    check_server(connection, address)
    found = version_of(connection)
    if found == VERSION:
        check_vector(connection, address)
        return
    _check(found, address)
    with connection.transaction():
        run(connection, f"SELECT pg_advisory_xact_lock({LOCK}, 0)")
        try:
            run(connection, "CREATE EXTENSION IF NOT EXISTS vector")
        except (psycopg.errors.UndefinedFile, psycopg.errors.FeatureNotSupported) as fault:
            raise no_extension(address.shown, address.cleared(str(fault))) from None
        check_vector(connection, address)
        _make(connection)


def _make(connection: Connection) -> None:
    """Take the steps that were not taken yet; the caller has a transaction open."""
    found = version_of(connection)  # another writer may have been quicker
    if found == 0:
        run(connection, "CREATE TABLE youju_schema (version integer NOT NULL)")
        run(connection, "INSERT INTO youju_schema VALUES (0)")
    for step in STEPS[found:]:
        for statement in filter(str.strip, step.split(";\n")):
            run(connection, statement)
    run(connection, "UPDATE youju_schema SET version = %(version)s", {"version": VERSION})


def check(connection: Connection, address: Address) -> None:
    """Whether a reader can read here.

    Raises:
        IndexMissing: There are no tables of ours.
        IndexDamaged: They are of another version.
        IndexUnreachable: The server, or its pgvector, is too old.
    """
    check_server(connection, address)
    found = version_of(connection)
    if found == 0:
        raise missing(address)
    _check(found, address)
    if found < VERSION:
        raise IndexDamaged(
            zh=f"{address.shown} 的索引是旧版本的（格式 {found}）。请运行一次 youju ingest，"
            "它会升级。",
            en=f"The index at {address.shown} is of an older version (format {found}). Run youju "
            "ingest once, which brings it up.",
        )
    check_vector(connection, address)


def version_of(connection: Connection) -> int:
    """The version of the tables; 0 where there are none."""
    # Not by the search path: behind the schema of this index may stand one that holds another.
    if one(connection, f"SELECT to_regclass({qualified('youju_schema')})") is None:
        return 0
    return int(one(connection, "SELECT version FROM youju_schema"))


def qualified(name: str) -> str:
    """In SQL, the text of a name of ours in the schema where the index is: news.terms."""
    return f"quote_ident(current_schema()) || '.{name}'"


def check_server(connection: Connection, address: Address) -> None:
    """Refuse a server that is too old, a database of another encoding, a schema that is not there.

    Raises:
        IndexUnreachable: It is one of them.
    """
    version = connection.info.server_version // 10_000
    if version < OLDEST_SERVER:
        raise IndexUnreachable(
            zh=f"{address.shown} 是 PostgreSQL {version}，需要 {OLDEST_SERVER} 或更新的版本。",
            en=f"{address.shown} is PostgreSQL {version}; {OLDEST_SERVER} or newer is needed.",
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise IndexUnreachable(
            zh=f"{address.shown} 的数据库编码是 {encoding}，存不下各种文字。请另建一个："
            "createdb --encoding=UTF8 --template=template0 数据库名",
            en=f"The database at {address.shown} has the encoding {encoding}, which cannot hold "
            "every text. Make another: createdb --encoding=UTF8 --template=template0 NAME",
        )
    _check_schema(connection, address)


def _check_schema(connection: Connection, address: Address) -> None:
    """Whether tables are made and read in the schema that the search path names first.

    PostgreSQL passes over one that is not there: two indexes would become one.
    """
    found = one(connection, "SELECT current_schema()")
    first = one(connection, "SELECT (string_to_array(current_setting('search_path'), ','))[1]")
    wanted = (first or "").strip().strip('"')
    if found is None or (wanted not in ("$user", found)):
        raise IndexUnreachable(
            zh=f"{address.shown} 的 search_path 最前面的 schema“{wanted}”不存在，或这个用户不能用。"
            f"请由管理员运行：CREATE SCHEMA {wanted} AUTHORIZATION 用户（只提问的用户：GRANT USAGE "
            f"ON SCHEMA {wanted}）。",
            en=f'The first schema of search_path at {address.shown}, "{wanted}", does not exist, '
            f"or this user may not use it. An administrator runs CREATE SCHEMA {wanted} "
            f"AUTHORIZATION USER (for a user who only asks: GRANT USAGE ON SCHEMA {wanted}).",
        )


def check_vector(connection: Connection, address: Address) -> None:
    """Refuse a pgvector that is not there or too old."""
    found = one(connection, "SELECT extversion FROM pg_extension WHERE extname = 'vector'")
    if found is None or tuple(map(int, found.split(".")[:2])) < OLDEST_VECTOR:
        raise no_extension(address.shown, f"pgvector {found or '-'}")


def missing(address: Address) -> IndexMissing:
    """The error for a database in which nothing is indexed yet."""
    return IndexMissing(
        zh=f"{address.shown} 中还没有索引。请先运行：youju ingest 文章文件夹",
        en=f"Nothing is indexed yet at {address.shown}. Run first: youju ingest FOLDER",
    )


def _check(found: int, address: Address) -> None:
    if found > VERSION:
        raise IndexDamaged(
            zh=f"{address.shown} 的索引是更新版本的有据写成的（格式 {found}，本版为 {VERSION}）。"
            "请升级有据：pip install -U 'youju[postgres]'",
            en=f"The index at {address.shown} was written by a newer Youju (format {found}, this "
            f"one has {VERSION}). Upgrade: pip install -U 'youju[postgres]'",
        )
