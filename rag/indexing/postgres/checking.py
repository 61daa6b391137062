"""Check everything that the server stores against everything else."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from rag.indexing.nouns import Checkup
from rag.indexing.postgres.connecting import Connection, one, run
from rag.indexing.postgres.meaning import read
from rag.indexing.postgres.names import Names
from rag.indexing.postgres.partitions import OTHER, month_sql
from rag.indexing.postgres.view import View, seen
from rag.text.identity import document_id
from rag.wording import say

_AT_ONCE = 500
_MOST_PROBLEMS = 50
_NORM_SLACK = 0.01
"""Half precision moves the length of a unit vector by less than this."""


@dataclass(slots=True)
class Found:
    """What was counted, what is wrong, and which documents cannot be trusted."""

    problems: list[str] = field(default_factory=list)
    documents: set[int] = field(default_factory=set)
    caches: list[str] = field(default_factory=list)
    vectors: int = 0

    def wrong(self, zh: str, en: str) -> None:
        """Note one thing that is wrong."""
        self.problems.append(say(zh, en))


def verify(connection: Connection, view: View, names: Names) -> Checkup:
    """Check articles, chunks, vectors, terms and sums of one view; the caller has a snapshot."""
    found = look(connection, view, names)
    documents = one(connection, f"SELECT count(*) FROM documents d WHERE {seen('d')}", view.values)
    return Checkup(
        generation=view.generation,
        documents=int(documents),
        chunks=view.chunks,
        vectors=found.vectors,
        files=0,  # the server keeps no cache beside its rows
        problems=tuple(found.problems[:_MOST_PROBLEMS]),
        damaged_caches=tuple(found.caches),
        damaged_rows=len(found.documents),
    )


def look(connection: Connection, view: View, names: Names) -> Found:
    """What is wrong."""
    found = Found()
    _documents(connection, view, names, found)
    _chunks(connection, view, found)
    _orphans(connection, view, found)
    terms(connection, view, found)
    return found


def _documents(connection: Connection, view: View, names: Names, found: Found) -> None:
    """Whether every article is what its id is a hash of, and stands somewhere."""
    last = -1
    while True:
        rows = run(
            connection,
            "SELECT d.number, d.id, d.title, d.published, d.text, (SELECT min(a.path) FROM "
            f"articles a JOIN files f ON f.number = a.file WHERE a.document = d.number AND "
            f"{seen('f')}) FROM documents d WHERE d.number > %(last)s AND {seen('d')} "
            "ORDER BY d.number LIMIT %(most)s",
            {**view.values, "last": last, "most": _AT_ONCE},
        ).fetchall()
        for number, id_, title, day, text, path in rows:
            name = names.here(path) if path else title
            if document_id(title, day, text) != id_:
                found.documents.add(number)
                found.wrong(f"文章“{name}”与它的编号不符", f'the article "{name}" is not its id\'s')
            elif path is None:
                found.documents.add(number)
                found.wrong(f"文章“{name}”没有出处", f'the article "{name}" stands nowhere')
        if not rows:
            return
        last = rows[-1][0]


def _chunks(connection: Connection, view: View, found: Found) -> None:
    """Whether every chunk lies in its text and its vector has the model's shape and length one."""
    dimension = view.build.dimension if view.build else 0
    divided = "true"
    if view.partitions == "month":
        divided = f"c.month IN ({OTHER}, {month_sql('c.published')})"
    cursor = connection.cursor(name="youju_verify")
    with cursor:
        cursor.itersize = 5_000
        cursor.execute(
            'SELECT c.id, c.document, c.start, c."end", char_length(d.text), c.length, '
            "c.published IS NOT DISTINCT FROM d.published AND c.source = d.source AND "
            f"c.language = d.language AND {divided}, c.vector::text FROM chunks c "
            "JOIN documents d ON d.number = c.document WHERE c.build = %(build)s "
            f"AND {seen('c')}".encode(),
            view.values,
        )
        for chunk, document, start, end, size, length, agrees, text in cursor:
            vector = read(text)
            norm = float(np.linalg.norm(vector))
            found.vectors += 1
            if not 0 <= start < end <= size or length < 0:
                found.wrong(f"段落 {chunk} 不在文章里", f"chunk {chunk} lies outside its article")
            elif not agrees:
                found.wrong(f"段落 {chunk} 与文章不一致", f"chunk {chunk} differs from its article")
            elif vector.shape != (dimension,) or (norm and not abs(norm - 1) < _NORM_SLACK):
                found.wrong(f"段落 {chunk} 的向量有误", f"the vector of chunk {chunk} is wrong")
            else:
                continue
            found.documents.add(document)


