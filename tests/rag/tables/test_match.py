"""How a question's words fit the rows and columns of a table, and what cells are compared by."""

from __future__ import annotations

import pytest

from rag.answering.question import understand
from rag.tables.asked import counts, rest_of, weekdays
from rag.tables.columns import columns_meant, name_fit, stem_of
from rag.tables.match import Wanted, is_about, label_fit, row_fit, wanted_of
from rag.tables.ranges import moment_of, range_of, row_in_range
from rag.text.rows import Grid, grids


def _wanted(question: str) -> Wanted:
    return wanted_of(understand(question))


def _grid(text: str) -> Grid:
    (grid,) = grids(text)
    return grid


@pytest.mark.parametrize(
    ("question", "label", "fit"),
    [
        ("西岭区人口是多少？", "西岭区", 3.0),
        ("西岭区人口是多少？", "东林区", 0.0),
        ("11号线多长？", "1号线", 0.0),
        ("青禾能源的利润是多少？", "青禾能源股份公司", 2.4),
        ("青禾的利润是多少？", "青禾能源股份公司", 0.0),
        ("股份公司有几家？", "青禾能源股份公司", 2.4),
        ("公司有几家？", "青禾能源公司", 0.0),
        ("青禾和丰收的产量？", "丰收、青禾", 4.0),
        ("西岭区人口是多少？", "388.0", 0.0),
    ],
    ids=[
        "whole", "another", "figure_within_a_figure", "half_of_it_begins", "too_little_begins",
        "half_of_it_ends", "too_little_ends", "each_part", "a_figure_names_no_row",
    ],
)  # fmt: skip
def test_how_well_a_label_is_named(question: str, label: str, fit: float) -> None:
    assert label_fit(_wanted(question), label) == pytest.approx(fit)


def test_labels_of_two_columns_count_together_and_the_same_label_once() -> None:
    grid = _grid("类别 | 线路 | 全称\n在建 | 3号线 | 3号线\n已运营 | 1号线 | 1号线")
    assert row_fit(_wanted("在建的3号线多长？"), grid.rows[0], grid, [0, 1, 2]) == 5.0


def test_a_label_of_a_range_takes_the_unit_of_its_column() -> None:
    grid = _grid("金额（万元） | 审批人\n200以上 | 校长\n50以下 | 院长")
    wanted = _wanted("200万元以上由谁审批？")
    fits = [row_fit(wanted, row, grid, [0]) for row in grid.rows]
    assert fits[0] > fits[1] == 0.0


@pytest.mark.parametrize(
    ("question", "name", "least", "most"),
    [
        ("西岭区常住人口是多少？", "常住人口", 1.0, 1.01),
        ("招聘多少人？", "招聘人数", 0.9, 1.01),
        ("周三几点开门？", "周二至周五", 1.0, 1.0),
        ("周六几点开门？", "周二至周五", 0.0, 0.0),
        ("由谁负责？", "负责人", 0.55, 1.0),
        ("馆长是什么级别？", "记者", 0.0, 0.1),
        ("检验结果如何？", "检验日期", 0.4, 0.45),
        ("什么时候检验？", "检验日期", 0.9, 1.01),
    ],
    ids=[
        "whole", "without_its_tail", "day_within", "day_without", "who", "nothing_in_common",
        "a_day_nobody_asks_for", "a_day_that_is_asked_for",
    ],
)  # fmt: skip
def test_how_well_a_columns_name_is_meant(
    question: str, name: str, least: float, most: float
) -> None:
    wanted = _wanted(question)
    assert least <= name_fit(wanted, name, []) <= most


@pytest.mark.parametrize(
    ("left", "name", "fit"),
    [
        (["人口"], "常住人口", 0.8),
        (["户籍人口"], "户籍人口数", 1.0),
        (["价"], "单价", 0.6),
        (["价"], "含税单价", 0.0),
        (["价", "甲"], "单价", 0.0),
    ],
    ids=["two_letters", "four_letters", "one_letter", "one_of_a_long_name", "one_of_two_pieces"],
)
def test_what_is_left_of_a_question_stands_in_the_name(
    left: list[str], name: str, fit: float
) -> None:
    assert name_fit(_wanted("甲怎样？"), name, left) == pytest.approx(fit, abs=0.01)


def test_a_name_is_meant_by_the_share_of_its_pairs() -> None:
    wanted = _wanted("粮食播种情况？")
    assert name_fit(wanted, "粮食作物播种", []) == pytest.approx(0.4, abs=0.02)
    assert name_fit(wanted, "播种粮食", []) == pytest.approx(2 / 3, abs=0.02)


@pytest.mark.parametrize(
    ("name", "stem"),
    [("设备名称", "设备"), ("招聘人数", "招聘"), ("名称", "名称"), ("线路", "线路")],
)
def test_what_of_a_name_may_be_left_unsaid(name: str, stem: str) -> None:
    assert stem_of(name) == stem


def test_the_only_column_counted_in_what_is_asked_is_meant() -> None:
    grid = _grid("农场 | 甲地（亩） | 乙地（吨）\n丰收 | 30 | 8\n青禾 | 41 | 9")
    wanted = _wanted("丰收有多少亩？")
    best = columns_meant(wanted, grid, ["丰收"], [0])[0]
    assert (best.name, best.unit) == ("甲地", "亩")
    assert best.fit >= 0.5


def test_two_columns_counted_alike_are_told_apart_by_nothing() -> None:
    grid = _grid("农场 | 甲地（亩） | 乙地（亩）\n丰收 | 30 | 8\n青禾 | 41 | 9")
    assert columns_meant(_wanted("丰收有多少亩？"), grid, ["丰收"], [0])[0].fit < 0.5


