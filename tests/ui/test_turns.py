"""A conversation survives the trip through a browser; nothing odd that comes back does harm."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.fakes import answered, documents, refusal
from ui.html.turn import conversation_html
from ui.state.session import Session
from ui.state.turns import (
    MAX_TURNS,
    PageTurn,
    as_record,
    from_record,
    history_of,
    new_turn,
    with_turn,
)

DONE = replace(new_turn("何时获批？", "2023 – 2024"), status="done", answer=answered(documents()))
REFUSED = replace(new_turn("2030？"), status="done", answer=refusal("2030？", documents()))

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=20,
)


def test_a_conversation_comes_back_as_it_was() -> None:
    kept = json.loads(json.dumps(as_record((DONE, REFUSED), "甲")))
    back = from_record(kept, "甲")
    assert [turn.question for turn in back] == ["何时获批？", "2030？"]
    assert back[0].answer is not None
    assert DONE.answer is not None
    assert back[0].answer.citations == DONE.answer.citations
    assert back[1].answer is not None
    assert back[1].answer.missing == "文中只有2024年获批的时间，没有2030年的安排。"
    assert conversation_html(back, "zh") == conversation_html((DONE, REFUSED), "zh")


def test_another_users_conversation_is_not_opened() -> None:
    assert from_record(as_record((DONE,), "甲"), "乙") == ()
    assert from_record(as_record((DONE,), "甲"), "") == ()


def test_a_question_under_way_comes_back_interrupted() -> None:
    back = from_record(as_record((new_turn("问"),)))
    assert [turn.status for turn in back] == ["interrupted"]


@given(JSON)
def test_anything_may_come_back_from_a_browser(value: Any) -> None:
    assert from_record(value) == ()
    record = {"version": 1, "owner": "", "turns": [value]}
    assert conversation_html(from_record(record), "zh") is not None
    turn = as_record((DONE,))["turns"][0]
    for name in turn:
        odd = {"version": 1, "owner": "", "turns": [{**turn, name: value}]}
        conversation_html(from_record(odd), "zh")
    for name in turn["answer"]:
        strange = {**turn, "answer": {**turn["answer"], name: value}}
        conversation_html(from_record({"version": 1, "owner": "", "turns": [strange]}), "zh")


def test_the_oldest_turns_leave_first() -> None:
    turns: tuple[PageTurn, ...] = ()
    for number in range(MAX_TURNS + 5):
        turns = with_turn(turns, new_turn(f"第{number}问"))
    assert len(turns) == MAX_TURNS
    assert turns[0].question == "第5问"


def test_history_ends_before_the_turn_that_is_asked() -> None:
    assert [turn.question for turn in history_of((DONE, REFUSED), before=REFUSED.id)] == [
        "何时获批？"
    ]


def test_a_rating_given_meanwhile_is_kept_and_a_cleared_turn_stays_away() -> None:
    session = Session()
    session.add(DONE)
    session.update(replace(DONE, rating="good"))
    session.update(replace(DONE, text="later"))
    assert session.turns[0].rating == "good"
    session.turns = ()
    session.update(DONE)
    assert session.turns == ()
