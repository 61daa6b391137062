"""Files as they are found: which there are below a path, and the bytes of one.

``discover(paths, settings, on_skip=None) -> Iterator[Path]``
    Every file below the paths, absolute, sorted within each folder, one at a time. Hidden
    names are passed over; each folder is entered once, so links cannot loop. ``LoadError``
    when a named path does not exist.
``read_bytes(path, settings) -> bytes``
    A file whole, within the limit, as it was at one moment.
``is_container(path) -> bool``
    Whether a file may hold many articles (so that a caller can spread them over processes).
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from rag.articles.limits import HowToRead
from rag.articles.paths import path_text
from rag.errors import LoadError
from rag.home import at_home
from rag.types import Skipped
from rag.wording import say

OnSkip = Callable[[Skipped], None]
Enter = Callable[[str], bool]
"""Told that the member of this name is next; whether it may be read."""

RECORD_SUFFIXES = (".jsonl", ".ndjson", ".jsonl.xz", ".jsonl.gz")
"""Files with one JSON object a line."""

RECORDS_PER_FILE = 100
"""They stream, so they may be this many times as large as a plain file."""


def is_container(path: Path) -> bool:
    """Whether a file may hold many articles."""
    return path.name.lower().endswith((*RECORD_SUFFIXES, ".json", ".zip"))


_SCANNED = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".zip",
            ".eml", ".msg", ".docx", ".pptx")  # fmt: skip


def may_be_scanned(path: Path) -> bool:
    """Whether a file may hold pictures of text, by its name: what recognising them may change."""
    return path.name.lower().endswith(_SCANNED)


_PAGE = re.compile(r"(?P<name>.+)\.(?:html?|xhtml|mht|mhtml)", re.IGNORECASE)  # 新闻.html
_PARTS = re.compile(r"(?P<name>.+)(?:_files|\.files|_文件|-Dateien)", re.IGNORECASE)  # 新闻_files


def parts_of_pages(names: Iterable[str]) -> set[str]:
    """Those names of a folder under which a browser keeps the parts of a page saved beside them.

    >>> parts_of_pages(["新闻.html", "新闻_files", "旧_files"])
    {'新闻_files'}
    """
    listed = list(names)
    pages = {page["name"] for name in listed if (page := _PAGE.fullmatch(name))}
    found = ((name, _PARTS.fullmatch(name)) for name in listed)
    return {name for name, parts in found if parts and parts["name"] in pages}


def parts_skipped(path: str) -> Skipped:
    """A folder of a saved page's parts, and why it is passed over."""
    reason = say(
        "是同名网页保存时附带的文件夹（脚本、样式、图片），已跳过",
        "it holds the parts of the page saved beside it; passed over",
    )
    return Skipped(path, reason)


def discover(
    paths: Iterable[Path | str], settings: HowToRead, on_skip: OnSkip | None = None
) -> Iterator[Path]:
    """Every file below ``paths``, absolute and in a stable order, found as it is asked for.

    ``on_skip`` is told of folders that cannot be entered and of links that lead back into a
    folder they stand in.

    Raises:
        LoadError: A path that was named does not exist.

    """
    entered: set[tuple[int, int]] = set()
    for named in paths:
        path = Path(os.path.abspath(at_home(named)))  # noqa: PTH100 - keep links as named
        try:
            kind = path.stat()
        except OSError as fault:
            raise LoadError(
                zh=f"找不到 {path_text(path)}（{fault.strerror}）。请检查路径。",
                en=f"Cannot find {path_text(path)} ({fault.strerror}). Check the path.",
            ) from fault
        if stat.S_ISDIR(kind.st_mode):
            yield from _walk(path, (kind.st_dev, kind.st_ino), entered, on_skip)
        else:
            yield path


