"""Two articles answer differently: which figures and dates can be compared at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rag.answering.disagree import LONGEST_TITLE, disagreeing, head_of
from rag.answering.judge import Judgement
from rag.answering.question import understand
from tests.rag.answering.cases import judgement, passage

LONG = "3号线长多少公里？"
OPENED = "3号线何时开通？"
JULY = date(2022, 7, 29)


def line(told: str, probability: float = 0.9, *, number: int = 0, **about: float) -> Judgement:
    """An article that says so of line 3."""
    return judgement(f"3号线{told}。", told, probability, number=number, published=JULY, **about)


def against(question: str, first: Judgement, others: Sequence[Judgement]) -> Judgement | None:
    return disagreeing(understand(question), first, others, 0.5)


@pytest.mark.parametrize(
    ("question", "one", "other", "differ"),
    [
        pytest.param(LONG, "27.9公里", "28.6公里", True, id="figures"),
        pytest.param(LONG, "27.9公里", "27.9公里", False, id="the_same"),
        pytest.param(LONG, "1250公里", "1,250公里", False, id="the_same_with_a_comma"),
        pytest.param(LONG, "1250公里", "1,251公里", True, id="not_the_same_with_a_comma"),
        pytest.param(LONG, "27.9公里", "2860米", False, id="other_units"),
        *(
            pytest.param(LONG, "27.9公里", f"{about}28 公里", True, id=f"about_{about}")
            for about in ("超过", "超", "近", "约", "逾", "突破", "不足", "至少")
        ),
        pytest.param(LONG, "20公里", "20多公里", False, id="the_same_and_more"),
        pytest.param(LONG, "20公里", "30多公里", True, id="another_and_more"),
        pytest.param(LONG, "20公里", "30公里和40公里", False, id="two_figures"),
        pytest.param(LONG, "30公里和40公里", "20公里", False, id="two_figures_at_first"),
        pytest.param(LONG, "很长", "20公里", False, id="no_figure_at_first"),
        pytest.param(LONG, "20公里", "很长", False, id="no_figure"),
        pytest.param("2022年3号线长多少公里？", "27.9公里", "28.6公里", False, id="of_a_year"),
        pytest.param(OPENED, "2021年7月1日开通", "2021年8月1日开通", True, id="dates"),
        pytest.param(OPENED, "2022年7月1日", "今年7月1日", False, id="the_same_date"),
        pytest.param(OPENED, "2021年7月1日", "2021年7月", False, id="a_day_and_a_month"),
        pytest.param(OPENED, "近日", "2021年7月1日", False, id="about_a_date"),
        pytest.param(OPENED, "近日", "7月25日至7月29日", False, id="about_dates"),
        pytest.param(OPENED, "2021年7月1日和8月1日", "2021年9月1日", False, id="two_dates"),
        pytest.param("3号线由谁建设？", "青禾2局", "青禾3局", False, id="a_body_with_a_number"),
        pytest.param("3号线归谁？", "青禾公司", "云泽公司", False, id="no_figure_is_asked"),
    ],
)  # fmt: skip
def test_only_what_can_be_compared_differs(
    question: str, one: str, other: str, *, differ: bool
) -> None:
    second = line(other, number=1)
    assert against(question, line(one), [second]) is (second if differ else None)


FIRST, SECOND = line("27.9公里"), line("28.6公里", number=1)


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        pytest.param(FIRST, line("28.6公里"), False, id="of_the_same_article"),
        pytest.param(FIRST, replace(SECOND, probability=0.54), True, id="likely_beside_it"),
        pytest.param(FIRST, replace(SECOND, probability=0.53), False, id="unlikely_beside_it"),
        pytest.param(line("27.9公里", 0.6), replace(SECOND, probability=0.5), True, id="likely"),
        pytest.param(line("27.9公里", 0.6), replace(SECOND, probability=0.49), False,
                     id="unlikely_by_itself"),
        pytest.param(line("27.9公里", near_coverage=0.6), SECOND, True, id="first_on_topic"),
        pytest.param(line("27.9公里", near_coverage=0.59), SECOND, False, id="first_is_not"),
        pytest.param(FIRST, line("28.6公里", number=1, near_coverage=0.6), True, id="on_topic"),
        pytest.param(FIRST, line("28.6公里", number=1, near_coverage=0.59), False, id="off_topic"),
        pytest.param(replace(FIRST, features={}), SECOND, False, id="not_known_to_be_on_topic"),
    ],
)  # fmt: skip
def test_both_are_likely_and_speak_of_what_was_asked(
    first: Judgement, second: Judgement, *, differ: bool
) -> None:
    assert against(LONG, first, [second]) is (second if differ else None)


def test_the_most_probable_that_differs_is_told() -> None:
    others = [
        line("28.6公里"),
        line("很长", number=1),
        line("27.9公里", number=2),
        line("28.6公里", number=3),
        line("30公里", number=4),
    ]
    assert against(LONG, FIRST, others) is others[3]


@pytest.mark.parametrize(
    ("about", "head"),
    [
        ({"published": JULY, "title": "新办法"}, "（2022-07-29 的文章）"),
        ({"title": "新办法"}, "（《新办法》）"),
        ({"title": "修订《办法》的通知"}, "（修订《办法》的通知）"),
        ({"title": "长" * LONGEST_TITLE}, f"（《{'长' * LONGEST_TITLE}》）"),
        ({"title": "长" * 61}, ""),
        ({}, ""),
    ],
)
def test_a_side_opens_with_its_articles_date_or_title(about: dict[str, Any], head: str) -> None:
    assert head_of(passage("一句。", **about), "zh") == head
