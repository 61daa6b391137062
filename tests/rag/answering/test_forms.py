"""Figures in the wrong unit do not fit; undated evidence must be surer."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answer_types import Reading, Span
from rag.answering.extract import extractive_draft
from rag.answering.forms import fits
from rag.answering.judge import Judgement
from rag.answering.question import understand
from rag.settings import Settings
from rag.types import Passage


@pytest.mark.parametrize(
    ("question", "text", "fitting"),
    [
        ("高考考了多少分？", "18岁", False),
        ("高考考了多少分？", "632分", True),
        ("涉及多少户居民？", "7600余户", True),
        ("卖出了多少斤螃蟹？", "0.51斤", True),
        ("每张面额多少元？", "2万张", False),
        ("市场能做到多大？", "800亿美元", True),
        ("每年种多少面积的水稻？", "127公顷", True),
        ("占多大份额？", "81%", True),
    ],
)
def test_a_figure_in_another_unit_does_not_fit(question: str, text: str, *, fitting: bool) -> None:
    assert fits(understand(question), text) == fitting


def test_undated_evidence_must_be_surer() -> None:
    between = (Settings().refusal + Settings().refusal_undated) / 2

    def drafted(published: date | None) -> bool:
        text = "示范区的面积是3平方公里。"
        passage = Passage(1, "d1", 0, len(text), text, published=published)
        span = Span(6, 11, 1.0)
        reading = Reading(passage, (span,), 1.0, 1.0, "", 0, 1.0)
        item = Judgement(reading, 0, len(text), span, between, (), {})
        question = understand("示范区的面积是多少？")
        return bool(extractive_draft(question, [item], Settings()).sentences)

    assert drafted(date(2023, 8, 1))
    assert not drafted(None)
