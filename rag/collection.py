"""The indexed articles: brought in, kept in step, looked through, taken out.

What an ``Assistant`` can do with articles, whatever is asked of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Self

from rag.answer_types import Citation
from rag.arguments import (
    name_given,
    order_given,
    path_given,
    place_given,
    query_given,
    settings_given,
)
from rag.errors import IndexMismatch, IndexMissing
from rag.loaded import LoadedModels
from rag.settings import SAMPLE_ARTICLES, Settings
from rag.types import Document, IngestReport, Skipped
from rag.wording import say

if TYPE_CHECKING:
    from embeddings import Embedder
    from rag.answering.reader import Reader
    from rag.indexing.browsing import Browsed, Order
    from rag.indexing.ports import Reader as IndexReader
    from rag.indexing.progress import Progress


class Collection(LoadedModels):
    """The articles that are indexed in ``settings.data_dir``, and the models they are read with."""

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        embedder: Embedder | None = None,
        reader: Reader | None = None,
    ) -> None:
        """Nothing is loaded or opened until it is needed.

        Args:
            settings: What to run with; read from the environment when not given.
            embedder: Use this instead of the one the settings name.
            reader: Use this instead of the one the settings name.
        """
        super().__init__(settings_given(settings), embedder=embedder, reader=reader)
        self._lock = RLock()
        self._index: IndexReader | None = None

    def ingest(
        self,
        *paths: str | Path,
        dry_run: bool = False,
        prune: bool = False,
        afresh: Sequence[str | Path] | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Index files and folders; with no path, bring everything indexed in step again.

        Args:
            paths: Folders and files; they are remembered.
            dry_run: Read and clean, but change nothing.
            prune: Remove what is gone from the disk even where a folder lost most of its articles
                at once; without it they are kept (``IngestReport.held``).
            afresh: Absolute paths that are read even where they were removed; all of ``paths`` by
                default.
            progress: Called often, in this thread; what it raises ends the ingest, and nothing
                has changed.

        Raises: as ``rag.indexing.ingest.ingest``.
        """
        from rag.indexing.ingest import ingest

        named = [path_given(path) for path in paths]
        with self._lock:
            report = ingest(
                named, self.settings, self.embedders,
                dry_run=dry_run, prune=prune, afresh=afresh, progress=progress,
            )  # fmt: skip
            self._refresh()
        return report

    def ensure_index(self) -> str:
        """Index the configured folder or the shipped samples where there is no index yet.

        What was done, in words; nothing where there is an index.
        """
        from rag.indexing.ingest import ingest

        with self._lock:
            if self._index is not None:
                return ""
            try:
                self.status()
            except IndexMissing:
                named = self.settings.articles
            else:
                return ""
            paths = list(named) or [SAMPLE_ARTICLES]
            where = say("、", ", ").join(str(path) for path in paths)
            sys.stderr.write(
                say(
                    f"还没有索引，先为 {where} 建立索引……\n",
                    f"There is no index yet: indexing {where} first …\n",
                )
            )
            report = ingest(paths, self.settings, self.embedders, samples=not named)
        done = say(
            f"还没有索引，已先为 {where} 建立索引（{report.documents} 篇）。",
            f"There was no index yet: {where} was indexed first ({report.documents} articles).",
        )
        return say("", " ").join((done, *report.notices))

    def remove(self, *names: str) -> int:
        """Take articles or remembered folders out of the index; how many articles went."""
        from rag.indexing.ingest import remove

        with self._lock:
            removed = remove([name_given(name) for name in names], self.settings)
            self._refresh()
        return removed

    def take_back(
        self, *paths: str, progress: Callable[[Progress], None] | None = None
    ) -> IngestReport:
        """Undo ``remove`` for articles that stood at these paths: they are read again.

        Args:
            paths: Where they stood.
            progress: Called often, in this thread.

        Raises: as ``rag.indexing.ingest.ingest``.
        """
        from rag.indexing.ingest import ingest
        from rag.indexing.removal import take_back

        with self._lock:
            take_back([name_given(path) for path in paths], self.settings)
            report = ingest((), self.settings, self.embedders, progress=progress)
            self._refresh()
        return report

    def paths(self, document_id: str) -> tuple[str, ...]:
        """Every path at which this article stands; nothing where it is gone."""
        return self.index.paths(name_given(document_id))

    def document(self, document_id: str) -> Document:
        """The stored article with this id.

        Raises:
            LoadError: No such article is indexed.
        """
        return self.index.document(name_given(document_id))

    def original(self, document_id: str) -> Path:
        """The file that an article was read from, to be shown to a reader.

        Raises:
            LoadError: No such article is indexed, its file is gone, or it lies in no folder that
                was indexed on this machine (a restored index names files of another).
        """
        from rag.indexing import machine

        return machine.original(
            self.settings.data_dir, self.index.files_of(name_given(document_id))
        )

    def find(self, name: str) -> Document:
        """The stored article with this id, path, file name or title."""
        return self.index.find(name_given(name))

    def documents(self, query: str = "", offset: int = 0, limit: int = 50) -> list[Document]:
        """Stored articles, newest first, whose title or path contains ``query``."""
        start, most = place_given(offset, "offset", 0), place_given(limit, "limit", 0)
        return self.index.documents(query_given(query), start, most)

    def count_documents(self, query: str = "") -> int:
        """How many articles ``documents(query)`` lists in all."""
        from rag.indexing.opening import store_of

        return store_of(self.settings).count(query_given(query))

    def browse(
        self, query: str = "", order: Order = "newest", offset: int = 0, limit: int = 20
    ) -> Browsed:
        """A page of the articles that hold every word of ``query``, and how many there are.

        Args:
            query: Words between spaces; each stands in the title, source, path or text.
            order: ``newest``, ``oldest``, ``title``, ``source``, ``added`` (the last read first)
                or ``longest``.
            offset: How many are passed over.
            limit: How many are given at most.

        Raises:
            UsageError: An argument cannot be used.
        """
        start, most = place_given(offset, "offset", 0), place_given(limit, "limit", 0)
        return self.index.browsed(query_given(query), order_given(order), start, most)

    def browse_ids(self, query: str = "") -> list[str]:
        """The ids of all articles that ``browse(query)`` goes through, the newest first."""
        return self.index.browsed_ids(query_given(query), "newest")

    def similar(self, document_id: str, most: int = 5) -> list[Document]:
        """Other articles like this one, best first, by the stored vectors; no model is run."""
        wanted = min(place_given(most, "most", 1), self.settings.MOST_K)
        return self.index.similar(name_given(document_id), wanted)

    def points(self, document_id: str) -> tuple[Citation, ...]:
        """The few sentences that say most of an article, verbatim, in its order.

        Raises:
            LoadError: No such article is indexed.
        """
        from rag.overview.digest import points_of

        return points_of(self.document(document_id), self.index, self.words, self.settings)

    def skipped(self) -> tuple[list[Skipped], list[Skipped]]:
        """What of the files read could not be used, and what is odd of articles that are.

        Raises:
            IndexMissing: Nothing is indexed yet.
        """
        from rag.indexing.opening import store_of

        return store_of(self.settings).told()

    def roots(self) -> list[Path]:
        """The folders and files that the index is kept in step with."""
        from rag.indexing.opening import store_of

        return store_of(self.settings).roots()

    def statistics(self) -> dict[str, dict[str, int]]:
        """Articles by months, sources, languages, lengths and folders."""
        from rag.indexing.opening import store_of

        return store_of(self.settings).statistics()

    def status(self) -> dict[str, Any]:
        """What is indexed, with which models, and where; for people and machines.

        Raises:
            IndexMissing: Nothing is indexed yet.
        """
        from rag.indexing.opening import store_of

        return store_of(self.settings).describe()

    def close(self) -> None:
        """Let go of the index. The assistant may be used again; it opens anew."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None
            self.let_go()

    def __enter__(self) -> Self:
        """Use as a context manager: closes on leaving."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close."""
        self.close()

    # What it stands on

    @property
    def index(self) -> IndexReader:
        """The open index, as of the newest published generation."""
        from rag.indexing.opening import open_reader

        with self._lock:
            if self._index is not None:
                try:
                    self._index.refresh()
                except IndexMismatch:  # rebuilt meanwhile, maybe with a model that is taken too
                    self._index.close()
                    self._index = None
            if self._index is None:
                self._index = open_reader(self.settings, self.embedder)
            return self._index

    def _refresh(self) -> None:
        if self._index is not None:
            _ = self.index
