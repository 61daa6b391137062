"""One gate for every door: how many questions are answered at once, and how many may wait.

The assistant answers in worker threads; the page and the API await its events. Each question
is an ``Ticket`` that can be stopped at any moment: the one who waits is let go at once, a
question in line leaves it, and one that is being answered ends at its next event.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import Generic, TypeVar

from ui.state.outcomes import Door, Outcome, Outcomes

Event = TypeVar("Event")


class GateFull(Exception):
    """As many questions as allowed are already being answered or waiting."""


class _End:
    """Put on the queue last: the events are over, perhaps by a fault, perhaps stopped."""

    def __init__(self, fault: BaseException | None = None) -> None:
        self.fault = fault


class Ticket(Generic[Event]):
    """One question on its way through the gate. ``events`` may be consumed once."""

    def __init__(self, gate: Gate, start: Callable[[], Iterator[Event]], name: str = "") -> None:
        """Wait in line for a worker; ``start`` is called there. ``name`` is the ``id``."""
        self.id = name
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Event | _End] = asyncio.Queue()
        self._abandoned = threading.Event()
        self.stopped = False
        asker = copy_context()  # with the language that is spoken to whoever asks
        self._place = gate.submit(lambda: asker.run(self._work, start))

    def stop(self) -> None:
        """End ``events`` now, from any thread; what the worker still does is thrown away."""
        self.stopped = True
        self._leave()
        self._put(_End())

    async def events(self) -> AsyncIterator[Event]:
        """The assistant's events in order; raises what the assistant raised."""
        try:
            while True:
                item = await self._queue.get()
                if isinstance(item, _End):
                    if item.fault is not None:
                        raise item.fault
                    return
                if self.stopped:
                    return
                yield item
        finally:
            self._leave()

    def _leave(self) -> None:
        self._abandoned.set()
        self._place.cancel()  # takes a question out of the line; one under way ends by itself

    def _work(self, start: Callable[[], Iterator[Event]]) -> None:
        if self._abandoned.is_set():
            return
        try:
            events = start()
            try:
                for event in events:
                    if self._abandoned.is_set():
                        return
                    self._put(event)
            finally:
                close = getattr(events, "close", None)
                if close is not None:
                    close()
        except Exception as fault:  # noqa: BLE001 - handed to whoever awaits the events
            self._put(_End(fault))
        else:
            self._put(_End())

    def _put(self, item: Event | _End) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody is waiting any more
            self._loop.call_soon_threadsafe(self._queue.put_nowait, item)


class Gate:
    """Bounds the work in hand: ``workers`` at once, ``waiting`` more in line."""

    def __init__(self, workers: int | None = None, waiting: int = 100) -> None:
        """Start no thread yet; ``workers`` defaults to the number of cores, at least four."""
        self.workers = workers or max(4, os.cpu_count() or 1)
        self.waiting = waiting
        self._pool = ThreadPoolExecutor(self.workers, thread_name_prefix="youju-ask")
        self._lock = threading.Lock()
        self._inside = 0
        self.outcomes = Outcomes()

    @property
    def inside(self) -> int:
        """How many are answered or wait now."""
        return self._inside

    def ask(
        self, start: Callable[[], Iterator[Event]], door: Door | None = None, name: str = ""
    ) -> Ticket[Event]:
        """Send work in; call from a running event loop.

        Args:
            start: Begins it, in a worker.
            door: Where it came in, if it is a question: then ``outcomes`` hears of its end.
            name: What the question is called there; made up where it is not given.

        Raises:
            GateFull: Everybody inside and the whole line is taken.
        """
        name = name or secrets.token_hex(12)
        if door is None:
            return Ticket(self, start, name)
        try:
            return Ticket(self, self.outcomes.watched(name, door, start), name)
        except GateFull:
            self.outcomes.happened(Outcome(name, door, "turned_away", fault="busy"))
            raise

    async def run(self, work: Callable[[], Event]) -> Event:
        """The value of ``work()``, worked out in a worker thread, counted like a question."""

        def one() -> Iterator[Event]:
            yield work()

        async for value in self.ask(one).events():
            return value
        raise GateFull

    async def last(self, start: Callable[[], Iterator[Event]]) -> Event:
        """The last of the events; whoever stops waiting for it ends the work."""
        happened: list[Event] = []
        async for event in self.ask(start).events():
            happened[:] = [event]
        if not happened:
            raise GateFull
        return happened[0]

    def submit(self, work: Callable[[], None]) -> Future[None]:
        """Run ``work`` when a worker is free. Cancelling it before that gives its place back.

        Raises:
            GateFull: Everybody inside and the whole line is taken.

        """
        with self._lock:
            if self._inside >= self.workers + self.waiting:
                raise GateFull
            self._inside += 1
        try:
            place = self._pool.submit(work)
        except RuntimeError:  # closed: the server is going down
            self._gone()
            raise GateFull from None
        place.add_done_callback(lambda _: self._gone())
        return place

    def _gone(self) -> None:
        with self._lock:
            self._inside -= 1

    def close(self) -> None:
        """Let the workers end; questions in line are dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)
