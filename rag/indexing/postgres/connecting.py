"""Connections to the server, and what it says in one clear sentence, never with its password."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from rag.errors import IndexBusy, IndexDamaged, IndexUnreachable, StorageError, YoujuError

try:
    import psycopg
    from psycopg import errors
except ImportError as fault:
    raise IndexUnreachable(
        zh="YOUJU_INDEX 指向 PostgreSQL，但没有安装驱动。请运行：pip install 'youju[postgres]'",
        en="YOUJU_INDEX names a PostgreSQL server, but the driver is not installed. Run: pip "
        "install 'youju[postgres]'",
    ) from fault

Connection = psycopg.Connection[tuple[Any, ...]]
Values = Mapping[str, Any]

_CONNECT_S = 10
_NOT_IN_CLEAR: dict[str, Any] = {"require_auth": "!password,!md5"}
_CAN_REQUIRE = psycopg.pq.version() >= 160_000
_PASSWORD = re.compile(r"(password\s*=\s*)('[^']*'|\S+)", re.IGNORECASE)
"""A password in a line of connection settings: password=secret, password = 'a b'."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is; ``url`` holds the password and is shown to nobody."""

    url: str

    def __repr__(self) -> str:
        """Without the password."""
        return f"Address({self.shown!r})"

    @property
    def shown(self) -> str:
        """The address as it may be shown: without password and options."""
        credentials, path = self._parts()
        user = credentials.partition(":")[0]
        hosts = path.partition("?")[0]
        return f"postgresql://{unquote(user)}{'@' if user else ''}{hosts}"

    def _parts(self) -> tuple[str, str]:
        """What stands before the last @ of the hosts and what after; of a broken address too."""
        whole = self.url.partition("://")[2]
        hosts = whole.partition("?")[0]
        credentials, at, rest = hosts.rpartition("@")
        return (credentials, rest) if at else ("", hosts)

    def cleared(self, text: str) -> str:
        """``text`` without the password, as it stands in the address or decoded."""
        secret = self._parts()[0].partition(":")[2]
        for form in sorted({secret, unquote(secret), self.url}, key=len, reverse=True):
            if form:
                text = text.replace(form, "***")
        return _PASSWORD.sub(r"\1***", " ".join(text.split()))


def connect(address: Address) -> Connection:
    """A connection in autocommit; statements go unprepared, planned for their own values.

    Raises:
        IndexUnreachable: The server does not answer or lets nobody in.
    """
    with server_faults(address):
        # Whoever can name a server, in a .env say, must not be sent the password as it is:
        # PGPASSWORD or ~/.pgpass may hold one for another server.
        careful = {} if "require_auth" in address.url or not _CAN_REQUIRE else _NOT_IN_CLEAR
        return psycopg.connect(
            address.url, autocommit=True, prepare_threshold=None, application_name="youju",
            connect_timeout=_CONNECT_S, keepalives_idle=30, keepalives_interval=10,
            keepalives_count=3, **careful,
        )  # fmt: skip


def run(
    connection: Connection, statement: str, values: Values | None = None
) -> psycopg.Cursor[tuple[Any, ...]]:
    """Run one statement of ours; what is put into its text is constants and numbers alone."""
    return connection.execute(statement.encode(), values)


def one(connection: Connection, statement: str, values: Values | None = None) -> Any:
    """The first value of the only row."""
    row = run(connection, statement, values).fetchone()
    return row[0] if row is not None else None


@contextlib.contextmanager
def snapshot(connection: Connection) -> Iterator[Connection]:
    """One REPEATABLE READ snapshot that only reads.

    The table of chunks is held before the snapshot is taken: one that was made anew between the
    two would be there with no row to see (rag.indexing.postgres.partitions.arrange).
    """
    with connection.transaction():
        run(
            connection,
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; "
            "LOCK TABLE ONLY chunks IN ACCESS SHARE MODE",
        )
        yield connection


@contextlib.contextmanager
def server_faults(address: Address) -> Iterator[None]:
    """Turn what the server or the driver says into one clear sentence."""
    try:
        yield
    except YoujuError:
        raise
    except psycopg.Error as fault:
        raise explained(fault, address) from None  # its own text may quote the address


def explained(fault: psycopg.Error, address: Address) -> YoujuError:
    """The error for what went wrong at the server."""
    said = address.cleared(fault.diag.message_primary or str(fault) or type(fault).__name__)
    where = address.shown
    for kinds, make in _MEANINGS:
        if isinstance(fault, kinds):
            return make(where, said)
    if fault.sqlstate is None or fault.sqlstate[:2] == "08" or isinstance(fault, _AWAY):
        return _refused(where, said) or _away(where, said)
    return StorageError(
        zh=f"{where} 报错（{said}）。已发布的索引未受影响；请检查服务器后重新运行同一命令。",
        en=f"{where} reports an error ({said}). The published index is untouched; check the "
        "server and run the same command again.",
    )


