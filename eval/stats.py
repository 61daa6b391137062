"""How sure a figure is: intervals, paired tests, and whether a set can tell systems apart.

Sources: Wilson (1927) for the interval of a share; Efron & Tibshirani (1993), percentile
bootstrap; McNemar (1947) in its exact binomial form; Koehn (2004) for paired bootstrap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
"""How many bootstrap samples an interval rests on."""

SEED = 20_220_729
"""Fixed, so that one set of results always gives the same interval."""

Z_95 = 1.959963984540054
"""The standard normal quantile for a two-sided 95 % interval."""

SIGNIFICANT = 0.05
"""A difference with a p-value below this is called significant."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % confidence interval and the number of questions it rests on."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Difference:
    """B minus A over the same questions: mean, 95 % interval and two-sided p-value."""

    value: float
    low: float
    high: float
    p_value: float
    count: int

    @property
    def significant(self) -> bool:
        """Whether chance alone is an unlikely explanation."""
        return self.p_value < SIGNIFICANT


def mean_interval(values: Sequence[float]) -> Interval | None:
    """The mean with its interval; ``None`` when there is nothing to average.

    Shares (all values 0 or 1) get Wilson's interval, which stays honest at 0 and 100 %;
    anything else the percentile bootstrap.
    """
    if not values:
        return None
    if all(value in (0, 1) for value in values):
        return share_interval(round(sum(values)), len(values))
    array = np.asarray(values, dtype=np.float64)
    means = _resampled_means(array)
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(float(array.mean()), float(low), float(high), len(values))


def share_interval(successes: int, count: int) -> Interval:
    """Wilson's score interval for ``successes`` of ``count`` (count > 0).

    centre = (p + z²/2n) / (1 + z²/n); half width = z·√(p(1−p)/n + z²/4n²) / (1 + z²/n).
    """
    share = successes / count
    denominator = 1 + Z_95**2 / count
    centre = (share + Z_95**2 / (2 * count)) / denominator
    spread = Z_95 * sqrt(share * (1 - share) / count + Z_95**2 / (4 * count**2)) / denominator
    return Interval(share, max(0.0, centre - spread), min(1.0, centre + spread), count)


def quantile_interval(values: Sequence[float], percent: float) -> Interval | None:
    """A percentile (0 to 100) with its bootstrap interval; ``None`` for no values."""
    if not values:
        return None
    array = np.asarray(values, dtype=np.float64)
    rows = np.random.default_rng(SEED).integers(0, len(array), size=(RESAMPLES, len(array)))
    found = np.percentile(array[rows], percent, axis=1)
    low, high = np.percentile(found, [2.5, 97.5])
    return Interval(float(np.percentile(array, percent)), float(low), float(high), len(array))


def paired_difference(a: Sequence[float], b: Sequence[float]) -> Difference:
    """B minus A over paired values, in the same order.

    The interval is a paired bootstrap (questions are resampled, not answers); the p-value is
    exact McNemar for 0/1 values and a sign-flip permutation test for others.

    Raises:
        ValueError: The two differ in length, or there are none.

    """
    if len(a) != len(b) or not a:
        raise ValueError(f"{len(a)} values for A and {len(b)} for B; expected the same, above 0")
    differences = np.asarray(b, dtype=np.float64) - np.asarray(a, dtype=np.float64)
    low, high = np.percentile(_resampled_means(differences), [2.5, 97.5])
    if all(value in (0, 1) for value in (*a, *b)):
        better = int((differences > 0).sum())
        worse = int((differences < 0).sum())
        p_value = mcnemar(better, worse)
    else:
        p_value = _sign_flip(differences)
    return Difference(float(differences.mean()), float(low), float(high), p_value, len(a))


def mcnemar(better: int, worse: int) -> float:
    """Exact two-sided McNemar: how likely a split at least this uneven is by coin tosses."""
    flips = better + worse
    if flips == 0:
        return 1.0
    tail: int = sum(comb(flips, k) for k in range(min(better, worse) + 1))
    return min(1.0, 2 * tail / (1 << flips))


def fewest_significant_flips() -> int:
    """How many questions must change, all in one direction, for McNemar to notice (6)."""
    flips = 1
    while mcnemar(flips, 0) >= SIGNIFICANT:
        flips += 1
    return flips


def _resampled_means(array: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means of ``RESAMPLES`` samples with replacement, drawn in blocks of bounded memory."""
    rng = np.random.default_rng(SEED)
    block = max(1, 2_000_000 // len(array))
    means = np.empty(RESAMPLES, dtype=np.float64)
    for start in range(0, RESAMPLES, block):
        rows = rng.integers(0, len(array), size=(min(block, RESAMPLES - start), len(array)))
        means[start : start + block] = array[rows].mean(axis=1)
    return means


def _sign_flip(differences: NDArray[np.float64]) -> float:
    """Permutation test: each difference could as well have had the other sign."""
    observed = abs(float(differences.mean()))
    rng = np.random.default_rng(SEED)
    extreme = 0
    for _ in range(RESAMPLES):
        signs = rng.integers(0, 2, size=len(differences)) * 2 - 1
        extreme += int(abs(float((differences * signs).mean())) >= observed - 1e-12)
    return (extreme + 1) / (RESAMPLES + 1)
