"""Markers are read in every style, and a reply cut anywhere gives the same claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.chat.markers import Claim, markers_in, parse_reply

REPLIES = [
    "示范区获批。[1]注册量超200亿[2]。",
    "甲说。乙说。[1,2]\n丙说【3】。",
    "依据如下：\n- 示范区获批［1］。\n- **注册量**超过200亿[1-3]。\n",
    "It opened [1]. More joined.[2] The end came [3].",
    "<think>先想想 [1]。</think>\n答案在此。[1] [2]",
    "没有标记。\n有标记[2]。",
    "[9]越界[9]。然后[1]",
]


def claims(reply: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(claim.text, claim.numbers) for claim in parse_reply(reply, 3)]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (REPLIES[0], [("示范区获批。", (1,)), ("注册量超200亿。", (2,))]),
        (REPLIES[1], [("甲说。", (1, 2)), ("乙说。", (1, 2)), ("丙说。", (3,))]),
        (REPLIES[2], [("示范区获批。", (1,)), ("注册量超过200亿。", (1, 2, 3))]),
        (REPLIES[3], [("It opened.", (1,)), ("More joined.", (2,)), ("The end came.", (3,))]),
        (REPLIES[4], [("答案在此。", (1, 2))]),
        (REPLIES[5], [("没有标记。", ()), ("有标记。", (2,))]),
        (REPLIES[6], [("越界。", ()), ("然后", (1,))]),
        ("", []),
        ("[1]", []),
    ],
)
def test_claims(reply: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert claims(reply) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1]", (1,)),
        ("【1】", (1,)),
        ("［1］", (1,)),
        ("［１］", (1,)),
        ("[1,2]", (1, 2)),
        ("[1、3]", (1, 3)),
        ("[1-3]", (1, 2, 3)),
        ("[1–3]", (1, 2, 3)),
        ("[1][2]", (1, 2)),
        ("[^2]", (2,)),
        ("[资料3]", (3,)),
        ("[Source 2]", (2,)),
        ("[9]", ()),
        ("[0]", ()),
        ("[1-9999]", (1,)),
        ("[2023]", ()),
        ("[注]", ()),
    ],
)
def test_styles(text: str, expected: tuple[int, ...]) -> None:
    assert markers_in(text, 3) == expected


@pytest.mark.parametrize("reply", REPLIES)
def test_a_cut_stream_gives_the_same_claims(reply: str) -> None:
    whole = parse_reply(reply, 3)
    before: list[Claim] = []
    for end in range(len(reply) + 1):
        found = parse_reply(reply[:end], 3, finished=False)
        assert found[: len(before)] == before
        before = found
    assert whole[: len(before)] == before


@given(st.text(alphabet="甲乙。！\n[]【】［］1239,- .:：<think>/*", max_size=60))
def test_the_claims_of_a_beginning_are_the_beginning_of_the_claims(reply: str) -> None:
    whole = parse_reply(reply, 3)
    for end in range(len(reply)):
        found = parse_reply(reply[:end], 3, finished=False)
        assert found == whole[: len(found)] or "<think" in reply
