from __future__ import annotations

from datetime import date

from rag.answer_types import Answer, Citation, DraftSentence, answer_as_text
from rag.answering.finish import joined, with_markers
from rag.answering.question import understand
from rag.types import Passage


def citation(start: int, quote: str = "今年1月获批。", **about: object) -> Citation:
    return Citation("d", start, start + len(quote), quote, title="题目", path="a.txt",
                    published=date(2022, 7, 29), **about)  # type: ignore[arg-type]  # fmt: skip


def test_an_answer_reads_well() -> None:
    answer = Answer("2022年1月。 [1]", answered=True, citations=(citation(3, also_in=("b.txt",)),))
    assert answer_as_text(answer).splitlines() == [
        "2022年1月。 [1]",
        "",
        "依据：",
        "[1] 《题目》，2022-07-29",
        "    “今年1月获批。”",
        "    a.txt [3:10]",
        "    另见：b.txt",
    ]


def test_an_inferred_date_says_so_and_english_reads_english() -> None:
    cited = citation(0, published_basis="inferred")
    text = answer_as_text(Answer("In 2022. [1]", answered=True, citations=(cited,), language="en"))
    assert "2022-07-29 (inferred)" in text
    assert "Evidence:" in text


def test_a_refusal_shows_what_was_near() -> None:
    near = Passage(0, "d", 0, 200, "长" * 200, title="题目", path="a.txt")
    text = answer_as_text(Answer("没有找到答案。", answered=False, nearest=(near,)))
    assert "最接近的文章：" in text
    assert text.endswith("…")


def test_a_citation_used_twice_has_one_number() -> None:
    one, two = citation(0), citation(9)
    text, citations = with_markers([
        DraftSentence("甲。", (one,)),
        DraftSentence("乙。", (two, one)),
    ])  # fmt: skip
    assert text == "甲。 [1]\n乙。 [2][1]"
    assert citations == (one, two)


def test_parts_keep_their_numbers_apart() -> None:
    question = understand("甲何时召开？乙何时召开？")
    answers = [
        Answer("十一处。 " + "".join(f"[{n}]" for n in range(1, 12)), answered=True,
               citations=tuple(citation(10 * n) for n in range(11)), evidence=0.9),
        Answer("一处。 [1]", answered=True, citations=(citation(500),), evidence=0.6),
    ]  # fmt: skip
    whole = joined(question, answers)
    assert whole.text.endswith("一处。 [12]")
    assert len(whole.citations) == 12
    assert whole.evidence == 0.6


def test_a_refused_part_is_said_beside_the_answered_one() -> None:
    question = understand("甲何时召开？乙何时召开？")
    answers = [
        Answer("1月。 [1]", answered=True, citations=(citation(0),), evidence=0.9),
        Answer("没有找到答案。", answered=False, missing="没有乙。", evidence=0.1),
    ]
    whole = joined(question, answers)
    assert whole.answered
    assert whole.missing == "没有乙。"
    assert "没有找到答案。" in whole.text
