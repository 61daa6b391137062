from __future__ import annotations

import pytest

from rag.answering.align import aligned, defined_names, definitions, respelled
from rag.answering.question import understand


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        pytest.param(
            "由云泽工业互联网研究院（以下简称“工联院”）承办。",
            ("工联院", "工业互联网研究院"),
            id="hereinafter",
        ),
        pytest.param("在亚太经合组织（APEC）会议上", ("APEC", "亚太经合组织"), id="latin"),
        pytest.param("APEC（亚太经合组织）会议", ("APEC", "亚太经合组织"), id="latin_first"),
        pytest.param("青禾轨道集团（下称青轨）宣布", ("青轨", "青禾轨道集团"), id="characters"),
    ],
)
def test_definitions_in_brackets(text: str, defined: tuple[str, str]) -> None:
    assert defined in list(definitions(text))


@pytest.mark.parametrize("text", ["座谈会（8月1日）召开", "馆长（女）表示", "增长（同比）很快"])
def test_other_brackets_define_nothing(text: str) -> None:
    assert list(definitions(text)) == []


def test_a_defined_name_is_another_name_of_the_question() -> None:
    text = "青禾轨道集团（以下简称“青轨集团”）成立于2011年。"
    assert defined_names("青轨集团哪年成立？", [text]) == (("青轨集团", ("青禾轨道集团",)),)
    assert defined_names("青禾轨道集团哪年成立？", [text]) == (("青禾轨道集团", ("青轨集团",)),)
    assert defined_names("云泽图书馆哪年开放？", [text]) == ()


def test_of_names_that_hold_one_another_the_shortest_is_kept() -> None:
    texts = ["新一届国际轨道联合会（IRU）成立。", "国际轨道联合会（IRU）昨天说。"]
    assert defined_names("IRU的主席是谁？", texts) == (("IRU", ("国际轨道联合会",)),)


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
    assert respelled(understand(typed), passages) == read


@pytest.mark.parametrize(
    ("typed", "passage"),
    [
        pytest.param("医生也可以分发药物吗？", "在特定情况下，医生意可以理解为许可。", id="also"),
        pytest.param("云泽离迈阿密多远？", "云泽位迈阿密以北。", id="away_from"),
        pytest.param("新馆将意味着什么？", "新馆强意味着不同。", id="will"),
    ],
)
def test_a_character_that_makes_no_word_is_no_slip(typed: str, passage: str) -> None:
    assert respelled(understand(typed), [passage]) == typed


def test_a_person_of_the_same_sound_is_somebody_else() -> None:
    question = understand("王晓明表示了什么？")
    assert question.names == ("王晓明",)
    assert respelled(question, ["王小明表示，工程按期完工。"]) == question.text


def test_settling_keeps_what_was_typed() -> None:
    question = aligned(understand("石范区何时获批？"), ["示范区今年1月获批。"], [])
    assert (question.original, question.text) == ("石范区何时获批？", "示范区何时获批？")
    assert question.form == "when"
    assert dict(question.alternatives)["获批"]


def test_without_passages_nothing_changes() -> None:
    question = understand("示范区何时获批？")
    assert aligned(question, [], []) is question


def test_a_name_the_tables_know_already_changes_nothing() -> None:
    question = understand("工信部何时发文？")
    articles = ["工业和信息化部（以下简称“工信部”）发文。"]
    assert aligned(question, ["工信部发文。"], articles) is question


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        # A run of nouns before a Latin name, at least three characters.
        ("新一届的轨道联合会（IRU）", [("IRU", "轨道联合会")]),
        ("联合会（IRU）", [("IRU", "联合会")]),
        ("大会（IRU）", []),
        ("很快的轨道（IRU）", []),
        ("IRU（轨道联）", [("IRU", "轨道联")]),
        ("IRU（轨道）", []),
        # A Chinese name of the long one's characters in their order, 24 at most.
        ("“青禾轨道集团”（简称青轨）", [("青轨", "青禾轨道集团")]),
        ("工业互联网研究所（又称：工联所）", [("工联所", "工业互联网研究所")]),
        ("青禾轨道集团（青禾云）", []),
        ("青禾（青禾）开", []),
        ("青" + "一" * 22 + "轨（青轨）", [("青轨", "青" + "一" * 22 + "轨")]),
        ("青" + "一" * 23 + "轨（青轨）", []),
    ],
)
def test_what_brackets_define(text: str, defined: list[tuple[str, str]]) -> None:
    assert list(definitions(text)) == defined


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
    assert respelled(understand(typed), passages) == read


def test_parts_get_the_defined_names_too() -> None:
    question = understand("工联院何时召开？它在哪里？")
    article = "青禾工业联盟研究院（以下简称“工联院”）和青轨（以下简称“轨”）。"
    found = aligned(question, ["工联院。"], [article])
    named = ("工联院", ("工业联盟研究院",))
    assert named in found.alternatives
    assert all(named in part.alternatives for part in found.parts)
    assert found.alternatives[: len(question.alternatives)] == question.alternatives
    only_second = understand("馆何时召开？工联院在哪里？")
    again = aligned(only_second, ["工联院。"], [article])
    assert named in again.alternatives
    assert again.parts[0] is only_second.parts[0]
