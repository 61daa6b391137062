"""The gate: bounds, order, faults, stopping, and an end to everything it started."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from tests.apart import apart
from ui.state.gate import Gate, GateFull
from ui.state.limits import RateLimit


def test_events_come_in_order_and_the_fault_after_them() -> None:
    def events() -> Iterator[int]:
        yield from (1, 2, 3)
        raise ValueError("end")

    async def run() -> list[int]:
        seen: list[int] = []
        stream = Gate().ask(events).events()
        for _ in range(3):
            seen.append(await anext(stream))  # noqa: PERF401 - until just before the fault
        with pytest.raises(ValueError, match="end"):
            await anext(stream)
        return seen

    assert apart(run) == [1, 2, 3]


def test_no_more_than_the_workers_at_once_and_the_rest_is_turned_away() -> None:
    gate = Gate(workers=2, waiting=1)
    release, running, most = threading.Event(), [0], [0]
    lock = threading.Lock()

    def work() -> int:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        release.wait(5)
        with lock:
            running[0] -= 1
        return 1

    async def run() -> list[int]:
        tasks = [asyncio.create_task(gate.run(work)) for _ in range(3)]
        await asyncio.sleep(0.1)
        with pytest.raises(GateFull):
            await gate.run(work)
        release.set()
        done = await asyncio.gather(*tasks)
        return [*done, await gate.run(work)]

    assert apart(run) == [1, 1, 1, 1]
    assert most[0] == 2
    gate.close()


def test_stopping_lets_go_at_once_and_closes_the_events() -> None:
    closed = threading.Event()

    def events() -> Iterator[int]:
        try:
            for number in range(1_000):
                yield number
                time.sleep(0.01)
        finally:
            closed.set()

    async def run() -> float:
        asking = Gate().ask(events)
        began = time.monotonic()
        async for event in asking.events():
            if event == 3:
                asking.stop()
        assert asking.stopped
        return time.monotonic() - began

    assert apart(run) < 1
    assert closed.wait(2)


def test_a_visitor_who_leaves_ends_the_work() -> None:
    ended = threading.Event()

    def events() -> Iterator[int]:
        try:
            while True:
                yield 0
                time.sleep(0.005)
        finally:
            ended.set()

    async def run() -> None:
        stream = Gate().ask(events).events()
        await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]

    apart(run)
    assert ended.wait(2)


def test_who_leaves_the_line_gives_the_place_back_and_is_never_begun() -> None:
    gate = Gate(workers=1, waiting=2)
    release, begun = threading.Event(), []

    def events(name: str) -> Iterator[str]:
        begun.append(name)
        release.wait(5)
        yield name

    async def run() -> list[str]:
        first = gate.ask(lambda: events("first"))
        left = [gate.ask(lambda: events("left")) for _ in range(2)]
        with pytest.raises(GateFull):
            gate.ask(lambda: events("turned away"))
        for asking in left:
            asking.stop()
        last = gate.ask(lambda: events("last"))
        release.set()
        return [event for asking in (first, last) async for event in asking.events()]

    assert apart(run) == ["first", "last"]
    assert begun == ["first", "last"]
    gate.close()


def test_rate_limit_gives_back_what_time_brings() -> None:
    now = [0.0]
    limit = RateLimit(per_minute=3, clock=lambda: now[0])
    assert [limit.wait_s("甲") for _ in range(4)] == [0, 0, 0, 20]
    assert limit.wait_s("乙") == 0
    now[0] = 19.0
    assert limit.wait_s("甲") == 1
    now[0] = 20.0
    assert limit.wait_s("甲") == 0
    assert RateLimit(0).wait_s("甲") == 0
