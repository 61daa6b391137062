"""Forms, and tables whose columns are what is compared: read by label, asked as people ask."""

from __future__ import annotations

import pytest

from rag.answer_types import Reading
from rag.answering.question import understand
from rag.articles.grid import Cell, lines_of
from rag.tables.answers import found_in_tables
from rag.text.forms import is_form, is_label
from rag.text.rows import grids, read_out
from rag.types import Document
from rag.verifying.verify import verify
from tests.rag.answering.cases import passage

FORM = (
    "姓名 | 杭思远 | 性别 | 男\n毕业院校 | 东海理工大学 | 专业 | 水利工程\n"
    "入职日期 | 2025年3月17日 | 试用期 | 三个月\n紧急联系人 | 杭立群 | 联系电话 | 0513-8842091\n"
    "检验日期 | 2025年4月11日 | 检验有效期至 | 2026年4月\n备注 | | 月薪（元） | 14500"
)
PRODUCTS = (
    "项目 | 标准版 | 长续航版 | 旗舰版\n售价（元） | 2699 | 3299 | 4199\n"
    "续航里程（公里） | 55 | 90 | 120\n整车质量（千克） | 54.5 | 47.0 | 49.8"
)
LEVELS = (
    "学校 | 招生计划 统招 | 招生计划 特长 | 录取线（分）\n一中 | 540 | 30 | 652\n"
    "实验高中 | 330 | 40 | 631"
)
MONTHS = (
    "月份 | 收入（元） | 支出（元）\n1月 | 186400 | 98200\n2月 | 124300 | 70150\n"
    "小计 | 310700 | 168350"
)


def _readings(document: Document) -> list[Reading]:
    return [Reading(passage(document.text[:9], number=0), (), 0.0, 0.0)]


def _said(title: str, table: str, question: str) -> str | None:
    document = Document(id="d0", path="a", title=title, text=f"{title}\n{table}")
    found = found_in_tables(understand(question), _readings(document), lambda _: document)
    if found is None:
        return None
    if found.draft.sentences:
        stood = verify(found.draft, lambda _: document)
        assert [sentence.text for sentence in stood.sentences] == [found.text]
    for sentence in found.draft.sentences:
        for citation in sentence.citations:
            assert document.text[citation.start : citation.end] == citation.quote
    return found.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("杭思远毕业于哪所院校？", "毕业院校：东海理工大学"),
        ("杭思远的入职日期是哪天？", "入职日期：2025年3月17日"),
        ("杭思远试用期多长？", "试用期：三个月"),
        ("杭思远的紧急联系人是谁？", "紧急联系人：杭立群"),
        ("杭思远检验有效期到什么时候？", "检验有效期至：2026年4月"),
        ("杭思远月薪多少？", "月薪：14500元"),
        ("杭思远的备注是什么？", ""),
        ("魏知远毕业于哪所院校？", None),
        ("杭思远的政治面貌是什么？", None),
    ],
)
def test_a_form_is_asked_by_its_labels(question: str, said: str | None) -> None:
    assert _said("员工登记表", FORM, question) == said


def test_a_form_is_told_from_a_table_with_a_heading() -> None:
    (form,) = grids(FORM)
    assert form.is_form
    assert not form.has_heading
    for table in (
        PRODUCTS,
        LEVELS,
        MONTHS,
        "姓名 | 部门 | 职务 | 地点\n沈知夏 | 财务 | 主任 | 三楼",
    ):
        (grid,) = grids(table)
        assert not grid.is_form
        assert grid.has_heading
    assert not is_form([["甲", "1"], ["乙"]])
    assert not is_form([])
    assert is_label("前轴制动率（%）")
    assert not is_label("东海理工")


def test_what_a_form_says_is_read_out_by_label() -> None:
    assert "毕业院校东海理工大学" in read_out(FORM)
    assert "月薪14500元" in read_out(FORM)


def test_the_first_row_of_a_form_is_never_said_again() -> None:
    rows = [[Cell("姓名"), Cell("杭思远"), Cell("学历"), Cell("硕士")]]
    rows += [
        [Cell(f"第{n}项内容"), Cell("说明文字" * 12), Cell(f"第{n}项结果"), Cell("合格")]
        for n in range(12)
    ]
    assert sum(line.startswith("姓名") for line in lines_of(rows)) == 1


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("极风旗舰版多少钱？", "旗舰版：售价4199元"),
        ("极风长续航版的续航里程是多少？", "续航里程（公里）：长续航版90公里"),
        ("极风哪个版本最轻？", "长续航版：整车质量47.0千克"),
        ("极风哪个版本最贵？", "旗舰版：售价4199元"),
        ("极风旗舰版的载重是多少？", None),
    ],
)
def test_a_table_that_lies_on_its_side(question: str, said: str | None) -> None:
    assert _said("极风电动自行车产品参数", PRODUCTS, question) == said


@pytest.mark.parametrize(
    ("title", "table", "question", "words"),
    [
        ("桐川市招生计划", LEVELS, "实验高中招多少名特长生？", "40"),
        ("桐川市招生计划", LEVELS, "一中统招计划多少人？", "540"),
        ("食堂收支", MONTHS, "食堂2月的支出是多少？", "70150元"),
        ("食堂收支", MONTHS, "食堂哪个月收入最高？", "1月：收入186400元"),
        ("食堂收支", MONTHS, "食堂支出小计是多少？", "168350元"),
    ],
)
def test_levels_months_and_subtotals(title: str, table: str, question: str, words: str) -> None:
    said = _said(title, table, question)
    assert said is not None
    assert words in said


def test_the_table_of_another_quarter_says_nothing() -> None:
    assert _said("食堂收支 一季度", MONTHS, "食堂一季度2月的支出是多少？") is not None
    assert _said("食堂收支 一季度", MONTHS, "食堂二季度2月的支出是多少？") is None


def test_the_year_may_stand_in_the_folder_of_a_file() -> None:
    table = "景区 | 游客（万人次）\n青龙峡 | 93.1\n药王谷 | 38.2"
    document = Document(id="d0", path="统计.zip!/2024/旅游统计.csv", title="旅游统计", text=table)
    for year, answered in ((2024, True), (2023, False)):
        question = understand(f"{year}年青龙峡游客有多少？")
        found = found_in_tables(question, _readings(document), lambda _: document)
        assert (found is not None) is answered
