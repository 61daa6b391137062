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
from rag.settings import Settings
from rag.underway import outcome


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
        ("新馆的儿童阅览室有多少座？", "", "何时开放？", "新馆的儿童阅览室何时开放？"),
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
    ("before", "answer", "asked", "expected"),
    [
        # A bare question word takes the old one's place; the same again asks the same.
        ("论坛何时召开？", "", "那哪里？", "论坛哪里召开？"),
        ("论坛何时召开？", "", "那么？", "论坛何时召开？"),
        ("论坛何时召开？", "", "其他呢？", "论坛何时召开？"),
        ("介绍一下论坛", "", "为什么？", "论坛为什么？"),
        # One thing for another of its kind; in front where the old question has none.
        ("论坛何时召开？", "", "2023年呢？", "2023年论坛何时召开？"),
        ("2022年8月1日的会谁来了？", "", "2021年呢？", "2021年8月1日的会谁来了？"),
        ("2022年的会谁来了？", "", "8月1日呢？", "8月1日的会谁来了？"),
        ("今年的会谁来了？", "", "去年的呢？", "去年的的会谁来了？"),
        ("论坛何时召开？", "", "那海州呢？", "海州论坛何时召开？"),
        ("天津的内蒙古馆有多大？", "", "北京呢？", "天津的北京馆有多大？"),
        ("海州的馆有多大？", "", "上海呢？", "上海的馆有多大？"),
        ("徐晓兰说了什么？", "", "云泽县呢？", "云泽县徐晓兰说了什么？"),
        ("徐晓兰说了什么？", "", "那论坛呢？", "论坛说了什么？"),
        ("怎么样？", "", "论坛呢？", "论坛怎么样？"),
        ("论坛何时召开？", "", "至于白皮书的情况呢？", "白皮书何时召开？"),
        ("论坛何时召开？", "", "换成大会，如何？", "大会何时召开？"),
        # A pronoun: the last person, place or thing spoken of.
        ("座谈会在哪里举行？", "座谈会在海州举行。", "当地有多少企业？", "海州有多少企业？"),
        ("沈阳的论坛何时召开？", "", "那儿的天气怎样？", "沈阳的天气怎样？"),
        ("海州和云泽县谁大？", "", "那里有多少人？", "云泽县有多少人？"),
        ("谁办了论坛？", "徐晓兰出席，王志军表示。", "她多大？", "徐晓兰多大？"),
        ("高木是谁？", "", "他多大？", "高木多大？"),
        ("徐晓兰是谁？", "", "徐晓兰和她的馆在哪里？", "徐晓兰和她的馆在哪里？"),
        ("论坛何时召开？", "", "该论坛有多大？", "该论坛有多大？"),
        ("论坛何时召开？", "", "它是谁办的？", "论坛是谁办的？"),
        ("数字大会的主题是什么？", "", "它在哪里召开？", "数字大会在哪里召开？"),
        ("工业和信息论坛何时召开？", "", "上述的目标是什么？", "工业和信息论坛的目标是什么？"),
        ("论坛何时召开？", "", "其他国家呢？", "其他国家何时召开？"),
        # What leaves its subject out gets the old one, and the old year.
        ("2022年论坛何时召开？", "", "地点是什么？", "2022年论坛的地点是什么？"),
        ("2022年论坛何时召开？", "", "2021年的地点是什么？", "论坛2021年的地点是什么？"),
        ("论坛何时召开？", "", "还有哪些单位？", "论坛有哪些单位？"),
        ("论坛何时召开？", "", "具体在哪里？", "论坛在哪里？"),
        ("论坛的主题是什么？", "", "什么时候开？", "论坛什么时候开？"),
        ("时间是什么？", "", "在哪里？", "在哪里？"),
        ("他说了什么？", "", "在哪里？", "在哪里？"),
    ],
)  # fmt: skip
def test_follow_ups_of_all_kinds(before: str, answer: str, asked: str, expected: str) -> None:
    assert rewrite(asked, [turn(before, answer)]) == expected


