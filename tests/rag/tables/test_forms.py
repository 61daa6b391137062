"""Forms: what was filled in beside the label that is asked for, and what may not be an answer."""

from __future__ import annotations

import pytest

from rag.tables.forms import filled_in
from tests.rag.tables.cases import said, table_of, wanted

STAFF = (
    "姓名 | 杭思远 | 性别 | 男\n毕业院校 | 东海理工大学 | 电话： | 0513-8842091\n"
    "入职日期 | 2025年3月17日 | 试用期 | 三个月\n月薪（元） | 14500 | 备注 | —"
)
GOODS = (
    "经办人 | 0513 | 复核人 | 林秋\n到货日期 | 尽快 | 验收日期 | 2025年3月1日\n"
    "数量 | 若干 | 单价 | 12元\n开始日期 | 2025年1月2日 | 结束日期 | 2025年2月3日"
)


@pytest.mark.parametrize(
    ("question", "form", "answer"),
    [
        ("杭思远的电话是多少？", STAFF, "电话：0513-8842091"),
        ("杭思远的性别是什么？", STAFF, "性别：男"),
        ("杭思远的月薪是多少元？", STAFF, "月薪：14500元"),
        ("杭思远试用期多长？", STAFF, "试用期：三个月"),
        ("杭思远的备注是什么？", STAFF, ""),
        ("岚桥公司的入职日期是哪天？", STAFF, None),
        ("联系人是谁？", STAFF, None),
        ("复核人是谁？", GOODS, "复核人：林秋"),
        ("经办人是谁？", GOODS, None),
        ("什么时候验收？", GOODS, "验收日期：2025年3月1日"),
        ("什么时候到货？", GOODS, None),
        ("单价是多少？", GOODS, "单价：12元"),
        ("数量是多少？", GOODS, None),
        ("日期是哪天？", GOODS, None),
        ("开始日期是哪天？", GOODS, "开始日期：2025年1月2日"),
        ("姓名是什么？", "姓名 | 杭思远\n性别 | 男", "姓名：杭思远"),
    ],
    ids=[
        "label_with_a_colon", "one_letter", "unit_in_the_label", "in_words", "left_empty",
        "of_another_company", "no_such_label", "who", "no_figure_is_a_person", "when",
        "no_day_is_soon", "how_much", "some_is_no_number", "one_of_four_days", "the_one_in_full",
        "two_lines",
    ],
)  # fmt: skip
def test_what_stands_beside_a_label(question: str, form: str, answer: str | None) -> None:
    assert said(filled_in(wanted(question), table_of(form))) == answer


def test_a_form_of_one_label_is_asked_for_it() -> None:
    form = "性别 | 男\n姓名 | 杭思远"
    assert said(filled_in(wanted("男的姓名是什么？"), table_of(form))) == "姓名：杭思远"


def test_a_value_that_the_question_names_in_two_letters_is_not_what_it_asks() -> None:
    form = "姓名 | 林秋 | 曾用名 | 林春\n性别 | 女 | 民族 | 汉族"
    assert said(filled_in(wanted("林秋的曾用名是什么？"), table_of(form))) == "曾用名：林春"
    assert said(filled_in(wanted("汉族的林秋是什么性别？"), table_of(form))) == "性别：女"
