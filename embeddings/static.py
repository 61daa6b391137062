"""Static models: a table of token vectors, averaged. No torch, no network.

The same folder loads in sentence-transformers and in model2vec; all three give the same
vectors, which a test insists on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from embeddings.base import EmbedderError, FloatMatrix, FloatVector, unit_rows
from embeddings.table import BUNDLED_MODEL as BUNDLED_MODEL
from embeddings.table import load_table

_BATCH = 1_024
_MODULES = {"StaticEmbedding", "Normalize"}


def is_static(folder: Path) -> bool:
    """Whether ``folder`` holds a static model and nothing that would change its vectors."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = {str(module["type"]).rpartition(".")[2] for module in modules}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return "StaticEmbedding" in kinds and kinds <= _MODULES and not _prompts(folder)


def _prompts(folder: Path) -> bool:
    """Whether the model puts words before its texts (then its own adapter must load it)."""
    try:
        settings = json.loads(
            (folder / "config_sentence_transformers.json").read_text(encoding="utf-8")
        )
        return any(settings.get("prompts", {}).values())
    except (OSError, ValueError, AttributeError):
        return False


class StaticEmbedder:
    """A static model loaded from a folder."""

    def __init__(self, folder: Path, name: str) -> None:
        """Load the table and the tokenizer.

        Raises:
            EmbedderError: A file is missing or is not what it should be.

        """
        self.name = name
        self._folder = folder
        try:
            self._table = load_table(folder)
        except (OSError, ValueError) as fault:
            raise EmbedderError(
                name,
                f"{folder} is incomplete or damaged ({type(fault).__name__}: {fault})",
                "Restore the folder, or choose another model with YOUJU_EMBEDDING_MODEL.",
            ) from fault
        self.dimension = int(self._table.vectors.shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """Of the bytes of the weights and the tokenizer."""
        digest = hashlib.sha256()
        for name in ("model.safetensors", "tokenizer.json"):
            with (self._folder / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()[:16]

    def encode_documents(self, texts: Sequence[str]) -> FloatMatrix:
        """One row for each text, in order, never in other processes."""
        table, tokenizer = self._table.vectors, self._table.tokenizer
        sums = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = [encodable(text) for text in texts[start : start + _BATCH]]
            encoded = tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            for row, tokens in enumerate((encoding.ids for encoding in encoded), start):
                if tokens:
                    # The sum points the way of the mean; as a product with ones it is quicker.
                    np.dot(np.ones(len(tokens), np.float32), table[tokens], out=sums[row])
        return unit_rows(sums)

    def encode_query(self, text: str) -> FloatVector:
        """The vector of a question: a static model reads it like any text."""
        vector: FloatVector = self.encode_documents([text])[0]
        return vector


def encodable(text: str) -> str:
    """``text`` without lone surrogates, which the tokenizer cannot take."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text