def test_a_level_that_columns_share_tells_none_from_another() -> None:
    grid = _grid("学校 | 招生计划 统招 | 招生计划 特长\n一中 | 540 | 30\n二中 | 330 | 40")
    columns = columns_meant(_wanted("一中特长招生计划是多少？"), grid, ["一中"], [0])
    assert columns[0].name == "招生计划 特长"
    assert columns[0].fit > columns[1].fit + 0.5


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("周二至周五", {2, 3, 4, 5}),
        ("星期天", {7}),
        ("周末", {6, 7}),
        ("周一到五", {1, 2, 3, 4, 5}),
        ("周六、周日", {6, 7}),
        ("一周", set()),
    ],
)
def test_the_days_of_the_week_that_are_named(text: str, days: set[int]) -> None:
    assert weekdays(text) == days


@pytest.mark.parametrize(
    ("question", "labels", "left"),
    [
        ("西岭区常住人口是多少？", ["西岭区"], ["常住人口"]),
        ("1号线（北段）首班车几点？", ["1号线（北段）"], ["首班车"]),
        ("有效期至何时？", [""], ["有效期"]),
    ],
)
def test_what_a_question_asks_beside_its_labels(
    question: str, labels: list[str], left: list[str]
) -> None:
    assert rest_of(question, labels) == left


@pytest.mark.parametrize(
    ("cell", "told"),
    [("37人", True), ("三个月", True), ("次日", True), ("免费", False), ("", False)],
)
def test_a_cell_that_tells_how_much(cell: str, told: bool) -> None:
    assert counts(cell) is told


@pytest.mark.parametrize(
    ("question", "context", "about"),
    [
        ("西岭区一季度产量是多少？", "2025年二季度产量", False),
        ("西岭区一季度产量是多少？", "2025年一季度产量", True),
        ("黄山市西岭区产量是多少？", "云汀市产量", False),
        ("云汀市西岭区产量是多少？", "云汀市产量", True),
        ("2024年西岭区产量是多少？", "云汀市产量", True),
    ],
    ids=["another_quarter", "that_quarter", "another_city", "that_city", "years_are_not_held"],
)
def test_all_that_a_question_names_is_there(question: str, context: str, about: bool) -> None:
    assert is_about(_wanted(question), ["西岭区", "产量"], context) is about


@pytest.mark.parametrize(
    ("label", "reach"),
    [
        ("50至200", (50.0, 200.0)),
        ("1,000—2,500万元", (1000.0, 2500.0)),
        ("50以下", (float("-inf"), 50.0)),
        ("不足30", (float("-inf"), 30.0)),
        ("200以上", (200.0, float("inf"))),
        ("超过8.5", (8.5, float("inf"))),
        ("院长", None),
        ("37", None),
    ],
)
def test_from_where_to_where_a_label_reaches(label: str, reach: tuple[float, float] | None) -> None:
    assert range_of(label) == reach


def test_moments_stand_in_the_order_of_time() -> None:
    days = ["2008", "2024年12月31日", "2025年", "2025-01-02", "2025年2月", "2025年2月1日"]
    moments = [moment_of(day) for day in days]
    assert None not in moments
    assert moments == sorted(moments, key=lambda each: each or 0.0)
    assert len(set(moments)) == len(moments)
    hours = [moment_of(hour) for hour in ("0:30", "6:05", "6:38", "23:07")]
    assert hours == [30.0, 365.0, 398.0, 1387.0]
    assert moment_of(" 6:38 ") == 398.0
    assert moment_of("闭馆") is None
    assert moment_of("31.2") is None


def test_a_column_without_a_name_is_never_meant() -> None:
    assert name_fit(_wanted("西岭区人口是多少？"), "", ["人口"]) == 0.0
    assert name_fit(_wanted("西岭区人口是多少？"), "（）", ["人口"]) == 0.0


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("西岭区的GDP是多少？", "地区生产总值"),
        ("西岭区的地区生产总值是多少？", "GDP"),
        ("大厅的电话是多少？", "联系方式"),
        ("公司营收是多少？", "营业收入"),
        ("大厅在哪里？", "地址"),
        ("展馆有多大？", "面积"),
        ("公路多长？", "里程"),
        ("山有多高？", "海拔"),
        ("办一次多久？", "时限"),
        ("一张多少钱？", "票价"),
        ("一箱多重？", "净重"),
    ],
)
def test_a_column_is_meant_under_another_name(question: str, name: str) -> None:
    assert name_fit(_wanted(question), name, []) >= 0.55
    assert name_fit(_wanted("它怎么样？"), name, []) < 0.5


def test_one_other_quarter_of_several_is_enough_to_be_another() -> None:
    wanted = _wanted("西岭区一季度产量是多少？")
    assert not is_about(wanted, ["西岭区", "产量"], "上半年和二季度产量")


@pytest.mark.parametrize(
    ("question", "amount", "found"),
    [("30万元由谁批？", "金额（万元）", "30至50"), ("30万元由谁批？", "金额", None),
     ("60万元由谁批？", "金额（万元）", None), ("30万元以上由谁批？", "金额（万元）", None)],
    ids=["within", "no_unit", "beyond", "a_range_is_asked"],
)  # fmt: skip
def test_a_figure_falls_into_a_range(question: str, amount: str, found: str | None) -> None:
    grid = _grid(f"{amount} | 审批人\n30以下 | 院长\n30至50 | 处长".replace("30以下", "20以下"))
    row = row_in_range(question, grid, [0])
    assert (row.cells[0] if row else None) == found
