"""Bring the index in step with folders of articles: the whole way on one screen.

    scan ──▶ read, clean, split, embed (rag.indexing.prepare, in workers where it pays)
         ──▶ store the next generation ──▶ bury what is gone ──▶ caches ──▶ publish

A run that is killed at any point leaves the old generation as it was, and the next run goes
on from what is stored. Ctrl-C publishes what is done so far, then raises KeyboardInterrupt.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Sequence
from pathlib import Path

from embeddings import Embedder
from rag.articles.paths import path_text
from rag.home import at_home
from rag.indexing import machine
from rag.indexing.choosing import Embedders
from rag.indexing.dry_run import rehearse
from rag.indexing.holding import Guard, standing
from rag.indexing.ingest_report import nothing_found, nothing_usable, report_of
from rag.indexing.nouns import Stage
from rag.indexing.opening import open_writer
from rag.indexing.ports_writing import Writer
from rag.indexing.progress import Interrupts, OnProgress, Progress
from rag.indexing.removal import forget_removals
from rag.indexing.removal import remove as remove
from rag.indexing.roots import Roots, choose, refuse_devices
from rag.indexing.scan import Changes, below, scan
from rag.indexing.workers import Workers, worker_count
from rag.indexing.writer import Intake
from rag.settings import Settings
from rag.types import Held, IngestReport, Skipped
from rag.wording import say


def ingest(
    paths: Sequence[Path | str],
    settings: Settings,
    embedder: Embedder | Embedders,
    *,
    dry_run: bool = False,
    samples: bool = False,
    prune: bool = False,
    afresh: Sequence[Path | str] | None = None,
    progress: OnProgress | None = None,
) -> IngestReport:
    """Bring the index in step with ``paths``, or with every remembered root when empty.

    Args:
        paths: Folders and files; they are remembered. A user's path replaces the samples.
        settings: Where the index lies and how files are read.
        embedder: The model, or what chooses it; another one than before rebuilds from the stored
            articles.
        dry_run: Read and clean, but change nothing.
        samples: ``paths`` are the shipped samples, to be dropped for the first path of a user.
        prune: Remove what is gone from the disk even where a folder lost most of its articles at
            once or is missing; without it they are kept (``report.held``, rag.indexing.holding).
        afresh: What is read even where a user removed it: all of ``paths`` by default. Other
            removals below ``paths`` stay in force.
        progress: Called often, in this thread; what it raises ends the run and leaves the old
            generation as it was.

    Raises:
        LoadError: A path does not exist, or nothing in it is an article.
        IndexBusy: Another process is writing.
        StorageError: The disk is full, read-only or failing.
        KeyboardInterrupt: Ctrl-C; what was done is published.

    """
    named = [Path(os.path.abspath(at_home(path))) for path in paths]  # noqa: PTH100 - links as named
    refuse_devices(named)
    if dry_run:
        return rehearse(named, settings, prune=prune)
    chooser = embedder if isinstance(embedder, Embedders) else Embedders("", embedder)
    with open_writer(settings) as writer:
        run = _Run(writer, settings, chooser, progress, prune=prune)
        return run.go(named, samples, named if afresh is None else afresh)


class _Run:
    """One ingest, with the writer lock held."""

    def __init__(
        self, writer: Writer, settings: Settings, embedders: Embedders,
        progress: OnProgress | None, *, prune: bool,
    ) -> None:  # fmt: skip
        self._writer, self._settings = writer, settings
        self._embedders, self._progress, self._prune = embedders, progress, prune
        self._started = time.monotonic()
        self._manifest = writer.manifest()
        self._roots = Roots([])
        self._leaving: list[str] = []
        self._held: list[Held] = []
        self._notices: list[str] = []
        self._looked = False

    def go(self, named: list[Path], samples: bool, afresh: Sequence[Path | str]) -> IngestReport:
        """The whole way."""
        self._tell(Progress("scan"))
        writer = self._writer
        with writer.transaction():
            writer.drop_half_read()
            forget_removals(writer, [path_text(Path(path)) for path in afresh])
            changes = self._scan(named, samples)
        self._embedder = self._chosen_embedder(changes)
        build = writer.build_for(self._embedder)
        switched = self._manifest.build != build
        staged = writer.has_staged()
        if not changes.to_read and not switched and not staged:
            self._hold_back(changes)  # nothing new can stand in for what is gone
        if not changes.to_read and not changes.gone and not switched and not staged:
            self._writer.forget_roots(self._leaving)
            return self._report(changes, None)
        size = changes.bytes_to_read + (writer.stored_bytes() if switched else 0)
        workers = writer.workers(self._settings, self._embedder, build, worker_count(size))
        writer.begin(build, max(1, workers.count))
        intake = Intake(writer, self._settings, self._embedder, workers, changes.gone)
        try:
            interrupted = self._take_in(intake, changes, switched)
            if switched and interrupted:
                raise KeyboardInterrupt  # half of a new model's vectors is no index yet
            if interrupted:
                changes.gone.clear()
                self._leaving.clear()
            self._hold_back(changes)
            self._publish(changes.gone, intake, workers)
        finally:
            writer.abandon()
            workers.close()
        if interrupted:
            raise KeyboardInterrupt
        if self._leaving and changes.gone:
            self._notices.append(
                say(
                    "示例文章只在没有别的文章时使用，现已移出。",
                    "The samples serve only while there is nothing else; they were taken out.",
                )
            )
        return self._report(changes, intake)

    def _chosen_embedder(self, changes: Changes) -> Embedder:
        """The model that is set, or with ``auto`` this index's (rag.indexing.choosing)."""
        embedder, notice = self._embedders.for_ingest(
            self._writer, [(found.path, found.times[0]) for found in changes.to_read],
            stored_bytes=self._writer.stored_bytes, afresh=self._is_left_by_all(),
        )  # fmt: skip
        if notice:
            self._notices.append(notice)
            self._tell(Progress("scan", notice=notice))
        return embedder

    def _scan(self, named: list[Path], samples: bool) -> Changes:
        """Remember the roots and compare them with the store."""
        if named:
            self._writer.remember_roots([path_text(path) for path in named], samples=samples)
        remembered = self._writer.roots()
        if not samples and not all(remembered.values()):  # a path of the user's replaces them
            self._leaving = [path for path, sample in remembered.items() if sample]
        dropped = list(self._leaving)
        for path in dropped:
            del remembered[path]
        known = machine.roots(self._settings.data_dir)
        self._roots = choose(named, remembered, known, prune=self._prune)
        over = self._writer.removals()
        if self._prune and not named:
            dropped += self._roots.lost
            self._writer.forget_roots(self._roots.lost)
        changes = scan(self._writer, self._roots.scanned, self._settings, over, dropped)
        if named and not changes.seen and not (self._prune and changes.gone):
            raise nothing_found(named, kept=bool(changes.gone))
        changes.skipped.extend(self._roots.skipped)
        self._remember(known)
        return changes

    def _is_left_by_all(self) -> bool:
        """Whether the published generation holds nothing but samples that make way."""
        if not self._leaving:
            return False
        published = self._writer.published_paths()
        return all(any(below(path, root) for root in self._leaving) for path in published)

    def _remember(self, known: dict[str, machine.Root]) -> None:
        """Note on this machine what was named on it, before the index says so too."""
        held = set(self._writer.roots()) - set(self._leaving)
        here = dict.fromkeys(self._roots.names, machine.Root()) | known
        wanted = {path: root for path, root in here.items() if path in held}
        machine.update(self._settings.data_dir, wanted)

    def _hold_back(self, changes: Changes) -> None:
        """Keep what only seems to be gone (rag.indexing.holding); once in a run."""
        if self._looked:
            return
        self._looked = True
        data_dir, roots = self._settings.data_dir, self._roots
        known = machine.roots(data_dir)
        if self._prune:
            machine.update(data_dir, known | standing(roots.names))
            return
        guard = Guard(self._writer, known, roots.missing)
        with self._writer.transaction():
            losses = guard.losses(roots.names, changes.gone)
            guard.keep(losses.kept)
        changes.gone[:] = [number for number in changes.gone if number not in losses.kept]
        # Roots that are missing or cannot be entered are in the list of what was skipped already.
        shut = {*roots.missing, *roots.names}
        self._held = [
            Held(skip.path, guard.articles_at(skip.path), skip.reason)
            for skip in changes.skipped
            if skip.path in shut and guard.articles_at(skip.path)
        ]
        self._held += losses.held
        changes.skipped.extend(Skipped(each.path, each.reason) for each in losses.held)
        machine.update(data_dir, known | losses.roots)

    def _take_in(self, intake: Intake, changes: Changes, switched: bool) -> bool:
        """Rebuild for another model, then read what is new; whether Ctrl-C ended it early."""
        steps = itertools.chain(
            (("rebuild", count) for count in intake.rebuild()) if switched else (),
            (("read", count) for count in intake.read(changes.to_read)),
        )
        total = changes.bytes_to_read
        with Interrupts() as interrupts:
            for stage, _ in steps:
                self._tell(
                    Progress(
                        "rebuild" if stage == "rebuild" else "read",
                        min(intake.bytes_read, total),
                        total,
                        intake.articles,
                        intake.chunks,
                        time.monotonic() - self._started,
                    )
                )
                if interrupts.came:
                    break
            return interrupts.came

    def _publish(self, gone: list[int], intake: Intake, workers: Workers) -> None:
        writer = self._writer
        self._begin("reprints")
        with writer.transaction():
            writer.bury_files(gone)
            writer.forget_roots(self._leaving)
            intake.removed = writer.settle()
        if not writer.has_living() and self._manifest.generation == 0:
            raise nothing_usable(writer)
        writer.publish(workers, self._embedder, self._begin)

    def _report(self, changes: Changes, intake: Intake | None) -> IngestReport:
        return report_of(
            self._writer, changes, intake,
            held=self._held, notices=self._notices, seconds=time.monotonic() - self._started,
        )  # fmt: skip

    def _begin(self, stage: Stage) -> None:
        self._tell(Progress(stage, seconds=time.monotonic() - self._started))

    def _tell(self, progress: Progress) -> None:
        if self._progress is not None:
            self._progress(progress)
