"""Which rows a reader sees, and which a writer does: conditions on ``born`` and ``died``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rag.errors import IndexDamaged
from rag.indexing.nouns import Build
from rag.indexing.postgres.address import Address
from rag.indexing.postgres.connecting import Connection, run

_SEEN = (
    "({0}.born <= %(horizon)s AND {0}.born <> ALL(%(open)s) AND "
    "({0}.died IS NULL OR {0}.died > %(horizon)s OR {0}.died = ANY(%(open)s)))"
)
_OTHERS = "ARRAY(SELECT number FROM stages WHERE published IS NULL AND number <> %(stage)s)"
_ALIVE = f"({{0}}.born <> ALL({_OTHERS}) AND ({{0}}.died IS NULL OR {{0}}.died = ANY({_OTHERS})))"


def seen(table: str) -> str:
    """Whether a row of ``table`` is in a reader's view; takes ``View.values``."""
    return _SEEN.format(table)


def alive(table: str) -> str:
    """Whether it will be in the generation that the writer of ``%(stage)s`` publishes.

    What writers of other stages have added or buried does not count before they publish it.
    """
    return _ALIVE.format(table)


@dataclass(frozen=True, slots=True)
class View:
    """One manifest: everything that a question is answered from."""

    generation: int
    horizon: int
    open: tuple[int, ...]
    build: Build | None
    chunks: int
    length: int
    form: str
    effort: int
    recall: float
    measured: int
    updated: str
    partitions: str
    """How the table of chunks is divided: none, month (rag.indexing.postgres.partitions)."""
    values: dict[str, Any] = field(default_factory=dict)
    """What ``seen`` and the statements beside it take: horizon, open, build."""


def read_view(connection: Connection, address: Address) -> View:
    """The manifest as it is now.

    Raises:
        IndexDamaged: There is none.
    """
    row = run(
        connection,
        "SELECT generation, horizon, open, build, chunks, length, form, effort, recall, measured, "
        "updated, partitions FROM manifest",
    ).fetchone()
    if row is None:
        raise IndexDamaged(
            zh=f"{address.shown} 的总目录不见了。请从服务器的备份恢复，或用 youju restore 恢复"
            "备份。",
            en=f"The manifest at {address.shown} is gone. Restore the server's backup, or one of "
            "ours with youju restore.",
        )
    generation, horizon, open_, number, chunks, length, *search, updated, partitions = row
    form, effort, recall, measured = search
    values = {"horizon": horizon, "open": list(open_), "build": number}
    build = None if number is None else read_build(connection, number)
    return View(
        generation, horizon, tuple(open_), build, chunks, length, form, effort, recall, measured,
        updated, partitions, values,
    )  # fmt: skip


def read_build(connection: Connection, number: int) -> Build:
    """The build with this number."""
    row = run(
        connection,
        "SELECT number, embedder, fingerprint, dimension, chunker FROM builds WHERE number = %(n)s",
        {"n": number},
    ).fetchone()
    if row is None:
        raise IndexDamaged(
            zh=f"索引中没有第 {number} 号模型的记录。请用 youju restore 恢复备份。",
            en=f"The index has no record of its model number {number}. Restore a backup with youju "
            "restore.",
        )
    return Build(*row)
