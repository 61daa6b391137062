"""Drafting, accepting and checking questions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval.cases import Case, CasesError, Evidence
from eval.check import check_cases, check_file
from eval.console import padded
from eval.draft import Draft, accepted_cases, drafts_as_text, propose_with_model
from eval.draft_rules import propose
from rag import Document
from tests.eval.fakes import LIBRARY, METRO

REPORT = Document(
    id="r",
    path="/articles/报告.txt",
    title="报告",
    text="2021年9月，三地共同发布了一份白皮书。北京的企业节点超过2.5万家，分布很广。"
    "市交通局副局长宋砚秋说，明年再看。茶会在镇文化广场举行。",
)
DOCUMENTS = {"library.txt": LIBRARY, "metro.txt": METRO}


def test_rules_ask_for_dates_figures_people_and_places() -> None:
    found = {case.kind: (case.question, case.answers[0][0]) for case in propose(REPORT)}
    assert found == {
        "date": ("三地共同发布一份白皮书是在什么时候？", "2021年9月"),
        "number": ("北京的企业节点是多少？", "2.5万家"),
        "person": ("市交通局副局长是谁？", "宋砚秋"),
        "place": ("茶会在哪里举行？", "镇文化广场"),
    }
    for case in propose(REPORT):
        assert case.evidence[0].quote in REPORT.text
        assert case.answers[0][0] in case.evidence[0].quote


def test_clauses_torn_from_their_sentence_are_not_asked_about() -> None:
    torn = replace(
        REPORT,
        text="2019年以来,辽宁成功举办了四届大会。10月19日还将召开对接活动,举办项目签约等活动。\n"
        "中小企业论坛,在此基础上将联合学会举办海创论坛。2022年成功获批“千兆城市”称号。",
    )
    assert list(propose(torn)) == []


def test_check_names_faulty_lines_and_still_checks_the_others(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(
        '{"id": "a", "question": "新馆在哪里？", "answers": [["湖滨路18号"]], '
        '"articles": ["library.txt"], "evidence": [{"article": "library.txt", "quote": "没有"}]}\n'
        '{"id": "b", "question"}\n'
        '{"id": "c", "question": "问？", "answerz": []}\n',
        encoding="utf-8",
    )
    findings = check_file(path, DOCUMENTS.get)
    assert [(one.line, one.severity) for one in findings if one.severity == "error"] == [
        (1, "error"),
        (2, "error"),
        (3, "error"),
    ]
    assert "did you mean answers" in findings[-1].en
    assert "是否想写 answers" in findings[-1].zh


def test_columns_line_up_over_chinese() -> None:
    assert padded("正确率", 8) == "正确率  "
    assert padded("hit@1", 8) == "hit@1   "


def test_a_model_that_does_not_quote_is_not_believed() -> None:
    reply = """好的：[
      {"question": "藏书多少？", "answer": "32万册", "quote": "馆长林知秋说，新馆藏书32万册。"},
      {"question": "多少人？", "answer": "6000", "quote": "来了6000人。"},
      {"question": "在哪里？", "answer": "北京", "quote": "新馆坐落在湖滨路18号。"}, 7]"""
    assert [case.question for case in propose_with_model(LIBRARY, lambda _: reply)] == [
        "藏书多少？"
    ]
    assert propose_with_model(LIBRARY, lambda _: "抱歉") == []
    assert propose_with_model(LIBRARY, lambda _: "[{]") == []


def test_ticked_drafts_become_cases(tmp_path: Path) -> None:
    drafts = [
        Draft(replace(case, id=f"d{number:03d}"), agreed=number % 2 == 0, said="别的")
        for number, case in enumerate(propose(REPORT), start=1)
    ]
    path = tmp_path / "draft.md"
    text = drafts_as_text(drafts)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CasesError, match=r"\[x\]"):
        accepted_cases(path)
    path.write_text(
        text.replace("[ ] d002", "[x] d002").replace(
            "答案：2.5万家", "答案：2.5万家 | 25000家; 北京"
        ),
        encoding="utf-8",
    )
    (case,) = accepted_cases(path)
    assert case.answers == (("2.5万家", "25000家"), ("北京",))
    assert case.evidence[0].quote in REPORT.text
    assert case.kind == "number"


def test_a_ticked_draft_without_a_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "draft.md"
    path.write_text(
        "# x\n\n## [x] d001 date\n问题：何时？\n答案：\n证据：a\n文章：b\n", encoding="utf-8"
    )
    with pytest.raises(CasesError, match=r"draft\.md:3"):
        accepted_cases(path)


def test_check_names_every_fault_by_line() -> None:
    sound = Case(
        "a",
        "新馆在哪里？",
        (("湖滨路18号",),),
        ("library.txt",),
        (Evidence("library.txt", "新馆坐落在湖滨路18号"),),
        line=1,
    )
    cases = [
        sound,
        replace(sound, id="b", line=2, question="新馆在哪里"),
        replace(sound, id="c", line=3, question="c", evidence=(Evidence("library.txt", "改写过"),)),
        replace(sound, id="d", line=4, question="d", articles=("gone.txt",), evidence=()),
        replace(sound, id="e", line=5, question="湖滨路18号是哪里？"),
        replace(sound, id="f", line=6, question="f", answers=(("32万册",),)),
        replace(sound, id="g", line=7, question="g", answers=(("2023年3月",),)),
        replace(sound, id="h", line=8, question="h", articles=(), evidence=()),
    ]
    found = [(one.line, one.severity, one.en) for one in check_cases(cases, DOCUMENTS.get)]
    assert [(line, severity) for line, severity, _ in found] == [
        (2, "error"),
        (3, "error"),
        (3, "warning"),
        (4, "error"),
        (5, "warning"),
        (6, "warning"),
        (7, "warning"),
        (8, "warning"),
    ]
    texts = [text for _, _, text in found]
    for text, words in zip(
        texts,
        ["line 1", "not verbatim", "too short", "no article", "leak", "too short", "worked out"],
        strict=False,
    ):
        assert words in text