@pytest.mark.parametrize(
    ("before", "answer", "asked", "expected"),
    [
        ("When did the forum open?", "", "And in 2023?", "When did the forum open in 2023?"),
        ("What opened in May 2021?", "", "What about 2022?", "What opened in May 2022?"),
        ("How many joined?", "", "What about Haizhou?", "How many joined in Haizhou?"),
        ("Who spoke at Haizhou?", "", "And at Yunze?", "Who spoke at Yunze?"),
        ("When did the forum open?", "", "How about the fair?", "When did the fair open?"),
        ("Who won?", "", "What about the fair?", "the fair: Who won?"),
        ("When did the forum open?", "", "But what about the fair?", "When did the fair open?"),
        ("Who won?", "", "And who lost?", "And who lost?"),
        ("When did it open?", "", "And why?", "And why – When did it open?"),
        ("When did the forum open?", "", "Who opened it?", "Who opened the forum?"),
        ("When did the forum open?", "", "What is its theme?", "What is the forum's theme?"),
        ("When did the forum open?", "", "Who was there?", "Who was the forum?"),
        ("When did the forum open?", "", "How many are there there is?",
         "How many are the forum there is?"),
        ("When did the forum open?", "", "Is this article long?", "Is this article long?"),
        ("Who is Helen Qiu?", "", "What is their post?", "What is Helen Qiu's post?"),
        ("Who is Helen Qiu?", "", "Where are they?", "Where are Helen Qiu?"),
        ("What did Lanwan build?", "", "When did it open?", "When did Lanwan open?"),
        ("Who spoke?", "徐晓兰 spoke.", "What did she say?", "What did 徐晓兰 say?"),
        ("How many?", "", "When did it open?", "When did it open?"),
    ],
)  # fmt: skip
def test_follow_ups_in_english(before: str, answer: str, asked: str, expected: str) -> None:
    assert rewrite(asked, [turn(before, answer)]) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("他多大？", "王志军多大？"),
        ("那里有多大？", "沈阳有多大？"),
        ("How old is he?", "How old is 王志军?"),
    ],
)
def test_the_last_turn_that_names_one_lends_it(asked: str, expected: str) -> None:
    history = [
        turn("徐晓兰去了北京的论坛吗？", "Xu Xiaolan opened the forum."),
        turn("王志军去了沈阳的展会吗？", "Wang Zhijun opened the fair."),
        turn("怎么样？"),
    ]
    assert rewrite(asked, history) == expected


def test_the_last_turn_that_names_one_lends_it_in_english() -> None:
    history = [turn("When did the forum open?"), turn("When did the fair open?"), turn("Who?")]
    assert rewrite("How big is it?", history) == "How big is the fair?"


def test_only_the_last_five_turns_lend_anything() -> None:
    old = turn("王志军是谁？")
    assert rewrite("他多大？", [old, *[turn("怎么样？")] * 4]) == "王志军多大？"
    assert rewrite("他多大？", [old, *[turn("怎么样？")] * 5]) == "他多大？"


def test_the_question_that_was_searched_counts() -> None:
    history = [Turn("那长三角呢？", "长三角示范区何时获批？", "")]
    assert rewrite("在哪里？", history) == "长三角示范区在哪里？"


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


@pytest.mark.parametrize(
    ("before", "asked", "whole"),
    [
        ("3号线…", "总投资多少？", "3号线的总投资多少？"),
        ("2号楼有多高？", "什么时候建的？", "2号楼什么时候建的？"),
        ("谁提出了这个建议？", "今天天气怎么样？", "今天天气怎么样？"),
        ("示范区何时获批？", "上海怎么样？", "上海示范区何时获批？"),
    ],
)
def test_numbers_belong_to_names_and_what_stands_alone_is_left(
    before: str, asked: str, whole: str
) -> None:
    assert rewrite(asked, [Turn(before, before, "")]) == whole
