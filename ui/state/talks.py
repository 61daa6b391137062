"""Conversations, collections and shared answers on the server: ``page.db`` beside the index.

Every statement names the user whose rows it is about; nobody's are reached through another's.
What is committed is on the disk. Where no login is set up, conversations stay in the readers'
browsers, and only answers that somebody shared are here.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rag.indexing import page_file
from rag.indexing.storage import transaction
from ui.state.scope import MOST_COLLECTIONS, Scope, collections_from, scope_record
from ui.state.talk import LONGEST_TITLE, Talk, talk_from, talk_record, words_of
from ui.state.turns import PageTurn, turn_from, turn_record

MOST_TALKS = 5_000
"""Conversations of one user; past them a new one is not kept, and the reader is told."""
MOST_SHARES = 1_000
"""Links of one user, or one browser; the oldest end first."""
DELETED_KEPT = timedelta(days=1)
"""How long a deleted conversation can be brought back."""
SHARED_FOR = timedelta(days=30)
"""How long a link opens its answer."""


class TooMany(Exception):
    """A user keeps as many conversations as there is room for."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation's row in the list; ``updated`` is ISO time, UTC."""

    id: str
    title: str
    pinned: bool
    updated: str


@dataclass(frozen=True, slots=True)
class Share:
    """An answer that a link opens, until ``expires`` (ISO time, UTC)."""

    id: str
    turn: PageTurn
    expires: str
    own: bool = False


