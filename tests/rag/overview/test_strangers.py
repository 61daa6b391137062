"""What strangers type: more of nothing, articles by number, names in either script."""

from __future__ import annotations

import pytest

from rag import Assistant, Settings
from rag.overview.intents import intent_of
from rag.overview.speech import said_by
from tests.rag.overview.test_speech import article


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("village")
    (folder / "a.txt").write_text(
        "新桥通车\n\n清河镇的新桥昨天通车。桥长三百米，不收费。", encoding="utf-8"
    )
    (folder / "b.txt").write_text(
        "粮库开仓\n\n清河镇的粮库收了三千吨稻谷。粮库由镇里看管。", encoding="utf-8"
    )
    assistant = Assistant(settings=Settings(data_dir=folder / "data", embedding_model="fast"))
    assistant.ingest(folder)
    return assistant


@pytest.mark.parametrize("said", ["更多", "详细一点", "shorter", "用英文说一遍", "tell me more"])
def test_a_change_of_nothing_says_that_there_is_nothing(village: Assistant, said: str) -> None:
    answer = village.ask(said)
    assert (answer.kind, answer.answered, answer.citations) == ("talk", True, ())
    assert ("还没有可以接着说" if said[0] > "z" else "no answer yet") in answer.text
    assert answer.offers


def test_more_of_a_greeting_is_more_of_nothing(village: Assistant) -> None:
    greeted = village.ask("你好")
    answer = village.ask("更多", history=[greeted.as_turn()])
    assert "还没有可以接着说" in answer.text
    assert answer.question_used == "更多"


@pytest.mark.parametrize("asked", ["比较这两篇", "第一篇和第二篇有什么不同"])
def test_two_articles_beside_each_other_are_summed_up(village: Assistant, asked: str) -> None:
    answer = village.ask(asked)
    assert {citation.title for citation in answer.citations} == {"新桥通车", "粮库开仓"}


def test_a_timeline_of_undated_articles_is_refused_for_what_it_is(village: Assistant) -> None:
    answer = village.ask("时间线")
    assert not answer.answered
    assert "日期" in answer.missing


def test_there_is_no_article_number_nought(village: Assistant) -> None:
    answer = village.ask("总结第0篇")
    assert not answer.answered
    assert "没有第 0 篇" in answer.missing


def test_figures_may_be_wide(village: Assistant) -> None:
    wide, narrow = village.ask("总结第２篇"), village.ask("总结第2篇")
    assert wide.answered
    assert wide.text == narrow.text


@pytest.mark.parametrize(
    "asked", ["A和B哪个高", "when did the timeline slip", "时间线软件是谁开发的"]
)
def test_what_only_looks_like_an_overview_is_none(asked: str) -> None:
    assert intent_of(asked) is None


@pytest.mark.parametrize("speaker", ["紀明軒", "纪明轩"])
def test_a_speaker_is_found_in_either_script(speaker: str) -> None:
    found = said_by(article("總監紀明軒說，明年還要再辦一屆。\n他宣布，主題國是葡萄牙。"), speaker)
    said = [sentence.text for one in found for sentence in one.sentences]
    assert said == ["總監紀明軒說，明年還要再辦一屆。", "他宣布，主題國是葡萄牙。"]
    assert found[0].label == "總監紀明軒"
