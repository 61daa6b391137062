"""Strings to unit vectors, and vectors to neighbours. Knows nothing of articles."""

from __future__ import annotations

from pathlib import Path

from embeddings.base import Embedder, EmbedderError, FloatMatrix, FloatVector
from embeddings.hashed import HashEmbedder

__all__ = [
    "Embedder",
    "EmbedderError",
    "FloatMatrix",
    "FloatVector",
    "HashEmbedder",
    "load_embedder",
]


def load_embedder(model: str = "bundled") -> Embedder:
    """The embedder called ``model``: ``deep``, ``fast``, a folder, or a hub id.

    ``deep`` is the bundled transformer, ``fast`` the bundled static model (``bundled`` is its
    older name).

    A folder with a static model needs neither torch nor sentence-transformers. Only a hub id
    that is not cached yet reaches for the network.

    Raises:
        EmbedderError: There is no such model, or it cannot be loaded or reached.

    """
    from embeddings.static import BUNDLED_MODEL, StaticEmbedder, is_static

    if model == "deep":
        from embeddings.deep import DeepEmbedder

        return DeepEmbedder()
    if model in {"fast", "bundled"}:
        return StaticEmbedder(BUNDLED_MODEL, model)
    folder = Path(model).expanduser()
    if folder.is_dir():
        if is_static(folder):
            return StaticEmbedder(folder, model)
    elif folder.is_absolute() or model.startswith((".", "~")) or model.count("/") > 1:
        raise EmbedderError(
            model, "there is no such folder", "Check the path in YOUJU_EMBEDDING_MODEL."
        )
    from embeddings.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(model)
