"""Overviews are told from facts, in both languages, and facts are left alone."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from rag.overview.intents import change_of, intent_of
from rag.overview.request import Which

PHRASINGS = tomllib.loads(Path(__file__).with_name("phrasings.toml").read_text(encoding="utf-8"))
ASKED = [(intent, phrase) for intent, row in PHRASINGS["overviews"].items() for phrase in row]
FACTS: list[str] = PHRASINGS["facts"]["questions"]


def test_there_are_enough_phrasings_of_both() -> None:
    assert len(ASKED) + len(FACTS) >= 300
    assert len(FACTS) >= 100
    assert sum(phrase.isascii() for _, phrase in ASKED) >= 60


@pytest.mark.parametrize(("intent", "phrase"), ASKED, ids=[phrase for _, phrase in ASKED])
def test_an_overview_is_known_by_how_it_is_asked(intent: str, phrase: str) -> None:
    found = intent_of(phrase)
    assert found is not None
    assert found.intent == intent


@pytest.mark.parametrize("question", FACTS)
def test_a_question_for_a_fact_is_none(question: str) -> None:
    assert intent_of(question) is None


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("关于台风有哪些报道？", "台风"),
        ("请问有没有讲房价调控的文章", "房价调控"),
        ("防灾方面的文件都有哪些", "防灾"),
        ("给我捋一下3号线的时间线", "3号线"),
        ("Which articles mention the demonstration zone?", "demonstration zone"),
        ("any news about the flood?", "flood"),
    ],
)
def test_the_topic_is_what_is_left(question: str, topic: str) -> None:
    found = intent_of(question)
    assert found is not None
    assert found.topic == topic


@pytest.mark.parametrize(
    ("question", "speaker", "topic", "scope"),
    [
        ("王志军说了什么？", "王志军", "", ""),
        ("林知秋对二期工程怎么看", "林知秋", "二期工程", ""),
        ("江小涓在长三角论坛上讲了什么？", "江小涓", "", "长三角论坛"),
        ("专家怎么看示范区？", "专家", "示范区", ""),
        ("谁说了什么", "", "", ""),
        ("What did Helen Qiu say about emissions?", "Helen Qiu", "emissions", ""),
    ],
)
def test_whose_words_on_what_and_where(question: str, speaker: str, topic: str, scope: str) -> None:
    found = intent_of(question)
    assert found is not None
    assert (found.speaker, found.topic, found.aspect) == (speaker, topic, scope)


@pytest.mark.parametrize(
    ("question", "sides", "aspect"),
    [
        ("京津冀和长三角的示范区有什么不同？", ("京津冀", "长三角"), "示范区"),
        ("青禾市2022年和2023年的人口哪个多", ("青禾市2022年", "青禾市2023年"), "人口多"),
        ("京津冀论坛和长三角论坛主题有什么不同", ("京津冀论坛", "长三角论坛"), "主题"),
        ("which is longer, line 3 or line 1?", ("line 3", "line 1"), "longer"),
    ],
)
def test_what_both_sides_share_is_the_aspect(
    question: str, sides: tuple[str, ...], aspect: str
) -> None:
    found = intent_of(question)
    assert found is not None
    assert (found.sides, found.aspect) == (sides, aspect)


@pytest.mark.parametrize(
    ("question", "which"),
    [
        ("第二个说了什么", Which(places=(2,))),
        ("12期和13期分别讲了什么", Which(names=("第12期", "第13期"))),
        ("防寒网那份通知说了什么", Which(described="防寒网")),
        ("给我来个全部内容的概览", Which()),
        ("summarise the press conference", Which(event="press conference")),
    ],
)
def test_which_articles_are_summed_up(question: str, which: Which) -> None:
    found = intent_of(question)
    assert found is not None
    assert (found.intent, found.which, found.topic) == ("summary", which, "")


def test_a_span_of_time_limits_the_list() -> None:
    found = intent_of("2022年7月以后有哪些文章？")
    assert found is not None
    assert str(found.limits.published_from) == "2022-07-01"
    assert found.limits.published_to is None


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("更多", "further"), ("还有吗？", "further"), ("more", "further"), ("短一点", "briefer"),
        ("shorter", "briefer"), ("详细一点", "fuller"), ("用英文", "english"),
        ("and in English?", "english"), ("示范区何时获批？", None),
    ],
)  # fmt: skip
def test_a_change_of_the_answer_before(said: str, change: str | None) -> None:
    assert change_of(said) == change


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("用英文说一遍", "english"),
        ("翻译成英文", "english"),
        ("能不能用英语回答", "english"),
        ("换成中文", "chinese"),
        ("用中文再说一遍", "chinese"),
        ("英文名是什么", None),
        ("用英文写的书有几本", None),
    ],
)
def test_the_language_of_the_answer_is_changed(said: str, change: str | None) -> None:
    assert change_of(said) == change
