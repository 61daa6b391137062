"""Scratch folders: known by their names, locked while in use, swept away after a kill.

    DATA/.restore-*   a restore under way; made and swept under the writer lock
    FOLDER/.youju-*   a backup under way, beside the file that it will be
    DATA/.backup-*    a note of where such a folder lies, so that it is found again

A folder of a backup holds a lock file that its process has locked: the system lets go of it when
the process dies, however it dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_STAGE, _PARTIAL, _NOTE = ".restore-", ".youju-", ".backup-"
_ALIVE = "alive"
_OLD_SECONDS = 3_600


@contextlib.contextmanager
def stage(data_dir: Path) -> Iterator[Path]:
    """A folder beside the index for what will become the index. The writer lock is held."""
    with tempfile.TemporaryDirectory(prefix=_STAGE, dir=data_dir) as folder:
        yield Path(folder)


@contextlib.contextmanager
def partial(beside: Path, data_dir: Path) -> Iterator[Path]:
    """A folder in ``beside`` for a file in the making; noted in ``data_dir`` where that can be.

    Raises:
        OSError: Nothing can be written in ``beside``.

    """
    for old in _starting(beside, _PARTIAL):
        _sweep_dead(old)
    folder, note, descriptor = _locked_folder(beside, data_dir)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)
        with contextlib.suppress(OSError):
            note.unlink()


def _locked_folder(beside: Path, data_dir: Path) -> tuple[Path, Path, int]:
    """A new folder, the note of it, and the open lock file in it."""
    while True:
        token = secrets.token_hex(4)
        folder, note = beside / f"{_PARTIAL}{token}", data_dir / f"{_NOTE}{token}"
        with contextlib.suppress(OSError):  # the index may be on a read-only disk
            note.write_bytes(os.fsencode(folder))
        folder.mkdir(mode=0o700)
        alive = folder / _ALIVE
        with contextlib.suppress(FileNotFoundError):  # swept before it was locked: once more
            descriptor = os.open(alive, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            with contextlib.suppress(OSError):  # some network disks know no locks
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            if alive.exists():
                return folder, note, descriptor
            os.close(descriptor)


def sweep(data_dir: Path) -> None:
    """Delete what killed restores and backups left behind. The writer lock is held."""
    for folder in _starting(data_dir, _STAGE):
        shutil.rmtree(folder, ignore_errors=True)
    sweep_backups(data_dir)


def sweep_backups(data_dir: Path) -> None:
    """Delete what killed backups left behind; no lock is needed."""
    for note in _starting(data_dir, _NOTE):
        with contextlib.suppress(OSError):
            folder = Path(os.fsdecode(note.read_bytes()))
            token = note.name.removeprefix(_NOTE)
            if folder.name != f"{_PARTIAL}{token}" or _sweep_dead(folder):
                note.unlink()
    for folder in _starting(data_dir, _PARTIAL):  # an earlier version backed up in here too
        _sweep_dead(folder)


def has_stage(data_dir: Path) -> bool:
    """Whether a restore is under way or was killed."""
    return bool(_starting(data_dir, _STAGE))


def _starting(folder: Path, prefix: str) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.name.startswith(prefix)]
    except OSError:
        return []


def _sweep_dead(folder: Path) -> bool:
    """Delete the folder of a backup whose process is no more; whether nothing is left of it."""
    try:
        descriptor = os.open(folder / _ALIVE, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        # Just made or killed in that very moment; or of an earlier version, which had no locks.
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > _OLD_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
            else:
                folder.rmdir()
        return not folder.exists()
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()
    except OSError:
        return False
    finally:
        os.close(descriptor)
