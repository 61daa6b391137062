"""The articles as rows of a catalogue: how many, which, of when, from where; nothing guessed.

What mentions a phrase is found in the stored text and title, letter for letter (Latin letters
in either case), not by the search index: a count must be exact.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np

from rag.indexing.filters import below, conditions
from rag.indexing.nouns import Listed
from rag.indexing.schema import VISIBLE
from rag.types import Filters


def listed(
    connection: sqlite3.Connection,
    generation: int,
    filters: Filters,
    mentioned: Sequence[Sequence[str]] = (),
) -> list[Listed]:
    """The articles that the filters let through, the newest first, undated ones last.

    Of each row of ``mentioned`` at least one phrase stands in the article or its title.
    """
    wanted, values = conditions(generation, filters)
    for row, names in enumerate(mentioned):
        tests = []
        for place, name in enumerate(dict.fromkeys(names)):
            key = f"m{row}_{place}"
            (in_text, value), (in_title, _) = (
                contains(column, key, name) for column in ("t.text", "d.title")
            )
            tests += [in_text, in_title]
            values[key] = value
        wanted.append(f"({' OR '.join(tests)})")
    visible = VISIBLE.replace("born", "d.born").replace("died", "d.died")
    rows = connection.execute(
        "SELECT d.number, COALESCE(d.published, ''), d.source, d.author, "  # noqa: S608 - constants
        "COALESCE(d.canonical, d.number), LENGTH(t.text), d.title, d.categories FROM documents d "
        f"JOIN texts t ON t.document = d.number WHERE {visible} "
        f"AND {' AND '.join(wanted)} ORDER BY d.published IS NULL, d.published DESC, d.number",
        values,
    ).fetchall()
    found = [Listed(*row) for row in rows]
    if filters.folders:
        inside = below(connection, generation, filters.folders)
        numbers = np.array([each.number for each in found], np.int64)
        found = [each for each, kept in zip(found, np.isin(numbers, inside), strict=True) if kept]
    return found


def folders(connection: sqlite3.Connection, generation: int) -> list[str]:
    """The paths of the folders that files were read from and of those above, short ones first."""
    rows = connection.execute(
        f"SELECT path FROM files WHERE {VISIBLE}",  # noqa: S608 - a constant
        {"generation": generation},
    )
    found: set[str] = set()
    for (path,) in rows:
        parts = path.split("/")[:-1]
        found.update("/".join(parts[:length]) for length in range(2, len(parts) + 1))
    return sorted(found, key=lambda each: (len(each), each))


def _has_case(name: str) -> bool:
    return any(character.isascii() and character.isalpha() for character in name)


def contains(column: str, key: str, name: str) -> tuple[str, str]:
    """The condition that ``column`` holds ``name``, and the value of its parameter ``key``.

    LIKE knows no capitals among Latin letters; INSTR compares bytes and is quicker.
    """
    if _has_case(name):
        return rf"{column} LIKE :{key} ESCAPE '\'", _like(name)
    return f"INSTR({column}, :{key})", name


def _like(name: str) -> str:
    return "%" + name.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
