"""Changing how the table of chunks is divided, while readers go on reading."""

from __future__ import annotations

import contextlib

from rag.errors import IndexBusy
from rag.indexing.postgres import meaning, partitions, stages
from rag.indexing.postgres.address import Address
from rag.indexing.postgres.connecting import Connection, one, run
from rag.indexing.postgres.partitions import Division
from rag.indexing.postgres.schema import LOCK
from rag.indexing.postgres.view import read_view


def divide(connection: Connection, address: Address, division: Division) -> int:
    """Make the table anew in this division, graphs of vectors too; how many tables hold the rows.

    Raises:
        IndexBusy: Somebody is writing.
    """
    with connection.transaction():
        # Whoever begins to write or publishes waits for this lock.
        run(connection, f"SELECT pg_advisory_xact_lock({LOCK}, 0)")
        view = read_view(connection, address)
        if view.partitions != division:
            if _somebody_is_writing(connection):
                raise _somebody_writes(address)
            partitions.make_next(connection, division)
            if view.build is not None and view.form == "hnsw":
                meaning.make_index(connection, view.build, next_one=True)
            partitions.take_over(connection, division)
        return len(partitions.tables(connection))


def divide_if_empty(connection: Connection, address: Address, division: Division) -> None:
    """An index that holds nothing yet is divided as it is set, unless somebody writes already."""
    if read_view(connection, address).partitions == division:
        return
    if partitions.holds_nothing(connection):
        with contextlib.suppress(IndexBusy):
            divide(connection, address, division)


def drop_empty_months(connection: Connection) -> int:
    """Take away the tables of months without a row, unless somebody writes; how many."""
    with connection.transaction():
        run(connection, f"SELECT pg_advisory_xact_lock({LOCK}, 0)")
        return 0 if _somebody_is_writing(connection) else partitions.drop_empty(connection)


def _somebody_is_writing(connection: Connection) -> bool:
    """Whether a stage is being written; numbers of stages begin at 1."""
    return bool(
        one(connection, f"SELECT EXISTS ({stages.LIVE} AND objid BETWEEN 1 AND 2147483647)")
    )


def _somebody_writes(address: Address) -> IndexBusy:
    return IndexBusy(
        zh=f"有人正在写 {address.shown}（youju doctor 会说是谁），现在不能改变分区。请等它结束"
        "后再试。",
        en=f"Somebody is writing to {address.shown} (youju doctor says who), so it cannot be "
        "divided now. Try again when that has finished.",
    )
