"""XQuAD (Artetxe et al. 2020) as retrieval: questions in two languages, passages in Chinese.

Every passage is hidden among news articles; a question should find its own passage. One line
of the file is ``{"passage", "questions": [{"zh", "en", "answer"}]}`` (also ``.xz``), or
XQuAD's own SQuAD-style JSON for each language, paired by question id.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.benchmarks.pool import ranked_articles
from eval.benchmarks.squad import read_squad
from eval.cases import CasesError, read_text
from eval.fields import wrong
from eval.metrics import contains_gold, hit_at, reciprocal_rank_at
from eval.stats import Interval, mean_interval, quantile_interval
from eval.system import SearchSystem

DEPTH = 10
"""How many passages are searched for."""


@dataclass(frozen=True, slots=True)
class PassageQuestions:
    """A passage with its questions: (language, question, answer)."""

    id: str
    passage: str
    questions: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One question: the rank of its passage (from 1, ``None`` beyond the depth)."""

    language: str
    question: str
    rank: int | None
    answered: bool | None
    right: bool | None
    seconds: float


def read_xquad(path: Path, other: Path | None = None) -> list[PassageQuestions]:
    """Read pairs from one JSONL file, or from two SQuAD-style files (Chinese, then English).

    Raises:
        CasesError: Not of this form.

    """
    if other is not None:
        return _paired(path, other)
    rows: list[PassageQuestions] = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            questions = tuple(
                (language, str(one[language]), str(one.get("answer", "")))
                for one in record["questions"]
                for language in ("zh", "en")
                if one.get(language)
            )
            rows.append(PassageQuestions(f"xquad-{number}", str(record["passage"]), questions))
        except (ValueError, KeyError, TypeError) as fault:
            raise CasesError(
                zh=f"{path.name}:{number}: 不是 XQuAD 的行（{wrong(fault)}）。",
                en=f"{path.name}:{number}: not an XQuAD line ({wrong(fault)}).",
            ) from None
    return rows


def run_xquad(
    system: SearchSystem,
    rows: Sequence[PassageQuestions],
    *,
    answers: bool = False,
    watch: Callable[[int, int], None] | None = None,
) -> list[Found]:
    """Search for every question; with ``answers`` also ask it and check the answer."""
    total = sum(len(row.questions) for row in rows)
    found: list[Found] = []
    for row, (language, question, answer) in _asked(rows):
        began = time.perf_counter()
        passages = system.search(question, DEPTH)
        seconds = time.perf_counter() - began
        ids = ranked_articles(passages)
        rank = ids.index(row.id) + 1 if row.id in ids else None
        answered = right = None
        if answers:
            reply = system.ask(question)
            answered = reply.answered
            right = answered and contains_gold(reply.text, [[answer]])
        found.append(Found(language, question, rank, answered, right, seconds))
        if watch:
            watch(len(found), total)
    return found


def figures(found: Sequence[Found], language: str) -> dict[str, Interval]:
    """Hit@1, hit@5, MRR@10, and answers where asked, for one language."""
    chosen = [one for one in found if one.language == language]
    gains = [[0] * (one.rank - 1) + [1] if one.rank else [] for one in chosen]
    columns: dict[str, list[float]] = {
        "hit_at_1": [hit_at(row, 1) for row in gains],
        "hit_at_5": [hit_at(row, 5) for row in gains],
        "mrr_at_10": [reciprocal_rank_at(row, 10) for row in gains],
        "contains_gold": [float(one.right) for one in chosen if one.right is not None],
        "answered": [float(one.answered) for one in chosen if one.answered is not None],
    }
    summary = {name: mean_interval(values) for name, values in columns.items() if values}
    kept = {name: interval for name, interval in summary.items() if interval is not None}
    median = quantile_interval([one.seconds for one in chosen], 50)
    return kept | ({"search_p50": median} if median else {})


def _asked(
    rows: Sequence[PassageQuestions],
) -> Iterator[tuple[PassageQuestions, tuple[str, str, str]]]:
    for row in rows:
        for question in row.questions:
            yield row, question


def _paired(zh: Path, en: Path) -> list[PassageQuestions]:
    english = {one.id: one.question for one in read_squad(en)}
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for one in read_squad(zh):
        questions = groups.setdefault(one.context, [])
        answer = one.answers[0] if one.answers else ""
        questions.append(("zh", one.question, answer))
        if one.id in english:
            questions.append(("en", english[one.id], answer))
    return [
        PassageQuestions(f"xquad-{number}", passage, tuple(questions))
        for number, (passage, questions) in enumerate(groups.items(), start=1)
    ]
