"""The index in step with a folder: add, change, rename, delete, each with the least work."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from embeddings import HashEmbedder
from embeddings.base import FloatMatrix, FloatVector
from rag.errors import IndexBusy, IndexMismatch, LoadError, StorageError
from rag.indexing.ingest import ingest, remove
from rag.indexing.lock import writer_lock
from rag.indexing.opening import store_of
from rag.indexing.progress import Progress
from rag.settings import Settings
from tests.rag.folders import (
    EMBEDDER,
    article,
    assert_gone,
    assert_sound,
    contents,
    ingested,
    opened,
    settings_of,
    titles,
    written,
)


@dataclass
class CountingEmbedder:
    """The hashed embedder, counting what it is given."""

    inner: HashEmbedder = field(default_factory=lambda: EMBEDDER)
    texts: int = 0

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def dimension(self) -> int:
        return self.inner.dimension

    @property
    def fingerprint(self) -> str:
        return self.inner.fingerprint

    def encode_documents(self, texts: Sequence[str]) -> FloatMatrix:
        self.texts += len(texts)
        return self.inner.encode_documents(texts)

    def encode_query(self, text: str) -> FloatVector:
        return self.inner.encode_query(text)


def test_what_is_read_is_found(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(10))
    report = ingested(tmp_path, articles)
    assert (report.added, report.documents, report.skipped) == (10, 10, ())
    assert report.files[3].title == "第3篇"
    with opened(tmp_path) as index:
        hit = index.lexical("编号23757的设备", 1)[0]
        passage = index.passages([hit.chunk_id])[0]
        assert passage.title == "第3篇"
        assert passage.path == str(articles / "003.md")
        document = index.document(passage.document_id)
        assert document.text[passage.start : passage.end] == passage.text
    assert_sound(tmp_path)


def test_a_second_run_does_nothing(tmp_path: Path) -> None:
    written(tmp_path / "a", range(5))
    ingested(tmp_path, tmp_path / "a")
    embedder = CountingEmbedder()
    with opened(tmp_path) as index:
        before = index.generation
    report = ingested(tmp_path, embedder=embedder)
    assert (report.added, report.changed, report.removed, report.unchanged) == (0, 0, 0, 5)
    assert embedder.texts == 0
    with opened(tmp_path) as index:
        assert index.generation == before


def test_only_the_changed_article_is_embedded_again(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(6))
    ingested(tmp_path, articles)
    (articles / "002.md").write_text(article(2, "新增加的一句特别的话。"), encoding="utf-8")
    embedder = CountingEmbedder()
    report = ingested(tmp_path, embedder=embedder)
    assert (report.added, report.changed, report.removed, report.unchanged) == (0, 1, 0, 5)
    assert embedder.texts <= 3
    with opened(tmp_path) as index:
        found = index.passages([index.lexical("特别的话", 1)[0].chunk_id])[0]
        assert "新增加的一句特别的话" in found.text
        assert len(index.documents()) == 6
    assert_sound(tmp_path)


def test_a_touched_file_is_not_read_again(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(3))
    ingested(tmp_path, articles)
    os.utime(articles / "001.md", (1_600_000_000, 1_600_000_000))
    report = ingested(tmp_path)
    assert (report.changed, report.unchanged, report.files) == (0, 3, ())


def test_a_change_within_the_same_second_and_size_is_noticed(tmp_path: Path) -> None:
    path = written(tmp_path / "a", [1]) / "001.md"
    ingested(tmp_path, path)
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    path.write_text(article(1).replace("城东", "城西"), encoding="utf-8")
    os.utime(path, ns=times)
    assert ingested(tmp_path).changed == 1
    assert_gone(tmp_path, "城东")


def test_a_clock_that_jumps_hides_no_change(tmp_path: Path) -> None:
    path = written(tmp_path / "a", [1]) / "001.md"
    far_ahead = 4_000_000_000_000_000_000
    os.utime(path, ns=(far_ahead, far_ahead))
    ingested(tmp_path, path)
    path.write_text(article(1).replace("城东", "城西"), encoding="utf-8")
    os.utime(path, ns=(far_ahead, far_ahead))
    assert ingested(tmp_path).changed == 1
    os.utime(path, ns=(0, 0))
    assert ingested(tmp_path).unchanged == 1


def test_a_deleted_article_disappears_everywhere(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(4))
    ingested(tmp_path, articles)
    (articles / "001.md").unlink()
    report = ingested(tmp_path)
    assert (report.removed, report.unchanged, report.documents) == (1, 3, 3)
    assert_gone(tmp_path, "编号7919")


def test_a_renamed_article_is_not_embedded_again(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(4))
    ingested(tmp_path, articles)
    (articles / "001.md").rename(articles / "moved.md")
    embedder = CountingEmbedder()
    report = ingested(tmp_path, embedder=embedder)
    assert (report.added, report.changed, report.removed, report.unchanged) == (0, 0, 0, 4)
    assert embedder.texts == 0
    assert "moved from" in report.files[0].notices[0]
    with opened(tmp_path) as index:
        assert index.find("moved.md").title == "第1篇"
        passage = index.passages([index.lexical("编号7919", 1)[0].chunk_id])[0]
        assert (passage.path, passage.also_in) == (str(articles / "moved.md"), ())
    assert_sound(tmp_path)


def test_identical_files_are_one_article(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(2))
    shutil.copy(articles / "000.md", articles / "copy.md")
    report = ingested(tmp_path, articles)
    assert (report.added, report.unchanged, report.documents) == (2, 1, 2)
    with opened(tmp_path) as index:
        passage = index.passages([index.lexical("第0号工厂", 1)[0].chunk_id])[0]
        assert passage.also_in == (str(articles / "copy.md"),)
    (articles / "000.md").unlink()
    assert ingested(tmp_path).documents == 2
    with opened(tmp_path) as index:
        passage = index.passages([index.lexical("第0号工厂", 1)[0].chunk_id])[0]
        assert (passage.path, passage.also_in) == (str(articles / "copy.md"), ())
    assert_sound(tmp_path)


def test_a_record_of_a_jsonl_file_changes_alone(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    records = [
        {"id": f"n{i}", "text": f"第{i}号记录。{i * 31} 件货物运抵港口。"} for i in range(50)
    ]
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    ingested(tmp_path, path)
    records[7]["text"] = "第7号记录已经更正。"
    del records[9]
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    embedder = CountingEmbedder()
    report = ingested(tmp_path, embedder=embedder)
    assert (report.added, report.changed, report.removed, report.unchanged) == (0, 1, 1, 48)
    assert embedder.texts == 1
    assert_gone(tmp_path, "279 件货物")


def test_unusable_files_are_named_every_time(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", [1])
    (articles / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (articles / "empty.txt").write_bytes(b"")
    for _ in range(2):
        report = ingested(tmp_path, articles)
        assert sorted(Path(skip.path).name for skip in report.skipped) == [
            "empty.txt",
            "picture.png",
        ]
        assert all(skip.reason for skip in report.skipped)
        assert report.documents == 1


def test_notices_of_an_article_are_kept_with_it_and_told_every_time(tmp_path: Path) -> None:
    articles = tmp_path / "a"
    articles.mkdir()
    told = articles / "a.txt"
    told.write_bytes(b"\xef\xbb\xbf" + "新馆于2023年3月11日开放。\n".encode() * 40 + b"\xff")
    (articles / "b.txt").write_bytes(bytes(100))
    first = ingested(tmp_path, articles)
    again = ingested(tmp_path)
    dry = ingested(tmp_path, dry_run=True)
    for report in (first, again, dry):
        (notice,) = report.noticed
        assert notice.path == str(told)
        assert "U+FFFD" in notice.reason
        assert [Path(skipped.path).name for skipped in report.skipped] == ["b.txt"]
    assert store_of(settings_of(tmp_path)).describe()["skipped"] == 1
    with opened(tmp_path) as index:
        assert index.find("a.txt").notices == (notice.reason,)
    told.write_text("新馆于2023年3月11日开放。", encoding="utf-8")
    assert ingested(tmp_path).noticed == ()
    with opened(tmp_path) as index:
        assert index.find("a.txt").notices == ()


def test_a_file_that_turns_unusable_is_no_longer_cited(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(2))
    ingested(tmp_path, articles)
    (articles / "001.md").write_bytes(b"\x89PNG\r\n\x1a\n")
    report = ingested(tmp_path)
    assert (report.removed, len(report.skipped)) == (1, 1)
    assert_gone(tmp_path, "编号7919")


def test_a_users_folder_replaces_the_samples(tmp_path: Path) -> None:
    samples, own = written(tmp_path / "samples", [1]), written(tmp_path / "own", [2])
    ingested(tmp_path, samples, samples=True)
    taken_out = "The samples serve only while there is nothing else"
    report = ingested(tmp_path, own)
    assert report.removed == 1
    assert any(each.startswith(("示例文章", taken_out)) for each in report.notices)
    assert titles(tmp_path) == ["第2篇"]
    more = ingested(tmp_path, written(tmp_path / "more", [3]))
    assert more.documents == 2
    assert more.notices == ()


def test_a_missing_root_keeps_its_articles_and_says_so(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(3))
    ingested(tmp_path, articles)
    articles.rename(tmp_path / "elsewhere")
    report = ingested(tmp_path)
    assert (report.documents, report.removed) == (3, 0)
    assert report.skipped[0].path == str(articles)


def test_removed_articles_stay_away_until_named_again(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(4))
    ingested(tmp_path, articles)
    settings = settings_of(tmp_path)
    assert remove(["第2篇", str(articles / "001.md")], settings) == 2
    assert_gone(tmp_path, "编号15838")
    (articles / "003.md").write_text(article(3, "改。"), encoding="utf-8")
    assert ingested(tmp_path).documents == 2
    assert ingested(tmp_path, articles).documents == 4
    assert remove([str(articles)], settings) == 4
    assert titles(tmp_path) == []
    with pytest.raises(LoadError, match="nowhere"):
        remove(["nowhere"], settings)
    assert_sound(tmp_path)


def test_a_removed_record_stays_away(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    lines = [json.dumps({"id": f"n{i}", "title": f"题{i}", "text": f"内容{i}。"}) for i in range(3)]
    path.write_text("\n".join(lines), encoding="utf-8")
    ingested(tmp_path, path)
    assert remove([f"{path}!/n1"], settings_of(tmp_path)) == 1
    path.write_text("\n".join([*lines, json.dumps({"id": "n9", "text": "另一篇。"})]))
    assert ingested(tmp_path).documents == 3
    assert "题1" not in titles(tmp_path)


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(3))
    report = ingested(tmp_path, articles, dry_run=True)
    assert (report.added, report.dry_run) == (3, True)
    assert not settings_of(tmp_path).data_dir.exists()
    ingested(tmp_path, articles)
    (articles / "000.md").unlink()
    (articles / "001.md").write_text(article(1, "改。"), encoding="utf-8")
    before = contents(tmp_path)
    report = ingested(tmp_path, dry_run=True)
    assert (report.changed, report.removed, report.unchanged) == (1, 1, 1)
    assert contents(tmp_path) == before


def test_another_model_is_refused_then_rebuilt_from_what_is_stored(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(5))
    ingested(tmp_path, articles)
    other = HashEmbedder(48, seed=1)
    with pytest.raises(IndexMismatch, match=r"(?s)hashed-32.*hashed-48.*youju ingest"):
        opened(tmp_path, other)
    shutil.rmtree(articles)  # the stored articles are enough
    old = opened(tmp_path)
    report = ingested(tmp_path, embedder=other)
    assert (report.documents, report.added, report.removed) == (5, 0, 0)
    with opened(tmp_path, other) as index:
        assert index.nearest(other.encode_query("第3号工厂"), 1)
        assert [build["embedder"] for build in index.status()["builds"]] == ["hashed-48"]
    with pytest.raises(IndexMismatch):
        old.refresh()
    old.close()
    assert_sound(tmp_path)


def test_many_articles_go_through_worker_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "news.jsonl"
    records = [{"id": f"n{i}", "text": f"第{i}号记录。" + f"{i}件货物。" * 50} for i in range(300)]
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    plain = written(tmp_path / "a", range(30))
    monkeypatch.setattr("rag.indexing.workers.POOL_PAYS_BYTES", 10)
    seen: list[Progress] = []
    report = ingested(tmp_path, path, plain, progress=seen.append)
    assert report.documents == 330
    assert seen[-1].stage == "publish"
    assert any(progress.rate > 0 and progress.seconds_left is not None for progress in seen)
    alone = tmp_path / "alone"
    monkeypatch.setattr("rag.indexing.workers.POOL_PAYS_BYTES", 10**12)
    ingested(alone, path, plain)
    with opened(tmp_path) as pooled, opened(alone) as single:
        assert pooled.lexical("第17号记录", 9) == single.lexical("第17号记录", 9)
        vector = EMBEDDER.encode_query("第17号记录")
        assert pooled.nearest(vector, 9) == single.nearest(vector, 9)


def test_a_refused_file_is_read_again_when_the_limits_are_others(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", [1])
    large = articles / "large.md"
    large.write_text(article(2, "很长的一句话。" * 60_000), encoding="utf-8")
    for path in articles.iterdir():
        os.utime(path, (1_600_000_000, 1_600_000_000))
    settings = settings_of(tmp_path)
    report = ingest([articles], settings.with_(max_file_mb=1), EMBEDDER)
    assert report.refused == (str(large),)
    assert ingest((), settings.with_(max_file_mb=1), EMBEDDER).refused == ()
    report = ingest((), settings, EMBEDDER)
    assert (report.added, report.unchanged, report.skipped) == (1, 1, ())


def test_half_a_character_in_a_title_leaves_a_sound_index(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    record = {"id": "\ud800", "title": "题\ud800", "author": "\udfff", "text": "工厂开工。"}
    path.write_text(json.dumps(record), encoding="utf-8")
    assert ingested(tmp_path, path).added == 1
    assert titles(tmp_path) == ["题�"]
    assert_sound(tmp_path)


def test_two_files_whose_names_read_the_same_are_both_indexed(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "a")
    (tmp_path / "a").mkdir()
    try:
        for number, codec in enumerate(("utf-8", "gb18030")):
            path = Path(os.fsdecode(folder + b"/" + "地铁.md".encode(codec)))
            path.write_text(article(number), encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert ingested(tmp_path, tmp_path / "a").added == 2
    report = ingested(tmp_path)
    assert (report.unchanged, report.changed, report.removed) == (2, 0, 0)
    assert titles(tmp_path) == ["第0篇", "第1篇"]


def test_folders_without_articles_are_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(LoadError, match="empty"):
        ingested(tmp_path, empty)
    with pytest.raises(LoadError, match="nowhere"):
        ingested(tmp_path, tmp_path / "nowhere")
    (empty / "x.png").write_bytes(b"\x89PNG")
    with pytest.raises(LoadError, match=r"x\.png"):
        ingested(tmp_path, empty)
    assert ingested(tmp_path, written(tmp_path / "a", [1])).documents == 1


@pytest.mark.embedded
def test_a_second_writer_is_told_who_holds_the_index(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", [1])
    with (
        writer_lock(settings_of(tmp_path).data_dir),
        pytest.raises(IndexBusy, match=rf"{os.getpid()}.*since \d{{4}}-"),
    ):
        ingested(tmp_path, articles)
    assert ingested(tmp_path, articles).documents == 1


def test_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", [1])
    (tmp_path / "file").write_text("in the way")
    settings = settings_of(tmp_path).with_(data_dir=tmp_path / "file" / "data")
    with pytest.raises(StorageError, match="data"):
        ingest([articles], settings, EMBEDDER)


def test_the_index_inside_its_own_folder_is_not_read(tmp_path: Path) -> None:
    articles = written(tmp_path, range(2))
    assert ingested(tmp_path, articles).documents == 2
    report = ingested(tmp_path)
    assert (report.documents, report.skipped) == (2, ())


def test_a_name_in_gbk_bytes_is_indexed(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    name = os.fsencode(folder) + b"/" + "新闻.txt".encode("gb18030")
    with open(name, "wb") as file:  # noqa: PTH123 - a name that is no text
        file.write("工厂开工。".encode())
    report = ingested(tmp_path, folder)
    assert report.documents == 1
    assert ingested(tmp_path).unchanged == 1
    with opened(tmp_path) as index:
        assert index.documents()[0].path.endswith("新闻.txt")


def test_reprints_are_one_story_and_name_each_other(tmp_path: Path) -> None:
    story = "".join(f"第{n}段：城东工厂今天开工，设备{n * 37}台已经安装完毕。" for n in range(20))
    folder = tmp_path / "a"
    folder.mkdir()
    for day, (name, text) in enumerate(
        {
            "c": story,
            "b": story + "（记者报道）",
            "a": "新华社电 " + story,
            "d": "别的文章。",
        }.items(),
        1,
    ):
        front = f"---\ntitle: 标题{name}\ndate: 2022-01-{day:02d}\n---\n"
        (folder / f"{name}.md").write_text(front + text, encoding="utf-8")
    ingested(tmp_path, folder)

    def stories() -> dict[str, list[str]]:
        with opened(tmp_path) as index:
            chunks = [hit.chunk_id for hit in index.lexical("城东工厂", 50)]
            return {
                Path(passage.path).stem: sorted(Path(path).stem for path in passage.also_in)
                for passage in index.passages(chunks)
            }

    assert stories() == {"c": ["a", "b"], "b": ["a", "c"], "a": ["b", "c"]}
    with opened(tmp_path) as index:
        assert index.status()["reprints"] == 2
        firsts = index.stories([hit.chunk_id for hit in index.lexical("城东工厂", 50)])
        assert len(set(firsts.values())) == 1
        assert index.document(next(iter(firsts.values()))).title == "标题c"
    (folder / "c.md").unlink()
    ingested(tmp_path)
    assert stories() == {"b": ["a"], "a": ["b"]}
    (folder / "e.md").write_text("---\ntitle: 标题e\n---\n" + story, encoding="utf-8")
    ingested(tmp_path)
    assert stories() == {"b": ["a", "e"], "a": ["b", "e"], "e": ["a", "b"]}
    assert_sound(tmp_path)


def test_a_change_of_model_goes_on_where_it_was_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.indexing.writer._REBUILD_DOCUMENTS", 2)
    articles = written(tmp_path / "a", range(9))
    ingested(tmp_path, articles)
    settings = settings_of(tmp_path)

    def stop(progress: Progress) -> None:
        if progress.stage == "rebuild" and progress.articles >= 4:
            raise KeyboardInterrupt

    other = CountingEmbedder(HashEmbedder(48, seed=1))
    with pytest.raises(KeyboardInterrupt):
        ingest([], settings, other, progress=stop)
    done = other.texts
    status = store_of(settings).describe()
    assert [(b["embedder"], b["current"], b["documents"]) for b in status["builds"]] == [
        ("hashed-32", True, 9),
        ("hashed-48", False, 4),
    ]
    with opened(tmp_path) as index:  # the old model still answers
        assert len(index.nearest(EMBEDDER.encode_query("工厂"), 50)) == status["chunks"]
    ingest([], settings, other)
    assert other.texts == status["chunks"]
    assert 0 < done < other.texts
    with opened(tmp_path, other) as index:
        assert len(index.documents()) == 9
    assert_sound(tmp_path)


def test_what_of_a_document_could_not_be_read_is_kept_with_it(tmp_path: Path) -> None:
    import openpyxl

    from rag.assistant import Assistant
    from rag.settings import Settings

    book = openpyxl.Workbook()
    book.worksheets[0].append(["镇", "人口（人）"])
    book.worksheets[0].append(["柳河镇", 32000])
    book.create_sheet("底稿").sheet_state = "hidden"
    folder = tmp_path / "articles"
    folder.mkdir()
    book.save(folder / "人口.xlsx")
    with Assistant(Settings(data_dir=tmp_path / "data", language="zh")) as assistant:
        report = assistant.ingest(folder)
        assert report.files[0].notices == ("隐藏的工作表没有读：底稿",)
        assert report.skipped == ()
        (document,) = assistant.documents()
        assert document.notices == report.files[0].notices
        again = assistant.ingest()
        assert (again.unchanged, again.skipped) == (1, ())
        assert assistant.status()["skipped"] == 0


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_device_is_no_root_and_takes_no_samples_away(tmp_path: Path, *, dry_run: bool) -> None:
    folder, settings = tmp_path / "a", Settings(data_dir=tmp_path / "data", language="zh")
    folder.mkdir()
    (folder / "a.txt").write_text("渡口重开。" * 20, encoding="utf-8")
    ingest([folder], settings, HashEmbedder(), samples=True)
    with pytest.raises(LoadError, match="不是文件夹或普通文件"):
        ingest([Path("/dev/null")], settings, HashEmbedder(), dry_run=dry_run)
    assert store_of(settings).describe()["documents"] == 1
