"""A sentence as questions: which facts are asked for, and in which words."""

from __future__ import annotations

from rag.verifying.asked import MOST_ASKED, asked

WATER = (
    "栖云水务集团总经理顾明远介绍，水厂日供水能力15万吨。市水利局局长韩素清表示，二期2026年启动。"
)


def questions(claim: str, context: str = WATER) -> dict[str, str]:
    return {each.question: each.kind for each in asked(claim, context)}


def test_each_fact_is_asked_for_in_its_place() -> None:
    found = questions("水厂日供水能力为15万吨，2026年启动二期。")
    assert found["水厂日供水能力为多少吨，2026年启动二期？"] == "figure"
    assert found["水厂日供水能力为15万吨，什么时候启动二期？"] == "date"


def test_a_person_is_asked_for_with_and_without_the_title() -> None:
    found = questions("水利局局长韩素清说，二期2026年启动。")
    assert found["水利局局长谁说，二期2026年启动？"] == "person"
    assert found["谁说，二期2026年启动？"] == "person"


def test_nobody_is_asked_for_whom_the_context_does_not_name() -> None:
    assert "person" not in questions("赵立新说，水厂很大。").values()


def test_a_verb_that_the_segmenter_takes_for_a_name_is_left() -> None:
    context = "实验室主任由陆怀瑾担任，钟毅任副主任。"
    people = {each.words for each in asked("钟毅任副主任，陆怀瑾任主任。", context)}
    assert not any("主" in name for name in people)


def test_an_english_sentence_is_asked_for_figures_and_names() -> None:
    found = questions("The plant, built by Marrick Marine, cost 38 million.", "Marrick Marine")
    assert found["The plant, built by who, cost 38 million?"] == "name"
    assert found["The plant, built by Marrick Marine, cost how many?"] == "figure"


def test_a_long_sentence_is_asked_clause_by_clause() -> None:
    long = f"{'湖区风景优美，' * 20}水厂日供水能力为15万吨。"
    assert "水厂日供水能力为多少吨？" in questions(long)


def test_there_is_an_end_to_asking() -> None:
    claim = "，".join(f"第{n}项投资{n * 13}万元" for n in range(1, 30))
    assert len(asked(claim, WATER)) == MOST_ASKED


def test_nothing_is_asked_of_words_without_a_fact() -> None:
    assert asked("大家都很高兴。", WATER) == []
