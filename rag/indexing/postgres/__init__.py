"""The same index in PostgreSQL with pgvector: many writers, many askers, on many machines.

Rows carry the stage in which they were ``born`` and ``died``. A stage is one writer's run; what it
writes shows to nobody until one transaction moves it from the manifest's open stages to the
published ones. A reader's view is (horizon, open): a stage counts when it is at most the horizon
and not open. That is what PostgreSQL does with transactions, for as long as an ingest takes.

``psycopg`` is imported in this package alone, and this package only where YOUJU_INDEX names a
server.
"""

from rag.errors import IndexUnreachable

try:
    import psycopg as psycopg
except ImportError as fault:
    raise IndexUnreachable(
        zh="YOUJU_INDEX 指向 PostgreSQL，但没有安装驱动。请运行：pip install 'youju[postgres]'",
        en="YOUJU_INDEX names a PostgreSQL server, but the driver is not installed. Run: pip "
        "install 'youju[postgres]'",
    ) from fault
