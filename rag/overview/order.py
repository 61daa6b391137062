"""In which order articles are told: by day, by issue where days are missing, or by length."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.indexing.nouns import Listed

_NUMBER = re.compile(r"第 ?(\d{1,5}) ?[期号卷]|(?:issue|no\.?|vol\.?|#) ?(\d{1,5})", re.IGNORECASE)
"""第 351 期, Issue #42: the number that an issue has in its title."""


def numbered(rows: Sequence[Listed]) -> dict[int, int]:
    """The issue numbers in the titles, where most articles have one and hardly any a date."""
    found = {}
    for row in rows:
        if number := _NUMBER.search(row.title):
            found[row.number] = int(number[1] or number[2])
    dated = sum(bool(row.published) for row in rows)
    return found if len(found) == len(rows) and 2 * dated < len(rows) else {}


def in_order(rows: Sequence[Listed], order: str) -> list[Listed]:
    """The rows, which come newest first, in the order asked for; undated ones last."""
    if (numbers := numbered(rows)) and order in {"newest", "oldest"}:
        return sorted(rows, key=lambda row: numbers[row.number], reverse=order == "newest")
    if order == "oldest":
        dated = [row for row in rows if row.published]
        return [
            *sorted(dated, key=lambda row: row.published),
            *(r for r in rows if not r.published),
        ]
    if order in {"longest", "shortest"}:
        return sorted(rows, key=lambda row: row.characters, reverse=order == "longest")
    return list(rows)
