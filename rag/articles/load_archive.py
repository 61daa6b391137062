"""Articles in a .zip: every member on its own terms, nothing written to disk.

Members are read from memory under their names only as labels, so a name that leaves the
archive can do no harm; it is refused and named all the same. Sizes are bounded while
unpacking, not by what the archive claims, and all that is unpacked counts, also what is
refused afterwards.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from rag.articles.files import Enter, OnSkip, parts_of_pages, parts_skipped
from rag.articles.limits import MAX_RATIO, RATIO_FROM_BYTES, HowToRead
from rag.articles.load_plain import articles_from_bytes
from rag.articles.members import member_articles
from rag.articles.paths import member_path, name_text, path_text
from rag.errors import LoadError
from rag.types import Article

MAX_MEMBERS = 100_000
"""An archive with more members than this is refused."""


_PIECE_BYTES = 1 << 20
_DEEPEST = 20
"""Folders within folders that are looked at for parts of saved pages."""
_HEADER_BYTES = 30
"""What stands before a member at the least (APPNOTE.TXT 4.3.7)."""
_BOUNDED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_UNBOUNDED = {9: "deflate64", zipfile.ZIP_BZIP2: "bzip2", zipfile.ZIP_LZMA: "lzma", 93: "zstd"}
_NESTED = (".zip", ".jsonl", ".ndjson", ".xz", ".gz", ".7z", ".rar", ".tar")


def load_archive(
    path: Path, data: bytes, settings: HowToRead, on_skip: OnSkip, enter: Enter
) -> Iterator[Article]:
    """The readable members in name order, each as an article ``ARCHIVE!/MEMBER``.

    Raises:
        LoadError: Not a zip file, too many members, or it unpacks to more than ten times
            ``max_file_mb``.

    """
    shown = path_text(path)
    seen: set[int] = set()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacking = _Unpacking(archive, len(data), settings.max_file_mb)
            members = _members(archive)
            parts = _parts_of_pages([name for name, _ in members])
            for place, (name, member) in enumerate(members, start=1):
                if not enter(name):
                    continue
                if name in parts:
                    if folder := parts[name]:
                        on_skip(parts_skipped(f"{shown}!/{folder}"))
                    continue
                called = member_path(shown, name, place, seen)
                read = partial(_in_member, name, unpacking, member, settings.ocr_seconds)
                yield from member_articles(called, name, read, on_skip)
                unpacking.check()
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError) as fault:
        raise LoadError(
            zh="压缩包已损坏、不完整，或不是 zip。请重新打包或下载。",
            en=f"The archive is damaged, cut off or not a zip file ({fault}). Get or pack it anew.",
        ) from fault


def _in_member(
    name: str, unpacking: _Unpacking, member: zipfile.ZipInfo, ocr_seconds: int, on_skip: OnSkip
) -> Iterator[Article]:
    """The articles of a member."""
    yield from articles_from_bytes(name, unpacking.data(member, name), on_skip, ocr_seconds)


def _members(archive: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    """Files with their names, in name order, without hidden ones."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise LoadError(
            zh=f"压缩包有 {len(members)} 个文件，超过上限 {MAX_MEMBERS}。",
            en=f"The archive has {len(members)} members, more than {MAX_MEMBERS}.",
        )
    named = sorted(((_name(member), member) for member in members), key=lambda pair: pair[0])
    return [(name, member) for name, member in named if not _is_hidden(name)]


