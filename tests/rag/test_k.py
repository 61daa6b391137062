"""``k`` is how many passages an answer may rest on: less shows fewer, more reads and shows more."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

import pytest

from benchmarks.remembering import RememberingReader
from rag import Answer, Assistant, Passage, Passages, Working
from rag.answer_types import Reading
from rag.answering.extract import MOST_SENTENCES, extractive_draft
from rag.answering.question import understand
from rag.sources import Searched
from rag.stages import read
from rag.underway import outcome
from tests.rag.chat_case import judged, question, zone_article

QUESTIONS = (
    "云泽县图书馆新馆是哪天开放的？",
    "2023全球工业互联网大会在哪里举办？",
    "青禾地铁3号线有多长？",
    "临溪暴雨有人员伤亡吗？",
    "云泽县为什么要盖新图书馆？",
    "Who is the port director of Lanwan?",
    "青禾三号线末班车几点",
    "云泽县图书馆新馆有多大？",
    "工业互联网是什么？",
)
"""Single questions on the samples whose answers may rest on several passages."""
Told = tuple[Answer, list[Passage]]


@pytest.fixture(scope="module")
def told(samples: Assistant) -> dict[int | None, dict[str, Told]]:
    """Every question's answer, and what was read for it, by ``k``."""
    with Assistant(samples.settings, reader=RememberingReader()) as assistant:
        return {k: {text: asked(assistant, text, k) for text in QUESTIONS} for k in KS}


KS = (None, 1, 2, 5, 16)


def rested_on(answer: Answer, read_for_it: Sequence[Passage]) -> int:
    """How few passages hold all quotes: each quote counts for the first that holds it."""
    holding = [
        {
            (passage.document_id, passage.start)
            for passage in read_for_it
            if passage.document_id == citation.document_id
            and passage.start <= citation.start
            and citation.end <= passage.end
        }
        for citation in answer.citations
    ]
    assert all(holding)
    used: set[tuple[str, int]] = set()
    for places in sorted(holding, key=len):
        if not places & used:
            used.add(min(places))
    return len(used)


@pytest.mark.parametrize("k", [1, 2, 5, 16])
def test_an_answer_rests_on_no_more_than_k_passages(
    k: int, told: dict[int | None, dict[str, Told]]
) -> None:
    assert all(rested_on(*told[k][text]) <= k for text in QUESTIONS)
    assert all(told[k][text][0].answered for text in QUESTIONS), "fewer are no reason to refuse"


def test_less_shows_less_and_more_shows_more(told: dict[int | None, dict[str, Told]]) -> None:
    texts = {k: [told[k][text][0].text for text in QUESTIONS] for k in KS}
    assert texts[None] == texts[5], "the usual number is the setting's"
    assert sum(one != usual for one, usual in zip(texts[1], texts[5], strict=True)) >= 4
    assert sum(two != usual for two, usual in zip(texts[2], texts[5], strict=True)) < len(QUESTIONS)
    assert sum(many != usual for many, usual in zip(texts[16], texts[5], strict=True)) >= 1
    most = {k: max(len(answer.citations) for answer, _ in told[k].values()) for k in KS}
    assert most[5] <= MOST_SENTENCES < most[16]


def asked(assistant: Assistant, text: str, k: int | None) -> Told:
    *events, last = assistant.stream(text, k=k)
    passages = [p for event in events if isinstance(event, Passages) for p in event.passages]
    return last.answer, passages  # type: ignore[union-attr]  # the last one has the answer


def test_each_part_of_a_question_may_rest_on_k(samples: Assistant) -> None:
    answer = samples.ask("示范区何时获批？白皮书是什么时候发布的？", k=1)
    assert "2022年1月" in answer.text
    assert "2021年9月" in answer.text


def test_search_gives_k(samples: Assistant) -> None:
    found = [samples.search("示范区何时获批？", k) for k in (1, 4, 20)]
    assert [len(passages) for passages in found] == [1, 4, 20]
    assert found[1][:1] == found[0]


@pytest.mark.parametrize(("k", "depth"), [(1, 16), (16, 16), (20, 20)])
def test_more_than_is_usually_read_is_read(k: int, depth: int, samples: Assistant) -> None:
    working = [event for event in samples.stream("谁？什么？", k=k) if isinstance(event, Working)]
    assert {event.of for event in working if event.stage == "read"} == {depth}


def test_one_passage_keeps_silent_about_no_disagreement(samples: Assistant) -> None:
    old = judged(zone_article("截至6月底，节点注册量超过200亿。"), 0.9, 0, "超过200亿")
    other = zone_article("到12月底，节点注册量超过260亿。")
    new = judged(replace(other, id="other"), 0.8, 1, "超过260亿")
    wanted = question("北京节点的注册量有多少？")
    both = extractive_draft(wanted, [old, new], samples.settings)
    one = extractive_draft(wanted, [old, new], samples.settings.with_(k=1))
    assert len({c.document_id for s in both.sentences for c in s.citations}) == 2
    assert len({c.document_id for s in one.sentences for c in s.citations}) == 1
    assert "另有文章说法不同" in one.notices[0]


class Counting:
    """A reader that says nothing, and counts what it was made to read."""

    name = "counting"

    def __init__(self) -> None:
        self.read_so_far = 0

    def read(self, question: str, passages: Sequence[Passage]) -> Generator[Reading]:
        for passage in passages:
            self.read_so_far += 1
            yield Reading(passage, (), -5.0, -5.0)


def test_closing_stops_between_two_passages(samples: Assistant) -> None:
    reader = Counting()
    with Assistant(samples.settings, reader=reader) as assistant:
        events = assistant.stream("示范区何时获批？")
        for event in events:
            if event == Working("read", 3, 16):
                break
        events.close()
        assert reader.read_so_far == 3
        source = Searched(assistant, 16)
        wanted = understand("示范区何时获批？")
        assert len(outcome(read(wanted, source.find(wanted), assistant))) == 16
