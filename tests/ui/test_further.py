"""Questions to ask next: answered before they are shown, and not what was just told."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Answer, Filters, Settings
from tests.ui.fakes import FakeAssistant, answered, as_assistant, citation, refusal
from ui.state.further import Further, articles_of
from ui.state.gate import Gate
from ui.state.turns import PageTurn, new_turn


@pytest.fixture
def fake(tmp_path: Path) -> FakeAssistant:
    made = FakeAssistant(Settings(data_dir=tmp_path))

    def reply(question: str) -> Answer:
        ferry = made.documents_by_id["doc-ferry"]
        if "轮渡" in question:
            return replace(
                answered(made.documents_by_id), citations=(citation(ferry, "乘客反映良好"),)
            )
        if "何汀" in question:
            return refusal(question, made.documents_by_id)
        return answered(made.documents_by_id)

    made.reply = reply
    return made


def found(further: Further, answer: Answer, *turns: PageTurn) -> tuple[str, ...]:
    names = further.prepare(answer)
    until = time.monotonic() + 20
    while further.finding(names):
        assert time.monotonic() < until
        time.sleep(0.02)
    return further.ready(names, answer, turns)


def test_only_what_is_answered_and_was_not_just_told_is_offered(fake: FakeAssistant) -> None:
    further = Further(as_assistant(fake), Gate(1))
    told = answered(fake.documents_by_id)
    # of the wetland: refused, or resting on the quote that was just shown
    assert found(further, told) == ("《江湾轮渡恢复夜航》讲了什么？",)
    assert found(further, told, new_turn("《江湾轮渡恢复夜航》讲了什么")) == ()
    assert {"《江湾轮渡恢复夜航》讲了什么？", "何汀说了什么？"} <= set(fake.tried)
    tried = len(fake.tried)
    assert found(further, told) == ("《江湾轮渡恢复夜航》讲了什么？",)
    assert len(fake.tried) == tried  # an article is looked at once


def test_what_an_earlier_answer_showed_is_not_offered(fake: FakeAssistant) -> None:
    further = Further(as_assistant(fake), Gate(1))
    told, ferry = answered(fake.documents_by_id), fake.documents_by_id["doc-ferry"]
    shown = replace(told, citations=(citation(ferry, "乘客反映良好"),))
    assert found(further, told, replace(new_turn("乘客怎么说？"), answer=shown)) == ()


def test_a_refused_question_offers_what_the_nearest_articles_answer(fake: FakeAssistant) -> None:
    refused = refusal("2030？", fake.documents_by_id)
    assert articles_of(refused) == ("doc-wetland", "doc-ferry")
    offered = found(Further(as_assistant(fake), Gate(1)), refused)
    assert "江湾湿地修复工程是什么时候获批的？" in offered
    assert len(offered) <= 3


def test_the_articles_a_search_finds_next_are_looked_at_too(fake: FakeAssistant) -> None:
    ferry = fake.documents_by_id["doc-ferry"]
    lone = replace(answered(fake.documents_by_id), citations=(citation(ferry, "票价两元"),))
    names = Further(as_assistant(fake), Gate(1)).prepare(lone)
    assert names[0] == "doc-ferry"
    assert "doc-wetland" in names


def test_nothing_is_offered_from_outside_of_what_was_chosen(fake: FakeAssistant) -> None:
    ferry = fake.documents_by_id["doc-ferry"]
    lone = replace(answered(fake.documents_by_id), citations=(citation(ferry, "票价两元"),))
    within = Filters(documents=("doc-ferry",))
    assert Further(as_assistant(fake), Gate(1)).prepare(lone, within) == ("doc-ferry",)


def test_an_article_that_is_gone_does_no_harm(fake: FakeAssistant) -> None:
    told = answered(fake.documents_by_id)
    fake.documents_by_id.clear()
    assert found(Further(as_assistant(fake), Gate(1)), told) == ()
