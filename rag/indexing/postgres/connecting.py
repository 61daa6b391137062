"""Connections to the server, and statements over them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg

from rag.errors import IndexUnreachable, YoujuError
from rag.indexing.postgres.address import Address
from rag.indexing.postgres.explaining import explained

Connection = psycopg.Connection[tuple[Any, ...]]
Values = Mapping[str, Any]

_CONNECT_S = 10
_NOT_IN_CLEAR: dict[str, Any] = {"require_auth": "!password,!md5"}
_CAN_REQUIRE = psycopg.pq.version() >= 160_000


_NO_HASTE = "; ".join(
    f"SET {name} = 0"
    for name in ("statement_timeout", "lock_timeout", "idle_session_timeout",
                 "idle_in_transaction_session_timeout")
)  # fmt: skip
"""What an administrator sets for questions would end an ingest or a graph in the midst of it;
pg_dump lifts the same for itself."""


def connect(address: Address, *, long_work: bool = False) -> Connection:
    """A connection in autocommit; statements go unprepared, planned for their own values.

    Text goes over it as UTF-8, whatever PGCLIENTENCODING or the role says. With ``long_work`` the
    server's timeouts do not count, as it is for writing, copying and making anew.

    Raises:
        IndexUnreachable: The server does not answer or lets nobody in, or the address is broken.
    """
    if address.broken:
        raise IndexUnreachable(
            zh=f"{address.shown} 的密码里有 / ? # @ 之一，地址因此读不通。请写成 %2F %3F %23 %40，"
            "或用 PGPASSWORD、~/.pgpass 给出密码。",
            en=f"The password of {address.shown} has one of / ? # @ in it, which breaks the "
            "address: write %2F %3F %23 %40, or give it by PGPASSWORD or ~/.pgpass.",
        )
    with server_faults(address):
        # Whoever can name a server, in a .env say, must not be sent the password as it is:
        # PGPASSWORD or ~/.pgpass may hold one for another server.
        careful = {} if "require_auth" in address.url or not _CAN_REQUIRE else _NOT_IN_CLEAR
        connection = psycopg.connect(
            address.url, autocommit=True, prepare_threshold=None, application_name="youju",
            connect_timeout=_CONNECT_S, keepalives_idle=30, keepalives_interval=10,
            keepalives_count=3, client_encoding="UTF8", **careful,
        )  # fmt: skip
        if long_work:
            connection.execute(_NO_HASTE.encode())
        return connection


def run(
    connection: Connection, statement: str, values: Values | None = None
) -> psycopg.Cursor[tuple[Any, ...]]:
    """Run one statement of ours; what is put into its text is constants and numbers alone."""
    return connection.execute(statement.encode(), values)


def one(connection: Connection, statement: str, values: Values | None = None) -> Any:
    """The first value of the only row."""
    row = run(connection, statement, values).fetchone()
    return row[0] if row is not None else None


@contextlib.contextmanager
def snapshot(connection: Connection) -> Iterator[Connection]:
    """One REPEATABLE READ snapshot that only reads.

    The table of chunks is held before the snapshot is taken: one that was made anew between the
    two would be there with no row to see (rag.indexing.postgres.dividing).
    """
    with connection.transaction():
        run(
            connection,
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; "
            "LOCK TABLE ONLY chunks IN ACCESS SHARE MODE",
        )
        yield connection


@contextlib.contextmanager
def server_faults(address: Address) -> Iterator[None]:
    """Turn what the server or the driver says into one clear sentence."""
    try:
        yield
    except YoujuError:
        raise
    except psycopg.Error as fault:
        raise explained(fault, address) from None  # its own text may quote the address
