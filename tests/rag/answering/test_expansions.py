from __future__ import annotations

import pytest

from rag.answering.expansions import other_wordings, related_names


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
