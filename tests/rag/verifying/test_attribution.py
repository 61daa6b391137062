"""Right figures given to the wrong subject are found; sound ways of saying it are not."""

from __future__ import annotations

from datetime import date

import pytest

from rag.verifying.attribution import swapped
from rag.verifying.evidence import Evidence
from tests.rag.verifying.cases import Cited, cited, fault

TWO = "A区增长7%，B区增长5%。"
CITIES = "北京和天津分别增长7%和5%。"
YEARS = "2021年为200亿元，去年为260亿元。"
STATIONS = "老城南门站5.2万人次，云港机场站4.8万人次。"
QUARTERS = "A区第一季度增长7%，第二季度增长5%。B区增长3%。"
PLACES = "由北京的200亿增加到天津的260亿。"


DAY = date(2023, 1, 2)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        pytest.param(TWO, "A区增长5%，B区增长7%。", id="crossed"),
        pytest.param(TWO, "B区增长7%，A区增长5%。", id="crossed_and_turned"),
        pytest.param(TWO, "A区和B区分别增长5%和7%。", id="crossed_by_order"),
        pytest.param(TWO, "增长5%的是A区，增长7%的是B区。", id="value_first"),
        pytest.param(TWO, "A区增长5%。", id="one_alone"),
        pytest.param(CITIES, "北京增长5%，天津增长7%。", id="told_in_order"),
        pytest.param("男性占5%，女性占95%。", "女性占5%。", id="nouns_of_a_kind"),
        pytest.param("出口增长5%，进口增长7%。", "出口增长7%，进口增长5%。", id="nouns"),
        pytest.param(STATIONS, "老城南门站4.8万人次，云港机场站5.2万人次。", id="stations"),
        pytest.param(YEARS, "2022年为200亿元，2021年为260亿元。", id="years"),
        pytest.param(YEARS, "2022年为200亿元。", id="one_year"),
        pytest.param(
            "甲区于1月获批，乙区于3月获批。", "甲区于3月获批，乙区于1月获批。", id="dates"
        ),
        pytest.param(
            "Growth was 5 percent in Beijing and 7 percent in Tianjin.",
            "Growth was 7 percent in Beijing and 5 percent in Tianjin.",
            id="english",
        ),
    ],
)
def test_a_figure_of_another_subject_goes(quote: str, text: str) -> None:
    assert fault(text, cited(quote, published=DAY)) == "subject"


@pytest.mark.parametrize("around", ["before", "after"])
def test_a_quote_cut_short_does_not_hide_whose_figure_it_is(around: str) -> None:
    quote = cited("医药产业增长5%。", **{around: "汽车产业增长7%。"})  # type: ignore[arg-type]
    assert fault("汽车产业增长5%。", quote) == "subject"
    assert fault("医药产业增长5%。", quote) == ""


@pytest.mark.parametrize(
    ("around", "value"),
    [
        ({"before": "汽车产业增长7%。" + "，" * 141}, "5%"),
        ({"before": "汽车产业增长7%。" + "，" * 142}, ""),
        ({"after": "，" * 142 + "汽车产业增长7%。"}, "5%"),
        ({"after": "，" * 143 + "汽车产业增长7%。"}, ""),
    ],
    ids=["near_before", "far_before", "near_behind", "far_behind"],
)
def test_what_stands_far_from_a_quote_says_nothing(around: dict[str, str], value: str) -> None:
    quote = cited("医药产业增长5%。", **around)  # type: ignore[arg-type]  # no date among them
    assert given("汽车产业增长5%。", quote) == value


def given(claim: str, *quotes: Cited) -> str:
    """The value that a sentence gives to another than these quotes do; empty if none."""
    return swapped(Evidence(quotes), claim)


def test_what_is_told_is_the_value_given_to_another() -> None:
    assert given("A区增长5%，B区增长7%。", cited(TWO)) == "5%"
    assert given("B区增长7%。", cited(TWO)) == "7%"
    assert given("A区增长7%，B区增长5%。", cited(TWO)) == ""


def test_quotes_are_read_one_after_the_other() -> None:
    quotes = cited("A区增长7%"), cited("B区增长5%")
    assert given("A区增长5%，B区增长7%。", *quotes) == "5%"
    assert given("B区增长5%，A区增长7%。", *quotes) == ""


def test_quotes_do_not_run_into_one_another() -> None:
    assert given("A区5%，B区7%。", cited("A区"), cited("7%，B区5%")) == ""


def test_a_quote_is_read_by_itself_too() -> None:
    """Around it the same names stand again, and nothing can be told."""
    quote = cited(TWO, before="A区和B区是两个区，A区先开工。", after="A区很大，B区很小。")
    assert given("A区增长5%，B区增长7%。", quote) == "5%"


def test_quotes_that_disagree_bear_either_out() -> None:
    quotes = cited(TWO), cited("A区增长5%，B区增长7%。")
    assert given("A区增长5%，B区增长7%。", *quotes) == ""
    assert given("A区增长7%，B区增长5%。", *quotes) == ""
    assert given("A区增长5%。", *quotes) == ""


def test_a_month_given_to_another() -> None:
    quote = cited("A区于1月获批，B区于3月获批。", published=DAY)
    assert given("A区于3月获批。", quote) == "3月"
    assert given("B区于3月获批。", quote) == ""


def test_a_value_may_be_a_year_s_before_a_word_s() -> None:
    """The year stands before the word in the sentence, and behind it among what is compared."""
    assert given("2021年为5%，A区为7%。", cited("2021年为7%，A区为5%。")) == "5%"


