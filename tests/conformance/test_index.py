"""What every index promises a search: the stored ones, and one in memory of a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from pydantic import SecretStr

from benchmarks.postgres_server import Server
from embeddings import HashEmbedder
from embeddings.base import FloatVector
from embeddings.words import WordVectors
from rag import Assistant, Document, Filters, Passage, Settings
from rag.answering.question import understand
from rag.answering.retrieve import SearchableIndex
from rag.errors import LoadError
from rag.sources import IndexedArticles, Searched
from rag.types import Hit

ARTICLES = {
    "桥.md": ("2023-07-01", "甲报", "新桥全长504米，连接东岸和西岸。"),
    "馆.md": ("2023-03-12", "乙报", "云泽县图书馆新馆于2023年3月11日向读者开放。"),
    "雨.md": ("2022-08-03", "甲报", "临溪县8月1日遭遇暴雨，无人员伤亡。"),
}
EMBEDDER = HashEmbedder()
FILTERS = {
    "none": Filters(),
    "from": Filters(published_from=date(2023, 1, 1)),
    "to": Filters(published_to=date(2022, 12, 31)),
    "source": Filters(sources=("甲报",)),
    "nothing": Filters(sources=("丙报",)),
}


class MemoryIndex:
    """Whole articles as chunks, searched one by one."""

    embedder = EMBEDDER

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = list(documents)
        self._rows = EMBEDDER.encode_documents([document.text for document in documents])

    def lexical(
        self,
        query: str,
        k: int,
        filters: Filters = Filters(),  # noqa: B008 - frozen
        others: Sequence[tuple[str, str]] = (),
    ) -> list[Hit]:
        wanted = set("".join((query, *(other for _, other in others))))
        scores = [float(len(wanted & set(document.text))) for document in self._documents]
        return self._best(scores, k, filters)

    def nearest(self, vector: FloatVector, k: int, filters: Filters = Filters()) -> list[Hit]:  # noqa: B008 - frozen
        return self._best([float(score) for score in self._rows @ vector], k, filters)

    def passages(self, chunk_ids: Sequence[int]) -> list[Passage]:
        known = [(n, self._documents[n]) for n in chunk_ids if 0 <= n < len(self._documents)]
        return [
            Passage(n, d.id, 0, len(d.text), d.text, published=d.published, source=d.source)
            for n, d in known
        ]

    def shown(self, document_id: str) -> Document:
        for document in self._documents:
            if document.id == document_id:
                return document
        raise LoadError(zh="没有这篇文章。", en="No such article.")

    def _best(self, scores: Sequence[float], k: int, filters: Filters) -> list[Hit]:
        hits = [Hit(n, s) for n, s in enumerate(scores) if self._passes(n, filters) and s > 0]
        return sorted(hits, key=lambda hit: -hit.score)[:k]

    def _passes(self, number: int, filters: Filters) -> bool:
        document = self._documents[number]
        return passes(document.published, document.source, filters)


def passes(published: date | None, source: str, filters: Filters) -> bool:
    first, last = filters.published_from, filters.published_to
    if (first or last) and published is None:
        return False
    if first and published and published < first:
        return False
    if last and published and published > last:
        return False
    return not filters.sources or source in filters.sources


@pytest.fixture(scope="module", params=["stored", "postgres", "months", "memory"])
def index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchableIndex]:
    if request.param == "memory":
        yield MemoryIndex(
            [
                Document(name, name, name, text, date.fromisoformat(day), source=source)
                for name, (day, source, text) in ARTICLES.items()
            ]
        )
        return
    folder = tmp_path_factory.mktemp("articles")
    for name, (day, source, text) in ARTICLES.items():
        head = f"---\ntitle: {name}\ndate: {day}\nsource: {source}\n---\n"
        (folder / name).write_text(head + text + "\n", encoding="utf-8")
    data: Path = tmp_path_factory.mktemp("data")
    address = ""
    if request.param in ("postgres", "months"):
        server: Server = request.getfixturevalue("postgres")
        address = server.database_of(str(data))
    by = "month" if request.param == "months" else ""
    settings = Settings(data_dir=data, index=SecretStr(address), index_partitions=by)
    with Assistant(settings, embedder=EMBEDDER) as assistant:
        assistant.ingest(folder)
        yield assistant.index


def found(index: SearchableIndex, filters: Filters, k: int) -> list[list[Hit]]:
    query = "新桥全长多少米？新馆何时开放？暴雨"
    vector = EMBEDDER.encode_query(query)
    return [index.lexical(query, k, filters), index.nearest(vector, k, filters)]


@pytest.mark.parametrize("k", [1, 2, 50])
def test_hits_are_few_enough_distinct_and_best_first(k: int, index: SearchableIndex) -> None:
    for hits in found(index, Filters(), k):
        assert 0 < len(hits) <= k
        assert len({hit.chunk_id for hit in hits}) == len(hits)
        assert all(one.score >= other.score for one, other in pairwise(hits))


@pytest.mark.parametrize("name", FILTERS)
def test_filters_let_through_what_they_say(name: str, index: SearchableIndex) -> None:
    filters = FILTERS[name]
    expected = {
        text
        for day, source, text in ARTICLES.values()
        if passes(date.fromisoformat(day), source, filters)
    }
    for hits in found(index, filters, 50):
        texts = {p.text.strip() for p in index.passages([hit.chunk_id for hit in hits])}
        assert texts <= expected
    lexical, _ = found(index, filters, 50)
    assert bool(lexical) == bool(expected)


def test_the_nearest_of_a_texts_own_vector_is_that_text(index: SearchableIndex) -> None:
    lexical, _ = found(index, Filters(), 50)
    for passage in index.passages([hit.chunk_id for hit in lexical]):
        nearest = index.nearest(EMBEDDER.encode_documents([passage.text])[0], 1)
        assert np.isfinite(nearest[0].score)
        assert nearest[0].chunk_id == passage.chunk_id


def test_passages_come_in_the_order_asked_for_and_stand_in_their_articles(
    index: SearchableIndex,
) -> None:
    numbers = [hit.chunk_id for hit in found(index, Filters(), 50)[0]]
    for order in (numbers, numbers[::-1]):
        passages = index.passages(order)
        assert [passage.chunk_id for passage in passages] == order
        for passage in passages:
            article = index.shown(passage.document_id)
            assert article.text[passage.start : passage.end] == passage.text
    assert index.passages([10**6]) == []


def test_an_article_that_is_not_there_is_an_error(index: SearchableIndex) -> None:
    with pytest.raises(LoadError):
        index.shown("nothing")


def test_a_search_needs_nothing_more(index: SearchableIndex) -> None:
    class Library:
        words = WordVectors()

        def __init__(self) -> None:
            self.index = cast(IndexedArticles, index)  # a search looks through nothing

        def ensure_index(self) -> str:
            return ""

    best = Searched(Library(), depth=2).find(understand("新桥全长多少米？"))
    assert "504米" in best[0].text
