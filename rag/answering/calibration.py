"""From the judge's features to a probability: a logistic regression, kept as readable JSON.

    probability = 1 / (1 + exp(−(intercept + Σ wᵢ·zᵢ + dated · Σ vᵢⱼ·bᵢ·bⱼ)))

with zᵢ = (feature − mean) / spread and bᵢ the same, bounded to ±2.5. The products say what features
mean together: two good signs of one thing are worth less than their sum. They count for evidence
with a date only: on small folders of news they raise the share of questions that are told apart
from unanswerable ones, on RGB's undated passages they lower it (docs/quality.md). Bounded, for
beyond what the fit has seen a square would decide alone; without ``agreement``, of which small
folders have little and a newsroom's archive much.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

FloatVector = npt.NDArray[np.float64]
FloatMatrix = npt.NDArray[np.float64]

FEATURES = (
    "relevance", "span", "gap", "lead", "coverage", "near_coverage", "own_coverage",
    "missing", "similarity", "agreement",
)  # fmt: skip
"""The features in order; each is explained where it is computed (``judge``)."""
TOGETHER = (
    "relevance", "span", "gap", "lead", "coverage", "near_coverage", "own_coverage",
    "missing", "similarity",
)  # fmt: skip
"""Features that are more than yes or no: every two of them, and each squared, count too."""
FARTHEST = 2.5
"""Spreads from the mean beyond which a product does not grow."""
DATED = "dated"
"""The name under which features tell whether their passage has a date (1) or not (0)."""


@dataclass(frozen=True, slots=True)
class Model:
    """The coefficients of n features.

    ``mean``, ``spread`` and ``weights`` have shape (n,), ``products`` (n, n), zero below the
    diagonal.
    """

    names: tuple[str, ...]
    intercept: float
    mean: FloatVector
    spread: FloatVector
    weights: FloatVector
    products: FloatMatrix

    def probability(self, features: Mapping[str, float]) -> float:
        """Of one sentence; ``features`` are those of ``names`` and ``dated``."""
        row = np.array([[features[name] for name in self.names]], np.float64)
        return float(self.probabilities(row, np.array([features[DATED]], np.float64))[0])

    def probabilities(self, rows: FloatMatrix, dated: FloatVector) -> FloatVector:
        """Shape (rows,): one for each row of features (rows, n); ``dated`` is 1 or 0 for each."""
        standard = (rows - self.mean) / self.spread
        near = bounded(standard)
        together = ((near @ self.products) * near).sum(axis=1)
        total = self.intercept + standard @ self.weights + dated * together
        probabilities: FloatVector = 1 / (1 + np.exp(-np.clip(total, -60.0, 60.0)))
        return probabilities

    def as_json(self) -> dict[str, Any]:
        """As it is stored; ``from_json`` is its inverse but for rounding to 5 places."""
        features = {
            name: {
                "weight": round(float(w), 5),
                "mean": round(float(m), 5),
                "spread": float(f"{s:.5g}"),  # one that hardly varies keeps its small spread
            }
            for name, w, m, s in zip(self.names, self.weights, self.mean, self.spread, strict=True)
        }
        together = {
            f"{self.names[i]} * {self.names[j]}": round(float(self.products[i, j]), 5)
            for i, j in zip(*np.nonzero(self.products), strict=True)
        }
        return {"intercept": round(self.intercept, 5), "features": features, "together": together}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Model:
        """The model of ``as_json``.

        Raises:
            KeyError: Something is missing, or a product names an unknown feature.
        """
        names = tuple(stored["features"])
        columns = {
            kind: np.array([stored["features"][name][kind] for name in names], np.float64)
            for kind in ("mean", "spread", "weight")
        }
        places = {name: place for place, name in enumerate(names)}
        products = np.zeros((len(names), len(names)))
        for pair, weight in stored["together"].items():
            one, other = pair.split(" * ")
            products[places[one], places[other]] = weight
        return cls(
            names,
            float(stored["intercept"]),
            columns["mean"],
            columns["spread"],
            columns["weight"],
            products,
        )


def bounded(standard: FloatMatrix) -> FloatMatrix:
    """Standardised features as products take them, of any shape."""
    return np.clip(standard, -FARTHEST, FARTHEST)


@cache
def shipped_model() -> Model:
    """The coefficients in ``rag/data/judge.json``, made by ``training/judge.py``."""
    text = resources.files("rag").joinpath("data/judge.json").read_text("utf-8")
    return Model.from_json(json.loads(text))
