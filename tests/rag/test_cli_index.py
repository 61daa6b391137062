"""The commands that keep an index, as a user types them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag.cli import main
from tests.hostile import tally
from tests.rag.articles.pdf_files import PdfPage, pdf
from tests.rag.folders import article, written
from tests.rag.indexing.hostile import changed

COMMANDS = ["ingest", "remove", "backup", "restore", "verify", "compact"]


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path / "index"))
    monkeypatch.setenv("YOUJU_LANGUAGE", "en")
    return written(tmp_path / "articles", range(4))


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    assert f"youju {command}" in capsys.readouterr().out.rpartition("\n\n")[2]


def test_from_ingest_to_compact(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", str(articles)]) == 0
    shown = capsys.readouterr().out
    assert "added 4" in shown
    assert "003.md" in shown
    assert main(["ingest", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == 4
    assert main(["backup", str(tmp_path / "b")]) == 0
    assert main(["remove", "第1篇"]) == 0
    assert "Removed 1" in capsys.readouterr().out
    assert main(["verify"]) == 0
    assert "3 articles" in capsys.readouterr().out
    assert main(["restore", str(tmp_path / "b")]) == 0
    assert main(["compact"]) == 0
    assert main(["verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.rpartition("MB\n")[2])["documents"] == 4


def test_what_a_backup_points_at_is_not_read_to_be_compared(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("不给外人看的字。", encoding="utf-8")
    assert main(["ingest", str(articles)]) == 0
    assert main(["show", "第1篇", "--diff"]) == 0
    assert main(["backup", str(tmp_path / "b")]) == 0
    pointed = (
        f"UPDATE files SET path = '{secret}' WHERE number = 2;"  # noqa: S608 - our own
        f"UPDATE articles SET path = '{secret}' WHERE file = 2"
    )
    assert main(["restore", str(changed(tmp_path / "b", pointed))]) == 0
    capsys.readouterr()
    assert main(["show", "第1篇"]) == 0
    assert "城东" in capsys.readouterr().out
    assert main(["show", "第1篇", "--diff"]) == 1
    told = capsys.readouterr()
    assert "was indexed on this machine" in told.err
    assert "不给外人看" not in told.out
    assert main(["show", "第2篇", "--diff"]) == 0
    tally.refused("youju show")


def test_skipped_files_show_in_the_exit_code(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (articles / "x[1].png").write_bytes(b"\x89PNG")
    assert main(["ingest", str(articles)]) == 3
    assert "x[1].png" in capsys.readouterr().out.replace("\n", "")
    assert main(["ingest", "--dry-run"]) == 3


def test_what_could_not_be_read_is_told_at_every_run_and_with_the_article(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = articles / "半扫描.pdf"
    path.write_bytes(pdf(PdfPage([(50, 100, 10, "审计报告已经公布。")]), PdfPage(), PdfPage()))
    for command in (["ingest", str(articles)], ["ingest"], ["show", "半扫描.pdf"]):
        assert main(command) == 0
        assert "p. 2–3" in capsys.readouterr().out.replace("\n", "")


def test_each_article_has_one_line_and_its_title_the_most_of_it(
    articles: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    title = "沿江各市县联合印发湿地修复三年行动方案并公布首批名单"
    named = articles / "2023-10-11-一个很长很长的文件名字也要放得下才行.md"
    named.write_text(f"---\ntitle: {title}\n---\n正文。\n", encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["ingest", str(articles)]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if "utf-8" in line]
    assert len(rows) == len(list(articles.iterdir()))
    [row] = [row for row in rows if row.startswith(title[:10])]
    assert "…" in row


def test_a_dry_run_names_what_it_would_skip(articles: Path) -> None:
    (articles / "x.png").write_bytes(b"\x89PNG")
    assert main(["ingest", "--dry-run", str(articles)]) == 3
    assert not (articles.parent / "index").exists()


def test_a_harmed_cache_fails_verify_until_repaired(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["ingest", str(articles)])
    path = next((tmp_path / "index" / "caches").glob("vectors-*/vectors.faiss"))
    path.write_bytes(path.read_bytes()[:-1])
    assert main(["verify"]) == 1
    assert "--repair" in capsys.readouterr().out
    assert main(["verify", "--repair"]) == 0


def test_nothing_remembered_says_what_to_type(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest"]) == 2
    assert "youju ingest" in capsys.readouterr().err
    assert main(["ingest", str(articles / "nowhere")]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_watching_keeps_in_step_until_ctrl_c(articles: Path) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "rag.cli", "ingest", str(articles), "--watch", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        cwd=Path(__file__).resolve().parents[2],
        # A shell's background job hands down that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout
    assert json.loads(process.stdout.readline())["added"] == 4
    (articles / "new.md").write_text(article(99), encoding="utf-8")
    (articles / "000.md").unlink()
    report = json.loads(process.stdout.readline())
    assert (report["added"], report["removed"]) == (1, 1)
    articles.rename(articles.with_name("unmounted"))
    report = json.loads(process.stdout.readline())
    assert (report["held"][0]["articles"], report["removed"], report["documents"]) == (4, 0, 4)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) in (0, 130)
    process.stdout.close()