class Talks:
    """What readers keep on the server. Any method raises ``sqlite3.Error`` or ``OSError``."""

    def __init__(self, data_dir: Path) -> None:
        """Open nothing yet; the file is made when something is kept."""
        self._data_dir = data_dir
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one thread at a time; opened anew where the file was replaced."""
        with self._lock:
            if self._connection is not None and not page_file.page_file(self._data_dir).is_file():
                self.close()
            if self._connection is None:
                self._connection = page_file.connect(self._data_dir)
            yield self._connection

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # Conversations

    def keep(self, user: str, talk: Talk) -> None:
        """Keep a conversation as it is now; a name and a pin that it was given stay.

        Raises:
            TooMany: There is no room for another one.
        """
        record = json.dumps(talk_record(talk, user), ensure_ascii=False)
        row = talk_record(Talk(talk.id, talk.turns[:1], title=talk.title))
        with self._open() as connection, transaction(connection):
            _purge(connection)
            known = "SELECT COUNT(*) FROM talks WHERE user = ? AND id <> ?"
            if connection.execute(known, (user, talk.id)).fetchone()[0] >= MOST_TALKS:
                raise TooMany
            connection.execute(
                "INSERT INTO talks VALUES (?, ?, ?, ?, ?, '', ?, ?) ON CONFLICT (user, id) DO "
                "UPDATE SET updated = excluded.updated, words = excluded.words, "
                "record = excluded.record",
                (user, talk.id, row["title"], talk.pinned, talk.updated, words_of(talk), record),
            )

    def listed(self, user: str, find: str = "") -> list[Listed]:
        """A user's conversations, pinned ones first, then the latest; those that say ``find``."""
        wanted = find.casefold().strip()
        with self._open() as connection:
            rows = connection.execute(
                "SELECT id, title, pinned, updated FROM talks WHERE user = ? AND deleted = '' "
                "AND (? = '' OR INSTR(words, ?) OR INSTR(LOWER(title), ?)) "
                "ORDER BY pinned DESC, updated DESC, id LIMIT ?",
                (user, wanted, wanted, wanted, MOST_TALKS),
            ).fetchall()
        return [Listed(name, title, bool(pinned), updated) for name, title, pinned, updated in rows]

    def opened(self, user: str, name: str) -> Talk:
        """A conversation of a user's; an empty one where there is none of that name."""
        with self._open() as connection:
            row = connection.execute(
                "SELECT record, title, pinned FROM talks WHERE user = ? AND id = ?", (user, name)
            ).fetchone()
        return _talk(row, user)

    def change(
        self,
        user: str,
        name: str,
        *,
        title: str | None = None,
        pinned: bool | None = None,
        deleted: bool | None = None,
    ) -> bool:
        """Rename, pin, delete or bring back; whether there is such a conversation."""
        gone = None if deleted is None else _now() if deleted else ""
        changed = (title or "")[:LONGEST_TITLE].strip() or None
        with self._open() as connection, transaction(connection):
            made = connection.execute(
                "UPDATE talks SET title = COALESCE(?, title), pinned = COALESCE(?, pinned), "
                "deleted = COALESCE(?, deleted) WHERE user = ? AND id = ?",
                (changed, pinned, gone, user, name),
            )
        return made.rowcount > 0

    def all_of(self, user: str) -> Iterator[dict[str, Any]]:
        """Every conversation of a user's as a record with its name, the latest first."""
        for each in self.listed(user):
            talk = self.opened(user, each.id)
            if talk.turns:
                yield talk_record(talk)

    # Collections

    def collections(self, user: str) -> dict[str, Scope]:
        """The scopes a user named, by name."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT name, scope FROM collections WHERE user = ? ORDER BY name", (user,)
            ).fetchall()
        return collections_from({name: json.loads(scope) for name, scope in rows})

    def keep_collection(self, user: str, name: str, scope: Scope | None) -> None:
        """Keep a scope under a name, or with ``None`` forget it; past the most, nothing is kept."""
        with self._open() as connection, transaction(connection):
            connection.execute("DELETE FROM collections WHERE user = ? AND name = ?", (user, name))
            if scope is not None:
                connection.execute(
                    "INSERT INTO collections SELECT ?, ?, ? WHERE (SELECT COUNT(*) FROM "
                    "collections WHERE user = ?) < ?",
                    (user, name, json.dumps(scope_record(scope)), user, MOST_COLLECTIONS),
                )

    # Shared answers

    def share(self, user: str, browser: str, turn: PageTurn) -> Share:
        """A link to an answer: the one it has already, else a new one that nobody can guess."""
        record = json.dumps(turn_record(turn), ensure_ascii=False)
        expires = _now(SHARED_FOR)
        with self._open() as connection, transaction(connection):
            _purge(connection)
            own = (user, "" if user else browser)
            row = connection.execute(
                "SELECT id FROM shares WHERE user = ? AND browser = ? AND turn = ?", (*own, turn.id)
            ).fetchone()
            name = row[0] if row else secrets.token_urlsafe(24)
            connection.execute(
                "INSERT OR REPLACE INTO shares VALUES (?, ?, ?, ?, ?, ?)",
                (name, *own, turn.id, expires, record),
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
                "SELECT user, browser, expires, record FROM shares WHERE id = ? AND expires > ?",
                (name, _now()),
            ).fetchone()
        if row is None or row[0] != user:
            return None
        turn = turn_from(json.loads(row[3]))
        return (
            Share(name, turn, row[2], own=bool(user) or row[1] == browser != "") if turn else None
        )

    def unshare(self, name: str, user: str, browser: str) -> bool:
        """End a link; whether it was this reader's."""
        with self._open() as connection, transaction(connection):
            made = connection.execute(
                "DELETE FROM shares WHERE id = ? AND user = ? AND browser = ?",
                (name, user, "" if user else browser),
            )
        return made.rowcount > 0


def _talk(row: tuple[str, str, int] | None, user: str) -> Talk:
    if row is None:
        return Talk()
    record = json.loads(row[0])
    return talk_from({**record, "title": row[1], "pinned": bool(row[2])}, user)


def _purge(connection: sqlite3.Connection) -> None:
    """Deleted conversations and links whose time is over go for good."""
    long_ago = _now(-DELETED_KEPT)
    connection.execute("DELETE FROM talks WHERE deleted <> '' AND deleted < ?", (long_ago,))
    connection.execute("DELETE FROM shares WHERE expires < ?", (_now(),))


def _now(later: timedelta = timedelta()) -> str:
    return (datetime.now(UTC) + later).isoformat(timespec="seconds")


def listed_record(row: Listed) -> dict[str, Any]:
    """A row as JSON-ready values."""
    return asdict(row)
