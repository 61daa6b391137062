from __future__ import annotations

import pytest

from rag.answering.synonyms import (
    alternatives,
    glosses,
    related_names,
    translated,
)
from tests.rag.answering.cases import words


def test_related_names_are_not_what_is_there_already() -> None:
    named = dict(related_names("工信部何时批复京津冀示范区"))
    assert "工业和信息化部" in named["工信部"]
    assert "北京天津河北" in named["京津冀"]
    assert "批复" not in named


@pytest.mark.parametrize(
    "question",
    ["政府的三大部分是什么？", "谁被任命为副手？", "任何数的乘积", "修建的那座堡垒", "十大品牌"],
)
def test_a_part_of_another_word_has_no_other_name(question: str) -> None:
    assert related_names(question) == ()


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("工信部工业和信息化部来了", [("工业和信息化部", ())]),
        ("GDP增长", [("GDP", ("国内生产总值", "地区生产总值"))]),
        ("召开会议", []),
        ("京津冀", []),
    ],
)
def test_what_a_question_names_otherwise(
    question: str, named: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert list(alternatives(question)) == named


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
