"""A passage in its article and one sentence of it, as constraints look at them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rag.answer_types import Span
from rag.answering.evidence import evidence_of, source_of
from tests.rag.answering.cases import evidence, passage, source

JULY = date(2022, 7, 29)


def test_a_passage_by_itself_is_all_that_is_known() -> None:
    bare = source("８月Ａ馆开放。", title="Ｂ馆")
    assert bare.header == "b馆。"
    assert bare.text == "b馆。8月a馆开放。"
    assert (bare.article, bare.whole) == (bare.text, False)


def test_a_passage_in_its_article_can_be_looked_at_alone() -> None:
    inside = source("馆开放。", "新闻。馆开放。", title="B馆")
    assert (inside.article, inside.whole) == ("b馆。新闻。馆开放。", True)
    assert inside.alone().article == inside.text == "b馆。馆开放。"


@pytest.mark.parametrize(
    ("text", "about", "years"),
    [
        ("馆开放。", {}, ()),
        ("2021年立项，2019年选址。", {}, (2019, 2021)),
        ("馆开放。", {"published": JULY}, (2022,)),
        ("明年开放。", {"published": JULY}, (2022, 2023)),
        ("2020年12月至2021年2月施工。", {}, (2020, 2021)),
    ],
)
def test_the_years_a_passage_speaks_of(
    text: str, about: dict[str, Any], years: tuple[int, ...]
) -> None:
    assert source(text, **about).years == years


@pytest.mark.parametrize(("language", "chinese"), [("zh", True), ("zh-hant", True), ("en", False)])
def test_the_language_of_a_passage(language: str, *, chinese: bool) -> None:
    assert source("馆。", language=language).chinese is chinese


def test_a_sentence_stands_between_its_neighbours() -> None:
    second = evidence("第一句Ａ。第二句Ｂ。第三句Ｃ。", "Ｂ", title="题")
    assert second.sentence == "第二句Ｂ。"
    assert second.plain == "第二句b。"
    assert second.near == "题。第一句a。第二句b。"
    assert second.answer == "Ｂ"
    assert evidence("第一句Ａ。第二句Ｂ。", "Ａ").near == "第一句a。"
    assert evidence("一句。二句。三句。", "三").near == "二句。三句。"


def test_offsets_are_those_of_the_document() -> None:
    late = passage("一句。馆3月开放。", start=100)
    told = evidence_of(source_of(late), [(0, 3), (3, 10)], 1, Span(104, 106, 0.0))
    assert (told.answer, told.clause) == ("3月", "馆3月开放。")


@pytest.mark.parametrize(
    ("text", "answer", "clause"),
    [
        ("馆春天立项，秋天开放；冬天闭馆。", "秋天", "秋天开放;"),
        ("馆春天立项，秋天开放；冬天闭馆。", "馆", "馆春天立项,"),
        ("馆春天立项，秋天开放；冬天闭馆", "冬天", "冬天闭馆"),
        ("何时开放？秋天。", "秋天", "秋天。"),
        ("真好！秋天开放吗？", "秋天", "秋天开放吗?"),
        ("馆立项，，开放。", "，开", ","),
        ("，秋天开放。", "秋天", "秋天开放。"),
    ],
)
def test_the_clause_of_the_answer(text: str, answer: str, clause: str) -> None:
    assert evidence(text, answer).clause == clause


@pytest.mark.parametrize(
    ("text", "answer", "titled"),
    [
        ("制定《2022年方案》。", "2022年", True),
        ("制定《2022年方案》。", "《2022年方案》", True),
        ("《方案》2022年制定。", "2022年", False),
        ("2022年制定《方案》。", "2022年", False),
        ("《甲》和《2022年方案》。", "2022年", True),
        ("《2022年方案》发布。", "2022年", True),
        ("制定2《方案》。", "2", False),
        ("《2》发布。", "2", True),
    ],
)
def test_an_answer_inside_a_title(text: str, answer: str, *, titled: bool) -> None:
    assert evidence(text, answer).titled is titled
