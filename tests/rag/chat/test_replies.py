"""Replies as they come: JSON sentence by sentence, plain text, and what stands around both."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.chat.replies import claims_so_far, declined, plain_reply


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '{"sentences": [{"text": "示范区获批。", "sources": [1]}, {"text": "共有',
            ["示范区获批。"],
        ),
        ('{"sentences": [{"text": "示范区获批。", "sour', []),
        ('```json\n{"sentences": [{"text": "示范区获批。", "sources": [1]}', ["示范区获批。"]),
        ("{", []),
        ("", []),
        ("[1] 示范区获批。", []),
        ("资料", []),
        ("示范区获批。[1]北京", ["示范区获批。"]),
        ('<think>{"sentences": [{"text": "错。", "sources": [1]}]', []),
    ],
)
def test_what_is_certain_so_far(text: str, said: list[str]) -> None:
    assert [claim.text for claim in claims_so_far(text, 2)] == said


@given(
    rows=st.lists(st.tuples(st.text(min_size=1, max_size=20), st.integers(0, 4)), max_size=4),
    data=st.data(),
)
def test_a_beginning_has_the_beginning_of_the_claims(
    rows: list[tuple[str, int]], data: st.DataObject
) -> None:
    whole = json.dumps(
        {"sentences": [{"text": text, "sources": [n]} for text, n in rows]}, ensure_ascii=False
    )
    claims = list(plain_reply(whole, 3).claims)
    cut = data.draw(st.integers(0, len(whole)))
    begun = claims_so_far(whole[:cut], 3)
    assert begun == claims[: len(begun)]
    assert claims_so_far(whole, 3) == claims


@pytest.mark.parametrize(
    "text",
    [
        "回答：示范区获批。[1]",
        "→ 示范区获批。[1]",
        "**回答：** 示范区获批。[1]",
        "Answer: 示范区获批。[1]",
        "- → 答：示范区获批。[1]",
        '{"sentences": [{"text": "回答：示范区获批", "sources": [1]}]}',
    ],
)
def test_scaffolding_is_taken_away(text: str) -> None:
    (claim,) = plain_reply(text, 1).claims
    assert (claim.text, claim.numbers) == ("示范区获批。", (1,))


def test_narrow_commas_between_characters_are_widened() -> None:
    (claim,) = plain_reply("2022年6月,北京有1,200家，含A,B两类。[1]", 1).claims
    assert claim.text == "2022年6月，北京有1,200家，含A,B两类。"


@pytest.mark.parametrize("text", ["资料不足", '{"sentences": []}', "<think>没有</think>资料不足"])
def test_a_refusal_in_either_form(text: str) -> None:
    reply = plain_reply(text, 2)
    assert declined(reply)
    assert not reply.claims


@pytest.mark.parametrize("text", ["", "{", '{"sentences": [{"te', "<html>"])
def test_what_is_no_refusal(text: str) -> None:
    assert not declined(plain_reply(text, 2))
