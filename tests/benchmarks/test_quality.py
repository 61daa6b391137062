"""The quality benchmark's own arithmetic; what it measures needs the development data."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.ablation import GROUPS, PARTS, Part, is_right
from benchmarks.measured import Aim
from benchmarks.quality import single_sentences
from benchmarks.quality_retrieval import place_of
from benchmarks.remembering import RememberingReader
from rag.answering import extract
from rag.answering.calibration import FEATURES, TOGETHER
from rag.answering.reader import OnnxReader
from rag.types import Passage
from training.judge import Case, fit, probabilities


def passage(number: int, text: str, **fields: object) -> Passage:
    """One passage that is a whole article."""
    return Passage(number, f"d{number}", 0, len(text), text, **fields)  # type: ignore[arg-type]


def test_each_feature_of_the_judge_is_in_one_group() -> None:
    assert sorted(name for group in GROUPS.values() for name in group) == sorted(FEATURES)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_every_part_can_be_switched_off(part: Part) -> None:
    with part.off():
        pass


def test_answers_are_one_sentence_only_while_it_lasts() -> None:
    most = extract.MOST_SENTENCES
    with single_sentences():
        assert extract.MOST_SENTENCES == 1
    assert most == extract.MOST_SENTENCES


@pytest.mark.parametrize(
    ("aim", "figure", "mark"),
    [
        pytest.param(Aim(24), 24, "✓", id="at_least_met"),
        pytest.param(Aim(24), 23, "✗", id="at_least_missed"),
        pytest.param(Aim(6, " %", at_most=True), 6.7, "✗", id="at_most_missed"),
        pytest.param(Aim(96, " %"), 100 * 0.96, "✓", id="met_but_for_rounding"),
    ],
)
def test_an_aim_is_met_or_not(aim: Aim, figure: float, mark: str) -> None:
    assert aim.mark(figure) == mark


def test_a_copy_of_the_wanted_passage_stands_for_it() -> None:
    found = [
        passage(1, "甲", path="pool.jsonl!/other-1"),
        passage(2, "乙", path="pool.jsonl!/other-2", also_in=("pool.jsonl!/wanted",)),
    ]
    assert place_of(frozenset({"wanted"}), found) == 2
    assert place_of(frozenset({"elsewhere"}), found) == 0


def test_a_remembering_reader_reads_as_the_reader_does() -> None:
    texts = ["示范区今年1月获批，由三地共建。", "今天天气很好。", "大会将于10月在沈阳举行。"]
    passages = [passage(number, text) for number, text in enumerate(texts)]
    wordings = ["示范区何时获批？", "示范区何时获准？"]
    plain, remembering = OnnxReader(), RememberingReader()
    assert list(remembering.read(wordings[:1], passages[1:]))
    assert list(remembering.read(wordings, passages)) == list(plain.read(wordings, passages))


@pytest.mark.parametrize(
    ("source", "kind", "probabilities", "expected"),
    [
        pytest.param("rgb", 0.8, [0.9, 0.8, 0.1], True, id="right_in_three"),
        pytest.param("rgb", 0.8, [0.3, 0.2, 0.1], False, id="refused_though_answerable"),
        pytest.param("rgb", 1.0, [0.3, 0.2, 0.1], True, id="all_noise_refused"),
        pytest.param("rgb", 1.0, [0.9, 0.2, 0.1], False, id="all_noise_answered"),
        pytest.param("shipped", 0.0, [0.9, 0.2, 0.1], False, id="unanswerable_answered"),
        pytest.param("shipped", 1.0, [0.9, 0.2, 0.1], True, id="answerable_answered"),
        pytest.param("folders", 0.0, [0.3, 0.2, 0.1], True, id="near_miss_refused"),
        pytest.param("folders", 1.0, [0.3, 0.2, 0.1], False, id="folder_refused_though_answerable"),
        pytest.param("rgb", 1.0, [], True, id="nothing_found"),
    ],
)
def test_a_case_is_right(
    source: str, kind: float, probabilities: list[float], expected: bool
) -> None:
    right = np.array([False, True, False][: len(probabilities)], bool)
    nothing = np.zeros((len(right), 1))
    case = Case(source, "g", kind, nothing, nothing[:, 0], right, np.zeros_like(right))
    assert is_right(case, np.array(probabilities), threshold=0.4) is expected


def test_the_fit_finds_what_two_features_mean_together() -> None:
    """Right where both are high or both are low: no weighted sum of the two tells that.

    Of undated rows the opposite holds, which must not be learned: their products do not count.
    """
    chance = np.random.default_rng(3)
    names = TOGETHER[:2]
    cases = []
    for number in range(300):
        rows = chance.normal(size=(4, 2))
        right = rows[:, 0] * rows[:, 1] > 0
        none = np.zeros(4, bool)
        cases.append(Case("shipped", str(number), 1.0, rows, np.ones(4), right, none))
        cases.append(Case("shipped", f"u{number}", 1.0, rows, np.zeros(4), ~right, none))
    model = fit(cases, names)
    dated = [case for case in cases if case.dated.all()]
    told = np.concatenate([probabilities(model, case) > 0.5 for case in dated])
    assert (told == np.concatenate([case.right for case in dated])).mean() > 0.9
    assert model.products[0, 1] > 0
    assert model.products[1, 0] == 0
