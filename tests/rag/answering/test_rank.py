from __future__ import annotations

import math
from dataclasses import replace

import pytest

from rag.answer_types import Reading, Span
from rag.answering.judge import Judgement
from rag.answering.question import Question, understand
from rag.answering.rank import log_odds, pairs_shared, ranked
from rag.types import Passage


def passage(number: int, text: str = "一。") -> Passage:
    return Passage(number, f"d{number}", 0, len(text), text)


def reading(number: int, evidence: float, text: str = "一。") -> Reading:
    return Reading(passage(number, text), (), 0.0, evidence, number, evidence)


def judgement(item: Reading, probability: float, coverage: float = 0.5) -> Judgement:
    told = {"near_coverage": coverage}
    return Judgement(item, 0, 2, Span(0, 1, 0.0), probability, (), told)


QUESTION = understand("示范区何时获批？")
ENGLISH = understand("When was the zone approved?")


def order(question: Question, *judged: Judgement) -> list[int]:
    readings = list({item.reading.rank: item.reading for item in judged}.values())
    passages = [item.passage for item in readings]
    return [found.chunk_id for found in ranked(question, passages, readings, judged)]


def test_the_place_counts_beside_what_was_read() -> None:
    first, fourth = reading(0, 1.0), reading(3, 5.0)
    # 36/5 + 0.5 = 7.7 beats 36/8 + 2.5 = 7.0; a likely sentence turns it.
    assert order(QUESTION, judgement(first, 0.5), judgement(fourth, 0.5)) == [0, 3]
    assert order(QUESTION, judgement(fourth, 0.8), judgement(first, 0.5)) == [3, 0]


def test_a_passage_that_speaks_of_all_that_is_asked_wins() -> None:
    first, second = reading(0, 1.0), reading(1, 1.0)
    judged = [judgement(first, 0.5, 0.2), judgement(first, 0.4, 0.5), judgement(second, 0.5, 0.6)]
    # The sentence that speaks of most counts: 0.5 beside 0.6, worth 0.8 in Chinese and 3 in
    # English; the first place is worth 1.2 and 0.8 more than the second.
    assert order(QUESTION, *judged) == [0, 1]
    assert order(ENGLISH, *judged) == [1, 0]


def test_the_letters_of_the_question_count() -> None:
    other, same = reading(0, 1.0), reading(1, 1.0, text="示范区获批。")
    assert order(QUESTION, judgement(other, 0.5), judgement(same, 0.5)) == [1, 0]


def test_pairs_shared() -> None:
    assert pairs_shared("示範區獲批？", "示范区１月获批。") == pytest.approx(3 / 4)
    assert pairs_shared("？", "示范区") == 0.0


def test_unread_passages_follow_in_their_order() -> None:
    found = ranked(QUESTION, [passage(n) for n in (3, 1, 2)], [reading(1, 0.0)], [])
    assert [p.chunk_id for p in found] == [1, 3, 2]


@pytest.mark.parametrize("probability", [0.0, 0.5, 1.0])
def test_log_odds_are_finite(probability: float) -> None:
    assert math.isfinite(log_odds(probability))
    assert log_odds(0.5) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("question", "evidence", "coverage", "text", "second_first"),
    [
        # The first place is worth 36/5 − 36/6 = 1.2 more than the second, in English 0.8.
        pytest.param(QUESTION, 0.0, 0.14, "一。", False, id="8_of_coverage"),
        pytest.param(QUESTION, 0.0, 0.16, "一。", True, id="8_of_more_coverage"),
        pytest.param(QUESTION, 2.3, 0.0, "一。", False, id="half_of_evidence"),
        pytest.param(QUESTION, 2.5, 0.0, "一。", True, id="half_of_more_evidence"),
        pytest.param(QUESTION, 0.0, 0.0, "示范。", True, id="14_of_a_sixth_of_the_pairs"),
        pytest.param(understand("示范区今年1月获批了是不是真的？"), 0.0, 0.0, "示范。", False,
                     id="14_of_a_fifteenth"),
        pytest.param(ENGLISH, 0.0, 0.024, "一。", False, id="30_of_coverage_in_english"),
        pytest.param(ENGLISH, 0.0, 0.03, "一。", True, id="30_of_more_coverage_in_english"),
        pytest.param(ENGLISH, 1.5, 0.0, "一。", False, id="half_of_evidence_in_english"),
        pytest.param(ENGLISH, 1.7, 0.0, "一。", True, id="half_of_more_evidence_in_english"),
        pytest.param(ENGLISH, 0.0, 0.0, ENGLISH.text, False, id="no_letters_in_english"),
    ],
)  # fmt: skip
def test_what_each_part_of_the_score_is_worth(
    question: Question, evidence: float, coverage: float, text: str, *, second_first: bool
) -> None:
    first, second = reading(0, 1.0), reading(1, 1.0 + evidence, text)
    judged = [judgement(first, 0.5), judgement(second, 0.5, 0.5 + coverage)]
    assert order(question, *judged) == ([1, 0] if second_first else [0, 1])


def test_a_passage_without_a_sentence_has_nothing_of_either() -> None:
    bare, other = reading(0, 1.0), reading(1, 1.0)
    found = ranked(QUESTION, [bare.passage, other.passage], [bare, other], [judgement(other, 0.01)])
    assert [each.chunk_id for each in found] == [1, 0]
    uncovered = replace(judgement(other, 1e-6), features={})
    again = ranked(QUESTION, [bare.passage, other.passage], [bare, other], [uncovered])
    assert [each.chunk_id for each in again] == [0, 1]


@pytest.mark.parametrize(
    ("question", "text", "shared"),
    [
        ("甲乙", "甲乙", 1.0),
        ("甲乙丙", "乙丙", 0.5),
        ("甲，乙丙", "甲，乙丙", 1.0),
        ("甲", "甲", 0.0),
    ],
)
def test_the_share_of_neighbours(question: str, text: str, shared: float) -> None:
    assert pairs_shared(question, text) == shared
