"""The articles as somebody goes through them: those that hold the words, in a chosen order.

What is looked for is looked for in the whole stored text, letter for letter (Latin letters in
either case): who searches a list wants what holds the words, not what is about them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from rag.types import Document

Order = Literal["newest", "oldest", "title", "source", "added", "longest"]
ORDERS: tuple[Order, ...] = get_args(Order)
MOST_WORDS = 8
"""Words of a query; more are a sentence, which is looked for as it stands."""
LONGEST_QUERY = 1_000
"""Characters of a query; nothing is found by more."""


@dataclass(frozen=True, slots=True)
class Browsed:
    """A page of a list of articles, and how many the whole list has."""

    documents: tuple[Document, ...]
    total: int


class Row(NamedTuple):
    """What an article is found and sorted by."""

    number: int
    id: str
    title: str
    source: str


def words_of(query: str) -> list[str]:
    """What must stand in an article: each word between spaces, or a whole sentence as it is."""
    words = list(dict.fromkeys(query.split()))
    return words if len(words) <= MOST_WORDS else [" ".join(query.split())]


def in_order(rows: Sequence[Row], order: Order) -> list[Row]:
    """Rows by title or source, as GB 18030 has the characters: common ones by sound (pinyin).

    Those of other orders come from the store as they are wanted; those without a name are last.
    """
    if order == "title":
        return sorted(rows, key=lambda row: _place(row.title))
    if order == "source":
        return sorted(rows, key=lambda row: _place(row.source))
    return list(rows)


def _place(name: str) -> tuple[bool, bytes]:
    return not name, name.lower().encode("gb18030")