def _orphans(connection: Connection, view: View, found: Found) -> None:
    """Whether every article has chunks, and every chunk and place its article."""
    for document, title in run(
        connection,
        f"SELECT d.number, d.title FROM documents d WHERE {seen('d')} AND d.text <> '' AND NOT "
        "EXISTS (SELECT 1 FROM chunks c WHERE c.document = d.number AND c.build = %(build)s "
        f"AND {seen('c')})",
        view.values,
    ):
        found.documents.add(document)
        found.wrong(f"文章“{title}”没有段落", f'the article "{title}" has no chunks')
    for name, statement in (
        ("chunks", f"SELECT count(*) FROM chunks c WHERE {seen('c')} AND NOT EXISTS (SELECT 1 "
         f"FROM documents d WHERE d.number = c.document AND {seen('d')})"),
        ("articles", "SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM documents d "
         "WHERE d.number = a.document)"),
    ):  # fmt: skip
        count = one(connection, statement, view.values)
        if count:
            found.wrong(f"{count} 行 {name} 没有文章", f"{count} rows of {name} without article")


def terms(connection: Connection, view: View, found: Found) -> None:
    """Whether the sums that BM25 needs are those of the rows."""
    chunks, length = run(
        connection,
        "SELECT count(*), coalesce(sum(length), 0) FROM chunks c WHERE c.build = %(build)s "
        f"AND {seen('c')}",
        view.values,
    ).fetchone() or (0, 0)
    if (chunks, length) != (view.chunks, view.length):
        found.caches.append("terms")
        found.wrong(
            f"总目录记有 {view.chunks} 段、{view.length} 个词，实有 {chunks} 段、{length} 个",
            f"the manifest counts {view.chunks} chunks and {view.length} terms, there are "
            f"{chunks} and {length}",
        )
    number = int(view.values["build"])
    differing = one(
        connection,
        f"SELECT count(*) FROM {_counted(view)} s FULL JOIN (SELECT term, chunks FROM terms "
        f"WHERE build = {number} AND chunks <> 0) t "
        "ON t.term = s.word WHERE s.ndoc IS DISTINCT FROM t.chunks",
    )
    if differing:
        if "terms" not in found.caches:
            found.caches.append("terms")
        found.wrong(f"{differing} 个词的计数有误", f"the counts of {differing} terms are wrong")


def count_anew(connection: Connection, view: View) -> None:
    """Replace the terms' counts and the sums in the manifest by what the rows say."""
    number = int(view.values["build"])
    run(connection, "DELETE FROM terms WHERE build = %(build)s", view.values)
    run(connection, f"INSERT INTO terms SELECT {number}, word, ndoc FROM {_counted(view)}")
    run(
        connection,
        "UPDATE manifest SET (chunks, length) = (SELECT count(*), coalesce(sum(length), 0) "
        f"FROM chunks c WHERE c.build = %(build)s AND {seen('c')})",
        view.values,
    )


def _counted(view: View) -> str:
    """Words of the chunks that a view shows, with how many hold each; takes a text of SQL."""
    listed = "{" + ",".join(str(int(stage)) for stage in view.values["open"]) + "}"
    horizon = int(view.values["horizon"])
    which = seen("c") % {"horizon": horizon, "open": f"''{listed}''::bigint[]"}
    build = int(view.values["build"])
    return f"ts_stat('SELECT words FROM chunks c WHERE build = {build} AND {which}')"
