"""Publishing a stage: one transaction, under the lock that all who publish take.

    settle again ─▶ deaths and folders onto the chunks ─▶ terms' counts ─▶ the manifest

What dies stays for ``GRACE`` so that questions that began before end on what they began with.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

import psycopg

from embeddings import Embedder
from rag.errors import IndexBusy
from rag.indexing.nouns import Build
from rag.indexing.ports_writing import OnStage
from rag.indexing.postgres import meaning, settling
from rag.indexing.postgres.address import Address
from rag.indexing.postgres.connecting import Connection, one, run
from rag.indexing.postgres.partitions import tables
from rag.indexing.postgres.putting import Chunks
from rag.indexing.postgres.schema import LOCK
from rag.indexing.postgres.view import View, alive, read_view

GRACE = "15 minutes"
"""How long what is dead is kept for questions under way."""

_GROWN = 2
"""By this factor more or fewer chunks, the effort of HNSW is measured again."""
_ANALYZED_SHARE = 0.1

_GIN = (
    "JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam AND a.amname = 'gin' "
)

_log = logging.getLogger(__name__)


def publish(
    connection: Connection, address: Address, stage: int, build: Build, chunks: Chunks,
    embedder: Embedder | None, on_stage: OnStage,
) -> None:  # fmt: skip
    """Make ``stage`` what readers see, durably; then tidy up.

    Raises:
        IndexBusy: Another writer has changed the model, or added articles while this one did.
    """
    before = read_view(connection, address)
    on_stage("meaning")
    form = _form(connection, before, stage, build, embedder)
    on_stage("publish")
    with connection.transaction():
        run(connection, f"SELECT pg_advisory_xact_lock({LOCK}, 0)")
        view = read_view(connection, address)
        _check_model(connection, address, view, before, stage, build)
        settling.join_twins(connection, stage)
        settling.bury_orphans(connection, stage)
        settling.place_in_folders(connection, stage, build, chunks)
        born, died = _onto_chunks(connection, stage, build)
        _set_manifest(connection, view, stage, build, form, born, died)
    _tidy(connection, address, stage, born)


def _check_model(
    connection: Connection, address: Address, view: View, before: View, stage: int, build: Build
) -> None:
    """Whether the index still has the model that this writer took, or all of its new one."""
    if view.build != before.build or (
        view.build != build and settling.unbuilt(connection, stage, build)
    ):
        raise IndexBusy(
            zh=f"另一个写入者刚刚更换了 {address.shown} 的模型或加入了文章。请重新运行同一命令，"
            "会从中断处继续。",
            en=f"Another writer has just changed the model at {address.shown} or added articles. "
            "Run the same command again, it goes on from there.",
        )


def _onto_chunks(
    connection: Connection, stage: int, build: Build
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Let chunks live and die with their documents; chunks and terms that came and went."""
    values = {"stage": stage, "build": build.number}
    back = "d.number = c.document AND d.died IS NULL AND c.died IS NOT NULL AND c.died <> %(stage)s"
    revived = run(
        connection,
        f"UPDATE chunks c SET died = NULL FROM documents d WHERE c.build = %(build)s AND {back} "
        "AND EXISTS (SELECT 1 FROM articles a JOIN files f ON f.number = a.file WHERE "
        "a.document = d.number AND f.born = %(stage)s) RETURNING c.id",
        values,
    ).fetchall()
    run(
        connection,
        "UPDATE chunks c SET died = %(stage)s FROM documents d WHERE d.died = %(stage)s AND "
        "d.number = c.document AND c.died IS NULL",
        values,
    )
    ids = ",".join(str(int(row[0])) for row in revived) or "NULL"
    came = f"build = {build.number} AND (id IN ({ids}) OR (born = {int(stage)} AND died IS NULL))"
    went = f"build = {build.number} AND died = {int(stage)} AND born <> {int(stage)}"
    return _count(connection, build, came, 1), _count(connection, build, went, -1)


