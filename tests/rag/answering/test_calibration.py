"""The judge's model against its formula written out, and through its file and back."""

from __future__ import annotations

import json
import math
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.calibration import DATED, FEATURES, TOGETHER, Model, shipped_model

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
    for pair, weight in stored["together"].items():
        one, other = pair.split(" * ")
        assert {one, other} <= set(TOGETHER)
        total += dated * weight * standard[one] * standard[other]
    expected = 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))
    assert shipped_model().probability({**features, DATED: dated}) == pytest.approx(expected)


@given(values=VALUES, dated=st.sampled_from([0.0, 1.0]))
def test_any_features_give_a_probability(values: list[float], dated: float) -> None:
    features = dict(zip(FEATURES, values, strict=True)) | {DATED: dated}
    assert 0.0 <= shipped_model().probability(features) <= 1.0


def test_a_model_survives_its_file() -> None:
    model = shipped_model()
    again = Model.from_json(json.loads(json.dumps(model.as_json())))
    rows = np.random.default_rng(7).normal(size=(50, len(FEATURES)))
    dated = np.tile([0.0, 1.0], 25)
    expected = model.probabilities(rows, dated)
    assert again.probabilities(rows, dated) == pytest.approx(expected)


def test_products_count_for_dated_evidence_only() -> None:
    two = np.array([[0.0, 1.0], [0.0, 0.0]])
    model = Model(("a", "b"), 0.0, np.zeros(2), np.ones(2), np.zeros(2), two)
    odds = [model.probability({"a": 2.0, "b": 3.0, DATED: dated}) for dated in (0.0, 1.0)]
    assert odds == [0.5, pytest.approx(1 / (1 + math.exp(-6)))]


def test_a_file_with_an_unknown_name_is_refused() -> None:
    stored = shipped_model().as_json()
    stored["together"]["span * nonsense"] = 1.0
    with pytest.raises(KeyError):
        Model.from_json(stored)