def _parts_of_pages(names: Sequence[str]) -> dict[str, str]:
    """Members that are parts of a saved page; the first of each folder with the folder's name."""
    beside: dict[str, set[str]] = {}
    for name in names:
        steps = name.split("/")
        for depth, step in enumerate(steps[:_DEEPEST]):
            beside.setdefault("/".join(steps[:depth]), set()).add(step)
    folders = {
        f"{folder}/{parts}".lstrip("/")
        for folder, children in beside.items()
        for parts in parts_of_pages(children)
    }
    found: dict[str, str] = {}
    for name in names:
        steps = name.split("/")[:-1][:_DEEPEST]
        above = ("/".join(steps[: depth + 1]) for depth in range(len(steps)))
        if folder := next((each for each in above if each in folders), ""):
            found[name] = folder
    told: set[str] = set()
    for name, folder in found.items():
        found[name] = "" if folder in told else folder
        told.add(folder)
    return found


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") and part != ".." for part in PurePosixPath(name).parts)


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name; without the UTF-8 flag Chinese archivers wrote GBK bytes."""
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            name = name_text(member.orig_filename.encode("cp437"))
        except UnicodeError:
            name = member.filename
    return name.replace("\\", "/")


class _Unpacking:
    """Unpacks members of an archive and counts all that comes out, used or refused."""

    def __init__(self, archive: zipfile.ZipFile, size: int, max_file_mb: int) -> None:
        self._archive, self._size = archive, size
        self._most_mb, self._total_mb = max_file_mb, 10 * max_file_mb
        self._total = 0
        self._overlapping = _overlapping(archive)

    def check(self) -> None:
        """End the reading when all members together have become too much.

        Raises:
            LoadError: They have.

        """
        if self._total > self._total_mb * 1_000_000:
            raise LoadError(
                zh=f"压缩包解压后超过 {self._total_mb} MB，其余文件未读。",
                en=f"The archive unpacks to more than {self._total_mb} MB; the rest was not read.",
            )
        if self._total > max(10 * RATIO_FROM_BYTES, MAX_RATIO * self._size):
            raise bomb()

    def data(self, member: zipfile.ZipInfo, name: str) -> bytes:
        """A member's bytes.

        Raises:
            LoadError: It is refused, or cannot be unpacked.

        """
        _check_kind(member, name)
        if member.header_offset in self._overlapping:
            raise LoadError(
                zh="它与压缩包里的另一个文件重叠（疑似压缩炸弹）。",
                en="It overlaps with another member of the archive (a zip bomb?).",
            )
        try:
            with self._archive.open(member) as file:
                return self._read(file, member)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as fault:
            raise LoadError(
                zh=f"无法解压：{fault}", en=f"It cannot be unpacked: {fault}"
            ) from fault

    def _read(self, file: IO[bytes], member: zipfile.ZipInfo) -> bytes:
        pieces: list[bytes] = []
        size = 0
        while piece := file.read(_PIECE_BYTES):
            pieces.append(piece)
            size += len(piece)
            self._total += len(piece)
            if size > self._most_mb * 1_000_000:
                raise LoadError(
                    zh=f"解压后超过上限 {self._most_mb} MB。",
                    en=f"It unpacks to more than the limit of {self._most_mb} MB.",
                )
            if size > RATIO_FROM_BYTES and size > MAX_RATIO * max(1, member.compress_size):
                raise bomb()
        return b"".join(pieces)


def _overlapping(archive: zipfile.ZipFile) -> set[int]:
    """Where members stand that share bytes with the one before them, or with another there."""
    found: set[int] = set()
    start = end = -1
    for member in sorted(archive.infolist(), key=lambda member: member.header_offset):
        if member.header_offset < end:
            found |= {start, member.header_offset}
        start = member.header_offset
        end = max(end, start + _HEADER_BYTES + member.compress_size)
    return found


def bomb() -> LoadError:
    """Something unpacks to far more than an article could."""
    return LoadError(
        zh="解压后的大小与压缩包不成比例（疑似压缩炸弹）。",
        en="It unpacks out of all proportion (a zip bomb?).",
    )


def _check_kind(member: zipfile.ZipInfo, name: str) -> None:
    """Refuse a member for what the archive says of it.

    Raises:
        LoadError: It is refused.

    """
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
    if member.compress_type not in _BOUNDED:
        kind = _UNBOUNDED.get(member.compress_type, f"{member.compress_type}")
        raise LoadError(
            zh=f"压缩方式 {kind} 无法边解压边限制大小。请改用普通方式（deflate）压缩。",
            en=f"Its compression ({kind}) cannot be bounded while unpacking. Pack it the usual way "
            "(deflate).",
        )
