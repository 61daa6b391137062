"""Statements and lists are found in a text as it stands."""

from __future__ import annotations

import pytest

from rag import Document
from rag.answering.question import understand
from rag.overview.sentences import sentences_of
from rag.overview.speech import said_by
from rag.overview.wanted import list_meant


def article(text: str, title: str = "河港新闻") -> Document:
    return Document(id=title + text[:20], path="a.txt", title=title, text=text)


def words(text: str, speaker: str) -> str:
    found = said_by(article(text), speaker)
    return "".join(sentence.text for one in found for sentence in one.sentences)


@pytest.mark.parametrize(
    ("text", "speaker", "said"),
    [
        pytest.param(
            "市长周明说，桥会在五月通车。票价不变，学生半价。\n港务局局长陈立说，码头还要扩建。",
            "周明",
            "市长周明说，桥会在五月通车。票价不变，学生半价。",
            id="until_somebody_else_speaks",
        ),
        pytest.param(
            "市长周明说，桥会在五月通车。据悉，这座桥修了三年多。",
            "周明",
            "市长周明说，桥会在五月通车。",
            id="until_the_narrator_does",
        ),
        pytest.param(
            "市长周明：\n桥会在五月通车，票价不变。\n港务局局长陈立：\n码头明年还要再扩建。",
            "陈立",
            "码头明年还要再扩建。",
            id="transcript",
        ),
        pytest.param(
            "市长周明补充说：\n“桥会在五月正式通车。”\n这意味着两岸半小时可以来往。",
            "周明",
            "“桥会在五月正式通车。”",
            id="a_line_that_ends_in_a_colon",
        ),
        pytest.param(
            "市长周明说，桥会在五月通车。\n一位评论员写了文章。\n他说，周明不应当这样着急。",
            "周明",
            "市长周明说，桥会在五月通车。",
            id="he_is_not_who_is_spoken_about",
        ),
        pytest.param(
            "“桥上一律不收费。”市长周明说，货车要绕行。",
            "周明",
            "“桥上一律不收费。”市长周明说，货车要绕行。",
            id="who_said_it_stands_behind",
        ),
        pytest.param(
            "新桥昨天通车了。市长周明说，货车要绕行。",
            "周明",
            "市长周明说，货车要绕行。",
            id="what_nobody_said_stands_before",
        ),
        pytest.param(
            '"Few people see the mill," says local guide Zhao Lan. "It is free." Bus 3 goes.',
            "Zhao Lan",
            '"Few people see the mill," says local guide Zhao Lan."It is free."',
            id="english_post_before_the_name",
        ),
        pytest.param("副市长周明说，桥会在五月通车。", "市长", "", id="the_deputy_is_not_the_head"),
    ],
)
def test_what_a_speaker_says(text: str, speaker: str, said: str) -> None:
    assert words(text, speaker) == said


def test_what_may_be_quoted_alone() -> None:
    text = "河港新闻\n本报记者 周明\n新桥昨天正式通车了。\n责任编辑：陈立\n（示例：均为虚构。）"
    assert [sentence.text for sentence in sentences_of(article(text))] == ["新桥昨天正式通车了。"]


@pytest.mark.parametrize(
    ("text", "question", "items"),
    [
        pytest.param(
            "大会有以下新特点：\n一是规模更大，参展企业多了。\n二是形式更新，增加了展区。\n完了。",
            "大会有哪些新特点？",
            2,
            id="clauses",
        ),
        pytest.param(
            "捐款名单：\n\n姓名 | 金额\n周明 | 500元\n陈立 | 300元\n",
            "捐款名单有哪些人？",
            3,
            id="rows",
        ),
        pytest.param(
            "大会有以下新特点：\n一是规模更大，参展企业多了。\n二是形式更新，增加了展区。",
            "大会有哪些主办单位？",
            0,
            id="another_list",
        ),
        pytest.param(
            "大会有以下三个特点：\n（1）规模更大了。\n（2）形式更新了。\n（3）嘉宾更多了。",
            "大会有哪4个特点？",
            0,
            id="another_number",
        ),
    ],
)
def test_a_list_is_told_by_what_announces_it(text: str, question: str, items: int) -> None:
    found = list_meant(understand(question), [article(text)])
    assert (len(found.items) if found else 0) == items


MINUTES = """一、会议听取了防汛准备的汇报。
二、会议决定：
1. 各镇六月十日前登记完低洼住户。
2. 应急局备好沙袋四万条。
3. 水文站一小时报一次水位。
三、下次会议另行通知。"""


@pytest.mark.parametrize("asked", ["会议决定了哪几件事", "会议决定了哪些内容", "会议决定的三件事"])
def test_a_list_within_a_list_is_whole(asked: str) -> None:
    question = understand(asked + "，是哪些？")
    found = list_meant(question, [article(MINUTES)])
    assert found is not None
    assert len(found.items) == 3
    assert MINUTES[slice(*found.items[2])] == "3. 水文站一小时报一次水位。"
