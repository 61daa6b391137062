"""Answers out of tables: the right cell with its unit; no heading, nothing for an empty cell."""

from __future__ import annotations

import time
from datetime import date

import pytest

from rag.answer_types import Reading
from rag.answering.judge import Judgement
from rag.answering.question import understand
from rag.tables.answers import found_in_tables, without_headings
from rag.tables.quotes import Found
from rag.types import Document
from rag.verifying.verify import verify
from tests.rag.answering.cases import passage, reading

DISTRICTS = """2025年1月18日，云汀市统计局公布各区经济数据。
区 | 地区生产总值（亿元） | 增速（%） | 常住人口（万人）
东林区 | 512.4 | 6.1 | 88.2
西岭区 | 388.0 | 5.2 | 73.5
南浦区 | 276.9 | | 61.0
合计 | 1177.3 | | 222.7"""
LINES = """青石市公布线路情况。
类别 | 线路 | 里程（公里） | 首班车
已运营 | 1号线 | 31.2 | 6:05
已运营 | 2号线 | 27.8 | 6:10
在建 | 3号线 | 40.5 |
在建 | 4号线 | 22.6 |"""
YEARS = """指标 | 单位 | 2022年 | 2023年
粮食产量 | 万吨 | 5.1 | 5.6
森林覆盖率 | % | 61 | 62"""
FORM = "大厅信息\n办公地址 | 滨河路18号\n服务热线 | 12345"
RACE = "名次 | 选手 | 代表队 | 成绩\n1 | 韩跃 | 北原队 | 2:14:35\n2 | 苏牧 | 青禾队 | 2:15:02"
METRO = """车站 | 首班车（往火车站） | 末班车（往火车站） | 首班车（往大学城） | 末班车（往大学城）
大学城 | 6:00 | 22:40 | — | —
鼓楼 | 6:24 | 23:04 | 6:21 | 23:18
火车站 | — | — | 6:10 | 23:07"""
STOCK = """品名 | 数量（箱） | 到货日期 | 盘点人
抽纸 | 2030 | 2025-03-12 | 水若寒
矿泉水 | 1240 | 2024-11-02 | 容海
洗衣液 | 409 | 2025-01-18 | 水若寒
三库合计 | 3679 | |"""
RULES = """合同金额（万元） | 审批人 | 办理时限（工作日）
50以下 | 院长 | 3
50至200 | 处长 | 5
200以上 | 副校长 | 7"""
HOURS = """区域 | 周二至周五 | 周六、周日 | 周一
自修室 | 7:30—22:00 | 8:00—21:00 | 闭馆
少儿馆 | 9:00—18:00 | 9:00—19:30 | 闭馆"""
RECORDS = """项目 | 纪录 | 创造者 | 年份
男子100米 | 11秒02 | 蒲越 | 2019
女子跳高 | 1.68米 | 尹若水 | 2022"""
POSTS = """岗位 | 人数 | 质保期（月）
医师 | 6 | 24
护理 | 28 | 36"""
SCHOOLS = "学校 | 校长\n一中 | 张立\n二中 | 李文\n三中 | 王成"


def _document(text: str, title: str = "数据表", number: int = 0) -> Document:
    return Document(
        id=f"d{number}", path="a.md", title=title, text=text, published=date(2025, 1, 20)
    )


def _found(question: str, *documents: Document) -> Found | None:
    by_id = {document.id: document for document in documents}
    readings = [
        Reading(passage(each.text[:9], number=n), (), 0.0, 0.0) for n, each in enumerate(documents)
    ]
    return found_in_tables(understand(question), readings, by_id.__getitem__)


