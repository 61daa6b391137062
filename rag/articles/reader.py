"""Files of others, read safely: the outside of ``rag.articles.reading``.

    with FileReader(limits) as reader:
        reader.files(paths)      plain files, each cleaned or with the reason why not
        reader.parts(container)  a container part by part
        reader.shown(name)       one article for ``youju show``

The process behind a reader is kept for a minute after it was last used, so that an ingest that
follows another (a watched folder, one file dropped on the page after the other) finds it ready.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from rag.articles.limits import MAX_STOPS, Limits
from rag.articles.paths import path_text
from rag.articles.reading import Part, PartWanted, ReadFile
from rag.articles.sandbox import Sandbox
from rag.articles.sandbox_stops import Stopped
from rag.types import Skipped
from rag.wording import say

if TYPE_CHECKING:
    from rag.articles.show import Shown

_KEPT_S = 60.0
_MODULE = "rag.articles.reading"


class FileReader:
    """One process that reads files, under ``limits``. Not for several threads at once."""

    def __init__(self, limits: Limits) -> None:
        """Nothing is started before ``start`` or the first file."""
        self._limits = limits
        self._sandbox: Sandbox | None = None

    def start(self) -> None:
        """Have the process ready, or on its way, without waiting for it."""
        self._ready().start()

    def files(self, paths: Sequence[Path]) -> list[ReadFile]:
        """What became of each plain file."""
        results = self._ready().each("files", list(paths), self._limits)
        return [
            ReadFile(skipped=[Skipped(path_text(path), str(result))])
            if isinstance(result, Stopped)
            else result
            for path, result in zip(paths, results, strict=True)
        ]

    def parts(self, path: Path, *, cleaned: bool = True) -> Iterator[Part]:
        """A container in parts; a member that stops the reading is skipped, the others are read.

        With ``cleaned`` unset the articles come as they were found.
        """
        shown = path_text(path)
        wanted = PartWanted(path, cleaned)
        skipped: list[Skipped] = []
        spared: set[int] = set()
        unnamed = 0
        while True:
            try:
                part: Part = self._ready().call("part", wanted, self._limits)
            except Stopped as stop:
                if stop.outside and stop.place not in spared:
                    spared.add(stop.place)
                    continue
                tried = wanted.never | {stop.place}
                if not stop.place or len(tried) in (len(wanted.never), MAX_STOPS + 1):
                    skipped.append(_given_up(shown, stop, wanted.known))
                    yield Part([], skipped, wanted.known, 0, last=True)
                    return
                skipped.append(Skipped(f"{shown}!/{stop.name}", str(stop)))
                wanted = replace(wanted, never=tried)
                continue
            unnamed += part.unnamed
            told = [*skipped, *part.skipped]
            if part.last and unnamed:
                told = _with_unnamed(told, shown, unnamed)
            yield Part(part.articles, told, part.known, part.unnamed, part.last)
            if part.last:
                return
            wanted = replace(wanted, known=part.known, named=wanted.named + len(part.skipped))
            skipped = []

    def shown(self, name: str, *, changes: bool) -> Shown:
        """One article as it is and as it is cleaned.

        Raises:
            LoadError: Not there, unreadable, or a container with several where none was named.

        """
        shown: Shown = self._ready().call("shown", (name, changes), self._limits)
        return shown

    def kill(self) -> None:
        """End what another thread waits for; the process is of no use any more."""
        if self._sandbox is not None:
            self._sandbox.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *fault: object) -> None:
        """Leave the process to the next reader, unless it may be in the middle of something."""
        sandbox, self._sandbox = self._sandbox, None
        if sandbox is not None and kind is None:
            _shelf.put(sandbox)
        elif sandbox is not None:
            sandbox.close()

    def _ready(self) -> Sandbox:
        if self._sandbox is None:
            self._sandbox = _shelf.take() or Sandbox(_MODULE)
        return self._sandbox


class _Shelf:
    """At most one idle process, of this very process (a fork has none), for a short time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[int, Sandbox] | None = None
        self._timer: threading.Timer | None = None
        atexit.register(self.clear)

    def take(self) -> Sandbox | None:
        with self._lock:
            kept, self._kept = self._kept, None
            if self._timer is not None:
                self._timer.cancel()
        return kept[1] if kept is not None and kept[0] == os.getpid() else None

    def put(self, sandbox: Sandbox) -> None:
        with self._lock:
            if self._kept is None:
                self._kept = os.getpid(), sandbox
                self._timer = threading.Timer(_KEPT_S, self.clear)
                self._timer.daemon = True
                self._timer.start()
                return
        sandbox.close()

    def clear(self) -> None:
        """End the idle process."""
        sandbox = self.take()
        if sandbox is not None:
            sandbox.close()


_shelf = _Shelf()


def _given_up(shown: str, stop: Stopped, known: int) -> Skipped:
    if not known:
        return Skipped(shown, str(stop))
    return Skipped(shown, say(f"其余未读：{stop}", f"the rest was not read: {stop}"))


def _with_unnamed(told: list[Skipped], shown: str, count: int) -> list[Skipped]:
    """What is told of a container, with the number of what is not named, the file named once."""
    more = say(f"另有 {count:,} 项无法使用", f"{count:,} more entries cannot be used")
    reasons = [skip.reason for skip in told if skip.path == shown]
    others = [skip for skip in told if skip.path != shown]
    return [*others, Skipped(shown, say("；", "; ").join([*reasons, more]))]
