"""Numbered things, days, places and units of the question held against a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answer_types import Reading, Span
from rag.answering.constraints import another_day, another_number, another_place, numbered
from rag.answering.extract import extractive_draft
from rag.answering.forms import fits
from rag.answering.judge import Judgement
from rag.answering.question import understand
from rag.settings import Settings
from rag.types import Passage


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("火箭第200次发射是哪天", "这是火箭的第100次发射", True),
        ("遥九火箭何时发射", "遥七火箭发射成功", True),
        ("4号线什么时候开通", "3号线7月1日开通", True),
        ("第二届大会在哪里", "首届大会在青禾召开", True),
        ("二期占地多少亩", "一期占地140亩", True),
        ("a轮融资由谁领投", "完成b2轮融资", True),
        ("第十届大会在哪里", "第10届大会在青禾召开", False),
        ("第二届大会在哪里", "大会在青禾召开", False),
        ("8月10号开吗", "8月11号开", False),
    ],
)
def test_another_number_of_the_same_thing(question: str, sentence: str, *, another: bool) -> None:
    assert another_number(question, sentence, sentence) == another


def test_what_is_named_nearby_needs_no_name_in_the_sentence() -> None:
    assert not another_number("第二届大会在哪里", "首届之后又在青禾召开", "第二届大会：首届之后")


def test_numbers_are_read_in_words_and_digits() -> None:
    assert numbered("第二十一届、第21届、第一百零三次") == {"届": {"21"}, "次": {"103"}}


@pytest.mark.parametrize(
    ("published", "article", "another"),
    [
        pytest.param(date(2021, 8, 3), "座谈会召开。", False, id="came_out_after_it"),
        pytest.param(date(2022, 7, 22), "座谈会召开。", True, id="another_time"),
        pytest.param(date(2022, 7, 22), "8 月 1 日座谈会召开。", False, id="names_the_day"),
        pytest.param(date(2022, 1, 1), "座谈会召开。", True, id="long_after"),
        pytest.param(None, "座谈会召开。", False, id="undated"),
    ],
)
def test_another_day(published: date | None, article: str, *, another: bool) -> None:
    question = understand("8月1日的座谈会通过了什么文件？")
    assert another_day(question, published, article) == another


def test_another_place_in_the_sentence() -> None:
    question = understand("天津的节点有多少个？")
    assert another_place(question, "以北京为例,节点有52个。", "以北京为例,节点有52个。")
    assert not another_place(question, "以北京为例,节点有52个。", "天津之外,以北京为例。")
    assert not another_place(question, "节点有52个。", "节点有52个。")


@pytest.mark.parametrize(
    ("question", "text", "fitting"),
    [
        ("高考考了多少分？", "18岁", False),
        ("高考考了多少分？", "632分", True),
        ("涉及多少户居民？", "7600余户", True),
        ("卖出了多少斤螃蟹？", "0.51斤", True),
        ("每张面额多少元？", "2万张", False),
        ("市场能做到多大？", "800亿美元", True),
        ("每年种多少面积的水稻？", "127公顷", True),
        ("占多大份额？", "81%", True),
    ],
)
def test_a_figure_in_another_unit_does_not_fit(question: str, text: str, *, fitting: bool) -> None:
    assert fits(understand(question), text) == fitting


def test_undated_evidence_must_be_surer() -> None:
    between = (Settings().refusal + Settings().refusal_undated) / 2

    def drafted(published: date | None) -> bool:
        text = "示范区的面积是3平方公里。"
        passage = Passage(1, "d1", 0, len(text), text, published=published)
        span = Span(6, 11, 1.0)
        reading = Reading(passage, (span,), 1.0, 1.0, "", 0, 1.0)
        item = Judgement(reading, 0, len(text), span, between, (), (), {})
        question = understand("示范区的面积是多少？")
        return bool(extractive_draft(question, [item], Settings()).sentences)

    assert drafted(date(2023, 8, 1))
    assert not drafted(None)
