"""Reprints: which articles are the same story again, exactly or with small changes.

``signature(text) -> bytes``
    272 bytes that stand for a text: a hash of its letters and figures, its length, and a
    MinHash of its character 5-grams. Pure; made where documents are cleaned (also in worker
    processes) and kept beside the document.
``ReprintFinder``
    ``add(key, signature)`` for every document, the preferred one of a story first; then
    ``clusters(texts_of, fresh=None, known=()) -> list[tuple[key, ...]]``: groups of two or
    more, each in the order added, so the first member is the canonical article. ``texts_of``
    is asked for the texts of candidates only, a few hundred keys at a time. After a small
    change pass the new keys as ``fresh`` and the earlier groups as ``known``: only pairs with
    a fresh key are then looked at.

Two texts are reprints when their normalised texts are equal, or when at least 70 % of their
5-grams are shared (or 90 % of the shorter's, cut short at most by half) *and* their figures
agree: two daily reports from one template share their words but not their numbers.

The MinHash is that of ``rag.indexing.signature``; its 64 bins in 16 bands of 4 rows find a pair of
similarity s with probability 1 - (1 - s^4)^16: 0.99 at 0.7. Every candidate is verified on the
texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from rag.indexing.signature import BINS, SIGNATURE_BYTES, Hashes, gram_hashes, plain, signature
from rag.text.fold import fold

__all__ = ["SIGNATURE_BYTES", "ReprintFinder", "are_reprints", "signature"]

Key = TypeVar("Key", bound=Hashable)
_BANDS = 16
_SHARED = 0.7
_CONTAINED = 0.9
_ESTIMATE = 0.35
_PAIRED_GROUP = 8
_VERIFIED_AT_ONCE = 512
_WIDE_FIGURE = re.compile(r"[０-９．]")
"""A full-width digit or point: ３."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
"""A number: 12, 3.5."""
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class ReprintFinder(Generic[Key]):
    """Collects signatures and groups the documents they stand for."""

    def __init__(self) -> None:
        """Start with no documents."""
        self._keys: list[Key] = []
        self._signatures: list[bytes] = []

    def add(self, key: Key, signature: bytes) -> None:
        """Add one document; where two are reprints the one added first is canonical.

        Raises:
            ValueError: The signature does not have ``SIGNATURE_BYTES`` bytes.

        """
        if len(signature) != SIGNATURE_BYTES:
            raise ValueError(f"a signature of {len(signature)} bytes, not {SIGNATURE_BYTES}")
        self._keys.append(key)
        self._signatures.append(signature)

    def clusters(
        self,
        texts_of: Callable[[Sequence[Key]], Mapping[Key, str]],
        fresh: Collection[Key] | None = None,
        known: Iterable[Sequence[Key]] = (),
    ) -> list[tuple[Key, ...]]:
        """Groups of two or more reprints; see the module's docstring."""
        if not self._keys:
            return []
        table = np.frombuffer(b"".join(self._signatures), np.uint8)
        table = table.reshape(len(self._keys), SIGNATURE_BYTES)
        exact = np.ascontiguousarray(table[:, :8]).view(np.uint64)[:, 0]
        minima = np.ascontiguousarray(table[:, 16:]).view(np.uint32)
        groups = _Groups(len(self._keys))
        places = {key: place for place, key in enumerate(self._keys)}
        for cluster in known:
            members = [places[key] for key in cluster if key in places]
            for member in members[1:]:
                groups.join(members[0], member)
        for same in _equal_rows(exact):
            for member in same[1:]:
                groups.join(int(same[0]), int(member))
        wanted = None if fresh is None else {places[key] for key in fresh if key in places}
        self._join_near(groups, minima, wanted, texts_of)
        return [tuple(self._keys[place] for place in group) for group in groups.listed()]

    def _join_near(
        self,
        groups: _Groups,
        minima: npt.NDArray[np.uint32],
        wanted: set[int] | None,
        texts_of: Callable[[Sequence[Key]], Mapping[Key, str]],
    ) -> None:
        """Join what is verified; always the canonical members are compared, so none drifts."""
        pairs = _candidates(minima, wanted)
        for start in range(0, len(pairs), _VERIFIED_AT_ONCE):
            batch = {
                (groups.root(left), groups.root(right))
                for left, right in pairs[start : start + _VERIFIED_AT_ONCE].tolist()
            }
            open_pairs = sorted(pair for pair in batch if pair[0] != pair[1])
            needed = sorted({place for pair in open_pairs for place in pair})
            texts = texts_of([self._keys[place] for place in needed]) if needed else {}
            grams = _Grams(texts)
            for left, right in open_pairs:
                left, right = groups.root(left), groups.root(right)
                if left != right and grams.agree(self._keys[left], self._keys[right]):
                    groups.join(left, right)