def _count(connection: Connection, build: Build, which: str, sign: int) -> tuple[int, int]:
    """Add the terms of those chunks to the counts, or take them away; chunks and terms."""
    run(
        connection,
        f"INSERT INTO terms SELECT {build.number}, word, {sign} * ndoc FROM "
        f"ts_stat('SELECT words FROM chunks WHERE {which}') ORDER BY word "
        "ON CONFLICT (build, term) DO UPDATE SET chunks = terms.chunks + excluded.chunks",
    )
    row = run(
        connection, f"SELECT count(*), coalesce(sum(length), 0) FROM chunks WHERE {which}"
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _set_manifest(
    connection: Connection, view: View, stage: int, build: Build, form: tuple[str, int, float, int],
    born: tuple[int, int], died: tuple[int, int],
) -> None:  # fmt: skip
    """The one write that publishes."""
    switched = view.build != build
    chunks = (0 if switched else view.chunks) + born[0] - died[0]
    length = (0 if switched else view.length) + born[1] - died[1]
    name, effort, recall, measured = form
    run(
        connection,
        "UPDATE stages SET published = now() WHERE number = %(stage)s",
        {"stage": stage},
    )
    run(connection, "DELETE FROM claims WHERE stage = %(stage)s", {"stage": stage})
    run(
        connection,
        "UPDATE manifest SET generation = generation + 1, horizon = greatest(horizon, %(stage)s), "
        "open = ARRAY(SELECT number FROM stages WHERE published IS NULL AND number < "
        "greatest(horizon, %(stage)s)), build = %(build)s, chunks = %(chunks)s, "
        "length = %(length)s, form = %(form)s, effort = %(effort)s, recall = %(recall)s, "
        "measured = %(measured)s, updated = %(updated)s, "
        "switched = CASE WHEN build IS DISTINCT FROM %(build)s THEN now() ELSE switched END",
        {
            "stage": stage, "build": build.number, "chunks": chunks, "length": length,
            "form": name, "effort": effort, "recall": recall, "measured": measured,
            "updated": datetime.now().astimezone().isoformat("T", "seconds"),
        },
    )  # fmt: skip


def _form(
    connection: Connection, view: View, stage: int, build: Build, embedder: Embedder | None
) -> tuple[str, int, float, int]:
    """How vectors are searched from now on: form, effort, recall, and at how many chunks."""
    count = int(
        one(
            connection,
            f"SELECT count(*) FROM chunks c WHERE c.build = %(build)s AND {alive('c')}",
            {"stage": stage, "build": build.number},
        )
    )
    if count <= meaning.EXACT_LIMIT:
        return "exact", 0, 1.0, 0
    meaning.make_index(connection, build)
    same = view.build == build and view.form == "hnsw"
    if same and view.measured / _GROWN < count < view.measured * _GROWN:
        return view.form, view.effort, view.recall, view.measured
    if embedder is None:
        return "hnsw", max(view.effort, meaning.EFFORTS[-2]), view.recall if same else 1.0, 0
    run(connection, "ANALYZE chunks")
    others = run(
        connection,
        "SELECT number FROM stages WHERE published IS NULL AND number <> %(stage)s",
        {"stage": stage},
    ).fetchall()
    values = {
        "horizon": max(stage, view.horizon), "open": [row[0] for row in others],
        "build": build.number,
    }  # fmt: skip
    staged = replace(view, build=build, values=values)
    queries = meaning.likely_queries(connection, build, embedder)
    return "hnsw", *meaning.measured(connection, staged, queries), count


def _tidy(connection: Connection, address: Address, stage: int, born: tuple[int, int]) -> None:
    """Delete what is long dead, and let the planner know of much that is new."""
    try:
        view = read_view(connection, address)
        purge(connection, view)
        for table in tables(connection):
            run(connection, f"SELECT gin_clean_pending_list(indexrelid) FROM pg_index i {_GIN}"
                f"WHERE indrelid = '{table}'::regclass")  # fmt: skip
        if born[0] > _ANALYZED_SHARE * view.chunks:
            for table in ("chunks", "documents", "files", "articles", "terms"):
                run(connection, f"ANALYZE {table}")
    except psycopg.Error as fault:
        # It is published; what could not be tidied up now is for the next run.
        _log.warning("could not tidy up after stage %d: %s", stage, address.cleared(str(fault)))


def purge(connection: Connection, view: View, grace: str = GRACE) -> None:
    """Delete what died more than ``grace`` ago, and chunks of builds that nobody reads."""
    dead = "SELECT number FROM stages WHERE published < now() - %(grace)s::interval"
    # A writer under way may have found a buried article again: then it lives on.
    documents = (
        f"SELECT d.number FROM documents d WHERE d.died IN ({dead}) AND NOT EXISTS (SELECT 1 FROM "
        "articles a JOIN files f ON f.number = a.file WHERE a.document = d.number "
        "AND f.died IS NULL)"
    )
    values = {"grace": grace, "build": view.values["build"]}
    statements = (
        f"DELETE FROM chunks WHERE document IN ({documents})",
        f"DELETE FROM articles WHERE file IN (SELECT number FROM files WHERE died IN ({dead})) "
        f"OR document IN ({documents})",
        "DELETE FROM places p WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE "
        "a.number = p.article)",
        f"DELETE FROM skips WHERE file IN (SELECT number FROM files WHERE died IN ({dead}))",
        f"DELETE FROM files WHERE died IN ({dead})",
        f"UPDATE documents SET canonical = NULL WHERE canonical IN ({documents})",
        f"DELETE FROM documents WHERE number IN ({documents})",
        "DELETE FROM chunks WHERE build <> %(build)s AND (SELECT switched FROM manifest) < "
        "now() - %(grace)s::interval AND born IN (SELECT number FROM stages WHERE published IS "
        "NOT NULL)",
        "DELETE FROM terms WHERE build <> %(build)s AND (SELECT switched FROM manifest) < "
        "now() - %(grace)s::interval",
    )
    with connection.transaction():
        run(connection, f"SELECT pg_advisory_xact_lock({LOCK}, 0)")
        for statement in statements:
            run(connection, statement, values)
