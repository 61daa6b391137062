from __future__ import annotations

from dataclasses import replace

import pytest

from eval.cases import Case, Evidence
from eval.failures import stage_of
from eval.gold import Gold, find_gold, passage_gains
from eval.scoring import failed, score, short_answer
from rag import Answer, Passage
from tests.eval.fakes import LIBRARY, METRO, FakeSystem, answer, cite, refusal, whole

CASE = Case(
    "a",
    "新馆在哪里？",
    (("湖滨路18号",),),
    ("library.txt",),
    (Evidence("library.txt", "新馆坐落在湖滨路18号"),),
    "place",
)
GOLD = find_gold(CASE, {"library.txt": LIBRARY})
SYSTEM = FakeSystem({})
SENTENCE = "新馆坐落在湖滨路18号。"


def judged(case: Case, reply: Answer, gold: Gold = GOLD, *passages: Passage) -> tuple[bool, str]:
    result = score(case, reply, passages or [whole(LIBRARY)], gold, SYSTEM.document)
    return result.right, stage_of(result, 5)


def test_a_right_answer_has_the_words_and_a_verbatim_quote_from_the_article() -> None:
    reply = answer(f"湖滨路18号：{SENTENCE}[1]", cite(LIBRARY, SENTENCE))
    result = score(CASE, reply, [whole(METRO), whole(LIBRARY)], GOLD, SYSTEM.document)
    assert result.right
    assert (result.exact, result.f1) == (1, 1)
    assert result.gains == [0, 1]
    assert result.citation_recall == 1
    assert result.article_year == 2023


@pytest.mark.parametrize(
    ("reply", "stage"),
    [
        pytest.param(refusal(), "wrongly_refused", id="refused"),
        pytest.param(
            answer("在湖滨路18号[1]", cite(METRO, METRO.text)), "wrong_citation", id="other_article"
        ),
        pytest.param(
            answer("湖滨路18号", replace(cite(LIBRARY, SENTENCE), quote="改过的引文")),
            "wrong_citation",
            id="quote_not_verbatim",
        ),
        pytest.param(
            answer("湖滨路18号", replace(cite(LIBRARY, SENTENCE), document_id="gone")),
            "wrong_citation",
            id="unknown_article",
        ),
        pytest.param(answer("湖滨路18号"), "wrong_citation", id="no_citation"),
        pytest.param(
            answer("32万册[1]", cite(LIBRARY, "新馆藏书32万册")), "wrong_span", id="other_span"
        ),
        pytest.param(
            replace(refusal(), raw="湖滨路19号", notices=("删去一句",)),
            "failed_verification",
            id="verification",
        ),
    ],
)
def test_what_is_not_right_is_put_down_to_a_stage(reply: Answer, stage: str) -> None:
    assert judged(CASE, reply) == (False, stage)


def test_stages_of_retrieval() -> None:
    other = [replace(whole(METRO), chunk_id=n) for n in range(5)]
    assert judged(CASE, refusal(), GOLD, *other) == (False, "not_retrieved")
    assert judged(CASE, refusal(), GOLD, *other, whole(LIBRARY)) == (False, "not_reranked")
    nowhere = find_gold(CASE, {})
    assert nowhere.indexed is False
    assert judged(CASE, refusal(), nowhere) == (False, "not_indexed")


def test_a_list_with_a_part_missing_is_incomplete() -> None:
    case = replace(CASE, answers=(("湖滨路18号",), ("32万册",)))
    reply = answer("湖滨路18号[1]", cite(LIBRARY, SENTENCE))
    assert judged(case, reply) == (False, "incomplete")


def test_unanswerable_questions_are_right_when_refused() -> None:
    case = Case("u", "门票多少钱？", kind="unanswerable", answerable=False)
    assert judged(case, refusal(), Gold()) == (True, "")
    made_up = answer("10元[1]", cite(LIBRARY, SENTENCE))
    assert judged(case, made_up, Gold()) == (False, "answered_unanswerable")


def test_a_failure_counts_as_wrong() -> None:
    result = failed(CASE, TimeoutError("endpoint"))
    assert (result.right, result.contains, stage_of(result, 5)) == (False, False, "error")


def test_copies_of_one_fact_are_one_unit_and_two_facts_are_two() -> None:
    twin = replace(LIBRARY, id="d9", path="/articles/twin.txt")
    documents = {"library.txt": LIBRARY, "twin.txt": twin, "metro.txt": METRO}
    copies = replace(CASE, evidence=(*CASE.evidence, Evidence("twin.txt", "新馆坐落在湖滨路18号")))
    gold = find_gold(copies, documents)
    assert len(gold.units) == 1
    assert passage_gains([whole(twin), whole(LIBRARY)], gold) == [1, 0]
    both = replace(
        CASE,
        answers=(("18号",), ("28.6公里",)),
        evidence=(*CASE.evidence, Evidence("metro.txt", "全长28.6公里")),
    )
    gold = find_gold(both, documents)
    assert gold.ideal == [1, 1]
    assert passage_gains([whole(METRO), whole(LIBRARY)], gold) == [1, 1]


def test_a_reprint_that_holds_the_words_counts() -> None:
    reprint = replace(whole(LIBRARY), document_id="d9", path="/x.txt", also_in=(LIBRARY.path,))
    assert passage_gains([reprint], GOLD) == [1]


def test_the_short_answer_is_what_stands_before_the_quote() -> None:
    quote = cite(LIBRARY, SENTENCE)
    dated = answer(f"2022年1月（原文“今年1月”）：{SENTENCE}[1]", quote)
    assert short_answer(dated) == "2022年1月"
    assert short_answer(answer(f"{SENTENCE}[1]", quote)) == SENTENCE
    assert short_answer(refusal()) == refusal().text
