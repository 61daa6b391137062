"""Each constraint of the table: what meets it, what it rules out, what is said of articles."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rag.answering.constraints import KINDS, Constraint, compiled
from rag.answering.question import understand
from tests.rag.answering.cases import evidence, source

LOST = "〔…〕"
JULY = date(2022, 7, 29)


def only(question: str, kind: str) -> Constraint:
    """The one constraint of a kind that a question compiles to."""
    (found,) = [each for each in compiled(understand(question)) if each.kind == kind]
    return found


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("2024年8月1日长三角第二届论坛的主办方是谁？",
         "year region other_day other_number other_year asks"),
        ("王晓明什么时候去的天津？", "region name asks"),
        ("工程院院长是谁？", "post asks"),
        ("工程院院长叫什么名字？", "post asks"),
        ("论坛的主题是什么？", "asks"),
        ("培训持续多久？", "asks"),
        ("新馆有多少册书？", "contrast asks"),
        ("新馆在哪里？", "contrast asks"),
    ],
)  # fmt: skip
def test_what_a_question_compiles_to(question: str, kinds: str) -> None:
    assert [each.kind for each in compiled(understand(question))] == kinds.split()


def test_the_table_is_compiled_once_and_names_each_kind_once() -> None:
    question = understand("2024年的大会在哪里召开？")
    assert compiled(question) is compiled(question)
    assert len(set(KINDS)) == len(KINDS)


def test_a_year_that_bounds_is_not_what_is_asked_of() -> None:
    table = compiled(understand("在2023年之前，上一次是哪一年？"))
    assert "other_year" not in {each.kind for each in table}


def test_two_years_and_two_names_are_two_constraints_each() -> None:
    table = compiled(understand("2021年到2023年王晓明和C919怎么样了？"))
    assert [each.value for each in table if each.kind == "year"] == [2021, 2023]
    assert [each.value[0] for each in table if each.kind == "name"] == ["c919", "王晓明"]


@pytest.mark.parametrize(
    ("kind", "question", "text", "answer", "about", "lack"),
    [
        # A year: of the passage, of its header, between two others, meant by a relative date.
        ("year", "2019年的大会？", "2021年召开。", "", {}, 1),
        ("year", "2021年的大会？", "2021年召开。", "", {}, 0),
        ("year", "2022年的大会？", "2021-2023年召开。", "", {}, 0),
        ("year", "2024年的大会？", "2021-2023年召开。", "", {}, 1),
        ("year", "2021年的大会？", "2021年至2023年召开。", "", {}, 0),
        ("year", "2022年的大会？", "今年1月召开。", "", {"published": JULY}, 0),
        ("year", "2021年的大会？", "去年1月召开。", "", {"published": JULY}, 0),
        ("year", "2023年的大会？", "1月召开。", "", {"published": JULY}, 1),
        ("year", "2023年的大会？", "1月召开。", "", {}, 0),
        # A region: anywhere in the article, by another name, by all its parts.
        ("region", "长三角有多少个？", "京津冀有9个。", "", {}, 1),
        ("region", "长三角有多少个？", "有9个。", "", {"article": "长江三角洲的新闻。有9个。"}, 0),
        ("region", "京津冀有多少个？", "北京、天津、河北有9个。", "", {}, 0),
        ("region", "京津冀有多少个？", "北京、天津有9个。", "", {}, 1),
        ("region", "辽宁有多少个？", "沈阳有9个。", "", {}, 0),
        ("region", "沈阳有多少个？", f"辽宁召开发布会。{LOST}市有9个。", "", {}, 0),
        ("region", "沈阳有多少个？", "辽宁召开发布会。大连市有9个。", "", {}, 1),
        ("region", "沈阳有多少个？", f"吉林召开发布会。{LOST}市有9个。", "", {}, 1),
        ("region", "沈阳有多少个？", "有9个。", "", {"title": "沈阳发布"}, 0),
        # A name: whole, by most of it, by another; a short or Latin one whole only.
        ("name", "王晓明说了什么？", "赵立新说。", "", {}, 1),
        ("name", "王晓明说了什么？", "他说。", "", {"article": "王晓明出席。他说。"}, 0),
        ("name", "《协同发展方案》是谁定的？", "协同发展的计划。", "", {}, 0),
        ("name", "《协同发展方案》是谁定的？", "发展很快。", "", {}, 1),
        ("name", "“新风”说了什么？", "新区的风。", "", {}, 1),
        ("name", "C919何时首飞？", "C91飞机。", "", {}, 1),
        ("name", "C919何时首飞？", "c９１９首飞。", "", {}, 0),
        ("name", "“工信部”何时发文？", "工业和信息化部发文。", "", {}, 0),
        # A day: written, or the article came out on it or within ten days after.
        ("other_day", "8月1日的会？", "开会。", "", {"published": date(2021, 8, 3)}, 0),
        ("other_day", "8月1日的会？", "开会。", "", {"published": date(2021, 8, 1)}, 0),
        ("other_day", "8月1日的会？", "开会。", "", {"published": date(2021, 8, 11)}, 0),
        ("other_day", "8月1日的会？", "开会。", "", {"published": date(2021, 8, 12)}, 1),
        ("other_day", "8月1日的会？", "开会。", "", {"published": date(2021, 7, 31)}, 1),
        ("other_day", "12月30日的会？", "开会。", "", {"published": date(2022, 1, 2)}, 0),
        ("other_day", "2月30日的会？", "开会。", "", {"published": JULY}, 1),
        ("other_day", "8月1日的会？", "8 月 1 日开会。", "", {"published": JULY}, 0),
        ("other_day", "8月1日的会？", "08/01开会。", "", {"published": JULY}, 0),
        ("other_day", "8月1日的会？", "8月11日开会。", "", {"published": JULY}, 1),
        ("other_day", "8月1日的会？", "18月1日开会。", "", {"published": JULY}, 1),
        ("other_day", "8月1日的会？", "开会。", "", {}, 0),
        ("other_day", "8月1日和8月9日的会？", "8月9日开会。", "", {"published": JULY}, 0),
        # A number: another one in the sentence, unless the right one names the thing nearby.
        ("other_number", "火箭第200次发射是哪天？", "这是第100次发射。", "", {}, 1),
        ("other_number", "遥九火箭何时发射？", "遥七火箭发射成功。", "", {}, 1),
        ("other_number", "4号线什么时候开通？", "3号线7月1日开通。", "", {}, 1),
        ("other_number", "第二届大会在哪里？", "首届大会在青禾召开。", "", {}, 1),
        ("other_number", "二期占地多少亩？", "一期占地140亩。", "", {}, 1),
        ("other_number", "A轮融资由谁领投？", "完成B2轮融资。", "", {}, 1),
        ("other_number", "第十届大会在哪里？", "第10届大会在青禾召开。", "", {}, 0),
        ("other_number", "第二届大会在哪里？", "大会在青禾召开。", "", {}, 0),
        ("other_number", "第二届大会在哪里？", "第3次在青禾召开。", "", {}, 0),
        ("other_number", "第二届大会在哪里？", "第二届：首届之后在青禾。", "青禾", {}, 0),
        ("other_number", "第二届大会在哪里？", "第二届大会。首届之后在青禾。", "青禾", {}, 0),
        ("other_number", "一(4)班的班主任是谁？", "一(3)班是卓一鸣，三(5)班是何汀。", "", {}, 1),
        ("other_number", "一(4)班的班主任是谁？", "一(3)班在前，一（4）班是何汀。", "", {}, 0),
        ("other_number", "高二年级去哪里？", "高一年级出发。去的是科技馆。", "科技馆", {}, 1),
        ("other_number", "高二年级去哪里？", "高一年级出发。高二学生留校。", "留校", {}, 0),
        ("other_number", "三年级有几个班？", "共有六个班。", "", {"title": "四年级通知"}, 1),
        ("other_number", "HC-380多重？", "净重4.6公斤。", "", {"title": "HC-550说明书"}, 1),
        ("other_number", "HC-550多重？", "净重4.6公斤。", "", {"title": "HC-550说明书"}, 0),
        ("other_number", "HC-380多大？", "HC380有3.8升。", "", {"title": "HC-550说明书"}, 0),
        ("other_number", "HC-380多重？", "HC-380小巧。有两色。净重3公斤。", "3公斤",
         {"title": "HC-550说明书"}, 0),
        ("other_number", "HC-380多重？", "HC-380小。HC-550大。有两色。净重3公斤。", "3公斤", {}, 1),
        ("other_number", "E3是什么意思？", "E4：内部过热。", "", {}, 1),
        ("other_number", "C919多少座？", "ARJ21有90座。", "", {}, 0),
        # A contrast: a rival in the sentence, and what is asked about nowhere around it.
        ("contrast", "旧楼有多少车位？", "新楼有车位620个。", "620个", {}, 1),
        ("contrast", "旧楼有多少车位？", "老楼有车位620个，新楼更多。", "620个", {}, 0),
        ("contrast", "旧楼有多少车位？", "有车位620个。", "620个", {}, 0),
        ("contrast", "新馆有多大？", "老馆只有3000平方米，所以盖新馆。", "3000平方米", {}, 1),
        ("contrast", "新馆有多大？", "新馆比老馆大，有2.1万平方米。", "2.1万平方米", {}, 0),
        ("contrast", "新馆有多大？", "老馆小，新馆有2.1万平方米。", "2.1万平方米", {}, 0),
        ("contrast", "南门几点关？", "北门十点关。", "十点", {"title": "南门改造"}, 1),
        ("contrast", "大专生每月领多少？", "本科每月800元。", "800元", {}, 1),
        ("contrast", "大专生每月领多少？", "大专500元，本科800元。", "500元", {}, 0),
        ("contrast", "去年分到多少剂？", "今年共有4600剂。", "4600剂", {}, 1),
        ("contrast", "去年分到多少剂？", "今年共有4600剂。", "4600剂", {"published": JULY}, 0),
        ("contrast", "去年分到多少剂？", "去年3000剂，今年4600剂。", "3000剂", {}, 0),
        # A post: spoken of in the passage, and not only as a deputy's or assistant's.
        ("post", "工程院院长是谁？", "工程院院长林远出席。", "林远", {}, 0),
        ("post", "工程院院长是谁？", "工程院副院长林远出席。", "林远", {}, 1),
        ("post", "工程院院长是谁？", "工程院院长助理林远出席。", "林远", {}, 1),
        ("post", "工程院院长是谁？", "院长林远、副院长高远出席。", "林远", {}, 0),
        ("post", "工程院院长是谁？", "工程院院士林远出席。", "林远", {}, 1),
        ("post", "工程院院长是谁？", "院长来了。林远出席。", "林远", {}, 0),
        ("post", "工程院院长是谁？", "President Lin came.", "Lin", {"language": "en"}, 0),
        ("post", "公司创始人是谁？", "林远创办了公司。", "林远", {}, 0),
        ("post", "公司副总裁是谁？", "总裁林远出席。", "林远", {}, 1),
        ("post", "公司副总裁是谁？", "副总裁林远出席。", "林远", {}, 0),
        # The year that a sentence names before the answer.
        ("other_year", "2022年票房多少？", "2023年1.9亿元,2022年1.2亿元。", "1.9亿元", {}, 1),
        ("other_year", "2022年票房多少？", "2023年1.9亿元,2022年1.2亿元。", "1.2亿元", {}, 0),
        ("other_year", "2023年票房多少？", "2022年,票房为1.2亿元。", "1.2亿元", {}, 1),
        ("other_year", "2023年票房增长多少？", "2023年比2022年增长5%。", "5%", {}, 0),
        ("other_year", "2022年票房多少？", "2021-2023年票房1.9亿元。", "1.9亿元", {}, 0),
        ("other_year", "2022年票房多少？", "票房1.9亿元,2023年更多。", "1.9亿元", {}, 0),
        ("other_year", "2022年票房多少？", "编号12023年,1.9亿元。", "1.9亿元", {}, 0),
        # The clause asks itself.
        ("asks", "总设计师是谁？", "到底是杜若溪吗？", "杜若溪", {}, 1),
        ("asks", "总设计师是谁？", "是吗？是杜若溪。", "杜若溪", {}, 0),
        ("asks", "总设计师是谁？", "是杜若溪,对吗？", "杜若溪", {}, 0),
    ],
)  # fmt: skip
def test_how_far_a_sentence_lacks_it(
    kind: str, question: str, text: str, answer: str, about: dict[str, Any], lack: int
) -> None:
    assert only(question, kind).lack(evidence(text, answer, **about)) == lack


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        ("other_number", "要提高一点五吗？"),
        ("other_number", "2022H1的销量？"),
        ("contrast", "新楼和旧楼哪个高？"),
        ("contrast", "男子组和女子组谁赢了？"),
        ("contrast", "老人免票吗？"),
    ],
)
def test_what_is_no_such_constraint(kind: str, question: str) -> None:
    assert kind not in {each.kind for each in compiled(understand(question))}


@pytest.mark.parametrize(
    ("kind", "question", "article", "hard"),
    [
        ("year", "2019年的大会？", "", True),
        ("region", "长三角有多少个？", "", True),
        ("region", "沈阳有多少个？", "", False),
        ("region", "沈阳有多少个？", "一篇文章。", True),
        ("name", "王晓明说了什么？", "", True),
        ("name", "C919何时首飞？", "一篇文章。", False),
        ("other_day", "8月1日的会？", "", True),
        ("other_number", "第二届大会在哪里？", "", True),
        ("contrast", "旧楼有多少车位？", "", True),
        ("post", "工程院院长是谁？", "", True),
        ("other_year", "2022年票房多少？", "", True),
        ("asks", "论坛的主办方是谁？", "", True),
    ],
)
def test_what_rules_a_sentence_out(kind: str, question: str, article: str, *, hard: bool) -> None:
    assert only(question, kind).hard(source("一句。", article)) is hard


@pytest.mark.parametrize(
    ("kind", "question", "named"),
    [
        ("year", "2024年的大会？", ("2024年", "2024")),
        ("region", "长三角有多少个？", ("“长三角”", "“长三角”")),
        ("name", "C919何时首飞？", ("“C919”", "“C919”")),
        ("other_day", "8月1日的会？", ("8月1日", "August 1")),
        ("other_day", "8月1日和12月9日的会？", ("8月1日、12月9日", "August 1, December 9")),
        ("other_number", "第二届大会4号线？", ("“第二届”、“4号线”", "“第二届”, “4号线”")),
        ("contrast", "旧楼有多少车位？", ("“旧楼”", "“旧楼”")),
        ("post", "工程院院长是谁？", ("“院长”", "“院长”")),
        ("post", "公司副总裁是谁？", ("“副总裁”", "“副总裁”")),
        ("asks", "示范区何时获批？", ("", "")),
    ],
)  # fmt: skip
def test_what_it_is_called(kind: str, question: str, named: tuple[str, str]) -> None:
    assert only(question, kind).named == named


@pytest.mark.parametrize(
    ("kind", "question", "article", "about", "unmentioned"),
    [
        # A year: in digits, spelled, between two others, within a decade, by a relative date.
        ("year", "2024年的大会？", "2023年召开。", {}, True),
        ("year", "2024年的大会？", "展望2024。", {}, False),
        ("year", "2024年的大会？", "二〇二四年召开。", {}, False),
        ("year", "2024年的大会？", "二零二四年召开。", {}, False),
        ("year", "2024年的大会？", "2023—2025年召开。", {}, False),
        ("year", "2024年的大会？", "“十四五”规划。", {}, False),
        ("year", "2023年的大会？", "明年召开。", {"published": JULY}, False),
        ("year", "2024年的大会？", "明年召开。", {"published": JULY}, True),
        ("year", "2022年的大会？", "召开。", {"published": JULY}, False),
        # A region: any name, any spacing, in the title too; lost words may have named it.
        ("region", "京津冀有多少个？", "有9个。", {}, True),
        ("region", "京津冀有多少个？", "京、津、冀有9个。", {}, False),
        ("region", "京津冀有多少个？", "有9个。", {"title": "京津冀协同发展"}, False),
        ("region", "京津冀有多少个？", f"{LOST}有9个。", {}, False),
        # A name: however spaced, in full or short, and by most of it.
        ("name", "王晓明说了什么？", "赵立新说。", {}, True),
        ("name", "王晓明说了什么？", "王 晓明说。", {}, False),
        ("name", "“工信部”何时发文？", "工业和信息化部发文。", {}, False),
        ("name", "C919何时首飞？", "ARJ21首飞。", {}, True),
        ("name", "C919何时首飞？", "C-919首飞。", {}, False),
        # A day: written, or inside what the article's dates mean.
        ("other_day", "8月1日的会？", "7月2日开会。", {"published": JULY}, True),
        ("other_day", "8月1日的会？", "7月29日至8月2日开会。", {"published": JULY}, False),
        ("other_day", "8月1日的会？", "8月召开。", {"published": JULY}, False),
        ("other_day", "8月1日的会？", "2021年12月至2022年2月。", {"published": JULY}, False),
        ("other_day", "8月1日的会？", "8.1开会。", {}, False),
        # A number: in words or digits.
        ("other_number", "第二届大会在哪里？", "第三届大会。", {}, True),
        ("other_number", "第二届大会在哪里？", "第2届大会。", {}, False),
        ("other_number", "第二届大会在哪里？", "第2次大会。", {}, True),
        # A contrast: by what else it is called.
        ("contrast", "旧楼有多少车位？", "新楼有车位。", {}, True),
        ("contrast", "旧楼有多少车位？", "老楼拆了。", {}, False),
        # A post: in another language nobody knows.
        ("post", "工程院院长是谁？", "院士出席。", {}, True),
        ("post", "工程院院长是谁？", "副院长出席。", {}, False),
        ("post", "工程院院长是谁？", "The head came.", {"language": "en"}, False),
        ("post", "公司创始人是谁？", "他创办了公司。", {}, False),
        ("post", "公司副总裁是谁？", "总裁出席。", {}, True),
        ("post", "公司副总裁是谁？", "副总出席。", {}, False),
        ("post", "公司副总裁是谁？", "He came.", {"language": "en"}, False),
    ],
)  # fmt: skip
def test_what_may_be_said_of_an_article(
    kind: str, question: str, article: str, about: dict[str, Any], *, unmentioned: bool
) -> None:
    assert only(question, kind).unmentioned(source("一句。", article, **about)) is unmentioned


@pytest.mark.parametrize("question", ["2024年的大会？", "京津冀？", "王晓明说了什么？"])
def test_nothing_is_said_of_an_article_that_is_not_known_whole(question: str) -> None:
    table = compiled(understand(question))
    assert not any(each.unmentioned(source("一句。")) for each in table)
    assert any(each.unmentioned(source("一句。", "一篇文章。")) for each in table)
