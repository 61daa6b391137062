"""What a terminal acts on never reaches it: from names, articles, settings and arguments."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from rag.cli import main
from rag.screen import UNSEEN, json_text, raw, tamed

EVIL = "\x1b[2J\x9b31m\u202egpj\u200b"
"""Clears the screen, turns red in one character, turns the direction, hides."""
TEXT = "示范区于2022年1月获批，总投资210亿元。"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder in which every name that is shown holds escapes."""
    folder = tmp_path / f"文章{EVIL}"
    folder.mkdir()
    (folder / f"一{EVIL}.txt").write_text(f"{TEXT}\n", encoding="utf-8")
    (folder / f"空{EVIL}\n错误.txt").write_bytes(b"")
    fields = ("id", "title", "source", "author")
    record = {name: f"{name}{EVIL}" for name in fields} | {"text": TEXT, "published": "2022-07-29"}
    (folder / f"二{EVIL}.jsonl").write_text(json.dumps(record) + "\n{\n", encoding="utf-8")
    with zipfile.ZipFile(folder / f"三{EVIL}.zip", "w") as archive:
        archive.writestr(f"员{EVIL}.txt", TEXT)
    return folder


def told(capsys: pytest.CaptureFixture[str], arguments: Sequence[str]) -> str:
    """What one command prints, nothing in it that a terminal would act on."""
    with suppress(SystemExit):
        main(list(arguments))
    printed = capsys.readouterr()
    assert printed.out + printed.err
    for text in (printed.out, printed.err):
        assert UNSEEN.search(text) is None, arguments
    return printed.out


def test_no_command_shows_escapes(articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, ["ingest", str(articles)])
    assert "210亿元" in told(capsys, ["ask", "示范区何时获批？"])
    record = f"{articles}/二{EVIL}.jsonl!/id\ufffd[2J\ufffd31m\ufffdgpj"
    commands = (
        ["ask", f"示范区{EVIL}何时获批？"], ["ask", "月球基地何时获批？"], ["status"],
        ["show", f"{articles}/一{EVIL}.txt"], ["show", "--diff", f"{articles}/一{EVIL}.txt"],
        ["show", f"{articles}/二{EVIL}.jsonl"], ["show", record], ["show", f"没有{EVIL}"],
        ["ingest", f"没有{EVIL}"], ["ingest", "--dry-run", str(articles)], ["verify"],
        ["remove", f"没有{EVIL}"], ["backup", f"没有{EVIL}/没有"], ["restore", f"没有{EVIL}"],
        [f"没有{EVIL}"], ["ask", f"--没有{EVIL}"],
        ["eval", "check", f"没有{EVIL}"], ["eval", "run", "--questions", f"没有{EVIL}"],
    )  # fmt: skip
    for command in commands:
        told(capsys, command)


def test_json_holds_what_stood_there_and_shows_nothing(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = json.loads(told(capsys, ["ingest", "--json", str(articles)]))
    assert any(EVIL in row["path"] for row in report["files"])
    for command in (["ask", "--json", "示范区何时获批？"], ["status", "--json"]):
        json.loads(told(capsys, command))
    shown = json.loads(told(capsys, ["show", "--json", f"{articles}/一{EVIL}.txt"]))
    assert EVIL in shown["path"]


def test_names_in_settings_are_tamed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".env").write_text(f"YOUJU_{EVIL}=1\n", encoding="utf-8")
    told(capsys, ["status"])


def test_a_name_with_line_breaks_makes_no_lines_of_ours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "一\n错误：索引坏了.txt").write_text(TEXT, encoding="utf-8")
    told(capsys, ["ingest", str(folder)])
    assert "\n错误" not in told(capsys, ["ask", "示范区何时获批？"])


def test_json_escapes_every_kind() -> None:
    value = {"a": f"{EVIL}\ud800\U000e0041", "b": "好 \u200d"}
    text = json_text(value)
    assert json.loads(text) == value
    assert "好 \u200d" in text
    assert UNSEEN.search(text) is None


def test_own_escapes_pass_and_those_of_others_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    below = io.StringIO()
    monkeypatch.setattr(sys, "stdout", below)
    with tamed(), tamed():
        sys.stdout.write(f"甲{EVIL}\ud800\n")
        raw(sys.stdout).write("\x1b[K")
    assert below.getvalue() == "甲\ufffd[2J\ufffd31m\ufffdgpj\ufffd\ufffd\n\x1b[K"
    assert sys.stdout is below


def test_closed_streams_stop_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    with tamed():
        sys.stdout.write("一")
        sys.stdout.flush()
        sys.stderr.write("一")
    assert main(["show", ""]) == 2
