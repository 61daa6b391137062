"""Names in letters are found in Chinese articles by their sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.overview.romanized import spelled_like, spellings

TEXTS = ["青禾市地铁今天开通。", "副部长徐晓兰出席会议，徐晓兰讲话。", "感情和物质都要。"]


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        pytest.param("Qinghe", ["青禾"], id="a_place"),
        pytest.param("What did Xu Xiaolan say?", ["徐晓兰"], id="a_person"),
        pytest.param("Xiaolan Xu", ["徐晓兰"], id="family_name_behind"),
        pytest.param("the Qinghe Metro", ["青禾"], id="among_other_words"),
        pytest.param("qinghe", [], id="no_name_without_a_capital"),
        pytest.param("Boston", [], id="sounds_like_nothing"),
        pytest.param("青禾", [], id="not_in_letters"),
    ],
)
def test_a_name_is_the_noun_that_sounds_so(phrase: str, found: list[str]) -> None:
    assert spelled_like(phrase, TEXTS) == found


def test_a_character_of_two_readings_is_spelled_both_ways() -> None:
    assert spellings("重庆") >= {"chongqing", "zhongqing"}
    assert spellings("3号") == frozenset()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("town")
    (folder / "a.txt").write_text(
        "青禾新桥通车\n\n青禾市昨天开通了一座新桥。局长沈长风说，新桥不收费。", encoding="utf-8"
    )
    (folder / "b.txt").write_text("渔汛开始\n\n东港的渔船今天出海了。", encoding="utf-8")
    assistant = Assistant(settings=Settings(data_dir=folder / "data", embedding_model="fast"))
    assistant.ingest(folder)
    return assistant


def test_english_finds_the_articles_and_the_speaker(town: Assistant) -> None:
    about = town.ask("Which articles mention Qinghe?")
    assert [citation.title for citation in about.citations] == ["青禾新桥通车"]
    said = town.ask("What did Shen Changfeng say?")
    assert [citation.quote for citation in said.citations] == ["局长沈长风说，新桥不收费。"]
    assert not town.ask("Which articles are about Lanzhou?").answered
