"""What writes an index, wherever it is kept: the ledger of its files, and the writer over it.

See ``rag.indexing.ports``, of which this is the other half.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from embeddings import Embedder
from rag.indexing.nouns import Build, KnownFile, Manifest, Reread, Stage, Times
from rag.places import NOWHERE, Places
from rag.types import Document, Skipped

if TYPE_CHECKING:
    from rag.indexing.prepare import Cut
    from rag.indexing.workers import Workers

OnStage = Callable[[Stage], None]


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
