"""The process that reads what others wrote, seen from outside: its pipes, its place, its end."""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.articles.faults import out_of_memory
from rag.articles.limits import Limits
from rag.articles.sandbox_stops import (
    Stopped,
    crashed,
    killed,
    out_of_patience,
    out_of_time,
    too_much,
)
from rag.articles.sandboxed import OUT_OF_MEMORY, PROGRESS, send
from rag.errors import LoadError
from rag.wording import say

_PROGRAM = "from rag.articles.sandboxed import main; main()"
_TICK_S = 0.25
_PIECE_BYTES = 1 << 20
_log = logging.getLogger(__name__)
_told: set[str] = set()


class NotBegun(Exception):
    """The child was gone before it had begun with the request."""


class Raised(Exception):
    """The step raised: the child is well and can be asked again."""

    def __init__(self, inside: Exception) -> None:
        super().__init__()
        self.inside = inside


class Child:
    """A process with its pipes, and the last place it told of."""

    def __init__(self, module: str) -> None:
        environment = {**os.environ, "TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1"}
        root = str(Path(__file__).resolve().parent.parent.parent)
        paths = [root, *filter(None, [environment.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
        self._places, told = os.pipe()
        os.set_blocking(self._places, False)
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
                # -P: nothing in the working folder, which may be one of articles, is imported
                [sys.executable, "-P", "-c", _PROGRAM, module, str(told)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                pass_fds=(told,),
                process_group=0,  # Ctrl-C is for us alone; we end the child in good order
            )
        except BaseException:
            os.close(self._places)
            raise
        finally:
            os.close(told)
        assert self.process.stdin is not None  # noqa: S101 - for the type checker
        assert self.process.stdout is not None  # noqa: S101 - for the type checker
        self.requests, self._replies = self.process.stdin, self.process.stdout
        self._unread = b""
        self._received = bytearray()
        self._begun = False
        self._place, self._name = 0, ""
        self._unlimited: frozenset[str] = frozenset()

    def asked(self, request: Any, limits: Limits) -> Any:
        """Send a request and wait for its result.

        Raises:
            Stopped, NotBegun, Raised: As they say.

        """
        self._begun, self._place, self._name = False, 0, ""
        try:
            send(self.requests, request)
        except OSError as broken:
            raise NotBegun from broken
        some: list[Any] = []
        while True:
            try:
                reply = self._reply(limits)
            except Stopped as stop:
                stop.done = some
                raise
            fault, result, last = pickle.loads(reply)  # noqa: S301 - from our own process
            if fault is not None:
                raise Raised(fault)
            if last and not some:
                return result
            some += result
            if last:
                return some

    def _reply(self, limits: Limits) -> bytes:
        reply = self._received  # it may hold what came together with the reply before
        length: int | None = None
        news = select.poll()
        news.register(self._replies, select.POLLIN)
        moved = time.monotonic()
        while True:
            if length is None and len(reply) >= 8:
                (length,) = struct.unpack_from("<Q", reply)
                if length > limits.reply_bytes:
                    self._place = 0  # any of those that are told of at once
                    raise self._stopped(too_much(limits))
            if length is not None and len(reply) >= length + 8:
                break
            ready = bool(news.poll(_TICK_S * 1000))
            if self._look() or ready:
                moved = time.monotonic()
            if ready:
                piece = os.read(self._replies.fileno(), _PIECE_BYTES)
                if not piece:
                    raise self._ended(limits)
                reply += piece
            elif time.monotonic() - moved > limits.wall_seconds:
                raise self._stopped(out_of_patience(limits))
            elif "memory" in self._unlimited and self._resident_mb() > limits.memory_mb:
                raise self._stopped(out_of_memory())
        self._received = reply[length + 8 :]
        return bytes(memoryview(reply)[8 : length + 8])

    def _look(self) -> bool:
        """Read where the child is; whether it has moved."""
        moved = False
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self._places, 1 << 16):
                self._unread += piece
                moved = True
        for place, name in self._frames():
            self._begun, self._place, self._name = True, place, name
            if not place and name:
                self._unlimited = frozenset(name.split(","))
                _tell_unlimited(self._unlimited)
        return moved

    def _frames(self) -> Iterator[tuple[int, str]]:
        start = 0
        while len(self._unread) - start >= PROGRESS.size:
            place, length = PROGRESS.unpack_from(self._unread, start)
            end = start + PROGRESS.size + length
            if len(self._unread) < end:
                break
            yield place, self._unread[start + PROGRESS.size : end].decode("utf-8", "replace")
            start = end
        self._unread = self._unread[start:]

    def _ended(self, limits: Limits) -> Exception:
        """Why the child closed its pipe."""
        try:
            code = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            code = 0
        self._look()
        if not self._begun:
            return NotBegun()
        if code == OUT_OF_MEMORY:
            return self._stopped(out_of_memory())
        if code == -signal.SIGXCPU:
            return self._stopped(out_of_time(limits))
        stopped = self._stopped(killed() if code == -signal.SIGKILL else crashed(code))
        stopped.outside = code == -signal.SIGKILL
        return stopped

    def _stopped(self, why: LoadError) -> Stopped:
        return Stopped(zh=why.zh, en=why.en, place=self._place, name=self._name)

    def _resident_mb(self) -> float:
        """Memory in use, asked of ``ps``, for systems that let us set no limit."""
        command = ["ps", "-o", "rss=", "-p", str(self.process.pid)]
        told = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - as written
        return int(told.stdout) * 1_024 / 1e6 if told.stdout.strip().isdigit() else 0.0

    def end(self) -> None:
        """Kill it and wait for its end."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        os.close(self._places)
        self.process.wait()


def _tell_unlimited(unlimited: frozenset[str]) -> None:
    """Say once what this system does not let us limit, and what stands in for it."""
    for what in unlimited - _told:
        _told.add(what)
        _log.warning(_UNLIMITED[what]())


_UNLIMITED = {
    "memory": lambda: say(
        "此系统不能限制读取文件所用的内存，改为每隔片刻用 ps 查看。",
        "This system sets no limit to the memory of reading files; ps is asked now and then.",
    ),
    "time": lambda: say(
        "此系统不能限制读取文件的处理器时间，只按时钟限制。",
        "This system sets no limit to the processor time of reading files; the clock does.",
    ),
}
