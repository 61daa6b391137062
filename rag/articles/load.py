"""Read files as articles. Cleaning and storing are left to other stages.

``load(path, settings, on_skip=None, enter=None) -> Iterator[Article]``
    One article from a plain file, several from a mail, many from a container (.jsonl,
    .jsonl.xz, .jsonl.gz, .json, .zip); which it is its content says (rag.articles.kinds).
    ``LoadError`` when the file as a whole cannot be read; a member that cannot is given to
    ``on_skip`` as ``Skipped(path, reason)`` and the rest goes on. ``enter`` is told the name of
    each member before a byte of it is interpreted, and may decline it. A .jsonl streams: memory
    does not grow with the file. To be called in a sandbox (rag.articles.reader): what a file
    holds may make its parser loop, crash or swell.

All arguments and results can be pickled.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rag.articles.files import (
    RECORD_SUFFIXES,
    RECORDS_PER_FILE,
    Enter,
    OnSkip,
    check_size,
    read_bytes,
)
from rag.articles.kinds import kind_of
from rag.articles.limits import HowToRead
from rag.articles.load_archive import load_archive
from rag.articles.load_plain import articles_from_bytes
from rag.articles.load_records import load_json, load_records
from rag.articles.paths import path_text
from rag.types import Article, Skipped


def load(
    path: Path, settings: HowToRead, on_skip: OnSkip | None = None, enter: Enter | None = None
) -> Iterator[Article]:
    """The article or articles in one file; see the module's docstring.

    Raises:
        LoadError: The file as a whole cannot be read.

    """
    lower = path.name.lower()
    told, entered = on_skip or _ignored, enter or _always
    if lower.endswith(RECORD_SUFFIXES):
        check_size(path, settings.max_file_mb * RECORDS_PER_FILE)
        yield from load_records(path, settings, told, entered)
        return
    data = read_bytes(path, settings)
    kind = kind_of(path.name, data)
    if kind == "zip":
        yield from load_archive(path, data, settings, told, entered)
    elif kind == "records":
        yield from load_json(path, data, settings, told, entered)
    else:
        yield from articles_from_bytes(path_text(path), data, told, settings.ocr_seconds)


def _ignored(skip: Skipped) -> None:
    """Nobody wants to know."""


def _always(name: str) -> bool:
    return True
