"""The table of chunks in one piece, or divided by month: filters by date then read those months.

``chunks.month`` says where a row stands: 202307 for July 2023, ``UNDATED``, or ``OTHER`` for years
that no newspaper has and for months beyond ``MOST_MONTHS``: whatever dates articles claim, a
question never goes through more parts than that. The parts are made as articles of new months come.
What the table is made like is in the manifest (``View.partitions``); the setting
YOUJU_INDEX_PARTITIONS is for an index that holds nothing yet, ``dividing`` for one that does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from rag.indexing.postgres.connecting import Connection, one, run
from rag.indexing.postgres.schema import LOCK
from rag.indexing.postgres.tables import CHUNK_INDEXES, CHUNK_STORAGE
from rag.types import Filters

Division = Literal["none", "month"]

UNDATED, OTHER = 0, -1
MOST_MONTHS = 360
FIRST_YEAR, LAST_YEAR = 1900, 2100

_MAKING = -2
"""The second half of the lock that whoever makes a part holds."""

_MONTH_OF = (
    f"CASE WHEN {{0}} IS NULL THEN {UNDATED} WHEN extract(year FROM {{0}}) BETWEEN {FIRST_YEAR} "
    f"AND {LAST_YEAR} THEN (extract(year FROM {{0}}) * 100 + extract(month FROM {{0}}))::integer "
    f"ELSE {OTHER} END"
)


def month_of(day: date | None) -> int:
    """The month that an article of ``day`` belongs to."""
    if day is None:
        return UNDATED
    return day.year * 100 + day.month if FIRST_YEAR <= day.year <= LAST_YEAR else OTHER


def month_sql(column: str) -> str:
    """``month_of`` of a column, in SQL."""
    return _MONTH_OF.format(column)


def on_months(filters: Filters) -> tuple[list[str], dict[str, Any]]:
    """The condition that keeps a search by date out of other months, and its values."""
    first, last = filters.published_from, filters.published_to
    if not first and not last:
        return [], {}
    low = first.year * 100 + first.month if first else 1
    high = last.year * 100 + last.month if last else 999_999
    condition = f"(c.month BETWEEN %(first_month)s AND %(last_month)s OR c.month = {OTHER})"
    return [condition], {"first_month": low, "last_month": high}


def tables(connection: Connection, whole: str = "chunks") -> list[str]:
    """The tables that hold the rows: ``whole`` itself, or its parts by name."""
    rows = run(
        connection,
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %(whole)s::regclass "
        "ORDER BY 1",
        {"whole": whole},
    ).fetchall()
    return [name for (name,) in rows] if rows or _divided(connection, whole) else [whole]


def _divided(connection: Connection, table: str) -> bool:
    kind = one(connection, "SELECT relkind FROM pg_class WHERE oid = %(t)s::regclass", {"t": table})
    return kind in ("p", b"p")


class Months:
    """Which parts there are, as one writer knows them; each is made before its first row."""

    def __init__(self, connection: Connection) -> None:
        """``connection`` has a transaction open at every call of ``places``."""
        self._connection = connection
        self._divided = _divided(connection, "chunks")
        self._known: set[int] = set()

    def forget(self) -> None:
        """The transaction was taken back, and with it what it made."""
        self._known.clear()

    def places(self, days: Iterable[date | None]) -> dict[int, int]:
        """For each month of these days the ``month`` that its rows carry; parts are made."""
        wanted = {month_of(day) for day in days}
        if not self._divided:
            return {month: month for month in wanted}
        if wanted - self._known:  # but for those that had no room
            # Writers make parts one after the other, or two would make the same one.
            run(self._connection, f"SELECT pg_advisory_xact_lock({LOCK}, {_MAKING})")
            self._known = _months_of(self._connection, "chunks")
            for month in sorted(wanted - self._known):
                if len(self._known) < MOST_MONTHS + len((UNDATED, OTHER)):
                    _add_part(self._connection, "chunks", month)
                    self._known.add(month)
        return {month: month if month in self._known else OTHER for month in wanted}


def name_of(month: int) -> str:
    """The table of a month: chunks_2023_07."""
    if month in (UNDATED, OTHER):
        return "chunks_undated" if month == UNDATED else "chunks_other"
    return f"chunks_{month // 100:04d}_{month % 100:02d}"


def _months_of(connection: Connection, whole: str) -> set[int]:
    held = set(tables(connection, whole))
    every = [UNDATED, OTHER]
    every += [y * 100 + m for y in range(FIRST_YEAR, LAST_YEAR + 1) for m in range(1, 13)]
    return {month for month in every if name_of(month) in held}


def _add_part(connection: Connection, whole: str, month: int) -> None:
    """A part of its own for a month; whoever reads the others goes on meanwhile."""
    name = name_of(month)
    run(
        connection,
        f"CREATE TABLE {name} (LIKE {whole} INCLUDING DEFAULTS INCLUDING STORAGE) {CHUNK_STORAGE}",
    )
    run(connection, f"ALTER TABLE {whole} ATTACH PARTITION {name} FOR VALUES IN ({month})")


def holds_nothing(connection: Connection) -> bool:
    """Whether no chunk is stored."""
    return not one(connection, "SELECT EXISTS (SELECT 1 FROM chunks)")


def make_next(connection: Connection, division: Division) -> None:
    """Make ``chunks_next``: all rows and indexes of ``chunks``, divided; readers go on meanwhile.

    The caller has a transaction open, holds the lock of those who publish, and knows that nobody
    writes. Graphs of vectors are the caller's too (rag.indexing.postgres.meaning.make_index).
    """
    run(connection, "LOCK TABLE chunks IN EXCLUSIVE MODE")
    rows = run(
        connection,
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid IN (SELECT "
        "'chunks'::regclass UNION SELECT inhrelid FROM pg_inherits WHERE inhparent = "
        "'chunks'::regclass)",
    ).fetchall()
    for number, (name,) in enumerate(rows):
        run(connection, f"ALTER INDEX {name} RENAME TO chunks_before_{number}")
    how = "PARTITION BY LIST (month)" if division == "month" else CHUNK_STORAGE
    run(
        connection,
        f"CREATE TABLE chunks_next (LIKE chunks INCLUDING DEFAULTS INCLUDING STORAGE) {how}",
    )
    columns, month = _columns(connection), month_sql("published")
    if division == "month":
        month = _make_parts(connection, month)
    run(
        connection,
        f"INSERT INTO chunks_next ({columns}, month) SELECT {columns}, {month} FROM chunks "
        "ORDER BY id",
    )
    for index in CHUNK_INDEXES:
        run(connection, f"CREATE {index.format('chunks_next')}")
    # A key of a divided table would have to hold what divides it; the sequence gives each id once.
    unique = "" if division == "month" else "UNIQUE "
    run(connection, f"CREATE {unique}INDEX chunks_id ON chunks_next (id)")
    run(connection, "ANALYZE chunks_next")


def take_over(connection: Connection, division: Division) -> None:
    """Put ``chunks_next`` in the place of ``chunks``: all that readers wait for."""
    run(connection, "DROP TABLE chunks")
    run(connection, "ALTER TABLE chunks_next RENAME TO chunks")
    run(
        connection,
        "UPDATE manifest SET partitions = %(division)s, measured = 0",
        {"division": division},
    )


def _columns(connection: Connection) -> str:
    """The names of all columns but ``month``, between commas."""
    rows = run(
        connection,
        "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = 'chunks'::regclass AND "
        "attnum > 0 AND NOT attisdropped AND attname <> 'month' ORDER BY attnum",
    ).fetchall()
    return ", ".join(name for (name,) in rows)


def _make_parts(connection: Connection, month: str) -> str:
    """The parts that the rows of ``chunks`` need; where a row goes, in SQL."""
    rows = run(
        connection, f"SELECT {month} AS month, count(*) FROM chunks GROUP BY 1 ORDER BY 2 DESC"
    ).fetchall()
    held = [row[0] for row in rows][:MOST_MONTHS]
    for each in sorted({UNDATED, OTHER, *held}):
        _add_part(connection, "chunks_next", each)
    listed = ", ".join(map(str, sorted({UNDATED, *held})))
    return f"CASE WHEN {month} IN ({listed}) THEN {month} ELSE {OTHER} END"


def drop_empty(connection: Connection) -> int:
    """Take away months without a row; how many. Under the same conditions as ``make_next``."""
    gone = 0
    for name in tables(connection):
        kept = name == "chunks" or name in (name_of(UNDATED), name_of(OTHER))
        if not kept and not one(connection, f"SELECT EXISTS (SELECT 1 FROM {name})"):
            run(connection, f"DROP TABLE {name}")
            gone += 1
    return gone
