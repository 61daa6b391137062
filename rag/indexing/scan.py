"""What has changed on disk since the last ingest: which files to read, which are gone.

A file is unchanged when its size and both its times are as they were; else when its content
is (SHA-256). A file written within the last two seconds, or whose time lies in the future,
may change again without its times showing it, so its times are not trusted next time.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.articles.clean import CLEANER_VERSION
from rag.articles.files import RECORDS_PER_FILE, discover, is_container, may_be_scanned, opened
from rag.articles.limits import Limits, limits_of
from rag.articles.members import BORDER
from rag.articles.paths import path_text
from rag.indexing.folders import Folders
from rag.indexing.nouns import Times
from rag.indexing.ports_writing import Ledger
from rag.settings import Settings
from rag.types import Skipped
from rag.wording import say

_SETTLED_NS = 2_000_000_000
_UNTRUSTED = -1
_PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """A file that has to be read."""

    path: Path
    shown: str
    times: Times
    digest: str
    is_new: bool


@dataclass(slots=True)
class Changes:
    """The difference between the disk and the store."""

    to_read: list[Found] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    seen: int = 0

    @property
    def bytes_to_read(self) -> int:
        """The size of all that has to be read."""
        return sum(found.times[0] for found in self.to_read)


def cleaner(settings: Settings, path: Path, *, refused: bool = False) -> str:
    """What, beside a file's bytes, decides which articles it gives.

    The limits of reading count for a container, and for a plain file that was ``refused``: it
    is read again when they are others.
    """
    several = is_container(path)
    limits = limits_of(settings) if several or refused else Limits()
    usual = Limits(jsonl_fields=limits.jsonl_fields)
    bounds = (limits.max_file_mb, limits.seconds, limits.memory_mb)
    parts = (
        CLEANER_VERSION, settings.jsonl_fields if several else "",
        "" if limits == usual else bounds, "ocr" if settings.ocr and may_be_scanned(path) else "",
    )  # fmt: skip
    return " ".join(str(part) for part in parts if part)


def scan(
    ledger: Ledger, roots: Sequence[Path], settings: Settings,
    passed_over: Iterable[str] = (), dropped: Sequence[str] = (), *, refresh: bool = True,
) -> Changes:  # fmt: skip
    """Compare all files below ``roots`` with the store.

    ``passed_over`` are paths that the user removed; ``dropped`` are roots that are no more.
    With ``refresh`` the times of files whose content is the same are noted. What stands below a
    folder that cannot be entered is kept.

    Raises:
        LoadError: A root does not exist.

    """
    changes = Changes()
    over = Folders(passed_over)
    own = path_text(settings.data_dir.absolute())
    # What lies among our own files is no article, but for a folder in there that was named:
    # the page keeps what is dropped on it in one.
    inside = [named for root in roots if below(named := path_text(root), own) and named != own]
    seen: set[int] = set()
    alike: dict[str, Path] = {}
    for path in discover(roots, settings, changes.skipped.append):
        shown = path_text(path)
        if _is_written_otherwise(path, shown) and alike.setdefault(shown, path) != path:
            changes.skipped.append(Skipped(shown, _reads_alike()))
            continue
        ours = below(shown, own) and not any(below(shown, named) for named in inside)
        if ours or over.hold(shown):
            continue
        changes.seen += 1
        _compare(ledger, settings, path, shown, changes, seen, refresh=refresh)
    kept = Folders(skip.path for skip in changes.skipped)
    scanned = [path_text(root) for root in roots]
    for number, shown in ledger.living_files():
        if number in seen or kept.hold(shown):
            continue
        in_reach = any(below(shown, root) for root in scanned)
        if in_reach or any(below(shown, root) for root in dropped):
            changes.gone.append(number)
    return changes


def _is_written_otherwise(path: Path, shown: str) -> bool:
    """Whether another path could be shown by the same text."""
    return "\\" in shown or shown != str(path)


def _reads_alike() -> str:
    return say(
        "文件名与另一个文件读出来相同，已跳过。请改名后再试。",
        "Its name reads like that of another file. Rename one of them.",
    )


def below(path: str, folder: str) -> bool:
    """Whether ``path`` is ``folder`` or lies in it (or is a member of that file)."""
    stem = folder.rstrip("/")
    if path == folder or path.startswith(f"{stem}/"):
        return True
    return path.startswith(f"{stem}{BORDER}") and is_container(Path(stem))


def _compare(
    ledger: Ledger, settings: Settings, path: Path, shown: str,
    changes: Changes, seen: set[int], *, refresh: bool,
) -> None:  # fmt: skip
    rows = ledger.known(shown)
    seen.update(row.number for row in rows)
    try:
        times = times_of(path)
        row = rows[0] if rows and rows[0].complete else None
        if row is not None and row.cleaner != cleaner(settings, path, refused=row.refused):
            row = None
        if row is not None and row.times == times and times[1] != _UNTRUSTED:
            changes.same.append(row.number)
            return
        digest = digest_of(path, settings)
    except OSError as fault:
        reason = say(f"无法读取：{fault.strerror}", f"cannot be read: {fault.strerror}")
        changes.skipped.append(Skipped(shown, reason))
        return
    if row is not None and row.digest == digest and digest:
        if refresh:
            ledger.touch(row.number, times)
        changes.same.append(row.number)
        return
    changes.to_read.append(Found(path, shown, times, digest, not rows))


def times_of(path: Path) -> Times:
    """Size and times of a file, the modification time only where it can be trusted.

    Raises:
        OSError: The file cannot be looked at.

    """
    status = path.stat()
    settled = 0 <= status.st_mtime_ns <= time.time_ns() - _SETTLED_NS
    return status.st_size, status.st_mtime_ns if settled else _UNTRUSTED, status.st_ctime_ns


def digest_of(path: Path, settings: Settings) -> str:
    """SHA-256 of a file's bytes; empty for what is too large to be read, or no plain file.

    Raises:
        OSError: The file cannot be read.

    """
    limit = settings.max_file_mb * (RECORDS_PER_FILE if is_container(path) else 1) * 1_000_000
    if not path.is_file() or path.stat().st_size > limit:
        return ""
    digest = hashlib.sha256()
    left = limit + 1  # however much a file that grows meanwhile may come to
    with opened(path) as file:
        while left > 0 and (piece := file.read(min(left, _PIECE_BYTES))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest()
