"""Call an endpoint patiently: limits, deadlines, retries and cancellation.

Knows no model library; what failed is ``rag.chat.failures``' part. A call runs in a thread of
its own, so that a hanging server can be left behind when its time is up or the user stops.
"""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from rag.chat.failures import Failure, understood, worded
from rag.errors import ChatError
from rag.settings import Settings

T = TypeVar("T")

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 20.0
"""A server that asks for a longer pause than this is reported, not waited for."""
_POLL_S = 0.05


class Cancelled(Exception):
    """The user stopped the question; not an error."""


@dataclass(slots=True)
class Usage:
    """Tokens in and out and calls made for one question."""

    counts: dict[str, int] = field(
        default_factory=lambda: {"input_tokens": 0, "output_tokens": 0, "calls": 0}
    )

    def add(self, said: Mapping[str, Any] | None) -> None:
        """Count what the server says a reply cost; a server may say nothing."""
        for key in ("input_tokens", "output_tokens"):
            self.counts[key] += int((said or {}).get(key) or 0)


class Endpoint:
    """One endpoint's limits; calls of all threads share it."""

    def __init__(self, settings: Settings) -> None:
        """Keep what a call needs; nothing is connected."""
        self._settings = settings
        self._slots = threading.BoundedSemaphore(settings.chat_concurrency)

    def call(self, work: Callable[[], T], cancelled: threading.Event | None = None) -> T:
        """The result of ``work``, tried again on 429, 5xx and lost connections.

        Raises:
            ChatUnavailable: It kept failing, or took longer than ``chat_timeout_s``.
            ChatRefused: The endpoint rejected the key, the model or the request.
            Cancelled: ``cancelled`` was set.
        """

        def once() -> Generator[T]:
            yield work()

        (result,) = self.stream(once, cancelled)
        return result

    def stream(
        self, work: Callable[[], Generator[T]], cancelled: threading.Event | None = None
    ) -> Iterator[T]:
        """The items of ``work`` as they come; tried again only while none has come.

        Raises: as ``call``.
        """
        attempts = self._settings.chat_max_retries + 1
        for attempt in range(1, attempts + 1):
            begun = False
            try:
                for item in self._run(work, cancelled):
                    begun = True
                    yield item
            except (Cancelled, ChatError):
                raise
            except Exception as fault:  # noqa: BLE001 - every client library raises its own kinds
                failure = understood(fault)
                if begun or not failure.again or attempt == attempts:
                    raise worded(failure, self._settings) from None
                pause = failure.pause_s
                if pause is None:
                    jitter = random.uniform(0.75, 1.25)  # noqa: S311 - not for secrets
                    pause = FIRST_PAUSE_S * 2 ** (attempt - 1) * jitter
                if pause > LONGEST_PAUSE_S:
                    raise worded(failure, self._settings) from None
                _sleep(pause, cancelled)
            else:
                return

    def _run(
        self, work: Callable[[], Generator[T]], cancelled: threading.Event | None
    ) -> Iterator[T]:
        """Run ``work`` in a thread; hand its items over until the deadline or a stop."""
        deadline = time.monotonic() + self._settings.chat_timeout_s
        while not self._slots.acquire(timeout=_POLL_S):
            _check(cancelled, deadline, self._settings)
        worker = _Worker(work, self._slots.release)
        worker.start()
        try:
            while True:
                try:
                    kind, value = worker.items.get(timeout=_POLL_S)
                except queue.Empty:
                    _check(cancelled, deadline, self._settings)
                    continue
                if kind == "item":
                    yield value
                elif kind == "fault":
                    raise value
                else:
                    return
                _check(cancelled, deadline, self._settings)
        finally:
            worker.stop.set()


class _Worker(threading.Thread, Generic[T]):
    """Runs one call and queues what it gives: ``item``, then ``end`` or ``fault``."""

    def __init__(self, work: Callable[[], Generator[T]], done: Callable[[], None]) -> None:
        super().__init__(daemon=True, name="youju-chat-call")
        self.items: queue.Queue[tuple[str, Any]] = queue.Queue()
        self.stop = threading.Event()
        self._work, self._done = work, done

    def run(self) -> None:
        """Work until the end, a fault or a stop; always give the slot back."""
        try:
            with closing(self._work()) as items:
                for item in items:
                    self.items.put(("item", item))
                    if self.stop.is_set():
                        break
            self.items.put(("end", None))
        except BaseException as fault:  # noqa: BLE001 - handed over to the caller's thread
            self.items.put(("fault", fault))
        finally:
            self._done()


def _check(cancelled: threading.Event | None, deadline: float, settings: Settings) -> None:
    if cancelled is not None and cancelled.is_set():
        raise Cancelled
    if time.monotonic() > deadline:
        raise worded(Failure(None, again=True, pause_s=None, detail="", kind="slow"), settings)


def _sleep(seconds: float, cancelled: threading.Event | None) -> None:
    if cancelled is None:
        time.sleep(seconds)
    elif cancelled.wait(seconds):
        raise Cancelled
