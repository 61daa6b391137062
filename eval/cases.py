"""Read question files: one JSON object a line, checked before a single question is asked.

A line holds ``id``, ``question``, ``answers`` (a list of groups; an answer is right when one
alternative of each group appears in it), ``articles`` (file names the answer may rest on),
``evidence`` (``{"article", "quote"}``, quotes verbatim in the cleaned article), ``kind``,
``answerable`` and ``history`` (earlier questions of the same conversation). Only ``id`` and
``question`` must be there; ``answerable`` defaults to whether there are answers.

A question of one of ``OVERVIEW_KINDS`` asks what articles there are or what they say. Its groups
stand in ``must`` (or ``answers``); ``share`` of them (0 to 1, all by default) must appear, every
one of ``articles`` must be cited, those of ``order`` in that order. Small talk has no groups: it
must be answered, and cite nothing.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.fields import LineFault, group_of, list_of, refuse_unknown, text_of, words_of
from rag import SAMPLE_ARTICLES
from rag.errors import UsageError

SHIPPED_QUESTIONS = Path(__file__).parent / "questions.jsonl"
"""The questions that ship with Youju."""

SHIPPED_OVERVIEWS = Path(__file__).parent / "overviews.jsonl"
"""Questions of ``OVERVIEW_KINDS`` that ship with Youju."""

SHIPPED_ARTICLES = SAMPLE_ARTICLES
"""What both are about."""

OVERVIEW_KINDS = frozenset(
    (
        "catalogue", "topic", "summary", "digest", "timeline", "statements", "whole-list",
        "comparison", "noun", "smalltalk",
    )
)  # fmt: skip
"""Kinds of questions that ask for no single fact."""

FIELDS = (
    "id",
    "question",
    "answers",
    "articles",
    "evidence",
    "kind",
    "answerable",
    "history",
    "must",
    "order",
    "share",
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
    order: tuple[str, ...] = ()
    share: float = 1.0
    line: int = 0

    @property
    def overview(self) -> bool:
        """Whether it asks for no single fact and is scored as such."""
        return self.kind in OVERVIEW_KINDS


def read_cases(path: Path) -> list[Case]:
    """Read every case of a question file (``.jsonl``, also ``.jsonl.xz``).

    Raises:
        CasesError: The file is missing, empty or has faulty lines; all are named at once.

    """
    cases, faults = read_lines(path)
    if faults:
        raise _faulty(path, faults)
    return cases


def read_lines(path: Path) -> tuple[list[Case], dict[int, LineFault]]:
    """The cases of a question file, and what is wrong with its other lines by their number.

    Raises:
        CasesError: The file is missing, no text, or empty.

    """
    cases: list[Case] = []
    faults: dict[int, LineFault] = {}
    first_line: dict[str, int] = {}
    for number, text in _numbered_lines(path):
        try:
            case = parse_case(_decoded(text), number)
        except LineFault as fault:
            faults[number] = fault
            continue
        earlier = first_line.setdefault(case.id, number)
        if earlier == number:
            cases.append(case)
        else:
            faults[number] = LineFault(
                f"id {case.id!r} 与第 {earlier} 行重复",
                f"id {case.id!r} is a duplicate of line {earlier}",
            )
    if not cases and not faults:
        raise CasesError(
            zh=f"问题文件是空的：{path}。每行写一个 JSON 对象，至少有 id 和 question。",
            en=f"The question file is empty: {path}. Write one JSON object a line with at least "
            "id and question.",
        )
    return cases, faults


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        raise LineFault(
            f"不是合法的 JSON：第 {fault.colno} 列（{fault.msg}）",
            f"not JSON: column {fault.colno} ({fault.msg})",
        ) from None


def parse_case(record: Any, line: int = 0) -> Case:
    """Check one decoded line and make a case of it.

    Raises:
        LineFault: What is wrong.

    """
    if not isinstance(record, Mapping):
        raise LineFault("不是 JSON 对象", "not a JSON object")
    refuse_unknown(record, FIELDS)
    groups = [*list_of(record, "answers"), *list_of(record, "must")]
    answers = tuple(group_of(group) for group in groups)
    talk = record.get("kind") == "smalltalk"
    answerable = record.get("answerable", bool(answers) or talk)
    if not isinstance(answerable, bool):
        raise LineFault("answerable 应为 true 或 false", "answerable must be true or false")
    if answerable and not answers and not talk:
        raise LineFault("可回答的问题缺少 answers", "answerable, but no answers")
    if answers and not answerable:
        raise LineFault("不可回答的问题却有 answers", "unanswerable, but has answers")
    return Case(
        id=text_of(record, "id"),
        question=text_of(record, "question"),
        answers=answers,
        articles=tuple(words_of(record, "articles")),
        evidence=tuple(_evidence(item) for item in list_of(record, "evidence")),
        kind=str(record.get("kind") or ("other" if answerable else "unanswerable")),
        answerable=answerable,
        history=tuple(words_of(record, "history")),
        order=tuple(words_of(record, "order")),
        share=_share(record.get("share", 1.0)),
        line=line,
    )


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise LineFault("share 应为 0 到 1 的数", "share must be a number from 0 to 1")
    return float(value)


def case_as_dict(case: Case) -> dict[str, Any]:
    """The case as a question file holds it."""
    record: dict[str, Any] = {"id": case.id, "question": case.question}
    if case.history:
        record["history"] = list(case.history)
    if case.order:
        record["order"] = list(case.order)
    if case.share < 1.0:
        record["share"] = case.share
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


def _faulty(path: Path, faults: Mapping[int, LineFault]) -> CasesError:
    named = list(faults.items())[:MAX_NAMED_FAULTS]
    rest = len(faults) - len(named)
    zh = "".join(f"\n  {path.name}:{number}: {fault.zh}" for number, fault in named)
    en = "".join(f"\n  {path.name}:{number}: {fault.en}" for number, fault in named)
    more_zh = f"\n  ……另有 {rest} 处" if rest else ""
    more_en = f"\n  … and {rest} more" if rest else ""
    return CasesError(
        zh=f"问题文件 {path} 有 {len(faults)} 处错误，请改正后重试：{zh}{more_zh}",
        en=f"{path} has {len(faults)} faulty lines; correct them:{en}{more_en}",
    )


def _evidence(item: Any) -> Evidence:
    if not isinstance(item, Mapping):
        raise LineFault("evidence 的每项应为对象", "each evidence item: an object")
    refuse_unknown(item, ("article", "quote"))
    return Evidence(article=text_of(item, "article"), quote=text_of(item, "quote"))
