"""Dropped files whose articles were removed: kept aside for a while, so that it can be undone.

They lie beside the uploads, in no folder that is indexed, and are deleted for good after an hour
or when they are put back. What is being brought back is noted first: a server that was killed at it
goes on when it is started again.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag import YoujuError
from ui.state.uploads import UPLOADS, uploads_folder

if TYPE_CHECKING:
    from rag import IngestReport

log = logging.getLogger("youju.ui")

ASIDE = "removed"
"""Folder under the data folder."""
_NOTE = "back-"
KEPT_S = 3_600
"""How long a removal can be undone."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What one removal took out.

    ``paths`` are the places of the articles in the index; ``files`` are dropped files, each with
    where it lies now.
    """

    paths: tuple[str, ...]
    files: tuple[tuple[Path, Path], ...] = ()


def set_aside(
    data_dir: Path, paths: Iterable[str], clock: Callable[[], float] = time.time
) -> Removal:
    """Move those of ``paths`` that were dropped on the page out of the uploads.

    Raises:
        OSError: The data folder cannot be written.
    """
    places = tuple(dict.fromkeys(paths))
    sweep(data_dir, clock)
    uploads = (data_dir / UPLOADS).absolute()
    moved: list[tuple[Path, Path]] = []
    folder = data_dir / ASIDE / secrets.token_hex(8)
    for place in places:
        file = Path(place)
        if file.parent == uploads and file.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.move(file, folder / file.name)
            moved.append((file, folder / file.name))
    return Removal(places, tuple(moved))


def put_back(data_dir: Path, removal: Removal) -> bool:
    """Move the files back to where they were dropped; whether all of them were still there.

    One in whose place another file lies by now is left to that one.

    Raises:
        OSError: The data folder cannot be written.
    """
    uploads_folder(data_dir)
    whole = True
    for original, aside in removal.files:
        if not aside.is_file():
            whole = whole and original.exists()
        elif not original.exists():
            shutil.move(aside, original)
    return whole


def bring_back(
    data_dir: Path, removal: Removal, take_back: Callable[..., IngestReport]
) -> tuple[bool, IngestReport]:
    """Put the files back and have them read; whether all were there, and what was read.

    ``take_back`` is given the paths. Where it fails the removal stays one that can be undone.

    Raises:
        OSError: The data folder cannot be written.
        YoujuError: They cannot be read in just now.
    """
    note = _noted(data_dir, removal)
    try:
        whole = put_back(data_dir, removal)
        report = take_back(*removal.paths)
    finally:  # a kill leaves the note
        note.unlink(missing_ok=True)
    return whole, report


def finish(data_dir: Path, take_back: Callable[..., IngestReport]) -> None:
    """Go on with what a killed server was bringing back; what fails is tried at the next start."""
    for note in unfinished(data_dir):
        try:
            put_back(data_dir, _removal_of(data_dir, note))
            take_back(*_removal_of(data_dir, note).paths)
        except (OSError, ValueError, YoujuError) as fault:
            log.warning("articles were not brought back (%s): %s", note.name, fault)
        else:
            note.unlink(missing_ok=True)


def unfinished(data_dir: Path) -> list[Path]:
    """The notes of what was being brought back when the server was killed."""
    return sorted((data_dir / ASIDE).glob(f"{_NOTE}*.json"))


def _noted(data_dir: Path, removal: Removal) -> Path:
    """Write down what is about to be brought back; the note is whole, or not there."""
    folder = data_dir / ASIDE
    folder.mkdir(parents=True, exist_ok=True)
    files = [(aside.parent.name, aside.name) for _, aside in removal.files]
    note = folder / f"{_NOTE}{secrets.token_hex(8)}.json"
    half = note.with_suffix(".half")
    with half.open("w", encoding="utf-8", errors="surrogatepass") as file:
        json.dump({"paths": removal.paths, "files": files}, file)
        file.flush()
        os.fsync(file.fileno())
    half.replace(note)
    return note


def _removal_of(data_dir: Path, note: Path) -> Removal:
    """What a note says.

    Raises:
        OSError: It cannot be read.
        ValueError: It was damaged.
    """
    said = json.loads(note.read_text(encoding="utf-8", errors="surrogatepass"))
    try:
        uploads, aside = uploads_folder(data_dir), data_dir / ASIDE
        files = [(uploads / name, aside / folder / name) for folder, name in said["files"]]
        return Removal(tuple(said["paths"]), tuple(files))
    except (KeyError, TypeError) as fault:
        raise ValueError(f"no note of a removal: {fault}") from fault


def sweep(data_dir: Path, clock: Callable[[], float] = time.time) -> None:
    """Delete for good what was set aside more than an hour ago, unless it is being brought back.

    A note spares the folder that it names, for as long as it stays; one that was damaged names
    none, and one that cannot be read just now may name any.
    """
    spared: set[Path] = set()
    try:
        for note in unfinished(data_dir):
            with contextlib.suppress(ValueError):
                spared |= {aside.parent for _, aside in _removal_of(data_dir, note).files}
    except OSError:
        return
    with contextlib.suppress(OSError):
        for folder in (data_dir / ASIDE).iterdir():
            if folder not in spared and clock() - folder.stat().st_mtime > KEPT_S:
                shutil.rmtree(folder, ignore_errors=True)
