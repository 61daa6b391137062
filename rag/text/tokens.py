"""Count tokens with tiktoken, offline: our own ranks, or a public encoding already on disk.

Tokens are counted, characters are cut: a token may hold part of a Chinese character, so a
slice of tokens is not text. ``<|endoftext|>`` in an article is text like any other.
"""

from __future__ import annotations

import base64
import hashlib
import lzma
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import tiktoken

RANKS_FILE = Path(__file__).parent.parent / "data" / "youju.tiktoken.xz"
"""Our byte-pair ranks in tiktoken's text format; training/token_ranks.py makes them."""

PATTERN = r"\p{Han}+| ?[\p{L}&&[^\p{Han}]]+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+"
"""How text is cut before merging: runs of Han, words, up to three digits, signs, space."""

_LONG = 20_000
"""Longer texts are counted in pieces: a border costs a token at most, one endless run much time."""


class _Public(NamedTuple):
    url: str
    sha256: str


_PUBLIC = {
    "cl100k_base": _Public(
        "https://openaipublic.blob.core.windows.net/encodings/cl100k_base.tiktoken",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
    "o200k_base": _Public(
        "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
}


def count_tokens(text: str, encoding: str = "youju") -> int:
    """How many tokens ``text`` has; special tokens in it are counted as plain text."""
    counter = load_encoding(encoding)
    pieces = range(0, len(text), _LONG)
    return sum(len(counter.encode_ordinary(text[start : start + _LONG])) for start in pieces)


@cache
def load_encoding(name: str = "youju") -> tiktoken.Encoding:
    """The encoding called ``name``, never downloaded.

    ``youju`` is always there. ``cl100k_base`` and ``o200k_base`` are used when tiktoken's cache
    folder holds their file with the right SHA-256; otherwise ``youju`` stands in for them: it
    counts 0.6 tokens to a character of Chinese news, like o200k, where cl100k counts about 1.
    """
    import tiktoken

    if name in _PUBLIC and _cached(_PUBLIC[name]):
        return tiktoken.get_encoding(name)
    return tiktoken.Encoding(**youju_ranks())


def youju_ranks() -> dict[str, Any]:
    """The arguments of ``tiktoken.Encoding`` for our own ranks."""
    lines = lzma.decompress(RANKS_FILE.read_bytes()).splitlines()
    pairs = (line.split() for line in lines)
    return {
        "name": "youju",
        "pat_str": PATTERN,
        "mergeable_ranks": {base64.b64decode(token): int(rank) for token, rank in pairs},
        "special_tokens": {},
    }


def _cached(public: _Public) -> bool:
    """Whether tiktoken would find this file in its cache, whole: else it would download it."""
    folder = os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR"))
    if folder == "":
        return False
    place = Path(folder) if folder else Path(tempfile.gettempdir()) / "data-gym-cache"
    file = place / hashlib.sha1(public.url.encode(), usedforsecurity=False).hexdigest()
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest() == public.sha256
    except OSError:
        return False
