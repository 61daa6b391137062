"""The terminal's table of what was read in: a line for each article, however narrow it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.cli import main

TITLES = (
    "江湾湿地修复工程获批并将于三年之内分三期全部完工",
    "末班轮渡的时间从今年九月起推迟到二十二时三十分",
)


@pytest.mark.parametrize("columns", [60, 80, 132])
def test_each_article_has_one_line_that_begins_with_its_title(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    columns: int,
) -> None:
    folder = tmp_path / "文章"
    folder.mkdir()
    for number, title in enumerate(TITLES):
        name = f"2024-03-1{number}-一个很长很长的文件名称.md"
        (folder / name).write_text(f"# {title}\n\n第{number}篇的正文。\n", encoding="utf-8")
    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(["ingest", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    table = lines[1 : 1 + len(TITLES)]
    for title in TITLES:
        [line] = [line for line in table if line.startswith(title[:2])]
        assert "utf-8" in line  # the whole row stands in it
    shown = [len(line.split("…")[0].split("  ")[0].strip()) for line in table]
    assert min(shown) >= (4 if columns == 60 else 8), table
    # Nothing of a title stands beneath it: what follows the rows is what is said of all of them.
    assert not any(
        part in line for line in lines[3:] for title in TITLES for part in (title[12:20],)
    )


def test_every_file_that_was_passed_over_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "文章"
    folder.mkdir()
    (folder / "一篇.md").write_text("# 江湾湿地\n\n正文。\n", encoding="utf-8")
    names = [f"图{number:02d}.png" for number in range(45)]
    for name in names:
        (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    assert main(["ingest", str(folder)]) == 3
    captured = capsys.readouterr()
    told = captured.out + captured.err
    assert [told.count(name) for name in names] == [1] * len(names)
