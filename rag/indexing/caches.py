"""Cache folders: the word index and the vector index, each rebuilt from SQLite when wrong.

A cache is a folder ``caches/<kind>-<generation>-<random>``. It is written under that name
while nothing refers to it, made durable, checksummed, and named in the manifest by the
transaction that publishes it. Files are never changed afterwards: the next generation hard
links what it keeps. The entry in the manifest:

    {"folder": name, "files": {name: [bytes, sha256]}, ...what the kind needs}
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rag.indexing.storage import digest, sync

CACHES = "caches"
Entry = dict[str, Any]
"""What the manifest says of one cache."""


def new_folder(data_dir: Path, kind: str, generation: int) -> Path:
    """A fresh empty folder that no manifest names."""
    folder = data_dir / CACHES / f"{kind}-{generation:06d}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    return folder


def folder_of(data_dir: Path, entry: Entry) -> Path:
    """Where a cache lies: always below ``caches``, whatever the entry says."""
    return data_dir / CACHES / Path(str(entry["folder"])).name


def link_from(old: Path, new: Path) -> None:
    """Fill ``new`` with hard links to the files of ``old`` (copies where links cannot be made)."""
    for source in _contents(old):
        target = new / source.name
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)


def seal(folder: Path, known: Entry | None = None, known_folder: Path | None = None) -> Entry:
    """Make ``folder`` durable and give its manifest entry.

    A file that is a hard link of one in ``known_folder`` keeps the checksum in ``known``.
    """
    kept: Mapping[str, list[Any]] = known["files"] if known else {}
    files: dict[str, list[Any]] = {}
    for path in _contents(folder):
        old = known_folder / path.name if known_folder and path.name in kept else None
        if old is not None and old.is_file() and old.samefile(path):
            files[path.name] = kept[path.name]
            continue
        sync(path)
        files[path.name] = [path.stat().st_size, digest(path)]
    sync(folder)
    sync(folder.parent)
    return {"folder": folder.name, "files": files}


def faults(data_dir: Path, entry: Entry) -> list[str]:
    """What of a cache is not as the manifest says: one line a file; empty when all is well."""
    folder = folder_of(data_dir, entry)
    expected = entry["files"].items()
    with ThreadPoolExecutor(2) as threads:
        verdicts = threads.map(lambda item: _verdict(folder / item[0], *item[1]), expected)
        return [verdict for verdict in verdicts if verdict]


def size(entry: Entry | None) -> int:
    """Bytes on disk of a cache."""
    return sum(int(bytes_) for bytes_, _ in entry["files"].values()) if entry else 0


def sweep(data_dir: Path, entries: Iterable[Entry]) -> None:
    """Delete every cache folder that no entry names; leftovers of killed runs among them."""
    kept = {entry["folder"] for entry in entries}
    with contextlib.suppress(FileNotFoundError):
        for folder in (data_dir / CACHES).iterdir():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def _contents(folder: Path) -> list[Path]:
    """The files that matter, by name; tantivy's lock files do not."""
    return sorted(path for path in folder.iterdir() if not path.name.endswith(".lock"))


def _verdict(path: Path, bytes_: int, expected: str) -> str:
    try:
        if path.stat().st_size != bytes_:
            return f"{path.name}: {path.stat().st_size} bytes, expected {bytes_}"
        return "" if digest(path) == expected else f"{path.name}: checksum differs"
    except OSError as fault:
        return f"{path.name}: {fault.strerror}"
