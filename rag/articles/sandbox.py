"""A process of its own for what others wrote: it may loop, crash or swell, and we go on.

    with Sandbox("rag.articles.reading") as sandbox:
        results = sandbox.each("files", paths, limits)

The child (``rag.articles.sandboxed``) works under limits of processor time and memory that the
system enforces; here its reply is bounded and it is ended when it makes no progress by the
clock. A child that ended is replaced at the next request. Which article it was at is known, so
``each`` gives that one as ``Stopped`` and all others as they are.

The child is a program of its own and spoken to through pipes: unlike ``multiprocessing`` this
never runs the caller's main module again, so a plain script may call ``ask()`` without a guard.
It ends when we do, even when we are killed.
"""

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
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from rag.articles.faults import out_of_memory
from rag.articles.limits import Limits
from rag.articles.sandboxed import OUT_OF_MEMORY, PROGRESS, send
from rag.errors import LoadError, YoujuError
from rag.wording import current_language, say

_PROGRAM = "from rag.articles.sandboxed import main; main()"
_TICK_S = 0.25
_PIECE_BYTES = 1 << 20
_STARTS = 3
"""How often a child is started that ends before it has begun with anything."""

_log = logging.getLogger(__name__)
_told: set[str] = set()


class Stopped(LoadError):
    """The child ended at an article: it hit a limit, or crashed.

    ``place`` counts the request's articles from 1; 0 when it was at none. ``done`` are the
    results of the first ones. ``outside`` is set when something else on this machine ended the
    child, so that the article deserves another try.
    """

    def __init__(self, *, zh: str, en: str, place: int = 0, name: str = "") -> None:
        super().__init__(zh=zh, en=en)
        self.place, self.name = place, name
        self.outside = False
        self.done: list[Any] = []


class SandboxLost(YoujuError):
    """The process that reads files cannot be kept alive."""


class Sandbox:
    """One child process at a time. Not for several threads at once."""

    def __init__(self, module: str, greeting: Any = None) -> None:
        """``module`` has the ``steps``; ``greeting`` is what they are made of."""
        self._module, self._greeting = module, greeting
        self._child: _Child | None = None
        self._over = False

    def start(self) -> None:
        """Start the child without waiting for it; else the first request does."""
        if self._child is None or self._child.process.poll() is not None:
            self._drop()
            self._child = _Child(self._module)
            with contextlib.suppress(OSError):  # found out, and told, by the request
                send(self._child.requests, self._greeting)

    def call(self, step: str, argument: Any, limits: Limits) -> Any:
        """The result of one request.

        Raises:
            Stopped: The child ended at the request.
            SandboxLost: It ends before it begins, whatever it is asked.

        """
        for _ in range(_STARTS):
            self.start()
            assert self._child is not None  # noqa: S101 - for the type checker
            if self._over:  # asked only now: who sets it after this finds the child to kill
                raise Abandoned
            try:
                return self._child.asked((step, argument, limits, current_language()), limits)
            except _Raised as fault:
                raise fault.inside from None
            except _NotBegun:
                self._drop()
            except BaseException:
                self._drop()
                raise
        raise SandboxLost(
            zh="读取文件的子进程一启动就结束（可能内存不足）。已完成的部分已保存，请重新运行同一命令。",
            en="The process that reads files ends as soon as it is started (out of memory?). What "
            "was done is kept; run the same command again.",
        )

    def each(self, step: str, items: Sequence[Any], limits: Limits) -> list[Any]:
        """One result for each item, in order; ``Stopped`` for an item that ended the child.

        The step gets a list of items and gives a list as long.
        """
        results: dict[int, Any] = {}
        left = list(range(len(items)))
        spared: set[int] = set()
        while left:
            try:
                found = self.call(step, [items[index] for index in left], limits)
            except Stopped as stop:
                results.update(zip(left, stop.done, strict=False))
                left = left[len(stop.done) :]
                if not stop.place and len(left) > 1:  # at none of them: find out one by one
                    for index in left:
                        results[index] = self.each(step, [items[index]], limits)[0]
                    break
                index = left[max(0, stop.place - 1 - len(stop.done))]
                if stop.outside and index not in spared:
                    spared.add(index)
                    continue
                results[index] = stop
                left.remove(index)
                continue
            results.update(zip(left, found, strict=True))
            break
        return [results[index] for index in range(len(items))]

    def kill(self) -> None:
        """End the child from another thread than the one that waits for it.

        The request under way fails, and so does every later one before ``close``.
        """
        self._over = True
        child = self._child
        if child is not None:
            child.process.kill()

    def close(self) -> None:
        """End the child; the next request starts another."""
        self._drop()
        self._over = False

    def _drop(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()


class Abandoned(Exception):
    """The child was ended on purpose: nobody waits for the result."""


class _NotBegun(Exception):
    """The child was gone before it had begun with the request."""


class _Raised(Exception):
    """The step raised: the child is well and can be asked again."""

    def __init__(self, inside: Exception) -> None:
        super().__init__()
        self.inside = inside


class _Child:
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
            Stopped, _NotBegun, _Raised: As they say.

        """
        self._begun, self._place, self._name = False, 0, ""
        try:
            send(self.requests, request)
        except OSError as broken:
            raise _NotBegun from broken
        some: list[Any] = []
        while True:
            try:
                reply = self._reply(limits)
            except Stopped as stop:
                stop.done = some
                raise
            fault, result, last = pickle.loads(reply)  # noqa: S301 - from our own process
            if fault is not None:
                raise _Raised(fault)
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
                    raise self._stopped(_too_much(limits))
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
                raise self._stopped(_out_of_patience(limits))
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
            return _NotBegun()
        if code == OUT_OF_MEMORY:
            return self._stopped(out_of_memory())
        if code == -signal.SIGXCPU:
            return self._stopped(_out_of_time(limits))
        stopped = self._stopped(_killed() if code == -signal.SIGKILL else _crashed(code))
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


def _out_of_time(limits: Limits) -> LoadError:
    return LoadError(
        zh=f"读取它用了超过 {limits.seconds} 秒处理器时间，已停止"
        "（可调 YOUJU_MAX_ARTICLE_SECONDS）。",
        en=f"Reading it took more than {limits.seconds} s of processor time; stopped "
        "(YOUJU_MAX_ARTICLE_SECONDS).",
    )


def _out_of_patience(limits: Limits) -> LoadError:
    return LoadError(
        zh=f"读取它超过 {limits.wall_seconds} 秒没有结束，已停止"
        "（可调 YOUJU_MAX_ARTICLE_SECONDS）。",
        en=f"Reading it did not end within {limits.wall_seconds} s; stopped "
        "(YOUJU_MAX_ARTICLE_SECONDS).",
    )


def _too_much(limits: Limits) -> LoadError:
    most = limits.reply_bytes // 1_000_000
    return LoadError(
        zh=f"它给出的文字超过 {most} MB，已停止。请拆分后再试。",
        en=f"It gives more than {most} MB of text; stopped. Split it.",
    )


def _killed() -> LoadError:
    return LoadError(
        zh="读取它的进程两次被系统终止（可能内存不足），已跳过。",
        en="The process reading it was killed twice by the system (out of memory?).",
    )


def _crashed(code: int) -> LoadError:
    name = str(code)
    if code < 0:
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
    return LoadError(
        zh=f"解析程序在它上面崩溃（{name}），已跳过。",
        en=f"The parser crashed on it ({name}).",
    )
