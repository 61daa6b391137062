"""Every hostile file at once, read by real processes: at the command line and while watching."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rag.articles.limits import Limits
from rag.articles.reader import FileReader
from rag.indexing.integrity import verify_index
from tests.rag.articles import hostile_files
from tests.rag.articles.hostile_files import EVERY, ON_DISK
from tests.rag.hostile_folder import (
    HONEST,
    MOST_PARENT_MB,
    assert_all_told,
    environment,
    filled,
    honest_in,
    parsed,
    youju,
)

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1_800)]

STOPPING = (
    hostile_files.bracket_bomb, hostile_files.many_comments, hostile_files.quoted_attributes,
    hostile_files.deep_mail, hostile_files.xz_dictionary, hostile_files.poisoned_record,
    hostile_files.one_stream_often, hostile_files.bzip2_bombs, hostile_files.empty_paragraphs,
)  # fmt: skip
"""One of each kind, for the way that is watched."""


def test_a_folder_of_them_at_the_command_line(tmp_path: Path) -> None:
    data = tmp_path / "data"
    hostile = filled(tmp_path / "articles", (*EVERY, *ON_DISK))
    code, out, err, memory = youju(data, "ingest", "--json", str(tmp_path / "articles"))
    assert code == 3, err
    assert "Traceback" not in err
    report = parsed(out)
    assert_all_told(report, hostile)
    assert honest_in(report) == len(HONEST)
    assert 0 < memory < MOST_PARENT_MB
    assert verify_index(data).problems == ()
    code, out, _, _ = youju(data, "ask", "--json", "第3号工厂在哪里开工？")
    assert code == 0
    assert "城东" in out
    code, out, err, _ = youju(data, "ingest", "--json")  # a second time reads only what moves
    assert code == 3, err
    again = parsed(out)
    assert again["unchanged"] == report["added"] + report["unchanged"]  # some are copies
    assert {skip["path"] for skip in again["skipped"]} == {
        skip["path"] for skip in report["skipped"]
    }


def test_they_are_dropped_into_a_watched_folder(tmp_path: Path) -> None:
    data, articles = tmp_path / "data", tmp_path / "articles"
    filled(articles, ())
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "rag.cli", "ingest", str(articles), "--watch", "--json"],
        env={**environment(data), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
        # A shell's background job hands down that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout
    assert parsed(process.stdout.readline())["added"] == len(HONEST)
    made = tmp_path / "made"
    made.mkdir()
    for make in STOPPING:
        make(made)
    hostile = [articles / path.name for path in sorted(made.iterdir())]
    shutil.copytree(made, articles, dirs_exist_ok=True)
    told: list[str] = []
    while not all(any(name.startswith(str(path)) for name in told) for path in hostile):
        report = parsed(process.stdout.readline())
        told += [row["path"] for row in (*report["skipped"], *report["files"])]
    (articles / "after.md").write_text(
        "---\ntitle: 后来\n---\n后来的一篇文章。\n", encoding="utf-8"
    )
    while "后来" not in [row["title"] for row in report["files"]]:
        report = parsed(process.stdout.readline())
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=120) in (0, 3, 130)
    process.stdout.close()


@pytest.mark.parametrize("make", EVERY, ids=[make.__name__ for make in EVERY])
def test_each_alone_is_read_or_refused_in_words(make: hostile_files.Make, tmp_path: Path) -> None:
    path = make(tmp_path)
    with FileReader(Limits(seconds=2, memory_mb=700)) as reader:
        if path.name.endswith((".jsonl", ".gz", ".xz", ".zip")):
            parts = list(reader.parts(path))
            ready = [item for part in parts for item in part.articles]
            skipped = [skip for part in parts for skip in part.skipped]
        else:
            read = reader.files([path])[0]
            ready, skipped = list(read.ready), read.skipped
    assert ready or skipped
    assert all(skip.reason and len(skip.path) < 2_000 for skip in skipped)
    assert all(len(item.document.title) <= 301 for item in ready)
