"""Articles in a .zip: every member on its own terms, nothing written to disk.

Members are read from memory under their names only as labels, so a name that leaves the
archive can do no harm; it is refused and named all the same. Sizes are bounded while
unpacking, not by what the archive claims.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from rag.articles.files import OnSkip, path_text
from rag.articles.load_plain import article_from_bytes
from rag.errors import LoadError
from rag.settings import Settings
from rag.types import Article, Skipped
from rag.wording import say

MAX_MEMBERS = 100_000
"""An archive with more members than this is refused."""

_MAX_RATIO = 200
_RATIO_FROM_BYTES = 5_000_000
_NESTED = (".zip", ".jsonl", ".ndjson", ".xz", ".gz", ".7z", ".rar", ".tar")


def load_archive(path: Path, settings: Settings, on_skip: OnSkip | None) -> Iterator[Article]:
    """The readable members in name order, each as an article ``ARCHIVE!/MEMBER``.

    Raises:
        LoadError: Not a zip file, too many members, or it unpacks to more than ten times
            ``max_file_mb``.

    """
    shown = path_text(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > MAX_MEMBERS:
                raise LoadError(
                    zh=f"压缩包有 {len(members)} 个文件，超过上限 {MAX_MEMBERS}。",
                    en=f"The archive has {len(members)} members, more than {MAX_MEMBERS}.",
                )
            yield from _members(archive, members, shown, settings, on_skip)
    except (zipfile.BadZipFile, zlib.error, OSError) as fault:
        raise LoadError(
            zh=f"压缩包已损坏或不是 zip（{fault}）。",
            en=f"The archive is damaged or not a zip file ({fault}).",
        ) from fault


def _members(
    archive: zipfile.ZipFile,
    members: list[zipfile.ZipInfo],
    shown: str,
    settings: Settings,
    on_skip: OnSkip | None,
) -> Iterator[Article]:
    unpacked = 0
    for member in sorted(members, key=_name):
        name = _name(member)
        if any(part.startswith(".") and part != ".." for part in PurePosixPath(name).parts):
            continue
        try:
            data = _data(archive, member, name, settings)
            unpacked += len(data)
            article = article_from_bytes(f"{shown}!/{name}", data)
        except LoadError as fault:
            _skip(on_skip, f"{shown}!/{name}", str(fault))
            continue
        except (
            zipfile.BadZipFile,
            zlib.error,
            RuntimeError,
            NotImplementedError,
            EOFError,
        ) as fault:
            reason = say(f"无法解压：{fault}", f"cannot be unpacked: {fault}")
            _skip(on_skip, f"{shown}!/{name}", reason)
            continue
        yield article
        if unpacked > 10 * settings.max_file_mb * 1_000_000:
            raise LoadError(
                zh=f"压缩包解压后超过 {10 * settings.max_file_mb} MB，其余文件未读。",
                en=f"The archive unpacks to more than {10 * settings.max_file_mb} MB; "
                "the rest was not read.",
            )


def _skip(on_skip: OnSkip | None, path: str, reason: str) -> None:
    if on_skip:
        on_skip(Skipped(path, reason))


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name; without the UTF-8 flag Chinese archivers wrote GBK bytes."""
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            name = path_text(
                member.orig_filename.encode("cp437").decode("utf-8", "surrogateescape")
            )
        except UnicodeError:
            name = member.filename
    return name.replace("\\", "/")


def _data(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, settings: Settings
) -> bytes:
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or (len(name) > 1 and name[1] == ":"):
        raise LoadError(zh="路径指向压缩包之外，已跳过。", en="Its path leaves the archive.")
    if name.lower().endswith(_NESTED):
        raise LoadError(
            zh="压缩包里的压缩包或 jsonl 不会展开；请先解压。",
            en="Archives and jsonl inside an archive are not unpacked; unpack them first.",
        )
    if member.flag_bits & 0x1:
        raise LoadError(zh="有密码保护。", en="It is protected by a password.")
    limit = settings.max_file_mb * 1_000_000
    with archive.open(member) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise LoadError(
            zh=f"解压后超过上限 {settings.max_file_mb} MB。",
            en=f"It unpacks to more than the limit of {settings.max_file_mb} MB.",
        )
    if len(data) > _RATIO_FROM_BYTES and len(data) > _MAX_RATIO * max(1, member.compress_size):
        raise LoadError(
            zh="解压后的大小与压缩包不成比例（疑似压缩炸弹）。",
            en="It unpacks out of all proportion (a zip bomb?).",
        )
    return data
