"""The measurement of what reading keeps: it counts rightly, and its files are read as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.fidelity import Kept, read_by_peer, read_by_youju, scored
from benchmarks.fidelity_files import made
from benchmarks.fidelity_office import Made

FILES = {file.name: file for file in made()}


def test_pieces_count_where_they_come_back_whole() -> None:
    file = Made("a.txt", "", b"", ("甲乙丙。", "丁 | 1.5", "戊己"), ("庚辛",))
    assert scored(file, "| **甲乙** 丙 | 丁|1.5 | 戊\n庚辛") == Kept(7, 2, 2)
    assert scored(file, None) == Kept(0, 9, 0)


@pytest.mark.parametrize("name", [name for name in FILES if name != "b.pdf"])
def test_nothing_of_a_file_is_lost(name: str, tmp_path: Path) -> None:
    file = FILES[name]
    (tmp_path / name).write_bytes(file.data)
    counted = scored(file, read_by_youju(tmp_path / name))
    assert (counted.lost, counted.wrong) == (0, 0)


def test_a_peer_that_is_not_there_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read_by_peer(tmp_path, "markitdown", str(tmp_path / "python")) is None
    assert "left out" in capsys.readouterr().out
