"""Files dropped on the page: kept in a folder of their own, which is indexed like any other."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

UPLOADS = "uploads"
"""Folder under the data folder where dropped files are kept."""


def keep_uploads(data_dir: Path, files: list[str]) -> Path:
    """Copy dropped files from the page's temporary folder to the folder where they stay.

    The same content under the same name is kept once; another content gets another name.

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
            shutil.copyfile(source, target)
    return folder


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def forget_upload(data_dir: Path, path: str) -> None:
    """Delete a file that was dropped on the page, so that it does not come back."""
    file = Path(path)
    if file.is_file() and file.parent == data_dir / UPLOADS:
        file.unlink(missing_ok=True)
