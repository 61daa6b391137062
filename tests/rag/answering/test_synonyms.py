from __future__ import annotations

import pytest

from rag.answering.synonyms import (
    alternatives,
    glossed_question,
    glosses,
    other_wordings,
    related_names,
    translated,
    written_form,
)
from tests.rag.answering.cases import words


def test_the_longest_name_is_exchanged() -> None:
    assert "工信部何时发文" in other_wordings("工业和信息化部何时发文")


def test_related_names_are_not_what_is_there_already() -> None:
    named = dict(related_names("工信部何时批复京津冀示范区"))
    assert "工业和信息化部" in named["工信部"]
    assert "北京天津河北" in named["京津冀"]
    assert "批复" not in named["批复"]


@pytest.mark.parametrize(
    "question",
    ["政府的三大部分是什么？", "谁被任命为副手？", "任何数的乘积", "修建的那座堡垒", "十大品牌"],
)
def test_a_part_of_another_word_has_no_other_name(question: str) -> None:
    assert related_names(question) == ()


@pytest.mark.parametrize(
    "question", ["二十大报告", "一大会址在哪", "党的七大有多少代表", "中共一大"]
)
def test_congresses_of_the_party_have_their_long_name(question: str) -> None:
    assert any("全国代表大会" in other for _, others in related_names(question) for other in others)


def test_most_is_a_limit() -> None:
    assert len(other_wordings("工信部何时发布并召开", most=2)) == 2


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("论坛是什么时候开的？", "论坛是什么时候召开的？"),
        ("论坛在哪里办", "论坛在哪里举办"),
        ("论坛何地开？", "论坛何地召开？"),
        ("论坛哪一年办的", "论坛哪一年举办的"),
        ("论坛几月办的?", "论坛几月举办的?"),
        ("新馆何时开门", "新馆何时开门"),
        ("新馆啥时候开门", "新馆什么时候开门"),
    ],
)
def test_spoken_forms_are_written_out(spoken: str, written: str) -> None:
    assert written_form(spoken) == written


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("召开和举办", [("召开", ("举行", "开幕"))]),
        ("他担任任务", [("担任", ())]),
        ("工信部工业和信息化部来了", [("工业和信息化部", ())]),
        ("主办方是谁", [("主办方", ("主办单位", "主办者", "主办"))]),
        ("十九大", [("十九大", ("第十九次全国代表大会",))]),
        ("中共五大", [("五大", ("第五次全国代表大会",))]),
        ("三大会议", []),
        ("京津冀", []),
    ],
)
def test_what_a_question_names_otherwise(
    question: str, named: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert list(alternatives(question)) == named


def test_a_wording_is_never_the_question_itself() -> None:
    assert other_wordings("任务由任何人任") == ("任务由任何人担任",) or other_wordings("召开") == (
        "举行",
        "举办",
        "开幕",
    )
    assert other_wordings("新馆在哪？") == ()


@pytest.mark.parametrize(
    ("word", "chinese"),
    [
        ("policies", "政策"), ("opened", "开放"), ("released", "发布"), ("opening", "开放"),
        ("closing", "闭幕"), ("nodes", "节点"), ("launches", "启动"), ("held", "举行"),
        ("Forums", "论坛"),
    ],
)  # fmt: skip
def test_words_are_known_in_any_form(word: str, chinese: str) -> None:
    ((written, names),) = translated(word)
    assert (written, names[0]) == (word, chinese)


@pytest.mark.parametrize("word", ["op", "policie", "xyz", "news"])
def test_other_words_are_not_in_the_table(word: str) -> None:
    assert translated(word) == ()


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("When was the vice president approved?", ["副总裁", "副主席", "获批", "批准"]),
        ("Who is the vice president of the president", ["副总裁", "副主席", "总裁", "主席"]),
        ("What is it?", []),
    ],
)
def test_two_chinese_words_for_each(question: str, found: list[str]) -> None:
    assert glosses(question, words()) == found


@pytest.mark.parametrize(
    ("question", "chinese"),
    [
        ("When was the vice president approved?", "副总裁获批何时？"),
        ("Which nodes opened?", "节点开放什么？"),
        ("Where is the node, the node?", "节点节点哪里？"),
        ("What colour?", "colour什么？"),
        ("Where is the internet node of C919?", "互联网节点C919哪里？"),
    ],
)
def test_a_stand_in_has_the_best_gloss_of_each_word(question: str, chinese: str) -> None:
    assert glossed_question(question, words()) == chinese
