"""A run's folder: results as they come, so that a stopped run goes on where it was.

results.jsonl   one line a question, appended and flushed at once, in question order at the end
run.json        settings, models, fingerprints, versions, seconds, figures
report.html, report.md
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from eval.cases import CasesError
from eval.scoring import Result

RESULTS = "results.jsonl"
RUN = "run.json"

_PACKAGES = (
    "youju",
    "numpy",
    "onnxruntime",
    "faiss-cpu",
    "tantivy",
    "model2vec",
    "sentence-transformers",
    "langchain-core",
)
_SECRETS = ("key", "users", "password", "token")


class Journal:
    """Appends results to a run's folder and reads back an unfinished run of the same set-up."""

    def __init__(self, folder: Path, fingerprint: str, *, fresh: bool = False) -> None:
        """Open ``folder``; keep its results only if they are of an unfinished run like this one.

        Raises:
            CasesError: The folder holds files that are not a run's.

        """
        self.folder = folder
        self.fingerprint = fingerprint
        _refuse_strangers(folder)
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = _read_run(folder)
        keep = (
            not fresh
            and unfinished.get("fingerprint") == fingerprint
            and not unfinished.get("finished", False)
        )
        self.done: dict[str, Result] = _read_results(folder / RESULTS) if keep else {}
        self.seconds_before = float(unfinished.get("seconds", 0.0)) if keep else 0.0
        self.rewrite(list(self.done.values()))

    def append(self, result: Result) -> None:
        """Add one result and flush it, so that a kill loses at most the line being written."""
        with (self.folder / RESULTS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(result.as_dict(), ensure_ascii=False) + "\n")
            file.flush()

    def rewrite(self, results: Sequence[Result]) -> None:
        """Replace the results file with these, whole or not at all."""
        lines = [json.dumps(one.as_dict(), ensure_ascii=False) + "\n" for one in results]
        _replace(self.folder / RESULTS, "".join(lines))

    def describe(self, record: Mapping[str, Any]) -> None:
        """Write ``run.json``."""
        whole = {"fingerprint": self.fingerprint} | dict(record)
        _replace(self.folder / RUN, json.dumps(whole, ensure_ascii=False, indent=2) + "\n")


def read_run(folder: Path) -> tuple[dict[str, Any], list[Result]]:
    """A finished or unfinished run's description and results.

    Raises:
        CasesError: The folder holds no run.

    """
    if not (folder / RESULTS).is_file():
        raise CasesError(
            zh=f"{folder} 里没有评测结果（缺少 {RESULTS}）。先运行 youju eval --out {folder}。",
            en=f"No run in {folder} ({RESULTS} is missing). Run youju eval --out {folder} first.",
        )
    return _read_run(folder), list(_read_results(folder / RESULTS).values())


def fingerprint_of(parts: Mapping[str, Any]) -> str:
    """A short hash of everything that makes two runs the same."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def shown_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as text, without anything secret."""
    return {
        name: str(value)
        for name, value in settings.items()
        if not any(word in name for word in _SECRETS)
    }


def surroundings() -> dict[str, Any]:
    """Versions and machine, for whoever repeats the run."""
    versions: dict[str, str] = {}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "-"
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        "versions": versions,
    }


def _refuse_strangers(folder: Path) -> None:
    if folder.is_dir() and not (folder / RUN).exists() and any(folder.iterdir()):
        raise CasesError(
            zh=f"{folder} 不是空的，也不是以前的评测。请换一个 --out 目录。",
            en=f"{folder} is neither empty nor an earlier run. Choose another --out folder.",
        )


def _read_run(folder: Path) -> dict[str, Any]:
    try:
        record = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _read_results(path: Path) -> dict[str, Result]:
    """Results by id; a torn last line (a kill while writing) is left out."""
    results: dict[str, Result] = {}
    if not path.is_file():
        return results
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            result = Result.from_dict(json.loads(line))
        except (ValueError, TypeError):
            continue
        results[result.id] = result
    return results


def _replace(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
