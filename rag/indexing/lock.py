"""One writer at a time: a lock file that dies with its process and says who holds it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from rag.errors import IndexBusy, StorageError
from rag.indexing import scratch
from rag.indexing.storage import storage_faults

LOCK = "writer.lock"


@contextlib.contextmanager
def writer_lock(data_dir: Path) -> Iterator[None]:
    """Hold the right to write to ``data_dir``; released by the system even after ``kill -9``.

    What killed holders left behind is swept away first (rag.indexing.scratch).

    Raises:
        IndexBusy: Another process holds it; the message says which and since when.
        StorageError: The folder cannot be written to.

    """
    with storage_faults(data_dir):
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _busy(data_dir) from None
        holder = {
            "pid": os.getpid(),
            "since": datetime.now().astimezone().isoformat("T", "seconds"),
        }
        with storage_faults(data_dir):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        scratch.sweep(data_dir)
        yield
    finally:
        os.close(descriptor)


def sweep_when_idle(data_dir: Path) -> None:
    """Delete what killed restores and backups left behind, unless somebody is writing."""
    scratch.sweep_backups(data_dir)
    if scratch.has_stage(data_dir):
        with contextlib.suppress(IndexBusy, StorageError), writer_lock(data_dir):
            pass  # taking the lock sweeps


def _busy(data_dir: Path) -> IndexBusy:
    """Who holds the lock, as the holder itself wrote it down."""
    try:
        holder = json.loads((data_dir / LOCK).read_text(encoding="utf-8"))
        pid = int(holder["pid"])
        since = datetime.fromisoformat(holder["since"]).strftime("%Y-%m-%d %H:%M:%S")
    except (OSError, ValueError, KeyError, TypeError):
        return IndexBusy(
            zh=f"另一个进程正在写入 {data_dir}。请等它结束后再试。",
            en=f"Another process is writing to {data_dir}. Try again when it has finished.",
        )
    return IndexBusy(
        zh=f"进程 {pid} 从 {since} 起正在写入 {data_dir}。请等它结束后再试。",
        en=f"Process {pid} has been writing to {data_dir} since {since}. Try again when it has "
        "finished.",
    )
