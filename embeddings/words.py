"""The words of the bundled static model: how much each weighs, and which mean the same.

The bundled embedder was trained so that a text's vector is the mean of its words' vectors.
Two things follow that retrieval and reading use beside the vectors of whole texts:

- the length of a word's vector is how much it counts (示范区 7.5, 发展 3.5, 的 2): a term weight
  learned from news, with no corpus statistics to keep;
- words that mean the same point the same way, across languages (typhoon and 台风: 0.68).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from embeddings.base import unit_rows
from embeddings.table import BUNDLED_MODEL, load_table

FloatMatrix = npt.NDArray[np.float32]

# 示范区 in AI示范区
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: ``text[start:end]`` in characters, its row and its weight."""

    start: int
    end: int
    row: int
    weight: float


@runtime_checkable
class Worded(Protocol):
    """An embedder that brings words of its own, weighed as the bundled model's are."""

    @property
    def words(self) -> WordVectors:
        """The words of its table."""


class WordVectors:
    """Tokenizer and vectors of a static model. Safe to share between threads."""

    def __init__(self, folder: Path = BUNDLED_MODEL) -> None:
        """Load ``model.safetensors`` and ``tokenizer.json`` from ``folder``.

        Raises:
            OSError: A file is missing or unreadable.
            ValueError: The files are not a token table and its tokenizer.
        """
        table = load_table(folder)
        self._weights = np.linalg.norm(table.vectors, axis=1)
        self._units: FloatMatrix = table.vectors / np.maximum(self._weights[:, None], 1e-9)
        self._tokenizer = table.tokenizer

    def words(self, text: str) -> list[Word]:
        """The words of ``text`` in order, with their weights."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return [
            Word(start, end, row, float(self._weights[row]))
            for (start, end), row in zip(encoding.offsets, encoding.ids, strict=True)
            if end > start
        ]

    def coverage(self, wanted: Sequence[Word], found: Sequence[Word]) -> npt.NDArray[np.float32]:
        """For each wanted word, the cosine of the most similar found word (−1 where none)."""
        if not wanted or not found:
            return np.full(len(wanted), -1.0, np.float32)
        rows = np.unique([word.row for word in found])
        similar = self._units[[word.row for word in wanted]] @ self._units[rows].T
        best: npt.NDArray[np.float32] = similar.max(axis=1)
        return best

    def likeness(self, one: Sequence[Word], other: Sequence[Word]) -> float:
        """Cosine of the sums of two texts' word vectors; 0.0 where either has no word."""
        if not one or not other:
            return 0.0
        sums = [
            (self._units[rows] * self._weights[rows][:, None]).sum(axis=0)
            for rows in ([word.row for word in one], [word.row for word in other])
        ]
        lengths = float(np.linalg.norm(sums[0]) * np.linalg.norm(sums[1]))
        return float(sums[0] @ sums[1]) / lengths if lengths > 0 else 0.0

    def vectors(self, texts: Sequence[str]) -> FloatMatrix:
        """One row of length one for each text: the sum of its words' vectors; zeros for none."""
        sums = np.zeros((len(texts), self._units.shape[1]), np.float32)
        for place, text in enumerate(texts):
            rows = [word.row for word in self.words(text)]
            if rows:
                sums[place] = (self._units[rows] * self._weights[rows][:, None]).sum(axis=0)
        return unit_rows(sums)

    def gloss(self, row: int, *, most: int = 3, at_least: float = 0.45) -> list[tuple[str, float]]:
        """Chinese words that point the way of word ``row``, with their cosines, best first."""
        similar = self._chinese_units @ self._units[row]
        order = np.argsort(-similar)[:most]
        return [
            (self._chinese_words[int(place)], float(similar[place]))
            for place in order
            if similar[place] >= at_least
        ]

    @cached_property
    def _chinese(self) -> list[tuple[int, str]]:
        vocabulary: dict[str, int] = self._tokenizer.get_vocab()
        return sorted((row, word) for word, row in vocabulary.items() if _CHINESE.fullmatch(word))

    @cached_property
    def _chinese_units(self) -> FloatMatrix:
        return np.ascontiguousarray(self._units[[row for row, _ in self._chinese]])

    @cached_property
    def _chinese_words(self) -> list[str]:
        return [word for _, word in self._chinese]
