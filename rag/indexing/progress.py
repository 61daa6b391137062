"""How far an ingest is, and Ctrl-C while it is at work."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Literal


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is. ``done`` and ``total`` are bytes of files (0: not known yet)."""

    stage: Literal["scan", "read", "rebuild", "reprints", "words", "meaning", "publish"]
    done: int = 0
    total: int = 0
    articles: int = 0
    chunks: int = 0
    seconds: float = 0.0
    notice: str = ""
    """What there is to be said now, in words; each once."""

    @property
    def rate(self) -> float:
        """Articles a second so far."""
        return self.articles / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """An estimate from the bytes still to read; ``None`` before there is any."""
        if self.done <= 0 or self.total <= 0:
            return None
        return self.seconds * max(0, self.total - self.done) / self.done


OnProgress = Callable[[Progress], None]


class Interrupts:
    """Ctrl-C waits for the end of the step under way; a second one does not wait."""

    came = False

    def __enter__(self) -> Interrupts:
        self._in_charge = threading.current_thread() is threading.main_thread()
        if self._in_charge:
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *fault: object) -> None:
        if self._in_charge:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.came:
            raise KeyboardInterrupt
        self.came = True