def _refused(where: str, said: str) -> IndexUnreachable | None:
    """What a refused connection says, which comes without a code from the driver."""
    if "password authentication failed" in said or "no password supplied" in said:
        return IndexUnreachable(
            zh=f"{where} 不接受用户名或密码。请检查 YOUJU_INDEX（密码里的特殊字符要写成 %XX），"
            "或用 PGPASSWORD、~/.pgpass 给出密码。",
            en=f"{where} does not accept the user or the password. Check YOUJU_INDEX (special "
            "characters of a password are written %XX), or give it by PGPASSWORD or ~/.pgpass.",
        )
    if "database" in said and "does not exist" in said:
        return IndexUnreachable(
            zh=f"{where} 上没有这个数据库。请先建好它：createdb 数据库名。",
            en=f"There is no such database at {where}. Make it first: createdb NAME.",
        )
    if "too many clients" in said or "remaining connection slots" in said:
        return _crowded(where, said)
    return None


def _away(where: str, said: str) -> IndexUnreachable:
    return IndexUnreachable(
        zh=f"连不上 {where}，或连接中断（{said}）。已写入的部分不会丢失；服务器恢复后重新运行"
        "同一命令，会从中断处继续。",
        en=f"{where} cannot be reached, or the connection broke ({said}). Nothing that was written "
        "is lost; run the same command again when the server is back, it goes on from there.",
    )


def _crowded(where: str, said: str) -> IndexUnreachable:
    return IndexUnreachable(
        zh=f"{where} 的连接已满（{said}）。请稍后再试，或提高服务器的 max_connections。",
        en=f"{where} has no connection left ({said}). Try again later, or raise max_connections "
        "of the server.",
    )


def _full(where: str, said: str) -> StorageError:
    return StorageError(
        zh=f"{where} 的磁盘已满（{said}）。已发布的索引未受影响；请在服务器上腾出空间后重新运行"
        "同一命令，会从中断处继续。",
        en=f"The disk of {where} is full ({said}). The published index is untouched; make room on "
        "the server and run the same command again, it goes on from there.",
    )


def _cramped(where: str, said: str) -> StorageError:
    return StorageError(
        zh=f"{where} 的内存不够（{said}）。按月分区的索引每次查询要锁住许多张表：请提高服务器的 "
        "max_locks_per_transaction 并重启它，否则给它更多内存。",
        en=f"{where} is out of memory ({said}). Of an index that is divided by month each search "
        "locks many tables: raise the server's max_locks_per_transaction and restart it, or else "
        "give it more memory.",
    )


def _read_only(where: str, said: str) -> StorageError:
    return StorageError(
        zh=f"{where} 只能读（{said}）：是只读副本，或刚发生切换。请把 YOUJU_INDEX 指向主服务器"
        "（只读副本写在 YOUJU_INDEX_READERS）。",
        en=f"{where} can only be read ({said}): a replica, or a failover just now. Let YOUJU_INDEX "
        "name the primary (replicas go into YOUJU_INDEX_READERS).",
    )


def _forbidden(where: str, said: str) -> StorageError:
    return StorageError(
        zh=f"{where} 的用户权限不够（{said}）。请让管理员授权；建表需要 CREATE，扩展需要管理员"
        "运行一次 CREATE EXTENSION vector。",
        en=f"The user at {where} may not do this ({said}). Ask for the rights; tables need CREATE, "
        "the extension needs an administrator to run CREATE EXTENSION vector once.",
    )


def no_extension(where: str, said: str) -> IndexUnreachable:
    """The error for a server without pgvector, or with one that is too old."""
    return IndexUnreachable(
        zh=f"{where} 没有可用的 pgvector 扩展（{said}）。请在服务器上安装 pgvector 0.8 或更新的"
        "版本，再运行 CREATE EXTENSION vector（已装旧版则 ALTER EXTENSION vector UPDATE）。",
        en=f"{where} has no usable extension pgvector ({said}). Install pgvector 0.8 or newer on "
        "the server, then CREATE EXTENSION vector (ALTER EXTENSION vector UPDATE for an old one).",
    )


def _busy(where: str, said: str) -> IndexBusy:
    return IndexBusy(
        zh=f"{where} 上另一个写入者挡住了这一步（{said}）。请重新运行同一命令。",
        en=f"Another writer at {where} is in the way ({said}). Run the same command again.",
    )


def _damaged(where: str, said: str) -> IndexDamaged:
    return IndexDamaged(
        zh=f"{where} 上的数据已损坏（{said}）。请从服务器的备份恢复，或用 youju restore 恢复备份。",
        en=f"Data at {where} is damaged ({said}). Restore the server's backup, or one of ours with "
        "youju restore.",
    )


_AWAY = (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow)
_MEANINGS = (
    ((errors.DiskFull,), _full),
    ((errors.ReadOnlySqlTransaction,), _read_only),
    ((errors.InsufficientPrivilege,), _forbidden),
    ((errors.TooManyConnections,), _crowded),
    ((errors.DeadlockDetected, errors.SerializationFailure, errors.LockNotAvailable), _busy),
    ((errors.OutOfMemory,), _cramped),
    ((errors.DataCorrupted, errors.IndexCorrupted), _damaged),
)
