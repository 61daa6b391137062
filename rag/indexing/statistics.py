"""Counts over what is indexed, for people who want to see their corpus: no text is read."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path

from rag.articles.members import file_of
from rag.indexing import store, store_read
from rag.indexing.nouns import Counts
from rag.indexing.schema import VISIBLE

LENGTH_BOUNDS = (500, 1_000, 2_000, 4_000, 8_000)
"""Borders, in characters, between the classes of length."""


def statistics(data_dir: Path) -> Counts:
    """How many articles by month, source, language, length and folder.

    ``months`` (``2022-07``) are in order, those between without articles included; ``lengths``
    (in characters) are in order; ``sources``, ``languages`` and ``folders`` the largest first.

    Raises:
        IndexMissing: Nothing was ever indexed in ``data_dir``.
        IndexDamaged: The database is unreadable.

    """
    connection = store.open_for_reading(data_dir)
    try:
        with store.storage_faults(data_dir):
            generation = _generation(connection, data_dir)
            return {
                "months": _months(connection, generation),
                "sources": _grouped(connection, generation, "source"),
                "languages": _grouped(connection, generation, "language"),
                "lengths": _lengths(connection, generation),
                "folders": _folders(connection, generation),
            }
    finally:
        connection.close()


def count_documents(data_dir: Path, query: str = "") -> int:
    """How many articles ``documents(query)`` lists in all.

    Raises:
        IndexMissing: Nothing was ever indexed in ``data_dir``.

    """
    connection = store.open_for_reading(data_dir)
    try:
        with store.storage_faults(data_dir):
            generation = _generation(connection, data_dir)
            # SQLite reads a negative limit as none.
            return len(store_read.search_documents(connection, generation, query, 0, -1))
    finally:
        connection.close()


def _generation(connection: sqlite3.Connection, data_dir: Path) -> int:
    generation = store.read_manifest(connection).generation
    if generation == 0:
        raise store.missing(data_dir)
    return generation


def _grouped(connection: sqlite3.Connection, generation: int, column: str) -> dict[str, int]:
    rows = connection.execute(
        f"SELECT {column}, COUNT(*) AS n FROM documents WHERE {VISIBLE} "  # noqa: S608 - constants
        f"GROUP BY {column} ORDER BY n DESC, {column}",
        {"generation": generation},
    )
    return {str(name): int(count) for name, count in rows}


def _months(connection: sqlite3.Connection, generation: int) -> dict[str, int]:
    rows = connection.execute(
        "SELECT substr(published, 1, 7), COUNT(*) FROM documents "  # noqa: S608 - a constant
        f"WHERE published IS NOT NULL AND {VISIBLE} GROUP BY 1 ORDER BY 1",
        {"generation": generation},
    )
    return months_between({str(month): int(count) for month, count in rows})


def months_between(counted: dict[str, int]) -> dict[str, int]:
    """Counts by month (``2022-07``) with the months between that have none."""
    if not counted:
        return {}
    first, last = min(counted), max(counted)
    begin, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    months = (f"{number // 12:04}-{number % 12 + 1:02}" for number in range(begin, end + 1))
    return {month: counted.get(month, 0) for month in months}


def _lengths(connection: sqlite3.Connection, generation: int) -> dict[str, int]:
    """Lengths by the end of an article's last chunk, which is the end of its text."""
    rows = connection.execute(
        'SELECT MAX(c."end") FROM documents d JOIN chunks c ON c.document = d.number '  # noqa: S608 - a constant
        f"WHERE {VISIBLE.replace('born', 'd.born').replace('died', 'd.died')} GROUP BY d.number",
        {"generation": generation},
    )
    counted = Counter(sum(length > bound for bound in LENGTH_BOUNDS) for (length,) in rows)
    return {name: counted[place] for place, name in enumerate(length_names())}


def length_names() -> list[str]:
    """The classes of length by their borders."""
    pairs = zip((0, *LENGTH_BOUNDS), LENGTH_BOUNDS, strict=False)
    return [*(f"{low}–{high}" for low, high in pairs), f"> {LENGTH_BOUNDS[-1]}"]


def _folders(connection: sqlite3.Connection, generation: int) -> dict[str, int]:
    rows = connection.execute(
        f"SELECT path FROM files WHERE {VISIBLE}",  # noqa: S608 - a constant
        {"generation": generation},
    )
    counted = Counter(str(Path(file_of(path)).parent) for (path,) in rows)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
