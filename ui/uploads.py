"""Files dropped on the page: kept in a folder of their own, which is indexed like any other."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

UPLOADS = "uploads"
"""Folder under the data folder where dropped files are kept."""


def uploads_folder(data_dir: Path) -> Path:
    """Where dropped files stay; made where it is missing.

    Raises:
        OSError: The data folder cannot be written.
    """
    folder = (data_dir / UPLOADS).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep_uploads(data_dir: Path, files: Iterable[str]) -> tuple[Path, ...]:
    """Copy dropped files from the page's temporary folder to where they stay; their new paths.

    The same content under the same name is kept once; another content gets another name.

    Raises:
        OSError: The data folder cannot be written.
    """
    folder = uploads_folder(data_dir)
    kept: list[Path] = []
    for name in files:
        source = Path(name)
        target = folder / source.name
        number = 1
        while target.exists() and _digest(target) != _digest(source):
            number += 1
            target = folder / f"{source.stem}-{number}{source.suffix}"
        if not target.exists():
            _copy_whole(source, target)
        kept.append(target)
    return tuple(kept)


def _copy_whole(source: Path, target: Path) -> None:
    """Copy so that ``target`` is whole or not there; indexing passes over names with a dot."""
    half = target.with_name(f".half-{secrets.token_hex(8)}")
    try:
        shutil.copyfile(source, half)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def forget_upload(data_dir: Path, path: str) -> None:
    """Delete a file that was dropped on the page, so that it does not come back."""
    file = Path(path)
    if file.is_file() and file.parent == (data_dir / UPLOADS).absolute():
        file.unlink(missing_ok=True)
