from __future__ import annotations

import pytest

from rag.answering.question import understand
from rag.answering.spelling import respelled


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("核心产业规馍有多大？", "核心产业规模有多大？", id="one_character"),
        pytest.param("石范区何时获批？", "示范区何时获批？", id="at_the_beginning"),
        pytest.param("核心产业规模有多大？", "核心产业规模有多大？", id="right_already"),
        pytest.param("核心产业归宿有多大？", "核心产业归宿有多大？", id="another_sound"),
        pytest.param("第三届大会在哪里？", "第三届大会在哪里？", id="never_a_number"),
    ],
)
def test_slips_of_sound(typed: str, read: str) -> None:
    passages = ["示范区今年1月获批。", "核心产业规模达到1500亿元。", "第山届大会是误写。"]
    assert respelled(understand(typed), passages).text == read


@pytest.mark.parametrize(
    ("typed", "passage"),
    [
        pytest.param("医生也可以分发药物吗？", "在特定情况下，医生意可以理解为许可。", id="also"),
        pytest.param("云泽离迈阿密多远？", "云泽位迈阿密以北。", id="away_from"),
        pytest.param("新馆将意味着什么？", "新馆强意味着不同。", id="will"),
    ],
)
def test_a_character_that_makes_no_word_is_no_slip(typed: str, passage: str) -> None:
    assert respelled(understand(typed), [passage]).text == typed


def test_a_person_of_the_same_sound_is_somebody_else() -> None:
    question = understand("王晓明表示了什么？")
    assert question.names == ("王晓明",)
    assert respelled(question, ["王小明表示，工程按期完工。"]) is question


def test_settling_keeps_what_was_typed() -> None:
    question = respelled(understand("石范区何时获批？"), ["示范区今年1月获批。"])
    assert (question.original, question.text) == ("石范区何时获批？", "示范区何时获批？")
    assert question.form == "when"


def test_without_passages_nothing_changes() -> None:
    question = understand("示范区何时获批？")
    assert respelled(question, []) is question


@pytest.mark.parametrize(
    ("typed", "passages", "read"),
    [
        pytest.param("论坛核心产业规馍和石范区？", ["示范区产业规模"],
                     "论坛核心产业规模和示范区？", id="two"),
        pytest.param("开放时见？", ["开放时间"], "开放时间？", id="at_the_end"),
        pytest.param("开放时见？", ["开放时", "间"], "开放时见？", id="not_across_passages"),
        pytest.param("产业规馍有？", ["产业规莫", "产业规模", "产业规模"], "产业规模有？",
                     id="the_commonest"),
        pytest.param("第三届大会？", ["第山届大会"], "第三届大会？", id="no_numeral"),
        pytest.param("第山届大会？", ["第三届大会"], "第山届大会？", id="to_no_numeral"),
        pytest.param("展览馆的都市", ["展览馆的督市"], "展览馆的都市", id="no_word_changes"),
        pytest.param("What is now 规馍大 is?", ["规模大"], "What is now 规馍大 is?", id="en"),
        pytest.param("王小明说什？", ["王小明说神"], "王小明说什？", id="as_it_may_be"),
    ],
)  # fmt: skip
def test_where_slips_are_set_right(typed: str, passages: list[str], read: str) -> None:
    assert respelled(understand(typed), passages).text == read
