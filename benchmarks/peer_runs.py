"""One system's run for ``benchmarks/peers.py``: ``peer_runs.py NAME FOLDER``.

Runs in the peers' environment, which does not hold Youju's own dependencies, so imports are
inside the functions. Each system gives ``search(question) -> ids of the best articles``.
"""

# mypy: ignore-errors
from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "embeddings" / "models" / "static-zh-en"
Search = Callable[[str], Iterable[str]]
Records = list[dict[str, str]]


def read(path: Path) -> Records:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def encoder() -> Callable[[list[str]], Any]:
    """The bundled embedder, as each system is given it."""
    from model2vec import StaticModel

    model = StaticModel.from_pretrained(MODEL, quantize_to="float32", max_length=None)
    return lambda texts: model.encode(texts, max_length=None, normalize=True)


def langchain(records: Records) -> Search:
    """The retrieval tutorial: recursive splitter of 1,000 characters, in-memory store."""
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_core.vectorstores import InMemoryVectorStore
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    encode = encoder()

    class Bundled(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return encode(texts).tolist()

        def embed_query(self, text: str) -> list[float]:
            return encode([text])[0].tolist()

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    documents = [Document(r["text"], metadata={"id": r["id"]}) for r in records]
    vectors = InMemoryVectorStore(Bundled())
    vectors.add_documents(splitter.split_documents(documents))
    return lambda question: [
        found.metadata["id"] for found in vectors.similarity_search(question, k=5)
    ]


def llamaindex(records: Records) -> Search:
    """``VectorStoreIndex.from_documents`` with its default splitter."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding

    encode = encoder()

    class Bundled(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return encode([query])[0].tolist()

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return encode([text])[0].tolist()

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return encode(texts).tolist()

    documents = [Document(text=r["text"], metadata={"id": r["id"]}) for r in records]
    model = Bundled(embed_batch_size=256)
    index = VectorStoreIndex.from_documents(documents, embed_model=model)
    retriever = index.as_retriever(similarity_top_k=5, embed_model=model)
    return lambda question: [found.metadata["id"] for found in retriever.retrieve(question)]


def haystack(records: Records) -> Search:
    """Splitter by 200 words, in-memory store, embedding retriever."""
    from haystack import Document
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    encode = encoder()
    splitter = DocumentSplitter(split_by="word", split_length=200)
    splitter.warm_up()
    documents = [Document(content=r["text"], meta={"id": r["id"]}) for r in records]
    parts = splitter.run(documents=documents)["documents"]
    for start in range(0, len(parts), 256):
        batch = parts[start : start + 256]
        rows = encode([part.content for part in batch])
        for part, row in zip(batch, rows, strict=True):
            part.embedding = row.tolist()
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(parts)
    retriever = InMemoryEmbeddingRetriever(store, top_k=5)

    def search(question: str) -> list[str]:
        row = encode([question])[0].tolist()
        return [found.meta["id"] for found in retriever.run(query_embedding=row)["documents"]]

    return search


def _youju(records: Records, *, fused: bool) -> Search:
    import tempfile

    from embeddings import load_embedder
    from rag.answering.question import understand
    from rag.answering.retrieve import retrieve
    from rag.indexing.index import Index
    from rag.indexing.ingest import ingest
    from rag.settings import Settings

    folder = Path(tempfile.mkdtemp(prefix="youju-bench-"))
    (folder / "news.jsonl").write_text(
        "\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8"
    )
    embedder = load_embedder()
    ingest([folder / "news.jsonl"], Settings(data_dir=folder / "data"), embedder)
    index = Index.open(folder / "data", embedder)

    def search(question: str) -> list[str]:
        if fused:
            found = retrieve(understand(question), index, embedder, 5)
        else:
            hits = index.nearest(embedder.encode_query(question), 5)
            found = index.passages([hit.chunk_id for hit in hits])
        return [passage.path.rpartition("!/")[2] for passage in found]

    return search


def youju(records: Records) -> Search:
    """Words and meaning fused, without the reader."""
    return _youju(records, fused=True)


def youju_vectors(records: Records) -> Search:
    """Meaning alone, as the peers search."""
    return _youju(records, fused=False)


def main() -> None:
    """Run one system and print its figures as JSON."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    sys.path.insert(0, str(ROOT))
    records, asked = read(folder / "articles.jsonl"), read(folder / "questions.jsonl")
    systems = {
        "youju": youju,
        "youju-vectors": youju_vectors,
        "langchain": langchain,
        "llamaindex": llamaindex,
        "haystack": haystack,
    }
    encoder()(["x"])  # the import and the model's load are no part of the ingest
    begun = time.perf_counter()
    search = systems[name](records)
    ingest = time.perf_counter() - begun
    times, first, five = [], 0, 0
    for row in asked:
        begun = time.perf_counter()
        found = list(search(row["question"]))
        times.append(1000 * (time.perf_counter() - begun))
        first += found[:1] == [row["id"]]
        five += row["id"] in found
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    workers = len(os.sched_getaffinity(0)) if name.startswith("youju") else 0
    print(
        json.dumps(
            {
                "name": name,
                "ingest": ingest,
                "peak": peak + workers * children,
                "p50": float(np.percentile(times, 50)),
                "p95": float(np.percentile(times, 95)),
                "hit1": first / len(asked),
                "hit5": five / len(asked),
            }
        )
    )


if __name__ == "__main__":
    main()
