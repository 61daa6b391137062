"""What each ``youju eval`` command does: one call into the package, then what to print."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from eval.cases import SHIPPED_ARTICLES, SHIPPED_OVERVIEWS, SHIPPED_QUESTIONS, CasesError
from eval.console import progress, show_figures, show_run, write
from rag.screen import json_text
from rag.wording import say

if TYPE_CHECKING:
    from rag import Assistant, Settings


Row = TypeVar("Row")


def run(arguments: argparse.Namespace) -> int:
    """``youju eval``: 0 when every gate held; 1 when one did not or every question failed."""
    from eval.grader import chat_judge
    from eval.run import evaluate
    from eval.scoring import Result

    settings = _settings()
    with progress(say("评测", "Evaluating")) as advance:

        def watch(done: int, total: int, result: Result | None) -> None:
            advance(done, total)

        outcome = evaluate(
            _question_file(arguments.questions),
            arguments.articles,
            settings=settings,
            out=arguments.out,
            gates=arguments.gate,
            workers=arguments.workers,
            fresh=arguments.fresh,
            judge=chat_judge(settings) if arguments.judge else None,
            prices=_prices(arguments.price),
            watch=watch,
        )
    if arguments.json:
        write(json_text(outcome.description, indent=2))
    else:
        show_run(outcome)
    nothing_worked = all(result.error for result in outcome.results)
    return 1 if nothing_worked or not outcome.passed else 0


def _question_file(named: str | None) -> str | Path:
    """The file named; ``overviews`` stands for the shipped one of that name."""
    if named == "overviews" and not Path(named).exists():
        return SHIPPED_OVERVIEWS
    return named or SHIPPED_QUESTIONS


def _prices(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        inward, outward = (float(part) for part in text.split(","))
    except ValueError:
        raise CasesError(
            zh=f"--price 应为两个数，如 0.5,1.5；得到 {text!r}。",
            en=f"--price takes two numbers such as 0.5,1.5; got {text!r}.",
        ) from None
    return inward, outward


def compare_runs(arguments: argparse.Namespace) -> int:
    """``youju eval compare A B``."""
    from eval.compare import compare, comparison_markdown, comparison_record

    comparison = compare(Path(arguments.a), Path(arguments.b))
    if arguments.json:
        write(json_text(comparison_record(comparison), indent=2))
        return 0
    text = comparison_markdown(comparison, (arguments.a, arguments.b))
    if arguments.out:
        Path(arguments.out).write_text(text, encoding="utf-8")
    write(text.rstrip())
    return 0


def draft(arguments: argparse.Namespace) -> int:
    """``youju eval draft FOLDER``: write candidates for a person to tick."""
    from eval.draft import draft_folder, drafts_as_text
    from eval.grader import chat_writer

    settings = _settings()
    with progress(say("草拟", "Drafting")) as advance:
        drafts = draft_folder(
            Path(arguments.folder),
            settings,
            most=arguments.most,
            watch=advance,
            ask_model=chat_writer(settings),
        )
    Path(arguments.out).write_text(drafts_as_text(drafts), encoding="utf-8")
    write(
        say(
            f"草拟了 {len(drafts)} 题，写在 {arguments.out}。把要留下的 [ ] 改成 [x]，再运行 "
            f"youju eval accept {arguments.out}",
            f"{len(drafts)} candidates in {arguments.out}. Tick [x] what should stay, then run "
            f"youju eval accept {arguments.out}",
        )
    )
    return 0


def accept(arguments: argparse.Namespace) -> int:
    """``youju eval accept DRAFT``: ticked candidates become a question file."""
    from eval.cases import write_cases
    from eval.draft import accepted_cases

    cases = accepted_cases(Path(arguments.draft))
    write_cases(Path(arguments.out), cases)
    write(
        say(f"{len(cases)} 题写入 {arguments.out}。", f"{len(cases)} questions in {arguments.out}.")
    )
    return 0


def check(arguments: argparse.Namespace) -> int:
    """``youju eval check FILE``: 1 when there are errors, 0 with warnings only."""
    from eval.check import check_file
    from eval.target import find_article, open_system

    path = Path(arguments.questions)
    articles = Path(arguments.articles) if arguments.articles else None
    if articles is None and path.resolve() in (
        SHIPPED_QUESTIONS.resolve(),
        SHIPPED_OVERVIEWS.resolve(),
    ):
        articles = SHIPPED_ARTICLES
    system = open_system(_settings(), articles)
    findings = check_file(path, lambda name: find_article(system, name))
    for one in findings:
        mark = say("错误", "error") if one.severity == "error" else say("提醒", "warning")
        write(f"{path.name}:{one.line}: {mark} [{one.id}] {say(one.zh, one.en)}")
    errors = sum(one.severity == "error" for one in findings)
    warned = len(findings) - errors
    write(say(f"{errors} 处错误，{warned} 处提醒。", f"{errors} errors, {warned} warnings."))
    return 1 if errors else 0


def rgb(arguments: argparse.Namespace) -> int:
    """``youju eval rgb FILE``: print the paper's table with our row."""
    from eval.benchmarks.rgb import read_rgb, run_rgb, table_markdown

    items = _limited(read_rgb(Path(arguments.file)), arguments.limit)
    try:
        noise = [float(part) for part in arguments.noise.split(",")]
    except ValueError:
        raise CasesError(
            zh=f"--noise 应为逗号隔开的数，如 0,0.4,1；得到 {arguments.noise!r}。",
            en=f"--noise takes numbers such as 0,0.4,1; got {arguments.noise!r}.",
        ) from None
    with progress("RGB") as advance:
        outcome = run_rgb(_assistant(), items, noise=noise, watch=advance)
    _save(arguments.out, outcome.outcomes)
    write(table_markdown(outcome, arguments.name).rstrip())
    if median := outcome.latency():
        write(f"n={len(items)}, p50 {median.value:.3f} s")
    return 0


