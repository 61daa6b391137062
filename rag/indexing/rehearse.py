"""What an ingest would do, without doing it: files are read and cleaned, nothing is written."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from rag.articles.files import is_container
from rag.articles.limits import Limits, limits_of
from rag.articles.reader import FileReader
from rag.articles.reading import Ready
from rag.errors import IndexMissing
from rag.indexing import store, store_write
from rag.indexing.intake import MOST_ROWS
from rag.indexing.removal import removed_paths
from rag.indexing.scan import Found, scan
from rag.settings import Settings
from rag.types import FileReport, IngestReport, Skipped

_Read = tuple[Found, Sequence[Ready], Sequence[Skipped]]
"""A file, some of its articles and what of it could not be read."""


def rehearse(named: list[Path], settings: Settings) -> IngestReport:
    """The report that an ingest of ``named`` (or of the remembered roots) would give.

    Raises:
        LoadError: A path does not exist.
        IndexMissing: No path is named and none is remembered.

    """
    started = time.monotonic()
    with closing(_connection(settings, bool(named))) as connection:
        remembered = [Path(row[0]) for row in connection.execute("SELECT path FROM roots")]
        roots = named or [path for path in remembered if path.exists()]
        over = [] if named else removed_paths(connection)
        changes = scan(connection, roots, settings, over, refresh=False)
        rows: list[FileReport] = []
        skipped: list[Skipped] = list(changes.skipped)
        counts = {"added": 0, "changed": 0, "unchanged": 0}
        for found, items, refused in _read(changes.to_read, limits_of(settings)):
            skipped.extend(refused)
            for item in items:
                held = store_write.living_document(connection, item.document.id) is not None
                kind = "unchanged" if held else "added" if found.is_new else "changed"
                counts[kind] += 1
                if len(rows) < MOST_ROWS:
                    rows.append(item.report)
        for number in changes.same:
            query = "SELECT path, reason FROM skips WHERE file = ?"
            skipped.extend(Skipped(*row) for row in connection.execute(query, (number,)))
        counts["unchanged"] += sum(_counted(connection, changes.same))
        return IngestReport(
            added=counts["added"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            removed=sum(_counted(connection, changes.gone)),
            seconds=time.monotonic() - started,
            skipped=tuple(skipped),
            files=tuple(rows),
            dry_run=True,
        )


def _read(files: Sequence[Found], limits: Limits) -> Iterator[_Read]:
    with FileReader(limits) as reader:
        for found in files:
            if is_container(found.path):
                for part in reader.parts(found.path):
                    yield found, part.articles, part.skipped
            else:
                file = reader.files([found.path])[0]
                yield found, file.ready, file.skipped


def _connection(settings: Settings, named: bool) -> sqlite3.Connection:
    try:
        return store.open_for_reading(settings.data_dir)
    except IndexMissing:
        if not named:
            raise
        return store.open_in_memory()


def _counted(connection: sqlite3.Connection, files: list[int]) -> Iterator[int]:
    for number in files:
        query = "SELECT COUNT(*) FROM articles WHERE file = ?"
        yield connection.execute(query, (number,)).fetchone()[0]
