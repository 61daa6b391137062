"""The index on a PostgreSQL server: many writers and readers, on many machines."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from embeddings import Embedder
from rag.errors import IndexMissing
from rag.indexing import machine, page_file
from rag.indexing.embedded_ledger import EmbeddedLedger
from rag.indexing.nouns import Build, Checkup, Counts, Saved
from rag.indexing.ports_writing import Ledger
from rag.indexing.postgres import checking, dividing, listing, publishing, schema, stages
from rag.indexing.postgres.address import Address
from rag.indexing.postgres.connecting import Connection, connect, one, run, server_faults, snapshot
from rag.indexing.postgres.contents import PostgresContents
from rag.indexing.postgres.ledger import PostgresLedger
from rag.indexing.postgres.names import Names
from rag.indexing.postgres.partitions import Division, tables
from rag.indexing.postgres.reader import PostgresReader
from rag.indexing.postgres.rows import Rows
from rag.indexing.postgres.view import View, read_build, read_view
from rag.indexing.postgres.writer import PostgresWriter
from rag.indexing.storage import storage_faults
from rag.indexing.store import open_in_memory
from rag.types import Skipped
from rag.wording import say

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Postgres:
    """See ``rag.indexing.ports.Store``. ``readers`` is a replica to ask, else the server itself."""

    address: Address
    data_dir: Path
    names: Names = field(default_factory=Names)
    readers: Address | None = None
    partitions: Division | None = None
    """How an index that holds nothing yet is divided; ``None``: as it is."""

    def reader(self, embedder: Embedder) -> PostgresReader:
        """Open the newest generation."""
        return PostgresReader(self.readers or self.address, embedder, self.names)

    @contextlib.contextmanager
    def writer(self, *, create: bool = True) -> Iterator[PostgresWriter]:
        """Open a stage of its own for writing; other writers write theirs meanwhile."""
        with server_faults(self.address):
            with storage_faults(self.data_dir):
                self.data_dir.mkdir(parents=True, exist_ok=True)  # for what this machine was told
            connection = connect(self.address, long_work=True)
            try:
                if create:
                    schema.prepare(connection, self.address)
                    if self.partitions is not None:
                        dividing.divide_if_empty(connection, self.address, self.partitions)
                else:
                    schema.check(connection, self.address)
                    _published(connection, self.address)
                stage = stages.take(connection)
                writer = PostgresWriter(connection, self.address, self.names, stage)
                try:
                    yield writer
                finally:
                    _close_quietly(writer)
            finally:
                connection.close()

    @contextlib.contextmanager
    def rehearsal(self, *, create: bool) -> Iterator[Ledger]:
        """A ledger over what is there; what is written to it is taken back."""
        with server_faults(self.address), contextlib.closing(connect(self.address)) as connection:
            schema.check_server(connection, self.address)
            if schema.version_of(connection):
                schema.check(connection, self.address)
                with connection.transaction(force_rollback=True):
                    yield PostgresLedger(connection, self.address, self.names, 0)
                return
            if not create:
                raise schema.missing(self.address)
            with contextlib.closing(open_in_memory()) as empty:
                yield EmbeddedLedger(empty)

    def build(self) -> Build | None:
        """The build of the index, of one whose first build was begun too."""

        def read(connection: Connection) -> Build | None:
            number = one(connection, "SELECT coalesce(build, (SELECT max(number) FROM builds)) "
                         "FROM manifest")  # fmt: skip
            return None if number is None else read_build(connection, number)

        try:
            return self._read(read)
        except IndexMissing:
            return None

    def describe(self) -> dict[str, Any]:
        """The status, whatever model is set."""
        return self._shown(lambda c, view: listing.status(c, view, self.names, self.address.shown))

    def place(self) -> str:
        """The server's address, without its password, its versions and who is writing."""
        with server_faults(self.address), contextlib.closing(connect(self.address)) as connection:
            schema.check_server(connection, self.address)
            server = one(connection, "SHOW server_version")
            vector = one(connection, "SELECT extversion FROM pg_extension WHERE extname = 'vector'")
            if schema.version_of(connection) == 0:
                return f"{self.address.shown}: PostgreSQL {server}, {_pgvector(vector)}"
            schema.check_vector(connection, self.address)
            at_work = [each for each in listing.writers(connection) if each["at_work"]]
            parts = len(tables(connection))
        told = say("，".join(_writer(each) for each in at_work) or "没有人在写",
                   ", ".join(_writer(each) for each in at_work) or "nobody is writing")  # fmt: skip
        divided = say(f"；按月分为 {parts} 张表", f"; {parts} tables by month") if parts > 1 else ""
        return f"{self.address.shown}: PostgreSQL {server}, pgvector {vector}; {told}{divided}"

    def roots(self) -> list[Path]:
        """The folders and files that an ingest without paths reads."""

        def read(connection: Connection) -> list[Path]:
            rows = run(connection, "SELECT path FROM roots ORDER BY path").fetchall()
            return [Path(self.names.here(path)) for (path,) in rows]

        try:
            return self._read(read)
        except IndexMissing:
            return []

    def told(self) -> tuple[list[Skipped], list[Skipped]]:
        """What of the files last read could not be used and why, and notices of what was."""
        return self._read(lambda c: PostgresLedger(c, self.address, self.names, 0).told_of(None))

    def statistics(self) -> Counts:
        """How many articles by month, source, language, length and folder."""
        return self._shown(lambda c, view: listing.statistics(c, view, self.names))

    def count(self, query: str = "") -> int:
        """How many articles ``Reader.documents(query)`` lists in all."""
        return self._shown(
            lambda c, view: len(Rows(c, view.values, self.names).search(query, 0, None))
        )

    def verify(self) -> Checkup:
        """Check everything that is stored against everything else."""
        return self._shown(lambda c, view: checking.verify(c, view, self.names))

    def mend(self) -> int:
        """Take out articles that are not what was written; how many went."""
        from rag.indexing.postgres.mending import mend

        with self.writer(create=False) as writer:
            return mend(writer)

    def repair(self) -> list[str]:
        """Make anew what follows from the rows: the counts of terms and the vector index."""
        from rag.indexing.postgres.mending import repair

        with self._for_long() as connection:
            schema.check(connection, self.address)
            _published(connection, self.address)
            return repair(connection, self.address)

    def compact(self) -> tuple[int, int]:
        """Give back the room of what was removed; bytes before and after."""
        with self._for_long() as connection:
            schema.check(connection, self.address)
            view = _published(connection, self.address)
            before = sum(listing.sizes(connection).values())
            publishing.purge(connection, view)
            dividing.drop_empty_months(connection)
            for table in ("chunks", "documents", "articles", "files", "skips", "places", "terms"):
                run(connection, f"VACUUM (FULL, ANALYZE) {table}")
            return before, sum(listing.sizes(connection).values())

    def divide(self, division: Division) -> int:
        """Divide the table of chunks by month, or join it again; how many tables hold them.

        Raises:
            IndexBusy: Somebody is writing.
        """
        with self._for_long() as connection:
            schema.prepare(connection, self.address)
            _published(connection, self.address)
            return dividing.divide(connection, self.address, division)

    def backup(self, target: Path) -> Saved:
        """Write the current generation into one file: the one that an embedded index makes."""
        from rag.indexing.backup import copied_page
        from rag.indexing.copying import copy
        from rag.indexing.embedded import Embedded

        with tempfile.TemporaryDirectory(prefix="youju-") as folder:
            copy(self, Embedded(Path(folder)))
            copied_page(self.data_dir, Path(folder))
            return Embedded(Path(folder)).backup(target)

    def restore(self, source: Path) -> Saved:
        """Put a backup in the place of what is indexed, after checking it whole."""
        from rag.indexing.copying import copy
        from rag.indexing.embedded import Embedded

        with tempfile.TemporaryDirectory(prefix="youju-") as folder:
            saved = Embedded(Path(folder)).restore(source)
            copy(Embedded(Path(folder)), self, replace=True)
            page = page_file.page_file(Path(folder))
            if page.is_file():
                page_file.put_beside(page, self.data_dir)
        known = machine.roots(self.data_dir)
        unknown = tuple(str(root) for root in self.roots() if str(root) not in known)
        return replace(saved, unknown_roots=unknown)

    @contextlib.contextmanager
    def contents(self) -> Iterator[PostgresContents]:
        """All of the newest generation, in one snapshot."""
        with self._for_long() as connection:
            schema.check(connection, self.address)
            with snapshot(connection):
                view = _published(connection, self.address)
                build = read_build(connection, int(view.values["build"]))
                yield PostgresContents(connection, build, view, self.names)

    @contextlib.contextmanager
    def _for_long(self) -> Iterator[Connection]:
        """A connection for work that may take hours."""
        with (
            server_faults(self.address),
            contextlib.closing(connect(self.address, long_work=True)) as connection,
        ):
            yield connection

    def _read(self, what: Callable[[Connection], _Found]) -> _Found:
        with server_faults(self.address), contextlib.closing(connect(self.address)) as connection:
            schema.check(connection, self.address)
            with snapshot(connection):
                return what(connection)

    def _shown(self, what: Callable[[Connection, View], _Found]) -> _Found:
        return self._read(lambda c: what(c, _published(c, self.address)))


def _pgvector(version: str | None) -> str:
    if version:
        return f"pgvector {version}"
    return say(
        "库里还没有 pgvector 扩展：请管理员运行一次 CREATE EXTENSION vector",
        "pgvector is not in this database yet: an administrator runs CREATE EXTENSION vector once",
    )


def _writer(stage: dict[str, Any]) -> str:
    return say(
        f"{stage['host']} 上的进程 {stage['process']} 从 {stage['since'][:19]} 起在写",
        f"process {stage['process']} on {stage['host']} has been writing since "
        f"{stage['since'][:19]}",
    )


def _published(connection: Connection, address: Address) -> View:
    view = read_view(connection, address)
    if view.build is None:
        raise schema.missing(address)
    return view


def _close_quietly(writer: PostgresWriter) -> None:
    """The stage of a writer whose server is gone is found by the next one."""
    with contextlib.suppress(psycopg.Error):
        writer.close()
