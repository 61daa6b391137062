"""Files dropped on the page: kept in a folder of their own, which is indexed like any other."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag import IngestReport

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


def taken_in(
    data_dir: Path, files: Iterable[str], ingest: Callable[[Path, Sequence[Path]], IngestReport]
) -> IngestReport:
    """Keep dropped files and ``ingest`` the folder they are kept in, these of it afresh.

    What was removed of other files before stays removed.

    What gives no article is not kept, and nothing of a drop is when the ingest fails: it would
    be read again each time, for nobody.

    Raises:
        OSError: The data folder cannot be written.
    """
    new: list[Path] = []
    try:
        kept = keep_uploads(data_dir, files, new)
        report = ingest(uploads_folder(data_dir), kept)
    except BaseException:
        _withdraw(new)
        raise
    refused = {Path(path).name for path in report.refused}
    _withdraw(path for path in new if path.name in refused)
    return report


def _withdraw(files: Iterable[Path]) -> None:
    for path in files:
        path.unlink(missing_ok=True)


def keep_uploads(
    data_dir: Path, files: Iterable[str], new: list[Path] | None = None
) -> tuple[Path, ...]:
    """Copy dropped files from the page's temporary folder to where they stay; their new paths.

    The same content under the same name is kept once; another content gets another name.
    ``new`` is given those that were not there before.

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
            if new is not None:
                new.append(target)
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
