"""The articles as rows of a catalogue, and counts over them; see rag.indexing.listing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rag.articles.members import file_of
from rag.indexing.nouns import Counts, Listed
from rag.indexing.postgres.connecting import Connection, run
from rag.indexing.postgres.filtering import on_documents
from rag.indexing.postgres.looking import in_text
from rag.indexing.postgres.names import Names
from rag.indexing.postgres.rows import holds
from rag.indexing.postgres.view import View, seen
from rag.indexing.statistics import LENGTH_BOUNDS, length_names, months_between
from rag.types import Filters


def listed(
    connection: Connection, view: View, names: Names, filters: Filters,
    mentioned: Sequence[Sequence[str]],
) -> list[Listed]:  # fmt: skip
    """The articles that the filters let through, the newest first, undated ones last."""
    wanted, values = on_documents(connection, filters, names)
    for row, phrases in enumerate(mentioned):
        tests: list[str] = []
        for place, phrase in enumerate(dict.fromkeys(phrases)):
            key = f"m{row}_{place}"
            sought = phrase.replace("\0", "")
            in_its_text, taken = in_text(connection, view, key, sought)
            tests += [holds("d.title", key, sought)[0], in_its_text]
            values |= taken
        wanted.append(f"({' OR '.join(tests)})")
    rows = run(
        connection,
        "SELECT d.number, COALESCE(d.published::text, ''), d.source, d.author, "
        "COALESCE(d.canonical, d.number), char_length(d.text), d.title, d.categories "
        f"FROM documents d WHERE {' AND '.join([seen('d'), *wanted])} "
        "ORDER BY d.published DESC NULLS LAST, d.number",
        {**view.values, **values},
    )
    return [Listed(*row) for row in rows]


def folders(connection: Connection, view: View, names: Names) -> list[str]:
    """The paths of the folders that files were read from and of those above, short ones first."""
    rows = run(
        connection,
        "SELECT DISTINCT regexp_replace(f.path, '/[^/]*$', '') FROM files f "  # /a/b.md: /a
        f"WHERE {seen('f')}",
        view.values,
    )
    found: set[str] = set()
    for (kept,) in rows:
        parts = names.here(kept).split("/")
        found.update("/".join(parts[:length]) for length in range(2, len(parts) + 1))
    return sorted(found, key=lambda each: (len(each), each))


def statistics(connection: Connection, view: View, names: Names) -> Counts:
    """How many articles by month, source, language, length and folder."""

    def counted(statement: str) -> dict[str, int]:
        return dict(run(connection, statement, view.values).fetchall())

    months = counted(
        "SELECT to_char(d.published, 'YYYY-MM'), count(*) FROM documents d WHERE "
        f"d.published IS NOT NULL AND {seen('d')} GROUP BY 1 ORDER BY 1"
    )
    by: dict[str, dict[str, int]] = {
        f"{column}s": counted(
            f"SELECT d.{column}, count(*) FROM documents d WHERE {seen('d')} GROUP BY 1 "
            f'ORDER BY 2 DESC, d.{column} COLLATE "C"'
        )
        for column in ("source", "language")
    }
    bounds = ", ".join(map(str, LENGTH_BOUNDS))
    lengths = dict(
        run(
            connection,
            f"SELECT width_bucket(char_length(d.text) - 1, ARRAY[{bounds}]), count(*) "
            f"FROM documents d WHERE {seen('d')} GROUP BY 1",
            view.values,
        ).fetchall()
    )
    files = run(connection, f"SELECT f.path FROM files f WHERE {seen('f')}", view.values)
    held = Counter(str(Path(file_of(names.here(path))).parent) for (path,) in files)
    return {
        "months": months_between(months),
        "sources": by["sources"],
        "languages": by["languages"],
        "lengths": {name: lengths.get(place, 0) for place, name in enumerate(length_names())},
        "folders": dict(sorted(held.items(), key=lambda pair: (-pair[1], pair[0]))),
    }


def status(connection: Connection, view: View, names: Names, where: str) -> dict[str, Any]:
    """Counts, models, sizes (bytes) and dates; as rag.indexing.status gives them."""
    from embeddings.names import shipped

    counted = run(
        connection,
        "SELECT count(*), min(d.published)::text, max(d.published)::text, "
        "count(*) FILTER (WHERE d.published IS NULL), "
        f"count(*) FILTER (WHERE d.canonical IS NOT NULL) FROM documents d WHERE {seen('d')}",
        view.values,
    ).fetchone() or (0, None, None, 0, 0)
    files, skipped = run(
        connection,
        "SELECT count(*), (SELECT count(*) FROM skips s JOIN files f ON f.number = s.file WHERE "
        f"{seen('f')} AND NOT EXISTS (SELECT 1 FROM articles n WHERE n.file = s.file AND "
        f"n.path = s.path)) FROM files f WHERE {seen('f')}",
        view.values,
    ).fetchone() or (0, 0)
    languages = run(
        connection,
        f"SELECT d.language, count(*) FROM documents d WHERE {seen('d')} GROUP BY 1 ORDER BY 1",
        view.values,
    ).fetchall()
    roots = run(connection, "SELECT path, samples FROM roots ORDER BY path").fetchall()
    builds = _builds(connection, view, counted[0])
    current = next(row for row in builds if row["current"])
    return {
        "data_dir": where,
        "generation": view.generation,
        "updated": view.updated,
        "documents": counted[0],
        "files": files,
        "skipped": skipped,
        "chunks": current["chunks"],
        "published_from": counted[1],
        "published_to": counted[2],
        "without_date": counted[3],
        "reprints": counted[4],
        "languages": dict(languages),
        "roots": [names.here(path) for path, _ in roots],
        "samples": bool(roots) and all(samples for _, samples in roots),
        "embedder": shipped(current["embedder"]) or current["embedder"],
        "embedder_fingerprint": current["fingerprint"],
        "dimension": current["dimension"],
        "chunker": current["chunker"],
        "builds": builds,
        "vector_form": view.form,
        "vector_recall": view.recall,
        "partitions": view.partitions,
        "writers": writers(connection),
        **sizes(connection),
    }


def _builds(connection: Connection, view: View, documents: int) -> list[dict[str, Any]]:
    """The build that is read, and those under way: nothing of them is published."""
    names = ("embedder", "fingerprint", "dimension", "chunker")
    rows = run(
        connection,
        "SELECT number, embedder, fingerprint, dimension, chunker FROM builds ORDER BY number",
    ).fetchall()
    found: list[dict[str, Any]] = []
    for number, *row in rows:
        current = number == view.values["build"]
        counts = (documents, view.chunks) if current else _staged(connection, number)
        if current or counts[1]:
            told = {"current": current, "documents": counts[0], "chunks": counts[1]}
            found.append(dict(zip(names, row, strict=True)) | told)
    return found


def _staged(connection: Connection, build: int) -> tuple[int, int]:
    row = run(
        connection,
        "SELECT count(DISTINCT document), count(*) FROM chunks WHERE build = %(build)s AND born IN "
        "(SELECT number FROM stages WHERE published IS NULL)",
        {"build": build},
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def sizes(connection: Connection) -> dict[str, int]:
    """Bytes on the server's disk: tables, the word index, the vector indexes."""
    row = run(
        connection,
        "SELECT coalesce(sum(pg_total_relation_size(c.oid)) FILTER (WHERE c.relkind = 'r'), 0)"
        "::bigint, coalesce(sum(pg_relation_size(c.oid)) FILTER (WHERE a.amname = 'gin' AND "
        "pg_get_indexdef(c.oid, 1, true) = 'words'), 0)::bigint, coalesce(sum("
        "pg_relation_size(c.oid)) FILTER (WHERE a.amname = 'hnsw'), 0)::bigint "
        "FROM pg_class c LEFT JOIN pg_am a ON a.oid = c.relam AND c.relkind = 'i' "
        "WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = "
        "'chunks'::regclass)",
    ).fetchone() or (0, 0, 0)
    whole, words, vectors = row
    return {
        "bytes_database": whole - words - vectors,
        "bytes_lexical": words,
        "bytes_vectors": vectors,
    }


def writers(connection: Connection) -> list[dict[str, Any]]:
    """The open stages: which host and process, since when, and whether it is still at it."""
    from rag.indexing.postgres.stages import LIVE

    rows = run(
        connection,
        f"SELECT s.host, s.process, s.started::text, s.number IN ({LIVE}) FROM stages s "
        "WHERE s.published IS NULL ORDER BY s.number",
    )
    names = ("host", "process", "since", "at_work")
    return [dict(zip(names, row, strict=True)) for row in rows]
