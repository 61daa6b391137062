"""What a stranger meets first: imports, settings, commands, and the README's promises."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rag import Settings
from rag.cli import COMMANDS, main
from rag.errors import SettingsError

ROOT = Path(__file__).resolve().parents[2]


def test_importing_rag_loads_nothing_heavy() -> None:
    heavy = "torch gradio langchain langchain_core faiss tantivy onnxruntime sentence_transformers"
    code = f"import sys, rag; print([m for m in {heavy.split()!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there() -> None:
    import rag

    assert all(getattr(rag, name) is not None for name in rag.__all__)
    with pytest.raises(AttributeError, match="no attribute"):
        _ = rag.nothing


def test_the_example_lists_every_setting_with_its_default() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = dict(line.split("=", 1) for line in lines if re.match(r"YOUJU_\w+=", line))
    assert {name.removeprefix("YOUJU_").lower() for name in listed} == set(Settings.model_fields)
    fresh = Settings(_env_file=None, data_dir="x", language="auto")
    for name, value in listed.items():
        if value:
            field = name.removeprefix("YOUJU_").lower()
            assert Settings(**{field: value}).model_dump()[field] == fresh.model_dump()[field], name


def test_settings_from_a_file_and_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("YOUJU_K=3\nYOUJU_READ=9\n", encoding="utf-8")
    monkeypatch.setenv("YOUJU_READ", "11")
    settings = Settings()
    assert (settings.k, settings.read, Settings(k=7).k) == (3, 11, 7)


def test_a_faulty_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_K", "many")
    with pytest.raises(SettingsError, match="YOUJU_K"):
        Settings()
    assert main(["status"]) == 2


def test_the_key_is_never_shown() -> None:
    settings = Settings(chat_api_key="sk-very-secret")
    assert "very-secret" not in repr(settings) + str(settings)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps_with_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert f"youju {command}" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["nonsense"], ["ask"], ["ask", "问", "--from", "昨天"]])
def test_misuse_is_exit_code_2(arguments: list[str]) -> None:
    assert _left_with(arguments) == 2


def _left_with(arguments: list[str]) -> int | str | None:
    try:
        return main(arguments)
    except SystemExit as left:  # argparse leaves by itself
        return left.code


def test_ask_in_a_terminal_and_for_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path / "d"))
    assert main(["ask", "示范区何时获批？"]) == 0
    printed = capsys.readouterr().out
    assert "2022年1月" in printed
    assert "依据" in printed
    assert main(["ask", "--json", "示范区何时获批？"]) == 0
    assert json.loads(capsys.readouterr().out)["answered"] is True
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["samples"] is True


def test_an_empty_question_is_misuse_without_a_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["ask", "？"]) == 2
    assert "问题是空的" in capsys.readouterr().err


def test_status_before_any_index_fails_with_advice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 1
    assert "youju" in capsys.readouterr().err


def test_the_doctor_finds_this_machine_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    assert "✗" not in capsys.readouterr().out


def test_a_conversation_goes_on_after_a_bad_question(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = iter(["？", "示范区何时获批？", "退出"])
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    assert main(["chat"]) == 0
    printed = capsys.readouterr().out
    assert "问题是空的" in printed
    assert "2022年1月" in printed


def test_the_readmes_name_the_same_commands_and_files() -> None:
    english, chinese = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")
    )
    commands = re.compile(r"youju (\w+)")
    assert set(commands.findall(english)) <= set(commands.findall(chinese)) | {"test"}
    for text in (english, chinese):
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert (ROOT / target).exists(), target


def test_messages_in_english(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YOUJU_LANGUAGE", "en")
    monkeypatch.setenv("YOUJU_K", "many")
    assert main(["status"]) == 2
    assert "cannot be “many”" in capsys.readouterr().err


def test_ui_and_eval_import_only_what_rag_exports() -> None:
    """What stands above rag uses its public names, so that its insides may change."""
    import rag

    public = {"rag.errors", "rag.wording", "rag.screen", "rag.langchain"}
    # What the page shows of the list, keeps beside the index, and makes questions of.
    public |= {"rag.indexing.browsing", "rag.indexing.storage", "rag.text.posts"}
    public |= {"rag.text.segment", "rag.indexing"}
    taken = [
        (f"{path.relative_to(ROOT)} imports {node.module}.{alias.name}", node.module, alias.name)
        for package in ("eval", "ui")
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in _BELOW
        for alias in node.names
    ]
    assert taken
    assert [
        said
        for said, module, name in taken
        if module not in public and (module != "rag" or name not in {*rag.__all__, "__version__"})
    ] == []


_BELOW = ("embeddings", "rag")
