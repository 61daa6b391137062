"""What a stage settles before it is published: orphans, twins, reprints, folders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.indexing.nouns import Build
from rag.indexing.postgres.connecting import Connection, run
from rag.indexing.postgres.putting import Chunks
from rag.indexing.postgres.view import alive
from rag.indexing.reprints import ReprintFinder

_AT_ONCE = 200
"""How many documents' bands are looked up in one statement."""
_MOSTLY = 4
"""Where so many times the new documents are all there are, looking up saves nothing."""


def bury_orphans(connection: Connection, stage: int) -> None:
    """Documents of this stage's files that no living file holds die in it."""
    run(
        connection,
        "UPDATE documents d SET died = %(stage)s WHERE d.number IN (SELECT a.document FROM "
        "articles a JOIN files f ON f.number = a.file WHERE f.died = %(stage)s UNION "
        f"SELECT number FROM documents WHERE born = %(stage)s) AND {alive('d')} "
        "AND NOT EXISTS (SELECT 1 FROM articles a JOIN files f ON f.number = a.file "
        f"WHERE a.document = d.number AND {alive('f')})",
        {"stage": stage},
    )


def join_twins(connection: Connection, stage: int) -> None:
    """An article that another writer has published meanwhile is taken from there.

    The same goes for one that this writer saw living and another has buried since: it stands in
    a file of this stage, so it lives again.
    """
    values = {"stage": stage}
    twins = run(
        connection,
        "SELECT d.number, min(o.number) FROM documents d JOIN documents o ON o.id = d.id "
        f"WHERE d.born = %(stage)s AND d.died IS NULL AND o.born <> %(stage)s AND {alive('o')} "
        "GROUP BY d.number",
        values,
    ).fetchall()
    for own, other in twins:
        pair = {"own": own, "other": other}
        run(connection, "UPDATE articles SET document = %(other)s WHERE document = %(own)s", pair)
        run(connection, "DELETE FROM chunks WHERE document = %(own)s", pair)
        run(connection, "DELETE FROM documents WHERE number = %(own)s", pair)
    run(
        connection,
        "UPDATE documents d SET died = NULL WHERE d.died IS NOT NULL AND d.died <> %(stage)s "
        "AND d.died IN (SELECT number FROM stages WHERE published IS NOT NULL) AND EXISTS "
        "(SELECT 1 FROM articles a JOIN files f ON f.number = a.file WHERE "
        "a.document = d.number AND f.born = %(stage)s AND f.died IS NULL)",
        values,
    )


def place_in_folders(connection: Connection, stage: int, build: Build, chunks: Chunks) -> None:
    """Bring the folders on the rows of chunks in step with where their articles stand now."""
    rows = run(
        connection,
        "SELECT a.document, array_agg(a.path) FROM articles a JOIN files f ON f.number = a.file "
        "WHERE a.document IN (SELECT b.document FROM articles b JOIN files g ON "
        "g.number = b.file WHERE g.born = %(stage)s OR g.died = %(stage)s) "
        f"AND {alive('f')} GROUP BY a.document HAVING count(*) > 1 OR NOT EXISTS (SELECT 1 FROM "
        "documents d WHERE d.number = a.document AND d.born = %(stage)s)",
        {"stage": stage},
    ).fetchall()
    for document, paths in rows:
        run(
            connection,
            "UPDATE chunks SET folders = %(folders)s::integer[] WHERE document = %(document)s "
            "AND build = %(build)s AND folders IS DISTINCT FROM %(folders)s::integer[]",
            {"folders": chunks.folders_of(paths), "document": document, "build": build.number},
        )


def unbuilt(connection: Connection, stage: int, build: Build) -> list[int]:
    """Living documents that have no chunks of ``build`` yet."""
    rows = run(
        connection,
        f"SELECT d.number FROM documents d WHERE {alive('d')} AND NOT EXISTS (SELECT 1 FROM "
        "chunks c WHERE c.document = d.number AND c.build = %(build)s) ORDER BY d.number",
        {"stage": stage, "build": build.number},
    )
    return [row[0] for row in rows]


