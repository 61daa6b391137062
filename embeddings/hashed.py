"""A deterministic embedder without a model: for tests, and for examples that must not load one.

Each character pair is hashed to a direction, a text is the sum of its pairs: texts that share
words are alike, and the same text gives the same vector in every process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.base import FloatMatrix, FloatVector, unit_rows


@dataclass(frozen=True)
class HashEmbedder:
    """Hashed character pairs; ``seed`` makes another, equally good model of it."""

    dimension: int = 64
    seed: int = 0

    @property
    def name(self) -> str:
        """The name under which an index remembers it."""
        return f"hashed-{self.dimension}"

    @property
    def fingerprint(self) -> str:
        """Changes with dimension and seed."""
        return hashlib.sha256(f"hashed/{self.dimension}/{self.seed}".encode()).hexdigest()[:16]

    def encode_documents(self, texts: Sequence[str]) -> FloatMatrix:
        """One row for each text, in order."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            self._add(row, text)
        return unit_rows(rows)

    def encode_query(self, text: str) -> FloatVector:
        """The vector of a question; the same as that of a document with its text."""
        vector: FloatVector = self.encode_documents([text])[0]
        return vector

    def _add(self, row: FloatVector, text: str) -> None:
        letters = "".join(text.lower().split())
        for index in range(len(letters)):
            pair = letters[index : index + 2]
            digest = hashlib.blake2b(
                pair.encode("utf-8", "surrogatepass"),
                digest_size=8,
                key=self.seed.to_bytes(8, "little", signed=True),
            ).digest()
            code = int.from_bytes(digest, "little")
            row[code % self.dimension] += 1.0 if code >> 63 else -1.0
