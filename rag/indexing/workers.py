"""Preparing in several processes, with a bounded number of tasks under way.

Files of others are read only in processes that may be lost. Many are read and prepared whole by
workers, which are sandboxes (rag.articles.sandbox) that know the embedder; of few, a single light
process (rag.articles.reader) gives the clean articles and the rest is done here: a worker's start
would take longer than its work. A transformer always stays here: it uses every core already, and
workers would each hold a copy of it.
"""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings import Embedder, HashEmbedder
from embeddings.static import StaticEmbedder
from rag.articles.limits import limits_of
from rag.articles.paths import path_text
from rag.articles.reader import FileReader
from rag.articles.reading import ReadFile
from rag.articles.sandbox import Sandbox
from rag.articles.sandbox_stops import Stopped
from rag.articles.sandboxed import Steps
from rag.indexing import prepare
from rag.indexing.prepare import Batch, Tools
from rag.settings import Settings
from rag.types import Article, Skipped

POOL_PAYS_BYTES = 6_000_000
"""Below this much to read, starting workers takes longer than they save."""

IsKnown = Callable[[str], bool]
"""Whether a document with this id is stored with the chunks of the build."""

_MOST_WORKERS = 8
_BY_ITEM = {"files", "articles"}
"""Steps over what others wrote: a worker that ends is laid to one item."""


@dataclass(frozen=True, slots=True)
class Task:
    """A step's name and its argument; ``tag`` comes back with the result.

    ``files`` are paths of plain files, ``articles`` articles as they were found, ``read`` ones
    that a reader has cleaned: each gives a list of ``Batch``. ``documents`` and ``terms`` are for
    what is stored already.
    """

    step: str
    argument: Any
    tag: Any = None


class Workers:
    """Runs tasks in order, here or in worker processes, and gives their results in order."""

    def __init__(
        self,
        settings: Settings | None,
        embedder: Embedder | None,
        data_dir: Path | None,
        build: int,
        count: int,
        is_known: IsKnown | None = None,
    ) -> None:
        """Without settings and embedder only ``terms`` can be run.

        What is stored already is looked up in ``data_dir``; without one ``is_known`` says it, and
        worker processes prepare everything anew.

        With ``count`` 0 a reader reads and the rest is done in this process. Nothing is started
        before the first task.
        """
        self._limits, self._embedder = limits_of(settings), embedder
        self._data_dir, self._build, self._is_known = data_dir, build, is_known
        self.count = count
        greeting = _portable(embedder), data_dir, build
        self._workers = [Sandbox("rag.indexing.workers", greeting) for _ in range(count)]

    @property
    def embeds_here(self) -> bool:
        """Whether the embedder stays in this process."""
        return _portable(self._embedder) is None

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Any]]:
        """Each task with its result, in order; at most three tasks a process are under way."""
        return self._there(tasks) if self.count else self._here(tasks)

    def container(self, path: Path) -> Iterator[Task]:
        """The tasks that a container gives, without their tags; ``argument`` is a ``Part``."""
        with FileReader(self._limits) as reader:
            for part in reader.parts(path, cleaned=not self.count):
                yield Task("articles" if self.count else "read", part)

    def close(self) -> None:
        """End the worker processes."""
        for worker in self._workers:
            worker.close()

    def _here(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Any]]:
        """The reader is at the next files while those before are prepared in this thread."""
        with (
            known_documents(self._data_dir, self._build, self._is_known) as is_known,
            FileReader(self._limits) as reader,
        ):
            tools = Tools(self._embedder, is_known)

            def read(task: Task) -> Any:
                if task.step == "files":
                    return reader.files(task.argument)
                return [ReadFile(task.argument)] if task.step == "read" else task.argument

            results = _in_order(tasks, read, 1, reader.kill, prepare.warm)
            with contextlib.closing(results) as found:
                for task, result in found:
                    if task.step in ("files", "read"):
                        yield task, prepare.prepare_read(tools, result)
                    else:
                        yield task, _stored(task.step, tools, result)

    def _there(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Any]]:
        idle = deque(self._workers)

        def once(task: Task) -> Any:
            worker = idle.popleft()
            try:
                if task.step not in _BY_ITEM:
                    return worker.call(task.step, task.argument, self._limits)
                results = worker.each(task.step, task.argument, self._limits)
                return list(map(_as_batch, task.argument, results))
            finally:
                idle.append(worker)

        def kill() -> None:
            for worker in self._workers:
                worker.kill()

        try:
            yield from _in_order(tasks, once, self.count, kill)
        except BaseException:
            self.close()
            raise


def _in_order(
    tasks: Iterable[Task], once: Callable[[Task], Any], count: int, kill: Callable[[], None],
    meanwhile: Callable[[], None] | None = None,
) -> Generator[tuple[Task, Any]]:  # fmt: skip
    """Tasks with what ``once`` makes of them in ``count`` threads, in order.

    ``meanwhile`` is done here when the first task is under way. When nobody wants to know more,
    or something fails, ``kill`` ends what the threads wait for.
    """
    waiting: deque[tuple[Task, Future[Any]]] = deque()
    threads = ThreadPoolExecutor(count)
    try:
        for task in tasks:
            waiting.append((task, threads.submit(once, task)))
            if meanwhile:
                meanwhile()
                meanwhile = None
            while len(waiting) >= 3 * count:
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()
    except BaseException:
        for _, future in waiting:
            future.cancel()
        kill()
        raise
    finally:
        threads.shutdown()


def _as_batch(item: Path | Article, result: Any) -> Batch:
    if not isinstance(result, Stopped):
        batch: Batch = result
        return batch
    path = item.path if isinstance(item, Article) else path_text(item)
    return Batch(skipped=[Skipped(path, str(result))])


def worker_count(bytes_to_read: int) -> int:
    """How many workers pay for so much text; 0: do it in this process."""
    if bytes_to_read < POOL_PAYS_BYTES:
        return 0
    return max(1, min(_MOST_WORKERS, _processors()))


def _processors() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def known_documents(
    data_dir: Path | None, build: int, given: IsKnown | None = None
) -> Iterator[IsKnown]:
    """A test whether a document is stored with the chunks of ``build``; ``given`` or none there."""
    from rag.indexing import store

    if data_dir is None:
        yield given or (lambda _: False)
        return
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


def _steps(tools: Tools) -> Steps:
    """The steps by their names."""
    return {
        "files": lambda cell, paths: prepare.read_files(tools, cell, paths),
        "articles": lambda cell, articles: prepare.prepare_articles(tools, cell, articles),
        "documents": lambda _, documents: _stored("documents", tools, documents),
        "terms": lambda _, documents: _stored("terms", tools, documents),
    }


def _stored(step: str, tools: Tools, documents: Any) -> Any:
    """A step over what is stored already, in whichever process."""
    if step == "documents":
        return prepare.prepare_documents(tools, documents)
    return prepare.term_texts(documents)


def steps(greeting: tuple[Any, Path | None, int]) -> Steps:
    """The steps of a worker, with the embedder and the store it is greeted with."""
    portable, data_dir, build = greeting
    is_known = _held.enter_context(known_documents(data_dir, build))
    return _steps(Tools(_embedder(portable), is_known))


_held = contextlib.ExitStack()
"""What a worker has open until it ends."""


def _embedder(portable: Any) -> Embedder | None:
    if isinstance(portable, str):
        from embeddings import load_embedder

        return load_embedder(portable)
    found: Embedder | None = portable
    return found
