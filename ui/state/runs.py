"""The evaluation runs that lie on the disk: which there are, and what each holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ui.state.evaluating import RUNS_FOLDER

RUNS_SHOWN = 50
FAILURES_SHOWN = 200


def find_runs(data_dir: Path, working: Path | None = None) -> dict[str, Path]:
    """Folders of runs by the name shown for them, newest first: of the working folder as well."""
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
