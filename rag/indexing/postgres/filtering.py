"""Filters as conditions on a row: date, source, language and folder stand on it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rag.articles.files import is_container
from rag.articles.members import BORDER
from rag.articles.paths import path_text
from rag.home import at_home
from rag.indexing.postgres.connecting import Connection, run
from rag.indexing.postgres.names import Names
from rag.indexing.postgres.partitions import on_months
from rag.indexing.postgres.view import View
from rag.text.halves import whole
from rag.types import Filters


def on_chunks(
    connection: Connection, view: View, filters: Filters, names: Names
) -> tuple[str, dict[str, Any]]:
    """Conditions on the chunk ``c``, each after AND, and the values that they take."""
    conditions, values = _on("c", filters)
    if view.partitions == "month":
        months, named = on_months(filters)
        conditions, values = conditions + months, values | named
    if filters.documents:
        conditions.append("c.document = ANY(%(chosen)s)")
        rows = run(
            connection, "SELECT number FROM documents WHERE id = ANY(%(ids)s)", _ids(filters)
        )
        values["chosen"] = [number for (number,) in rows]
    if filters.folders:
        conditions.append("(c.folders && %(folders)s::integer[] OR c.document = ANY(%(standing)s))")
        values |= _inside(connection, filters.folders, names)
    return "".join(f" AND {condition}" for condition in conditions), values


def on_documents(
    connection: Connection, filters: Filters, names: Names
) -> tuple[list[str], dict[str, Any]]:
    """Conditions on the document ``d``; a folder is looked up on its chunks."""
    conditions, values = _on("d", filters)
    if filters.documents:
        conditions.append("d.id = ANY(%(ids)s)")
        values |= _ids(filters)
    if filters.folders:
        conditions.append(
            "(d.number = ANY(%(standing)s) OR EXISTS (SELECT 1 FROM chunks c WHERE "
            "c.document = d.number AND c.build = %(build)s "
            "AND c.folders && %(folders)s::integer[]))"
        )
        values |= _inside(connection, filters.folders, names)
    return conditions, values


def _on(table: str, filters: Filters) -> tuple[list[str], dict[str, Any]]:
    conditions: list[str] = []
    values: dict[str, Any] = {}
    for column, sign, key, value in (
        ("published", ">=", "from", filters.published_from),
        ("published", "<=", "to", filters.published_to),
    ):
        if value:
            conditions.append(f"{table}.{column} {sign} %({key})s")
            values[key] = value
    for column, wanted in (("source", filters.sources), ("language", filters.languages)):
        if wanted:
            conditions.append(f"{table}.{column} = ANY(%({column}s)s)")
            values[f"{column}s"] = [whole(each).replace("\0", "") for each in wanted]
    return conditions, values


def _ids(filters: Filters) -> dict[str, list[str]]:
    return {"ids": [whole(each).replace("\0", "") for each in filters.documents]}


def _inside(connection: Connection, folders: Sequence[str], names: Names) -> dict[str, list[int]]:
    """The numbers of the folders that are named, and the documents that stand at such a path."""
    paths = [path_text(os.path.abspath(at_home(each))).rstrip("/") for each in folders]  # noqa: PTH100 - links as named
    kept = {"paths": [whole(names.kept(path)).replace("\0", "") for path in paths]}
    found = run(connection, "SELECT number FROM folders WHERE path = ANY(%(paths)s)", kept)
    standing = run(connection, "SELECT document FROM articles WHERE path = ANY(%(paths)s)", kept)
    return {"folders": [row[0] for row in found], "standing": [row[0] for row in standing]}


def above(path: str) -> list[str]:
    """Every folder on the way to ``path``; of a member of a container also the container.

    Of /a/b.zip!/c.md: /a and /a/b.zip.
    """
    parts = path.split("/")
    stems = ["/".join(parts[:length]) for length in range(1, len(parts))]
    border = BORDER[0]
    return [
        stem[:-1] if stem.endswith(border) and is_container(Path(stem[:-1])) else stem
        for stem in stems
        if stem
    ]
