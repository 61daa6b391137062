"""What evidence lacks, where the table of constraints alone does not show it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rag.answering import lacks
from rag.answering.question import understand
from tests.rag.answering.cases import evidence, source

JULY = date(2022, 7, 29)


@pytest.mark.parametrize(
    ("year", "text", "about", "mentioned"),
    [
        (2021, "2021-2023年。", {}, True),
        (2023, "2021至2023年。", {}, True),
        (2022, "2021年~2023年。", {}, True),
        (2024, "2021-2023年。", {}, False),
        (2024, "编号320241。", {}, True),
        (2024, "二○二四年。", {}, True),
        (2024, "二〇二四级。", {}, True),
        (2024, "二零二四级。", {}, True),
        (2010, "二○一○级。", {}, True),
        (2024, "二零二三级。", {}, False),
        (2023, "明年召开。", {"published": JULY}, True),
        (2021, "明年召开。", {"published": JULY}, False),
    ],
)
def test_a_year_is_mentioned(
    year: int, text: str, about: dict[str, Any], *, mentioned: bool
) -> None:
    assert lacks.year_mentioned(year, source(text, text, **about)) is mentioned


@pytest.mark.parametrize(
    ("year", "text", "another"),
    [(2021, "2021-2023年。", False), (2023, "2021-2023年。", False), (2020, "2021-2023年。", True)],
)
def test_a_span_of_years_holds_its_ends(year: int, text: str, *, another: bool) -> None:
    assert lacks.another_year(year, evidence(text)) is another


@pytest.mark.parametrize(
    ("year", "title", "another"),
    [
        (2022, "公司2022年年度公告", False),
        (2023, "公司2022年年度公告", True),  # when it came out is not what it tells of
        (2024, "公司2022年年度公告", True),
        (2023, "公司年度公告", False),
        (2022, "公司年度公告", True),
    ],
)
def test_the_year_of_a_title_goes_before_that_of_its_publication(
    year: int, title: str, *, another: bool
) -> None:
    told = evidence("员工一千人。", title=title, published=date(2023, 4, 20))
    assert lacks.another_year(year, told) is another


def test_a_passage_may_tell_of_another_year_than_its_title() -> None:
    told = evidence("2023年拟招百人。", title="2022年公告", published=date(2023, 4, 20))
    assert not lacks.another_year(2023, told)
    told = evidence("今年拟招百人。", title="2022年公告", published=date(2023, 4, 20))
    assert not lacks.another_year(2023, told)


@pytest.mark.parametrize(
    ("names", "article", "has"),
    [
        # A third of its pairs of letters stands for a name of three letters or more.
        (("协同发展方案",), "协同。方案。", True),
        (("协同发展方案",), "协同。", False),
        (("协同发展",), "展方案。", False),
        (("协同发",), "同发。", True),
        (("协同发",), "协，同，发。", False),
        (("新风",), "风新。", False),
        (("一二三四",), "一二。", False),
        (("c919",), "c91。", False),
        (("甲乙丙丁", "戊己"), "戊己。", True),
    ],
)
def test_a_name_stands_there_whole_or_by_much_of_it(
    names: tuple[str, ...], article: str, *, has: bool
) -> None:
    assert lacks.another_name(names, evidence("一。", "", f"一。{article}")) is not has


@pytest.mark.parametrize(
    ("article", "mentioned"),
    [("新·风。", True), ("戊，己。", True), ("风。", False), ("甲。", False)],
)
def test_a_name_is_mentioned_however_it_is_spaced(article: str, *, mentioned: bool) -> None:
    assert lacks.name_mentioned(("新风", "戊己"), source("一。", article)) is mentioned


def test_much_of_a_name_mentions_it() -> None:
    assert lacks.name_mentioned(("协同发展方案",), source("一。", "协同。方案。"))


def test_only_the_phrase_that_is_the_name_lends_its_other_names() -> None:
    question = understand("“工信部”和“京津冀新规”何时获批？")
    assert {name: rest for name, *rest in lacks.wanted_names(question)} == {
        "工信部": ["工业和信息化部"],
        "京津冀新规": [],
    }


@pytest.mark.parametrize(
    ("days", "published", "another"),
    [
        (((7, 29),), JULY, False), (((7, 28),), JULY, False), (((7, 30),), JULY, True),
        (((7, 19),), JULY, False), (((7, 18),), JULY, True),
    ],
)  # fmt: skip
def test_an_article_comes_out_within_ten_days(
    days: lacks.Days, published: date, *, another: bool
) -> None:
    assert lacks.another_day(days, evidence("开会。", published=published)) is another


@pytest.mark.parametrize(
    ("day", "mentioned"), [((7, 29), True), ((8, 2), True), ((7, 28), False), ((8, 3), False)]
)
def test_a_day_lies_within_what_a_date_means(day: tuple[int, int], *, mentioned: bool) -> None:
    told = source("一。", "7月29日至8月2日开会。", published=JULY)
    assert lacks.day_mentioned((day,), told) is mentioned
    assert lacks.day_mentioned((day, (1, 1)), told) is mentioned


def test_a_single_day_that_a_date_means_is_mentioned() -> None:
    told = source("一。", "昨日开会。", published=JULY)
    assert lacks.day_mentioned(((7, 28),), told)
    assert not lacks.day_mentioned(((7, 27),), told)


@pytest.mark.parametrize(
    ("question", "article", "another"),
    [
        ("第八届大会谁得了奖？", "第九届大会闭幕，上次是第五届。甲得了奖。", True),
        ("第九届大会谁得了奖？", "第九届大会闭幕，上次是第五届。甲得了奖。", False),
        ("第八届大会谁得了奖？", "大会闭幕。甲得了奖。", False),
        ("二期谁得了奖？", "一期开工。甲得了奖。", True),
        # of places in a row an article names some, and means others without their number
        ("第二名是谁？", "第一名是乙。甲得了奖。", False),
    ],
)
def test_an_article_that_numbers_it_otherwise_is_about_another(
    question: str, article: str, *, another: bool
) -> None:
    (wanted,) = lacks.wanted_numbers(understand(question))
    assert lacks.another_number(wanted, evidence("甲得了奖。", article=article)) is another


def test_each_kind_of_number_is_compared_with_its_own() -> None:
    (wanted,) = lacks.wanted_numbers(understand("第二届大会和3号线？"))
    assert not lacks.another_number(wanted, evidence("第二届大会开了，5米。"))
    assert lacks.another_number(wanted, evidence("第三届大会开了。"))
    assert lacks.another_number(wanted, evidence("第二届大会和2号线。"))
    assert lacks.number_mentioned(wanted, source("一。", "3号线。"))
    assert lacks.number_mentioned(wanted, source("一。", "第2届。"))
    assert not lacks.number_mentioned(wanted, source("一。", "第3届，2号线。"))


@pytest.mark.parametrize(
    ("question", "post"),
    [
        ("工程院院长是谁？", ["院长"]),
        ("工程院副院长是谁？", ["副院长"]),
        ("谁是副手？", ["副"]),
        ("谁是助手？", []),
        ("董事长叫什么名字？", ["董事长"]),
        ("院长的名字叫什么？", ["院长"]),
        ("院长论坛的主题是什么？", []),
        ("院长在哪里？", []),
        ("院长叫什么时候来？", []),
    ],
)
def test_the_post_that_is_asked_for(question: str, post: list[str]) -> None:
    assert lacks.wanted_post(understand(question)) == post


@pytest.mark.parametrize(
    ("post", "text", "another"),
    [
        ("副院长", "院长林远出席。", True),
        ("副院长", "副总林远出席。", False),
        ("院长", "副院长林远、院长助理高远出席。", True),
        ("院长", "总院长林远出席。", False),
    ],
)
def test_another_post(post: str, text: str, *, another: bool) -> None:
    assert lacks.another_post(post, evidence(text)) is another


def test_a_deputy_of_nobody_is_mentioned_anywhere() -> None:
    assert lacks.post_mentioned("副", source("一。", "无。"))
    assert not lacks.post_mentioned("副院长", source("一。", "院长。"))


def test_a_region_is_named_through_any_marks() -> None:
    assert lacks.region_mentioned("京津冀", source("一。", "京、津、冀。"))
    assert lacks.region_mentioned("京津冀", source("一。", "京津冀。"))
    assert not lacks.another_region("辽宁", evidence("一。", "", "〔…〕辽宁。"))
    assert lacks.another_region("长三角", evidence("一。", "", "〔…〕辽宁。"))
