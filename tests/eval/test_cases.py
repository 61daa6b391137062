from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from eval.cases import SHIPPED_QUESTIONS, CasesError, read_cases, write_cases

GOOD = {"id": "a", "question": "何时？", "answers": [["1月"]]}


def lines(tmp_path: Path, *records: object) -> Path:
    path = tmp_path / "q.jsonl"
    texts = [one if isinstance(one, str) else json.dumps(one) for one in records]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("record", "complaint"),
    [
        pytest.param("{not json", "JSON", id="not_json"),
        pytest.param([1], "JSON", id="not_an_object"),
        pytest.param(
            {"id": "x", "question": "q", "answer": ["1"]}, "did you mean answers", id="typo"
        ),
        pytest.param({"id": "x", "answers": [["1"]]}, "question", id="no_question"),
        pytest.param({"id": "x", "question": " "}, "question", id="blank_question"),
        pytest.param(
            {"id": "x", "question": "q", "answers": "1"}, "answers", id="answers_not_list"
        ),
        pytest.param({"id": "x", "question": "q", "answers": [[]]}, "answers", id="empty_group"),
        pytest.param(
            {"id": "x", "question": "q", "answerable": True}, "no answers", id="answerable_without"
        ),
        pytest.param(
            {"id": "x", "question": "q", "answers": [["1"]], "answerable": False},
            "unanswerable",
            id="unanswerable_with_answers",
        ),
        pytest.param({**GOOD, "id": "a"}, "duplicate", id="duplicate_id"),
        pytest.param(
            {**GOOD, "id": "x", "evidence": [{"article": "a"}]}, "quote", id="evidence_no_quote"
        ),
    ],
)
def test_a_faulty_line_is_named_by_number(tmp_path: Path, record: object, complaint: str) -> None:
    with pytest.raises(CasesError) as caught:
        read_cases(lines(tmp_path, GOOD, "", record))
    assert "q.jsonl:3:" in str(caught.value)
    assert complaint in caught.value.en
    assert caught.value.exit_code == 2


def test_all_faulty_lines_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(CasesError) as caught:
        read_cases(lines(tmp_path, *["{"] * 25))
    assert "q.jsonl:1:" in caught.value.en
    assert "5 more" in caught.value.en


def test_missing_empty_and_unreadable_files_are_explained(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n\n")
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none.jsonl", empty, binary):
        with pytest.raises(CasesError, match=path.name):
            read_cases(path)


def test_answers_may_be_plain_texts_and_the_file_compressed(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl.xz"
    record = {"id": "a", "question": "q", "answers": ["x", ["y", "z"]]}
    path.write_bytes(lzma.compress(json.dumps(record).encode()))
    assert read_cases(path)[0].answers == (("x",), ("y", "z"))


def test_cases_survive_writing_and_reading(tmp_path: Path) -> None:
    cases = read_cases(SHIPPED_QUESTIONS)
    write_cases(tmp_path / "again.jsonl", cases)
    assert read_cases(tmp_path / "again.jsonl") == cases
