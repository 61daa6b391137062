"""A follow-up reworded by a model: it may fill in what was said, and nothing else."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import cast

import pytest

from rag.answer_types import Turn
from rag.answering.followup import rewrite
from rag.chat.answer import Model
from rag.chat.calls import Usage
from rag.chat.prompts import Prompt
from rag.chat.rewriting import checked, rewritten, whole_prompt
from tests.rag.chat_case import settings

TURNS = (
    Turn(
        "2021年长三角论坛谁致辞？", "2021年长三角论坛谁致辞？", "工信部副部长王志军出席并致辞。[1]"
    ),
)
ENGLISH = (
    Turn("When did the port open?", "When did the port open?", "Lanwan Port opened in 2019."),
)


def after(turns: tuple[Turn, ...], asked: str, reply: str) -> str:
    prompt = whole_prompt(asked, turns, lambda _: True)
    assert prompt is not None
    return checked(reply, prompt)


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ("在哪里举办的？", "2021年长三角论坛在哪里举办的？"),
        ("在哪里举办的？", "2021年长三角论坛的举办地点是哪里？"),
        ("他还说了什么？", "工信部副部长王志军在2021年长三角论坛上还说了什么内容？"),
        ("那京津冀呢？", "2021年京津冀论坛谁致辞？"),
    ],
)
def test_what_was_said_may_be_filled_in(asked: str, reply: str) -> None:
    assert after(TURNS, asked, reply) == reply
    assert after(TURNS, asked, f"改写后：{reply}") == reply


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ("在哪里举办的？", "2021年长三角论坛在上海举办的吗？"),
        ("在哪里举办的？", "2021年长三角论坛在浦东新区哪个会议中心举办？"),
        ("在哪里举办的？", "进博会期间的长三角论坛在哪里举办？"),
        ("他还说了什么？", "李勇还说了什么？"),
        ("有多少人？", "2022年长三角论坛有多少人？"),
    ],
)
def test_nothing_comes_in_that_nobody_named(asked: str, reply: str) -> None:
    assert after(TURNS, asked, reply) == ""


def test_the_same_in_english() -> None:
    assert after(ENGLISH, "and how big is it?", "How big is Lanwan Port?")
    assert after(ENGLISH, "and how big is it?", "How big is Lanwan Port in Shanghai?") == ""


@pytest.mark.parametrize("reply", ["在哪里举办的？", "在哪里举办的"])
def test_a_follow_up_given_back_as_it_came_is_made_whole_by_rule(
    reply: str, tmp_path: Path
) -> None:
    class Echo:
        name = "echo"

        def stream(self, _: Prompt, __: Usage) -> Generator[str]:
            yield reply

    chosen = settings("http://127.0.0.1:9/v1", tmp_path)
    waiting = rewritten(cast("Model", Echo()), "在哪里举办的？", TURNS, chosen)
    ended: list[str] = []

    def run() -> Generator[None]:
        made, _ = yield from waiting
        ended.append(made)

    list(run())
    assert ended == [rewrite("在哪里举办的？", TURNS)]
    assert "长三角论坛" in ended[0]