def _answer(question: str, text: str, title: str = "数据表") -> str | None:
    """What is said and stands when it is verified; empty for an empty cell."""
    document = _document(text, title)
    found = _found(question, document)
    if found is None:
        return None
    verified = verify(found.draft, lambda _: document)
    assert not verified.dropped
    for sentence in verified.sentences:
        for citation in sentence.citations:
            assert document.text[citation.start : citation.end] == citation.quote
    return "\n".join(sentence.text for sentence in verified.sentences)


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("西岭区常住人口是多少？", DISTRICTS, "西岭区：常住人口73.5万人"),
        ("东林区GDP有多少亿元？", DISTRICTS, "东林区：地区生产总值512.4亿元"),
        ("西岭区的增速是多少？", DISTRICTS, "西岭区：增速5.2%"),
        ("云汀市常住人口合计多少？", DISTRICTS, "合计：常住人口222.7万人"),
        ("3号线有多长？", LINES, "3号线：里程40.5公里"),
        ("1号线首班车是几点？", LINES, "6:05：1号线，首班车"),
        ("2023年粮食产量是多少？", YEARS, "粮食产量：2023年5.6万吨"),
        ("2022年森林覆盖率是多少？", YEARS, "森林覆盖率：2022年61%"),
        ("大厅的服务热线是多少？", FORM, "服务热线：12345"),
        ("鼓楼站往火车站的末班车是几点？", METRO, "23:04：鼓楼，末班车（往火车站）"),
        ("大学城站往火车站的首班车几点？", METRO, "6:00：大学城，首班车（往火车站）"),
        ("抽纸的数量是多少箱？", STOCK, "抽纸：数量2030箱"),
        ("抽纸有多少箱？", STOCK, "抽纸：数量2030箱"),
        ("数量一共多少箱？", STOCK, "三库合计：数量3679箱"),
        ("合同金额120万元由谁审批？", RULES, "处长：50至200，审批人"),
        ("合同金额200万元以上由谁审批？", RULES, "副校长：200以上，审批人"),
        ("自修室周末几点？", HOURS, "8:00—21:00：自修室，周六、周日"),
        ("少儿馆周三几点？", HOURS, "9:00—18:00：少儿馆，周二至周五"),
        ("男子100米的纪录是谁创造的？", RECORDS, "蒲越：男子100米，创造者"),
        ("女子跳高纪录是哪年创造的？", RECORDS, "2022：女子跳高，年份"),
        ("护理岗位人数是多少？", POSTS, "护理：人数28人"),
        ("医师的质保期多长？", POSTS, "医师：质保期24个月"),
        ("大厅的办公地址在哪里？", FORM, "办公地址：滨河路18号"),
        ("第二名是谁？", RACE, "苏牧：名次2，选手"),
        ("冠军的成绩是多少？", RACE, "2:14:35：名次1，成绩"),
        ("苏牧代表哪个队？", RACE, "青禾队：苏牧，代表队"),
        ("李文是哪所学校的校长？", SCHOOLS, "二中：李文，学校"),
    ],
)  # fmt: skip
def test_one_cell_with_its_unit(question: str, text: str, answer: str) -> None:
    assert _answer(question, text) == answer


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("哪个区人口最多？", DISTRICTS, "东林区：常住人口88.2万人"),
        ("人口最少的是哪个区？", DISTRICTS, "南浦区：常住人口61.0万人"),
        ("哪条线路最长？", LINES, "3号线：里程40.5公里"),
        ("已运营的线路中哪条里程最短？", LINES, "2号线：里程27.8公里"),
        ("在建的线路有几条？", LINES, "2条：3号线、4号线"),
        ("在建的线路有哪些？", LINES, "3号线、4号线"),
        ("名录里一共有几所学校？", SCHOOLS, "3所：一中、二中、三中"),
        ("哪种品名的数量最多？", STOCK, "抽纸：数量2030箱"),
        ("哪种品名到货最早？", STOCK, "矿泉水：到货日期2024-11-02"),
        ("哪两种品名的数量最少？", STOCK, "数量：洗衣液409箱、矿泉水1240箱"),
        ("哪个项目的纪录最新？", RECORDS, None),
    ],
)  # fmt: skip
def test_what_several_rows_say(question: str, text: str, answer: str | None) -> None:
    assert _answer(question, text) == answer


