"""What an index is to everybody else, wherever it is kept: a ``Store``, its readers, its writers.

``rag.indexing.opening`` chooses the store by the settings: the embedded one (SQLite, FAISS and
tantivy in a folder) or PostgreSQL. Nobody else knows of a database. What both promise is held by
one suite, tests/conformance/test_index.py and test_writer.py.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from embeddings import Embedder
from embeddings.base import FloatVector
from rag.indexing.browsing import Browsed, Order
from rag.indexing.nouns import (
    Build,
    Checkup,
    Counts,
    KnownFile,
    Listed,
    Manifest,
    Reread,
    Saved,
    Stage,
    Times,
)
from rag.places import NOWHERE, Places
from rag.types import Document, Filters, Hit, Passage, Skipped

if TYPE_CHECKING:
    from rag.indexing.prepare import Cut
    from rag.indexing.workers import Workers

OnStage = Callable[[Stage], None]


class Reader(Protocol):
    """A reader's view of one generation; safe to use from many threads."""

    @property
    def embedder(self) -> Embedder:
        """The model of the index's vectors."""

    @property
    def generation(self) -> int:
        """The number of the generation that is shown; each publication raises it."""

    def lexical(
        self,
        query: str,
        k: int,
        filters: Filters = ...,
        others: Sequence[tuple[str, str]] = ...,
    ) -> list[Hit]:
        """The ``k`` chunks whose words fit ``query`` best (BM25), best first."""

    def nearest(self, vector: FloatVector, k: int, filters: Filters = ...) -> list[Hit]:
        """The ``k`` chunks nearest to ``vector`` by inner product, best first."""

    def passages(self, chunk_ids: Sequence[int]) -> list[Passage]:
        """The chunks with their articles, in the order asked for."""

    def stories(self, chunk_ids: Sequence[int]) -> dict[int, str]:
        """For each chunk the id of the article that stands for its story."""

    def document(self, document_id: str) -> Document:
        """The article with this id; LoadError when there is none."""

    def shown(self, document_id: str) -> Document:
        """As ``document``, also an article that was removed while somebody was reading it."""

    def files_of(self, document_id: str) -> list[str]:
        """The files that an article was read from, as they are called in the index."""

    def paths(self, document_id: str) -> tuple[str, ...]:
        """Every path at which an article stands, archive members' too; nothing where it is gone."""

    def documents(self, query: str = "", offset: int = 0, limit: int = 50) -> list[Document]:
        """Articles whose title, source, path or id holds ``query``, the newest first."""

    def browsed(self, query: str, order: Order, offset: int, limit: int) -> Browsed:
        """A page of the articles that hold every word of ``query`` (rag.indexing.browsing)."""

    def browsed_ids(self, query: str, order: Order) -> list[str]:
        """The ids of all articles that ``browsed`` goes through."""

    def similar(self, document_id: str, most: int) -> list[Document]:
        """Other articles whose passages lie nearest to this one's middle, best first."""

    def find(self, name: str) -> Document:
        """The one article with this id, path, file name or title; else LoadError."""

    def listed(
        self, filters: Filters = ..., mentioned: Sequence[Sequence[str]] = ...
    ) -> list[Listed]:
        """The articles' rows, the newest first."""

    def by_number(self, numbers: Sequence[int]) -> list[Document]:
        """The articles with these numbers, in their order; those gone are left out."""

    def folders(self) -> list[str]:
        """The folders that the articles' files stand in, and those above them."""

    def status(self) -> dict[str, Any]:
        """Counts, models, fingerprints, sizes and dates, ready for JSON."""

    def refresh(self) -> bool:
        """Show the newest generation; whether it is another one than before."""

    def close(self) -> None:
        """Let go of everything; searches must have ended."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...  # fmt: skip


class Ledger(Protocol):
    """Roots, removals and files, as the generation that is being written will hold them."""

    @property
    def generation(self) -> int:
        """The number that rows of the next generation carry."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing: what is written inside comes to stand together."""

    def manifest(self) -> Manifest:
        """What readers see now."""

    def begun(self) -> Build | None:
        """The build that was begun last, published or not."""

    def has_staged(self) -> bool:
        """Whether a run that was killed has left rows of the next generation."""

    def roots(self) -> dict[str, bool]:
        """The remembered folders and files, and whether each is the shipped samples."""

    def remember_roots(self, paths: Sequence[str], *, samples: bool) -> None:
        """Keep in step with these from now on."""

    def forget_roots(self, paths: Sequence[str]) -> int:
        """Keep in step with these no more; how many there were."""

    def removals(self) -> list[str]:
        """The paths that the user removed: files, folders and members of files."""

    def remember_removal(self, path: str) -> None:
        """Pass over this path from now on."""

    def forget_removal(self, path: str, file: str) -> None:
        """Pass over ``path`` no more; ``file``, which holds it, is read again."""

    def known(self, path: str) -> list[KnownFile]:
        """The living rows of a file, the last one read first."""

    def touch(self, number: int, times: Times) -> None:
        """Note other times of a file whose content is the same."""

    def living_files(self) -> list[tuple[int, str]]:
        """Number and path of every file that the next generation holds."""

    def files_below(self, path: str) -> list[int]:
        """Those of them that are ``path``, lie in it or in that container."""

    def published_paths(self) -> list[str]:
        """The paths of living files that readers see already."""

    def bury_files(self, numbers: Iterable[int]) -> None:
        """These files die in the next generation."""

    def rereads(self) -> list[Reread]:
        """The files that were read again."""

    def going(self, numbers: Collection[int]) -> list[tuple[int, str, int]]:
        """File, path and document of what would go with these files, and stands nowhere else."""

    def articles_at(self, folder: str) -> int:
        """How many articles of the published generation stand at or below ``folder``."""

    def standing_at(self, folder: str) -> int:
        """How many will, when what ``going`` was last asked of goes."""

    def take_back(self, reread: Reread) -> None:
        """Let the file stay as it was before it was read again."""

    def living_document(self, document_id: str) -> int | None:
        """The number of the document with this id that the next generation will hold."""

    def told_of(self, files: Sequence[int] | None) -> tuple[list[Skipped], list[Skipped]]:
        """What could not be used of files (``None``: all living), and notices of their articles."""

    def articles_of(self, files: Iterable[int]) -> int:
        """How many articles stand in these files."""

    def close(self) -> None:
        """Let go of the store."""


