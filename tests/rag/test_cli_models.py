"""What the commands say of the embedding model, as a user reads it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest

from rag.cli import main
from rag.cli.ingest import _Bar
from rag.indexing.progress import Progress
from tests.rag.folders import written


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path / "index"))
    monkeypatch.setenv("YOUJU_LANGUAGE", "en")
    return written(tmp_path / "articles", range(4))


def line(shown: str, start: str) -> str:
    return next(each for each in shown.splitlines() if each.lstrip("✓✗ ").startswith(start))


def test_status_names_the_model_and_why(
    articles: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", str(articles)]) == 0
    capsys.readouterr()
    assert main(["status"]) == 0
    told = line(capsys.readouterr().out, "Embedding model")
    assert "deep (384d" in told
    assert "auto: chosen when the index was first built" in told
    monkeypatch.setenv("YOUJU_EMBEDDING_MODEL", "fast")
    assert main(["status"]) == 0
    told = line(capsys.readouterr().out, "Embedding model")
    assert "deep (384d" in told
    assert "fast is set; youju ingest rebuilds with it" in told
    assert main(["ingest"]) == 0
    capsys.readouterr()
    assert main(["status", "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["embedder"], status["dimension"]) == ("fast", 256)
    assert status["embedder_reason"] == "set by YOUJU_EMBEDDING_MODEL"


def test_doctor_names_the_model_and_what_the_other_would_take(
    articles: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == 0
    told = line(capsys.readouterr().out, "embedding model")
    assert "the first build chooses deep or fast" in told
    monkeypatch.setenv("YOUJU_EMBEDDING_MODEL", "fast")
    assert main(["ingest", str(articles)]) == 0
    assert main(["doctor"]) == 0
    assert "fast, 256d" in line(capsys.readouterr().out, "embedding model")
    monkeypatch.delenv("YOUJU_EMBEDDING_MODEL")
    assert main(["doctor"]) == 0
    told = line(capsys.readouterr().out, "embedding model")
    assert "fast, 256d" in told
    assert "about 1 min: YOUJU_EMBEDDING_MODEL=deep youju ingest" in told


def test_what_is_to_be_said_stands_on_a_line_of_its_own() -> None:
    terminal = StringIO()
    bar = _Bar(terminal)
    for progress in (Progress("scan"), Progress("scan", notice="一句话。"), Progress("read")):
        bar.show(progress)
    assert terminal.getvalue() == "※ 一句话。\n"