class _Grams(Generic[Key]):
    """The 5-grams and figures of some texts, worked out once each."""

    def __init__(self, texts: Mapping[Key, str]) -> None:
        self._texts = texts
        self._seen: dict[Key, tuple[Hashes, frozenset[str]]] = {}

    def _of(self, key: Key) -> tuple[Hashes, frozenset[str]]:
        if key not in self._seen:
            text = self._texts[key]
            hashes = gram_hashes(plain(text))
            distinct = hashes[np.append(True, hashes[1:] != hashes[:-1])]
            self._seen[key] = distinct, frozenset(_FIGURE.findall(_half_width(text)))
        return self._seen[key]

    def agree(self, left: Key, right: Key) -> bool:
        """Whether two texts are one story: by their 5-grams and by their figures."""
        if left not in self._texts or right not in self._texts:
            return False
        return are_reprints(*self._of(left), *self._of(right))


def _half_width(text: str) -> str:
    return text if text.isascii() or not _WIDE_FIGURE.search(text) else fold(text)


def are_reprints(
    grams: Hashes, figures: Collection[str], other_grams: Hashes, other_figures: Collection[str]
) -> bool:
    """The verification: 5-grams shared enough, and figures that agree."""
    shared = np.intersect1d(grams, other_grams, assume_unique=True).size
    shorter, longer = sorted((grams.size, other_grams.size))
    alike = shared >= _SHARED * (shorter + longer - shared)
    contained = shared >= _CONTAINED * shorter and shorter * 2 >= longer
    if not alike and not contained:
        return False
    common = len(set(figures) & set(other_figures))
    fewer, more = sorted((len(figures), len(other_figures)))
    return common >= 0.7 * (fewer + more - common) or (common >= 0.9 * fewer and contained)


def _equal_rows(values: Hashes) -> Iterator[npt.NDArray[np.intp]]:
    """The places of equal values, ascending, for every value that occurs more than once."""
    order = np.argsort(values, kind="stable")
    ranked = values[order]
    starts = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1]))
    ends = np.append(starts[1:], values.size)
    for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
        yield order[start:end]


def band_keys(signature: bytes) -> list[int]:
    """What reprints have in common: a signed 64-bit number for each band of a signature.

    A store that can find rows by such numbers need not look at all signatures.
    """
    minima = np.frombuffer(signature, np.uint8)[None, 16:].view(np.uint32)
    keys = [_band(minima, band) ^ (np.array([band], np.uint64) * _GOLDEN) for band in range(_BANDS)]
    return [int(key) for key in np.concatenate(keys).view(np.int64)]


def _band(minima: npt.NDArray[np.uint32], band: int) -> Hashes:
    """For each row of minima a hash of its ``band``."""
    rows = BINS // _BANDS
    mixed = np.zeros(len(minima), np.uint64)
    for column in minima[:, band * rows : (band + 1) * rows].astype(np.uint64).T:
        mixed = (mixed ^ column) * _GOLDEN
        mixed ^= mixed >> np.uint64(31)
    return mixed


def _candidates(minima: npt.NDArray[np.uint32], wanted: set[int] | None) -> npt.NDArray[np.int64]:
    """Pairs (left < right) that share a band and look alike, shape (n, 2), the likeliest first."""
    found: set[tuple[int, int]] = set()
    for band in range(_BANDS):
        for places in _equal_rows(_band(minima, band)):
            found.update(_pairs(places.tolist(), wanted))
    if not found:
        return np.zeros((0, 2), np.int64)
    pairs = np.array(sorted(found), np.int64)
    estimates = np.concatenate(
        [
            (minima[part[:, 0]] == minima[part[:, 1]]).mean(axis=1)
            for part in np.array_split(pairs, max(1, len(pairs) // 10_000))
        ]
    )
    order = np.argsort(-estimates, kind="stable")
    return pairs[order[estimates[order] >= _ESTIMATE]]


def _pairs(places: list[int], wanted: set[int] | None) -> Iterator[tuple[int, int]]:
    """All pairs of a small group; in a large one each with the first and with its neighbour."""
    if wanted is not None:
        for place in wanted.intersection(places):
            others = places if len(places) <= _PAIRED_GROUP else places[:_PAIRED_GROUP]
            yield from ((min(place, o), max(place, o)) for o in others if o != place)
    elif len(places) <= _PAIRED_GROUP:
        for number, left in enumerate(places):
            yield from ((left, right) for right in places[number + 1 :])
    else:
        for number, right in enumerate(places[1:]):
            yield places[0], right
            if number:
                yield places[number], right


class _Groups:
    """Disjoint sets of places 0..n-1, each known by its least member."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, place: int) -> int:
        """The least member of the place's group."""
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def join(self, left: int, right: int) -> None:
        """Make one group of two."""
        left, right = sorted((self.root(left), self.root(right)))
        self._parent[right] = left

    def listed(self) -> list[list[int]]:
        """The groups with more than one member, each ascending."""
        members: dict[int, list[int]] = {}
        for place in range(len(self._parent)):
            members.setdefault(self.root(place), []).append(place)
        return [group for group in members.values() if len(group) > 1]
