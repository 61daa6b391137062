"""Answers that readers shared: ``page.db`` beside the index, each opened by a link for a while.

With a login a link is its account's, without one the browser's that made it. Links of a
conversation end with it, and open again when it is brought back.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rag.indexing import page_file
from rag.indexing.storage import transaction
from ui.state.turns import PageTurn, turn_from, turn_record

MOST_SHARES = 1_000
"""Links of one user, or one browser; the oldest end first."""
DELETED_KEPT = timedelta(days=1)
"""How long a deleted conversation, and the links that ended with it, can be brought back."""
SHARED_FOR = timedelta(days=30)
"""How long a link opens its answer."""
_OWN = "user = ? AND browser = ? AND (user <> '' OR browser <> '')"
"""The rows of one reader: an account, else a browser; those of nobody are nobody's."""


@dataclass(frozen=True, slots=True)
class Share:
    """An answer that a link opens, until ``expires`` (ISO time, UTC)."""

    id: str
    turn: PageTurn
    expires: str
    own: bool = False


class Shares:
    """What was shared. Any method raises ``sqlite3.Error`` or ``OSError``."""

    def __init__(self, data_dir: Path) -> None:
        """Open nothing yet; the file is made when something is kept."""
        self._data_dir = data_dir
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one thread at a time; opened anew where the file was replaced."""
        with self._lock:
            if self._connection is not None and self._file != self._there():
                self.close()
            if self._connection is None:
                self._connection = page_file.connect(self._data_dir)
                self._file = self._there()
            yield self._connection

    def _there(self) -> tuple[int, int] | None:
        """Which file lies in the place; a connection stays with the one that it opened."""
        try:
            found = page_file.page_file(self._data_dir).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def share(self, user: str, browser: str, turn: PageTurn, talk: str = "") -> Share:
        """A link to an answer: the one it has already, else a new one that nobody can guess.

        ``talk`` is the conversation that it stands in.
        """
        record = json.dumps(turn_record(turn), ensure_ascii=False)
        expires = stamp(SHARED_FOR)
        with self._open() as connection, transaction(connection):
            purge(connection)
            own = _owner(user, browser)
            row = connection.execute(
                "SELECT id FROM shares WHERE user = ? AND browser = ? AND turn = ?", (*own, turn.id)
            ).fetchone()
            name = row[0] if row else secrets.token_urlsafe(24)
            connection.execute(
                "INSERT OR REPLACE INTO shares VALUES (?, ?, ?, ?, ?, ?, ?, '')",
                (name, *own, turn.id, expires, record, talk),
            )
            connection.execute(
                "DELETE FROM shares WHERE user = ?1 AND browser = ?2 AND id NOT IN (SELECT id "
                "FROM shares WHERE user = ?1 AND browser = ?2 "
                "ORDER BY expires DESC, rowid DESC LIMIT ?3)",
                (*own, MOST_SHARES),
            )
        return Share(name, turn, expires, own=True)

    def shared(self, name: str, user: str, browser: str) -> Share | None:
        """What a link opens for this reader; ``None`` where it is nobody's, over, or another's.

        With a login an answer is its account's alone; without one whoever has the link reads it,
        and the browser that made it is its owner.
        """
        with self._open() as connection:
            row = connection.execute(
                "SELECT user, browser, expires, record FROM shares "
                "WHERE id = ? AND expires > ? AND ended = ''",
                (name, stamp()),
            ).fetchone()
        if row is None or row[0] != user:
            return None
        turn = turn_from(json.loads(row[3]))
        own = bool(user) or row[1] == browser != ""
        return Share(name, turn, row[2], own=own) if turn else None

    def shares_of(self, user: str, browser: str) -> list[Share]:
        """A reader's own links that open something, the latest first."""
        with self._open() as connection:
            rows = connection.execute(
                f"SELECT id, record, expires FROM shares WHERE {_OWN} AND expires > ? "  # noqa: S608 - a constant
                "AND ended = '' ORDER BY expires DESC, rowid DESC",
                (*_owner(user, browser), stamp()),
            ).fetchall()
        read = ((name, turn_from(json.loads(record)), expires) for name, record, expires in rows)
        return [Share(name, turn, expires, own=True) for name, turn, expires in read if turn]

    def unshare(self, name: str, user: str, browser: str) -> bool:
        """End a link for good; whether it was this reader's."""
        with self._open() as connection, transaction(connection):
            made = connection.execute(
                f"DELETE FROM shares WHERE id = ? AND {_OWN}",  # noqa: S608 - a constant
                (name, *_owner(user, browser)),
            )
        return made.rowcount > 0

    def unshare_all(self, user: str, browser: str) -> int:
        """End all links of a reader's for good, those of deleted conversations too; how many."""
        with self._open() as connection, transaction(connection):
            made = connection.execute(
                f"DELETE FROM shares WHERE {_OWN}",  # noqa: S608 - a constant
                _owner(user, browser),
            )
        return made.rowcount

    def end_links(self, user: str, browser: str, talk: str, *, ended: bool) -> None:
        """A reader's conversation was deleted, or brought back: so are the links into it."""
        with self._open() as connection, transaction(connection):
            end_links(connection, _owner(user, browser), talk, ended=ended)


def end_links(
    connection: sqlite3.Connection, owner: tuple[str, str], talk: str, *, ended: bool
) -> None:
    """Within a transaction: the links into ``owner``'s conversation open nothing, or again."""
    connection.execute(
        f"UPDATE shares SET ended = ? WHERE {_OWN} AND talk = ? AND talk <> ''",  # noqa: S608 - a constant
        (stamp() if ended else "", *owner, talk),
    )


def _owner(user: str, browser: str) -> tuple[str, str]:
    return (user, "" if user else browser)


def purge(connection: sqlite3.Connection) -> None:
    """Deleted conversations and links whose time is over go for good."""
    long_ago = stamp(-DELETED_KEPT)
    connection.execute("DELETE FROM talks WHERE deleted <> '' AND deleted < ?", (long_ago,))
    connection.execute(
        "DELETE FROM shares WHERE expires < ? OR (ended <> '' AND ended < ?)", (stamp(), long_ago)
    )


def stamp(later: timedelta = timedelta()) -> str:
    """Now, or so much later, as it is kept: ISO time, UTC."""
    return (datetime.now(UTC) + later).isoformat(timespec="seconds")
