"""The articles as somebody goes through them: those that hold the words, in a chosen order.

What is looked for is looked for in the whole stored text, letter for letter (Latin letters in
either case): who searches a list wants what holds the words, not what is about them.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal, get_args

from rag.indexing.listing import contains
from rag.indexing.schema import VISIBLE
from rag.text.halves import whole
from rag.types import Document

Order = Literal["newest", "oldest", "title", "source", "added", "longest"]
ORDERS: tuple[Order, ...] = get_args(Order)
MOST_WORDS = 8
"""Words of a query; more are a sentence, which is looked for as it stands."""
LONGEST_QUERY = 1_000
"""Characters of a query; nothing is found by more."""

_VISIBLE = VISIBLE.replace("born", "d.born").replace("died", "d.died")
_VISIBLE_FILE = VISIBLE.replace("born", "f.born").replace("died", "f.died")
_DAY = "d.published IS NULL, d.published"
_SORTED: dict[Order, str] = {
    "newest": f"{_DAY} DESC, d.number",
    "oldest": f"{_DAY}, d.number",
    "title": "d.number",
    "source": f"{_DAY} DESC, d.number",
    "added": "d.number DESC",
    # The end of the last chunk is the end of the text, which is not read for it.
    "longest": '(SELECT MAX(c."end") FROM chunks c WHERE c.document = d.number) DESC, d.number',
}


@dataclass(frozen=True, slots=True)
class Browsed:
    """A page of a list of articles, and how many the whole list has."""

    documents: tuple[Document, ...]
    total: int


def words_of(query: str) -> list[str]:
    """What must stand in an article: each word between spaces, or a whole sentence as it is."""
    words = list(dict.fromkeys(query.split()))
    return words if len(words) <= MOST_WORDS else [" ".join(query.split())]


def browsed(connection: sqlite3.Connection, generation: int, query: str, order: Order) -> list[int]:
    """Numbers of the visible articles that hold every word of ``query``, in ``order``.

    A word may stand in the title, the source, the path or the text. Titles and sources are
    ordered as GB 18030 has their characters: the common ones by their sound (pinyin).
    """
    if len(query) > LONGEST_QUERY:
        return []
    tests, values = [_VISIBLE], {"generation": generation}
    words: dict[str, str] = {}
    for place, word in enumerate(words_of(whole(query))):
        test, value = _holds(f"w{place}", word)
        tests.append(f"({test})")
        words |= value
    texts = "JOIN texts t ON t.document = d.number" if words else ""
    rows = connection.execute(
        f"SELECT d.number, d.title, d.source FROM documents d {texts} "  # noqa: S608 - constants
        f"WHERE {' AND '.join(tests)} ORDER BY {_SORTED[order]}",
        {**values, **words},
    ).fetchall()
    if order in ("title", "source"):
        column = 1 if order == "title" else 2
        rows.sort(key=lambda row: (not row[column], row[column].lower().encode("gb18030")))
    return [row[0] for row in rows]


def _holds(key: str, word: str) -> tuple[str, dict[str, str]]:
    """The condition under which an article holds ``word``, and its value."""
    columns = [contains(column, key, word) for column in ("d.title", "d.source", "t.text")]
    tests = [test for test, _ in columns]
    path = contains("a.path", key, word)[0]
    tests.append(
        "EXISTS (SELECT 1 FROM articles a JOIN files f ON f.number = a.file WHERE "  # noqa: S608 - constants
        f"a.document = d.number AND {path} AND {_VISIBLE_FILE})"
    )
    return " OR ".join(tests), {key: columns[0][1]}


def ids_of(connection: sqlite3.Connection, generation: int, numbers: list[int]) -> list[str]:
    """The ids of the visible articles with these numbers, in their order."""
    rows = connection.execute(
        f"SELECT number, id FROM documents WHERE {VISIBLE}",  # noqa: S608 - a constant
        {"generation": generation},
    )
    known = dict(rows.fetchall())
    return [known[number] for number in numbers if number in known]
