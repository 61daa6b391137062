"""Everything an article goes through before it is stored, as one pure step for many articles.

    file ──read (rag.articles.reading)──▶ document ──split──▶ spans and token counts
                                                       ├──embed──▶ vectors (half precision)
                                                       └──cut──▶ terms for the word index

What reads or cleans runs only in a process that may be lost: a worker (rag.indexing.workers) or
a reader (rag.articles.reader). The rest runs there or in the ingest's own process, and gives the
same values in both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings import Embedder
from rag.articles.faults import forgiven
from rag.articles.reading import ReadFile, Spans, cleaned, read_file, spans_of
from rag.articles.sandboxed import Cell
from rag.indexing.reprints import signature
from rag.indexing.terms import term_text
from rag.text.split import header
from rag.types import Article, Document, FileReport, Skipped

At = Callable[[int], None]
"""Told which article the work is at, so that its end can be laid to one."""

HalfMatrix = npt.NDArray[np.float16]
"""Shape (n, dimension): row i is the unit vector of chunk i in half precision."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A document's chunks: row i of ``spans`` is start, end and tokens of chunk i.

    ``sketch`` is the signature of the whole text, by which reprints are found.
    """

    spans: npt.NDArray[np.int32]
    vectors: HalfMatrix | None
    terms: tuple[str, ...]
    sketch: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """One article made ready. ``cut`` is ``None`` when the store already holds its chunks."""

    report: FileReport
    document: Document
    cut: Cut | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some articles, in order."""

    prepared: list[Prepared] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tools:
    """What preparing needs. Without ``embedder`` the caller embeds; ``is_known`` saves work."""

    embedder: Embedder | None
    is_known: Callable[[str], bool]


def read_files(tools: Tools, cell: Cell, paths: Sequence[Path]) -> list[Batch]:
    """One batch for each plain file, read and prepared in one go (in a worker)."""
    read: list[ReadFile] = []
    for place, path in enumerate(paths, start=1):
        cell.at(place)
        read.append(read_file(path, cell))
    return prepare_read(tools, read, cell.at)


def prepare_articles(tools: Tools, cell: Cell, articles: Sequence[Article]) -> list[Batch]:
    """One batch for each article as it was found: cleaned and prepared (in a worker)."""
    read: list[ReadFile] = []
    for place, article in enumerate(articles, start=1):
        cell.at(place)
        file = ReadFile()
        refused: list[str] = []
        with forgiven(refused.append):
            file.ready.append(cleaned(article))
        file.skipped.extend(Skipped(article.path, reason) for reason in refused)
        read.append(file)
    return prepare_read(tools, read, cell.at)


def prepare_read(tools: Tools, read: Sequence[ReadFile], at: At | None = None) -> list[Batch]:
    """Split, embed and cut what was read; one batch for each file.

    ``at`` is told the place (from 1) of the file whose article is next, and 0 at the end.
    """
    new = [
        (number, item)
        for number, file in enumerate(read, start=1)
        for item in file.ready
        if not tools.is_known(item.document.id)
    ]

    def at_file(place: int) -> None:
        if at:
            at(new[place - 1][0] if place else 0)

    documents = [item.document for _, item in new]
    cuts = prepare_documents(tools, documents, [item.spans for _, item in new], at_file)
    cut_of = {id(item): cut for (_, item), cut in zip(new, cuts, strict=True)}
    return [
        Batch(
            [Prepared(item.report, item.document, cut_of.get(id(item))) for item in file.ready],
            list(file.skipped),
        )
        for file in read
    ]


def prepare_documents(
    tools: Tools,
    documents: Sequence[Document],
    split_before: Sequence[Spans | None] | None = None,
    at: At = lambda _: None,
) -> list[Cut]:
    """Split, embed and cut documents, all their chunks in one call of the embedder.

    ``split_before`` are the chunks of those that are split already. ``at`` is told the place
    (from 1) of each document, and 0 when all are embedded together.
    """
    cuts: list[Cut] = []
    embedded: list[list[str]] = []
    given = split_before or [None] * len(documents)
    for place, (document, known) in enumerate(zip(documents, given, strict=True), start=1):
        at(place)
        rows = spans_of(document) if known is None else known
        spans = np.array(rows, np.int32).reshape(len(rows), 3)
        texts = embedded_texts(document, spans)
        terms = tuple(map(term_text, texts))
        cuts.append(Cut(spans, None, terms, signature(document.text)))
        embedded.append(texts)
    if tools.embedder is None:
        return cuts
    at(0)
    return with_vectors(tools.embedder, cuts, embedded)


def with_vectors(
    embedder: Embedder, cuts: Sequence[Cut], texts: Sequence[Sequence[str]]
) -> list[Cut]:
    """``cuts`` with the vectors of their ``texts``, all in one call of the embedder."""
    every = [text for own in texts for text in own]
    vectors: HalfMatrix = embedder.encode_documents(every).astype(np.float16)
    starts = np.cumsum([0, *(len(cut.spans) for cut in cuts)]).tolist()
    return [
        replace(cut, vectors=vectors[start : start + len(cut.spans)])
        for cut, start in zip(cuts, starts[:-1], strict=True)
    ]


def warm() -> None:
    """Load what preparing loads on first use, while a reader starts."""
    prepare_documents(Tools(None, lambda _: False), [Document("", "", "", "。")])


def term_texts(
    documents: Sequence[tuple[Document, list[tuple[int, int]]]],
) -> list[tuple[str, ...]]:
    """The terms of chunks that are stored already, given by their spans."""
    return [
        tuple(term_text(header(document) + document.text[start:end]) for start, end in spans)
        for document, spans in documents
    ]


def embedded_texts(document: Document, spans: npt.NDArray[np.int32]) -> list[str]:
    """What is embedded of each chunk: the header and the chunk."""
    return [header(document) + document.text[start:end] for start, end, _ in spans.tolist()]
