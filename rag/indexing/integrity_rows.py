"""Every stored row against its seal, its neighbours and its kind; where it is wrong, and whose.

The connection reads text that is no UTF-8 too (``as_it_stands``), so that harm is reported and
not stumbled over. Rows of every generation and build are looked at, shown or not.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rag.indexing import schema, seals
from rag.indexing.nouns import Manifest
from rag.indexing.schema import VISIBLE
from rag.text.identity import document_id
from rag.wording import say

_ORPHANS = {
    "texts": ("document", "documents", "number"),
    "articles": ("document", "documents", "number"),
    "chunks": ("document", "documents", "number"),
    "cuts": ("document", "documents", "number"),
    "vectors": ("chunk", "chunks", "id"),
    "skips": ("file", "files", "number"),
    "places": ("article", "articles", "number"),
}
"""Tables whose rows belong to a row of another: the column, that table, and its key."""

_NAMES = {
    "roots": ("记住的文件夹", "a remembered folder"),
    "removals": ("移除的记录", "the note of a removal"),
    "files": ("文件", "the file"),
    "articles": ("出处", "the place"),
    "places": ("页码", "the pages of an article"),
    "skips": ("跳过的记录", "the note of a skipped file"),
    "builds": ("模型的记录", "the record of a model"),
    "manifest": ("总目录", "the manifest"),
}


@dataclass(frozen=True, slots=True)
class _Article:
    """A document by its name; ``length`` is that of its text, ``shown`` in the generation."""

    name: str
    length: int
    shown: bool


@dataclass(slots=True)
class Findings:
    """What is wrong, in words, and the rows that would have to go to make it right.

    ``rows`` are keys by table. ``lost`` means that taking rows out cannot mend it.
    """

    problems: list[str] = field(default_factory=list)
    rows: dict[str, set[Any]] = field(default_factory=dict)
    lost: bool = False
    documents: int = 0
    chunks: int = 0
    vectors: int = 0

    def wrong(self, zh: str, en: str, table: str = "", key: object = None) -> None:
        """Note a problem; with ``table`` and ``key`` the row that has it."""
        self.problems.append(say(zh, en))
        if table:
            self.rows.setdefault(table, set()).add(key)
        else:
            self.lost = True


def as_it_stands(raw: bytes) -> str:
    """Text for reading what may be damaged: bytes that are no UTF-8 survive as surrogates."""
    return raw.decode("utf-8", "surrogateescape")


def check_rows(connection: sqlite3.Connection, manifest: Manifest) -> Findings:
    """All checks on the rows; the connection is inside a transaction.

    Raises:
        sqlite3.DatabaseError: The file is too damaged to be read.

    """
    found = Findings()
    connection.text_factory = as_it_stands
    if not schema.is_ours(connection):
        found.wrong("数据库的表不是有据的表", "the tables in the database are not Youju's")
        return found
    for (line,) in connection.execute("PRAGMA integrity_check(5)"):
        if line != "ok":
            found.wrong(f"数据库：{line}", f"database: {line}")
    # Beyond here rows are found by the file's own trees, and counted on to be of their kinds.
    if not found.problems and _check_kinds(connection, found):
        _check_seals(connection, found)
        articles = _check_documents(connection, manifest.generation, found)
        _check_cuts(connection, manifest, articles, found)
        _check_orphans(connection, found)
        _check_tally(connection, manifest, found)
    return found


def _check_kinds(connection: sqlite3.Connection, found: Findings) -> bool:
    """Whether whole numbers, text and bytes stand where they should."""
    sound = True
    for table, columns in schema.columns().items():
        conditions = " OR ".join(
            f'typeof("{column.name}") NOT IN ({", ".join(map(repr, column.kinds))})'
            for column in columns
        )
        key = seals.key_of(table) if table != "cuts" else "document"
        keys = connection.execute(f"SELECT {key} FROM {table} WHERE {conditions}").fetchall()  # noqa: S608 - constants
        for (row,) in keys:
            owner = _owner(connection, table, row)
            found.wrong(
                f"{table} 表中有一行的数据类型不对（{row}）",
                f"a row of the table {table} holds values of another kind ({row})",
                *owner,
            )
            sound = False
    return sound


def _owner(connection: sqlite3.Connection, table: str, key: object) -> tuple[str, object]:
    """The row that has to go when this one is wrong: chunks and vectors go with their document."""
    if table in ("texts", "cuts"):
        return "documents", key
    query = {
        "chunks": "SELECT document FROM chunks WHERE id = ?",
        "vectors": "SELECT document FROM chunks WHERE id = ?",
    }.get(table)
    if query is None:
        return ("", None) if table in ("builds", "manifest") else (table, key)
    row = connection.execute(query, (key,)).fetchone()
    return ("documents", row[0]) if row else (table, key)


def _check_seals(connection: sqlite3.Connection, found: Findings) -> None:
    """The seals of all small rows; those of documents are checked with their texts."""
    for table, columns in seals.sealed_columns().items():
        if table == "documents":
            continue
        key = seals.key_of(table)
        names = ", ".join(columns)
        rows = connection.execute(f"SELECT {key}, {names}, seal FROM {table}")  # noqa: S608 - constants
        for number, *values, seal in rows:
            if seals.holds(table, values, seal):
                continue
            zh, en = _NAMES[table]
            shown = dict(zip(columns, values, strict=True)).get("path", "")
            owner = _owner(connection, table, number)
            found.wrong(f"{zh} {shown} 的校验和不符", f"{en} {shown}: the checksum differs", *owner)


def _check_documents(
    connection: sqlite3.Connection, generation: int, found: Findings
) -> dict[int, _Article]:
    """Documents against their seals and their texts against their ids; what they are."""
    columns = seals.sealed_columns()["documents"]
    listed = ", ".join(f"d.{column}" for column in columns)
    rows = connection.execute(
        f"SELECT {listed}, d.seal, t.text, {VISIBLE} AS shown, "  # noqa: S608 - constants
        "(SELECT path FROM articles a WHERE a.document = d.number LIMIT 1) FROM documents d "
        "LEFT JOIN texts t ON t.document = d.number ORDER BY d.number",
        {"generation": generation},
    )
    articles: dict[int, _Article] = {}
    for *row, seal, text, shown, path in rows:
        number, id_, title, published = row[:4]
        name = path or title or id_
        found.documents += shown
        articles[number] = _Article(str(name), len(text or ""), bool(shown))
        if not seals.holds("documents", row, seal):
            found.wrong(f"文章“{name}”的校验和不符", f'the article "{name}": the checksum differs',
                        "documents", number)  # fmt: skip
        elif text is None:
            found.wrong(f"文章“{name}”没有正文", f'the article "{name}" has no text',
                        "documents", number)  # fmt: skip
        elif not _is_named_by(id_, title, published, text):
            found.wrong(f"文章“{name}”的内容与编号不符", f'the article "{name}" is not what its '
                        "id says", "documents", number)  # fmt: skip
        if shown and not path:
            found.wrong(f"文章“{name}”没有出处文件", f'the article "{name}" stands in no file',
                        "documents", number)  # fmt: skip
    return articles


def _is_named_by(id_: str, title: str, published: str | None, text: str) -> bool:
    try:
        day = date.fromisoformat(published) if published else None
        text.encode("utf-8")
    except ValueError:
        return False
    return document_id(title, day, text) == id_


def _check_cuts(
    connection: sqlite3.Connection, manifest: Manifest, articles: dict[int, _Article],
    found: Findings,
) -> None:  # fmt: skip
    """Chunks and vectors, document by document, against the seal over them."""
    sealed = {
        (document, build): (count, seal)
        for document, build, count, seal in connection.execute("SELECT * FROM cuts")
    }
    current = manifest.build.number if manifest.build else 0
    bare = {number for number, article in articles.items() if article.shown}
    for (document, build), rows in _each_cut(connection):
        article = articles.get(document, _Article(str(document), 0, shown=False))
        if article.shown and build == current:
            found.chunks += len(rows)
            bare.discard(document)
        chunks = seals.chunk_bytes(row[:4] for row in rows)
        vectors = b"".join(row[4] or b"" for row in rows)
        seal = seals.cut_seal(document, build, chunks, vectors)
        if sealed.pop((document, build), None) != (len(rows), seal):
            found.wrong(f"文章“{article.name}”的段落或向量校验和不符，或有缺失",
                        f'the article "{article.name}": the checksum over its chunks and vectors '
                        "differs, or some are missing", "documents", document)  # fmt: skip
        elif not _lie_in_order(rows, article.length):
            found.wrong(f"文章“{article.name}”的段落越界",
                        f'the article "{article.name}": a chunk is off',
                        "documents", document)  # fmt: skip
    for document in bare.union(key[0] for key in sealed):
        name = articles[document].name if document in articles else str(document)
        found.wrong(f"文章“{name}”没有段落", f'the article "{name}" has no chunks',
                    "documents", document)  # fmt: skip


def _each_cut(
    connection: sqlite3.Connection,
) -> Iterator[tuple[tuple[int, int], list[tuple[Any, ...]]]]:
    """For each document and build its chunks: (id, start, end, tokens, vector), by id."""
    rows = connection.execute(
        'SELECT c.document, c.build, c.id, c.start, c."end", c.tokens, v.vector FROM chunks c '
        "LEFT JOIN vectors v ON v.chunk = c.id ORDER BY c.document, c.build, c.id"
    )
    for key, group in itertools.groupby(rows, key=lambda row: row[:2]):
        yield key, [row[2:] for row in group]


def _lie_in_order(rows: list[tuple[Any, ...]], length: int) -> bool:
    before = 0
    for _, start, end, *_ in rows:
        if not before <= start < end <= length:
            return False
        before = end
    return True


def _check_orphans(connection: sqlite3.Connection, found: Findings) -> None:
    for table, (column, owner, key) in _ORPHANS.items():
        rows = connection.execute(
            f"SELECT DISTINCT {column} FROM {table} WHERE {column} NOT IN "  # noqa: S608 - constants
            f"(SELECT {key} FROM {owner})"
        ).fetchall()
        for (number,) in rows:
            found.wrong(
                f"{table} 表中有不属于任何 {owner} 的行（{number}）",
                f"the table {table} holds rows of no row in {owner} ({number})",
                f"orphans of {table}",
                number,
            )


def _check_tally(connection: sqlite3.Connection, manifest: Manifest, found: Findings) -> None:
    """Whether as many rows show as were published, and no number could be given twice."""
    now = seals.tally(connection, manifest.generation)
    for table, expected in manifest.tally.items():
        if not table.startswith("last "):
            if now[table] != expected:
                found.wrong(f"{table}：有 {now[table][0]} 行，应有 {expected[0]} 行",
                            f"{table}: {now[table][0]} rows, expected {expected[0]}",
                            "tally", table)  # fmt: skip
            continue
        name = table.removeprefix("last ")
        if now[table] != [seals.last_number(connection, name, manifest.tally)]:
            found.wrong(f"{name} 的编号有误", f"the numbering of {name} is off", "numbering", name)