def test_the_quote_shows_the_heading_and_the_row() -> None:
    found = _found("西岭区常住人口是多少？", _document(DISTRICTS))
    assert found is not None
    (citation,) = found.draft.sentences[0].citations
    assert citation.quote.startswith("区 | 地区生产总值")
    assert citation.quote.endswith("西岭区 | 388.0 | 5.2 | 73.5")


def test_a_far_row_is_quoted_apart_from_its_heading_and_the_unit_above() -> None:
    rows = "\n".join(f"第{n}馆 | {n}.5" for n in range(200))
    text = f"单位：万册次\n馆名 | 借阅\n{rows}"
    found = _found("第150馆的借阅是多少？", _document(text))
    assert found is not None
    quotes = [citation.quote for citation in found.draft.sentences[0].citations]
    assert quotes == ["单位：万册次\n馆名 | 借阅", "第150馆 | 150.5"]
    assert found.text == "第150馆：借阅150.5万册次"


@pytest.mark.parametrize("question", ["南浦区增速是多少？", "3号线首班车是几点？"])
def test_an_empty_cell_is_no_answer(question: str) -> None:
    assert _answer(question, DISTRICTS if "区" in question else LINES) == ""


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("西岭区的面积是多少？", DISTRICTS),
        ("北苑区常住人口是多少？", DISTRICTS),
        ("黄山市西岭区常住人口是多少？", DISTRICTS),
        ("5号线里程是多少？", LINES),
        ("2021年粮食产量是多少？", YEARS),
        ("大厅的传真号码是多少？", FORM),
        ("第七名是谁？", RACE),
        ("四中的校长是谁？", SCHOOLS),
        ("西岭区为什么增长？", DISTRICTS),
        ("11号线里程是多少？", LINES),
        ("合同金额20万元以上由谁审批？", RULES.replace("50至200", "100至200")),
        ("女子跳高纪录是哪年创造的？", RECORDS.replace(" | 年份", "").replace(" | 2022", "")),
        ("哪种设备的质保期最贵？", POSTS),
        ("鼓楼站往机场的末班车是几点？", METRO),
    ],
)  # fmt: skip
def test_what_the_table_does_not_say(question: str, text: str) -> None:
    assert not _answer(question, text)


def test_of_two_years_tables_the_one_that_is_asked_for() -> None:
    tables = [
        _document(
            f"2024年1月5日公布。\n项目 | 实际（亿元）\n教育支出 | {figure}", f"{year}年收支表", n
        )
        for n, (year, figure) in enumerate(((2023, "640.2"), (2024, "702.8")))
    ]
    found = _found("2024年教育支出实际是多少？", *tables)
    assert found is not None
    assert found.text == "教育支出：实际702.8亿元"
    both = _found("教育支出实际是多少？", *tables)
    assert both is not None
    assert [sentence.text for sentence in both.draft.sentences] == [
        "《2023年收支表》：教育支出：实际640.2亿元",
        "《2024年收支表》：教育支出：实际702.8亿元",
    ]
    assert both.draft.notices


def test_a_share_of_a_longer_table_has_no_largest_row() -> None:
    assert (
        _answer("哪个区人口最多？", "这里是第1至4行，共9行。\n" + DISTRICTS.partition("\n")[2])
        is None
    )


def test_of_the_readers_sentences_no_heading_and_no_cell_under_another_name() -> None:
    question = understand("西岭区的增速是多少？")
    document = _document(DISTRICTS)

    def kept(answer: str) -> bool:
        item = _judgement(DISTRICTS, answer)
        return bool(without_headings(question, [item], lambda _: document, None))

    assert not kept("增速（%）")
    assert not kept("388.0")
    assert kept("5.2")
    assert kept("2025年1月18日")


