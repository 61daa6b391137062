"""What this machine itself was told to read: kept beside the index, never in a backup.

A backup may come from anybody, and with it the folders and paths that it names. Only folders
that were named on this machine are read again without being named, and only files in them are
shown as originals. ``machine.json`` holds them:

    {"roots": {path: {"filesystem": "device/id", "held": false}}}

``filesystem`` is where the folder lay when it was last read, ``held`` whether its articles are
being kept though they are gone from it (rag.indexing.holding). The writer lock is held by all
who write it.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.errors import LoadError

FILE = "machine.json"


@dataclass(frozen=True, slots=True)
class Root:
    """A folder or file that was named here."""

    filesystem: str = ""
    held: bool = False


def roots(data_dir: Path) -> dict[str, Root]:
    """The folders and files that were named here; none where the list cannot be read."""
    try:
        listed = json.loads((data_dir / FILE).read_text(encoding="utf-8"))["roots"]
        return {
            str(path): Root(str(root["filesystem"]), bool(root["held"]))
            for path, root in listed.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def remember(data_dir: Path, named: Iterable[str]) -> None:
    """Note that these were named here.

    Raises:
        OSError: The list cannot be written.

    """
    update(data_dir, {path: Root() for path in named} | roots(data_dir))


def update(data_dir: Path, wanted: Mapping[str, Root]) -> None:
    """Write the list, durably, when it is another than before."""
    if wanted == roots(data_dir):
        return
    fresh = data_dir / f"{FILE}.new"
    record = {"roots": {path: asdict(root) for path, root in sorted(wanted.items())}}
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(record, file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(data_dir / FILE)


def filesystem_of(path: Path) -> str:
    """Which file system a path lies on: its device now, and an id that outlives a restart.

    Empty when it cannot be told.
    """
    with contextlib.suppress(OSError):
        return f"{path.stat().st_dev}/{os.statvfs(path).f_fsid}"
    return ""


def same_filesystem(one: str, other: str) -> bool:
    """Whether two of ``filesystem_of`` mean the same: the device or the id agrees."""
    if not one or not other:
        return True
    return any(a == b and a != "0" for a, b in zip(one.split("/"), other.split("/"), strict=False))


def original(data_dir: Path, files: Iterable[str]) -> Path:
    """The first of an article's files that may be shown; ``files`` as the index calls them.

    Raises:
        LoadError: None stands where an ingest on this machine would read it (in a folder that was
            named, not hidden in it, not among the index's own files), a link leads out of
            there, or it is gone.

    """
    named = list(roots(data_dir))
    names = list(files)
    for file in names:
        for root in named:
            with contextlib.suppress(OSError, RuntimeError, ValueError):
                found = Path(file).resolve(strict=True)
                if _is_read_from(Path(root).resolve(strict=True), found, data_dir):
                    return found
    listed = "、".join(names)
    raise LoadError(
        zh=f"不提供原始文件 {listed}：它已不在原处，或不在本机索引过的文件夹里。要提供它，"
        "请在本机运行 youju ingest 写出它所在的文件夹。",
        en=f"The original file {listed} is not shown: it is gone, or in no folder that was indexed "
        "on this machine. To have it shown, run youju ingest with its folder here.",
    )


def _is_read_from(root: Path, file: Path, data_dir: Path) -> bool:
    """Whether an ingest of ``root`` comes upon ``file``; both without links."""
    if not (file.is_relative_to(root) and file.is_file()):
        return False
    own = data_dir.resolve()
    if file.is_relative_to(own) and not (root.is_relative_to(own) and root != own):
        return False
    return not any(part.startswith(".") for part in file.relative_to(root).parts)
