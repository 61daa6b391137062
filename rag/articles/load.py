"""Read files as articles. Cleaning and storing are left to other stages.

``load(path, settings, on_skip=None) -> Iterator[Article]``
    One article from a plain file, many from a container (.jsonl, .jsonl.xz, .jsonl.gz, .zip).
    ``LoadError`` when the file as a whole cannot be read; a member that cannot is given to
    ``on_skip`` as ``Skipped(path, reason)`` and the rest goes on. A .jsonl streams: memory
    does not grow with the file.

All arguments and results can be pickled.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rag.articles.files import RECORD_SUFFIXES, OnSkip, path_text, read_bytes
from rag.articles.load_archive import load_archive
from rag.articles.load_plain import article_from_bytes
from rag.articles.load_records import load_records
from rag.settings import Settings
from rag.types import Article


def load(path: Path, settings: Settings, on_skip: OnSkip | None = None) -> Iterator[Article]:
    """The article or articles in one file; see the module's docstring.

    Raises:
        LoadError: The file as a whole cannot be read.

    """
    lower = path.name.lower()
    if lower.endswith(RECORD_SUFFIXES):
        yield from load_records(path, settings, on_skip)
        return
    data = read_bytes(path, settings)
    if lower.endswith(".zip"):
        yield from load_archive(path, settings, on_skip)
    else:
        yield article_from_bytes(path_text(path), data)
