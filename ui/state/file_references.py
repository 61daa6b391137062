"""Files that a visitor dropped on the page, and who may name them afterwards.

A file arrives in two steps: Gradio's upload puts it into a folder and says its path, then the
page names the path to the function that indexes it. Between the two anyone could name any path.
Here a path is taken only from the browser that uploaded it, once, and only while a plain file
lies there; what is handed to Gradio is made here, never what the client sent.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

KEPT_S = 3_600
"""How long a file waits to be named after it was uploaded."""
MOST_WAITING_BYTES = 4_000_000_000
"""Room for files on their way: those being uploaded, and those nobody has named yet."""
_IDS_REMEMBERED = 10_000


@cache
def page_folder() -> Path:
    """This process's own folder for files on their way, gone when it ends.

    Gradio's own choice, a folder of one name for everybody in the machine's temporary folder,
    can be prepared by another user of the machine. ``GRADIO_TEMP_DIR`` says where to make it.
    """
    chosen = os.environ.get("GRADIO_TEMP_DIR") or None
    if chosen:
        Path(chosen).mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="youju-page-", dir=chosen)).resolve()
    atexit.register(_remove, folder, os.getpid())
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
    return folder


def _remove(folder: Path, maker: int) -> None:
    if os.getpid() == maker:  # a forked child ends without taking its parent's folder along
        shutil.rmtree(folder, ignore_errors=True)


class NotUploaded(Exception):
    """A path that this visitor may not name."""


class Uploads:
    """The files that were uploaded and not yet used, by the browser they came from."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """``folder`` is where Gradio puts them; ``clock`` gives seconds as files' times do."""
        self.folder = folder.resolve()
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[str, set[str]] = {}
        self._ids: dict[str, str] = {}

    def note(self, browser: str, paths: Iterable[str]) -> None:
        """``browser`` uploaded these."""
        with self._lock:
            for path in paths:
                self._waiting.setdefault(path, set()).add(browser)

    def admits(self, upload_id: str, browser: str) -> bool:
        """Whether an upload's progress is this browser's to see: its first namer's."""
        with self._lock:
            owner = self._ids.setdefault(upload_id, browser)
            while len(self._ids) > _IDS_REMEMBERED:
                self._ids.pop(next(iter(self._ids)))
        return owner == browser

    def reference(self, browser: str, sent: Any) -> dict[str, Any]:
        """What Gradio is handed for a reference that a client sent; it can be sent once.

        Raises:
            NotUploaded: It names no file, or none that this browser uploaded.
        """
        path = sent.get("path") if isinstance(sent, dict) else None
        if not isinstance(path, str):
            raise NotUploaded
        with self._lock:
            if browser not in self._waiting.get(path, ()) or not self._is_plain(path):
                raise NotUploaded
            self._let_go(path, browser)
        return {"path": path, "orig_name": Path(path).name, "meta": {"_type": "gradio.FileData"}}

    def discard(self, paths: Iterable[str]) -> None:
        """Delete files that were used, but for those another browser uploaded too."""
        with self._lock:
            for path in paths:
                if path not in self._waiting and self._is_plain(path):
                    Path(path).unlink(missing_ok=True)

    def has_room(self) -> bool:
        """Delete what waited too long; whether more may come."""
        now, taken = self._clock(), 0
        for file in sorted(self.folder.rglob("*"), reverse=True):  # what is in a folder, then it
            try:
                status = file.lstat()
                if now - status.st_mtime <= KEPT_S:
                    taken += status.st_size
                elif file.is_dir():
                    file.rmdir()
                else:
                    file.unlink()
            except OSError:  # a folder that is not empty, or it went meanwhile
                continue
        with self._lock:
            for path in [path for path in self._waiting if not Path(path).is_file()]:
                del self._waiting[path]
        return taken <= MOST_WAITING_BYTES

    def _let_go(self, path: str, browser: str) -> None:
        self._waiting[path].discard(browser)
        if not self._waiting[path]:
            del self._waiting[path]

    def _is_plain(self, path: str) -> bool:
        """Whether a plain file of the folder lies there, reached without a link on the way."""
        file = Path(path)
        try:
            inside = file.resolve(strict=True) == file and file.is_relative_to(self.folder)
        except (OSError, ValueError):
            return False
        return inside and file.is_file()


def is_reference(value: dict[str, Any]) -> bool:
    """Whether Gradio could take an object for a file: its marks, in any company.

    The page's own objects (a conversation's record) have ``path`` without any of these.
    """
    return not _MARKS.isdisjoint(value)


_MARKS = frozenset({"meta", "_type", "url", "is_stream", "orig_name", "mime_type"})
"""Source: the fields of ``gradio.data_classes.FileData`` and ``gradio_client``'s test for it."""


def has_reference(value: Any) -> bool:
    """Whether any object inside ``value`` is a file reference, at any depth."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if is_reference(each):
                return True
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return False
