"""Follow-ups become questions that stand by themselves; others stay as they are."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer_types import Turn
from rag.answering.followup import rewrite
from rag.answering.question import understand
from rag.chat.calls import Usage
from rag.chat.prompts import Prompt
from rag.chat.replies import Reply
from rag.chat.rewriting import rewritten
from rag.pipeline import outcome
from rag.settings import Settings


def turn(question: str, answer: str = "") -> Turn:
    return Turn(question, question, answer)


@pytest.mark.parametrize(
    ("before", "answer", "asked", "expected"),
    [
        ("京津冀示范区何时获批？", "", "那长三角呢？", "长三角示范区何时获批？"),
        ("示范区何时获批？", "", "白皮书呢？", "白皮书何时获批？"),
        ("示范区何时获批？", "", "那长三角的论坛呢？", "长三角的论坛何时获批？"),
        ("2022年北京节点注册量是多少？", "", "那2023年呢？", "2023年北京节点注册量是多少？"),
        ("北京的节点注册量有多少？", "", "那上海呢", "上海的节点注册量有多少？"),
        ("10月18日有什么活动？", "", "10月19日呢？", "10月19日有什么活动？"),
        ("徐晓兰出席了什么会议？", "", "那王志军呢？", "王志军出席了什么会议？"),
        ("谁出席了座谈会？", "副部长徐晓兰出席。[1]", "他还说了什么？", "徐晓兰还说了什么？"),
        ("大会在哪里举办？", "大会在沈阳举办。", "那里有多少企业？", "沈阳有多少企业？"),
        ("工作方案是在哪天通过的？", "", "它的目标是什么", "工作方案的目标是什么"),
        ("工业互联网白皮书讲了什么？", "", "什么时候发布的？", "工业互联网白皮书什么时候发布的？"),
        ("工业互联网大会何时举办？", "", "主题是什么？", "工业互联网大会的主题是什么？"),
        ("工业互联网大会的主题是什么？", "", "那何时举办？", "工业互联网大会何时举办？"),
        ("论坛是什么时候举行的？", "", "由谁主办？", "论坛由谁主办？"),
        ("示范区何时获批？", "", "为什么？", "示范区为什么获批？"),
        ("三地选择了哪些领域？", "", "还有呢？", "三地选择了哪些领域？"),
        ("京津冀示范区何时获批？", "", "那長三角呢？", "长三角示范区何时获批？"),
        ("How many joined in 2022?", "", "And in 2023?", "How many joined in 2023?"),
        ("Who opened in Beijing?", "", "What about Shanghai?", "Who opened in Shanghai?"),
        ("When did the forum open?", "", "Where was it held?", "Where was the forum held?"),
        ("Who spoke?", "Wang Zhijun spoke.", "What did he say?", "What did Wang Zhijun say?"),
        ("When was the zone approved?", "", "Why?", "Why – When was the zone approved?"),
    ],
)  # fmt: skip
def test_follow_ups(before: str, answer: str, asked: str, expected: str) -> None:
    assert rewrite(asked, [turn(before, answer)]) == expected


@pytest.mark.parametrize(
    "asked",
    [
        "长三角的论坛是什么时候办的？",
        "北京节点的注册量有多少？",
        "《工作方案》是谁制定的？",
        "How many companies joined the Shenyang forum?",
        "",
        "？",
    ],
)
def test_questions_that_stand_by_themselves(asked: str) -> None:
    assert rewrite(asked, [turn("京津冀示范区何时获批？", "2022年1月获批。")]) == asked


def test_without_a_conversation_nothing_changes() -> None:
    assert rewrite("那长三角呢？", []) == "那长三角呢？"


def test_an_earlier_turn_lends_its_person() -> None:
    history = [turn("谁出席了座谈会？", "徐晓兰出席。"), turn("座谈会有多少人？", "未说明。")]
    assert rewrite("他说了什么？", history) == "徐晓兰说了什么？"


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        pytest.param("示范区" * 400, "为什么？", id="a_subject_of_1200_characters"),
        pytest.param("示范区何时获批？" + "x" * 992, "那2023年的情况呢？", id="a_year_more"),
        pytest.param("x" * 1_000, "a", id="one_letter_more"),
        pytest.param("where " * 166, "when?", id="english"),
        pytest.param("？？", "还有呢？", id="nothing_was_asked"),
    ],
)
def test_a_conversation_makes_no_question_unusable(before: str, asked: str) -> None:
    whole = understand(rewrite(asked, [turn(before, "")])).text
    assert 0 < len(whole) <= 1_000


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_any_text_can_follow_any_other(before: str, answer: str, asked: str) -> None:
    assert isinstance(rewrite(asked, [turn(before, answer)]), str)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("长三角一体化示范区何时获批？", "长三角一体化示范区何时获批？"),
        ("好的，改写如下：\n长三角示范区何时获批？", "长三角示范区何时获批？"),
        ("长三角示范区2019年获批了吗？", "长三角示范区何时获批？"),
        ("王志军什么时候批准了长三角示范区？", "长三角示范区何时获批？"),
        ("", "长三角示范区何时获批？"),
        ("长" * 400, "长三角示范区何时获批？"),
    ],
    ids=["good", "preamble", "invents_a_year", "invents_a_person", "empty", "endless"],
)
def test_a_model_may_reword_but_not_invent(reply: str, expected: str, tmp_path: Path) -> None:
    model = Says(reply)
    history = [turn("京津冀示范区何时获批？", "2022年1月获批。")]
    settings = Settings(data_dir=tmp_path)
    assert outcome(rewritten(model, "那长三角呢？", history, settings))[0] == expected
    assert "2022年1月获批" in model.asked[0].values["conversation"]


def test_a_model_is_not_asked_about_a_whole_question(tmp_path: Path) -> None:
    model = Says("别的问题？")
    history = [turn("京津冀示范区何时获批？")]
    asked = "北京节点的注册量有多少？"
    assert outcome(rewritten(model, asked, history, Settings(data_dir=tmp_path))) == (asked, {})
    assert model.asked == []


class Says:
    """A chat model that says one thing."""

    name = "says"

    def __init__(self, reply: str) -> None:
        self.asked: list[Prompt] = []
        self._reply = reply

    def stream(self, prompt: Prompt, usage: Usage) -> Generator[str]:
        self.asked.append(prompt)
        usage.counts["calls"] += 1
        yield ""
        yield self._reply

    def reply(self, prompt: Prompt, evidence: int, usage: Usage) -> Generator[None, None, Reply]:
        raise NotImplementedError
