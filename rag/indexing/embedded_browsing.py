"""Going through the embedded index: see rag.indexing.browsing and rag.indexing.likeness."""

from __future__ import annotations

import sqlite3

import numpy as np

from embeddings.base import FloatMatrix
from rag.indexing.browsing import LONGEST_QUERY, Order, Row, in_order, words_of
from rag.indexing.listing import contains
from rag.indexing.schema import VISIBLE
from rag.text.halves import whole

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


def browsed(connection: sqlite3.Connection, generation: int, query: str, order: Order) -> list[Row]:
    """The visible articles that hold every word of ``query``, in ``order``.

    A word may stand in the title, the source, the path or the text.
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
        f"SELECT d.number, d.id, d.title, d.source FROM documents d {texts} "  # noqa: S608 - constants
        f"WHERE {' AND '.join(tests)} ORDER BY {_SORTED[order]}",
        {**values, **words},
    )
    return in_order([Row(*row) for row in rows], order)


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


def vectors_of(
    connection: sqlite3.Connection, build: int, dimension: int, document: int
) -> FloatMatrix:
    """The vectors of an article's passages: float32, one a row, perhaps none."""
    rows = connection.execute(
        "SELECT v.vector FROM chunks c JOIN vectors v ON v.chunk = c.id "
        "WHERE c.document = ? AND c.build = ?",
        (document, build),
    ).fetchall()
    joined = np.frombuffer(b"".join(row[0] for row in rows), np.float16)
    return joined.reshape(len(rows), dimension).astype(np.float32)
