"""The answer that leaves: its markers, its refusal, and several parts as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rag.answer_types import Answer, Citation, Draft, DraftSentence
from rag.answering.finish import finished, joined, with_markers
from rag.answering.question import understand
from rag.types import Document
from tests.rag.answering.cases import judgement, passage

TEXT = "新馆3月11日开放。馆舍两万平方米。"
STORED = {"d0": Document("d0", "a.txt", "", TEXT), "d1": Document("d1", "b.txt", "", "闭馆。")}
QUESTION = understand("新馆什么时候开放？")
ENGLISH = understand("When did the new hall open?")


def quoted(quote: str, document: str = "d0") -> Citation:
    """A citation of the first place where a stored article has these words."""
    start = STORED[document].text.index(quote)
    return Citation(document, start, start + len(quote), quote)


def said(text: str, *citations: Citation) -> DraftSentence:
    return DraftSentence(text, citations)


FIRST, SECOND = quoted("新馆3月11日开放。"), quoted("馆舍两万平方米。")
OTHER = quoted("闭馆。", "d1")


@pytest.mark.parametrize(
    ("sentences", "text", "citations"),
    [
        ([said("甲。", FIRST)], "甲。 [1]", (FIRST,)),
        ([said("甲。", FIRST, SECOND)], "甲。 [1][2]", (FIRST, SECOND)),
        ([said("甲。", FIRST), said("乙。", OTHER)], "甲。 [1]\n乙。 [2]", (FIRST, OTHER)),
        # What was cited before keeps its number: the same article, from where to where.
        ([said("甲。", FIRST, SECOND), said("乙。", SECOND)], "甲。 [1][2]\n乙。 [2]",
         (FIRST, SECOND)),
        ([], "", ()),
    ],
)  # fmt: skip
def test_markers_point_at_citations(
    sentences: list[DraftSentence], text: str, citations: tuple[Citation, ...]
) -> None:
    assert with_markers(sentences) == (text, citations)


def test_sentences_may_be_joined_otherwise() -> None:
    found, _ = with_markers([said("甲。", FIRST), said("乙。", FIRST)], separator=" ")
    assert found == "甲。 [1] 乙。 [1]"


def test_a_verified_answer() -> None:
    draft = Draft(
        (said("新馆3月11日开放。", FIRST),), notices=("注意。",), raw="原话", usage={"calls": 1}
    )
    items = [judgement(TEXT, "3月11日", 0.8), judgement(TEXT, "两万", 0.3)]
    answer = finished(QUESTION, draft, items, STORED.__getitem__, answerer="model")
    assert (answer.text, answer.answered) == ("新馆3月11日开放。 [1]", True)
    assert answer.citations == (replace(FIRST, path="a.txt"),)
    assert (answer.answerer, answer.language) == ("model", "zh")
    assert (answer.notices, answer.raw, answer.usage) == (("注意。",), "原话", {"calls": 1})
    assert (answer.evidence, answer.missing, answer.nearest) == (0.8, "", ())


def test_what_is_not_in_the_articles_is_dropped_and_said() -> None:
    draft = Draft(
        (said("新馆3月11日开放。", FIRST), said("新馆4月5日开放。", FIRST)), notices=("注意。",)
    )
    answer = finished(QUESTION, draft, [], STORED.__getitem__)
    assert answer.text == "新馆3月11日开放。 [1]"
    assert answer.notices == ("注意。", "有 1 句没有通过与原文的核对，已去掉。")
    assert answer.raw == "新馆3月11日开放。\n新馆4月5日开放。"
    assert answer.evidence == 0.0
    english = finished(ENGLISH, draft, [], STORED.__getitem__)
    assert english.notices[1].startswith("1 sentence(s) did not agree")


def test_a_models_own_words_are_kept_as_they_came() -> None:
    draft = Draft((said("新馆4月5日开放。", FIRST),), raw="原话")
    answer = finished(QUESTION, draft, [], STORED.__getitem__)
    assert (answer.raw, answer.notices, answer.answered) == ("原话", (), False)


def test_a_refusal_shows_the_nearest_passages() -> None:
    items = [
        judgement(TEXT, "馆", 0.1, published=date(2022, 3, 1)),
        judgement("闭馆。", "馆", 0.05, number=1),
        judgement("没有存。", "没", 0.04, number=2),
    ]
    asked = understand("王晓明什么时候到访？")
    answer = finished(asked, Draft(usage={"calls": 2}), items, STORED.__getitem__, answerer="m")
    assert not answer.answered
    assert answer.text == f"没有找到答案。{answer.missing}"
    assert answer.missing
    assert [each.document_id for each in answer.nearest] == ["d0", "d1"]
    assert answer.nearest_lacks == ("没有提到“王晓明”", "没有提到“王晓明”")
    assert (answer.answerer, answer.evidence, answer.usage) == ("m", 0.1, {"calls": 2})
    assert (answer.language, answer.citations) == ("zh", ())
    told = finished(asked, Draft(missing="缺票。"), items, STORED.__getitem__)
    assert told.text == "没有找到答案。缺票。"


def part(text: str, **about: Any) -> Answer:
    return Answer(**{"text": text, "answered": True, "evidence": 0.5, **about})


TWO = understand("新馆什么时候开放？面积有多大？")


def test_parts_are_answered_each_under_its_own_words() -> None:
    one = part("3月11日。 [1] 两万。 [2]", citations=(FIRST, SECOND), notices=("甲", "乙"))
    other = part("两万。 [1][2]", citations=(SECOND, OTHER), evidence=0.3, notices=("乙",))
    answer = joined(TWO, [one, other])
    first, second = TWO.parts
    assert answer.text == (
        f"{first.text}\n3月11日。 [1] 两万。 [2]\n\n{second.text}\n两万。 [2][3]"
    )
    assert answer.citations == (FIRST, SECOND, OTHER)
    assert (answer.answered, answer.evidence, answer.missing) == (True, 0.3, "")
    assert answer.notices == ("甲", "乙")


@pytest.mark.parametrize("text", ["第[0]条", "第[2]条"])
def test_a_number_that_is_no_marker_stays(text: str) -> None:
    one = part(text, citations=(FIRST,))
    assert joined(TWO, [one, part("")]).text.splitlines()[1] == text


def test_one_part_answered_is_an_answer() -> None:
    shown = passage("一句。"), passage("二句。", number=1), passage("三句。")
    lacking = part("无。", answered=False, missing="缺甲", evidence=None,
                   nearest=shown[:2], nearest_lacks=("甲", "乙"))  # fmt: skip
    other = part("无。", answered=False, missing="缺乙", nearest=shown[2:], nearest_lacks=("丙",))
    answer = joined(TWO, [lacking, other])
    assert (answer.answered, answer.missing, answer.evidence) == (False, "缺甲；缺乙", 0.0)
    # One passage an article, with what it lacks.
    assert [each.document_id for each in answer.nearest] == ["d0", "d1"]
    assert answer.nearest_lacks == ("丙", "乙")
    assert joined(TWO, [lacking, part("有。")]).answered
