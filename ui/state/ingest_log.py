"""What was read in on the page since the server started, for whoever did it."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag import IngestReport

RUNS_KEPT = 200


@dataclass(frozen=True, slots=True)
class LoggedRun:
    """One reading-in: when, whose, and its report, or in words why there is none."""

    at: datetime
    owner: str
    report: IngestReport | None
    fault: str = ""


class IngestLog:
    """The last runs, the newest first."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        self._runs: deque[LoggedRun] = deque(maxlen=RUNS_KEPT)
        self._lock = threading.Lock()

    def note(self, owner: str, report: IngestReport | None, fault: str = "") -> None:
        """Remember one more."""
        with self._lock:
            self._runs.appendleft(LoggedRun(datetime.now(), owner, report, fault))

    def of(self, owner: str) -> tuple[LoggedRun, ...]:
        """Those of one user; without a login of everybody, who all are the same."""
        with self._lock:
            return tuple(run for run in self._runs if run.owner == owner)
