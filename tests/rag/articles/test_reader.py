"""Files read through the process that may be lost: containers, names and what is kept."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.articles.limits import MAX_NAMED, Limits
from rag.articles.load import load
from rag.articles.paths import path_text
from rag.articles.reader import FileReader
from rag.types import Skipped
from rag.wording import choose_language
from tests.rag.articles import hostile_files

SHORT = Limits(seconds=2, memory_mb=700)


@pytest.fixture
def reader() -> Iterator[FileReader]:
    with FileReader(SHORT) as made:
        yield made


def all_of(reader: FileReader, path: Path) -> tuple[list[str], list[Skipped]]:
    """The names of the articles of a container, and what of it is skipped."""
    parts = list(reader.parts(path))
    names = [item.report.path.partition("!/")[2] for part in parts for item in part.articles]
    return names, [skip for part in parts for skip in part.skipped]


def test_a_record_that_never_ends_costs_only_itself(reader: FileReader, tmp_path: Path) -> None:
    choose_language("en")
    names, skipped = all_of(reader, hostile_files.poisoned_record(tmp_path))
    assert names == [f"r{n}" for n in range(9)]
    [skip] = skipped
    assert skip.path.endswith("!/5")
    assert "processor time" in skip.reason


def test_ids_are_told_apart_across_a_process_that_was_lost(
    reader: FileReader, tmp_path: Path
) -> None:
    poisoned = hostile_files.poisoned_record(tmp_path).read_bytes().splitlines(keepends=True)
    same = [json.dumps({"id": "x", "text": f"第{n}条。"}).encode() + b"\n" for n in range(2)]
    path = tmp_path / "same.jsonl"
    path.write_bytes(same[0] + poisoned[4] + same[1])
    names, skipped = all_of(reader, path)
    assert names == ["x", "x@3"]
    assert len(skipped) == 1


def test_unusable_lines_are_named_up_to_a_number_and_the_rest_counted_once(
    reader: FileReader, tmp_path: Path
) -> None:
    choose_language("en")
    path = hostile_files.rubbish_lines(tmp_path)
    _, skipped = all_of(reader, path)
    assert len(skipped) == MAX_NAMED + 1
    [whole] = [skip for skip in skipped if skip.path == str(path)]
    assert "more entries" in whole.reason
    assert "was not read" in whole.reason


def test_two_names_that_read_the_same_are_two(tmp_path: Path) -> None:
    name = "地铁.txt"
    try:
        for raw in (name.encode(), name.encode("gb18030")):
            (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw))).write_text(f"{raw!r}开通。")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    shown = sorted(path_text(path) for path in tmp_path.iterdir())
    assert len(set(shown)) == 2
    assert str(tmp_path / name) in shown


def test_a_name_in_gbk_below_a_folder_in_utf8_reads_in_chinese(tmp_path: Path) -> None:
    folder = tmp_path / "文章"
    folder.mkdir()
    raw = os.fsencode(folder) + b"/" + "地铁.txt".encode("gb18030")
    assert path_text(os.fsdecode(raw)) == str(folder / "地铁.txt")


def test_members_of_one_name_are_two(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (("地铁.txt", "甲线开通。"), ("XXXX.txt", "乙线开通。")):
            archive.writestr(name, text)
    path.write_bytes(path.read_bytes().replace(b"XXXX.txt", "地铁.txt".encode("gbk")))
    names = [article.path.partition("!/")[2] for article in load(path, SHORT)]
    assert len(set(names)) == 2
    assert "地铁.txt" in names
