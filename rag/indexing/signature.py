"""The signature of a text, by which reprints are proposed: see ``rag.indexing.reprints``.

MinHash with one permutation (Li, Owen and Zhang, 2012) and rotation for empty bins
(Shrivastava and Li, 2014) over character 5-grams of the folded letters and figures.
"""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
import numpy.typing as npt

from rag.text.fold import fold

Hashes = npt.NDArray[np.uint64]
"""Shape (n,): hashes of 5-grams, ascending."""

BINS = 64
"""How many 32-bit minima a signature holds."""
SIGNATURE_BYTES = 8 + 8 + 4 * BINS
"""A hash of the letters, their number, and the minima."""
_GRAM = 5
_BIN_STARTS = (np.arange(BINS, dtype=np.uint64)) << np.uint64(58)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_WEIGHTS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 1], np.uint64
)


@cache
def _letters() -> npt.NDArray[np.uint32]:
    """The folded letter for each code below 65,536; 0 for what is no letter or figure."""
    codes = [code for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    folded = fold("".join(map(chr, codes)))
    table = np.zeros(0x10000, np.uint32)
    table[codes] = [ord(character) * character.isalnum() for character in folded]
    return table


def plain(text: str) -> npt.NDArray[np.uint32]:
    """Only letters, figures and characters, folded: what a reprint has in common, as codes."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    table = _letters()
    if codes.size and codes.max() >= table.size:
        letters = np.where(codes < table.size, table[codes % table.size], codes)
    else:
        letters = table[codes]
    written: npt.NDArray[np.uint32] = letters[letters != 0]
    return written


def signature(text: str) -> bytes:
    """The signature of a text, ``SIGNATURE_BYTES`` long; equal where the letters are equal."""
    letters = plain(text)
    exact = hashlib.blake2b(letters.tobytes(), digest_size=8).digest()
    length = letters.size.to_bytes(8, "little")
    return exact + length + _minima(gram_hashes(letters)).tobytes()


def gram_hashes(letters: npt.NDArray[np.uint32]) -> Hashes:
    """Hashes of the character 5-grams, ascending; of the whole text when it is shorter."""
    codes = letters.astype(np.uint64)
    if codes.size < _GRAM:
        codes = np.pad(codes, (0, _GRAM - codes.size))
    rows = codes.size - _GRAM + 1
    mixed: Hashes = codes[:rows] * _WEIGHTS[0]
    for place in range(1, _GRAM):
        mixed += codes[place : place + rows] * _WEIGHTS[place]
    mixed ^= mixed >> np.uint64(29)
    mixed *= _MIX
    mixed ^= mixed >> np.uint64(32)
    mixed.sort()
    return mixed


def _minima(hashes: Hashes) -> npt.NDArray[np.uint32]:
    """The least hash in each of 64 equal bins; an empty bin takes the next filled one's."""
    first = np.searchsorted(hashes, _BIN_STARTS)
    last = np.append(first[1:], hashes.size)
    filled = first < last
    values = np.zeros(BINS, np.uint32)
    values[filled] = (hashes[first[filled]] >> np.uint64(26)).astype(np.uint32)
    if not filled.all():
        places = np.flatnonzero(filled)
        for empty in np.flatnonzero(~filled):
            following = places[np.searchsorted(places, empty) % places.size]
            distance = (int(following) - int(empty)) % BINS
            values[empty] = np.uint32((int(values[following]) + distance * 0x9E3779B1) & 0xFFFFFFFF)
    return values
