from __future__ import annotations

import pytest

from embeddings.words import WordVectors
from rag.answering.coverage import Wanted
from rag.answering.question import understand
from rag.text.fold import fold


@pytest.fixture(scope="module")
def words() -> WordVectors:
    return WordVectors()


def wanted(words: WordVectors, question: str) -> Wanted:
    asked = understand(question)
    return Wanted(asked, asked.text, words)


def covered(words: WordVectors, question: str, text: str) -> float:
    asked = wanted(words, question)
    return asked.cover(asked.cosines(words.words(text), fold(text)))[0]


@pytest.mark.parametrize(
    ("question", "head"),
    [
        ("示范区何时获批？", "获批"),
        ("谁枪击了首相？", "枪击"),
        ("2021年全省茶叶产量是多少？", "产量"),
        ("What is the theme of the forum?", "theme"),
    ],
)
def test_the_head_is_what_is_asked(words: WordVectors, question: str, head: str) -> None:
    asked = wanted(words, question)
    assert asked.head is not None
    word = asked.content[asked.head]
    assert asked.wording[word.start : word.end].strip() == head


def test_another_name_counts_as_the_word(words: WordVectors) -> None:
    text = "全省国内生产总值同比增长2.6%。"
    assert covered(words, "全省GDP增长率是多少？", text) > 0.95
    assert covered(words, "全省人口是多少？", text) < covered(words, "全省GDP是多少？", text)


def test_a_latin_name_must_stand_alone(words: WordVectors) -> None:
    asked = wanted(words, "亚太经合组织在哪里开会？")
    assert asked.missing(fold("APEC在曼谷开会。")) < asked.missing(fold("CAPECO在曼谷开会。"))


def test_near_words_are_missing_by_letter(words: WordVectors) -> None:
    asked = wanted(words, "他获得了哪年的小说奖？")
    assert asked.missing(fold("他获得了2019年的小说奖。")) == 0.0
    assert asked.missing(fold("他获得了2019年的散文奖。")) > 0.0


def test_nothing_wanted_is_covered(words: WordVectors) -> None:
    asked = wanted(words, "是什么？")
    assert asked.cover(asked.cosines(words.words("会议召开。"), "会议召开。")) == (1.0, 0.0)
    assert asked.head is None


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("哪个国家级政策文件推动了“互联网+”？", "文件"),
        ("云泽足球赛季军是哪支球队？", "球队"),
        ("Which city hosted the annual forum?", "city"),
    ],
)
def test_the_kind_asked_for_need_not_be_named(
    words: WordVectors, question: str, left_out: str
) -> None:
    kept = [question[w.start : w.end].strip() for w in wanted(words, question).content]
    assert left_out not in kept
    assert kept


def test_letters_count_however_the_text_is_cut(words: WordVectors) -> None:
    asked = wanted(words, "论坛哪天举行？")
    assert asked.head is not None
    assert asked.cosines([], "论坛7月28日在京举行。")[asked.head] == 1.0