class Writer(Ledger, Protocol):
    """Writes the next generation; no reader sees it before ``publish``."""

    def drop_half_read(self) -> None:
        """Forget files that a killed run had not finished; their articles are kept."""

    def stored_bytes(self) -> int:
        """About how many bytes of text are stored."""

    def build_for(self, embedder: Embedder) -> Build:
        """The build of this embedder and the present chunker; entered when it is new."""

    def workers(
        self, settings: Any, embedder: Embedder | None, build: Build, count: int
    ) -> Workers:
        """What reads and prepares for this store, in ``count`` processes."""

    def begin(self, build: Build, threads: int) -> None:
        """Take in what is put from now on with chunks and vectors of ``build``."""

    def claim(self, paths: Sequence[str]) -> set[str]:
        """Those of the files that no other writer is at; they are this writer's."""

    def put_file(self, path: str, times: Times, digest: str, cleaner: str) -> int:
        """Enter a file that is about to be read; its number."""

    def end_file(self, number: int, path: str) -> None:
        """All of a file is in: what was read of the same path before dies."""

    def put_skips(self, file: int, skipped: Iterable[Skipped]) -> None:
        """Remember what of a file could not be used, or a notice of an article of it."""

    def put_document(self, document: Document, cut: Cut) -> int:
        """Store a new document with its chunks, vectors and words; its number."""

    def put_cut(self, document: int, cut: Cut) -> None:
        """Store chunks, vectors and words of this build for a document that is stored."""

    def put_article(self, file: int, document: int, path: str, places: Places = NOWHERE) -> None:
        """Enter where a document stands, and on which page, slide or row its parts do."""

    def path_before(self, path: str) -> int | None:
        """The document that stood at ``path`` in what was read of the file before."""

    def other_places(self, document: int, path: str) -> list[tuple[int, str]]:
        """Some other living places of a document: file and path."""

    def unbuilt(self) -> list[int]:
        """Living documents that have no chunks of this build yet."""

    def documents(self, numbers: Sequence[int]) -> dict[int, Document]:
        """Documents by their numbers, with their text."""

    def named(self, name: str, path: str) -> list[int]:
        """Documents with this id; where there is none, with this title or at this path."""

    def places_of(self, document: int) -> list[tuple[str, int, str]]:
        """The living places of a document: its path, the file's number and path."""

    def bury_document(self, number: int) -> None:
        """This document dies in the next generation."""

    def settle(self) -> int:
        """Bury what stands in no file any more and find reprints; how many paths go."""

    def dying(self) -> int:
        """How many published articles die in the next generation."""

    def has_living(self) -> bool:
        """Whether the next generation holds any article."""

    def some_skips(self) -> list[tuple[str, str]]:
        """A few of the things that could not be used: path and reason."""

    def counts(self) -> tuple[int, int]:
        """How many documents and chunks there are after publication."""

    def publish(self, workers: Workers, embedder: Embedder | None, on_stage: OnStage) -> None:
        """Make the generation what readers see, durably."""

    def abandon(self) -> None:
        """End without publishing; what is stored is gone on with by the next run."""


class Store(Protocol):
    """A place where an index is kept."""

    def reader(self, embedder: Embedder) -> Reader:
        """Open the newest generation.

        Raises:
            IndexMissing: Nothing was ever indexed there.
            IndexMismatch: It was indexed by another embedding model or chunker.
            IndexDamaged: It cannot be read.
        """

    def writer(self, *, create: bool = True) -> AbstractContextManager[Writer]:
        """Open it for writing; without ``create`` a store with nothing in it is IndexMissing.

        Raises:
            IndexBusy: Another process is writing, and the store takes one at a time.
            StorageError: It cannot be written to.
        """

    def rehearsal(self, *, create: bool) -> AbstractContextManager[Ledger]:
        """A ledger in which nothing that is written stays."""

    def build(self) -> Build | None:
        """The build of the index, of one whose first build was begun too."""

    def describe(self) -> dict[str, Any]:
        """The status, whatever model is set."""

    def place(self) -> str:
        """Where it is kept, tried out, in words; of a server its versions and writers."""

    def roots(self) -> list[Path]:
        """The folders and files that an ingest without paths reads."""

    def told(self) -> tuple[list[Skipped], list[Skipped]]:
        """What of the files last read could not be used and why, and notices of what was."""

    def statistics(self) -> Counts:
        """How many articles by month, source, language, length and folder."""

    def count(self, query: str = "") -> int:
        """How many articles ``Reader.documents(query)`` lists in all."""

    def verify(self) -> Checkup:
        """Check everything that is stored against everything else."""

    def mend(self) -> int:
        """Take out what is damaged; how many articles went."""

    def repair(self) -> list[str]:
        """Rebuild what can be made anew from the rows; what was."""

    def compact(self) -> tuple[int, int]:
        """Give back the room of what was removed; bytes before and after."""

    def backup(self, target: Path) -> Saved:
        """Write the current generation into one file."""

    def restore(self, source: Path) -> Saved:
        """Put a backup in the place of what is indexed."""
