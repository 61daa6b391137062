"""The quality benchmark's own arithmetic; what it measures needs the development data."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import numpy as np
import pytest

from benchmarks.ablation import GROUPS, PARTS, Part, is_right
from benchmarks.measured import Aim, Bench
from benchmarks.quality import single_sentences
from benchmarks.quality_folders import as_case, in_front, print_folders
from benchmarks.quality_reading import print_reading
from benchmarks.quality_retrieval import place_of
from benchmarks.remembering import RememberingReader
from eval.scoring import Result
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
    question = "示范区何时获批？"
    plain, remembering = OnnxReader(), RememberingReader()
    assert list(remembering.read(question, passages[1:]))
    assert list(remembering.read(question, passages)) == list(plain.read(question, passages))


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


def test_folders_are_asked_and_what_is_in_front_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folders" / "town").mkdir(parents=True)
    text = "# 新桥通车\n\n南湖新桥全长504米，总投资2.4亿元。新桥由省交通设计院设计。\n"
    (tmp_path / "folders" / "town" / "bridge.md").write_text(text, encoding="utf-8")
    asked = {"folder": "town", "articles": ["bridge.md"], "evidence": "全长504米", "kind": "figure"}
    rows = [
        {**asked, "id": "a", "question": "南湖新桥有多长？", "answerable": True,
         "answers": [["504米"]]},
        {**asked, "id": "b", "question": "它的总投资是多少？", "answerable": True,
         "answers": [["2.4亿"]], "after": "a"},
        {**asked, "id": "c", "question": "南湖旧桥哪年拆除？", "answerable": False, "answers": [],
         "articles": []},
    ]  # fmt: skip
    questions = tmp_path / "asked.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    questions.write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "scratch").mkdir()
    print_folders(Bench(tmp_path / "scratch"), questions, tmp_path / "folders")
    told = capsys.readouterr().out
    assert as_case(rows[1], rows)["history"] == ["南湖新桥有多长？"]
    for line in ("| right | 2 of 2 ", "| clean | 2 of 2 ", "| unanswerable, refused | 1 of 1 "):
        assert line in told, told


@pytest.mark.parametrize(
    ("text", "quote", "front"),
    [
        pytest.param("504米：桥长504米。[1]", "桥长504米。", "504米：", id="a_fact"),
        pytest.param("桥长504米。[1]\n宽9米。[2]", "桥长504米。", "桥长504米。", id="no_fact"),
        pytest.param("没有找到答案。", "", "没有找到答案。", id="a_refusal"),
    ],
)
def test_what_stands_in_front(text: str, quote: str, front: str) -> None:
    citations = [{"quote": quote}] if quote else []
    result = Result("a", "问", "figure", answerable=True, text=text, citations=citations)
    assert in_front(result) == front


def test_the_reader_alone_is_scored_on_what_was_held_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "南湖新桥全长504米，总投资2.4亿元。"
    asked = {"question": "南湖新桥有多长？", "answers": ["504米"], "start": 6, "end": 10}
    rows = [
        {"source": source, "title": "桥", "passage": text, "questions": [asked]}
        for source in ("cmrc2018-trial", "squad2-zh")
    ]
    file = tmp_path / "real.jsonl.xz"
    with lzma.open(file, "wt", encoding="utf-8") as out:
        out.write("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    print_reading(OnnxReader(), file)
    told = capsys.readouterr().out
    assert "| 1 questions |" in told
    assert told.count("| 100.0 [") == 2
