"""Check a question file against its articles before anyone trusts a score on it.

every evidence quote verbatim in the cleaned article · every answer inside its evidence (or
worked out from it, said so) · duplicate questions · leaks: the answer stands in the question
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from eval.cases import Case, read_lines
from eval.metrics import contains_gold, normalised
from rag import Document

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one line of a question file; ``line`` counts from 1."""

    line: int
    id: str
    severity: Severity
    zh: str
    en: str


def check_file(path: Path, find: Callable[[str], Document | None]) -> list[Finding]:
    """Check every line; ``find`` gives the indexed article by the name the file uses.

    Raises:
        CasesError: The file is missing, no text, or empty.

    """
    cases, faults = read_lines(path)
    unread = [Finding(line, "–", "error", fault.zh, fault.en) for line, fault in faults.items()]
    return sorted([*unread, *check_cases(cases, find)], key=lambda finding: finding.line)


def check_cases(cases: Sequence[Case], find: Callable[[str], Document | None]) -> list[Finding]:
    """Every finding, in line order, errors and warnings together."""
    findings: list[Finding] = []
    asked: dict[str, Case] = {}
    for case in cases:
        findings += _check_evidence(case, find)
        findings += _check_answers(case, find)
        key = normalised("".join((*case.history, case.question))).rstrip("?？。.!！")
        if key in asked:
            earlier = asked[key]
            findings.append(
                _finding(
                    case,
                    "error",
                    f"与第 {earlier.line} 行（{earlier.id}）的问题重复",
                    f"the same question as line {earlier.line} ({earlier.id})",
                )
            )
        asked.setdefault(key, case)
    return sorted(findings, key=lambda finding: finding.line)


def _check_evidence(case: Case, find: Callable[[str], Document | None]) -> list[Finding]:
    names = dict.fromkeys((*case.articles, *(item.article for item in case.evidence)))
    findings = [
        _finding(case, "error", f"索引里没有文章 {name}", f"no article {name} is indexed")
        for name in names
        if find(name) is None
    ]
    for item in case.evidence:
        document = find(item.article)
        if document is not None and item.quote not in document.text:
            findings.append(
                _finding(
                    case,
                    "error",
                    f"证据不是 {item.article} 的原文：“{item.quote[:60]}”",
                    f"the evidence is not verbatim in {item.article}: “{item.quote[:60]}”",
                )
            )
        if case.articles and item.article not in case.articles:
            findings.append(
                _finding(
                    case,
                    "warning",
                    f"证据来自 articles 之外的 {item.article}",
                    f"the evidence is from {item.article}, which articles does not list",
                )
            )
    return findings


def _check_answers(case: Case, find: Callable[[str], Document | None]) -> list[Finding]:
    findings: list[Finding] = []
    said = "\n".join(item.quote for item in case.evidence)
    texts = [document.text for name in case.articles if (document := find(name)) is not None]
    whole = "\n".join(texts)
    for group in case.answers:
        shown = "/".join(group)
        if contains_gold(case.question, [group]) and not case.overview:
            findings.append(
                _finding(
                    case,
                    "warning",
                    f"答案“{shown}”已写在问题里",
                    f"the answer “{shown}” stands in the question (leak)",
                )
            )
        if said and not contains_gold(said, [group]):
            findings.append(_outside(case, shown, in_article=contains_gold(whole, [group])))
    if case.answerable and not case.overview and not case.evidence and not case.articles:
        findings.append(
            _finding(
                case,
                "warning",
                "没有 articles 或 evidence，无法核对引用",
                "neither articles nor evidence: citations cannot be checked",
            )
        )
    return findings


def _outside(case: Case, shown: str, *, in_article: bool) -> Finding:
    if in_article:
        return _finding(
            case,
            "warning",
            f"答案“{shown}”不在证据里，但在文章里：证据或许太短",
            f"the answer “{shown}” is in the article, not in the evidence: too short?",
        )
    return _finding(
        case,
        "warning",
        f"答案“{shown}”不在证据里：若由原文推算（如相对日期），可以忽略",
        f"the answer “{shown}” is not in the evidence: fine if it is worked out from it "
        "(a relative date, say)",
    )


def _finding(case: Case, severity: Severity, zh: str, en: str) -> Finding:
    return Finding(case.line, case.id, severity, zh, en)
