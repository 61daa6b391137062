"""The inside of a sandbox: a process that reads files of others and may be lost at any moment.

``main()`` answers requests until standard input closes; ``steps(greeting)`` of the module it is
told gives what can be requested. Before each article a step calls ``Cell.at``: it tells the
outside where the work is, so that a death can be laid to one article, and grants that article
its own processor time. The outside is ``rag.articles.sandbox``.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import resource
import select
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from rag.articles.limits import Limits
from rag.wording import choose_language

OUT_OF_MEMORY = 71
"""The exit code of a process that could not go on for want of memory."""

PROGRESS = struct.Struct("<IH")
"""A place in the work (0: not at any article) and the length of the name that follows it."""

_MOST_NAME_BYTES = 1_200
_GRANT_EVERY_S = 1.0
_SENT_EVERY_S = 0.2
"""Results that come more slowly are sent one by one, so that a death loses none of them."""

_PAGE_BYTES = resource.getpagesize()

Reply = tuple[Exception | None, Any, bool]
"""What was raised, or a result; whether it is the last reply to the request."""
Steps = Mapping[str, Callable[["Cell", Any], Any]]


class Cell:
    """The limits around the work at hand, and the place where it is."""

    def __init__(self, progress: int) -> None:
        """``progress`` is the descriptor that places are written to."""
        self._progress = progress
        self._granted_at = -_GRANT_EVERY_S
        self._at_start = _virtual_bytes()
        self.limits = Limits()
        self.unlimited: set[str] = set()
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def begin(self, limits: Limits) -> None:
        """A new request: its limits hold from here on.

        The name of place 0 lists what this system does not let us limit: ``memory``, ``time``.
        """
        if limits != self.limits:
            self.limits = limits
            self._granted_at = -_GRANT_EVERY_S
        if self._at_start is None:
            self.unlimited.add("memory")
        else:
            most = self._at_start + limits.memory_mb * 1_000_000
            self._limit("memory", resource.RLIMIT_AS, most)
        self.at(0, ",".join(sorted(self.unlimited)))

    def at(self, place: int, name: str = "") -> None:
        """The work goes on at article ``place`` (from 1) of the request, which has its own time.

        Time is granted at most once a second: what is read in a moment costs no system call.
        """
        used = time.process_time()
        if used - self._granted_at >= _GRANT_EVERY_S:
            self._granted_at = used
            self._limit("time", resource.RLIMIT_CPU, int(used) + 1 + self.limits.seconds)
        written = name.encode("utf-8", "replace")[:_MOST_NAME_BYTES]
        os.write(self._progress, PROGRESS.pack(place, len(written)) + written)

    def is_worn(self) -> bool:
        """Whether so much memory was not given back that the next article would lack it."""
        now = _virtual_bytes()
        if now is None or self._at_start is None:
            return False
        return now - self._at_start > self.limits.memory_mb * 1_000_000 // 2

    def _limit(self, what: str, kind: int, most: int) -> None:
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        try:
            resource.setrlimit(kind, (most, hard))
        except (OSError, ValueError):
            self.unlimited.add(what)


def _virtual_bytes() -> int | None:
    """The size of this process's address space; ``None`` where the system does not tell it."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * _PAGE_BYTES
    except (OSError, ValueError):
        return None


def main() -> None:
    """The program: carry out requests from standard input until it closes.

    Its arguments are the module whose ``steps`` makes the steps of the first thing received,
    and the descriptor for places.
    """
    _, module, progress = sys.argv
    steps: Callable[[Any], Steps] = importlib.import_module(module).steps
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not reach the pipe
    try:
        known = steps(receive(source))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what a dying parser says is for nobody
        cell = Cell(int(progress))
        while not cell.is_worn():
            step, argument, limits, language = receive(source)
            choose_language(language)
            with _ending_with_the_parent(source.fileno()):
                for reply in _carried_out(known[step], cell, argument, limits):
                    if reply[-1]:
                        break
                    send(sink, reply)
            send(sink, reply)  # the last: from now on there may be another request
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return


def _carried_out(
    step: Callable[[Cell, Any], Any], cell: Cell, argument: Any, limits: Limits
) -> Iterator[Reply]:
    """The replies to one request: its result, or its results a few at a time."""
    cell.begin(limits)
    try:
        result = step(cell, argument)
        if not isinstance(result, Iterator):
            yield None, result, True
            return
        some: list[Any] = []
        sent = time.monotonic()
        for item in result:
            some.append(item)
            if time.monotonic() - sent > _SENT_EVERY_S:
                yield None, some, False
                some, sent = [], time.monotonic()
        yield None, some, True
    except MemoryError:
        raise
    except Exception as fault:  # noqa: BLE001 - handed to the outside, which raises it
        yield fault, None, True


@contextlib.contextmanager
def _ending_with_the_parent(lifeline: int) -> Iterator[None]:
    """While an article is read nobody looks at the pipe: have the system end us when it closes.

    Nothing is written to it meanwhile, so its only news (SIGIO) is that the parent is gone.
    Linux ends a process by that signal; elsewhere it is ignored unless it is handled.
    """
    import fcntl

    if sys.platform != "linux":
        signal.signal(signal.SIGIO, lambda *_: os._exit(1))
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC)
    waiting = select.poll()
    waiting.register(lifeline, 0)
    if waiting.poll(0):  # it was gone already
        os._exit(1)
    try:
        yield
    finally:
        fcntl.fcntl(lifeline, fcntl.F_SETFL, flags)


def send(pipe: IO[bytes], value: Any) -> None:
    """Write one value, its length before it."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    pipe.write(struct.pack("<Q", len(data)))
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """Read one value.

    Raises:
        EOFError: The pipe is closed.

    """
    head = pipe.read(8)
    if len(head) < 8:
        raise EOFError
    (length,) = struct.unpack("<Q", head)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)  # noqa: S301 - our own process at the other end of our own pipe