def test_where_the_cell_is_empty_nothing_of_that_article_answers() -> None:
    question = understand("南浦区增速是多少？")
    document = _document(DISTRICTS)
    found = _found("南浦区增速是多少？", document)
    item = _judgement(DISTRICTS, "2025年1月18日")
    assert without_headings(question, [item], lambda _: document, found) == []


def _judgement(text: str, answer: str) -> Judgement:
    read = reading(text, answer)
    at = text.index(answer)
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at) % (len(text) + 1)
    return Judgement(read, start, end, read.spans[0], 0.9, (), {})


def test_figures_of_thousands_of_digits_are_told_in_a_moment() -> None:
    huge = "9" * 6_000
    text = f"区 | 人口（人）\n东林区 | {huge}\n西岭区 | 12\n南浦区 | 7"
    began = time.process_time()
    assert _answer("西岭区人口是多少？", text) == "西岭区：人口12人"
    assert _answer("人口最少的是哪个区？", text) == "南浦区：人口7人"
    _found("哪个区人口最多？", _document(text))  # what is so long verification lets no one say
    _found(f"合同金额{huge[:900]}万元由谁审批？", _document(RULES))
    assert time.process_time() - began < 10


def test_a_row_too_wide_to_be_quoted_with_its_heading_is_quoted_apart() -> None:
    names = [f"第{n}季度产量" for n in range(200)]
    text = "\n".join([
        " | ".join(["厂", *names]), " | ".join(["一厂", *map(str, range(200))]),
        " | ".join(["二厂", *map(str, range(200, 400))]),
    ])  # fmt: skip
    assert _answer("二厂第17季度产量是多少？", text) == "二厂：第17季度产量217"


def test_of_two_tables_in_one_article_the_first_that_answers_is_told() -> None:
    second = DISTRICTS.partition("\n")[2].replace("73.5", "99.9")
    found = _found("西岭区常住人口是多少？", _document(f"{DISTRICTS}\n\n下表为旧数。\n{second}"))
    assert found is not None
    assert found.text == "西岭区：常住人口73.5万人"


def test_a_sentence_with_a_bar_in_it_is_no_table() -> None:
    assert _answer("服务热线是多少？", "服务热线 | 12345。") is None
    assert _answer("服务热线是多少？", "服务热线 | 12345") == "服务热线：12345"


@pytest.mark.parametrize(
    ("text", "title", "answered"),
    [
        ("2024年收支如下：\n项目 | 实际（亿元）\n教育 | 640.2\n医疗 | 3", "收支表", True),
        ("2023年收支如下：\n项目 | 实际（亿元）\n教育 | 640.2\n医疗 | 3", "收支表", False),
        ("2023年收支如下：\n项目 | 实际（亿元）\n教育 | 640.2\n医疗 | 3", "2024年收支表", True),
        (
            "项目 | 起于 | 实际（亿元）\n教育 | 2024年 | 640.2\n医疗 | 2023年 | 3",
            "2022年收支表", True,
        ),
    ],
    ids=["caption", "of_another_year", "the_title_goes_first", "a_cell"],
)  # fmt: skip
def test_whose_year_a_table_tells(text: str, title: str, answered: bool) -> None:
    assert bool(_answer("2024年教育实际是多少？", text, title)) is answered


@pytest.mark.parametrize(
    ("question", "kept", "dropped"),
    [
        ("1号线首班车什么时候发出？", "6:05", "31.2"),
        ("1号线里程多长？", "31.2", "6:05"),
        ("2号线里程是多少？", "27.8", "6:10"),
    ],
)
def test_a_cell_answers_under_the_name_that_is_asked_for(
    question: str, kept: str, dropped: str
) -> None:
    document = _document(LINES)
    items = [_judgement(LINES, each) for each in (dropped, kept)]
    left = without_headings(understand(question), items, lambda _: document, None)
    assert [item.span for item in left] == [items[1].span]
