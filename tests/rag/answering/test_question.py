from __future__ import annotations

from datetime import date

import pytest

from rag.answering.question import understand
from rag.errors import QuestionError
from rag.settings import MAX_QUESTION_CHARACTERS


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("示范区何时获批？", "when"),
        ("座谈会是哪天开的", "when"),
        ("运动会开幕时间", "when"),
        ("林远当了多久馆长", "duration"),
        ("科普日多久举办一次", "what"),
        ("嫦娥五号飞了多久进行第一次变轨？", "duration"),
        ("谁是论坛主办单位的负责人？", "who"),
        ("2022年论坛的主办方是谁？", "organisation"),
        ("大会设了多少个志愿小组？", "number"),
        ("2021年全国粮食产量", "number"),
        ("青禾集团董事长是谁？", "who"),
        ("座谈会在什么地方召开？", "where"),
        ("哪家单位发布了案例？", "organisation"),
        ("六大典型应用模式有哪些？", "list"),
        ("论坛的主题是什么？", "title"),
        ("审议通过了什么文件？", "title"),
        ("示范区获批了吗？", "yes_no"),
        ("为什么设在沈阳？", "why"),
        ("如何推进数字化转型？", "how"),
        ("林知秋担任什么职务？", "what"),
        ("When was the zone approved?", "when"),
        ("How many nodes are there?", "number"),
        ("Who is the chairman?", "who"),
        ("谁是票房最高的演员？", "who"),
        ("2022年8月汽车出口量", "number"),
        ("德国队在哪个小组", "what"),
    ],
)
def test_the_form_of_the_answer(text: str, form: str) -> None:
    assert understand(text).form == form


def test_what_a_question_names() -> None:
    question = understand("2021年8月1日长三角的《一体化方案》和C919是谁提出的？")
    assert question.years == (2021,)
    assert question.days == ((8, 1),)
    assert question.regions == ("长三角",)
    assert {"一体化方案", "c919"} <= set(question.names)


def test_this_year_needs_a_today() -> None:
    assert understand("今年的大会在哪开？").years == ()
    assert understand("今年的大会在哪开？", today=date(2023, 5, 1)).years == (2023,)


def test_respectively_is_split_into_its_parts() -> None:
    parts = understand("2021年茶会和2022年书展分别是哪天举行的？").parts
    assert [part.text for part in parts] == [
        "2021年茶会是哪天举行的？",
        "2022年书展是哪天举行的？",
    ]


def test_two_questions_in_one_line() -> None:
    parts = understand("大会何时召开？在哪里召开？").parts
    assert [part.form for part in parts] == ["when", "where"]


def test_traditional_questions_are_searched_simplified() -> None:
    question = understand("示範區何時獲批？")
    assert (question.text, question.traditional) == ("示范区何时获批？", True)
    assert question.original == "示範區何時獲批？"


@pytest.mark.parametrize("text", ["", "   ", "？？", "\n"])
def test_an_empty_question_is_explained(text: str) -> None:
    with pytest.raises(QuestionError, match="问题是空的"):
        understand(text)


def test_a_million_characters_are_refused_at_once() -> None:
    with pytest.raises(QuestionError, match="1,000,000"):
        understand("问" * 1_000_000)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("今年的会", (2023,)), ("去年的会", (2022,)), ("前年的会", (2021,)), ("明年的会", (2024,)),
        ("What was held This Year?", (2023,)), ("What was held last year?", (2022,)),
        ("2021年和2021年的会", (2021,)), ("2021年和去年的会", (2021, 2022)), ("那天的会", ()),
    ],
)  # fmt: skip
def test_the_years_a_question_names(text: str, years: tuple[int, ...]) -> None:
    assert understand(text, today=date(2023, 5, 1)).years == years


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("论坛何时召开？", "zh"),
        ("SAP公司", "zh"),
        ("AI 和 SAP", "en"),
        ("水利 SAP AI", "zh"),
        ("What is a (水利工程) plan for us?", "en"),
        ("What is this?", "en"),
        ("2022?", "en"),
    ],
)
def test_the_language_is_that_of_most_words(text: str, language: str) -> None:
    assert understand(text).language == language


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("《行动计划》和“互联网”", ("行动计划", "互联网")),
        ("“甲”和《乙》", ()),
        ("AI和C919、5G", ("ai", "c919", "5g")),
        ("Is the SAP report on 5G, C919 and B2 out?", ("sap", "5g", "c919", "b2")),
        # People: with a surname; two characters only where a name may stand.
        ("王晓明说了什么？", ("王晓明",)),
        ("谁和王晓明、徐晓兰说了什么？", ("王晓明", "徐晓兰")),
        ("白皮书讲了王晓明吗？", ("白皮书", "王晓明")),
        ("双奥之城和王晓明", ("王晓明",)),
        ("徐克去了哪里？", ("徐克",)),
        ("馆长徐克去了哪里？", ("徐克",)),
        ("电影里徐克在哪里？", ()),
        ("工程师赠送了什么？", ()),
        ("“王晓明”和王晓明", ("王晓明",)),
        ("示范区何时获批？", ()),
    ],
)
def test_the_names_of_a_question(text: str, names: tuple[str, ...]) -> None:
    assert understand(text).names == names


def test_each_language_has_its_other_names() -> None:
    assert dict(understand("GDP是多少？").alternatives)["GDP"]
    assert dict(understand("Was it approved?").alternatives)["approved"][0] == "获批"


def test_parts_know_the_day_too() -> None:
    parts = understand("今年的大会何时召开？王志军去年去了哪里？", today=date(2023, 5, 1)).parts
    assert [part.years for part in parts] == [(2023,), (2022,)]


def test_the_longest_question() -> None:
    assert understand("问" * MAX_QUESTION_CHARACTERS).form == "what"
    with pytest.raises(QuestionError):
        understand("问" * (MAX_QUESTION_CHARACTERS + 1))


@pytest.mark.parametrize("text", ["电影的导演？", "什么人来了？", "负责人是？", "校长叫什么名字？"])
def test_other_ways_to_ask_for_a_person(text: str) -> None:
    assert understand(text).form == "who"
