"""What several rows say: a place in a ranking, the most and the least, how many, which ones."""

from __future__ import annotations

import pytest

from rag.tables.rows import counted, extreme, listed, placed
from tests.rag.tables.cases import said, table_of, wanted

RACE = (
    "名次 | 选手 | 代表队 | 成绩\n1 | 韩跃 | 北原队 | 2:14:35\n2 | 苏牧 | 青禾队 | 2:15:02\n"
    "3 | 林秋 | 青禾队 | 2:16:00"
)
AREAS = (
    "序号 | 区 | 类别 | 人口（万人） | 增速（%）\n1 | 东林区 | 城区 | 88 | 6\n"
    "2 | 西岭区 | 城区 | 73 | 5\n3 | 南浦县 | 郊县 | 61 | 7\n4 | 合计 | | 222 | "
)
PART = "这里是第1至2行，共9行。\n"


def _shops(*incomes: str) -> str:
    return "店 | 收入（元）\n" + "\n".join(f"第{n}店 | {each}" for n, each in enumerate(incomes))


def _schools(count: int) -> str:
    return "学校 | 校长\n" + "\n".join(f"第{n}中学 | 王{n}" for n in range(count))


@pytest.mark.parametrize(
    ("question", "table", "answer"),
    [
        ("第二名是谁？", RACE, "苏牧：名次2，选手"),
        ("冠军是谁？", RACE, "韩跃：名次1，选手"),
        ("亚军是谁？", RACE, "苏牧：名次2，选手"),
        ("季军代表哪个队？", RACE, "青禾队：名次3，代表队"),
        ("第四名是谁？", RACE, None),
        ("苏牧是第几名？", RACE, None),
        ("岚桥杯第二名是谁？", RACE, None),
        ("第二名是谁？", RACE.replace("名次", "序列"), None),
        ("第二名是谁？", RACE.replace("3 | 林秋", "2 | 林秋"), None),
        ("第二名是什么？", "名次 | 得分\n1 | 30\n2 | 20", None),
        ("第二名是哪家？", "名次 | 店名\n第一名 | 甲店\n第二名 | 乙店", "乙店：名次第二名，店名"),
    ],
    ids=[
        "second", "champion", "runner_up", "third", "no_such_place", "place_is_asked",
        "another_cup", "no_ranking", "two_of_that_place", "nobody_is_named", "place_in_words",
    ],
)  # fmt: skip
def test_the_row_at_a_place(question: str, table: str, answer: str | None) -> None:
    assert said(placed(wanted(question), table_of(table))) == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("哪个区人口最多？", "东林区：人口88万人"),
        ("人口最少的是哪个区？", "南浦县：人口61万人"),
        ("城区中哪个区人口最少？", "西岭区：人口73万人"),
        ("哪个区增速最高？", "南浦县：增速7%"),
        ("人口最多的是？", "东林区：人口88万人"),
        ("哪两个区人口最多？", "人口：东林区88万人、西岭区73万人"),
        ("前三名是哪些区，按人口最多？", "人口：东林区88万人、西岭区73万人、南浦县61万人"),
        ("哪四个区人口最多？", None),
        ("哪个街道人口最多？", None),
        ("哪个区最大？", None),
        ("岚桥省哪个区人口最多？", None),
        ("最多的是哪个区？", None),
    ],
    ids=[
        "most", "least", "of_a_kind", "a_rate", "no_kind_named", "two", "three", "four_of_three",
        "no_such_kind", "no_area_is_told", "of_another_province", "most_of_two_columns",
    ],
)  # fmt: skip
def test_the_row_with_the_largest_figure(question: str, answer: str | None) -> None:
    assert said(extreme(wanted(question), table_of(AREAS))) == answer


