"""Reprints in the store: which documents tell one story, and which of them stands for it.

Each document keeps a signature (``sketch``); ``canonical`` names the earliest of its story,
and is empty for that one itself and for a document that was never reprinted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from rag.indexing.reprints import ReprintFinder

_FEW = 500


def link_reprints(connection: sqlite3.Connection, generation: int) -> None:
    """Group the documents of ``generation``, which is about to be published.

    Only what was born in it is compared; groups that lost members are kept without them. The
    caller wraps this in a transaction.
    """
    changed = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM documents WHERE born = :g OR died = :g)", {"g": generation}
    ).fetchone()[0]
    if not changed:
        return
    rows = connection.execute(
        "SELECT number, sketch, canonical, born FROM documents WHERE died IS NULL "
        "AND sketch IS NOT NULL ORDER BY published IS NULL, published, number"
    ).fetchall()
    finder: ReprintFinder[int] = ReprintFinder()
    known: dict[int, list[int]] = {}
    before: dict[int, int | None] = {}
    for number, sketch, canonical, _ in rows:
        finder.add(number, sketch)
        before[number] = canonical
        if canonical is not None:
            known.setdefault(canonical, []).append(number)
    for first, members in known.items():
        if first in before:
            members.append(first)
    fresh = [row[0] for row in rows if row[3] == generation]

    def texts_of(numbers: Sequence[int]) -> dict[int, str]:
        return _texts(connection, numbers)

    clusters = finder.clusters(texts_of, fresh, known.values())
    after = {member: cluster[0] for cluster in clusters for member in cluster[1:]}
    connection.executemany(
        "UPDATE documents SET canonical = ? WHERE number = ?",
        [
            (after.get(number), number)
            for number, canonical in before.items()
            if after.get(number) != canonical
        ],
    )


def _texts(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(numbers), _FEW):
        few = numbers[start : start + _FEW]
        marks = ", ".join("?" * len(few))
        query = f"SELECT document, text FROM texts WHERE document IN ({marks})"  # noqa: S608 - marks
        found.update(connection.execute(query, few).fetchall())
    return found
