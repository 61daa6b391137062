"""SQuAD-style reading files: CMRC 2018, DRCD, SQuAD 1.1 and 2.0, answered passage by passage.

Two layouts are read: SQuAD's ``{"data": [{"paragraphs": [{"context", "qas"}]}]}`` (DRCD, and
CMRC 2018's SQuAD-style files) and CMRC 2018's own list of ``{"context_text", "qas"}``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import CasesError, read_text
from eval.fields import wrong
from eval.metrics import character_f1, contains_gold, exact_match
from eval.scoring import short_answer
from eval.stats import Interval, mean_interval
from eval.system import TextSystem


@dataclass(frozen=True, slots=True)
class ReadingQuestion:
    """A question on one passage; no answers means that the passage does not answer it."""

    id: str
    question: str
    context: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingOutcome:
    """One asked question; scores are ``None`` for unanswerable ones."""

    id: str
    question: str
    answerable: bool
    answered: bool
    contains: float | None
    exact: float | None
    f1: float | None
    text: str
    seconds: float


def read_squad(path: Path) -> list[ReadingQuestion]:
    """Read a SQuAD-style file.

    Raises:
        CasesError: Neither of the two layouts, or nothing in it.

    """
    try:
        questions = list(_questions(json.loads(read_text(path))))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise CasesError(
            zh=f"{path} 不是 SQuAD 或 CMRC 的格式（{wrong(fault)}）。",
            en=f"{path} is in neither SQuAD's nor CMRC's layout ({wrong(fault)}).",
        ) from None
    if not questions:
        raise CasesError(zh=f"{path} 里没有问题。", en=f"{path} holds no questions.")
    return questions


def run_squad(
    system: TextSystem,
    questions: Sequence[ReadingQuestion],
    watch: Callable[[int, int], None] | None = None,
) -> list[ReadingOutcome]:
    """Ask every question on its own passage. A question that raises counts as refused."""
    outcomes: list[ReadingOutcome] = []
    for number, one in enumerate(questions, start=1):
        outcomes.append(_ask(system, one))
        if watch:
            watch(number, len(questions))
    return outcomes


def figures(outcomes: Sequence[ReadingOutcome]) -> dict[str, Interval]:
    """Contains-gold, exact match, F1 (refusals score 0), over-refusal and refusal recall."""
    answerable = [one for one in outcomes if one.answerable]
    columns: dict[str, list[float]] = {
        "contains_gold": [one.contains or 0.0 for one in answerable],
        "exact_match": [one.exact or 0.0 for one in answerable],
        "character_f1": [one.f1 or 0.0 for one in answerable],
        "over_refusal": [float(not one.answered) for one in answerable],
        "refusal_recall": [float(not one.answered) for one in outcomes if not one.answerable],
    }
    return {
        name: interval
        for name, values in columns.items()
        if (interval := mean_interval(values)) is not None
    }


def _ask(system: TextSystem, one: ReadingQuestion) -> ReadingOutcome:
    began = time.perf_counter()
    try:
        answer = system.answer_from(one.question, [one.context])
        text, answered = answer.text, answer.answered
        short = short_answer(answer) if answered else ""
    except Exception as fault:  # noqa: BLE001 - a failed question is a wrong one, and is kept
        text, answered, short = f"{type(fault).__name__}: {fault}", False, ""
    seconds = time.perf_counter() - began
    gold = one.answers
    return ReadingOutcome(
        id=one.id,
        question=one.question,
        answerable=bool(gold),
        answered=answered,
        contains=float(answered and contains_gold(text, [gold])) if gold else None,
        exact=exact_match(short, gold) if gold else None,
        f1=character_f1(short, gold) if gold else None,
        text=text,
        seconds=seconds,
    )


def _questions(whole: Any) -> Iterator[ReadingQuestion]:
    rows = whole["data"] if isinstance(whole, dict) else whole
    for row in rows:
        for paragraph in row.get("paragraphs", [row]):
            context = str(paragraph.get("context") or paragraph["context_text"])
            for qa in paragraph["qas"]:
                answers = [] if qa.get("is_impossible") else qa.get("answers", [])
                texts = [one["text"] if isinstance(one, dict) else str(one) for one in answers]
                yield ReadingQuestion(
                    id=str(qa.get("id") or qa.get("query_id")),
                    question=str(qa.get("question") or qa["query_text"]),
                    context=context,
                    answers=tuple(dict.fromkeys(text for text in texts if text.strip())),
                )
