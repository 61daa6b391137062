"""Which folders an ingest goes through: those named now, or those named here before that are there.

A folder that is missing is not empty: its articles are kept. A folder that only a backup speaks of
was never named on this machine: it is not read until it is (rag.indexing.machine).
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.articles.paths import path_text
from rag.errors import LoadError
from rag.indexing.machine import Root
from rag.types import Skipped
from rag.wording import say


@dataclass(slots=True)
class Roots:
    """What to go through, what is missing, and what to say of those that are passed over.

    ``lost`` are the missing ones of which the system says that they do not exist; it may also say
    that they cannot be looked at.
    """

    scanned: list[Path]
    missing: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The scanned ones as the index calls them."""
        return [path_text(path) for path in self.scanned]


def choose(
    named: Sequence[Path], remembered: Iterable[str], known: Mapping[str, Root], *, prune: bool
) -> Roots:
    """The roots of an ingest of ``named``, or of the remembered ones when empty."""
    chosen = Roots(list(named))
    for path in remembered:
        if path not in known:
            if not named:
                chosen.skipped.append(Skipped(path, _unknown()))
            continue
        missing = _missing(path)
        if missing:
            chosen.missing.append(path)
            if missing == _NOT_THERE:
                chosen.lost.append(path)
            if not named and not (prune and missing == _NOT_THERE):
                chosen.skipped.append(Skipped(path, _gone()))
        elif not named:
            chosen.scanned.append(Path(path))
    return chosen


def refuse_devices(named: Sequence[Path]) -> None:
    """A pipe or a device is no root: nothing in it stays to be kept in step with.

    Raises:
        LoadError: One of the paths is such a thing.
    """
    for path in named:
        with contextlib.suppress(OSError, ValueError):
            mode = path.stat().st_mode
            if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
                raise LoadError(
                    zh=f"{path} 不是文件夹或普通文件（设备或管道），不能索引。",
                    en=f"{path} is no folder or regular file (a device or a pipe).",
                )


_NOT_THERE = "not there"


def _missing(path: str) -> str:
    """Empty where something is; else whether it is not there or cannot be looked at."""
    try:
        os.stat(path)  # noqa: PTH116 - its error is wanted
    except OSError as fault:
        return _NOT_THERE if fault.errno in (errno.ENOENT, errno.ENOTDIR) else "unreadable"
    return ""


def _unknown() -> str:
    return say(
        "这个文件夹来自备份，没有在本机索引过，因此不读取；其中的文章保留。要与它保持同步，"
        "请写出它：youju ingest 文件夹",
        "this folder comes from a backup and was never indexed on this machine: it is not read, "
        "its articles are kept. To keep in step with it, name it: youju ingest FOLDER",
    )


def _gone() -> str:
    return say(
        "文件夹不在了：其中的文章暂时保留。要删除请运行 youju ingest --prune 或 youju remove，"
        "否则请恢复该文件夹",
        "this root is missing: its articles are kept for now. Remove them with youju ingest "
        "--prune or youju remove, or bring the folder back",
    )
