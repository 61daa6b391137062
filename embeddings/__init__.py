"""Strings to unit vectors, and vectors to neighbours. Knows nothing of articles.

What is public is loaded on first use: ``rag`` imports this package for ``quiet`` alone.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from embeddings import quiet as quiet  # before any other import: libraries read it as they load

if TYPE_CHECKING:
    from embeddings.base import Embedder, EmbedderError, FloatMatrix, FloatVector
    from embeddings.hashed import HashEmbedder

_HOME_OF = {
    "Embedder": "embeddings.base",
    "EmbedderError": "embeddings.base",
    "FloatMatrix": "embeddings.base",
    "FloatVector": "embeddings.base",
    "HashEmbedder": "embeddings.hashed",
}

__all__ = [
    "Embedder",
    "EmbedderError",
    "FloatMatrix",
    "FloatVector",
    "HashEmbedder",
    "load_embedder",
]


def load_embedder(model: str = "fast") -> Embedder:
    """The embedder called ``model``: ``deep``, ``fast``, a folder, or a hub id.

    ``deep`` is the bundled transformer, ``fast`` the bundled static model (``bundled`` is its
    older name).

    A folder with a static model needs neither torch nor sentence-transformers. Only a hub id
    that is not cached yet reaches for the network.

    Raises:
        EmbedderError: There is no such model, or it cannot be loaded or reached.

    """
    from embeddings.base import EmbedderError
    from embeddings.names import DEEP, FAST, shipped
    from embeddings.static import BUNDLED_MODEL, StaticEmbedder, is_static

    if shipped(model) == DEEP:
        from embeddings.deep import bundled

        return bundled()
    if shipped(model) == FAST:
        return StaticEmbedder(BUNDLED_MODEL, FAST)
    if model == "auto":
        raise EmbedderError(model, "it is an index that decides for a model", "Name one.")
    folder = Path(os.path.expanduser(model))  # noqa: PTH111 - never raises
    if folder.is_dir():
        if is_static(folder):
            return StaticEmbedder(folder, model)
    elif folder.is_absolute() or model.startswith((".", "~")) or model.count("/") > 1:
        raise EmbedderError(
            model, "there is no such folder", "Check the path in YOUJU_EMBEDDING_MODEL."
        )
    from embeddings.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(model)


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'embeddings' has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
