"""Read question files: one JSON object a line, checked before a single question is asked.

A line holds ``id``, ``question``, ``answers`` (a list of groups; an answer is right when one
alternative of each group appears in it), ``articles`` (file names the answer may rest on),
``evidence`` (``{"article", "quote"}``, quotes verbatim in the cleaned article), ``kind``,
``answerable`` and ``history`` (earlier questions of the same conversation). Only ``id`` and
``question`` must be there; ``answerable`` defaults to whether there are answers.
"""

from __future__ import annotations

import difflib
import json
import lzma
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag import UsageError

SHIPPED_QUESTIONS = Path(__file__).parent / "questions.jsonl"
"""The questions that ship with Youju, about the articles in ``eval/articles``."""

SHIPPED_ARTICLES = Path(__file__).parent / "articles"
"""The sample articles, written for this project."""

FIELDS = (
    "id",
    "question",
    "answers",
    "articles",
    "evidence",
    "kind",
    "answerable",
    "history",
)
"""Every field a line may have."""

MAX_NAMED_FAULTS = 20
"""How many faulty lines one message names before it only counts the rest."""


class CasesError(UsageError):
    """A question file cannot be used; the message names each line and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words an answer rests on: ``quote`` stands verbatim in the cleaned ``article``."""

    article: str
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right answer must contain. ``line`` counts from 1."""

    id: str
    question: str
    answers: tuple[tuple[str, ...], ...] = ()
    articles: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    kind: str = "other"
    answerable: bool = True
    history: tuple[str, ...] = ()
    line: int = 0


def read_cases(path: Path) -> list[Case]:
    """Read every case of a question file (``.jsonl``, also ``.jsonl.xz``).

    Raises:
        CasesError: The file is missing, empty or has faulty lines; all are named at once.

    """
    cases: list[Case] = []
    faults: list[str] = []
    first_line: dict[str, int] = {}
    for number, text in _numbered_lines(path):
        try:
            case = parse_case(json.loads(text), number)
        except ValueError as fault:
            faults.append(f"{path.name}:{number}: {_reason(fault)}")
            continue
        if case.id in first_line:
            earlier = first_line[case.id]
            faults.append(f"{path.name}:{number}: id {case.id!r} 与第 {earlier} 行重复 (duplicate)")
        first_line.setdefault(case.id, number)
        cases.append(case)
    if faults:
        raise _faulty(path, faults)
    if not cases:
        raise CasesError(
            zh=f"问题文件是空的：{path}。每行写一个 JSON 对象，至少有 id 和 question。",
            en=f"The question file is empty: {path}. Write one JSON object a line with at least "
            "id and question.",
        )
    return cases


def parse_case(record: Any, line: int = 0) -> Case:
    """Check one decoded line and make a case of it.

    Raises:
        ValueError: What is wrong, in words a person can act on.

    """
    if not isinstance(record, Mapping):
        raise ValueError("不是 JSON 对象 (not a JSON object)")
    _refuse_unknown(record, FIELDS)
    answers = tuple(_group(group) for group in _list(record, "answers"))
    answerable = record.get("answerable", bool(answers))
    if not isinstance(answerable, bool):
        raise ValueError("answerable 应为 true 或 false (must be true or false)")
    if answerable and not answers:
        raise ValueError("可回答的问题缺少 answers (answerable, but no answers)")
    if answers and not answerable:
        raise ValueError("不可回答的问题却有 answers (unanswerable, but has answers)")
    return Case(
        id=_text(record, "id"),
        question=_text(record, "question"),
        answers=answers,
        articles=tuple(_words(record, "articles")),
        evidence=tuple(_evidence(item) for item in _list(record, "evidence")),
        kind=str(record.get("kind") or ("other" if answerable else "unanswerable")),
        answerable=answerable,
        history=tuple(_words(record, "history")),
        line=line,
    )


def case_as_dict(case: Case) -> dict[str, Any]:
    """The case as a question file holds it."""
    record: dict[str, Any] = {"id": case.id, "question": case.question}
    if case.history:
        record["history"] = list(case.history)
    return record | {
        "answers": [list(group) for group in case.answers],
        "articles": list(case.articles),
        "evidence": [{"article": item.article, "quote": item.quote} for item in case.evidence],
        "kind": case.kind,
        "answerable": case.answerable,
    }


def write_cases(path: Path, cases: Iterable[Case]) -> None:
    """Write ``cases`` as a question file."""
    lines = [json.dumps(case_as_dict(case), ensure_ascii=False) + "\n" for case in cases]
    path.write_text("".join(lines), encoding="utf-8")


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, unpacked when its name ends in ``.xz``.

    Raises:
        CasesError: The file is missing, unreadable or not UTF-8.

    """
    try:
        raw = path.read_bytes()
        if path.suffix == ".xz":
            raw = lzma.decompress(raw)
        return raw.decode("utf-8-sig")
    except FileNotFoundError:
        raise CasesError(
            zh=f"找不到文件：{path}。请检查路径。", en=f"No such file: {path}. Check the path."
        ) from None
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as fault:
        raise CasesError(
            zh=f"无法读取 {path}：{fault}。文件应为 UTF-8 文本。",
            en=f"Cannot read {path}: {fault}. The file must be UTF-8 text.",
        ) from None


def _numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            yield number, line


def _faulty(path: Path, faults: list[str]) -> CasesError:
    shown = "\n  ".join(faults[:MAX_NAMED_FAULTS])
    rest = len(faults) - MAX_NAMED_FAULTS
    more_zh = f"\n  ……另有 {rest} 处" if rest > 0 else ""
    more_en = f"\n  … and {rest} more" if rest > 0 else ""
    return CasesError(
        zh=f"问题文件 {path} 有 {len(faults)} 处错误，请改正后重试：\n  {shown}{more_zh}",
        en=f"{path} has {len(faults)} faulty lines; correct them:\n  {shown}{more_en}",
    )


def _reason(fault: ValueError) -> str:
    if isinstance(fault, json.JSONDecodeError):
        return (
            f"不是合法的 JSON (not JSON): {fault.msg}, 第 {fault.colno} 列 (column {fault.colno})"
        )
    return str(fault)


def _refuse_unknown(record: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name in record:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            hint = f"，是否想写 {near[0]} (did you mean {near[0]}?)" if near else ""
            raise ValueError(f"未知字段 (unknown field) {name!r}{hint}")


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"缺少 {name} 或不是文字 ({name} is missing or not text)")
    return value.strip()


def _list(record: Mapping[str, Any], name: str) -> list[Any]:
    value = record.get(name, [])
    if not isinstance(value, list):
        raise ValueError(f"{name} 应为列表 ({name} must be a list)")
    return value


def _words(record: Mapping[str, Any], name: str) -> list[str]:
    values = _list(record, name)
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise ValueError(f"{name} 应为文字列表 ({name} must be a list of texts)")
    return values


def _group(group: Any) -> tuple[str, ...]:
    alternatives = [group] if isinstance(group, str) else group
    if (
        not isinstance(alternatives, list)
        or not alternatives
        or not all(isinstance(text, str) and text.strip() for text in alternatives)
    ):
        raise ValueError("answers 的每组应为非空文字列表 (each answer group: a list of texts)")
    return tuple(alternatives)


def _evidence(item: Any) -> Evidence:
    if not isinstance(item, Mapping):
        raise ValueError("evidence 的每项应为对象 (each evidence item: an object)")
    _refuse_unknown(item, ("article", "quote"))
    return Evidence(article=_text(item, "article"), quote=_text(item, "quote"))
