"""Taking out what is damaged, and making anew what follows from the rows."""

from __future__ import annotations

from rag.indexing.postgres import checking, meaning
from rag.indexing.postgres.address import Address
from rag.indexing.postgres.connecting import Connection, run, snapshot
from rag.indexing.postgres.schema import LOCK
from rag.indexing.postgres.view import read_view
from rag.indexing.postgres.writer import PostgresWriter


def mend(writer: PostgresWriter) -> int:
    """Bury the articles that are damaged and have their files read again; how many went."""
    connection, address, names = writer.inside()
    with snapshot(connection):
        damaged = checking.look(connection, read_view(connection, address), names).documents
    build = writer.manifest().build
    if not damaged or build is None:
        return 0
    with writer.transaction():
        for number in damaged:
            for _, file, _ in writer.places_of(number):
                writer.read_again(file)
            # An id that fits nothing lets no later ingest take the damaged text for its article.
            writer.spoil(number)
            writer.bury_document(number)
        writer.settle()
        gone = writer.dying()
    writer.begin(build, 1)
    workers = writer.workers(None, None, build, 0)
    writer.publish(workers, None, lambda _: None)
    return gone


def repair(connection: Connection, address: Address) -> list[str]:
    """Count the terms anew where they are wrong, and make an index that is not there; which."""
    done: list[str] = []
    with connection.transaction():
        run(connection, f"SELECT pg_advisory_xact_lock({LOCK}, 0)")
        view = read_view(connection, address)
        found = checking.Found()
        checking.terms(connection, view, found)
        if found.caches:
            checking.count_anew(connection, view)
            done.append("terms")
    build = view.build
    if build is not None and view.form == "hnsw" and meaning.without_index(connection, build):
        meaning.make_index(connection, build)
        done.append("vectors")
    return done
