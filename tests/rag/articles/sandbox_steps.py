"""What the tests of the sandbox do inside it; the greeting chooses how it behaves."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.articles import sandboxed
from rag.articles.sandboxed import Cell, Steps


def _do(cell: Cell, item: str) -> Any:
    what, _, argument = item.partition(":")
    if what == "loop":  # in C, where nothing but the system can end it
        re.match(r"(a+)+$", "a" * 80 + "b")
    elif what == "sleep":
        time.sleep(600)
    elif what == "swell":
        return len(bytes(2 * cell.limits.memory_mb * 1_000_000))
    elif what == "grow":
        held = b"x" * 600_000_000
        time.sleep(600)
        return len(held)
    elif what == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif what == "killed":  # by something else, and only the first time
        if not Path(argument).exists():
            Path(argument).touch()
            os.kill(os.getpid(), signal.SIGKILL)
    elif what == "fail":
        raise ValueError(argument)
    elif what == "much":
        return bytes(int(argument))
    return os.getpid() if what == "pid" else item


def _each(cell: Cell, items: list[str]) -> list[Any]:
    """All results at the end."""
    done = []
    for place, item in enumerate(items, start=1):
        cell.at(place, f"member {item}")
        done.append(_do(cell, item))
    return done


def _stream(cell: Cell, items: list[str]) -> Iterator[Any]:
    """Each result as it comes."""
    for place, item in enumerate(items, start=1):
        cell.at(place)
        if item == "slowly":  # long enough to be sent at once, with the next reply close behind
            time.sleep(0.3)
        yield _do(cell, item)


def _together(cell: Cell, items: list[str]) -> list[Any]:
    """All at no place: which one is at fault cannot be seen."""
    return [_do(cell, item) for item in items]


def steps(greeting: str) -> Steps:
    if greeting == "unlimited":  # as on a system that lets us set no limit to memory
        sandboxed._virtual_bytes = lambda: None
    if greeting == "dead":
        os._exit(3)
    return {"each": _each, "stream": _stream, "together": _together}
