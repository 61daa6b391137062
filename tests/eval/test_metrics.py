"""Retrieval figures against ir-measures, the rest against values worked out by hand."""

from __future__ import annotations

import random
from math import log2

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, Success, nDCG

from eval import metrics


@pytest.mark.parametrize("seed", range(20))
def test_ranked_figures_agree_with_ir_measures(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    documents = [f"d{n}" for n in range(30)]
    ranked = rng.sample(documents, rng.randint(1, 30))
    judged = {one: rng.choice([0, 0, 1, 2]) for one in rng.sample(documents, 12)}
    judged["d-missing"] = 1
    qrels = [ir_measures.Qrel("q", one, grade) for one, grade in judged.items()]
    run = [ir_measures.ScoredDoc("q", one, -float(rank)) for rank, one in enumerate(ranked)]
    theirs = ir_measures.calc_aggregate(
        [nDCG @ 10, RR @ 10, R @ 5, R @ 10, Success @ 1, Success @ 5], qrels, run
    )
    grades = [float(judged.get(one, 0)) for one in ranked]
    gains = [int(grade > 0) for grade in grades]
    total = sum(grade > 0 for grade in judged.values())
    assert metrics.ndcg_at(grades, list(judged.values()), 10) == pytest.approx(theirs[nDCG @ 10])
    assert metrics.reciprocal_rank_at(gains, 10) == pytest.approx(theirs[RR @ 10])
    assert metrics.recall_at(gains, total, 5) == pytest.approx(theirs[R @ 5])
    assert metrics.recall_at(gains, total, 10) == pytest.approx(theirs[R @ 10])
    assert metrics.hit_at(gains, 1) == theirs[Success @ 1]
    assert metrics.hit_at(gains, 5) == theirs[Success @ 5]


def test_two_units_in_two_articles() -> None:
    gains, ideal = [0, 1, 0, 1], [1, 1]
    expected = (1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3))
    assert metrics.ndcg_at(gains, ideal, 10) == pytest.approx(expected)
    assert metrics.all_evidence_at(gains, 2, 3) == 0
    assert metrics.all_evidence_at(gains, 2, 4) == 1


@pytest.mark.parametrize(
    ("text", "groups", "expected"),
    [
        ("2022年1月（原文“今年1月”）[1]", [["2022年1月"]], True),
        ("在２０２２ 年１ 月", [["2022年1月"]], True),
        ("2022年11月", [["1月"]], False),
        ("共13.5万", [["13"]], False),
        ("注册量 25,000 家", [["25000"]], True),
        ("汽车、生物医药", [["汽车"], ["装备制造"]], False),
        ("the Cost was 46 Million.", [["46 million", "4600万"]], True),
        ("答案是 52.", [["52"]], True),
        ("见[52]", [["52"]], False),
        ("什么都行", [], False),
    ],
)
def test_contains_gold(text: str, groups: list[list[str]], expected: bool) -> None:
    assert metrics.contains_gold(text, groups) is expected


def test_cmrc_scores_worked_out_by_hand() -> None:
    assert metrics.cmrc_segments("iPhone 15是2023年") == ["iphone", "15", "是", "2023", "年"]
    assert metrics.exact_match("“生物医药”。", ["生物医药"]) == 1
    assert metrics.exact_match("生物医药业", ["生物医药"]) == 0
    # 4 segments in common; the guess has 6, the answer 4: P = 4/6, R = 1, F1 = 0.8
    assert metrics.character_f1("在生物医药业", ["生物医药"]) == pytest.approx(0.8)
    # the longest common *run* counts: 生物 (2) of 3 and 4
    assert metrics.character_f1("生物药", ["生物医药"]) == pytest.approx(2 * 2 / 7)
    assert metrics.character_f1("无关", ["生物医药"]) == 0
    assert metrics.character_f1("", ["生物医药"]) == 0


def test_risk_coverage_by_hand() -> None:
    rows = metrics.risk_coverage([0.9, 0.5, 0.5, 0.1], [True, True, False, False])
    assert rows == [(0.25, 0.0, 0.9), (0.75, pytest.approx(1 / 3), 0.5), (1.0, 0.5, 0.1)]
    area = 0 + 0.5 * (0 + 1 / 3) / 2 + 0.25 * (1 / 3 + 0.5) / 2
    assert metrics.area_under_risk(rows) == pytest.approx(area)
    assert metrics.risk_coverage([], []) == []


@given(st.text(max_size=60), st.text(min_size=1, max_size=20))
def test_scores_stay_between_0_and_1(prediction: str, gold: str) -> None:
    assert 0 <= metrics.character_f1(prediction, [gold]) <= 1 + 1e-12
    assert metrics.exact_match(gold, [gold]) == 1


@given(st.text(alphabet="今年1月2022汽车 ,.万", max_size=40))
def test_a_text_contains_itself(text: str) -> None:
    flat = metrics.normalised(text)
    if flat and flat == metrics.normalised(flat):
        assert metrics.contains_gold(flat, [[flat]])
