"""A static model's folder, loaded once for the process: token vectors and their tokenizer.

``model2vec`` reads the same files and gives the same vectors (a test insists), but importing
it brings the hub client along, which costs a question asked from a cold process a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embeddings.base import FloatMatrix

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BUNDLED_MODEL = Path(__file__).resolve().parent / "models" / "static-zh-en"
"""The folder of the model that ships with the package."""


@dataclass(frozen=True, slots=True)
class Table:
    """``vectors[i]`` is token ``i``'s vector, float32, not normalised; shape (tokens, dimension).

    The tokenizer is safe to share between threads for encoding.
    """

    vectors: FloatMatrix
    tokenizer: Tokenizer


@lru_cache(maxsize=2)
def load_table(folder: Path) -> Table:
    """The table in ``folder``.

    Raises:
        OSError: A file is missing or unreadable.
        ValueError: The files are not a token table and its tokenizer.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    try:
        tensors = load_file(folder / "model.safetensors")
        vectors = np.ascontiguousarray(next(iter(tensors.values())), dtype=np.float32)
    except (SafetensorError, StopIteration) as fault:
        raise ValueError(f"{folder / 'model.safetensors'}: {fault}") from fault
    path = folder / "tokenizer.json"
    text = path.read_text(encoding="utf-8")
    try:
        tokenizer = Tokenizer.from_str(text)
    except Exception as fault:  # the library raises bare exceptions
        raise ValueError(f"{path}: {fault}") from fault
    tokenizer.no_padding()
    tokenizer.no_truncation()
    if vectors.ndim != 2 or tokenizer.get_vocab_size() > len(vectors):
        raise ValueError(
            f"{folder}: {len(vectors)} vectors for {tokenizer.get_vocab_size()} tokens"
        )
    return Table(vectors, tokenizer)
