"""Folders may be called ``wow!``: only behind a container does ``!/`` begin a member's name."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from rag import Assistant, Filters, Settings
from rag.articles.members import split_member
from rag.cli import main

TEXT = "示范区于2022年1月获批，总投资210亿元。"


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/a/b.txt", ("/a/b.txt", "")),
        ("/wow!/b.txt", ("/wow!/b.txt", "")),
        ("/a.zip!/b.txt", ("/a.zip", "b.txt")),
        ("/wow!/a.zip!/b!/c.txt", ("/wow!/a.zip", "b!/c.txt")),
        ("/wow!/a.jsonl!/x.zip!/y", ("/wow!/a.jsonl", "x.zip!/y")),
        ("/A.JSONL.XZ!/1", ("/A.JSONL.XZ", "1")),
    ],
)
def test_a_member_is_told_from_a_folder(path: str, parts: tuple[str, str]) -> None:
    assert split_member(path) == parts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "a.txt!" / "wow!"
    made.mkdir(parents=True)
    (made / "b.txt").write_text(f"  {TEXT}  \n", encoding="utf-8")
    with zipfile.ZipFile(made / "c.zip", "w") as archive:
        archive.writestr("d!/e.txt", TEXT.replace("210", "320"))
    return made


@pytest.mark.parametrize("name", ["b.txt", "c.zip", "c.zip!/d!/e.txt"])
def test_files_in_such_folders_are_shown(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "--json", f"{folder}/{name}"]) == 0
    assert "亿元" in json.loads(capsys.readouterr().out)["text"]
    assert main(["show", "--diff", f"{folder}/{name}"]) == 0


def test_such_folders_are_indexed_narrowed_to_and_removed(folder: Path, tmp_path: Path) -> None:
    with Assistant(Settings(data_dir=tmp_path / "data")) as assistant:
        assert assistant.ingest(str(folder.parent)).added == 2
        assert assistant.ingest().unchanged == 2
        assert set(assistant.statistics()["folders"]) == {str(folder)}
        for below, found in ((folder, 2), (folder / "c.zip", 1), (folder.parent / "wow", 0)):
            answer = assistant.search("示范区何时获批？", filters=Filters(folders=(str(below),)))
            assert len(answer) == found
        assert assistant.remove(f"{folder}/c.zip!/d!/e.txt") == 1
        assert assistant.ingest().unchanged == 1
        assert assistant.remove(str(folder)) == 1
