"""The file of a backup: a ZIP of ``backup.json`` (format, counts, SHA-256) and ``youju.db``.

Where readers of the page keep conversations on the server, ``page.db`` lies beside them. Caches are
not in it: they are rebuilt. Reading one treats it as from anybody: nothing is believed before it is
checked, and nothing is unpacked but these members by their exact names.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import zipfile
import zlib
from pathlib import Path
from typing import Any

from rag.errors import LoadError
from rag.indexing import page_file, store
from rag.indexing.storage import digest, sync

FORMAT = "youju-backup-1"

_HEADER = "backup.json"
_BLOCK = 1 << 20
_MOST_HEADER_BYTES = 65_536
_MOST_TIMES_PACKED = 200
"""A database packs to a third or so; one that grows by more than this is a bomb."""
_LONGEST_REASON = 300
_PLAIN_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
# a checksum as a backup's list has it: 64 hexadecimal digits, 9f86d081…0f00a08
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FAULTS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, KeyError, ValueError, EOFError,
    RecursionError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
"""What a file that only looks like a ZIP of ours makes the libraries raise."""


def is_backup(path: Path) -> bool:
    """Whether a file is a backup of ours by its header; its content is not looked at."""
    with contextlib.suppress(OSError, LoadError, *_FAULTS):
        if path.is_file():
            with zipfile.ZipFile(path) as archive:
                return bool(_header_of(path, archive))
    return False


def pack(database: Path, counts: dict[str, Any], target: Path, beside: Path | None = None) -> None:
    """Write a closed database, and the page's ``beside`` it, into a backup; durable afterwards.

    Raises:
        OSError: ``target`` cannot be written.

    """
    header = {"format": FORMAT, "sha256": digest(database), **counts}
    if beside is not None:
        header["page_sha256"] = digest(beside)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(_HEADER, json.dumps(header, indent=2))
        archive.write(database, store.DATABASE)
        if beside is not None:
            archive.write(beside, page_file.NAME)
    sync(target)


def unpack(source: Path, target: Path) -> None:
    """The database of a backup written to ``target``, byte for byte what was packed.

    The page's, where there is one, is written beside it.

    Raises:
        LoadError: ``source`` cannot be read, is no backup, or a damaged one.
        OSError: ``target`` cannot be written.
        StorageError: There is no room for it.

    """
    if not source.is_file():
        raise LoadError(zh=f"找不到备份文件 {source}。", en=f"There is no backup file {source}.")
    try:
        with zipfile.ZipFile(source) as archive:
            header = _header_of(source, archive)
            members = {store.DATABASE: (target, header["sha256"])}
            if "page_sha256" in header:
                beside = page_file.page_file(target.parent)
                members[page_file.NAME] = (beside, header["page_sha256"])
            sizes = sum(archive.getinfo(name).file_size for name in members)
            if sizes > shutil.disk_usage(target.parent).free:
                raise store.disk_full(target.parent)
            for name, (written, _) in members.items():
                with archive.open(name) as stream, written.open("wb") as unpacked:
                    shutil.copyfileobj(stream, unpacked, _BLOCK)
    except PermissionError as fault:
        raise no_backup(source, str(fault.strerror)) from fault
    except _FAULTS as fault:
        raise no_backup(source, str(fault)) from fault
    if any(digest(written) != told for written, told in members.values()):
        raise no_backup(source, "SHA-256")


def _header_of(source: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    """The header, when the members and it are of the shape that ``pack`` gives them."""
    members = archive.infolist()
    names = sorted(member.filename for member in members)
    with_page = names == sorted((_HEADER, store.DATABASE, page_file.NAME))
    if not with_page and names != [_HEADER, store.DATABASE]:
        raise no_backup(source, "ZIP")
    for member in members:
        grows = member.file_size > _MOST_TIMES_PACKED * max(member.compress_size, 1)
        if grows or member.compress_type not in _PLAIN_KINDS or member.flag_bits & _ENCRYPTED:
            raise no_backup(source, f"ZIP: {member.filename}")
    if archive.getinfo(_HEADER).file_size > _MOST_HEADER_BYTES:
        raise no_backup(source, _HEADER)
    header = json.loads(archive.read(_HEADER))
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise no_backup(source, _HEADER)
    if with_page is not ("page_sha256" in header):
        raise no_backup(source, f"{_HEADER}: page_sha256")
    for name in ("sha256", "page_sha256") if with_page else ("sha256",):
        if not isinstance(header.get(name), str) or not _SHA256.fullmatch(header[name]):
            raise no_backup(source, f"{_HEADER}: {name}")
    return header


def no_backup(source: Path, reason: str) -> LoadError:
    """The error for a file that is no backup, or not a whole one."""
    reason = "".join(c if c.isprintable() else " " for c in reason[:_LONGEST_REASON])
    return LoadError(
        zh=f"{source} 不是完好的有据备份（{reason}）。现有索引未受影响。",
        en=f"{source} is not an intact backup of Youju ({reason}). The index is untouched.",
    )
