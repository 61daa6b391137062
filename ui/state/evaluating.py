"""Evaluations that are run from the page: one at a time, each as ``youju eval`` in its own process.

In a process of its own a run takes neither the assistant's lock nor its memory, can be stopped at
any moment, and leaves what a run in the terminal leaves.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rag import Settings
from ui.state import feedback
from ui.words import Language

SETS = ("samples", "overviews", "liked")
"""What can be asked: the shipped questions, the shipped overviews, the answers that were liked."""
RUNS_FOLDER = "eval-runs"
"""Where runs lie, under the data folder."""
_PATIENCE_S = 10
_TOLD_CHARACTERS = 2_000


class Busy(Exception):
    """Another evaluation is running."""


class NothingToAsk(Exception):
    """The set has no question."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is: ``total`` is 0 until it is known; ``fault`` is what the process said."""

    running: bool
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    finished: bool = False
    stopped: bool = False
    fault: str = ""


class Evaluator:
    """The one evaluation of a server."""

    def __init__(self, settings: Settings) -> None:
        """Run nothing yet."""
        self._settings = settings
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._log = settings.data_dir / RUNS_FOLDER / "last.log"
        self._began = 0.0
        self._stopped = False
        self.folder: Path | None = None
        atexit.register(self.stop)

    def start(self, chosen: str, language: Language) -> Path:
        """Begin, or go on with what was stopped; the run's folder.

        Raises:
            Busy: One is running.
            NothingToAsk: There is no question of this set.
            OSError: The data folder cannot be written.
        """
        with self._lock:
            if self._is_running():
                raise Busy
            self.folder = folder = self._folder_for(chosen)
            command = [sys.executable, "-m", "rag.cli", "eval", "run", "--out", str(folder)]
            if chosen == "liked":
                command += ["--questions", str(self._liked())]
            elif chosen == "overviews":
                command += ["--questions", "overviews"]
            nice = shutil.which("nice")
            environment = os.environ | {
                "YOUJU_DATA_DIR": str(self._settings.data_dir.absolute()),
                "YOUJU_INDEX": self._settings.index.get_secret_value(),
                "YOUJU_LANGUAGE": language,
            }
            folder.parent.mkdir(parents=True, exist_ok=True)
            with self._log.open("wb") as said:
                self._process = subprocess.Popen(  # noqa: S603 - words of ours, paths of our own
                    [nice, "-n", "10", *command] if nice else command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=said,
                    env=environment,
                )
            self._began, self._stopped = time.monotonic(), False
            return folder

    def stop(self) -> None:
        """Stop what is running, as Ctrl-C does; what was answered is kept."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        self._stopped = True
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def standing(self) -> Standing:
        """How far the run is that was begun last."""
        process, folder = self._process, self.folder
        if process is None or folder is None:
            return Standing(running=False)
        code = process.poll()
        record = _record(folder / "run.json")
        total = record.get("total")
        standing = Standing(
            running=code is None,
            done=_lines(folder / "results.jsonl"),
            total=total if isinstance(total, int) else 0,
            seconds=time.monotonic() - self._began,
            finished=record.get("finished") is True,
            stopped=self._stopped,
        )
        if code is None or standing.finished or self._stopped:
            return standing
        return Standing(running=False, fault=self._last_words())

    def _is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _folder_for(self, chosen: str) -> Path:
        """The folder of the last run of this set where it was not finished, else a new one."""
        runs = self._settings.data_dir / RUNS_FOLDER
        begun = sorted(runs.glob(f"{chosen}-*"), reverse=True)
        if begun and _record(begun[0] / "run.json").get("finished") is False:
            return begun[0]
        name = datetime.now().strftime(f"{chosen}-%Y%m%d-%H%M%S")
        return runs / name

    def _liked(self) -> Path:
        """The liked answers as questions."""
        rows = [row for row in feedback.read(self._settings.data_dir) if row["rating"] == "good"]
        lines = feedback.questions_of(rows)
        if not lines:
            raise NothingToAsk
        file = self._settings.data_dir / "liked.jsonl"
        file.write_text("".join(lines), encoding="utf-8")
        return file

    def _last_words(self) -> str:
        """What the process said last, which is a sentence of ours."""
        with contextlib.suppress(OSError):
            said = self._log.read_bytes()[-_TOLD_CHARACTERS:].decode("utf-8", "replace").strip()
            return said.splitlines()[-1] if said else ""
        return ""


def _lines(file: Path) -> int:
    try:
        return file.read_bytes().count(b"\n")
    except OSError:
        return 0


def _record(file: Path) -> dict[str, Any]:
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def compared(a: Path, b: Path) -> dict[str, Any]:
    """What ``youju eval compare`` says of two runs; under ``fault`` why it says nothing."""
    command = [sys.executable, "-m", "rag.cli", "eval", "compare", "--json", str(a), str(b)]
    done = subprocess.run(  # noqa: S603 - words of ours and paths of runs
        command, capture_output=True, check=False, timeout=120
    )
    try:
        told = json.loads(done.stdout)
    except ValueError:
        told = {}
    if done.returncode == 0 and isinstance(told, dict):
        return told
    said = done.stderr.decode("utf-8", "replace").strip()
    return {"fault": said.splitlines()[-1][:_TOLD_CHARACTERS] if said else ""}
