"""The reader's view: filters, finding, refreshing, repairing, many threads."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexDamaged, IndexMissing, LoadError
from rag.indexing.lock import writer_lock
from rag.indexing.ports import Reader
from rag.types import Filters
from tests.rag.folders import (
    EMBEDDER,
    article,
    assert_sound,
    ingested,
    opened,
    settings_of,
    written,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sixty dated articles in two folders, three in English, with sources."""
    records = [
        {
            "id": f"n{number}",
            "title": f"Report {number}" if number % 20 == 0 else f"报道{number}",
            "published": f"2022-{number % 12 + 1:02d}-15" if number % 7 else None,
            "source": "新华社" if number % 3 else "人民日报",
            "text": f"The plant number {number} opened in the east of the town today."
            if number % 20 == 0
            else f"城东的第{number}号工厂开工生产。设备{number * 31}台。",
        }
        for number in range(60)
    ]
    for name, part in (("one", records[:30]), ("two", records[30:])):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "news.jsonl"
        path.write_text("\n".join(json.dumps(record) for record in part), encoding="utf-8")
    ingested(tmp_path, tmp_path / "one", tmp_path / "two")
    return tmp_path


@pytest.fixture
def index(folder: Path) -> Iterator[Reader]:
    with opened(folder) as index:
        yield index