def test_relative_dates_are_those_of_the_first_article_with_a_day() -> None:
    quotes = cited("会议召开。"), cited(YEARS, published=DAY)
    assert given("去年为200亿元，2021年为260亿元。", *quotes) == "200亿元"
    assert given("去年为260亿元，2021年为200亿元。", *quotes) == ""


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        pytest.param("北京增长7%，北京市区增长5%。", "北京市区增长7%，北京增长5%。",
                     id="one_name_inside_the_other"),
        pytest.param("A区增长7%，B区增长5%。", "C区增长5%。", id="a_name_that_is_nowhere"),
        pytest.param("A区增长7%，B区有5家企业。", "A区有5家企业。", id="values_of_two_kinds"),
        pytest.param("A区有7家，B区增长5%。", "A区增长5%，B区有7家。", id="two_kinds_crossed"),
        pytest.param("A区有7家企业，B区有5%。", "A区有5%。", id="two_kinds_in_like_words"),
        pytest.param("The port grew 7 percent, the airport grew 5 percent.",
                     "The port grew 5 percent, the airport grew 7 percent.",
                     id="a_word_inside_another"),
        pytest.param("York grew 7 percent. Yorkshire grew 5 percent.", "York grew 5 percent.",
                     id="a_name_inside_another"),
        pytest.param(TWO, "增长5%，低于A区。", id="a_name_behind_the_value"),
        pytest.param("2021年、2020年、2022年都有增长。", "2021年、2022年都有增长。",
                     id="years_are_not_one_another_s"),
        pytest.param("A区增长7%，B区下降5%。", "A区下降5%。", id="other_words_before_the_other"),
        pytest.param("A区增长7%，B区增长5%。", "增长5%。", id="nobody_is_named"),
        pytest.param("A区增长7%，产业增长5%。", "A区增长5%。", id="a_noun_is_no_rival_of_a_name"),
        pytest.param("A区增长7%，B区增长5%。", "A区比B区增长5%。", id="the_rival_is_named_too"),
        pytest.param(TWO, "A区增长5%，不是7%。", id="its_own_value_is_named_too"),
        pytest.param("A区增长7%，B区增长5%，A区后来增长5%。", "A区增长5%。", id="said_of_both"),
        pytest.param("A区。增长7%。B区。增长5%。", "A区增长5%。", id="no_order_in_the_quote"),
    ],
)  # fmt: skip
def test_what_says_nothing_about_whose_it_is(quote: str, claim: str) -> None:
    assert given(claim, cited(quote)) == ""


@pytest.mark.parametrize(
    ("quote", "claim", "value"),
    [
        pytest.param("男性占5%，女性占95%，A区增长7%。", "女性占5%。", "5%", id="one_of_three"),
        pytest.param("A区增长7%，C区增长8%，B区增长5%。", "A区增长5%。", "5%", id="second_rival"),
        pytest.param("C区有3家企业。A区增长7%，B区增长5%。", "C区有3家企业，A区增长5%。", "5%",
                     id="the_second_value_of_the_sentence"),
        pytest.param("A区增长7%，B区增长5%，C区增长3%。", "C区增长3%，A区增长5%，B区增长7%。", "5%",
                     id="the_last_two_of_three"),
        pytest.param("北京和北京市区很大，男性占5%，女性占95%。",
                     "北京和北京市区很大，男性占95%，女性占5%。", "95%",
                     id="behind_a_name_inside_another"),
        pytest.param("C区有7家，D区有5家。A区增长3%，B区增长4%。",
                     "C区有7家，D区有5家。A区增长4%，B区增长3%。", "4%", id="the_second_kind"),
    ],
)  # fmt: skip
def test_one_value_among_others(quote: str, claim: str, value: str) -> None:
    assert given(claim, cited(quote)) == value


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        (TWO, "A区增长7%，而B区增长5%。"),
        (TWO, "B区增长5%，A区增长7%。"),
        (TWO, "A区、B区分别增长7%和5%。"),
        (TWO, "增长7%的是A区，B区则增长5%。"),
        (TWO, "B区只增长5%，不如A区的7%。"),
        (TWO, "A区增速为7%，比B区的5%高。"),
        (PLACES, "天津260亿，比北京的200亿增加。"),
        (PLACES, "天津260亿比北京200亿增加。"),
        (YEARS, "2022年为260亿元，2021年为200亿元。"),
        ("据新华社报道，A区增长7%，其中工业增长5%。", "新华社称，增长5%的是工业，增长7%的是A区。"),
        ("A区累计投资200亿元，其中产业投资150亿元。", "A区产业投资150亿元。"),
        (QUARTERS, "A区第二季度增长5%。"),
        (QUARTERS, "A区其后增长5%，B区增长3%。"),
        ("去年增长5%，A区今年增长7%。", "A区去年增长5%，今年增长7%。"),
        ("A区增长7%，C区8%，B区下降，D区增长5%。", "D区增长5%的同时，A区增长7%，B区下降。"),
        ("北京投资200亿元，在天津投资150亿元。", "北京在外地投资150亿元。"),
        ("青禾市总投资214亿元，省里出资50亿元。", "青禾市获得出资50亿元。"),
    ],
)
def test_a_sound_wording_stays(quote: str, text: str) -> None:
    assert fault(text, cited(quote, published=DAY)) == ""
