"""Backup, restore, verify, compact."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from rag.errors import IndexMissing, LoadError
from rag.indexing.backup import backup, restore
from rag.indexing.compact import compact
from rag.indexing.integrity import verify_index
from tests.rag.folders import (
    EMBEDDER,
    article,
    assert_sound,
    ingested,
    opened,
    settings_of,
    titles,
    written,
)


def test_a_backup_restores_elsewhere(tmp_path: Path) -> None:
    ingested(tmp_path / "one", written(tmp_path / "a", range(9)))
    saved = backup(settings_of(tmp_path / "one").data_dir, tmp_path / "b.youju")
    assert (saved.documents, saved.bytes) == (9, (tmp_path / "b.youju").stat().st_size)
    restore(tmp_path / "b.youju", settings_of(tmp_path / "two").data_dir)
    assert titles(tmp_path / "two") == titles(tmp_path / "one")
    vector = EMBEDDER.encode_query("工厂")
    with opened(tmp_path / "one") as one, opened(tmp_path / "two") as two:
        assert one.lexical("第3号工厂", 5) == two.lexical("第3号工厂", 5)
        assert one.nearest(vector, 5) == two.nearest(vector, 5)
    assert_sound(tmp_path / "two")
    report = ingested(tmp_path / "two")  # its folder was never named to this index
    assert (report.documents, report.skipped[0].path) == (9, str(tmp_path / "a"))
    assert ingested(tmp_path / "two", tmp_path / "a").unchanged == 9
    assert ingested(tmp_path / "two").unchanged == 9


def test_a_restore_replaces_what_is_there_and_readers_notice(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(4))
    ingested(tmp_path, articles)
    data_dir = settings_of(tmp_path).data_dir
    backup(data_dir, tmp_path / "b.youju")
    (articles / "000.md").unlink()
    (articles / "050.md").write_text(article(50), encoding="utf-8")
    ingested(tmp_path)
    with opened(tmp_path) as index:
        restore(tmp_path / "b.youju", data_dir)
        assert index.refresh() is True
        assert sorted(d.title for d in index.documents()) == [f"第{n}篇" for n in range(4)]
    assert_sound(tmp_path)
    report = ingested(tmp_path)
    assert (report.added, report.removed) == (1, 1)


@pytest.mark.parametrize("harm", ["flipped", "cut", "foreign", "none"])
def test_a_harmed_backup_changes_nothing(tmp_path: Path, harm: str) -> None:
    ingested(tmp_path, written(tmp_path / "a", range(3)))
    data_dir = settings_of(tmp_path).data_dir
    file = tmp_path / "b.youju"
    backup(data_dir, file)
    data = bytearray(file.read_bytes())
    if harm == "flipped":
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    elif harm == "cut":
        file.write_bytes(data[:-200])
    elif harm == "foreign":
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("x", "y")
    else:
        file.unlink()
    with pytest.raises(LoadError, match=r"b\.youju"):
        restore(file, data_dir)
    assert len(titles(tmp_path)) == 3
    assert_sound(tmp_path)
    assert not [path for path in data_dir.iterdir() if path.name.startswith(".restore")]


def test_compact_gives_room_back_and_loses_nothing(tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(40))
    (articles / "big.txt").write_text("很长的一句话。" * 20_000, encoding="utf-8")
    ingested(tmp_path, articles)
    (articles / "big.txt").unlink()
    ingested(tmp_path)
    expected = titles(tmp_path)
    before, after = compact(settings_of(tmp_path).data_dir)
    assert after < before / 2
    assert titles(tmp_path) == expected
    assert_sound(tmp_path)


def test_without_an_index_each_says_so(tmp_path: Path) -> None:
    for action in (
        lambda: backup(tmp_path / "data", tmp_path / "b"),
        lambda: verify_index(tmp_path / "data"),
        lambda: compact(tmp_path / "data"),
    ):
        with pytest.raises(IndexMissing, match="youju ingest"):
            action()
