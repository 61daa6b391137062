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
