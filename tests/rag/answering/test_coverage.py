from __future__ import annotations

import pytest

from embeddings.words import WordVectors
from rag.answering.coverage import Wanted
from rag.answering.question import understand
from rag.text.fold import fold
from tests.rag.answering import cases


@pytest.fixture(scope="module")
def words() -> WordVectors:
    return cases.words()


def wanted(words: WordVectors, question: str) -> Wanted:
    asked = understand(question)
    return Wanted(asked, words)


def covered(words: WordVectors, question: str, text: str) -> float:
    asked = wanted(words, question)
    return asked.cover(asked.cosines(words.words(text), fold(text)))


def test_another_name_counts_as_the_word(words: WordVectors) -> None:
    text = "全省国内生产总值同比增长2.6%。"
    assert covered(words, "全省GDP增长多少？", text) > 0.95
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
    assert asked.cover(asked.cosines(words.words("会议召开。"), "会议召开。")) == 1.0


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
    told = [asked.question.text[word.start : word.end] for word in asked.content]
    assert asked.cosines([], "论坛7月28日在京举行。")[told.index("举行")] == 1.0


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        # Without the kind asked for, where two words remain.
        ("哪个政策文件推动了示范区？", "推动 示范区"),
        ("什么文件推动了示范区和论坛？", "推动 示范区 论坛"),
        ("哪个文件好？", "文件 好"),
        ("什么时候办论坛？", "办 论坛"),
        ("哪家著名公司推动示范区论坛？", "著名 公司 推动 示范区 论坛"),
        ("哪位王志军推动了示范区论坛？", "王 志军 推动 示范区 论坛"),
        ("Which are the nodes of the forum?", "nodes forum"),
        ("What forum opened with nodes?", "opened nodes"),
        ("示范区的情况是什么", "示范区 情况"),
        ("示范区的名称", "示范区 名称"),
        ("请问哪位发布的白皮书", "发布 白皮书"),
        ("白皮书是谁发布的", "白皮书 发布"),
        ("who opened the forum", "opened forum"),
        ("发展的的", "发展"),
        ("地点内容", "地点 内容"),
    ],
)
def test_what_a_question_is_about(words: WordVectors, question: str, kept: str) -> None:
    asked = wanted(words, question)
    told = [question[w.start : w.end].strip().lower() for w in asked.content]
    assert told == kept.split()


def test_how_much_is_covered_by_weight(words: WordVectors) -> None:
    asked = wanted(words, "推动示范区")
    push, zone = (word.weight for word in asked.content)
    share = zone / (push + zone)
    for text, cosines, covered, missing in (
        ("推动示范区", [1.0, 1.0], 1.0, 0.0),
        ("推动", [1.0, 0.0], 1 - share, zone),
        ("示范区", [0.0, 1.0], share, push),
        ("", [0.0, 0.0], 0.0, zone),
    ):
        told = asked.cosines([], text)
        assert told.tolist() == cosines
        assert asked.cover(told) == pytest.approx(covered)
        assert asked.missing(text) == pytest.approx(missing / 10)


def test_between_languages_half_a_likeness_is_whole(words: WordVectors) -> None:
    asked = understand("节点推动")
    near = words.words("点推")
    one = Wanted(asked, words).cosines(near, "")
    half = Wanted(asked, words, 0.5).cosines(near, "")
    assert half.tolist() == pytest.approx([min(1.0, 2 * value) for value in one])
    assert 0.0 < min(one) < 1.0
    assert Wanted(asked, words, 0.5).missing("") == 0.0


def test_a_single_letter_is_not_looked_for(words: WordVectors) -> None:
    asked = wanted(words, "好论坛")
    assert asked.verbatim("好处论坛").tolist() == [0.0, 1.0]
    assert asked.missing("好处论坛") == 0.0


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("GDP下降多少", "国内生产总值", [1.0, 0.0]),
        ("下降的GDP有多少", "国内生产总值", [0.0, 1.0]),
        ("GDP下降多少", "GDPS", [0.0, 0.0]),
        ("GDP下降多少", "2GDP", [0.0, 0.0]),
        ("GDP下降多少", "约gdp下降", [1.0, 1.0]),
    ],
)
def test_another_name_stands_for_its_own_word_alone(
    words: WordVectors, question: str, text: str, told: list[float]
) -> None:
    assert wanted(words, question).verbatim(fold(text)).tolist() == told
