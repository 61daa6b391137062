from __future__ import annotations

import random

import pytest

from eval import stats


def test_wilson_matches_the_published_example() -> None:
    # Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662
    found = stats.share_interval(81, 263)
    assert found.low == pytest.approx(0.2553, abs=1e-4)
    assert found.high == pytest.approx(0.3662, abs=1e-4)


def test_a_perfect_score_still_has_a_lower_bound() -> None:
    found = stats.mean_interval([1.0] * 20)
    assert found is not None
    assert found.high == 1
    assert 0.8 < found.low < 0.9


def test_bootstrap_covers_the_mean_and_repeats() -> None:
    rng = random.Random(1)  # noqa: S311 - repeatable, not secret
    values = [rng.random() for _ in range(200)]
    found = stats.mean_interval(values)
    assert found is not None
    assert found.low < sum(values) / 200 < found.high
    # the normal approximation: 1.96 · 0.289 / √200
    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.289 / 200**0.5, rel=0.15)
    assert stats.mean_interval(values) == found
    assert stats.mean_interval([]) is None


def test_mcnemar_by_hand() -> None:
    assert stats.mcnemar(0, 0) == 1
    assert stats.mcnemar(6, 0) == pytest.approx(2 / 64)
    assert stats.mcnemar(8, 2) == pytest.approx(2 * (1 + 10 + 45) / 1024)
    assert stats.mcnemar(5, 5) == 1
    assert stats.mcnemar(1500, 1400) == pytest.approx(0.0661, abs=2e-3)
    assert stats.fewest_significant_flips() == 6


def test_paired_difference_knows_a_real_one_from_noise() -> None:
    before = [0.0] * 30 + [1.0] * 70
    after = [0.0] * 15 + [1.0] * 85
    found = stats.paired_difference(before, after)
    assert found.value == pytest.approx(0.15)
    assert found.significant
    assert found.low > 0
    rng = random.Random(2)  # noqa: S311 - repeatable, not secret
    noise = [rng.random() for _ in range(40)]
    chance = [
        stats.paired_difference(noise, [rng.random() for _ in noise]).significant for _ in range(60)
    ]
    assert sum(chance) <= 8  # 3 expected at the 5 % level
    shifted = [value + 0.2 for value in noise]
    assert stats.paired_difference(noise, shifted).significant


def test_unpaired_values_are_refused() -> None:
    with pytest.raises(ValueError, match="2 values for A and 1 for B"):
        stats.paired_difference([1, 0], [1])


def test_percentile_interval() -> None:
    found = stats.quantile_interval([float(n) for n in range(1, 102)], 50)
    assert found is not None
    assert found.value == 51
    assert found.low < 51 < found.high
