"""Call an endpoint patiently: limits, deadlines, retries, and an end at any moment.

Knows no model library; what failed is ``rag.chat.failures``' part. A call is a coroutine in the
process's one event loop for calls. Whoever waits for it waits in a generator that comes back
with ``None`` every ``BEAT_S`` seconds, and closing that generator cancels the call whatever it
waits for: its turn, a connection, the next word, a pause before another try. Cancelling closes
the connection.
"""

from __future__ import annotations

import asyncio
import queue
import random
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, TypeVar

from rag.chat.failures import Failure, understood, worded
from rag.errors import ChatError
from rag.settings import Settings

T = TypeVar("T")

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 20.0
"""A server that asks for a longer pause than this is reported, not waited for."""
BEAT_S = 0.1
"""So often a wait comes back with ``None``: the longest that stopping takes to be heard."""
_SLOW = Failure(None, again=False, pause_s=None, detail="", kind="slow")
_SILENT = Failure(None, again=False, pause_s=None, detail="", kind="silent")
_MOST_TOKENS = 10**9
"""No reply costs more."""


@dataclass(slots=True)
class Usage:
    """Tokens in and out and calls made for one question."""

    counts: dict[str, int] = field(
        default_factory=lambda: {"input_tokens": 0, "output_tokens": 0, "calls": 0}
    )

    def add(self, said: Mapping[str, Any] | None) -> None:
        """Count what the server says a reply cost; a server may say nothing, or nonsense."""
        for key in ("input_tokens", "output_tokens"):
            count = (said or {}).get(key)
            if isinstance(count, int) and 0 < count <= _MOST_TOKENS:
                self.counts[key] += count


class Endpoint:
    """One endpoint's limits; calls of all threads share it."""

    def __init__(self, settings: Settings) -> None:
        """Keep what a call needs; nothing is connected."""
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.chat_concurrency)

    def stream(
        self, work: Callable[[], AsyncGenerator[T]], counts: Callable[[T], bool]
    ) -> Generator[T | None]:
        """The items of ``work`` as they come; tried again only while none has come.

        Args:
            work: Begins the call anew each time it is tried.
            counts: Whether an item is a word of the reply; servers send empty ones at once, long
                before they have read the question.

        Raises:
            ChatUnavailable: It kept failing, its first word took longer than
                ``chat_first_token_s``, or it was silent for ``chat_silence_s``.
            ChatRefused: The endpoint rejected the key, the model or the request.
        """
        came: queue.SimpleQueue[tuple[T] | None] = queue.SimpleQueue()
        running = asyncio.run_coroutine_threadsafe(
            self._tried(work, lambda item: came.put((item,)), counts), loop_for_calls()
        )
        running.add_done_callback(lambda _: came.put(None))
        try:
            while True:
                try:
                    item = came.get(timeout=BEAT_S)
                except queue.Empty:
                    yield None
                    continue
                if item is None:
                    running.result()  # raises what the call raised
                    return
                yield item[0]
        finally:
            running.cancel()

    async def _tried(
        self,
        work: Callable[[], AsyncGenerator[T]],
        give: Callable[[T], None],
        counts: Callable[[T], bool],
    ) -> None:
        attempts = self._settings.chat_max_retries + 1
        silence_s = self._settings.chat_silence_s
        for attempt in range(1, attempts + 1):
            begun = False
            # Waiting for a turn is no silence of the endpoint's: its time begins with the slot.
            limit = asyncio.timeout(None)
            try:
                async with self._slots, limit, aclosing(work()) as items:
                    limit.reschedule(_now() + self._settings.chat_first_token_s)
                    async for item in items:
                        if begun or counts(item):
                            begun = True
                            limit.reschedule(_now() + silence_s)
                        give(item)
            except ChatError:
                raise
            except Exception as fault:  # noqa: BLE001 - every client library raises its own kinds
                slow = _SILENT if begun else _SLOW
                failure = slow if limit.expired() else understood(fault)
                if begun or not failure.again or attempt == attempts:
                    raise worded(failure, self._settings) from None
                pause = failure.pause_s
                if pause is None:
                    jitter = random.uniform(0.75, 1.25)  # noqa: S311 - not for secrets
                    pause = FIRST_PAUSE_S * 2 ** (attempt - 1) * jitter
                if pause > LONGEST_PAUSE_S:
                    raise worded(failure, self._settings) from None
                await asyncio.sleep(pause)
            else:
                return


def _now() -> float:
    return asyncio.get_running_loop().time()


def loop_for_calls() -> asyncio.AbstractEventLoop:
    """The event loop in which all calls of the process run, in a thread of its own."""
    with _making:
        if not _loop:
            _loop.append(asyncio.new_event_loop())
            threading.Thread(target=_loop[0].run_forever, daemon=True, name="youju-chat").start()
        return _loop[0]


_making = threading.Lock()
_loop: list[asyncio.AbstractEventLoop] = []
