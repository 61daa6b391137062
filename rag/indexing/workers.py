"""Preparing in several processes, with a bounded number of tasks under way.

Workers are started as ``python -m rag.indexing.workers`` and spoken to through their own pipes:
unlike ``multiprocessing`` this never runs the caller's main module again, so a plain script may
call ``ask()`` without a guard. A worker ends when its pipe closes, so also when we are killed.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from embeddings import Embedder, HashEmbedder
from embeddings.static import StaticEmbedder
from rag.errors import YoujuError
from rag.indexing import prepare
from rag.indexing.prepare import Tools
from rag.settings import Settings
from rag.wording import choose_language, current_language

POOL_PAYS_BYTES = 6_000_000
"""Below this much to read, starting workers takes longer than they save."""

_MOST_WORKERS = 8
_STEPS: dict[str, Callable[..., Any]] = {
    "files": prepare.prepare_files,
    "articles": prepare.prepare_articles,
    "documents": prepare.prepare_documents,
    "terms": prepare.term_texts,
}


@dataclass(frozen=True, slots=True)
class Task:
    """A step's name and its argument; ``tag`` comes back with the result."""

    step: str
    argument: Any
    tag: Any = None


class WorkerLost(YoujuError):
    """A worker process ended by itself (killed, or out of memory)."""


class Workers:
    """Runs tasks in order, here or in worker processes, and gives their results in order."""

    def __init__(
        self,
        settings: Settings | None,
        embedder: Embedder | None,
        data_dir: Path,
        build: int,
        count: int,
    ) -> None:
        """Without settings and embedder only ``terms`` can be run.

        ``count`` 0 does the work in this process; nothing is started before the first task.
        """
        self._settings, self._embedder = settings, embedder
        self._data_dir, self._build = data_dir, build
        self.count = count
        self._processes: list[subprocess.Popen[bytes]] = []
        self.embeds = count == 0 or _portable(embedder) is not None

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Any]]:
        """Each task with its result, in order; at most three tasks a worker are under way."""
        if self.count == 0:
            with known_documents(self._data_dir, self._build) as is_known:
                tools = Tools(self._settings, self._embedder, is_known)
                for task in tasks:
                    yield task, _STEPS[task.step](tools, task.argument)
            return
        self._start()
        idle = deque(self._processes)
        waiting: deque[tuple[Task, Future[Any]]] = deque()

        def once(task: Task) -> Any:
            process = idle.popleft()
            try:
                return _call(process, task)
            finally:
                idle.append(process)

        with ThreadPoolExecutor(self.count) as threads:
            try:
                for task in tasks:
                    waiting.append((task, threads.submit(once, task)))
                    while len(waiting) >= 3 * self.count:
                        done, future = waiting.popleft()
                        yield done, future.result()
                while waiting:
                    done, future = waiting.popleft()
                    yield done, future.result()
            finally:
                for _, future in waiting:
                    future.cancel()

    def _start(self) -> None:
        if self._processes:
            return
        environment = {**os.environ, "TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1"}
        root = str(Path(__file__).resolve().parent.parent.parent)
        paths = [root, *filter(None, [environment.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
        greeting = (
            self._settings, _portable(self._embedder), self._data_dir, self._build,
            current_language(),
        )  # fmt: skip
        for _ in range(self.count):
            process = subprocess.Popen(
                [sys.executable, "-m", "rag.indexing.workers"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                process_group=0,  # Ctrl-C is for us alone; we end the workers in good order
            )
            self._processes.append(process)
            assert process.stdin is not None  # noqa: S101 - for the type checker
            _send(process.stdin, greeting)

    def close(self) -> None:
        """End the worker processes."""
        for process in self._processes:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            process.kill()
            process.wait()
        self._processes.clear()


def worker_count(bytes_to_read: int) -> int:
    """How many workers pay for so much text; 0: do it in this process."""
    if bytes_to_read < POOL_PAYS_BYTES:
        return 0
    return max(1, min(_MOST_WORKERS, len(os.sched_getaffinity(0))))


@contextlib.contextmanager
def known_documents(data_dir: Path, build: int) -> Iterator[Callable[[str], bool]]:
    """A test whether a document is stored with the chunks of ``build``."""
    from rag.indexing import store

    connection = store.open_for_reading(data_dir)
    try:

        def is_known(document_id: str) -> bool:
            query = (
                "SELECT 1 FROM documents d WHERE d.id = ? AND d.died IS NULL AND EXISTS "
                "(SELECT 1 FROM chunks c WHERE c.document = d.number AND c.build = ?)"
            )
            return connection.execute(query, (document_id, build)).fetchone() is not None

        yield is_known
    finally:
        connection.close()


def _portable(embedder: Embedder | None) -> Any:
    """What a worker can make the same embedder of; ``None``: it must stay in one process."""
    if isinstance(embedder, HashEmbedder):
        return embedder
    return embedder.name if isinstance(embedder, StaticEmbedder) else None


def _call(process: subprocess.Popen[bytes], task: Task) -> Any:
    assert process.stdin is not None  # noqa: S101 - for the type checker
    assert process.stdout is not None  # noqa: S101 - for the type checker
    try:
        _send(process.stdin, (task.step, task.argument))
        fault, result = _receive(process.stdout)
    except (OSError, EOFError) as error:
        raise WorkerLost(
            zh="一个工作进程意外结束（可能内存不足）。已完成的部分已保存，请重新运行同一命令。",
            en="A worker process ended by itself (out of memory?). What was done is kept; run "
            "the same command again.",
        ) from error
    if fault is not None:
        raise fault
    return result


def _send(pipe: IO[bytes], value: Any) -> None:
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    pipe.write(struct.pack("<Q", len(data)))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    head = pipe.read(8)
    if len(head) < 8:
        raise EOFError
    (length,) = struct.unpack("<Q", head)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)  # noqa: S301 - our own process at the other end of our own pipe


def main() -> None:
    """Serve tasks from standard input until it closes."""
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not reach the pipe
    settings, portable, data_dir, build, language = _receive(source)
    choose_language(language)
    with known_documents(data_dir, build) as is_known:
        tools = Tools(settings, _embedder(portable), is_known)
        with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
            while True:
                step, argument = _receive(source)
                reply: tuple[Exception | None, Any]
                try:
                    reply = (None, _STEPS[step](tools, argument))
                except Exception as fault:  # noqa: BLE001 - handed to the parent, which raises it
                    reply = (fault, None)
                _send(sink, reply)


def _embedder(portable: Any) -> Embedder | None:
    if isinstance(portable, str):
        from embeddings import load_embedder

        return load_embedder(portable)
    found: Embedder | None = portable
    return found


if __name__ == "__main__":
    main()
