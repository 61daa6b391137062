"""Find files and read them as articles. Cleaning and storing are left to other stages.

``discover(paths, settings, on_skip=None) -> Iterator[Path]``
    Every file below the paths, absolute, sorted within each folder, one at a time. Hidden
    names are passed over; each folder is entered once, so links cannot loop. ``LoadError``
    when a named path does not exist.
``load(path, settings, on_skip=None, enter=None) -> Iterator[Article]``
    One article from a plain file, many from a container (.jsonl, .jsonl.xz, .jsonl.gz, .zip).
    ``LoadError`` when the file as a whole cannot be read; a member that cannot is given to
    ``on_skip`` as ``Skipped(path, reason)`` and the rest goes on. ``enter`` is told the name of
    each member before a byte of it is interpreted, and may decline it. A .jsonl streams: memory
    does not grow with the file. To be called in a sandbox (rag.articles.reader): what a file
    holds may make its parser loop, crash or swell.
``is_container(path) -> bool``
    Whether a file may hold many articles (so that a caller can spread them over processes).
``path_text(path) -> str``
    A path as text that can be shown and stored: a name in GBK bytes is decoded as such.
``member_path(container, name, seen) -> str``
    How a member is called: ``CONTAINER!/NAME``, short, printable, and told from those before.

All arguments and results can be pickled.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from rag.articles.limits import MAX_NAME_CHARACTERS, HowToRead
from rag.articles.load_front import split_front_matter
from rag.articles.load_text import decode, markup_of
from rag.errors import LoadError
from rag.types import Article, Skipped
from rag.wording import say

OnSkip = Callable[[Skipped], None]
Enter = Callable[[str], bool]
"""Told that the member of this name is next; whether it may be read."""

RECORD_SUFFIXES = (".jsonl", ".ndjson", ".jsonl.xz", ".jsonl.gz")
"""Files with one JSON object a line."""

RECORDS_PER_FILE = 100
"""They stream, so they may be this many times as large as a plain file."""

_SIGNATURES = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"RIFF": "RIFF",
    b"\x7fELF": "ELF",
    b"\x1f\x8b": "gzip",
    b"\xfd7zXZ": "xz",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"SQLite format 3": "SQLite",
    b"\xd0\xcf\x11\xe0": "Word/Excel 97",
}


_UNSHOWN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"  # controls, half pairs: "a\nb"
)


def path_text(path: Path | str) -> str:
    r"""A path as text without surrogates: a name whose bytes are not UTF-8 is read as GB18030.

    Where a file stands beside it whose name in UTF-8 reads the same, its bytes are written out
    (``\xb5\xd8.txt``), so that the two are two.
    """
    raw = os.fsencode(path)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    parts = raw.split(b"/")
    shown: list[str] = []
    for place, part in enumerate(parts):
        text = name_text(part)
        written = text.encode("utf-8")
        if written != part and os.path.lexists(b"/".join([*parts[:place], written])):
            text = part.decode("utf-8", errors="backslashreplace")
        shown.append(text)
    return "/".join(shown)


def name_text(raw: bytes) -> str:
    """A name's bytes as text: UTF-8, else GB18030, else with the odd bytes written out."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("utf-8", errors="backslashreplace")
    return text if text.encode("gb18030") == raw else raw.decode("utf-8", "backslashreplace")


def member_path(container: str, name: str, place: int, seen: set[int]) -> str:
    """``CONTAINER!/NAME``; a name that was ``seen`` is told apart by its ``place``.

    What a terminal would act on becomes U+FFFD, and a long name is cut.
    """
    shown = _UNSHOWN.sub("\ufffd", name[: MAX_NAME_CHARACTERS + 1])
    if len(shown) > MAX_NAME_CHARACTERS:
        shown = shown[:MAX_NAME_CHARACTERS] + "…"
    while hash(shown) in seen:
        shown = f"{shown}@{place}"
    seen.add(hash(shown))
    return f"{container}!/{shown}"


def is_container(path: Path) -> bool:
    """Whether a file may hold many articles."""
    return path.name.lower().endswith((*RECORD_SUFFIXES, ".zip"))


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
        path = Path(os.path.abspath(Path(named).expanduser()))  # noqa: PTH100 - keep links as named
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
        if inner not in entered:
            entered.add(inner)
            open_folders.append((inner, _entries(Path(entry.path), on_skip)))
        elif on_skip and any(inner == above for above, _ in open_folders):
            reason = say("链接指回上级文件夹，已跳过", "the link leads back up; not followed")
            on_skip(Skipped(path_text(entry.path), reason))


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
    yield from entries


def load(
    path: Path, settings: HowToRead, on_skip: OnSkip | None = None, enter: Enter | None = None
) -> Iterator[Article]:
    """The article or articles in one file; see the module's docstring.

    Raises:
        LoadError: The file as a whole cannot be read.

    """
    lower = path.name.lower()
    told, entered = on_skip or _ignored, enter or _always
    if lower.endswith(RECORD_SUFFIXES):
        from rag.articles.load_records import load_records

        _check_size(path, settings.max_file_mb * RECORDS_PER_FILE)
        yield from load_records(path, settings, told, entered)
        return
    data = read_bytes(path, settings)
    if lower.endswith(".zip"):
        from rag.articles.load_archive import load_archive

        yield from load_archive(path, data, settings, told, entered)
    else:
        yield article_from_bytes(path_text(path), data)


def _ignored(skip: Skipped) -> None:
    """Nobody wants to know."""


def _always(name: str) -> bool:
    return True


def read_bytes(path: Path, settings: HowToRead) -> bytes:
    """A file's bytes, within ``max_file_mb``; read again once when it changes meanwhile.

    Raises:
        LoadError: Missing, no permission, not a regular file, too large, or never still.

    """
    limit = settings.max_file_mb * 1_000_000
    try:
        for _ in range(3):
            before = _check_size(path, settings.max_file_mb)
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


def _check_size(path: Path, limit_mb: int) -> os.stat_result:
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


def article_from_bytes(path: str, data: bytes) -> Article:
    """One plain article (not a container) from its bytes; ``path`` only names it.

    Raises:
        LoadError: Binary, empty, or not an article format.

    """
    lower = path.lower()
    if lower.endswith((".docx", ".pdf", ".eml")):
        from rag.articles.load_office import article_from_office

        return article_from_office(path, data)
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise LoadError(
                zh=f"不是文章格式（{kind}）。可读：txt、md、html、jsonl、docx、pdf、eml、zip。",
                en=f"Not an article format ({kind}). Readable: txt, md, html, jsonl, docx, pdf, "
                "eml, zip.",
            )
    decoded = decode(data)
    if not decoded.text.strip("\ufeff \t\r\n\u3000"):
        raise LoadError(zh="文件是空的。", en="The file is empty.")
    front = split_front_matter(decoded.text)
    return Article(
        path=path,
        body=front.body,
        markup=markup_of(path, front.body),
        encoding=decoded.encoding,
        metadata=front.metadata,
        notices=decoded.notices + front.notices,
    )
