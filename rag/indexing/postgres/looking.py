"""Looking for words letter for letter: the index of words says which texts need reading at all.

Each telling character of a text is a term of one of its chunks (rag.indexing.terms), each run of
letters and figures stands in one. So an article that holds 青石大桥 has a chunk with all four of
them, but where a chunk ends in the middle of it: chunks end at punctuation or white space, unless a
sentence without any was cut after ``MAX_CHARACTERS``; those with such a chunk are read too.
"""

from __future__ import annotations

import re
from typing import Any

from rag.indexing.postgres.connecting import Connection, run
from rag.indexing.postgres.rows import holds
from rag.indexing.postgres.view import View
from rag.indexing.postgres.words import quoted
from rag.indexing.terms import LONGEST_TERM, telling
from rag.text.fold import fold
from rag.text.split import MAX_CHARACTERS

_PART = re.compile(r"[^\W_]+")
"""What no chunk ends within: 青石 and bridge2 of 青石，bridge2。"""
_RUN = re.compile(r"[0-9a-z]+")
"""A run of Latin letters and digits: bridge2."""
_MOST_TERMS = 100
"""Where more terms hold a run of letters, they tell little."""


def in_text(connection: Connection, view: View, key: str, text: str) -> tuple[str, dict[str, Any]]:
    """The condition that the text of the document ``d`` holds ``text``, and what it takes.

    ``key`` begins the names of its parameters; the one called so is ``text`` as ``holds`` takes it.
    """
    test, value = holds("d.text", key, text)
    condition, values = able(connection, view, key, text)
    return f"({condition}{test})", {**values, key: value}


def able(connection: Connection, view: View, key: str, text: str) -> tuple[str, dict[str, Any]]:
    """The conditions, each with AND after it, without which ``d`` cannot hold ``text``."""
    conditions: list[str] = []
    values: dict[str, Any] = {}
    for place, part in enumerate(dict.fromkeys(_PART.findall(text))):
        needed = _needed(connection, view, part)
        if needed is None:
            continue
        name = f"{key}_part{place}"
        fits = f"c.words @@ %({name})s::tsquery OR " if needed else ""
        conditions.append(
            "d.number IN (SELECT c.document FROM chunks c WHERE c.build = %(build)s AND "
            f'({fits}c."end" - c.start = {MAX_CHARACTERS})) AND '
        )
        if needed:
            values[name] = needed
    return "".join(conditions), values


def _needed(connection: Connection, view: View, part: str) -> str | None:
    """What the terms of a chunk with ``part`` fit, as a tsquery; ``None``: this says nothing.

    Empty where no chunk that is whole can hold it.
    """
    wanted = [quoted(character) for character in dict.fromkeys(telling(part))]
    for letters in dict.fromkeys(_RUN.findall(fold(part))):
        # The end of a term that is longer is not kept.
        rows = run(
            connection,
            "SELECT term FROM terms WHERE build = %(build)s AND (strpos(term, %(letters)s) > 0 OR "
            f"char_length(term) = {LONGEST_TERM}) LIMIT {_MOST_TERMS + 1}",
            {**view.values, "letters": letters},
        ).fetchall()
        if not rows:
            return ""
        if len(rows) <= _MOST_TERMS:
            wanted.append(f"({' | '.join(quoted(term) for (term,) in rows)})")
    return " & ".join(wanted) or None
