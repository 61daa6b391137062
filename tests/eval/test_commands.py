"""``youju eval`` as a program, over a tiny folder with the real assistant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.__main__ import main

ARTICLE = """---
title: 云泽图书馆开放
date: 2023-03-12
---
云泽县图书馆新馆于2023年3月11日开放，馆长是林知秋。新馆藏书32万册。
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("YOUJU_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "library.md").write_text(ARTICLE, encoding="utf-8")
    return articles


def questions(folder: Path, *records: dict[str, object]) -> str:
    path = folder.parent / "mine.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in records), encoding="utf-8")
    return str(path)


ASKED: dict[str, object] = {
    "id": "a",
    "question": "云泽县图书馆新馆藏书多少册？",
    "answers": [["32万"]],
    "articles": ["library.md"],
    "evidence": [{"article": "library.md", "quote": "新馆藏书32万册"}],
}


def test_a_run_with_gates_from_the_command_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = questions(folder, ASKED)
    common = ["--questions", path, "--articles", str(folder)]
    assert main([*common, "--gate", "hit_at_1>=0.9"]) == 0
    assert "hit@1" in capsys.readouterr().out
    assert (folder.parent / "eval-runs" / "mine" / "report.html").is_file()
    assert main([*common, "--gate", "latency_p95<0.000001"]) == 1
    assert main(["check", path, "--articles", str(folder)]) == 0
    assert main(["compare", "eval-runs/mine", "eval-runs/mine"]) == 0
    assert "not significant" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        pytest.param(["--gate", "acuracy>=1"], "acuracy", id="unknown_figure"),
        pytest.param(["--questions", "none.jsonl"], "none.jsonl", id="no_such_file"),
        pytest.param(["--articles", "nowhere"], "nowhere", id="no_such_folder"),
        pytest.param(["compare", "x", "y"], "results.jsonl", id="no_such_run"),
        pytest.param(["rgb", "none.json"], "none.json", id="no_such_benchmark"),
        pytest.param(["--price", "cheap"], "--price", id="price_in_words"),
        pytest.param(["--judge"], "YOUJU_CHAT_MODEL", id="judge_without_a_model"),
    ],
)
def test_wrong_use_is_one_clear_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], complaint: str
) -> None:
    assert main(words) == 2
    error = capsys.readouterr().err
    assert complaint in error
    assert "Traceback" not in error


def test_a_file_about_other_articles_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = questions(folder, {**ASKED, "articles": ["gone.md"], "evidence": []})
    assert main(["--questions", path, "--articles", str(folder)]) == 2
    assert "belong to other articles" in capsys.readouterr().err


def test_draft_accept_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft", str(folder), "--out", "draft.md"]) == 0
    draft = Path("draft.md").read_text(encoding="utf-8")
    assert "## [ ] d001" in draft
    Path("draft.md").write_text(draft.replace("## [ ]", "## [x]"), encoding="utf-8")
    assert main(["accept", "draft.md", "--out", "accepted.jsonl"]) == 0
    assert main(["check", "accepted.jsonl", "--articles", str(folder)]) == 0


def test_benchmarks_run_end_to_end(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    item = {
        "id": 0,
        "query": "云泽县图书馆新馆藏书多少册？",
        "answer": ["32万册"],
        "positive": ["云泽县图书馆新馆藏书32万册。"] * 5,
        "negative": ["地铁全长28公里。"] * 5,
    }
    Path("zh.json").write_text(json.dumps(item), encoding="utf-8")
    assert main(["rgb", "zh.json", "--noise", "0,1", "--out", "rgb.jsonl"]) == 0
    assert "| Youju |" in capsys.readouterr().out
    assert len(Path("rgb.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    pair = {"zh": "新馆藏书多少册？", "en": "How many books?", "answer": "32万册"}
    row = {"passage": "云泽县图书馆新馆藏书32万册。", "questions": [pair]}
    Path("x.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert main(["xquad", "x.jsonl", "--answers"]) == 0
    assert "hit_at_1" in capsys.readouterr().out
