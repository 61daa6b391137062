"""Check everything that is stored against everything else: offsets, vectors, checksums, counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.articles.clean import document_id
from rag.errors import YoujuError
from rag.indexing import caches, store, store_read
from rag.indexing.lexical import LexicalIndex
from rag.indexing.store import VISIBLE, Build, Manifest
from rag.types import Document
from rag.wording import say

_MOST_PROBLEMS = 50
_BATCH = 500
_NORM_SLACK = 0.01
"""Half precision moves the length of a unit vector by less than this."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was checked and what is wrong; no problems means that all holds."""

    generation: int
    documents: int
    chunks: int
    vectors: int
    files: int
    problems: tuple[str, ...]
    damaged_caches: tuple[str, ...]


def verify_index(data_dir: Path) -> Checkup:
    """Check every document, chunk, vector and cache file of the current generation.

    Raises:
        IndexMissing: Nothing is indexed.
        IndexDamaged: The database cannot be read at all.

    """
    with closing(store.open_for_reading(data_dir)) as connection, store.storage_faults(data_dir):
        manifest = store.read_manifest(connection)
        build = manifest.build
        if build is None:
            raise store.missing(data_dir)
        connection.execute("BEGIN")  # one snapshot for all checks
        check = _Check(connection, data_dir, store.read_manifest(connection), build)
        return check.run()


class _Check:
    def __init__(
        self, connection: sqlite3.Connection, data_dir: Path, manifest: Manifest, build: Build
    ) -> None:
        self._connection, self._data_dir = connection, data_dir
        self._manifest, self._build = manifest, build
        self._at = {"generation": manifest.generation, "build": build.number}
        self._problems: list[str] = []
        self._damaged: list[str] = []
        self._documents = self._chunks = self._vectors = self._files = 0

    def run(self) -> Checkup:
        self._check_pages()
        for document, spans in self._each_document():
            self._check_document(document, spans)
        self._check_vectors()
        self._check_caches()
        return Checkup(
            self._manifest.generation,
            self._documents,
            self._chunks,
            self._vectors,
            self._files,
            tuple(self._problems[:_MOST_PROBLEMS]),
            tuple(self._damaged),
        )

    def _wrong(self, zh: str, en: str) -> None:
        self._problems.append(say(zh, en))

    def _check_pages(self) -> None:
        for (line,) in self._connection.execute("PRAGMA quick_check(5)"):
            if line != "ok":
                self._wrong(f"数据库：{line}", f"database: {line}")

    def _each_document(self) -> Iterator[tuple[Document, list[tuple[int, int]]]]:
        numbers = [
            row[0]
            for row in self._connection.execute(
                f"SELECT number FROM documents WHERE {VISIBLE} ORDER BY number",  # noqa: S608 - a constant
                self._at,
            )
        ]
        for start in range(0, len(numbers), _BATCH):
            few = numbers[start : start + _BATCH]
            held = store_read.documents_by_number(self._connection, self._manifest.generation, few)
            for number in few:
                if number not in held:
                    self._wrong(f"文章 {number} 没有正文", f"document {number} has no text")
                    continue
                spans = self._connection.execute(
                    'SELECT start, "end" FROM chunks WHERE document = ? AND build = ? ORDER BY id',
                    (number, self._build.number),
                ).fetchall()
                yield held[number], spans

    def _check_document(self, document: Document, spans: list[tuple[int, int]]) -> None:
        self._documents += 1
        self._chunks += len(spans)
        name = document.title or document.id
        if document_id(document.title, document.published, document.text) != document.id:
            self._wrong(f"《{name}》的内容与编号不符", f'"{name}" is not what its id says')
        if not document.path:
            self._wrong(f"《{name}》没有出处文件", f'"{name}" stands in no file')
        if not spans:
            self._wrong(f"《{name}》没有段落", f'"{name}" has no chunks')
        before = 0
        for start, end in spans:
            if not before <= start < end <= len(document.text):
                self._wrong(
                    f"《{name}》的段落 {start}–{end} 越界", f'"{name}": chunk {start}-{end} is off'
                )
            before = end

    def _check_vectors(self) -> None:
        dimension = self._build.dimension
        wrong_size = self._connection.execute(
            "SELECT COUNT(*) FROM chunks c JOIN documents d ON d.number = c.document "  # noqa: S608 - a constant
            "LEFT JOIN vectors v ON v.chunk = c.id WHERE c.build = :build "
            f"AND {VISIBLE} AND COALESCE(LENGTH(v.vector), 0) <> :bytes",
            {**self._at, "bytes": 2 * dimension},
        ).fetchone()[0]
        if wrong_size:
            self._wrong(f"{wrong_size} 个向量缺失或长度不对", f"{wrong_size} vectors are missing")
            return
        for _, rows in store_read.vector_batches(
            self._connection, self._build.number, dimension, self._manifest.generation
        ):
            self._vectors += len(rows)
            lengths = np.linalg.norm(rows, axis=1)
            off = (lengths != 0) & ~(np.abs(lengths - 1) < _NORM_SLACK)
            if off.any():
                self._wrong(f"{off.sum()} 个向量长度不为 1", f"{off.sum()} vectors are not unit")

    def _check_caches(self) -> None:
        for kind, entry in self._manifest.caches.items():
            self._files += len(entry["files"])
            wrong = caches.faults(self._data_dir, entry)
            if not wrong:
                wrong = self._wrong_count(kind, entry)
            if wrong:
                self._damaged.append(kind)
                self._problems.extend(f"{kind}: {line}" for line in wrong)

    def _wrong_count(self, kind: str, entry: caches.Entry) -> list[str]:
        """Whether a cache with right checksums also holds what it should."""
        from rag.indexing.index import load_vectors

        try:
            if kind == "lexical":
                held = len(LexicalIndex(caches.folder_of(self._data_dir, entry)))
            else:
                held = len(
                    load_vectors(self._connection, self._data_dir, self._manifest, self._build)
                )
        except (ValueError, OSError, YoujuError) as fault:
            return [str(fault)]
        return [] if held == self._chunks else [f"{held} / {self._chunks}"]
