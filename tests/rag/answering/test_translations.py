from __future__ import annotations

import pytest

from rag.answering.question import understand
from rag.answering.synonyms import ENGLISH, translated


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("When was the demonstration zone approved?", ["示范区", "获批"]),
        ("Where will the conference be held?", ["大会", "举行"]),
        ("How many companies joined the forum?", ["公司", "加入", "论坛"]),
        ("Who is the vice president?", ["副总裁"]),
        ("Which policies were published?", ["政策", "发布"]),
        ("What colour is the sky?", []),
    ],
)
def test_words_of_news_in_chinese(question: str, first: list[str]) -> None:
    assert [chinese[0] for _, chinese in translated(question)] == first


def test_phrases_are_as_written() -> None:
    assert translated("Was the Demonstration Zone approved?")[0][0] == "Demonstration Zone"


def test_an_english_question_knows_its_chinese_words() -> None:
    assert dict(understand("When was it approved?").alternatives)["approved"][0] == "获批"


def test_the_table_is_in_lower_case_and_chinese() -> None:
    for english, chinese in ENGLISH.items():
        assert english == english.lower()
        assert chinese
        assert all(len(word) <= 6 for word in chinese)
