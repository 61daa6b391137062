"""Arguments of the wrong kind, and texts with half a character: an error of ours, or an answer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from rag import Assistant, Filters, Settings, Turn, YoujuError
from rag.cli import main
from rag.errors import SettingsError, UsageError
from tests.rag.folders import EMBEDDER, ingested, opened, written

ASKED = "示范区何时获批？"
HALF = "\ud800"
Door = Callable[[Any, Any], object]
"""Of an assistant and a value; loosely typed, since the values are of other kinds."""

OF_ANOTHER_KIND: dict[str, Door] = {
    "filters": lambda one, value: one.ask(ASKED, filters=value or 5),
    "filters_of_a_search": lambda one, value: one.search(ASKED, filters=value or 5),
    "history": lambda one, value: one.ask(ASKED, history=value),
    "a_turn": lambda one, value: one.ask(ASKED, history=[value]),
    "in_a_turn": lambda one, value: one.ask(ASKED, history=[Turn(value, value, value)]),
    "passages": lambda one, value: one.ask(ASKED, passages=value or 5),
    "document": lambda one, value: one.document(value),
    "original": lambda one, value: one.original(value),
    "find": lambda one, value: one.find(value),
    "remove": lambda one, value: one.remove(value),
    "ingest": lambda one, value: one.ingest(value),
    "documents": lambda one, value: one.documents(value or 5),
    "count": lambda one, value: one.count_documents(value or 5),
    "offset": lambda one, value: one.documents("", value),
    "limit": lambda one, value: one.documents("", 0, value),
}


@pytest.mark.parametrize("door", OF_ANOTHER_KIND)
@pytest.mark.parametrize("value", [None, 1.5, b"x", ["x"], {"a": 1}], ids=repr)
def test_a_value_of_another_kind_is_misuse(door: str, value: Any, samples: Assistant) -> None:
    with pytest.raises(UsageError):
        OF_ANOTHER_KIND[door](samples, value)


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_is_not_the_working_folder(
    name: str, samples: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(samples.documents()[0].path).parent)
    before = samples.count_documents()
    for door in ("find", "remove", "document"):
        with pytest.raises(UsageError):
            OF_ANOTHER_KIND[door](samples, name)
    assert samples.count_documents() == before


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("command", ["ingest", "remove", "show", "backup", "restore"])
def test_an_empty_argument_is_misuse(
    command: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("YOUJU_LANGUAGE", language)
    written(tmp_path / "articles", [1])
    monkeypatch.chdir(tmp_path / "articles")
    assert main([command, ""]) == 2
    assert ("错误：''" in capsys.readouterr().err) == (language == "zh")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("text", [HALF, f"示范区{HALF}何时获批？", "\udcb5\udcd8", "问" * 60_000])
def test_half_a_character_stops_nothing(text: str, samples: Assistant) -> None:
    doors: list[Callable[[], object]] = [
        lambda: samples.ask(text),
        lambda: samples.search(text),
        lambda: samples.answer_from(ASKED, [f"今年1月，示范区{text[:20]}获批。"]),
        lambda: samples.ask("为什么？", history=[Turn(text, text, text)]),
        lambda: samples.document(text),
        lambda: samples.find(text),
        lambda: samples.documents(text),
        lambda: samples.count_documents(text),
        lambda: samples.remove(text),
        lambda: samples.ingest(f"/nowhere/{text}"),
        *(
            lambda limits=limits: samples.ask(ASKED, filters=limits)
            for limits in (
                Filters(sources=(text,)),
                Filters(folders=(text,)),
                Filters(languages=(text,)),
            )
        ),
    ]
    for door in doors:
        with suppress(YoujuError):
            door()


def test_texts_with_half_a_character_keep_their_offsets(samples: Assistant) -> None:
    texts = [f"{HALF}{HALF}开头。示范区于2022年1月获批。"]
    [citation, *_] = samples.answer_from("示范区何时获批？", texts).citations
    assert texts[0][citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("values", [{"data_dir": "/tmp/a\0b"}, {"ui_host": ""}], ids=repr)
def test_places_that_cannot_be(values: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=next(iter(values)).upper()):
        Settings(**values)


def test_settings_are_settings() -> None:
    with pytest.raises(UsageError, match=r"rag\.Settings"):
        Assistant("data")  # type: ignore[arg-type]  # what is tried


def test_a_folder_whose_name_is_no_utf8_can_be_searched_alone(tmp_path: Path) -> None:
    """It is stored as its bytes read in GBK, and asked for as the command line hands it over."""
    named = (tmp_path / "新闻").as_posix().encode("gbk")
    written(Path(named.decode("utf-8", "surrogateescape")), [1])
    written(tmp_path / "other", [2])
    ingested(tmp_path, tmp_path / "other", Path(named.decode("utf-8", "surrogateescape")))
    with opened(tmp_path) as index:
        wanted = Filters(folders=(named.decode("utf-8", "surrogateescape"),))
        assert len(index.nearest(EMBEDDER.encode_query("工厂"), 10, wanted)) == 1
