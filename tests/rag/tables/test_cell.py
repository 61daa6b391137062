"""One cell: where the row and the column meet that a question names, and when none is told."""

from __future__ import annotations

import pytest

from rag.tables.cell import asked_noun, cell_told, looked_up
from rag.tables.columns import Column
from tests.rag.tables.cases import said, table_of, wanted

AREAS = (
    "区 | 产值（亿元） | 增速（%） | 常住人口（万人）\n东林区 | 512.4 | 6.1 | 88.2\n"
    "西岭区 | 388.0 | 5.2 | 73.5\n合计 | 900.4 | | 161.7"
)
HALLS = (
    "馆名 | 开放日 | 开工年份 | 投资（亿元） | 负责人\n青禾馆 | 周二 | 2019 | 3.5 | 林秋\n"
    "云汀馆 | 周三 | 2021 | 4.1 | 顾长风\n北岭馆 | 闭馆 | 2022 | 待定 | 12"
)
TRAINS = "车站 | 首班车（往火车站） | 末班车（往火车站）\n鼓楼 | 6:24 | 23:04\n火车站 | — | 23:30"
RICE = "品种 | 亩产 一区 | 亩产 二区\n早稻 | 500 | 500\n晚稻 | 510 | 530"
SPANS = "金额（万元） | 审批人\n50以下 | 院长\n50至200 | 处长"
BARE = "邮编 | 226000\n服务热线 | 12345\n传真 |\n面积（亩） | 30\n层 | 4"


@pytest.mark.parametrize(
    ("question", "table", "answer"),
    [
        ("西岭区的增速是多少？", AREAS, "西岭区：增速5.2%"),
        ("一共有多少常住人口？", AREAS, "合计：常住人口161.7万人"),
        ("西岭区人口合计是多少？", AREAS, "西岭区：常住人口73.5万人"),
        ("西岭区和东林区的增速总数是多少？", AREAS, None),
        ("青禾馆哪年开工？", HALLS, "2019：青禾馆，开工年份"),
        ("青禾馆哪天开放？", HALLS, "周二：青禾馆，开放日"),
        ("北岭馆什么时候开放？", HALLS, "闭馆：北岭馆，开放日"),
        ("北岭馆投资多少亿元？", HALLS, None),
        ("北岭馆的负责人是谁？", HALLS, None),
        ("云汀馆的负责人是谁？", HALLS, "顾长风：云汀馆，负责人"),
        ("林秋是哪个馆的负责人？", HALLS, "青禾馆：林秋，馆名"),
        ("岚桥市青禾馆的投资是多少？", HALLS, None),
        ("青禾馆的投资和负责人是什么？", HALLS, None),
        ("鼓楼站往火车站的末班车是几点？", TRAINS, "23:04：鼓楼，末班车（往火车站）"),
        ("火车站的首班车（往火车站）是几点？", TRAINS, ""),
        ("晚稻的亩产是多少？", RICE, None),
        ("晚稻二区的亩产是多少？", RICE, "晚稻：亩产 二区530"),
        ("30万元由谁审批？", SPANS, "院长：50以下，审批人"),
        ("120万元由谁审批？", SPANS, "处长：50至200，审批人"),
        ("300万元由谁审批？", SPANS, None),
    ],
    ids=[
        "cell", "total", "a_row_before_the_total", "two_rows", "year", "weekday",
        "closed_among_days", "no_figure_for_how_much", "a_figure_for_a_person", "person",
        "by_the_cell_of_another_column", "of_another_city", "two_columns", "station", "empty_cell",
        "two_columns_differ", "one_level_named", "first_range", "second_range", "beyond_all",
    ],
)  # fmt: skip
def test_where_row_and_column_meet(question: str, table: str, answer: str | None) -> None:
    assert said(looked_up(wanted(question), table_of(table))) == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("邮编是多少？", "邮编：226000"),
        ("面积是多少？", "面积：30亩"),
        ("传真是多少？", ""),
        ("层是多少？", None),
        ("办公地址是什么？", None),
        ("服务热线的邮编是多少？", None),
        ("岚桥镇的邮编是多少？", None),
    ],
    ids=["figure", "unit_in_the_label", "empty", "one_letter", "no_such", "two", "another_town"],
)
def test_the_value_beside_a_label_where_there_is_no_heading(
    question: str, answer: str | None
) -> None:
    assert said(looked_up(wanted(question), table_of(BARE))) == answer


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("哪年开工？", "年份"),
        ("哪月开工？", "月份"),
        ("哪天开工？", "日期"),
        ("哪个博物馆最大？", "博物馆最大"),
        ("开工没有？", None),
    ],
)
def test_what_is_asked_for_as_which(question: str, noun: str | None) -> None:
    assert asked_noun(question) == noun


@pytest.mark.parametrize(
    "value",
    ["", "-", "—", "/", "……", " "],
    ids=["none", "hyphen", "dash", "slash", "dots", "blank"],
)
def test_a_cell_with_nothing_but_marks_is_empty(value: str) -> None:
    table = table_of(f"区 | 增速 | 人口\n东林区 | {value} | 88\n西岭区 | 5 | 73")
    found = cell_told(
        wanted("东林区的增速？"), table, table.grid.rows[0], Column(1, "增速", "", 1.0), "东林区"
    )
    assert found is not None
    assert not found.draft.sentences


def test_rows_that_say_the_same_are_one() -> None:
    twice = (
        "书名 | 作者 | 价格（元）\n山中纪事 | 林秋 | 30\n山中纪事 | 林秋 | 30\n江上 | 顾长风 | 40"
    )
    told = said(looked_up(wanted("山中纪事的价格是多少？"), table_of(twice)))
    assert told == "山中纪事：价格30元"
    other = twice.replace("| 30\n江", "| 31\n江")
    assert said(looked_up(wanted("山中纪事的价格是多少？"), table_of(other))) is None


def test_two_columns_of_one_value_are_as_good_as_one() -> None:
    assert said(looked_up(wanted("早稻的亩产是多少？"), table_of(RICE))) is None
    prices = "品种 | 价格（元） | 价格（元）\n早稻 | 5 | 5\n晚稻 | 6 | 7"
    assert said(looked_up(wanted("早稻的价格是多少？"), table_of(prices))) == "早稻：价格5元"
    assert said(looked_up(wanted("晚稻的价格是多少？"), table_of(prices))) is None
