"""Questions for overviews: read, shipped over the samples, and scored by share, articles, order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval.cases import OVERVIEW_KINDS, SHIPPED_OVERVIEWS, Case, CasesError, read_cases
from eval.check import check_cases
from eval.gold import Gold
from eval.scoring import score
from rag import Answer
from tests.eval.fakes import LIBRARY, METRO, FakeSystem, answer, cite
from tests.eval.test_samples import sample_documents

SENTENCE = "新馆坐落在湖滨路18号。"
CASE = Case("v", "新馆讲了什么？", (("湖滨路18号",), ("借期30天",)), kind="summary", share=0.5)
SYSTEM = FakeSystem({})


def right(case: Case, reply: Answer) -> bool:
    return score(case, reply, [], Gold(), SYSTEM.document).right


def test_the_shipped_ones_hold_against_the_samples() -> None:
    cases = read_cases(SHIPPED_OVERVIEWS)
    assert len(cases) >= 30
    assert {case.kind for case in cases} == OVERVIEW_KINDS
    errors = [one for one in check_cases(cases, sample_documents().get) if one.severity == "error"]
    assert errors == []


def test_the_share_that_is_wanted_is_enough() -> None:
    reply = answer(f"{SENTENCE}[1]", cite(LIBRARY, SENTENCE))
    assert right(CASE, reply)
    assert not right(replace(CASE, share=1.0), reply)
    assert not right(CASE, replace(reply, citations=()))


def test_every_article_must_be_cited_and_those_of_order_in_order() -> None:
    both = answer(f"{SENTENCE}[1]", cite(LIBRARY, SENTENCE), cite(METRO, METRO.text))
    asked = replace(CASE, articles=("library.txt", "metro.txt"))
    assert right(asked, both)
    assert not right(asked, replace(both, citations=both.citations[:1]))
    assert right(replace(CASE, order=("library.txt", "metro.txt")), both)
    assert not right(replace(CASE, order=("metro.txt", "library.txt")), both)


def test_small_talk_is_answered_without_a_citation() -> None:
    assert right(Case("t", "你好", kind="smalltalk"), answer("你好！"))


def test_a_share_is_a_number_from_0_to_1(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    line = '{"id": "a", "question": "q", "must": [["x"]], "kind": "summary", "share": 2}'
    path.write_text(line, encoding="utf-8")
    with pytest.raises(CasesError, match="share"):
        read_cases(path)
