"""Taking articles out by name, and remembering it: a removed path is passed over from then on.

Naming a removed path to ``youju ingest`` again takes it back in.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rag.articles.members import file_of
from rag.articles.paths import path_text
from rag.errors import LoadError
from rag.home import at_home
from rag.indexing import machine
from rag.indexing.folders import Folders
from rag.indexing.mismatch import missing
from rag.indexing.opening import open_writer
from rag.indexing.ports_writing import Ledger, Writer
from rag.indexing.scan import below
from rag.settings import Settings
from rag.text.halves import whole


def forget_removals(ledger: Ledger, named: Sequence[str]) -> None:
    """The user names paths to be read: what was removed at or below them is read again."""
    removed = ledger.removals()
    within, around = Folders(named), Folders(removed)
    above = {path for name in named for path in around.of(name)}
    for path in removed:
        if path in above or within.hold(path):
            ledger.forget_removal(path, file_of(path))


def remove(names: Sequence[str], settings: Settings) -> int:
    """Remove articles from the index by path, folder, id or title; how many are gone.

    The files themselves stay.

    Raises:
        IndexMissing: Nothing is indexed.
        LoadError: A name fits nothing; then nothing at all is removed.
        IndexBusy: Another process is writing.
        StorageError: The disk is full, read-only or failing.

    """
    with open_writer(settings, create=False) as writer:
        return _remove(writer, names, settings.data_dir)


def take_back(paths: Sequence[str], settings: Settings) -> None:
    """Forget that these paths were removed: the next ingest of where they lie reads them again.

    Raises:
        IndexMissing: Nothing is indexed.
        IndexBusy: Another process is writing.
        StorageError: The disk is full, read-only or failing.

    """
    with open_writer(settings, create=False) as writer, writer.transaction():
        forget_removals(writer, paths)


def _remove(writer: Writer, names: Sequence[str], data_dir: Path) -> int:
    build = writer.manifest().build
    if build is None:
        raise missing(data_dir)
    with writer.transaction():
        for name in names:
            if not _take_out(writer, name):
                raise _nothing_called(name)
        writer.settle()
        gone = writer.dying()
    roots, known = writer.roots(), machine.roots(data_dir)
    machine.update(data_dir, {path: root for path, root in known.items() if path in roots})
    workers = writer.workers(None, None, build, 0)
    try:
        writer.begin(build, 1)
        writer.publish(workers, None, lambda _: None)
    finally:
        writer.abandon()
        workers.close()
    return gone


def _take_out(writer: Writer, name: str) -> bool:
    """Mark what ``name`` names as dying; whether it names anything."""
    path = path_text(os.path.abspath(at_home(name)))  # noqa: PTH100 - links as named
    was_root = writer.forget_roots([path]) > 0
    files = writer.files_below(path)
    if files or was_root:
        writer.bury_files(files)
        if any(below(path, root) for root in writer.roots()):
            writer.remember_removal(path)
        return True
    return _take_out_article(writer, whole(name), path)


def _take_out_article(writer: Writer, name: str, path: str) -> bool:
    """The same for an article named by its id, its title or its place in a container."""
    numbers = writer.named(name, path)
    for number in numbers:
        for place, file, file_path in writer.places_of(number):
            writer.remember_removal(place)
            if place == file_path:
                writer.bury_files([file])
        writer.bury_document(number)
    return bool(numbers)


def _nothing_called(name: str) -> LoadError:
    return LoadError(
        zh=f"索引中没有“{name}”。可用文章的路径、文件夹、编号或标题；youju status 列出"
        "已索引的文件夹。",
        en=f'Nothing indexed is called "{name}". Use a path, a folder, an id or a title; youju '
        "status lists the folders.",
    )
