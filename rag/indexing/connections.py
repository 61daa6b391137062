"""The connections of a reader to the database in ``data_dir``: lent, kept and lent again."""

from __future__ import annotations

import contextlib
import queue
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from rag.indexing import store

_File = tuple[int, int] | None
"""Which file a connection reads: a restore may put another in its place."""


class Connections:
    """Connections for reading, each one thread's own for the time being."""

    def __init__(self, data_dir: Path) -> None:
        """None is opened before it is asked for."""
        self._data_dir = data_dir
        self._idle: queue.LifoQueue[tuple[_File, sqlite3.Connection]] = queue.LifoQueue()
        self._file: _File = store.identity(data_dir)
        self._closed = False

    @contextlib.contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else uses; it is kept, and lent again."""
        file, connection = self._idle_connection()
        try:
            with store.storage_faults(self._data_dir):
                yield connection
        finally:
            if self._closed:
                connection.close()
            else:
                self._idle.put((file, connection))

    def follow(self) -> None:
        """Lend from now on what reads the file that is there now."""
        self._file = store.identity(self._data_dir) or self._file

    def close(self) -> None:
        """Close all connections; what was asked of them must have ended."""
        self._closed = True
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait()[1].close()

    def _idle_connection(self) -> tuple[_File, sqlite3.Connection]:
        """One that is not in use and reads the file that is there now; else a new one."""
        with contextlib.suppress(queue.Empty):
            while True:
                file, connection = self._idle.get_nowait()
                if file == self._file:
                    return file, connection
                connection.close()
        file = self._file
        return file, store.open_for_reading(self._data_dir)
