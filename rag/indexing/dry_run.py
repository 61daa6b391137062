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
from rag.indexing import machine, store, store_write
from rag.indexing.holding import Guard, held_first
from rag.indexing.removal import removed_paths
from rag.indexing.roots import choose
from rag.indexing.scan import Found, scan
from rag.indexing.schema import NO_NOTICE
from rag.indexing.writer import MOST_ROWS
from rag.settings import Settings
from rag.types import FileReport, Held, IngestReport, Skipped

_Read = tuple[Found, Sequence[Ready], Sequence[Skipped]]
"""A file, some of its articles and what of it could not be read."""


def rehearse(named: list[Path], settings: Settings, *, prune: bool = False) -> IngestReport:
    """The report that an ingest of ``named`` (or of the remembered roots) would give.

    Raises:
        LoadError: A path does not exist.
        IndexMissing: No path is named and none is remembered.

    """
    started = time.monotonic()
    with closing(_connection(settings, bool(named))) as connection:
        remembered = [row[0] for row in connection.execute("SELECT path FROM roots")]
        known = machine.roots(settings.data_dir)
        roots = choose(named, remembered, known, prune=prune)
        over = [] if named else removed_paths(connection)
        dropped = roots.lost if prune and not named else []
        changes = scan(connection, roots.scanned, settings, over, dropped, refresh=False)
        changes.skipped.extend(roots.skipped)
        rows: list[FileReport] = []
        fresh: list[str] = []
        skipped: list[Skipped] = list(changes.skipped)
        counts = {"added": 0, "changed": 0, "unchanged": 0}
        for found, items, refused in _read(changes.to_read, limits_of(settings)):
            skipped.extend(refused)
            for item in items:
                held = store_write.living_document(connection, item.document.id) is not None
                kind = "unchanged" if held else "added" if found.is_new else "changed"
                counts[kind] += 1
                fresh.append(item.report.path)
                if len(rows) < MOST_ROWS:
                    rows.append(item.report)
        for number in changes.same:
            query = f"SELECT path, reason FROM skips WHERE file = ? AND {NO_NOTICE}"  # noqa: S608 - a constant
            skipped.extend(Skipped(*row) for row in connection.execute(query, (number,)))
        counts["unchanged"] += sum(_counted(connection, changes.same))
        kept: list[Held] = []
        if not prune:
            generation = store.read_manifest(connection).generation + 1
            guard = Guard(connection, generation, known, roots.missing)
            losses = guard.losses(roots.names, changes.gone, fresh)
            changes.gone = [number for number in changes.gone if number not in losses.kept]
            kept = losses.held
            skipped.extend(Skipped(each.path, each.reason) for each in kept)
        return IngestReport(
            added=counts["added"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            removed=sum(_counted(connection, changes.gone)),
            seconds=time.monotonic() - started,
            skipped=held_first(skipped, kept),
            files=tuple(rows),
            dry_run=True,
            held=tuple(kept),
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
