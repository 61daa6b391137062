"""The one place where it is decided where an index is kept: by the settings."""

from __future__ import annotations

from contextlib import AbstractContextManager

from embeddings import Embedder
from rag.indexing.embedded import Embedded
from rag.indexing.ports import Reader, Store, Writer
from rag.settings import Settings


def store_of(settings: Settings) -> Store:
    """Where ``settings`` say that the index is kept; nothing is opened yet."""
    return Embedded(settings.data_dir)


def open_reader(settings: Settings, embedder: Embedder) -> Reader:
    """Open the newest generation of the index; raises as ``Store.reader``."""
    return store_of(settings).reader(embedder)


def open_writer(settings: Settings, *, create: bool = True) -> AbstractContextManager[Writer]:
    """Open the index for writing; raises as ``Store.writer``."""
    return store_of(settings).writer(create=create)
