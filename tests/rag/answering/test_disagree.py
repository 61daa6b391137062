from __future__ import annotations

import pytest

from rag import Assistant


def test_both_articles_are_shown_newest_first_and_it_is_said(samples: Assistant) -> None:
    answer = samples.ask("青禾地铁3号线有多长？")
    lines = answer.text.splitlines()
    assert lines[0].startswith("（2023-07-05 的文章）27.9公里")
    assert lines[1].startswith("（2023-06-29 的文章）28.6公里")
    assert "说法不一" in answer.notices[0]
    assert len({citation.document_id for citation in answer.citations}) == 2


@pytest.mark.parametrize("question", ["示范区何时获批？", "大会设了多少个志愿小组？"])
def test_articles_that_agree_are_not_set_against_each_other(
    samples: Assistant, question: str
) -> None:
    assert not samples.ask(question).notices
