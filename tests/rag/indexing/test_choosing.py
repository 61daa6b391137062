"""Which embedding model an index takes with ``auto``, and that it keeps it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings import load_embedder
from embeddings.static import BUNDLED_MODEL, StaticEmbedder
from rag import Assistant
from rag.errors import IndexMismatch, ModelError
from rag.indexing.choosing import (
    FEW_CHUNKS,
    PATIENCE_S,
    Embedders,
    choose,
    expected_chunks,
    reason,
)
from rag.indexing.embedded import Embedded
from rag.indexing.index import Index
from rag.indexing.ingest import ingest
from rag.indexing.progress import Progress
from rag.indexing.status import describe
from rag.types import IngestReport
from tests.rag.folders import (
    EMBEDDER,
    assert_sound,
    ingested,
    settings_of,
    written,
)


def quick() -> float:
    return 1e-6


def slow() -> float:
    return 500.0


def unasked() -> float:
    raise AssertionError("nothing had to be measured")


def auto(seconds_a_text: Callable[[], float] = unasked) -> Embedders:
    return Embedders("auto", seconds_a_text=seconds_a_text)


def taken(folder: Path, *paths: Path, by: Embedders, **options: object) -> IngestReport:
    return ingest(paths, settings_of(folder), by, **options)  # type: ignore[arg-type]


def model_of(folder: Path) -> str:
    return str(describe(settings_of(folder).data_dir)["embedder"])


def much(folder: Path) -> Path:
    """Files of 240 kB in all, more than are embedded without measuring; two tasks of reading."""
    folder.mkdir()
    for number in range(120):
        text = "".join(f"第{number}号工厂的第{line}条生产线已经投产。" for line in range(38))
        (folder / f"{number:03d}.txt").write_text(text, encoding="utf-8")
    return folder


def stop_at(articles: int) -> Callable[[Progress], None]:
    def stop(progress: Progress) -> None:
        if progress.articles >= articles:
            raise KeyboardInterrupt

    return stop


@pytest.mark.parametrize(
    ("chunks", "seconds", "name"),
    [
        (FEW_CHUNKS, unasked, "deep"),
        (FEW_CHUNKS + 1, slow, "fast"),
        (10_000, lambda: PATIENCE_S / 10_000, "deep"),
        (10_000, lambda: 1.1 * PATIENCE_S / 10_000, "fast"),
    ],
    ids=["few", "slow_machine", "just_in_time", "just_too_long"],
)
def test_deep_while_it_takes_two_minutes(
    chunks: int, seconds: Callable[[], float], name: str
) -> None:
    assert choose(chunks, seconds).name == name


def test_it_is_told_what_deep_would_take_and_how_to_get_it() -> None:
    notice = choose(60_000, lambda: 0.03).notice
    assert "60,000 段" in notice
    assert "30 分钟" in notice
    assert "YOUJU_EMBEDDING_MODEL=deep youju ingest" in notice
    assert choose(60_000, quick).notice == ""


def test_chunks_are_expected_by_the_kind_of_file() -> None:
    assert expected_chunks([(Path("a.txt"), 640_000)]) == 1_000
    assert expected_chunks([(Path("a.HTML"), 640_000), (Path("b.md"), 6_400)]) == 210
    assert expected_chunks([], stored_bytes=6_400) == 10


def test_few_articles_take_deep_and_keep_it(tmp_path: Path) -> None:
    assert taken(tmp_path, written(tmp_path / "a", range(3)), by=auto()).notices == ()
    assert model_of(tmp_path) == "deep"
    report = taken(tmp_path, much(tmp_path / "b"), by=Embedders("auto"), dry_run=True)
    assert report.added == 120
    written(tmp_path / "a", range(4))
    assert taken(tmp_path, by=auto()).added == 1
    assert model_of(tmp_path) == "deep"
    assert_sound(tmp_path)


def test_an_index_with_deep_says_that_much_more_takes_long(tmp_path: Path) -> None:
    taken(tmp_path, written(tmp_path / "a", range(3)), by=auto())
    seen: list[str] = []

    def stop(progress: Progress) -> None:
        if progress.notice:
            seen.append(progress.notice)
            raise KeyboardInterrupt

    more = much(tmp_path / "b")
    with pytest.raises(KeyboardInterrupt):
        taken(tmp_path, more, by=auto(slow), progress=stop)
    assert "YOUJU_EMBEDDING_MODEL=fast youju ingest" in seen[0]
    assert taken(tmp_path, by=Embedders("fast")).documents == 123
    assert taken(tmp_path, by=auto()).notices == ()


def test_many_take_fast_say_so_once_and_keep_it(tmp_path: Path) -> None:
    seen: list[Progress] = []
    report = taken(tmp_path, much(tmp_path / "a"), by=auto(slow), progress=seen.append)
    assert [each.notice for each in seen if each.notice] == list(report.notices)
    assert "YOUJU_EMBEDDING_MODEL=deep youju ingest" in report.notices[0]
    assert model_of(tmp_path) == "fast"
    written(tmp_path / "a", [900])
    again = taken(tmp_path, by=auto())
    assert (again.added, again.notices) == (1, ())
    chosen = auto().of_index(Embedded(settings_of(tmp_path).data_dir))
    assert chosen.name == "fast"
    with Index.open(settings_of(tmp_path).data_dir, chosen) as index:
        assert index.nearest(chosen.encode_query("第3号工厂"), 1)


def test_a_first_build_that_was_stopped_goes_on_with_its_model(tmp_path: Path) -> None:
    articles = much(tmp_path / "a")
    with pytest.raises(KeyboardInterrupt):
        taken(tmp_path, articles, by=auto(slow), progress=stop_at(100))
    assert auto().of_index(Embedded(settings_of(tmp_path).data_dir)).name == "fast"
    assert taken(tmp_path, articles, by=auto()).documents == 120
    assert model_of(tmp_path) == "fast"
    assert_sound(tmp_path)


def test_articles_that_replace_the_samples_are_a_first_build(tmp_path: Path) -> None:
    taken(tmp_path, written(tmp_path / "samples", range(3)), by=auto(), samples=True)
    articles = much(tmp_path / "a")
    with pytest.raises(KeyboardInterrupt):
        taken(tmp_path, articles, by=auto(slow), progress=stop_at(100))
    assert model_of(tmp_path) == "deep"  # the samples are still what is read
    assert auto().of_index(Embedded(settings_of(tmp_path).data_dir)).name == "deep"
    report = taken(tmp_path, by=auto())
    assert (report.documents, report.removed, report.skipped) == (120, 3, ())
    assert model_of(tmp_path) == "fast"
    assert describe(settings_of(tmp_path).data_dir)["roots"] == [str(articles)]
    assert_sound(tmp_path)


def test_articles_that_replace_the_samples_go_on_with_deep_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.indexing.choosing.FEW_CHUNKS", 0)
    monkeypatch.setattr("rag.indexing.writer._TASK_FILES", 1)
    taken(tmp_path, written(tmp_path / "samples", range(3)), by=auto(quick), samples=True)
    articles = written(tmp_path / "a", range(10, 16))
    with pytest.raises(KeyboardInterrupt):
        taken(tmp_path, articles, by=auto(quick), progress=stop_at(2))
    assert taken(tmp_path, by=auto(slow)).documents == 6
    assert model_of(tmp_path) == "deep"


def test_samples_stay_until_what_replaces_them_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.indexing.writer._TASK_FILES", 1)
    taken(tmp_path, written(tmp_path / "samples", range(3)), by=auto(), samples=True)
    articles = written(tmp_path / "a", range(10, 16))

    def press_control_c(progress: Progress) -> None:
        if progress.stage == "read" and progress.articles == 2:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        taken(tmp_path, articles, by=auto(), progress=press_control_c)
    assert describe(settings_of(tmp_path).data_dir)["documents"] == 5
    report = taken(tmp_path, by=auto())
    assert (report.documents, report.removed) == (6, 3)
    assert describe(settings_of(tmp_path).data_dir)["roots"] == [str(articles)]
    assert not describe(settings_of(tmp_path).data_dir)["samples"]


@pytest.mark.parametrize(("before", "after"), [("deep", "fast"), ("fast", "deep")])
def test_a_switch_goes_on_where_it_was_stopped_and_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    monkeypatch.setattr("rag.indexing.writer._REBUILD_DOCUMENTS", 2)
    data_dir = settings_of(tmp_path).data_dir
    taken(tmp_path, written(tmp_path / "a", range(6)), by=Embedders(before))
    with pytest.raises(KeyboardInterrupt):
        taken(tmp_path, by=Embedders(after), progress=stop_at(4))
    builds = [(b["embedder"], b["documents"]) for b in describe(data_dir)["builds"]]
    assert builds == [(before, 6), (after, 4)]
    assert auto().of_index(Embedded(data_dir)).name == before
    assert taken(tmp_path, by=auto()).documents == 6
    assert model_of(tmp_path) == before  # what was not published is nobody's choice
    counted: list[Progress] = []
    taken(tmp_path, by=Embedders(after), progress=counted.append)
    assert max(each.articles for each in counted if each.stage == "rebuild") == 2
    assert model_of(tmp_path) == after
    assert taken(tmp_path, by=auto()).unchanged == 6
    chosen = auto().of_index(Embedded(data_dir))
    assert chosen.name == after
    with Index.open(data_dir, chosen) as index:
        assert len(index.nearest(chosen.encode_query("第3号工厂"), 50)) == index.status()["chunks"]
    assert_sound(tmp_path)


@pytest.mark.parametrize("named", ["auto", "fast", "bundled"])
def test_an_index_of_before_the_names_goes_on(tmp_path: Path, named: str) -> None:
    older = StaticEmbedder(BUNDLED_MODEL, "bundled")
    articles = written(tmp_path / "a", range(4))
    ingested(tmp_path, articles, embedder=older)
    embedders = Embedders(named)
    with Index.open(
        settings_of(tmp_path).data_dir, embedders.of_index(Embedded(tmp_path / "data"))
    ):
        pass
    seen: list[Progress] = []
    assert taken(tmp_path, by=embedders, progress=seen.append).unchanged == 4
    assert [each.stage for each in seen] == ["scan"]
    assert model_of(tmp_path) == "fast"


def test_a_model_that_does_not_ship_is_not_taken_because_an_index_names_it(tmp_path: Path) -> None:
    ingested(tmp_path, written(tmp_path / "a", range(3)))
    with pytest.raises(IndexMismatch, match=r"(?s)hashed-32.*auto takes only.*youju ingest"):
        auto().of_index(Embedded(settings_of(tmp_path).data_dir))
    with Assistant(settings_of(tmp_path)) as assistant, pytest.raises(IndexMismatch):
        assistant.search("工厂")
    taken(tmp_path, by=auto())
    assert model_of(tmp_path) == "deep"


def test_the_way_back_is_named_where_there_is_one(tmp_path: Path) -> None:
    fast = load_embedder("fast")
    ingested(tmp_path, written(tmp_path / "a", range(2)), embedder=fast)
    with pytest.raises(IndexMismatch, match=r"YOUJU_EMBEDDING_MODEL=fast again \(auto goes on"):
        Index.open(settings_of(tmp_path).data_dir, load_embedder("deep"))
    other = StaticEmbedder(BUNDLED_MODEL, "fast")
    other.__dict__["fingerprint"] = "0" * 16  # the model of another version
    with pytest.raises(IndexMismatch) as told:
        Index.open(settings_of(tmp_path).data_dir, other)
    assert "again" not in str(told.value)


def test_who_has_the_index_open_follows_a_switch(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with Assistant(settings.with_(embedding_model="fast")) as assistant:
        assistant.ingest(written(tmp_path / "a", range(4)))
        assert assistant.search("第3号工厂", read=False)
    with Assistant(settings) as reading:
        assert reading.embedder.name == "fast"
        found = [each.text for each in reading.search("第3号工厂", read=False)]
        with Assistant(settings.with_(embedding_model="deep")) as switching:
            switching.ingest()
        assert {each.text for each in reading.search("第3号工厂", read=False)} == {*found}
        assert reading.index.embedder.name == reading.embedder.name == "deep"
        assert reading.ingest().unchanged == 4


def test_who_set_a_model_is_told_of_a_switch(tmp_path: Path) -> None:
    settings = settings_of(tmp_path).with_(embedding_model="fast")
    with Assistant(settings) as assistant:
        assistant.ingest(written(tmp_path / "a", range(4)))
        assert assistant.search("第3号工厂", read=False)
        with Assistant(settings.with_(embedding_model="deep")) as switching:
            switching.ingest()
        for _ in range(2):
            with pytest.raises(IndexMismatch):
                assistant.search("第3号工厂", read=False)


def test_the_first_question_says_which_model_was_taken(tmp_path: Path) -> None:
    settings = settings_of(tmp_path).with_(articles=(much(tmp_path / "a"),))
    with Assistant(settings) as assistant:
        assistant.embedders = auto(slow)
        notice = assistant.ensure_index()
        assert "120 articles" in notice
        assert "YOUJU_EMBEDDING_MODEL=deep youju ingest" in notice
        assert assistant.embedder.name == "fast"


def test_worker_processes_and_one_make_the_same_index_with_deep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = load_embedder("deep")
    articles = written(tmp_path / "a", range(9))
    monkeypatch.setattr("rag.indexing.workers.POOL_PAYS_BYTES", 10)
    ingested(tmp_path, articles, embedder=deep)
    monkeypatch.setattr("rag.indexing.workers.POOL_PAYS_BYTES", 10**12)
    ingested(tmp_path / "alone", articles, embedder=deep)
    vector = deep.encode_query("第7号工厂")
    with (
        Index.open(settings_of(tmp_path).data_dir, deep) as pooled,
        Index.open(settings_of(tmp_path / "alone").data_dir, deep) as single,
    ):
        assert pooled.nearest(vector, 9) == single.nearest(vector, 9)


def test_a_fast_index_is_read_without_what_building_with_deep_needs(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with Assistant(settings.with_(embedding_model="fast")) as assistant:
        assistant.ingest(written(tmp_path / "a", range(3)))
    code = (
        "import sys; from pathlib import Path; from rag import Assistant, Settings;"
        "assert 'numpy' not in sys.modules;"
        f"a = Assistant(Settings(data_dir=Path({str(settings.data_dir)!r})));"
        "a.ask('第1号工厂在哪里？'); assert a.embedder.name == 'fast';"
        "sys.exit(bool({'onnx', 'embeddings.int8', 'torch'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=100).returncode == 0


def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="设为 fast 可用自带模型"):
        Embedders(str(tmp_path / "none")).of_index(Embedded(tmp_path))


@pytest.mark.parametrize(
    ("named", "embedder", "words"),
    [
        ("auto", "deep", "按文章多少"),
        ("deep", "deep", "由 YOUJU_EMBEDDING_MODEL 指定"),
        ("bundled", "fast", "由 YOUJU_EMBEDDING_MODEL 指定"),
        ("deep", "fast", "设置的是 deep"),
        ("auto", EMBEDDER.name, "设置的是 auto"),
    ],
)
def test_why_an_index_has_its_model(named: str, embedder: str, words: str) -> None:
    assert words in reason(named, embedder)
