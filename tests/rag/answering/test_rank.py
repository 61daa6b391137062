from __future__ import annotations

import math

import pytest

from rag.answering.judge import Judgement
from rag.answering.rank import log_odds, ranked
from rag.types import Passage, Reading, Span


def passage(number: int) -> Passage:
    return Passage(number, f"d{number}", 0, 2, "一。")


def reading(number: int, score: float) -> Reading:
    return Reading(passage(number), (), 0.0, score, "", number, score)


def judgement(item: Reading, probability: float, coverage: float = 0.5) -> Judgement:
    told = {"near_coverage": coverage}
    return Judgement(item, 0, 2, Span(0, 1, 0.0), probability, (), (), told)


def test_the_score_is_evidence_prior_and_log_odds() -> None:
    strong, weak = reading(0, 5.0), reading(1, 4.0)
    judged = [judgement(weak, 0.9), judgement(strong, 0.2)]
    # 4 + ln 9 = 6.2 beats 5 + ln 0.25 = 3.6
    order = ranked([passage(0), passage(1)], [strong, weak], judged, "zh")
    assert [p.chunk_id for p in order] == [1, 0]


def test_a_passage_that_speaks_of_all_that_is_asked_wins() -> None:
    strong, weak = reading(0, 5.0), reading(1, 4.0)
    judged = [judgement(strong, 0.5, 0.2), judgement(strong, 0.4, 0.5), judgement(weak, 0.5, 0.6)]
    both = [passage(0), passage(1)]
    # The sentence that speaks of most counts: 0.5 beside 0.6, worth 0.6 in Chinese, 4 in English.
    assert [p.chunk_id for p in ranked(both, [strong, weak], judged, "zh")] == [0, 1]
    assert [p.chunk_id for p in ranked(both, [strong, weak], judged, "en")] == [1, 0]


def test_unread_passages_follow_in_their_order() -> None:
    order = ranked([passage(n) for n in (3, 1, 2)], [reading(1, 0.0)], [], "zh")
    assert [p.chunk_id for p in order] == [1, 3, 2]


@pytest.mark.parametrize("probability", [0.0, 0.5, 1.0])
def test_log_odds_are_finite(probability: float) -> None:
    assert math.isfinite(log_odds(probability))
    assert log_odds(0.5) == pytest.approx(0.0)