FILTERS = {
    "from": Filters(published_from=date(2022, 6, 1)),
    "range": Filters(published_from=date(2022, 3, 1), published_to=date(2022, 3, 31)),
    "source": Filters(sources=("人民日报",)),
    "language": Filters(languages=("en",)),
    "both": Filters(sources=("新华社",), published_to=date(2022, 4, 30)),
    "nothing": Filters(sources=("不存在",)),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters_give_what_sieving_all_would(index: Reader, name: str) -> None:
    filters = FILTERS[name]

    def let_through(chunk: int) -> bool:
        passage = index.passages([chunk])[0]
        day = passage.published
        return (
            (filters.published_from is None or (day is not None and day >= filters.published_from))
            and (filters.published_to is None or (day is not None and day <= filters.published_to))
            and (not filters.sources or passage.source in filters.sources)
            and (not filters.languages or passage.language in filters.languages)
        )

    vector = EMBEDDER.encode_query("工厂开工 plant")
    all_words = [h for h in index.lexical("工厂开工 plant", 200) if let_through(h.chunk_id)]
    all_near = [h for h in index.nearest(vector, 200) if let_through(h.chunk_id)]
    assert index.lexical("工厂开工 plant", 5, filters) == all_words[:5]
    assert index.nearest(vector, 5, filters) == all_near[:5]


def test_a_rare_filter_finds_the_only_chunk(index: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.indexing.index_view._OVERFETCH_LIMIT", 1)
    hits = index.lexical("工厂 plant", 3, Filters(languages=("en",)))
    assert len(hits) == 3
    assert {index.passages([hit.chunk_id])[0].language for hit in hits} == {"en"}


def test_folders_filter_by_whole_names(index: Reader, folder: Path) -> None:
    hits = index.lexical("工厂开工 plant", 100, Filters(folders=(str(folder / "one"),)))
    assert len(hits) == 30
    hits = index.lexical("工厂", 100, Filters(folders=(str(folder / "one" / "news.jsonl"),)))
    assert hits
    assert index.lexical("工厂", 9, Filters(folders=(str(folder / "on"),))) == []


def test_passages_come_in_the_order_asked_for(index: Reader) -> None:
    chunks = [hit.chunk_id for hit in index.lexical("工厂", 10)]
    turned = [*reversed(chunks), chunks[0]]
    assert [passage.chunk_id for passage in index.passages(turned)] == turned
    assert index.passages([10**9]) == []
    for passage in index.passages(chunks):
        document = index.document(passage.document_id)
        assert document.text[passage.start : passage.end] == passage.text


def test_documents_are_listed_newest_first_and_found_by_name(index: Reader) -> None:
    days = [document.published for document in index.documents(limit=60)]
    dated = [day for day in days if day]
    assert dated == sorted(dated, reverse=True)
    assert days[len(dated) :] == [None] * (60 - len(dated))
    assert index.documents(offset=10, limit=5) == index.documents(limit=60)[10:15]
    assert index.find("报道17").title == "报道17"
    assert index.find(index.find("报道17").id).title == "报道17"
    with pytest.raises(LoadError, match=r"several articles: .*Be more specific"):
        index.find("报道")
    with pytest.raises(LoadError, match="100%_"):
        index.find("100%_")


def test_a_vector_of_another_size_is_an_error(index: Reader) -> None:
    with pytest.raises(ValueError, match=r"\(7,\)"):
        index.nearest(np.ones(7, np.float32), 3)


def test_a_reader_sees_one_generation_until_it_refreshes(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(5))
    ingested(tmp_path, articles)
    with opened(tmp_path) as index:
        assert index.refresh() is False
        (articles / "009.md").write_text(article(9), encoding="utf-8")
        ingested(tmp_path)
        assert len(index.documents()) == 5
        assert index.refresh() is True
        assert len(index.documents()) == 6
        hit = index.nearest(EMBEDDER.encode_query(index.find("第9篇").text), 1)[0]
        assert index.passages([hit.chunk_id])[0].title == "第9篇"
        document = index.find("第9篇")
        index.passages([index.lexical("编号71271", 1)[0].chunk_id])
        (articles / "009.md").unlink()
        ingested(tmp_path)
        assert index.document(document.id) == document  # shown before, so still quotable
        assert index.refresh() is True
        with pytest.raises(LoadError):
            index.document(document.id)


def test_the_vector_file_is_kept_while_little_changes(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(8))
    ingested(tmp_path, articles)
    caches = settings_of(tmp_path).data_dir / "caches"
    before = [path.name for path in caches.glob("vectors-*")]
    for number in (20, 21):
        (articles / f"{number}.md").write_text(article(number), encoding="utf-8")
        (articles / f"{number - 20:03d}.md").unlink()
        ingested(tmp_path)
        assert_sound(tmp_path)
    assert [path.name for path in caches.glob("vectors-*")] == before
    with opened(tmp_path) as index:
        found = index.nearest(EMBEDDER.encode_query(index.find("第21篇").text), 50)
        kept = {p.title for p in index.passages([hit.chunk_id for hit in found])}
        assert kept == {f"第{n}篇" for n in (2, 3, 4, 5, 6, 7, 20, 21)}


def test_many_threads_may_ask_while_a_writer_publishes(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(20))
    ingested(tmp_path, articles)
    stop = threading.Event()

    def ask(index: Reader) -> int:
        asked = 0
        while not stop.is_set():
            index.refresh()
            hits = index.lexical("工厂开工", 5)
            near = index.nearest(EMBEDDER.encode_query("工厂开工"), 5)
            for passage in index.passages([hit.chunk_id for hit in (*hits, *near)]):
                document = index.shown(passage.document_id)
                assert document.text[passage.start : passage.end] == passage.text
            asked += 1
        return asked

    with opened(tmp_path) as index, ThreadPoolExecutor(4) as threads:
        asking = [threads.submit(ask, index) for _ in range(4)]
        for number in range(6):
            (articles / f"9{number}.md").write_text(article(900 + number), encoding="utf-8")
            (articles / f"{number:03d}.md").unlink()
            ingested(tmp_path)
        stop.set()
        assert all(future.result() > 0 for future in asking)


def test_nothing_indexed_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="youju ingest"):
        opened(tmp_path)


def cache_files(folder: Path) -> list[Path]:
    caches = settings_of(folder).data_dir / "caches"
    return sorted(path for path in caches.rglob("*") if path.is_file() and path.stat().st_size)


@pytest.mark.embedded
@pytest.mark.parametrize("harm", ["truncated", "flipped", "missing", "all_missing"])
def test_a_harmed_cache_is_rebuilt_when_opened(tmp_path: Path, harm: str) -> None:
    ingested(tmp_path, written(tmp_path / "a", range(12)))
    with opened(tmp_path) as index:
        expected = index.lexical("第7号工厂", 5), index.nearest(EMBEDDER.encode_query("工厂"), 5)
    for kind in ("lexical", "vectors"):
        path = [p for p in cache_files(tmp_path) if kind in p.parent.name][-1]
        data = bytearray(path.read_bytes())
        if harm == "truncated":
            path.write_bytes(data[: len(data) // 2])
        elif harm == "flipped":
            data[len(data) // 2] ^= 4
            path.write_bytes(data)
        elif harm == "missing":
            path.unlink()
    if harm == "all_missing":
        shutil.rmtree(settings_of(tmp_path).data_dir / "caches")
    with opened(tmp_path) as index:
        found = index.lexical("第7号工厂", 5), index.nearest(EMBEDDER.encode_query("工厂"), 5)
    assert found == expected
    assert_sound(tmp_path)


@pytest.mark.embedded
def test_a_harmed_cache_under_a_busy_writer_is_one_sentence(tmp_path: Path) -> None:
    ingested(tmp_path, written(tmp_path / "a", range(3)))
    next(p for p in cache_files(tmp_path) if "vectors" in p.parent.name).unlink()
    with (
        writer_lock(settings_of(tmp_path).data_dir),
        pytest.raises(IndexDamaged, match="Process"),
    ):
        opened(tmp_path)


@pytest.mark.embedded
def test_a_harmed_database_is_one_sentence(tmp_path: Path) -> None:
    ingested(tmp_path, written(tmp_path / "a", range(3)))
    (settings_of(tmp_path).data_dir / "youju.db").write_bytes(b"not a database " * 400)
    with pytest.raises(IndexDamaged, match="youju restore"):
        opened(tmp_path)


def test_a_removed_article_can_be_checked_by_who_is_reading_it(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(4))
    ingested(tmp_path, articles)
    with opened(tmp_path) as index:
        passage = index.passages([index.lexical("工厂开工", 1)[0].chunk_id])[0]
        Path(passage.path).unlink()
        ingested(tmp_path)
        assert index.refresh()
        document = index.shown(passage.document_id)
        assert document.text[passage.start : passage.end] == passage.text
    with opened(tmp_path) as fresh, pytest.raises(LoadError):
        fresh.shown(passage.document_id)
