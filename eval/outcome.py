"""What an evaluation amounts to, and who may watch it and grade beside the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.gates import GateOutcome
from eval.notes import Note
from eval.scoring import Result
from eval.stats import Interval

Watcher = Callable[[int, int, Result | None], None]
"""Told after each question: how many are done, of how many, and the result."""

Judge = Callable[[Case, Result], dict[str, Any]]
"""Scores an answer by other means; its verdict is kept beside the rule-based scores."""


@dataclass(frozen=True, slots=True)
class Run:
    """A finished evaluation: where it lies, what came back and what it amounts to."""

    folder: Path
    results: tuple[Result, ...]
    summary: Mapping[str, Interval]
    stages: Mapping[str, int]
    warnings: tuple[Note, ...]
    gates: tuple[GateOutcome, ...]
    description: Mapping[str, Any]

    @property
    def passed(self) -> bool:
        """Whether every gate held."""
        return all(outcome.passed for outcome in self.gates)
