"""Going through an index on a server: see rag.indexing.browsing and rag.indexing.likeness."""

from __future__ import annotations

import numpy as np

from embeddings.base import FloatMatrix
from rag.indexing.browsing import LONGEST_QUERY, Order, Row, in_order, words_of
from rag.indexing.nouns import Build
from rag.indexing.postgres.connecting import Connection, run
from rag.indexing.postgres.looking import in_text
from rag.indexing.postgres.meaning import read
from rag.indexing.postgres.names import Names
from rag.indexing.postgres.rows import holds, sound
from rag.indexing.postgres.view import View, seen

_SORTED: dict[Order, str] = {
    "newest": "d.published DESC NULLS LAST, d.number",
    "oldest": "d.published NULLS LAST, d.number",
    "title": "d.number",
    "source": "d.published DESC NULLS LAST, d.number",
    "added": "d.number DESC",
    # The end of the last chunk is the end of the text, which is not unpacked for it.
    "longest": '(SELECT max(c."end") FROM chunks c WHERE c.document = d.number AND '
    "c.build = %(build)s) DESC NULLS LAST, d.number",
}


def browsed(
    connection: Connection, view: View, names: Names, query: str, order: Order
) -> list[Row]:
    """The visible articles that hold every word of ``query``, in ``order``."""
    if len(query) > LONGEST_QUERY:
        return []
    tests, values = [seen("d")], dict(view.values)
    for place, word in enumerate(words_of(sound(query))):
        key = f"w{place}"
        columns = [holds(column, key, word)[0] for column in ("d.title", "d.source")]
        here, _ = holds("a.path", key, word)
        kept, values[f"{key}_kept"] = holds("a.path", f"{key}_kept", names.kept(word))
        columns.append(
            "d.number IN (SELECT a.document FROM articles a JOIN files f ON f.number = a.file "
            f"WHERE ({here} OR {kept}) AND {seen('f')})"
        )
        test, taken = in_text(connection, view, key, word)
        columns.append(test)
        values |= taken
        tests.append(f"({' OR '.join(columns)})")
    rows = run(
        connection,
        f"SELECT d.number, d.id, d.title, d.source FROM documents d WHERE {' AND '.join(tests)} "
        f"ORDER BY {_SORTED[order]}",
        values,
    )
    return in_order([Row(*row) for row in rows], order)


def vectors_of(connection: Connection, view: View, build: Build, document: int) -> FloatMatrix:
    """The vectors of an article's passages: float32, one a row, perhaps none."""
    rows = run(
        connection,
        "SELECT c.vector::text FROM chunks c WHERE c.document = %(document)s AND "
        f"c.build = %(build)s AND {seen('c')}",
        {**view.values, "document": document},
    ).fetchall()
    return np.array([read(row[0]) for row in rows], np.float32).reshape(len(rows), build.dimension)
