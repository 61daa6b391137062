"""What is said of an index, wherever it is kept: its builds, its manifest, the files it knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Tally = dict[str, list[int]]
"""Rows a generation shows, by table: [how many, the sum of their numbers]."""

Times = tuple[int, int, int]
"""Size in bytes, modification and change time in nanoseconds (−1: not to be trusted)."""

Stage = Literal["reprints", "words", "meaning", "publish"]
"""What a writer is at when a generation is made ready and published."""

Counts = dict[str, dict[str, int]]
"""How many articles by month, source, language, length and folder."""


@dataclass(frozen=True, slots=True)
class Build:
    """A pair of an embedding model and a chunker: what chunks and vectors were made by."""

    number: int
    embedder: str
    fingerprint: str
    dimension: int
    chunker: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What readers see: the current generation, its build and its caches (rag.indexing.caches)."""

    generation: int
    build: Build | None
    caches: dict[str, Any] = field(default_factory=dict)
    updated: str = ""
    tally: Tally = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was last read; ``refused``: not all of it could be used."""

    number: int
    times: Times
    digest: str
    cleaner: str
    complete: bool
    refused: bool


@dataclass(frozen=True, slots=True)
class Reread:
    """A file that was read again: its numbers and articles as it was and as it is."""

    old: int
    new: int
    path: str
    articles_before: int
    articles_now: int


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds; ``bytes`` is the size of the file.

    ``unknown_roots`` are folders that it remembers and that were never named on this machine.
    """

    path: Path
    documents: int
    chunks: int
    bytes: int
    unknown_roots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was checked and what is wrong; no problems means that all holds.

    ``damaged_caches`` can be rebuilt from the rows, and ``damaged_rows`` be taken out and read
    again from the files; ``beyond_mending`` means that only a backup or a new index helps.
    """

    generation: int
    documents: int
    chunks: int
    vectors: int
    files: int
    problems: tuple[str, ...]
    damaged_caches: tuple[str, ...]
    damaged_rows: int = 0
    beyond_mending: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One article: its number in the store, its day in ISO form (or nothing), where it is from.

    ``story`` is the number of the article that stands for its story, its own where it was never
    reprinted. ``characters`` is the length of its text, ``categories`` a JSON list.
    """

    number: int
    published: str
    source: str
    author: str
    story: int
    characters: int
    title: str = ""
    categories: str = ""
