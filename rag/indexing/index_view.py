"""One generation as a reader opens it: its caches checked, brought up to it, and searched."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from embeddings import Embedder
from embeddings.vectors import VectorIndex
from rag.errors import IndexDamaged, YoujuError
from rag.indexing import caches, store, store_read
from rag.indexing.filters import Narrowed, Narrower
from rag.indexing.lexical import LexicalIndex
from rag.indexing.mismatch import mismatch
from rag.indexing.nouns import Build, Manifest
from rag.text.split import CHUNKER_FINGERPRINT
from rag.types import Hit

_log = logging.getLogger(__name__)

_ATTEMPTS = 5
_OVERFETCH = 1.5
"""How many times as many hits as a filter's share calls for are fetched and sieved."""
_OVERFETCH_LIMIT = 10_000
"""Beyond this many hits it is quicker to ask by chunk id."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything that belongs to one generation; swapped as a whole by ``refresh``."""

    manifest: Manifest
    build: Build
    lexical: LexicalIndex
    vectors: VectorIndex
    narrower: Narrower


Connecting = Callable[[], AbstractContextManager[sqlite3.Connection]]
"""Lends a connection to the database."""


def newest_view(
    connecting: Connecting, data_dir: Path, embedder: Embedder, old: View | None
) -> View:
    """The newest generation, its caches checked; rebuilt when they are wrong.

    Raises:
        IndexMissing: Nothing was ever indexed there.
        IndexMismatch: It was indexed by another embedding model or chunker.
        IndexDamaged: A cache is wrong and cannot be rebuilt.

    """
    from rag.indexing.publish import repair

    damage: list[str] = []
    for attempt in range(_ATTEMPTS):
        with connecting() as connection:
            manifest = store.read_manifest(connection)
        build = _fitting_build(manifest, data_dir, embedder)
        try:
            return open_view(connecting, data_dir, manifest, build, old)
        except (ValueError, OSError) as fault:
            damage.append(str(fault))
        with connecting() as connection:
            moved = store.read_manifest(connection).caches != manifest.caches
        if not moved and attempt < _ATTEMPTS - 1:
            _log.warning("rebuilding the caches: %s", damage[-1])
            _rebuild_or_explain(repair, data_dir, damage[-1])
    raise _damaged(data_dir, damage[-1])


def _fitting_build(manifest: Manifest, data_dir: Path, embedder: Embedder) -> Build:
    build = manifest.build
    if manifest.generation == 0 or build is None:
        raise store.missing(data_dir)
    if (build.fingerprint, build.chunker) != (embedder.fingerprint, CHUNKER_FINGERPRINT):
        raise mismatch(build, embedder)
    return build


def _rebuild_or_explain(repair: Any, data_dir: Path, damage: str) -> None:
    try:
        repair(data_dir)
    except YoujuError as fault:
        raise IndexDamaged(
            zh=f"索引缓存有误（{damage}），又无法重建：{fault.zh}",
            en=f"A cache of the index is wrong ({damage}) and cannot be rebuilt: {fault.en}",
        ) from fault


def _damaged(data_dir: Path, damage: str) -> IndexDamaged:
    return IndexDamaged(
        zh=f"{data_dir} 中的索引缓存有误：{damage}。请运行 youju verify --repair。",
        en=f"A cache of the index in {data_dir} is wrong: {damage}. Run youju verify --repair.",
    )


def open_view(
    connecting: Connecting,
    data_dir: Path,
    manifest: Manifest,
    build: Build,
    old: View | None,
) -> View:
    """Open both caches; what the old view has open and unchanged is used again.

    Raises:
        ValueError: A cache is not what the manifest says.

    """
    entries = manifest.caches
    lexical_entry, vector_entry = entries["lexical"], entries["vectors"]
    if old is None or old.manifest.caches["lexical"] != lexical_entry:
        _check(data_dir, lexical_entry)
        lexical = LexicalIndex(caches.folder_of(data_dir, lexical_entry))
    else:
        lexical = old.lexical
    if old is None or old.manifest.caches["vectors"]["folder"] != vector_entry["folder"]:
        _check(data_dir, vector_entry)
    with connecting() as connection:
        vectors = load_vectors(connection, data_dir, manifest, build)
    narrower = Narrower(connecting, manifest.generation, build.number)
    return View(manifest, build, lexical, vectors, narrower)


def load_vectors(
    connection: sqlite3.Connection, data_dir: Path, manifest: Manifest, build: Build
) -> VectorIndex:
    """The vector cache brought up to the manifest's generation from SQLite.

    The file is written again only when much has changed; chunks that came later are added
    from SQLite and those that are gone are removed, in memory.
    """
    entry = manifest.caches["vectors"]
    folder = caches.folder_of(data_dir, entry)
    vectors = VectorIndex.load(folder / "vectors.faiss", entry["recall"])
    if entry["generation"] != manifest.generation:
        ids = np.load(folder / "ids.npy", allow_pickle=False)
        visible, _ = store_read.chunk_table(connection, build.number, manifest.generation)
        vectors.remove(np.setdiff1d(ids, visible, assume_unique=True))
        for added, rows in store_read.vector_batches(
            connection, build.number, build.dimension, manifest.generation, entry["covered"]
        ):
            vectors.add(added, rows)
    return vectors


def narrow_lexical(
    lexical: LexicalIndex, wanted: Mapping[str, float], k: int, narrowed: Narrowed
) -> list[Hit]:
    """Search among the chunks let through: fetch enough and sieve, or ask for the few by id."""
    if not len(narrowed.ids):
        return []
    share = len(narrowed.ids) / max(1, len(lexical))
    fetch = int(_OVERFETCH * k / share)
    while fetch <= _OVERFETCH_LIMIT:
        ids, scores = lexical.ranked(wanted, fetch)
        kept = np.flatnonzero(narrowed.holds(ids))[:k]
        if len(kept) >= k or len(ids) < fetch:
            return [Hit(int(ids[place]), float(scores[place])) for place in kept]
        fetch *= 2
    return lexical.search(wanted, k, narrowed.ids.tolist())


def _check(data_dir: Path, entry: caches.Entry) -> None:
    wrong = caches.faults(data_dir, entry)
    if wrong:
        raise ValueError(f"{entry['folder']}: {'; '.join(wrong)}")