def _walk(
    folder: Path,
    identity: tuple[int, int],
    entered: set[tuple[int, int]],
    on_skip: OnSkip | None,
) -> Iterator[Path]:
    """Depth first without recursion; ``open_folders`` is the way down to the current one."""
    if identity in entered:
        return
    entered.add(identity)
    over = set(_above(folder))
    open_folders = [(identity, _entries(folder, on_skip))]
    while open_folders:
        entry = next(open_folders[-1][1], None)
        if entry is None:
            open_folders.pop()
            continue
        try:
            kind = entry.stat()
        except OSError:
            yield Path(entry.path)  # a broken link is named when it is loaded
            continue
        if not stat.S_ISDIR(kind.st_mode):
            yield Path(entry.path)
            continue
        inner = (kind.st_dev, kind.st_ino)
        if inner not in entered and inner not in over:
            entered.add(inner)
            open_folders.append((inner, _entries(Path(entry.path), on_skip)))
        elif on_skip and (inner in over or any(inner == above for above, _ in open_folders)):
            reason = say("链接指回上级文件夹，已跳过", "the link leads back up; not followed")
            on_skip(Skipped(path_text(entry.path), reason))


def _above(folder: Path) -> Iterator[tuple[int, int]]:
    """The folders that a folder stands in, up to the root: a link to one leads back up."""
    for parent in folder.resolve().parents:
        with contextlib.suppress(OSError):
            above = parent.stat()
            yield above.st_dev, above.st_ino


def _entries(folder: Path, on_skip: OnSkip | None) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(
                (entry for entry in found if not entry.name.startswith(".")),
                key=lambda entry: os.fsencode(entry.name),
            )
    except OSError as fault:
        if on_skip:
            reason = say(
                f"无法打开文件夹：{fault.strerror}", f"cannot open the folder: {fault.strerror}"
            )
            on_skip(Skipped(path_text(folder), reason))
        return
    parts = parts_of_pages(entry.name for entry in entries)
    for entry in entries:
        if entry.name in parts and entry.is_dir():
            if on_skip:
                on_skip(parts_skipped(path_text(entry.path)))
        else:
            yield entry


def read_bytes(path: Path, settings: HowToRead) -> bytes:
    """A file's bytes, within ``max_file_mb``; read again once when it changes meanwhile.

    Raises:
        LoadError: Missing, no permission, not a regular file, too large, or never still.

    """
    limit = settings.max_file_mb * 1_000_000
    try:
        for _ in range(3):
            before = check_size(path, settings.max_file_mb)
            with opened(path) as file:
                data = file.read(limit + 1)
            after = path.stat()
            if len(data) > limit:
                raise _too_large(len(data), settings.max_file_mb)
            if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
                return data
    except OSError as fault:
        raise _unreadable(fault) from fault
    raise LoadError(
        zh="读取时文件一直在变化。请等写入完成后再运行一次。",
        en="The file keeps changing while it is read. Run again when it is written.",
    )


def opened(path: Path) -> IO[bytes]:
    """A regular file, opened for reading; never waits, whatever was put in its place.

    Raises:
        OSError: It cannot be opened, or is a pipe or a device.

    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, say("不是普通文件", "not a regular file"), str(path))
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def check_size(path: Path, limit_mb: int) -> os.stat_result:
    """What the system says of a file that may be read.

    Raises:
        LoadError: Missing, no permission, not a regular file, or larger than the limit.

    """
    try:
        status = path.stat()
    except OSError as fault:
        raise _unreadable(fault) from fault
    if not stat.S_ISREG(status.st_mode):
        raise LoadError(
            zh="不是普通文件（设备或管道），已跳过。", en="Not a regular file (a device or a pipe)."
        )
    if status.st_size > limit_mb * 1_000_000:
        raise _too_large(status.st_size, limit_mb)
    return status


def _unreadable(fault: OSError) -> LoadError:
    return LoadError(
        zh=f"无法读取：{fault.strerror}。请检查文件是否存在、是否有权限。",
        en=f"Cannot be read: {fault.strerror}. Check that it exists and may be read.",
    )


def _too_large(size: int, limit_mb: int) -> LoadError:
    return LoadError(
        zh=f"文件有 {size / 1e6:.0f} MB，超过上限 {limit_mb} MB（可调 YOUJU_MAX_FILE_MB）。",
        en=f"The file has {size / 1e6:.0f} MB, more than the limit of {limit_mb} MB "
        "(YOUJU_MAX_FILE_MB).",
    )
