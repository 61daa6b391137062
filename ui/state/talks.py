"""Conversations, collections and shared answers on the server: ``page.db`` beside the index.

Every statement names the user whose rows it is about; nobody's are reached through another's.
What is committed is on the disk. Where no login is set up, conversations stay in the readers'
browsers, and only answers that somebody shared are here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from rag.indexing.storage import transaction
from ui.state.scope import MOST_COLLECTIONS, Scope, collections_from, scope_record
from ui.state.shares import Shares, end_links, purge, stamp
from ui.state.talk import LONGEST_TITLE, Talk, talk_from, talk_record, words_of
from ui.state.turns import beside

MOST_TALKS = 5_000
"""Conversations of one user; past them a new one is not kept, and the reader is told."""
_ONE = "SELECT record, title, pinned FROM talks WHERE user = ? AND id = ?"


class TooMany(Exception):
    """A user keeps as many conversations as there is room for."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation's row in the list; ``updated`` is ISO time, UTC."""

    id: str
    title: str
    pinned: bool
    updated: str


class Talks(Shares):
    """What readers keep on the server. Any method raises ``sqlite3.Error`` or ``OSError``."""

    # Conversations

    def keep(self, user: str, talk: Talk, met: frozenset[str] | None = None) -> None:
        """Keep a conversation as it is now; a name and a pin that it was given stay.

        One that was deleted meanwhile comes back with a new question, and its links with it.

        Args:
            user: Whose it is.
            talk: As one tab has it.
            met: The ids of all turns that the tab ever had in it: others that are kept were asked
                in another tab meanwhile, and stay. ``None``: nobody else has it.

        Raises:
            TooMany: There is no room for another one.
        """
        with self._open() as connection, transaction(connection):
            purge(connection)
            if met is not None:
                before = _talk(connection.execute(_ONE, (user, talk.id)).fetchone(), user)
                talk = replace(talk, turns=beside(talk.turns, before.turns, met))
            record = json.dumps(talk_record(talk, user), ensure_ascii=False)
            row = talk_record(Talk(talk.id, talk.turns[:1], title=talk.title))
            known = "SELECT COUNT(*) FROM talks WHERE user = ? AND id <> ?"
            if connection.execute(known, (user, talk.id)).fetchone()[0] >= MOST_TALKS:
                raise TooMany
            back = connection.execute(
                "UPDATE talks SET deleted = '' "
                "WHERE user = ? AND id = ? AND deleted <> '' AND updated < ?",
                (user, talk.id, talk.updated),
            )
            if back.rowcount:
                end_links(connection, (user, ""), talk.id, ended=False)
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
            row = connection.execute(_ONE, (user, name)).fetchone()
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
        """Rename, pin, delete or bring back; whether there is such a conversation.

        Links to its answers end with it, and open again with it.
        """
        gone = None if deleted is None else stamp() if deleted else ""
        changed = (title or "")[:LONGEST_TITLE].strip() or None
        with self._open() as connection, transaction(connection):
            made = connection.execute(
                "UPDATE talks SET title = COALESCE(?, title), pinned = COALESCE(?, pinned), "
                "deleted = COALESCE(?, deleted) WHERE user = ? AND id = ?",
                (changed, pinned, gone, user, name),
            )
            if deleted is not None:
                end_links(connection, (user, ""), name, ended=deleted)
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


def _talk(row: tuple[str, str, int] | None, user: str) -> Talk:
    if row is None:
        return Talk()
    record = json.loads(row[0])
    return talk_from({**record, "title": row[1], "pinned": bool(row[2])}, user)


def listed_record(row: Listed) -> dict[str, Any]:
    """A row as JSON-ready values."""
    return asdict(row)
