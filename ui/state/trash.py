"""Dropped files whose articles were removed: kept aside for a while, so that it can be undone.

They lie beside the uploads, in no folder that is indexed, and are deleted for good after an hour
or when they are put back.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ui.state.uploads import UPLOADS, uploads_folder

ASIDE = "removed"
"""Folder under the data folder."""
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


def sweep(data_dir: Path, clock: Callable[[], float] = time.time) -> None:
    """Delete for good what was set aside more than an hour ago."""
    with contextlib.suppress(OSError):
        for folder in (data_dir / ASIDE).iterdir():
            if clock() - folder.stat().st_mtime > KEPT_S:
                shutil.rmtree(folder, ignore_errors=True)
