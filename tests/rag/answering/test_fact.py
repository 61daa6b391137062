"""The fact an answer opens with: cleaned, completed with its unit, its list or its year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.answering.fact import Fact, lead_fact
from rag.answering.question import understand
from tests.rag.answering.cases import judgement, reading

JULY = date(2022, 7, 29)


def fact(
    question: str, text: str, answer: str, published: date | None = None, pattern: float = 0.0
) -> Fact | None:
    """What an answer to ``question`` opens with where ``answer`` is pointed at in ``text``."""
    item = judgement(text, answer, 0.9, published=published, pattern=pattern)
    return lead_fact(understand(question), item)


def stated(question: str, text: str, answer: str, pattern: float = 0.0) -> str:
    """The words of the fact; empty where there is none."""
    found = fact(question, text, answer, pattern=pattern)
    return found.text if found else ""


@pytest.mark.parametrize(
    ("question", "text", "answer", "told"),
    [
        # Units, and what a figure consists of.
        pytest.param("企业有多少家？", "企业数超25000家。", "25000", "超25000家", id="both_ends"),
        pytest.param("企业有多少家？", "现有1,250家。", "250家", "1,250家", id="front_of_a_figure"),
        pytest.param("产值是多少？", "产值约3.5万亿元。", "万亿元", "约3.5万亿元",
                     id="figure_before_its_unit"),
        pytest.param("占比是多少？", "占比近81%。", "%", "近81%", id="figure_before_per_cent"),
        pytest.param("观众有多少人？", "观众三百余人次。", "三百", "三百余人次", id="numeral"),
        pytest.param("新桥多长？", "新桥长12 公里。", "12", "12 公里", id="space_before_unit"),
        pytest.param("差距是多少？", "差距为2个百分点。", "2", "2个百分点", id="points"),
        pytest.param("面积多少？", "面积3平方公里左右。", "3", "3平方公里", id="square"),
        pytest.param("企业有多少家？", "甲乙丙家企业有9家。", "9家", "9家", id="whole_already"),
        pytest.param("新馆有多少座？", "新馆9座，12座旧馆。", "9座，", "9座", id="comma_dropped"),
        pytest.param("新馆有多少座？", "新馆：9座。", "：9座。", "9座", id="marks_at_both_ends"),
        # Brackets: widened to the partner, or cut where there is none.
        pytest.param("论坛主题是什么？", "主题为“共建共享”。", "“共建共享", "“共建共享”",
                     id="closing_mark"),
        pytest.param("论坛主题是什么？", "主题为“共建共享”。", "共建共享”", "“共建共享”",
                     id="opening_mark"),
        pytest.param("论坛主题是什么？", "主题为“共建共享。", "“共建共享", "", id="never_closed"),
        pytest.param("论坛主题是什么？", "主题共建”共享很好。", "共建”共享很好", "共享很好",
                     id="never_opened"),
        pytest.param("论坛主题是什么？", "主题共建（共享很好。", "共建（共享很好", "共建",
                     id="cut_before_the_opener"),
        pytest.param("发布了什么文件？", "发布《甲办法》（试行）。", "甲办法》（试行",
                     "《甲办法》（试行）", id="two_pairs"),
        # What has not the form, or asks for a sentence, is no fact.
        pytest.param("企业有多少家？", "企业很多，增长快。", "增长快", "", id="no_figure"),
        pytest.param("为什么盖新馆？", "老馆太小。", "太小", "", id="a_reason"),
        pytest.param("大会何时举行？", "大会将用一周的时间。", "一周的时间", "", id="no_moment"),
        pytest.param("大会何时举行？", "大会周六9:30开始。", "周六9:30", "周六9:30", id="a_moment"),
        pytest.param("示范区怎么样？", "示范区很好。", "很好", "", id="a_description"),
        pytest.param("馆长是谁？", "馆长是林知秋。", "。", "", id="only_a_mark"),
        pytest.param("馆长是谁？", "馆长林知秋出席。", "林知秋", "林知秋", id="a_name"),
        pytest.param("培训持续多久？", "培训为期三天。", "三天", "三天", id="how_long"),
        pytest.param("新桥在哪里？", "新桥在海州市。", "海州市", "海州市", id="a_place"),
        pytest.param("新桥在哪里？", "新桥在海州年。", "海州", "海州", id="no_unit_behind_a_name"),
        pytest.param("新桥多长？", "12米长的新桥有3米宽。", "2米", "12米", id="at_the_beginning"),
        pytest.param("新桥在哪里？", "约5海州市有新桥。", "海州市", "海州市", id="no_figure"),
        pytest.param("论坛主题是什么？", "“共建共享”是主题。", "共建共享”", "“共建共享”",
                     id="opened_at_the_beginning"),
    ],
)  # fmt: skip
def test_the_span_becomes_a_fact(question: str, text: str, answer: str, told: str) -> None:
    assert stated(question, text, answer) == told


@pytest.mark.parametrize(("length", "told"), [(40, True), (41, False)])
def test_a_long_span_is_no_fact(length: int, *, told: bool) -> None:
    name = "林" * length
    assert bool(stated("论坛的主题是什么？", f"{name}。", name)) is told


@pytest.mark.parametrize(
    ("question", "text", "answer", "told"),
    [
        pytest.param("集群有哪些领域？", "在汽车、医药、装备制造等领域打造集群。", "汽车",
                     "汽车、医药、装备制造等领域", id="to_and_so_on"),
        pytest.param("任务有哪些？", "任务包括建桥、修路、通水等三大任务的推进。", "建桥",
                     "建桥、修路、通水等三大任务的推进", id="counted_of_an_unknown_kind"),
        pytest.param("活动有哪些？", "有讲座、展览等五项活动同时开始。", "讲座",
                     "讲座、展览等五项活动", id="counted"),
        pytest.param("任务有哪些？", "任务包括建桥、修路、通水等，另有安排。", "建桥",
                     "建桥、修路、通水等", id="ends_in_and_so_on"),
        pytest.param("城市有哪些？", "城市分为甲城、乙城和丙城。", "甲城", "甲城、乙城和丙城",
                     id="no_end"),
        pytest.param("城市有哪些？", "甲城、乙城，丙县、丁县、戊县。", "甲城", "甲城、乙城",
                     id="the_run_that_speaks_of_it"),
        pytest.param("有哪些？", "甲城、乙城，丙县、丁县。", "丙县", "丙县、丁县",
                     id="the_run_that_is_pointed_at"),
        pytest.param("有哪些？", "甲城、乙城，丙县、丁县、戊县，己。", "己", "丙县、丁县、戊县",
                     id="the_longest_run"),
        pytest.param("有哪些？", "甲城、乙城，丙县、丁县。", "，", "甲城、乙城", id="a_run_ends"),
        pytest.param("有哪些？", "围绕甲城、乙城。", "甲城", "甲城、乙城", id="opened"),
        pytest.param("有哪些？", "甲城与乙城。", "甲城", "", id="no_run"),
        pytest.param("有哪些？", "甲、。", "甲", "", id="too_short"),
        pytest.param("有哪些？", "甲、乙。", "甲", "甲、乙", id="short"),
    ],
)  # fmt: skip
def test_a_list_is_the_run_of_its_items(question: str, text: str, answer: str, told: str) -> None:
    assert stated(question, text, answer) == told


@pytest.mark.parametrize(
    ("question", "text", "answers", "told"),
    [
        pytest.param("奖颁给了哪两位院士？", "奖授予林知秋院士、周以宁院士。", ("周以宁", "林知秋"),
                     "林知秋院士、周以宁", id="pointed_at_too"),
        pytest.param("有多少户、多少口人？", "全村有505户1748人。", ("1748人", "505户"),
                     "505户1748人", id="two_asked_for"),
        pytest.param("四个副会长都叫什么？", "副会长分别是林知秋、周以宁、卓一鸣和蒙世杰，任三年。",
                     ("林知秋",), "林知秋、周以宁、卓一鸣和蒙世杰", id="the_run_goes_on"),
        pytest.param("Who were the winners?", "获奖的是林知秋和周以宁。", ("林知秋", "周以宁"),
                     "林知秋和周以宁", id="english"),
        pytest.param("馆长是谁？", "馆长林知秋和周以宁出席。", ("林知秋", "周以宁"), "林知秋",
                     id="one_asked_for"),
        pytest.param("谁和谁到场？", "林知秋到场，周以宁没有。", ("林知秋", "周以宁"), "林知秋",
                     id="not_joined"),
    ],
)  # fmt: skip
def test_several_are_told_where_several_are_asked_for(
    question: str, text: str, answers: tuple[str, ...], told: str
) -> None:
    item = judgement(text, answers[0], 0.9)
    item = replace(item, reading=reading(text, *answers))
    found = lead_fact(understand(question), item)
    assert found is not None
    assert found.text == told


def test_an_unlikely_item_is_not_told() -> None:
    text = "奖授予林知秋院士、周以宁院士。"
    item = judgement(text, "林知秋", 0.9)
    unlikely = reading(text, "林知秋", "奖", "授予", "院士", "周以宁")  # eight points below
    found = lead_fact(understand("奖颁给了谁、谁？"), replace(item, reading=unlikely))
    assert found is not None
    assert found.text == "奖授予林知秋院士、周以宁院士"  # as the run stands


@pytest.mark.parametrize(("length", "told"), [(120, True), (121, False)])
def test_an_endless_list_is_no_fact(length: int, *, told: bool) -> None:
    items = "甲、" + "乙" * (length - 2)
    assert bool(stated("有哪些？", f"{items}。", "甲")) is told


@pytest.mark.parametrize(
    ("question", "text", "answer", "published", "told"),
    [
        pytest.param("示范区何时获批？", "今年1月获批。", "今年1月", JULY,
                     Fact("2022年1月", "今年1月"), id="completed"),
        pytest.param("示范区何时获批？", "今年1月在北京获批。", "今年1月在北京", JULY,
                     Fact("2022年1月", "今年1月"), id="only_the_date"),
        pytest.param("示范区何时获批？", "今年1月获批。", "今年1月", None, Fact("今年1月"),
                     id="nothing_to_complete_it_with"),
        pytest.param("示范区何时获批？", "2022年1月获批。", "2022年1月", JULY,
                     Fact("2022年1月"), id="whole"),
        pytest.param("示范区何时获批？", "2022 年 1 月获批。", "2022 年 1 月", JULY,
                     Fact("2022 年 1 月"), id="whole_with_spaces"),
        pytest.param("示范区何时获批？", "近日获批。", "近日", JULY, Fact("近日"), id="about"),
        pytest.param("示范区何时获批？", "今年1月或今年3月获批。", "今年1月或今年3月", JULY,
                     Fact("今年1月或今年3月"), id="two_dates"),
        pytest.param("When was the zone approved?", "今年1月获批。", "今年1月", JULY,
                     Fact("January 2022", "今年1月"), id="in_english"),
        pytest.param("车站何时启用？", "车站将于明年11月8日启用。", "11月8日", JULY,
                     Fact("2023年11月8日", "明年11月8日"), id="its_end_pointed_at"),
        pytest.param("企业有多少家？", "今年1月有9家。", "今年1月有9家", JULY,
                     Fact("今年1月有9家"), id="a_figure_is_left_alone"),
    ],
)  # fmt: skip
def test_a_date_is_completed(
    question: str, text: str, answer: str, published: date | None, told: Fact
) -> None:
    assert fact(question, text, answer, published) == told


def test_offsets_are_those_of_the_document() -> None:
    from dataclasses import replace

    from rag.answer_types import Span

    item = judgement("占比超81%（去年：70%）。", "81", 0.9)
    shifted = replace(item.reading.passage, start=500, end=600)
    late = replace(
        item,
        reading=replace(item.reading, passage=shifted),
        start=500,
        end=500 + len(shifted.text),
        span=Span(503, 505, 1.0),
    )
    assert lead_fact(understand("占比是多少？"), late) == Fact("超81%")
    bracket = replace(late, span=Span(503, 511, 1.0))
    assert lead_fact(understand("占比是多少？"), bracket) == Fact("超81%（去年：70%）")
    listed = judgement("甲城、乙城，丙县、丁县。", "丙县", 0.9)
    passage = replace(listed.reading.passage, start=500, end=600)
    moved = replace(
        listed,
        reading=replace(listed.reading, passage=passage),
        start=500,
        end=500 + len(passage.text),
        span=Span(506, 508, 1.0),
    )
    assert lead_fact(understand("有哪些？"), moved) == Fact("丙县、丁县")
