"""The one place where it is decided where an index is kept: by the settings."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings import Embedder
from rag.indexing.embedded import Embedded
from rag.indexing.ports import Reader, Store
from rag.indexing.ports_writing import Writer
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.indexing.postgres.store import Postgres


def store_of(settings: Settings) -> Store:
    """Where ``settings`` say that the index is kept; nothing is opened yet.

    Raises:
        IndexUnreachable: It is on a server, and the driver is not installed.
    """
    address = settings.index.get_secret_value()
    if not address:
        return Embedded(settings.data_dir)
    return server_at(address, settings)


def server_at(address: str, settings: Settings) -> Postgres:
    """The index on the server at ``address``; the driver is loaded now."""
    from rag.indexing.postgres.address import Address
    from rag.indexing.postgres.names import Names
    from rag.indexing.postgres.store import Postgres

    readers = settings.index_readers.get_secret_value()
    names = Names.of(dict(settings.index_roots))
    return Postgres(
        Address(address), Path(settings.data_dir), names, Address(readers) if readers else None,
        settings.index_partitions or None,
    )  # fmt: skip


def open_reader(settings: Settings, embedder: Embedder) -> Reader:
    """Open the newest generation of the index; raises as ``Store.reader``."""
    return store_of(settings).reader(embedder)


def open_writer(settings: Settings, *, create: bool = True) -> AbstractContextManager[Writer]:
    """Open the index for writing; raises as ``Store.writer``."""
    return store_of(settings).writer(create=create)