def link_reprints(connection: Connection, stage: int) -> None:
    """Group the new documents with those that share a band of their signatures, and their stories.

    Only these are looked at: what a small change costs does not grow with the index.
    """
    numbers = _concerned(connection, stage)
    rows = run(
        connection,
        "SELECT d.number, d.sketch, d.canonical, d.born = %(stage)s FROM documents d "
        f"WHERE d.number = ANY(%(numbers)s) AND {alive('d')} AND d.sketch IS NOT NULL "
        "ORDER BY d.published NULLS LAST, d.number",
        {"stage": stage, "numbers": numbers},
    ).fetchall()
    finder: ReprintFinder[int] = ReprintFinder()
    known: dict[int, list[int]] = {}
    before: dict[int, int | None] = {}
    for number, sketch, canonical, _ in rows:
        finder.add(number, bytes(sketch))
        before[number] = canonical
        if canonical is not None:
            known.setdefault(canonical, []).append(number)
    for first, members in known.items():
        if first in before:
            members.append(first)

    def texts_of(wanted: Sequence[int]) -> dict[int, str]:
        query = "SELECT number, text FROM documents WHERE number = ANY(%(numbers)s)"
        return dict(run(connection, query, {"numbers": list(wanted)}).fetchall())

    clusters = finder.clusters(texts_of, [row[0] for row in rows if row[3]], known.values())
    after = {member: cluster[0] for cluster in clusters for member in cluster[1:]}
    changed = [number for number, first in before.items() if after.get(number) != first]
    run(
        connection,
        "UPDATE documents d SET canonical = n.first FROM unnest(%(numbers)s::bigint[], "
        "%(firsts)s::bigint[]) n (number, first) WHERE d.number = n.number",
        {"numbers": changed, "firsts": [after.get(number) for number in changed]},
    )


def _concerned(connection: Connection, stage: int) -> list[int]:
    """New documents, what shares a band with them, and the whole stories of all of these."""
    fresh: list[tuple[int, list[int]]] = run(
        connection,
        "SELECT number, bands FROM documents WHERE born = %(stage)s AND died IS NULL",
        {"stage": stage},
    ).fetchall()
    found: set[int] = {number for number, _ in fresh} | _alike(connection, stage, fresh)
    # A story whose first article dies gets another first.
    found |= _numbers(
        connection,
        "SELECT number FROM documents WHERE canonical IN (SELECT number FROM documents WHERE "
        "died = %(stage)s)",
        stage=stage,
    )
    firsts = _numbers(
        connection,
        "SELECT canonical FROM documents WHERE number = ANY(%(numbers)s) AND canonical IS NOT NULL",
        numbers=list(found),
    )
    found |= firsts
    found |= _numbers(
        connection,
        "SELECT number FROM documents WHERE canonical = ANY(%(numbers)s)",
        numbers=list(found),
    )
    return sorted(found)


def _alike(connection: Connection, stage: int, fresh: Sequence[tuple[int, list[int]]]) -> set[int]:
    """Documents that share a band with one of ``fresh``; where most are new, simply all."""
    every = _numbers(
        connection, f"SELECT d.number FROM documents d WHERE {alive('d')}", stage=stage
    )
    if len(fresh) * _MOSTLY >= len(every):
        return every
    found: set[int] = set()
    # Held against each row of the table, so many bands would take hours: the index is used.
    run(connection, "SET LOCAL enable_seqscan = off")
    for start in range(0, len(fresh), _AT_ONCE):
        bands = [band for _, own in fresh[start : start + _AT_ONCE] for band in own]
        found |= _numbers(
            connection,
            "SELECT d.number FROM documents d WHERE d.bands && %(bands)s::bigint[] AND "
            + alive("d"),
            stage=stage, bands=bands,
        )  # fmt: skip
    run(connection, "SET LOCAL enable_seqscan = on")
    return found


def _numbers(connection: Connection, statement: str, **values: Any) -> set[int]:
    return {row[0] for row in run(connection, statement, values)}