@pytest.mark.parametrize(
    ("question", "table", "answer"),
    [
        ("哪家店收入最高？", _shops("30", "20"), "第0店：收入30元"),
        ("哪家店最高？", _shops("30", "20"), "第0店：收入30元"),
        ("哪家店收入最高？", _shops("30", "无"), None),
        ("哪家店收入最高？", PART + _shops("30", "20"), None),
        ("哪家店收入最高？", _shops(*["30"] * 5), "第0店、第1店、第2店、第3店、第4店：收入30元"),
        (
            "哪家店收入最高？", _shops(*["30"] * 7),
            "第0店、第1店、第2店、第3店、第4店等7个：收入30元",
        ),
        ("哪家店最高？", "店 | 收入（元） | 支出（元）\n甲店 | 30 | 3\n乙店 | 20 | 4", None),
        ("哪家店开业最早？", "店 | 开业\n甲店 | 2019年\n乙店 | 2018年5月\n丙店 | 2018年",
         "丙店：开业2018年"),
        ("哪家店开业最晚？", "店 | 开业\n甲店 | 2019年\n乙店 | 2018年5月", "甲店：开业2019年"),
    ],
    ids=[
        "two_rows", "the_only_column", "one_figure", "a_share_of_the_table", "five_alike",
        "seven_alike", "two_columns", "earliest", "latest",
    ],
)  # fmt: skip
def test_what_is_compared(question: str, table: str, answer: str | None) -> None:
    assert said(extreme(wanted(question), table_of(table))) == answer


@pytest.mark.parametrize(
    ("question", "table", "answer"),
    [
        ("城区有几个区？", AREAS, "2个：东林区、西岭区"),
        ("城区有几个？", AREAS, "2个：东林区、西岭区"),
        ("名单里有多少个区？", AREAS, "3个：东林区、西岭区、南浦县"),
        ("东林区有几个区？", AREAS, None),
        ("有几个区？", AREAS, None),
        ("岚桥省名单里有多少个区？", AREAS, None),
        ("名单里一共有几所学校？", "学校 | 校长\n一中 | 林\n | 王\n二中 | 顾", "2所：一中、二中"),
        ("名单里一共有几所学校？", PART + _schools(2), None),
        ("名单里有几所学校，一中呢？", "学校 | 校长\n一中 | 林\n二中 | 顾", None),
    ],
    ids=[
        "of_a_kind", "the_kind_alone", "all", "within_one_row", "not_said_of_what",
        "of_another_province", "an_empty_name", "a_share_of_the_table", "a_row_is_named",
    ],
)  # fmt: skip
def test_how_many_rows(question: str, table: str, answer: str | None) -> None:
    assert said(counted(wanted(question), table_of(table))) == answer


def test_each_of_many_rows_is_named_and_of_too_many_none_is_counted() -> None:
    told = said(counted(wanted("名单里一共有几所学校？"), table_of(_schools(30))))
    assert told == "30所：" + "、".join(f"第{n}中学" for n in range(30))
    assert counted(wanted("名单里一共有几所学校？"), table_of(_schools(31))) is None


@pytest.mark.parametrize(
    ("question", "plain"), [("城区有几个区？", True), ("名单里有多少个区？", False)]
)
def test_a_count_of_all_is_less_plain_than_one_of_a_kind(question: str, plain: bool) -> None:
    found = counted(wanted(question), table_of(AREAS))
    assert found is not None
    assert found.plain is plain


@pytest.mark.parametrize(
    ("question", "table", "answer"),
    [
        ("城区有哪些？", AREAS, "东林区、西岭区"),
        ("郊县有哪几个区？", AREAS, "南浦县"),
        ("有哪些区？", AREAS, None),
        ("岚桥省的城区有哪些？", AREAS, None),
        ("城区是什么？", AREAS, None),
        ("城区有哪些？", PART + AREAS, None),
    ],
    ids=["of_a_kind", "one", "of_no_kind", "of_another_province", "not_asked", "a_share"],
)  # fmt: skip
def test_which_rows(question: str, table: str, answer: str | None) -> None:
    assert said(listed(wanted(question), table_of(table))) == answer


@pytest.mark.parametrize(("count", "told"), [(30, True), (31, False)])
def test_thirty_rows_are_named_and_no_more(count: int, told: bool) -> None:
    lines = "\n".join(f"在建 | {n}号线" for n in range(1, count + 1))
    table = table_of(f"类别 | 线路\n{lines}\n已运营 | 99号线")
    answer = said(listed(wanted("在建的线路有哪些？"), table))
    assert (answer is not None) is told
    assert not told or (answer or "").count("、") == count - 1


def test_a_kind_of_one_letter_limits_nothing() -> None:
    table = table_of("类 | 线路 | 里程（公里）\n甲 | 1号线 | 30\n乙 | 2号线 | 40\n甲 | 3号线 | 20")
    assert said(extreme(wanted("甲市哪条线路里程最长？"), table)) != "1号线：里程30公里"
