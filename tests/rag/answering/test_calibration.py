"""The judge's model against its formula written out, and through its file and back."""

from __future__ import annotations

import json
import math
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.calibration import (
    DATED,
    FARTHEST,
    FEATURES,
    TOGETHER,
    Model,
    shipped_model,
)

VALUES = st.lists(st.floats(-20, 20), min_size=len(FEATURES), max_size=len(FEATURES))


@pytest.mark.parametrize("dated", [0.0, 1.0])
def test_the_model_is_its_formula(dated: float) -> None:
    stored = json.loads(resources.files("rag").joinpath("data/judge.json").read_text("utf-8"))
    assert tuple(stored["features"]) == FEATURES
    features = {name: place / 10 for place, name in enumerate(FEATURES)}
    standard = {
        name: (features[name] - told["mean"]) / told["spread"]
        for name, told in stored["features"].items()
    }
    total = stored["intercept"]
    total += sum(told["weight"] * standard[name] for name, told in stored["features"].items())
    near = {name: max(-FARTHEST, min(FARTHEST, value)) for name, value in standard.items()}
    for pair, weight in stored["together"].items():
        one, other = pair.split(" * ")
        assert {one, other} <= set(TOGETHER)
        total += dated * weight * near[one] * near[other]
    expected = 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))
    assert shipped_model().probability({**features, DATED: dated}) == pytest.approx(
        expected, abs=1e-3
    )


@pytest.mark.parametrize("dated", [0.0, 1.0])
def test_the_more_articles_agree_the_likelier(dated: float) -> None:
    """Small folders have few that do; an archive of news has many."""
    strong = {"relevance": 3.0, "span": 2.0, "lead": 1.0, "head": 1.0}
    strong |= dict.fromkeys(("coverage", "near_coverage", "own_coverage"), 0.95)
    found = [
        shipped_model().probability(
            {**dict.fromkeys(FEATURES, 0.0), **strong, "agreement": float(number), DATED: dated}
        )
        for number in range(4)
    ]
    assert found == sorted(found)
    assert found[0] > 0.3


@given(values=VALUES, dated=st.sampled_from([0.0, 1.0]))
def test_one_row_is_judged_as_among_many(values: list[float], dated: float) -> None:
    features = dict(zip(FEATURES, values, strict=True)) | {DATED: dated}
    rows = np.array([values, [0.0] * len(FEATURES)])
    among = shipped_model().probabilities(rows, np.array([dated, 0.0]))
    assert shipped_model().probability(features) == pytest.approx(float(among[0]))


def test_a_model_survives_its_file() -> None:
    chance = np.random.default_rng(7)
    size = len(FEATURES)
    products = np.triu(chance.normal(size=(size, size))) / size
    spread = chance.uniform(0.01, 9, size)
    model = Model(
        FEATURES, 1 / 3, chance.normal(size=size), spread, chance.normal(size=size), products
    )
    again = Model.from_json(json.loads(json.dumps(model.as_json())))
    rows = model.mean + spread * chance.normal(size=(50, size))
    dated = np.tile([0.0, 1.0], 25)
    expected = model.probabilities(rows, dated)
    assert again.probabilities(rows, dated) == pytest.approx(expected, abs=1e-3)


def test_products_count_for_dated_evidence_only() -> None:
    two = np.array([[0.0, 1.0], [0.0, 0.0]])
    model = Model(("a", "b"), 0.0, np.zeros(2), np.ones(2), np.zeros(2), two)
    odds = [model.probability({"a": 2.0, "b": 3.0, DATED: dated}) for dated in (0.0, 1.0)]
    assert odds == [0.5, pytest.approx(1 / (1 + math.exp(-2 * FARTHEST)))]


def test_a_file_with_an_unknown_name_is_refused() -> None:
    stored = shipped_model().as_json()
    stored["together"]["span * nonsense"] = 1.0
    with pytest.raises(KeyError):
        Model.from_json(stored)
