"""All that an index holds, store by store, so that one can be made of another: see copying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rag.indexing.nouns import Build, Times
from rag.places import Places
from rag.types import Document, Skipped


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file as it was last read, and what of it could not be used."""

    number: int
    path: str
    times: Times
    digest: str
    cleaner: str
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """An article with its signature, its chunks and where it stands.

    ``spans`` has a row (start, end, tokens) for each chunk, ``vectors`` (half precision) a row for
    each of them; ``places`` are (number of the file, path, places of its parts).
    """

    document: Document
    sketch: bytes
    spans: Any
    vectors: Any
    places: tuple[tuple[int, str, Places], ...]


class Contents(Protocol):
    """One generation of an index, to be read through once."""

    @property
    def build(self) -> Build:
        """What its chunks and vectors were made by."""

    def roots(self) -> dict[str, bool]:
        """The remembered folders and files, and whether each is the shipped samples."""

    def removals(self) -> Sequence[str]:
        """The paths that the user removed."""

    def files(self) -> Iterator[HeldFile]:
        """Its files, in the order in which they were read."""

    def documents(self) -> Iterator[HeldDocument]:
        """Its articles, in the order in which they were read."""
