"""Run an evaluation: ask every question, score it, keep it, sum up.

from eval.run import evaluate
run = evaluate("mine.jsonl", "FOLDER")
run.summary["accuracy"].value
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.cases import (
    SHIPPED_ARTICLES,
    SHIPPED_OVERVIEWS,
    SHIPPED_QUESTIONS,
    Case,
    read_cases,
)
from eval.failures import count_stages, stage_of
from eval.gates import Gate, check_gates, parse_gate
from eval.gold import Gold
from eval.journal import Journal, fingerprint_of, shown_settings, surroundings
from eval.outcome import Judge, Run, Watcher
from eval.report import write_reports
from eval.scoring import Result, failed, score
from eval.summary import cost_of, summarise, summary_as_dict, usage_totals, warnings
from eval.system import System, answer_and_read
from eval.target import locate_all, open_system
from rag import Passage, Turn

if TYPE_CHECKING:
    from rag import Settings


_SHIPPED = (SHIPPED_QUESTIONS.resolve(), SHIPPED_OVERVIEWS.resolve())


def evaluate(
    questions: str | Path = SHIPPED_QUESTIONS,
    articles: str | Path | None = None,
    *,
    settings: Settings | None = None,
    system: System | None = None,
    out: str | Path | None = None,
    gates: Sequence[str | Gate] = (),
    workers: int = 0,
    fresh: bool = False,
    judge: Judge | None = None,
    prices: tuple[float, float] | None = None,
    watch: Watcher | None = None,
) -> Run:
    """Ask every question of a file and write results, figures and reports under ``out``.

    Args:
        questions: The question file; the shipped one by default.
        articles: A folder or file to index apart from the user's own index and ask about. By
            default the shipped samples with the shipped questions, else the user's index.
        settings: What to run with; read from the environment by default.
        system: Anything with the calls of ``System``, in place of an ``Assistant``.
        out: The run's folder; ``eval-runs/NAME`` in the working folder by default.
        gates: Conditions such as ``"accuracy>=0.9"``, checked at the end.
        workers: How many questions at once; 0 chooses: one for the bundled reader, which uses
            every core by itself, the endpoint's concurrency for a chat model.
        fresh: Start again even where an unfinished run could go on.
        judge: An additional scorer, see ``eval.grader``.
        prices: What a million tokens in and out cost, to report what the chat model cost.
        watch: Called after each question.

    Raises:
        CasesError: The question file is faulty or belongs to other articles.
        YoujuError: The articles cannot be indexed.

    """
    questions = Path(questions)
    cases = read_cases(questions)
    conditions = [parse_gate(gate) if isinstance(gate, str) else gate for gate in gates]
    if articles is None and questions.resolve() in _SHIPPED:
        articles = SHIPPED_ARTICLES
    settings = settings or _settings_from_environment()
    tested = system or open_system(settings, Path(articles) if articles else None)
    golds = locate_all(cases, tested, questions)
    description = _describe(questions, articles, settings, tested)
    folder = Path(out) if out else Path("eval-runs") / questions.stem
    journal = Journal(folder, fingerprint_of(description), fresh=fresh)
    started = time.perf_counter()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    begun = description | {"started": now, "total": len(cases)}
    journal.describe(begun | {"finished": False, "seconds": journal.seconds_before})
    asked = _Asked(tested, settings.k, judge)
    try:
        results = _ask_all(cases, golds, asked, journal, workers or _workers(settings), watch)
    finally:
        seconds = journal.seconds_before + time.perf_counter() - started
        journal.describe(begun | {"finished": False, "seconds": round(seconds, 2)})
    journal.rewrite(results)
    run = _sum_up(
        folder,
        results,
        conditions,
        begun | {"finished": True, "seconds": seconds, "prices": prices},
    )
    journal.describe(run.description)
    write_reports(run)
    return run


@dataclass(frozen=True, slots=True)
class _Asked:
    """Asks one case of a system and scores what comes back; never raises ``Exception``."""

    system: System
    k: int
    judge: Judge | None

    def __call__(self, case: Case, gold: Gold) -> Result:
        try:
            result = self._answered(case, gold)
        except Exception as fault:  # noqa: BLE001 - whatever failed, the question counts as wrong
            result = failed(case, fault)
        return replace(result, stage=stage_of(result, self.k))

    def _answered(self, case: Case, gold: Gold) -> Result:
        history: list[Turn] = []
        for earlier in case.history:
            reply, _ = answer_and_read(
                self.system.stream(earlier, whole=True, history=tuple(history))
            )
            history.append(reply.as_turn(earlier))
        began = time.perf_counter()
        events = self.system.stream(case.question, whole=True, history=tuple(history))
        answer, read = answer_and_read(events)
        seconds = time.perf_counter() - began
        result = score(case, answer, in_turn(read), gold, self.system.document)
        result = replace(result, seconds=seconds)
        if self.judge and answer.answered:
            result = replace(result, judge=self.judge(case, result))
        return result


def in_turn(lists: Sequence[Sequence[Passage]]) -> list[Passage]:
    """The passages read for a question's parts as one list: every part's first, then seconds."""
    rows = zip_longest(*lists)
    return [passage for row in rows for passage in row if passage is not None]


def _ask_all(
    cases: Sequence[Case],
    golds: Mapping[str, Gold],
    ask: _Asked,
    journal: Journal,
    workers: int,
    watch: Watcher | None,
) -> list[Result]:
    """Every result in question order; those already in the journal without errors are kept."""
    done = {key: one for key, one in journal.done.items() if not one.error}
    todo = [case for case in cases if case.id not in done]
    if watch:
        watch(len(done), len(cases), None)
    pool = ThreadPoolExecutor(max_workers=max(1, workers))
    try:
        order = {pool.submit(ask, case, golds[case.id]): place for place, case in enumerate(todo)}
        running: set[Future[Result]] = set(order)
        while running:
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for result in (future.result() for future in sorted(finished, key=order.__getitem__)):
                done[result.id] = result
                journal.append(result)
                if watch:
                    watch(len(done), len(cases), result)
    finally:
        pool.shutdown(cancel_futures=True)
    return [done[case.id] for case in cases]


def _workers(settings: Settings) -> int:
    writes = settings.chat_model and settings.answerer != "extractive"
    return settings.chat_concurrency if writes else 1


def _settings_from_environment() -> Settings:
    from rag import Settings

    return Settings()


def _describe(
    questions: Path, articles: str | Path | None, settings: Settings, system: System
) -> dict[str, Any]:
    digest = hashlib.sha256(questions.read_bytes()).hexdigest()
    return {
        "questions": str(questions),
        "questions_sha256": digest,
        "articles": str(articles) if articles else None,
        "settings": shown_settings(dict(settings)),
        "status": {key: str(value) for key, value in system.status().items()},
        **surroundings(),
    }


def _sum_up(
    folder: Path, results: Sequence[Result], gates: Sequence[Gate], record: dict[str, Any]
) -> Run:
    summary = summarise(results)
    outcomes = check_gates(gates, summary)
    stages = count_stages(results)
    notes = warnings(results)
    usage = usage_totals(results)
    description = record | {
        "seconds": round(float(record["seconds"]), 2),
        "count": len(results),
        "figures": summary_as_dict(summary),
        "stages": stages,
        "warnings": [note.as_dict() for note in notes],
        "usage": usage,
        "cost": cost_of(usage, record["prices"]) if record["prices"] else None,
        "gates": [
            {"gate": str(one.gate), "value": one.value, "passed": one.passed} for one in outcomes
        ],
    }
    return Run(folder, tuple(results), summary, stages, tuple(notes), tuple(outcomes), description)