def squad(arguments: argparse.Namespace) -> int:
    """``youju eval squad FILE``: reading figures."""
    from eval.benchmarks.squad import figures, read_squad, run_squad

    questions = _limited(read_squad(Path(arguments.file)), arguments.limit)
    with progress("SQuAD") as advance:
        outcomes = run_squad(_assistant(), questions, advance)
    _save(arguments.out, outcomes)
    show_figures(figures(outcomes))
    return 0


def xquad(arguments: argparse.Namespace) -> int:
    """``youju eval xquad FILE``: retrieval in two languages."""
    from eval.benchmarks.pool import open_pool, read_distractors, write_pool
    from eval.benchmarks.xquad import figures, read_xquad, run_xquad

    english = Path(arguments.english) if arguments.english else None
    rows = read_xquad(Path(arguments.file), english)
    settings = _settings()
    records: list[dict[str, Any]] = [{"id": row.id, "text": row.passage} for row in rows]
    if arguments.among:
        records += read_distractors(Path(arguments.among), arguments.among_limit)
    system = open_pool(settings, write_pool(settings, records))
    with progress("XQuAD") as advance:
        found = run_xquad(
            system, _limited(rows, arguments.limit), answers=arguments.answers, watch=advance
        )
    _save(arguments.out, found)
    status = system.status()
    write(
        f"{len(rows)} passages, {status.get('documents')} articles, {status.get('chunks')} chunks"
    )
    for language in ("zh", "en"):
        write(f"{arguments.name}: {language}")
        show_figures(figures(found, language))
    return 0


def beir(arguments: argparse.Namespace) -> int:
    """``youju eval beir FOLDER``: nDCG@10 and recall."""
    from eval.benchmarks.beir import RetrievalSet, figures, read_beir, run_beir
    from eval.benchmarks.pool import open_pool, write_pool

    data = read_beir(Path(arguments.folder), arguments.split)
    if arguments.limit:
        kept = dict(list(data.queries.items())[: arguments.limit])
        data = RetrievalSet(data.corpus, kept, {query: data.judged[query] for query in kept})
    settings = _settings()
    system = open_pool(settings, write_pool(settings, data.corpus))
    with progress("BEIR") as advance:
        ranked = run_beir(system, data, advance)
    if arguments.out:
        Path(arguments.out).write_text(json.dumps(ranked, ensure_ascii=False), encoding="utf-8")
    show_figures(figures(ranked, data.judged))
    return 0


def _settings() -> Settings:
    from rag import Settings

    return Settings()


def _assistant() -> Assistant:
    from rag import Assistant

    return Assistant(_settings())


def _limited(rows: list[Row], limit: int) -> list[Row]:
    return rows[:limit] if limit else rows


def _save(path: str | None, rows: Iterable[Any]) -> None:
    if path:
        lines = [json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows]
        Path(path).write_text("".join(lines), encoding="utf-8")
