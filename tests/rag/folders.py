"""Small folders of articles and their indexes, for the tests of storing and searching."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from contextvars import ContextVar
from pathlib import Path

from pydantic import SecretStr

from benchmarks.postgres_server import Server
from embeddings import Embedder, HashEmbedder
from rag.indexing.ingest import ingest
from rag.indexing.opening import open_reader, store_of
from rag.indexing.ports import Reader
from rag.settings import Settings
from rag.types import IngestReport
from rag.wording import choose_language

EMBEDDER = HashEmbedder(32)

SERVER: ContextVar[Server | None] = ContextVar("SERVER", default=None)
"""Where indexes are kept in the test that runs: on this server, or embedded."""

BY_MONTH: ContextVar[bool] = ContextVar("BY_MONTH", default=False)
"""Whether the server gives each month a table of its own."""


def settings_of(folder: Path) -> Settings:
    """Settings of an index of its own for each folder."""
    choose_language("en")
    server = SERVER.get()
    index = server.database_of(str(folder)) if server else ""
    return Settings(
        data_dir=folder / "data", language="en", index=SecretStr(index),
        index_partitions="month" if BY_MONTH.get() else "",
    )  # fmt: skip


def article(number: int, extra: str = "") -> str:
    return (
        f"---\ntitle: 第{number}篇\ndate: 2022-01-{number % 28 + 1:02d}\n---\n"
        f"第{number}号工厂在城东开工。{extra}\n\n编号{number * 7919}的设备已经安装。\n"
    )


def written(folder: Path, numbers: Sequence[int]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"{number:03d}.md").write_text(article(number), encoding="utf-8")
    return folder


def ingested(
    folder: Path, *paths: Path, embedder: Embedder = EMBEDDER, **options: object
) -> IngestReport:
    return ingest(paths, settings_of(folder), embedder, **options)  # type: ignore[arg-type]


def opened(folder: Path, embedder: Embedder = EMBEDDER) -> Reader:
    return open_reader(settings_of(folder), embedder)


def titles(folder: Path) -> list[str]:
    with opened(folder) as index:
        return sorted(document.title for document in index.documents(limit=1_000))


def contents(folder: Path) -> object:
    """All that is stored, to be compared: the file, or what a server says of itself."""
    settings = settings_of(folder)
    if SERVER.get():
        return store_of(settings).describe()
    return (settings.data_dir / "youju.db").read_bytes()


def assert_sound(folder: Path) -> None:
    checkup = store_of(settings_of(folder)).verify()
    assert checkup.problems == ()


def assert_gone(folder: Path, words: str) -> None:
    """Nothing that holds ``words`` is left in SQLite, tantivy or FAISS, or is shown by a server."""
    with opened(folder) as index:
        chunks = [hit.chunk_id for hit in index.lexical(words, 50)]
        near = index.nearest(EMBEDDER.encode_query(words), 50)
        for passage in index.passages([*chunks, *(hit.chunk_id for hit in near)]):
            assert words not in passage.text
        held = index.status()["chunks"]
        assert len(near) == min(50, held)
    if SERVER.get():
        assert_sound(folder)
        return
    with closing(sqlite3.connect(settings_of(folder).data_dir / "youju.db")) as database:
        query = "SELECT COUNT(*) FROM texts WHERE text LIKE ?"
        assert database.execute(query, (f"%{words}%",)).fetchone()[0] == 0
    assert_sound(folder)
