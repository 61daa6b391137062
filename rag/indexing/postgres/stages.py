"""Stages: each writer's run has a number that its rows carry, and a lock that dies with it."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence

from rag.indexing.postgres.connecting import Connection, one, run
from rag.indexing.postgres.schema import LOCK

LIVE = (
    "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 "
    f"AND classid = ({LOCK}::bigint & 4294967295)::oid AND database = "
    "(SELECT oid FROM pg_database WHERE datname = current_database())"
)
"""The stages whose writers are at work: each holds its lock for as long as it is connected."""

_REBUILDING = -1


def take(connection: Connection) -> int:
    """A stage to write: one that a killed writer has left, else a new one."""
    with connection.transaction():
        # Whoever publishes holds this lock too: no stage comes up while it looks for open ones.
        run(connection, f"SELECT pg_advisory_xact_lock({LOCK}, 0)")
        open_ = run(connection, "SELECT number FROM stages WHERE published IS NULL ORDER BY number")
        for (number,) in open_.fetchall():
            if _lock(connection, number):
                run(
                    connection,
                    "UPDATE stages SET host = %(host)s, process = %(process)s, started = now() "
                    "WHERE number = %(number)s",
                    {**_here(), "number": number},
                )
                return int(number)
        number = one(
            connection,
            "INSERT INTO stages (host, process) VALUES (%(host)s, %(process)s) RETURNING number",
            _here(),
        )
        _lock(connection, number)
        return int(number)


def lock_rebuilding(connection: Connection) -> bool:
    """Whether this writer may rebuild the index for another model: nobody else does."""
    return _lock(connection, _REBUILDING)


def drop_if_empty(connection: Connection, stage: int) -> None:
    """Forget a stage in which nothing was written."""
    run(
        connection,
        "DELETE FROM stages WHERE number = %(stage)s AND published IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM files WHERE born = %(stage)s OR died = %(stage)s) AND NOT EXISTS "
        "(SELECT 1 FROM documents WHERE born = %(stage)s OR died = %(stage)s) AND NOT EXISTS "
        "(SELECT 1 FROM chunks WHERE born = %(stage)s)",
        {"stage": stage},
    )


def claim(connection: Connection, stage: int, paths: Sequence[str]) -> set[str]:
    """Those of ``paths`` that no writer at work has claimed; they are this stage's from now on.

    A claim lasts until its stage is published or its writer is gone. Rows that another writer is
    just about are passed over (SKIP LOCKED), so that nobody waits for anybody.
    """
    values = {"stage": stage, "paths": sorted(paths)}
    with connection.transaction():
        fresh = run(
            connection,
            "INSERT INTO claims SELECT path, %(stage)s FROM unnest(%(paths)s::text[]) path "
            "ON CONFLICT DO NOTHING RETURNING path",
            values,
        ).fetchall()
        left = run(
            connection,
            "UPDATE claims SET stage = %(stage)s WHERE path IN (SELECT path FROM claims WHERE "
            f"path = ANY(%(paths)s) AND (stage = %(stage)s OR stage NOT IN ({LIVE})) "
            "FOR UPDATE SKIP LOCKED) RETURNING path",
            values,
        ).fetchall()
    return {row[0] for row in (*fresh, *left)}


def _lock(connection: Connection, number: int) -> bool:
    return bool(
        one(connection, f"SELECT pg_try_advisory_lock({LOCK}, %(number)s::int)", {"number": number})
    )


def _here() -> dict[str, object]:
    return {"host": socket.gethostname(), "process": os.getpid()}
