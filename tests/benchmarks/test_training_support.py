"""The support head fitted alone: its statements, and that nothing else of the file changes."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from rag import Passage
from rag.answering.reader import BUNDLED_READER
from training import statements, support
from training.reader_file import MODEL
from training.statements import Statement

TEXT = "新桥3月8日通车，全长504米，总投资两亿元，由何岚设计。旧桥长88米，1974年建成。"
PASSAGE = Passage(1, "d1", 0, len(TEXT), TEXT)
QUESTIONS = [
    {"zh": "新桥全长多少米？", "answers": ["504米"]},
    {"zh": "旧桥有多少米？", "answers": ["88米"]},
    {"zh": "新桥是谁设计的？", "answers": ["何岚"]},
    {"zh": "旧桥怎么样？", "answers": ["长88米"]},
]


def test_questions_become_statements_with_their_own_answer_and_with_anothers() -> None:
    told: dict[str, bool] = {}
    for seed in range(20):
        chance = random.Random(seed)  # noqa: S311 - a seeded draw
        told |= {one.text: one.sound for one in statements._turned(QUESTIONS, PASSAGE, chance)}
    assert told == {
        "新桥全长504米。": True,
        "新桥全长88米。": False,
        "旧桥有88米。": True,
        "旧桥有504米。": False,
        "新桥是何岚设计的。": True,
    }


def test_statements_are_of_both_kinds_and_of_their_passages() -> None:
    groups = list(statements.made(random.Random(0), 0.05))  # noqa: S311 - a seeded draw
    told = [one for group in groups for one in group]
    assert {one.sound for one in told} == {True, False}
    assert any(one.text.rstrip("。") in one.passage.text for one in told)
    assert all(len({one.passage.document_id for one in group}) == 1 for group in groups)


def test_the_head_tells_them_apart_and_is_all_that_changes(tmp_path: Path) -> None:
    shutil.copy(BUNDLED_READER / MODEL, tmp_path)
    told = [
        Statement("新桥长504米。", PASSAGE, True),
        Statement("旧桥长504米。", PASSAGE, False),
        Statement("何岚设计了新桥。", PASSAGE, True),
        Statement("何岚设计了旧桥。", PASSAGE, False),
    ]
    chance = random.Random(0)  # noqa: S311 - a seeded draw
    found = support.states(tmp_path / MODEL, told, chance)
    weight, bias = support.fitted(told, found)
    logits = [float(found[n] @ weight + bias) for n in range(4)]
    assert min(logits[0], logits[2]) > max(logits[1], logits[3])
    before = _numbers(tmp_path / MODEL)
    support.put(tmp_path / MODEL, weight, bias)
    after = _numbers(tmp_path / MODEL)
    changed = {name for name in before if not np.array_equal(before[name], after[name])}
    assert changed == {"support.weight", "support.bias"}
    assert after["support.weight"][:, 0] == pytest.approx(weight)


def _numbers(model: Path) -> dict[str, np.ndarray]:
    graph = onnx.load(str(model)).graph
    return {one.name: numpy_helper.to_array(one) for one in graph.initializer}
