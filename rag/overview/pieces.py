"""Which words of an overview's question name its topic, speaker, sides or article: learned.

Each word gets, by a linear model of itself and its neighbours, odds of belonging to a piece; a
piece is the run of words whose odds are the best together. ``training/intents.py`` fits it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from rag.overview.weights import stored
from rag.text.fold import fold, simplify
from rag.text.segment import tagged

PIECES = ("", "topic", "speaker", "sides", "article")
"""What a word may belong to; the first is none of it."""
FAVOUR = 0.8
"""A word more in a topic does less harm than a topic that is not seen."""
SIGNS = 1 << 14
"""Signs of a word are told apart by a checksum of so many values."""
_EDGE = ("", "")
_LATIN = re.compile(r"[A-Za-z0-9]+(?:['’.-][A-Za-z0-9]+)*|\s+|[^\sA-Za-z0-9]")
"""A word with what is written together (GPT-4, Qiu’s), a space, or a single mark."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question, its place and its part of speech (empty in English)."""

    text: str
    start: int
    tag: str = ""

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def words_of(question: str) -> list[Word]:
    """The words of a question, spaces left out."""
    if re.search(r"[\u3400-\u9fff]", question):
        cut = [(word, tag[:2]) for word, tag in tagged(question)]
    else:
        cut = [(word, "") for word in _LATIN.findall(question)]
    found, start = [], 0
    for word, tag in cut:
        if word.strip():
            found.append(Word(word, start, tag))
        start += len(word)
    return found


def pieces_of(question: str, intent: str) -> dict[str, tuple[str, ...]]:
    """The pieces of a question, verbatim: at most one topic, speaker and article, several sides.

    >>> pieces_of("居委会主任对群租咋个说", "statements")
    {'topic': ('群租',), 'speaker': ('居委会主任',)}
    """
    words = words_of(question)
    if not words:
        return {}
    logits = np.array([_weights()[:, signs].sum(1) for signs in signs_of(words, intent)])
    found = {}
    for number, piece in enumerate(PIECES[1:], 1):
        others = np.delete(logits, number, axis=1)
        peak = others.max(1)
        odds = logits[:, number] - peak - np.log(np.exp(others - peak[:, None]).sum(1))
        runs = runs_above(odds) if piece == "sides" else [best_run(odds + FAVOUR)]
        texts = tuple(question[words[a].start : words[b - 1].end] for a, b in runs if a < b)
        if texts:
            found[piece] = texts
    return found


@cache
def _weights() -> npt.NDArray[np.float32]:
    """The weights that ship, of shape (pieces, SIGNS)."""
    return stored("pieces").astype(np.float32)


def signs_of(words: Sequence[Word], intent: str) -> list[list[int]]:
    """For each word the places of its signs: what it is, what stands around it, what is asked."""
    plain = [_EDGE] * 3 + [(simplify(fold(w.text)), w.tag) for w in words] + [_EDGE] * 3
    rows = []
    for at, word in enumerate(words, 3):
        (w, t), (a, s), (b, u) = plain[at], plain[at - 1], plain[at + 1]
        (c, v), (d, x) = plain[at - 2], plain[at + 2]
        signs = [
            f"w {w}", f"t {t}", f"a {a}", f"b {b}", f"c {c}", f"d {d}", f"s {s}", f"u {u}",
            f"ab {a} {b}", f"ca {c} {a}", f"bd {b} {d}", f"wa {w} {a}", f"wb {w} {b}",
            f"tsu {t} {s} {u}", f"vx {v} {x}", f"e {plain[at - 3][0]}", f"f {plain[at + 3][0]}",
            f"w1 {w[-1:]}", f"w0 {w[:1]}", f"n {min(len(w), 5)}", f"k {_kind(word)}",
            f"kab {_kind(words[at - 4]) if at > 3 else ''} {_kind(word)} {b}",
            f"p {min(at - 3, 4)}", f"q {min(len(words) + 2 - at, 4)}",
        ]  # fmt: skip
        signs += [f"{intent} {sign}" for sign in signs[:9]] + [intent]
        rows.append([zlib.crc32(sign.encode("utf-8", "replace")) % SIGNS for sign in signs])
    return rows


def runs_above(odds: npt.NDArray[np.floating]) -> list[tuple[int, int]]:
    """The runs of words that rather belong than not."""
    runs: list[tuple[int, int]] = []
    for at, each in enumerate(odds):
        if each > 0 and runs and runs[-1][1] == at:
            runs[-1] = runs[-1][0], at + 1
        elif each > 0:
            runs.append((at, at + 1))
    return runs


def _kind(word: Word) -> str:
    """How it is written: Capitalised, ALL CAPITALS, small, with figures."""
    text = word.text
    if not text.isascii():
        return "han"
    return "0" if text[0].isdigit() else "A" if text.isupper() else "a" if text.islower() else "Aa"


def best_run(odds: npt.NDArray[np.floating]) -> tuple[int, int]:
    """From which word to which the odds sum to the most; an empty run where none is positive."""
    best, run, total, start = 0.0, (0, 0), 0.0, 0
    for at, each in enumerate(odds):
        if total <= 0:
            total, start = 0.0, at
        total += float(each)
        if total > best:
            best, run = total, (start, at + 1)
    return run
