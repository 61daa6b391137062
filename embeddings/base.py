"""What an embedder is: strings in, unit vectors out.

The protocol has two verbs because many models treat a question and a passage differently
(a prompt, an instruction). Everything else about a model stays inside its adapter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

FloatMatrix = npt.NDArray[np.float32]
"""Shape (n, dimension), float32, C-contiguous: row i is the i-th text, of length one."""

FloatVector = npt.NDArray[np.float32]
"""Shape (dimension,), float32, of length one."""


class EmbedderError(Exception):
    """A model cannot be loaded: which one, why, and what the user can do about it."""

    def __init__(self, name: str, reason: str, hint: str) -> None:
        """Keep the three parts, so that a caller can word them in another language."""
        super().__init__(name, reason, hint)
        self.name, self.reason, self.hint = name, reason, hint

    def __str__(self) -> str:
        """One sentence and the remedy."""
        return f"The embedding model {self.name!r} cannot be used: {self.reason}. {self.hint}"


@runtime_checkable
class Embedder(Protocol):
    """A model that turns texts into unit vectors whose dot product is their likeness.

    A text in which the model knows nothing (empty, or only unknown signs) gives a row of
    zeros, which is like nothing. Implementations may be called from several threads.
    """

    @property
    def name(self) -> str:
        """What the user called the model: ``deep``, ``fast``, a folder or a hub id."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    @property
    def fingerprint(self) -> str:
        """Changes when the weights, the tokenizer or the prompts change; short hexadecimal."""

    def encode_documents(self, texts: Sequence[str]) -> FloatMatrix:
        """One row for each text, in order."""

    def encode_query(self, text: str) -> FloatVector:
        """The vector of a question."""


def unit_rows(matrix: npt.NDArray[np.floating]) -> FloatMatrix:
    """``matrix`` as float32 with rows of length one; rows of zeros stay zero."""
    rows = np.ascontiguousarray(matrix, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: FloatMatrix = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return units
