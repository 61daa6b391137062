"""Everything an article goes through before it is stored, as one pure step for many articles.

    article ──clean──▶ document ──split──▶ spans and token counts
                                             ├──embed──▶ vectors (half precision)
                                             └──cut──▶ terms for the word index

The functions here run in the ingest's own process or in its workers (rag.indexing.workers), and
give the same values in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings import Embedder
from embeddings.base import FloatMatrix
from rag.articles.clean import clean
from rag.articles.files import path_text
from rag.articles.load import load
from rag.errors import LoadError
from rag.indexing.lexical import term_text
from rag.indexing.reprints import signature
from rag.settings import Settings
from rag.text.split import header, split
from rag.types import Article, Document, FileReport, Skipped

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

    settings: Settings | None
    embedder: Embedder | None
    is_known: Callable[[str], bool]


def prepare_files(tools: Tools, paths: Sequence[Path]) -> list[Batch]:
    """One batch for each plain file."""
    return [_prepare_file(tools, path) for path in paths]


def _prepare_file(tools: Tools, path: Path) -> Batch:
    assert tools.settings is not None  # noqa: S101 - for the type checker
    skipped: list[Skipped] = []
    try:
        articles = list(load(path, tools.settings, skipped.append))
    except LoadError as fault:
        return Batch(skipped=[Skipped(path_text(path), str(fault))])
    batch = prepare_articles(tools, articles)
    return Batch(batch.prepared, skipped + batch.skipped)


def prepare_articles(tools: Tools, articles: Iterable[Article]) -> Batch:
    """Clean, split, embed and cut articles; the unusable ones are named in ``skipped``."""
    batch = Batch()
    for article in articles:
        try:
            batch.prepared.append(_cleaned(article))
        except LoadError as fault:
            batch.skipped.append(Skipped(article.path, str(fault)))
    new = [
        index for index, item in enumerate(batch.prepared) if not tools.is_known(item.document.id)
    ]
    cuts = prepare_documents(tools, [batch.prepared[index].document for index in new])
    for index, cut in zip(new, cuts, strict=True):
        batch.prepared[index] = replace(batch.prepared[index], cut=cut)
    return batch


def _cleaned(article: Article) -> Prepared:
    """Clean one article.

    Raises:
        LoadError: Nothing is left of it, or it cannot be stored as text.

    """
    cleaned = clean(article)
    document = cleaned.document
    if not document.text.strip():
        raise LoadError(
            zh="没有正文（清洗后为空）。", en="There is no text in it (nothing is left of it)."
        )
    report = FileReport(
        path=article.path,
        title=document.title,
        published=document.published,
        published_basis=document.published_basis,
        encoding=article.encoding,
        characters=len(document.text),
        removed=sum(count for count in cleaned.report.removed.values() if count > 0),
        notices=cleaned.report.notices,
    )
    return Prepared(report, document)


def prepare_documents(tools: Tools, documents: Sequence[Document]) -> list[Cut]:
    """Split, embed and cut documents, all their chunks in one call of the embedder."""
    spans = [split(document) for document in documents]
    embedded = [
        header(document) + document.text[chunk.start : chunk.end]
        for document, chunks in zip(documents, spans, strict=True)
        for chunk in chunks
    ]
    vectors = as_halves(tools.embedder.encode_documents(embedded)) if tools.embedder else None
    cuts: list[Cut] = []
    place = 0
    for document, chunks in zip(documents, spans, strict=True):
        rows = [(chunk.start, chunk.end, chunk.tokens) for chunk in chunks]
        own = slice(place, place + len(rows))
        cuts.append(
            Cut(
                np.array(rows, np.int32).reshape(len(rows), 3),
                vectors[own] if vectors is not None else None,
                tuple(term_text(text) for text in embedded[own]),
                signature(document.text),
            )
        )
        place += len(rows)
    return cuts


def term_texts(
    _tools: Tools, documents: Sequence[tuple[Document, list[tuple[int, int]]]]
) -> list[tuple[str, ...]]:
    """The terms of chunks that are stored already, given by their spans."""
    return [
        tuple(term_text(header(document) + document.text[start:end]) for start, end in spans)
        for document, spans in documents
    ]


def embedded_texts(document: Document, spans: npt.NDArray[np.int32]) -> list[str]:
    """What is embedded of each chunk: the header and the chunk."""
    return [header(document) + document.text[start:end] for start, end, _ in spans.tolist()]


def as_halves(rows: FloatMatrix) -> HalfMatrix:
    """Rows in half precision, as they are stored."""
    return rows.astype(np.float16)
