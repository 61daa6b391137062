"""What an ingest would do, without doing it: files are read and cleaned, nothing is written."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.articles.files import is_container
from rag.articles.limits import Limits, limits_of
from rag.articles.reader import FileReader
from rag.articles.reading import Ready
from rag.indexing import machine
from rag.indexing.holding import Guard, held_first
from rag.indexing.opening import store_of
from rag.indexing.roots import choose
from rag.indexing.scan import Found, scan
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
    with store_of(settings).rehearsal(create=bool(named)) as ledger:
        known = machine.roots(settings.data_dir)
        roots = choose(named, ledger.roots(), known, prune=prune)
        over = [] if named else ledger.removals()
        dropped = roots.lost if prune and not named else []
        changes = scan(ledger, roots.scanned, settings, over, dropped, refresh=False)
        changes.skipped.extend(roots.skipped)
        rows: list[FileReport] = []
        fresh: list[str] = []
        skipped: list[Skipped] = list(changes.skipped)
        noticed: list[Skipped] = []
        counts = {"added": 0, "changed": 0, "unchanged": 0}
        for found, items, refused in _read(changes.to_read, limits_of(settings)):
            skipped.extend(refused)
            for item in items:
                held = ledger.living_document(item.document.id) is not None
                kind = "unchanged" if held else "added" if found.is_new else "changed"
                counts[kind] += 1
                fresh.append(item.report.path)
                noticed.extend(Skipped(item.report.path, each) for each in item.report.notices)
                if len(rows) < MOST_ROWS:
                    rows.append(item.report)
        unused, notices = ledger.told_of(changes.same)
        skipped.extend(unused)
        noticed.extend(notices)
        counts["unchanged"] += ledger.articles_of(changes.same)
        kept: list[Held] = []
        if not prune:
            guard = Guard(ledger, known, roots.missing)
            losses = guard.losses(roots.names, changes.gone, fresh)
            changes.gone = [number for number in changes.gone if number not in losses.kept]
            kept = losses.held
            skipped.extend(Skipped(each.path, each.reason) for each in kept)
        return IngestReport(
            added=counts["added"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            removed=ledger.articles_of(changes.gone),
            seconds=time.monotonic() - started,
            skipped=held_first(skipped, kept),
            files=tuple(rows),
            dry_run=True,
            held=tuple(kept),
            noticed=tuple(noticed),
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
