"""Files dropped on the page: kept in a folder of their own, which is indexed like any other."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag import IngestReport

UPLOADS = "uploads"
"""Folder under the data folder where dropped files are kept."""


def taken_in(
    data_dir: Path, files: list[str], ingest: Callable[[Path], IngestReport]
) -> IngestReport:
    """Keep dropped files and ``ingest`` the folder they are kept in.

    What gives no article is not kept, and nothing of a drop is when the ingest fails: it would
    be read again each time, for nobody.

    Raises:
        OSError: The data folder cannot be written.
    """
    kept: list[Path] = []
    try:
        report = ingest(keep_uploads(data_dir, files, kept))
    except BaseException:
        _withdraw(kept)
        raise
    refused = {Path(path).name for path in report.refused}
    _withdraw(path for path in kept if path.name in refused)
    return report


def keep_uploads(data_dir: Path, files: list[str], new: list[Path] | None = None) -> Path:
    """Copy dropped files from the page's temporary folder to the folder where they stay.

    The same content under the same name is kept once; another content gets another name.
    ``new`` is given those that were not there before.

    Raises:
        OSError: The data folder cannot be written.
    """
    folder = data_dir / UPLOADS
    folder.mkdir(parents=True, exist_ok=True)
    for name in files:
        source = Path(name)
        target = folder / source.name
        number = 1
        while target.exists() and _digest(target) != _digest(source):
            number += 1
            target = folder / f"{source.stem}-{number}{source.suffix}"
        if not target.exists():
            if new is not None:
                new.append(target)
            shutil.copyfile(source, target)
    return folder


def _withdraw(files: Iterable[Path]) -> None:
    for path in files:
        path.unlink(missing_ok=True)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def forget_upload(data_dir: Path, path: str) -> None:
    """Delete a file that was dropped on the page, so that it does not come back."""
    file = Path(path)
    if file.is_file() and file.parent == data_dir / UPLOADS:
        file.unlink(missing_ok=True)
