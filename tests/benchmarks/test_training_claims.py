"""What the support head learns from: whole, of known passages, drawn both ways."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
import torch

from rag import Passage
from rag.answering.reader import OnnxReader
from training import claims
from training.claims import Claimed, claimed_passages, drawn_claims, drawn_statements
from training.draw import Drawn
from training.loss import loss_of
from training.network import Network, body
from training.passages import passage_rows
from training.statements import Statement

TEXT = (
    "新桥3月8日通车，全长504米，总投资两亿元。县长何岚说，旧桥拆除前仍供行人通行，"
    "何时拆除尚未决定。附近的码头搬到了下游三百米处，由镇里管理。渡船停开，船工都去了新码头做工，"
    "镇里给每人补了三个月的工钱。"
)
PASSAGE = Passage(1, "d1", 0, len(TEXT), TEXT, title="新桥通车")
ONE = Claimed(
    PASSAGE, ("旧桥拆除前行人仍可通行。", "新桥长504米。"), ("旧桥已经拆除。", "新桥由镇里管理。")
)
OTHER = Claimed(replace(PASSAGE, text="别的。" * 30), ("别的。",), ("没有。",))


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    return OnnxReader(threads=1)


def test_every_passage_with_statements_is_known_and_not_the_judges() -> None:
    found = claimed_passages()
    assert len(found) > 500
    for one in found:
        assert one.sound
        assert one.faults
        assert not set(one.sound) & set(one.faults)
    judges = {row["paragraph"] for rows in passage_rows(judge=True).values() for row in rows}
    assert not judges & {one.passage.text for one in found}


def test_statements_are_drawn_both_ways(reader: OnnxReader) -> None:
    chances = [random.Random(seed) for seed in range(40)]  # noqa: S311 - seeded draws
    rows = [row for chance in chances for row in drawn_claims(ONE, [OTHER], reader, chance)]
    assert {row.sound for row in rows} == {0.0, 1.0}
    assert not any(row.places for row in rows)
    assert 4 < len(rows) / 40 < 5.5


def test_of_a_passages_made_statements_two_of_each_kind_are_drawn(reader: OnnxReader) -> None:
    texts = [(f"新桥长50{i}米。", i < 3) for i in range(6)]
    group = [Statement(text, PASSAGE, sound) for text, sound in texts]
    chances = [random.Random(seed) for seed in range(9)]  # noqa: S311 - seeded draws
    drawn = [drawn_statements(group, reader, chance) for chance in chances]
    assert [[row.sound for row in rows] for rows in drawn] == [[1.0, 1.0, 0.0, 0.0]] * 9
    assert len({tuple(map(tuple, (row.row.ids for row in rows))) for rows in drawn}) > 1, "others"


def test_what_a_statement_rests_on_is_left_out() -> None:
    ((claim, passage, sound),) = claims.absent(ONE.sound[0], PASSAGE)
    assert claim == ONE.sound[0]
    assert sound == 0.0
    assert "旧桥拆除前" not in passage.text
    assert "新桥3月8日" in passage.text or "码头" in passage.text
    assert not list(claims.absent("与此全无关系的一句话。", PASSAGE)), "nobody knows on what"


def test_a_step_on_statements_moves_the_support_alone(reader: OnnxReader) -> None:
    network: Network = body(layers=1)
    rows = reader.rows("新桥长504米。", PASSAGE)
    drawn = [[Drawn(rows[0], [], 1.0), Drawn(rows[0], [], 0.0)]]
    loss_of(network, drawn).backward()  # type: ignore[no-untyped-call]
    grads = {name: one.grad for name, one in network.named_parameters()}
    support = grads["support.weight"]
    assert support is not None
    assert torch.isfinite(support).all()
    for head in ("rel.weight", "span.weight"):
        grad = grads[head]
        assert grad is None or not grad.any()


def test_a_sound_statement_is_to_stand_above_a_faulty_one(reader: OnnxReader) -> None:
    network: Network = body(layers=1)
    good, bad = (reader.rows(text, PASSAGE)[0] for text in (ONE.sound[1], ONE.faults[0]))
    drawn = [[Drawn(good, [], 1.0), Drawn(bad, [], 0.0)]]
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    before = loss_of(network, drawn).item()
    for _ in range(12):
        optimiser.zero_grad()
        loss_of(network, drawn).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert loss_of(network, drawn).item() < before - 0.3
