"""Questions of several parts: taken apart, and each part made whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.parts import MOST_PARTS, parts_of
from rag.answering.question import understand


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        pytest.param(
            "数字大会什么时候召开，主题是什么？",
            ["数字大会什么时候召开", "数字大会主题是什么？"],
            id="subject_left_out",
        ),
        pytest.param(
            "工信部什么时候发文，它的部长是谁？",
            ["工信部什么时候发文", "工信部的部长是谁？"],
            id="pronoun",
        ),
        pytest.param(
            "展会为什么设在这座城市，它是展会的什么？",
            ["展会为什么设在这座城市", "城市是展会的什么？"],
            id="pronoun_for_what_the_part_does_not_name",
        ),
        pytest.param("江小涓是谁，她说了什么？", ["江小涓是谁", "江小涓说了什么？"], id="person"),
        pytest.param(
            "蓝湾港2021年处理了多少集装箱，2022年呢？",
            ["蓝湾港2021年处理了多少集装箱", "蓝湾港2022年处理了多少集装箱"],
            id="another_year",
        ),
        pytest.param(
            "北京有多少家企业节点，天津呢？",
            ["北京有多少家企业节点", "天津有多少家企业节点"],
            id="another_place",
        ),
        pytest.param(
            "上海有多少人，北京有多少人？",
            ["上海有多少人", "北京有多少人？"],
            id="subject_of_its_own",
        ),
        pytest.param(
            "城北厂量产推迟到哪一年，为什么？",
            ["城北厂量产推迟到哪一年", "为什么城北厂量产推迟？"],
            id="bare_why",
        ),
        pytest.param(
            "代表团来了多少人？其中运动员几个",
            ["代表团来了多少人？", "代表团其中运动员几个"],
            id="of_it",
        ),
        pytest.param(
            "青禾市2022年和2023年的常住人口分别是多少？",
            ["青禾市2022年的常住人口是多少？", "青禾市2023年的常住人口是多少？"],
            id="both_ends_shared",
        ),
        pytest.param(
            "蓝湾港二季度利润和增速分别是多少",
            ["蓝湾港二季度利润是多少？", "蓝湾港二季度增速是多少？"],
            id="beginning_shared",
        ),
        pytest.param(
            "论坛的主题是什么，副主题又是什么？",
            ["论坛的主题是什么", "论坛副主题又是什么？"],
            id="attribute_of_the_same",
        ),
    ],
)
def test_parts_stand_by_themselves(question: str, parts: list[str]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "示范区何时获批？",
        "在成都举行的大会，什么时候开？",
        "在野马队和钢人队中，哪支球队是冠军？",
        "白皮书是何时、由谁发布的？",
        "哪一年，谁签署了协议？",
        "电影里有十几个演员，导演是谁？",
        "How and when did it reach Europe?",
        "和平号空间站哪年坠落？",
    ],
)
def test_a_single_question_stays_whole(question: str) -> None:
    assert parts_of(question) == []


@given(
    st.lists(
        st.sampled_from(["何时开", "，", "谁", "？", "新馆", "和", "分别", "它", "a"]), max_size=14
    )
)
def test_anything_has_no_part_or_some_that_ask(pieces: list[str]) -> None:
    parts = parts_of("".join(pieces))
    assert len(parts) != 1
    assert len(parts) <= MOST_PARTS
    assert all(part.strip() for part in parts)


def test_parts_are_understood_each_by_itself() -> None:
    parts = understand("数字大会什么时候召开，主题是什么？").parts
    assert [part.form for part in parts] == ["when", "title"]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("论坛何时召开？主题是什么？地点在哪？谁主办？谁承办？",
         "论坛何时召开？ 论坛主题是什么？ 论坛地点在哪？ 论坛谁主办？ 论坛谁承办？"),
        ("论坛何时召开？主题是什么？地点在哪？谁主办？谁承办？谁协办？", ""),
        # What links the parts is left out, what only asks why gets what was said.
        ("论坛何时召开，又在哪里召开？", "论坛何时召开 论坛在哪里召开？"),
        ("论坛何时召开，同时谁来了？", "论坛何时召开 论坛谁来了？"),
        ("新馆推迟到何时，那是为什么？", "新馆推迟到何时 为什么新馆推迟？"),
        ("谁来了，其中谁最大？", "谁来了 其中谁最大？"),
        ("代表团来了多少人？一共几个国家？", "代表团来了多少人？ 代表团一共几个国家？"),
        # A part with a subject of its own stays as it is.
        ("新馆何时开放，面积有多大，藏书多少册？",
         "新馆何时开放 新馆面积有多大 藏书多少册？"),
        ("新馆何时开放；王志军说了什么？", "新馆何时开放 王志军说了什么？"),
        ("新馆何时开放，《方案》讲了什么？", "新馆何时开放 《方案》讲了什么？"),
        ("新馆何时开放，沈阳有多大？", "新馆何时开放 沈阳有多大？"),
        ("馆何时开放，谁办的？", "馆何时开放 谁办的？"),
        ("SAP何时成立，总部在哪？", "SAP何时成立 总部在哪？"),
        ("他何时来，那里有多少人？", "他何时来 那里有多少人？"),
        ("Who came; where is it?", "Who$came where$is$it?"),
        ("When did it open and who came?", "When$did$it$open who$came?"),
        # What asks nothing stays with the last that does.
        ("新馆何时开放，谁办的，请说明。", "新馆何时开放 新馆谁办的请说明。"),
        # Of each by itself.
        ("甲馆与乙馆分别在哪里？", "甲馆在哪里？ 乙馆在哪里？"),
        ("甲馆及乙馆各有多大？", "甲馆有多大？ 乙馆有多大？"),
        ("甲馆、乙馆、丙馆各自在哪里？", "甲馆在哪里？ 乙馆在哪里？ 丙馆在哪里？"),
        ("甲馆以及乙馆分别在哪里？", "甲馆在哪里？ 乙馆在哪里？"),
        ("甲馆、乙馆、丙馆、丁馆、戊馆分别在哪里？",
         "甲馆在哪里？ 乙馆在哪里？ 丙馆在哪里？ 丁馆在哪里？ 戊馆在哪里？"),
        ("甲馆、乙馆、丙馆、丁馆、戊馆、己馆分别在哪里？", ""),
        ("甲馆、乙分别在哪里？", ""),
        ("青禾市2020年、2021年和2022年的人口分别是多少？",
         "青禾市2020年的人口是多少？ 青禾市2021年的人口是多少？ 青禾市2022年的人口是多少？"),
        ("青禾市人口和2023年人口分别是多少？", "青禾市人口是多少？ 2023年人口是多少？"),
        ("青禾市上半年和下半年的产量分别是多少？",
         "青禾市上半年的产量是多少？ 青禾市下半年的产量是多少？"),
        ("青禾市一季度和二季度的产量分别是多少？",
         "青禾市一季度的产量是多少？ 青禾市二季度的产量是多少？"),
        ("青禾市3月和4月5日的产量分别是多少？",
         "青禾市3月的产量是多少？ 青禾市4月5日的产量是多少？"),
        ("王志军、徐晓兰和林知秋在会上分别说了什么？",
         "王志军在会上说了什么？ 徐晓兰在会上说了什么？ 林知秋在会上说了什么？"),
        ("论坛和林知秋在会上分别说了什么？", "论坛说了什么？ 林知秋在会上说了什么？"),
        ("王志军和论坛分别说了什么？", "王志军说了什么？ 论坛说了什么？"),
        ("王志军和他的公司分别在哪里？", "王志军在哪里？ 王志军的公司在哪里？"),
        ("城东公司利润和沈阳利润分别是多少？", "城东公司利润是多少？ 沈阳利润是多少？"),
        ("城东公司利润和2021年利润分别是多少？", "城东公司利润是多少？ 2021年利润是多少？"),
        ("城东利润和城西公司增速分别是多少？", "城东利润是多少？ 城西公司增速是多少？"),
    ],
)  # fmt: skip
def test_each_part_gets_what_it_leaves_out(question: str, parts: str) -> None:
    assert parts_of(question) == [part.replace("$", " ") for part in parts.split()]
