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
from collections.abc import Sequence
from typing import Any, Self

from rag.articles.limits import Limits
from rag.articles.sandbox_child import Child, NotBegun, Raised
from rag.articles.sandbox_stops import Abandoned, SandboxLost, Stopped
from rag.articles.sandboxed import send
from rag.wording import current_language

_STARTS = 3
"""How often a child is started that ends before it has begun with anything."""


class Sandbox:
    """One child process at a time. Not for several threads at once."""

    def __init__(self, module: str, greeting: Any = None) -> None:
        """``module`` has the ``steps``; ``greeting`` is what they are made of."""
        self._module, self._greeting = module, greeting
        self._child: Child | None = None
        self._over = False

    def start(self) -> None:
        """Start the child without waiting for it; else the first request does."""
        if self._child is None or self._child.process.poll() is not None:
            self._drop()
            self._child = Child(self._module)
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
            except Raised as fault:
                raise fault.inside from None
            except NotBegun:
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
