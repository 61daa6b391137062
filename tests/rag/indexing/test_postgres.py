"""What is of the server alone: its BM25, its vectors, named roots, and copies there and back."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from benchmarks.postgres_server import PASSWORD, Server
from rag.cli import main
from rag.cli.ingest import _watch
from rag.errors import IndexUnreachable, UsageError
from rag.indexing.copying import copy
from rag.indexing.embedded import Embedded
from rag.indexing.ingest import ingest
from rag.indexing.opening import open_reader, store_of
from rag.indexing.ports import Reader
from rag.indexing.postgres import meaning, words
from rag.indexing.postgres.connecting import Connection
from rag.indexing.postgres.filtering import above
from rag.indexing.postgres.names import Names
from rag.indexing.postgres.store import Postgres
from rag.indexing.postgres.view import View
from rag.indexing.removal import remove
from rag.indexing.terms import term_text
from rag.settings import Settings
from rag.types import Filters, IngestReport
from tests.rag.folders import EMBEDDER, written
from tests.rag.indexing.test_page_file import keep, talks

_K1, _B = 1.2, 0.75


@pytest.fixture
def settings(tmp_path: Path, postgres: Server) -> Settings:
    """An empty database of its own."""
    address = postgres.database_of(str(tmp_path))
    return Settings(data_dir=tmp_path / "data", index=SecretStr(address))


def server(settings: Settings) -> Postgres:
    found = store_of(settings)
    assert isinstance(found, Postgres)
    return found


def bm25(texts: dict[int, list[str]], query: dict[str, float]) -> dict[int, float]:
    """The formula, chunk by chunk."""
    mean = sum(map(len, texts.values())) / len(texts)
    scores: dict[int, float] = {}
    for term, weight in query.items():
        holding = sum(term in own for own in texts.values())
        idf = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for chunk, own in texts.items():
            f = own.count(term)
            if f:
                length = max(each for each in words.LENGTHS if each <= len(own))
                norm = _K1 * (1 - _B + _B * length / mean)
                scores[chunk] = scores.get(chunk, 0) + weight * idf * (_K1 + 1) * f / (f + norm)
    return scores


def test_words_score_as_the_formula_says(settings: Settings, tmp_path: Path) -> None:
    folder = written(tmp_path / "a", range(30))
    (folder / "long.md").write_text("工厂" * 300 + "。\n\n工厂开工，工厂停工，城东。", "utf-8")
    (folder / "odd.md").write_text("it's a \\ 'quoted' thing: 工厂 O'Neil a\\b", "utf-8")
    ingest([folder], settings, EMBEDDER)
    with psycopg.connect(settings.index.get_secret_value()) as connection:
        rows = connection.execute(
            'SELECT c.id, d.title, d.published, substr(d.text, c.start + 1, c."end" - c.start), '
            "c.length FROM chunks c JOIN documents d ON d.number = c.document"
        ).fetchall()
    from rag.text.split import header
    from rag.types import Document

    texts = {
        chunk: term_text(header(Document("", "", title, text, day)) + text).split()
        for chunk, title, day, text, _ in rows
    }
    assert {chunk: len(own) for chunk, own in texts.items()} == {r[0]: r[4] for r in rows}
    with open_reader(settings, EMBEDDER) as index:
        for query in ("第7号工厂", "工厂", "o'neil a\\b it's", "城东开工的设备编号"):
            terms = dict.fromkeys(term_text(query).split(), 1.0)
            expected = bm25(texts, terms)
            found = words.search(  # all of them, so that nothing is cut by rank
                *_opened(index), terms, 500
            )
            assert {hit.chunk_id for hit in found} == set(expected)
            for hit in found:
                assert hit.score == pytest.approx(expected[hit.chunk_id], rel=1e-5)


def test_words_score_as_in_the_embedded_index(settings: Settings, tmp_path: Path) -> None:
    folder = written(tmp_path / "a", range(40))
    for size in (1, 23, 24, 25, 41, 47, 60, 95, 130, 190, 250, 299):
        (folder / f"long{size}.md").write_text("城东" + "开工设备" * size + "。", encoding="utf-8")
    own = Settings(data_dir=tmp_path / "embedded")
    ingest([folder], own, EMBEDDER)
    copy(Embedded(own.data_dir), server(settings))
    with open_reader(own, EMBEDDER) as embedded, open_reader(settings, EMBEDDER) as there:
        for question in ("第7号工厂在城东开工", "编号7919的设备", "开工", "城东设备安装"):
            both = [_texts_with_scores(index, question) for index in (embedded, there)]
            assert len(both[0]) == len(both[1]) > 10
            for (text, score), (text_there, score_there) in zip(*both, strict=True):
                assert score_there == pytest.approx(score, rel=1e-4)
                assert text_there == text or score == pytest.approx(score_there, rel=1e-6)


def _texts_with_scores(index: Reader, question: str) -> list[tuple[str, float]]:
    hits = index.lexical(question, 500)
    passages = index.passages([hit.chunk_id for hit in hits])
    return [(passage.text, hit.score) for passage, hit in zip(passages, hits, strict=True)]


def _opened(index: object) -> tuple[Connection, View]:
    idle = index._pool._idle.get_nowait()  # type: ignore[attr-defined]
    index._pool._idle.put(idle)  # type: ignore[attr-defined]
    return idle, index._view  # type: ignore[attr-defined]


def test_few_candidates_still_find_the_best(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([written(tmp_path / "a", range(60))], settings, EMBEDDER)
    with open_reader(settings, EMBEDDER) as index:
        whole = [index.lexical(f"第{n}号工厂在城东开工", 10) for n in range(0, 60, 7)]
        monkeypatch.setattr(words, "CANDIDATES", 1)
        monkeypatch.setattr(words, "MOST_CANDIDATES", 1)
        few = [index.lexical(f"第{n}号工厂在城东开工", 10) for n in range(0, 60, 7)]
    assert [hits[0] for hits in few] == [hits[0] for hits in whole]
    assert few != whole  # the candidates were fewer indeed


def test_the_graph_finds_what_a_search_of_all_finds(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path / "a", range(200))
    monkeypatch.setattr(meaning, "EXACT_LIMIT", 50)
    ingest([folder], settings, EMBEDDER)
    status = store_of(settings).describe()
    assert status["vector_form"] == "hnsw"
    assert status["vector_recall"] >= 0.97
    with open_reader(settings, EMBEDDER) as index:
        rows, chunks = _vectors(settings)
        for question in ("第7号工厂", "编号7919的设备"):
            vector = EMBEDDER.encode_query(question)
            nearest = chunks[np.argsort(-(rows @ vector), kind="stable")[:10]]
            found = {hit.chunk_id for hit in index.nearest(vector, 10)}
            assert len(found & set(nearest.tolist())) >= 9
            one_day = Filters(published_from=None, folders=(str(folder / "003.md"),))
            assert 0 < len(index.nearest(vector, 10, one_day)) <= 2


def _vectors(settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    with psycopg.connect(settings.index.get_secret_value()) as connection:
        found = connection.execute("SELECT id, vector::text FROM chunks ORDER BY id").fetchall()
    return np.array([meaning.read(row[1]) for row in found]), np.array([row[0] for row in found])


@given(st.lists(st.floats(-1, 1, width=16), min_size=1, max_size=40))
def test_a_written_vector_is_read_as_it_was(values: list[float]) -> None:
    vector = np.array(values, np.float16)
    again = meaning.read(meaning.written(vector.astype(np.float32))).astype(np.float16)
    assert np.array_equal(again, vector)


def test_an_index_goes_there_and_back_with_its_vectors(settings: Settings, tmp_path: Path) -> None:
    first, back = Embedded(tmp_path / "first"), Embedded(tmp_path / "back")
    folder = written(tmp_path / "a", range(12))
    (folder / "copy.md").write_bytes((folder / "003.md").read_bytes())
    (folder / "empty.md").write_bytes(b"")
    ingest([folder], Settings(data_dir=first.data_dir), EMBEDDER)
    assert copy(first, server(settings)) == (12, first.describe()["chunks"])
    assert copy(server(settings), back) == (12, first.describe()["chunks"])
    for store in (server(settings), back):
        assert store.verify().problems == ()
        for key in ("documents", "chunks", "files", "skipped", "reprints", "roots", "languages"):
            assert store.describe()[key] == first.describe()[key], key
    vector = EMBEDDER.encode_query("第7号工厂")
    results = []
    for each in (first, server(settings), back):
        with each.reader(EMBEDDER) as index:
            hits = index.nearest(vector, 8)
            texts = [passage.text for passage in index.passages([h.chunk_id for h in hits])]
            results.append((texts, [round(hit.score, 5) for hit in hits]))
    assert results[0] == results[2]  # the vectors that came back are those that went
    assert results[0][0] == results[1][0]
    assert results[1][1] == pytest.approx(results[0][1], abs=1e-3)  # a half-precision question
    with pytest.raises(UsageError, match=r"empty|先清空"):
        copy(first, server(settings))


def test_a_backup_of_a_server_is_any_backup(settings: Settings, tmp_path: Path) -> None:
    ingest([written(tmp_path / "a", range(5))], settings, EMBEDDER)
    file = tmp_path / "b.youju"
    assert store_of(settings).backup(file).documents == 5
    assert Embedded(tmp_path / "other").restore(file).documents == 5
    written(tmp_path / "a", range(5, 9))
    ingest([], settings, EMBEDDER)
    saved = store_of(settings).restore(file)
    assert (saved.documents, saved.unknown_roots) == (5, ())
    assert store_of(settings).describe()["documents"] == 5
    assert store_of(settings).verify().problems == ()


def test_conversations_go_with_the_backup_of_this_machine(
    settings: Settings, tmp_path: Path
) -> None:
    ingest([written(tmp_path / "a", range(3))], settings, EMBEDDER)
    keep(settings.data_dir, "one", "何时获批？")
    file = tmp_path / "b.youju"
    store_of(settings).backup(file)
    other = settings.with_(data_dir=tmp_path / "other")
    store_of(other).restore(file)
    assert talks(other.data_dir) == {"one": "何时获批？"}


def test_the_commands_work_on_a_server(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("YOUJU_INDEX", settings.index.get_secret_value())
    monkeypatch.setenv("YOUJU_EMBEDDING_MODEL", "fast")
    folder = written(tmp_path / "a", range(3))
    for command in (
        ["ingest", str(folder)], ["status"], ["ask", "第2号工厂在哪里开工？"], ["verify"],
        ["doctor"], ["compact"], ["show", "第2篇"], ["remove", "第2篇"], ["ingest", "--dry-run"],
    ):  # fmt: skip
        assert main(command) == 0, command
    shown = capsys.readouterr()
    assert PASSWORD not in shown.out + shown.err
    assert "第2号工厂在城东开工" in shown.out
    assert "pgvector" in shown.out


def test_machines_share_a_root_by_its_name(settings: Settings, tmp_path: Path) -> None:
    here = written(tmp_path / "here", range(4))
    there = written(tmp_path / "there", range(4))

    def machine(name: str, root: Path) -> Settings:
        return settings.with_(data_dir=tmp_path / name, index_roots=(("news", root),))

    one, other = machine("one", here), machine("other", there)
    assert ingest([here], one, EMBEDDER).added == 4
    assert ingest([there], other, EMBEDDER).added == 0
    (there / "009.md").write_text("第九篇讲新的桥梁。", encoding="utf-8")
    assert ingest([], other, EMBEDDER).added == 1
    with open_reader(one, EMBEDDER) as index:
        assert {Path(d.path).parent for d in index.documents()} == {here}
        assert len(index.lexical("工厂", 50, Filters(folders=(str(here),)))) > 0
        (own,) = index.browsed(str(here / "003.md"), "newest", 0, 9).documents
        assert index.paths(own.id) == (str(here / "003.md"),)
        assert index.browsed("news:/003", "newest", 0, 9).total == 1
    with open_reader(settings, EMBEDDER) as index:  # a machine that knows no such name
        assert {d.path.partition(":")[0] for d in index.documents()} == {"news"}
    assert store_of(one).verify().problems == ()
    assert remove([str(tmp_path)], one) == 5  # what lies above the root: all of it


@given(st.lists(st.sampled_from(["a", "b.zip!", "c", "a:b", "新"]), max_size=5))
def test_named_paths_come_back(parts: list[str]) -> None:
    names = Names.of({"news": Path("/mnt/news"), "old": Path("/mnt/news/old")})
    for root in ("/mnt/news", "/mnt/news/old", "/mnt/newspaper", "/data"):
        path = "/".join([root, *parts])
        assert names.here(names.kept(path)) == path
    assert names.kept("/mnt/news/old/a") == "old:/a"
    assert names.kept("/mnt/newspaper/a") == "/mnt/newspaper/a"


def test_folders_above_a_path() -> None:
    assert above("/a/b.zip!/c.md") == ["/a", "/a/b.zip"]
    assert above("news:/2023/a.md") == ["news:", "news:/2023"]


def test_watching_outlives_a_server_that_is_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("rag.cli.ingest._WATCH_SECONDS", 0)
    tries = iter([IndexUnreachable(zh="不在", en="away")] * 3 + [KeyboardInterrupt()])

    def again() -> IngestReport:
        raise next(tries)

    _watch(again, as_json=False)
    assert capsys.readouterr().err.count("不在") == 1  # told once
