"""Taking articles in: tasks out to the workers, results into the store, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from embeddings import Embedder
from rag.articles.files import is_container
from rag.articles.members import split_member
from rag.articles.reading import Part
from rag.indexing.folders import Folders
from rag.indexing.ports_writing import Writer
from rag.indexing.prepare import (
    Batch,
    Cut,
    Prepared,
    Tools,
    embedded_texts,
    prepare_documents,
    with_vectors,
)
from rag.indexing.scan import Found, cleaner
from rag.indexing.workers import Task, Workers
from rag.settings import Settings
from rag.types import Document, FileReport, Skipped
from rag.wording import say

MOST_ROWS = 2_000
"""How many files an ingest's report tells of."""

_TASK_BYTES = 400_000
_TASK_FILES = 100
_REBUILD_DOCUMENTS = 100
_SLOWER = 8
"""By so much tasks are smaller for models that embed here: a step is a second or two, after which
progress is told and Ctrl-C heeded."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A task's share of a container; ``last`` when the file ends with it."""

    found: Found
    skipped: tuple[Skipped, ...]
    last: bool


class Intake:
    """Stores what the workers prepare; counts what was added, changed and left as it was."""

    def __init__(
        self, writer: Writer, settings: Settings, embedder: Embedder, workers: Workers,
        gone: Sequence[int],
    ) -> None:  # fmt: skip
        """``writer`` has begun; ``gone`` are files that are on disk no more."""
        self._writer, self._settings, self._embedder = writer, settings, embedder
        self._workers = workers
        self._smaller = _SLOWER if workers.embeds_here else 1
        self._numbers: dict[str, int] = {}
        self._over = Folders(path for path in writer.removals() if split_member(path)[1])
        self.added = self.changed = self.unchanged = 0
        self.removed = self.articles = self.chunks = self.bytes_read = 0
        self._gone = set(gone)
        self.rows: list[FileReport] = []
        self.refused: list[str] = []
        """Files that were read and gave no article."""
        self.left_to_others = 0
        """Files that another writer is reading."""
        self._usable: set[int] = set()

    def read(self, files: Sequence[Found]) -> Iterator[int]:
        """Read, prepare and store ``files``; yields the articles so far after each task."""
        for task, prepared_there in self._workers.run(self._reading(files)):
            result = self._with_vectors(prepared_there)
            with self._writer.transaction():
                if task.step == "files":
                    for found, batch in zip(task.tag, result, strict=True):
                        self._store(found, batch, last=True)
                else:
                    part: _Part = task.tag
                    prepared = [item for batch in result for item in batch.prepared]
                    skipped = [skip for batch in result for skip in batch.skipped]
                    batch = Batch(prepared, [*part.skipped, *skipped])
                    self._store(part.found, batch, last=part.last)
            yield self.articles

    def rebuild(self) -> Iterator[int]:
        """Cut and embed the living documents that have no chunks of this build yet."""
        for task, cuts in self._workers.run(self._rebuilding()):
            whole = self._embedded([document for _, document in task.tag], cuts)
            with self._writer.transaction():
                for (number, _), cut in zip(task.tag, whole, strict=True):
                    self._writer.put_cut(number, cut)
                    self.chunks += len(cut.spans)
                    self.articles += 1
            yield self.articles

    def _reading(self, files: Sequence[Found]) -> Iterator[Task]:
        group: list[Found] = []
        size = 0
        for found in self._claimed(files):
            if is_container(found.path):
                yield from self._container(found)
                continue
            group.append(found)
            size += found.times[0]
            if max(size / _TASK_BYTES, len(group) / _TASK_FILES) >= 1 / self._smaller:
                yield Task("files", [item.path for item in group], group)
                group, size = [], 0
        if group:
            yield Task("files", [item.path for item in group], group)

    def _claimed(self, files: Sequence[Found]) -> Iterator[Found]:
        """The files that no other writer is reading, claimed some at a time."""
        for start in range(0, len(files), _TASK_FILES):
            several = files[start : start + _TASK_FILES]
            ours = self._writer.claim([found.shown for found in several])
            self.left_to_others += len(several) - len(ours)
            yield from (found for found in several if found.shown in ours)

    def _container(self, found: Found) -> Iterator[Task]:
        """A container's articles in tasks of bounded size; the last one says so."""
        for task in self._workers.container(found.path):
            part: Part = task.argument
            tag = _Part(found, tuple(part.skipped), part.last)
            yield replace(task, argument=part.articles, tag=tag)

    def _rebuilding(self) -> Iterator[Task]:
        numbers = self._writer.unbuilt()
        step = max(1, _REBUILD_DOCUMENTS // self._smaller)
        for start in range(0, len(numbers), step):
            few = numbers[start : start + step]
            held = self._writer.documents(few)
            yield Task("documents", list(held.values()), list(held.items()))

    def _store(self, found: Found, batch: Batch, *, last: bool) -> None:
        """One file's share of a task, inside a transaction."""
        number = self._numbers.get(found.shown)
        if number is None:
            how = cleaner(self._settings, found.path, refused=last and bool(batch.skipped))
            number = self._writer.put_file(found.shown, found.times, found.digest, how)
            self._numbers[found.shown] = number
        self._writer.put_skips(number, batch.skipped)
        for item in batch.prepared:
            if not self._over.hold(item.report.path):
                self._store_article(number, item, found)
        self.bytes_read += sum(3 * item.report.characters for item in batch.prepared)
        if batch.prepared:
            self._usable.add(number)
        if last:
            self._writer.end_file(number, found.shown)
            del self._numbers[found.shown]
            if number not in self._usable and len(self.refused) < MOST_ROWS:
                self.refused.append(found.shown)
            self._usable.discard(number)

    def _store_article(self, file: int, item: Prepared, found: Found) -> None:
        before = self._writer.path_before(item.report.path) if not found.is_new else None
        document = self._writer.living_document(item.document.id)
        notices = item.report.notices
        if document is None:
            document = self._store_document(item)
            self.added += before is None
            self.changed += before is not None
        else:
            self.unchanged += 1
            notices += self._twins(document, item.report.path)
        path, places = item.report.path, item.document.places
        self._writer.put_article(file, document, path, places)
        own = [Skipped(item.report.path, notice) for notice in item.report.notices]
        self._writer.put_skips(file, own)
        if len(self.rows) < MOST_ROWS:
            self.rows.append(replace(item.report, notices=notices))
        self.articles += 1

    def _twins(self, document: int, path: str) -> tuple[str, ...]:
        """A notice of another place at which the document stands, or from which it has moved."""
        rows = self._writer.other_places(document, path)
        here = [place for file, place in rows if file not in self._gone]
        if here:
            return (say(f"与 {here[0]} 内容相同", f"the same article as {here[0]}"),)
        return tuple(say(f"由 {place} 改名", f"moved from {place}") for _, place in rows[:1])

    def _store_document(self, item: Prepared) -> int:
        cut = item.cut
        if cut is None:  # known when it was prepared, and buried since
            tools = Tools(self._embedder, lambda _: False)
            cut = prepare_documents(tools, [item.document])[0]
        number = self._writer.put_document(item.document, cut)
        self.chunks += len(cut.spans)
        return number

    def _with_vectors(self, batches: Sequence[Batch]) -> list[Batch]:
        """``batches`` with vectors: made here for models that stay in one process."""
        new = [
            (item, item.cut) for batch in batches for item in batch.prepared if item.cut is not None
        ]
        cuts = self._embedded([item.document for item, _ in new], [cut for _, cut in new])
        whole = {id(item): replace(item, cut=cut) for (item, _), cut in zip(new, cuts, strict=True)}
        return [
            replace(batch, prepared=[whole.get(id(item), item) for item in batch.prepared])
            for batch in batches
        ]

    def _embedded(self, documents: Sequence[Document], cuts: Sequence[Cut]) -> list[Cut]:
        """``cuts`` of ``documents`` with vectors, for those that have none in one call."""
        lacking = [place for place, cut in enumerate(cuts) if cut.vectors is None]
        texts = [embedded_texts(documents[place], cuts[place].spans) for place in lacking]
        whole = list(cuts)
        if lacking:
            made = with_vectors(self._embedder, [cuts[place] for place in lacking], texts)
            for place, cut in zip(lacking, made, strict=True):
                whole[place] = cut
        return whole
