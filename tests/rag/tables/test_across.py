"""Tables on their side: a column named, a property asked for; the day a lesson stands under."""

from __future__ import annotations

import pytest

from rag.tables.across import day_of, looked_across, most_across
from tests.rag.tables.cases import said, table_of, wanted

BIKES = (
    "项目 | 标准版 | 旗舰版\n售价（元） | 2699 | 4199\n电池 | 铅酸 | 锂电\n"
    "净重（千克） | 52 | 49\n毛重（千克） | 60 | 57\n附赠 | 头盔 | —"
)
TERMS = "项目 | 标准版 | 旗舰版\n工期 | 面议 | 三个月"
ONE = "项目 | 轻骑版\n售价（元） | 2699\n续航里程（公里） | 55"
GATES = "项目 | 东门 | 西门 | 北门\n租金（元） | 30 | 40 | 30"
LESSONS = "节次 | 星期一 | 星期二\n第一节 | 语文 | 数学\n第二节 | 音乐 | 语文\n第三节 | 画 | 体育"


@pytest.mark.parametrize(
    ("question", "table", "answer"),
    [
        ("旗舰版的电池是什么？", BIKES, "旗舰版：电池，锂电"),
        ("旗舰版多少钱？", BIKES, "旗舰版：售价4199元"),
        ("旗舰版的净重是多少？", BIKES, "旗舰版：净重49千克"),
        ("旗舰版的重量是多少？", BIKES, None),
        ("旗舰版的附赠是什么？", BIKES, None),
        ("旗舰版的颜色是什么？", BIKES, None),
        ("旗舰版的电池多长？", BIKES, None),
        ("旗舰版和标准版的电池是什么？", BIKES, None),
        ("岚桥公司旗舰版的电池是什么？", BIKES, None),
        ("轻骑版多少钱？", ONE, None),
        ("甲版的价格是多少？", "版本 | 甲版 | 乙版\n价格（元） | 30 | 40", "甲版：价格30元"),
        ("甲的价格是多少？", "版本 | 甲 | 乙\n价格（元） | 30 | 40", None),
        ("旗舰版的电池有多少？", BIKES, None),
        ("标准版的工期多长？", TERMS, None),
        ("旗舰版的工期多长？", TERMS, "旗舰版：工期，三个月"),
    ],
    ids=[
        "words", "price", "one_of_two_weights", "either_weight", "empty_cell", "no_such_property",
        "no_length", "two_columns", "another_company", "two_columns_are_a_list", "two_letters",
        "one_letter_names_none", "no_number", "no_time", "a_time",
    ],
)  # fmt: skip
def test_the_cell_of_a_column_that_is_named(question: str, table: str, answer: str | None) -> None:
    assert said(looked_across(wanted(question), table_of(table))) == answer


@pytest.mark.parametrize(
    ("question", "table", "answer"),
    [
        ("哪个门租金最高？", GATES, "西门：租金40元"),
        ("哪个门租金最低？", GATES, "东门、北门：租金30元"),
        ("租金最高的是多少？", GATES, None),
        ("哪个门租金是40元？", GATES, None),
        ("哪个门的面积最大？", GATES, None),
        ("岚桥镇哪个门租金最高？", GATES, None),
        ("哪个门租金最高？", "项目 | 东门 | 西门\n租金（元） | 30 | 40", "西门：租金40元"),
        ("哪个门租金最高？", "项目 | 东店 | 西门\n租金（元） | 30 | 40", None),
        ("哪个门租金最高？", "项目 | 东门 | 西门\n租金（元） | 30 | 面议", None),
        ("哪个门租金最高？", "项目 | 东门\n租金（元） | 30", None),
    ],
    ids=[
        "most", "least_of_two", "no_kind", "no_most", "no_such_property", "another_town",
        "two_are_enough", "one_is_of_another_kind", "one_figure_is_not_compared", "one_column",
    ],
)  # fmt: skip
def test_the_column_with_the_largest_figure(question: str, table: str, answer: str | None) -> None:
    assert said(most_across(wanted(question), table_of(table))) == answer


@pytest.mark.parametrize(
    ("question", "table", "answer"),
    [
        ("哪天有音乐课？", LESSONS, "音乐：星期一"),
        ("哪天有语文课？", LESSONS, "语文：星期一、星期二"),
        ("星期几上体育课？", LESSONS, "体育：星期二"),
        ("哪天有画课？", LESSONS, None),
        ("哪天有音乐和体育课？", LESSONS, None),
        ("岚桥小学哪天有音乐课？", LESSONS, None),
        ("音乐课在哪里？", LESSONS, None),
        ("哪天有音乐课？", "这里是第1至3行，共9行。\n" + LESSONS, None),
        ("哪天有音乐课？", "节次 | 星期一 | 教室\n第一节 | 语文 | 301\n第二节 | 音乐 | 302", None),
    ],
    ids=[
        "one_day", "two_days", "which_weekday", "one_letter", "two_lessons", "another_school",
        "no_day_is_asked", "a_share_of_the_table", "one_day_is_no_week",
    ],
)  # fmt: skip
def test_the_days_that_hold_a_lesson(question: str, table: str, answer: str | None) -> None:
    assert said(day_of(wanted(question), table_of(table))) == answer


def test_the_quote_of_a_day_is_the_whole_table() -> None:
    found = day_of(wanted("哪天有音乐课？"), table_of(LESSONS))
    assert found is not None
    (citation,) = found.draft.sentences[0].citations
    assert citation.quote == LESSONS


def test_a_table_too_long_to_be_shown_tells_no_day() -> None:
    rows = "\n".join(f"第{n}节 | 语文{n} | 数学练习与讲评之{n}" for n in range(200))
    table = table_of(f"{LESSONS}\n{rows}")
    assert day_of(wanted("哪天有音乐课？"), table) is None


def test_a_table_without_a_heading_or_rows_lies_on_no_side() -> None:
    bare = "1 | 2 | 3\n4 | 5 | 6"
    assert looked_across(wanted("旗舰版多少钱？"), table_of(bare)) is None
    assert most_across(wanted("哪个门租金最高？"), table_of(bare)) is None
    same = "项目 | 标准版 | 旗舰版\n项目 | 标准版 | 旗舰版"
    assert looked_across(wanted("旗舰版多少钱？"), table_of(same)) is None
    lone = "项目 | 标准版 | 旗舰版\n电池 | 铅酸 | 锂电"
    assert (
        said(looked_across(wanted("旗舰版的电池是什么？"), table_of(lone))) == "旗舰版：电池，锂电"
    )
