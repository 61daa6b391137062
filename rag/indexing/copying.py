"""One index made of another, with its vectors: nothing is read or embedded again.

A store gives its ``Contents``; any store's ``Writer`` takes them in as one generation of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import islice
from typing import Protocol

import numpy as np

from embeddings.base import FloatMatrix, FloatVector
from rag.errors import IndexMismatch, UsageError
from rag.indexing.contents import Contents
from rag.indexing.nouns import Build
from rag.indexing.ports import Store
from rag.indexing.ports_writing import Writer
from rag.indexing.prepare import Cut, term_texts
from rag.text.split import CHUNKER_FINGERPRINT

_AT_ONCE = 100
"""Documents in one transaction."""

OnCopied = Callable[[int], None]
"""Told how many articles were copied so far."""


class Source(Store, Protocol):
    """A store that gives all it holds."""

    def contents(self) -> AbstractContextManager[Contents]:
        """One generation in one snapshot; IndexMissing where nothing was indexed."""


def copy(
    source: Source, target: Store, *, replace: bool = False, on_copied: OnCopied = lambda _: None
) -> tuple[int, int]:
    """Make of ``target`` what ``source`` holds; how many documents and chunks.

    Readers of the target see all of it at once. What a killed copy left is taken out by the next.

    Raises:
        UsageError: The target holds an index already, and ``replace`` is not set.
        IndexMismatch: The source was cut in another way than this version does.
        IndexMissing, IndexBusy, StorageError, IndexUnreachable: As the stores raise them.
    """
    with source.contents() as contents:
        _check_chunker(contents.build)
        with target.writer() as writer:
            if not replace and writer.manifest().build is not None:
                raise UsageError(
                    zh="目标里已经有索引，因此不覆盖。请换一个位置，或先清空它。",
                    en="The target holds an index already, so it is not overwritten. Choose "
                    "another place, or empty it first.",
                )
            return _fill(writer, contents, on_copied)


def _check_chunker(build: Build) -> None:
    if build.chunker != CHUNKER_FINGERPRINT:
        raise IndexMismatch(
            zh="源索引是按另一种切分方式建的。请先在那里运行一次 youju ingest，再复制。",
            en="The source was built with another way of cutting articles. Run youju ingest on it "
            "once, then copy.",
        )


def _fill(writer: Writer, contents: Contents, on_copied: OnCopied) -> tuple[int, int]:
    build = writer.build_for(_Named(contents.build))
    workers = writer.workers(None, None, build, 0)
    try:
        writer.begin(build, 1)
        with writer.transaction():
            writer.bury_files([number for number, _ in writer.living_files()])
            writer.forget_roots(list(writer.roots()))
            for path in writer.removals():
                writer.forget_removal(path, path)
            for path, samples in contents.roots().items():
                writer.remember_roots([path], samples=samples)
            for path in contents.removals():
                writer.remember_removal(path)
            files = _files(writer, contents)
        _documents(writer, contents, files, on_copied)
        with writer.transaction():
            for number, path in files.values():
                writer.end_file(number, path)
            writer.settle()
        writer.publish(workers, None, lambda _: None)
    finally:
        writer.abandon()
        workers.close()
    return writer.counts()


def _files(writer: Writer, contents: Contents) -> dict[int, tuple[int, str]]:
    """Enter the files; for each number in the source the number here, and the path."""
    files: dict[int, tuple[int, str]] = {}
    for file in contents.files():
        number = writer.put_file(file.path, file.times, file.digest, file.cleaner)
        writer.put_skips(number, file.skipped)
        files[file.number] = number, file.path
    return files


def _documents(
    writer: Writer, contents: Contents, files: dict[int, tuple[int, str]], on_copied: OnCopied
) -> None:
    every = contents.documents()
    copied = 0
    while True:
        several = list(islice(every, _AT_ONCE))
        spans = [[(row[0], row[1]) for row in held.spans.tolist()] for held in several]
        documents = [held.document for held in several]
        terms = term_texts(list(zip(documents, spans, strict=True)))
        with writer.transaction():
            for held, own in zip(several, terms, strict=True):
                cut = Cut(held.spans, held.vectors, own, held.sketch)
                number = writer.put_document(held.document, cut)
                for file, path, places in held.places:
                    writer.put_article(files[file][0], number, path, places)
        copied += len(several)
        on_copied(copied)
        if len(several) < _AT_ONCE:
            return


class _Named:
    """What a build says of its model; nothing is embedded with it."""

    def __init__(self, build: Build) -> None:
        self.name, self.fingerprint = build.embedder, build.fingerprint
        self.dimension = build.dimension

    def encode_documents(self, texts: object) -> FloatMatrix:
        """Never called: vectors are copied."""
        raise NotImplementedError(str(texts)[:20])

    def encode_query(self, text: str) -> FloatVector:
        """Never called."""
        return np.empty(0, np.float32) if text else self.encode_documents(text)[0]
