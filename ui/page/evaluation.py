"""The Evaluation tab: the last runs, their scores with intervals, every failed question."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from ui.html.runs import run_html
from ui.page.conversation import QUIET, ConversationPanel, sheet
from ui.state.session import Session, Shared
from ui.words import Language, word

RUNS_SHOWN = 20
FAILURES_SHOWN = 200
RUNS_FOLDER = "eval-runs"
"""Where ``youju eval`` puts its runs: in the working folder, or under the data folder."""


@dataclass(frozen=True, slots=True)
class Runs:
    """The tab's components."""

    choice: gr.Dropdown
    view: Any


def build(now: Language) -> Runs:
    """Lay the tab out; it is filled when it is opened."""
    with gr.Column(elem_id="yj-evaluation"):
        choice = gr.Dropdown(
            [], label=word("run", now), allow_custom_value=True, elem_id="yj-run", visible=False
        )
        view = sheet("", elem_id="yj-run-view")
    return Runs(choice, view)


def words(runs: Runs) -> list[tuple[Any, Any]]:
    """The tab's components with what says them anew in a language."""
    return [(runs.choice, lambda language: gr.update(label=word("run", language)))]


def wire(shared: Shared, page: ConversationPanel, runs: Runs, tab: gr.Tab) -> None:
    """List the runs when the tab is opened; show the chosen one."""

    def opened(session: Session, language: Language, chosen: str | None) -> tuple[Any, Any]:
        found = find_runs(shared.data_dir)
        names = list(found)
        name = chosen if chosen in found else (names[0] if names else None)
        shown = run_html(*read_run(found[name]), language) if name else run_html({}, [], language)
        return gr.update(choices=names, value=name, visible=bool(names)), shown

    def chosen_run(session: Session, language: Language, chosen: str | None) -> str:
        folder = find_runs(shared.data_dir).get(chosen or "")
        return run_html(*read_run(folder), language) if folder else run_html({}, [], language)

    inputs = [page.session, page.language, runs.choice]
    gr.on([tab.select, page.language.change], opened, inputs, [runs.choice, runs.view], **QUIET)
    runs.choice.input(chosen_run, inputs, runs.view, **QUIET)


def find_runs(data_dir: Path, working: Path | None = None) -> dict[str, Path]:
    """Folders of runs by the name shown for them, newest first."""
    folders = [
        folder
        for root in ((working or Path.cwd()) / RUNS_FOLDER, data_dir / RUNS_FOLDER)
        if root.is_dir()
        for folder in root.iterdir()
        if (folder / "run.json").is_file()
    ]
    folders.sort(key=lambda folder: (folder / "run.json").stat().st_mtime, reverse=True)
    named: dict[str, Path] = {}
    for folder in folders[:RUNS_SHOWN]:
        started = str(_read(folder / "run.json").get("started", ""))[:16].replace("T", " ")
        named[f"{folder.name} · {started}" if started else folder.name] = folder
    return named


def read_run(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A run's description and its failed questions; torn lines are passed over."""
    failures: list[dict[str, Any]] = []
    try:
        lines = (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and not row.get("right"):
            failures.append(row)
    return _read(folder / "run.json"), failures[:FAILURES_SHOWN]


def _read(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(record) if isinstance(record, Mapping) else {}
