"""A large index of synthetic chunks: real sentences put together anew, seeded.

A static embedder's vector is the sum of its tokens' vectors, so the vector of a new chunk is
the weighted sum of its sentences' vectors: a million chunks need only the sentences embedded.
Everything from the database on is the real code.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from benchmarks.corpus import records
from embeddings import load_embedder
from embeddings.base import unit_rows
from rag.indexing import publish, store, store_write
from rag.indexing.prepare import Cut
from rag.indexing.reprints import SIGNATURE_BYTES
from rag.indexing.terms import term_text
from rag.indexing.vector_cache import finish_vectors
from rag.indexing.word_cache import LexicalStage
from rag.indexing.workers import Workers
from rag.text.identity import document_id
from rag.text.sentences import sentence_spans
from rag.types import Document

SENTENCES = 60_000
_CHUNKS_OF_ONE = 10
_SENTENCES_OF_ONE = 4
_IN_ONE_TRANSACTION = 500


def build(data_dir: Path, chunks: int) -> None:
    """Make an index of ``chunks`` chunks in ``data_dir``, ten to a document."""
    embedder = load_embedder()
    with closing(store.open_for_writing(data_dir)) as connection:
        with store.transaction(connection):
            made = store_write.build_for(connection, embedder)
            file = store_write.add_file(connection, "/synthetic", (0, 0, 0), "", "", 1)
        manifest = store.read_manifest(connection)
        lexical = LexicalStage(connection, data_dir, manifest, made, 1, threads=2)
        documents = _documents(chunks // _CHUNKS_OF_ONE)
        done = False
        while not done:
            with store.transaction(connection):
                for _ in range(_IN_ONE_TRANSACTION):
                    document, cut = next(documents, (None, None))
                    if document is None or cut is None:
                        done = True
                        break
                    number = store_write.add_document(connection, document, cut.sketch, 1)
                    ids = store_write.add_chunks(connection, made.number, number, cut)
                    store_write.add_article(connection, file, number, document.path)
                    lexical.add(number, ids, cut.terms)
        with store.transaction(connection):
            store_write.finish_file(connection, file, "/synthetic", 1)
        entry = lexical.finish(Workers(None, None, data_dir, made.number, 0))
        vectors = finish_vectors(connection, data_dir, manifest, made, 1, embedder)
        publish.publish(connection, data_dir, 1, made, entry, vectors)


def _documents(count: int) -> Iterator[tuple[Document, Cut]]:
    embedder = load_embedder()
    sentences: list[str] = []
    for record in records(20_000):
        text = str(record["text"])
        spans = sentence_spans(text)
        sentences += [text[a:b] for a, b in spans if 15 <= b - a <= 90]
        if len(sentences) >= SENTENCES:
            break
    rows = embedder.encode_documents(sentences)
    terms = [term_text(sentence) for sentence in sentences]
    lengths = np.array([len(sentence) for sentence in sentences], np.float32)
    random = np.random.default_rng(1)
    shape = (_CHUNKS_OF_ONE, _SENTENCES_OF_ONE)
    for number in range(count):
        picked = random.integers(0, len(sentences), shape)
        parts = ["".join(sentences[place] for place in chosen) for chosen in picked.tolist()]
        text = "\n".join(parts)
        ends = np.cumsum([len(part) + 1 for part in parts]) - 1
        starts = ends - [len(part) for part in parts]
        spans_of = np.stack([starts, ends, ends - starts], axis=1).astype(np.int32)
        # Several sentences share a topic less than those of an article do; the noise keeps two
        # chunks with the same sentences from being one point.
        sums = (rows[picked] * lengths[picked][:, :, None]).sum(axis=1)
        noise = random.standard_normal(sums.shape).astype(np.float32)
        sums = unit_rows(sums) + 0.01 * noise
        vectors = unit_rows(sums).astype(np.float16)
        document = Document(document_id("", None, text), f"/synthetic!/{number}", "", text)
        cut_terms = tuple(" ".join(terms[place] for place in chosen) for chosen in picked.tolist())
        yield document, Cut(spans_of, vectors, cut_terms, bytes(SIGNATURE_BYTES))
