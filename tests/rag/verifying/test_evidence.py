"""What a sentence is held against: the quotes, their heads, and what their dates mean."""

from __future__ import annotations

from datetime import date

import pytest

from rag.verifying.evidence import Evidence
from tests.rag.verifying.cases import cited, evidence


@pytest.mark.parametrize(
    ("words", "held"),
    [
        pytest.param("注册量超过200亿", True, id="as_written"),
        pytest.param("註冊量、超過“２００億”", True, id="traditional_wide_and_pointed"),
        pytest.param("注册量 超过 200 亿", True, id="spaced"),
        pytest.param("注册量200亿", False, id="with_a_gap"),
        pytest.param("示例日报", True, id="the_source"),
        pytest.param("节点建设进展", True, id="the_title"),
        pytest.param("李明", True, id="the_author"),
    ],
)
def test_holds(words: str, *, held: bool) -> None:
    quote = "北京的国家顶级节点注册量，超过200亿。"
    found = evidence(quote, title="节点建设进展", source="示例日报", author="李明")
    assert found.holds(words) is held


def test_quotes_stand_apart_from_one_another() -> None:
    both = Evidence([cited("甲区增长"), cited("乙区下降")])
    assert both.quotes == "甲区增长\n乙区下降"
    assert both.holds("乙区下降")


def test_heads_stand_apart_from_one_another() -> None:
    both = Evidence([cited("甲区增长", author="专栏5"), cited("乙区下降", title="0家报名")])
    assert "专栏5\n0家报名" in both.folded


@pytest.mark.parametrize(
    ("quote", "language"),
    [
        pytest.param("北京节点", "zh", id="chinese"),
        pytest.param("the node", "en", id="english"),
        pytest.param("京abc", "zh", id="a_character_weighs_three_letters"),
        pytest.param("京abcd", "en", id="but_not_four"),
        pytest.param("京azzz", "en", id="the_letters_from_first_to_last"),
        pytest.param("2022, 200", "zh", id="digits_are_of_no_language"),
        pytest.param("鿿zzz", "zh", id="the_last_character_and_letter"),
        pytest.param("㐀aaa", "zh", id="the_first_character_and_letter"),
    ],
)
def test_speaks(quote: str, language: str) -> None:
    found = evidence(quote)
    assert (found.speaks("zh"), found.speaks("en")) == (language == "zh", language == "en")
    # A sentence is read by the same measure.
    assert found.same_language(quote)
    assert evidence("北京节点").same_language(quote) is (language == "zh")
    assert evidence("the node").same_language(quote) is (language == "en")


def resolved(quote: str, **about: str) -> set[tuple[date, date]]:
    found = Evidence([cited(quote, published=date(2022, 7, 29), **about)])
    return {(when.start_date, when.end_date) for when in found.resolved}


def day(year: int, month: int, number: int) -> tuple[date, date]:
    return date(year, month, number), date(year, month, number)


def test_dates_of_a_quote_by_the_day_its_article_appeared() -> None:
    assert resolved("今年1月3日，工信部复函。") == {day(2022, 1, 3)}


def test_dates_of_a_quote_as_they_read_inside_the_article() -> None:
    found = resolved("当年3月5日，新馆开放。", before="2019年1月2日，新馆落成。")
    assert day(2019, 3, 5) in found
    assert day(2019, 1, 2) not in found


@pytest.mark.parametrize("between", [100, 591, 592])
@pytest.mark.parametrize("first", ["", "馆" * 900])
def test_a_year_is_lent_from_six_hundred_characters_before(between: int, first: str) -> None:
    near = f"2019年落成。{'馆' * between}。"
    found = resolved("当年3月5日开放。", before=f"{first}{near}")
    assert (day(2019, 3, 5) in found) is (len(near) <= 600)


def test_dates_of_the_title_count() -> None:
    assert resolved("会议召开。", title="6月8日会议纪要") == {day(2022, 6, 8)}
