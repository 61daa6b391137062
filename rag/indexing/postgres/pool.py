"""A reader's connections: one for each call at a time, kept for the next, made anew when broken.

A call whose connection breaks is tried once more on a new one, which after a failover may be
another server's. Where the server has no connection left, a call waits for one of its own reader's.
"""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Callable
from typing import TypeVar

import psycopg

from rag.indexing.postgres.address import Address
from rag.indexing.postgres.connecting import Connection, connect, server_faults, snapshot
from rag.indexing.postgres.explaining import Crowded
from rag.indexing.postgres.schema import check

MOST_IDLE = 8
"""So many stay open between calls; what a rush of questions opened goes back to the server."""
PATIENCE_S = 10.0
"""So long a call waits where the server has no connection left."""
_LOOK_S = 0.2

_Found = TypeVar("_Found")


class Pool:
    """Connections to one server, for many threads."""

    def __init__(self, address: Address) -> None:
        """Nothing is opened yet."""
        self._address = address
        self._idle: queue.LifoQueue[Connection] = queue.LifoQueue()
        self._closed = False

    def read(self, what: Callable[[Connection], _Found]) -> _Found:
        """``what`` in a snapshot, on a connection of this thread's own for the time being.

        Raises:
            IndexUnreachable, IndexMissing, IndexDamaged, StorageError: As the server has it.
        """
        with server_faults(self._address):
            try:
                return self._once(what)
            except psycopg.OperationalError as fault:
                if fault.sqlstate is not None and fault.sqlstate[:3] not in ("57P", "080"):
                    raise
            self._drop_idle()  # the others have most likely broken with it
            return self._once(what)

    def close(self) -> None:
        """Close all; calls must have ended."""
        self._closed = True
        self._drop_idle()

    def _once(self, what: Callable[[Connection], _Found]) -> _Found:
        connection = self._taken()
        try:
            with snapshot(connection):
                return what(connection)
        finally:
            if self._closed or connection.broken or self._idle.qsize() >= MOST_IDLE:
                connection.close()
            else:
                self._idle.put(connection)

    def _taken(self) -> Connection:
        """One that nobody uses, else a new one."""
        with contextlib.suppress(queue.Empty):
            return self._idle.get_nowait()
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                return self._new()
            except Crowded:
                if time.monotonic() > until:
                    raise
            with contextlib.suppress(queue.Empty):
                return self._idle.get(timeout=_LOOK_S)

    def _new(self) -> Connection:
        connection = connect(self._address)
        try:
            check(connection, self._address)
        except BaseException:
            connection.close()
            raise
        return connection

    def _drop_idle(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()
