"""What the server or the driver says, as one clear sentence and what to do next."""

from __future__ import annotations

import psycopg
from psycopg import errors

from rag.errors import IndexBusy, IndexDamaged, IndexUnreachable, StorageError, YoujuError
from rag.indexing.postgres.address import Address


class Crowded(IndexUnreachable):
    """The server has no connection left: soon it may."""


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
    """What a refused connection says, which comes without a code from the driver.

    A server says it in its own language (lc_messages): English, simplified, traditional Chinese.
    """
    if _says(said, "password authentication failed", "no password supplied", "认证失败", "驗證"):
        return IndexUnreachable(
            zh=f"{where} 不接受用户名或密码。请检查 YOUJU_INDEX（密码里的特殊字符要写成 %XX），"
            "或用 PGPASSWORD、~/.pgpass 给出密码。",
            en=f"{where} does not accept the user or the password. Check YOUJU_INDEX (special "
            "characters of a password are written %XX), or give it by PGPASSWORD or ~/.pgpass.",
        )
    if "pg_hba.conf" in said:
        return _unlisted(where, said)
    if _says(said, "does not exist", "不存在") and _says(said, "database", "数据库", "資料庫"):
        return IndexUnreachable(
            zh=f"{where} 上没有这个数据库。请先建好它：createdb 数据库名。",
            en=f"There is no such database at {where}. Make it first: createdb NAME.",
        )
    if _says(
        said,
        "too many clients",
        "remaining connection slots",
        "connections for role",
        "连接过多",
        "剩余连接",
        "過多",
    ):
        return _crowded(where, said)
    return None


def _says(said: str, *any_of: str) -> bool:
    return any(words in said for words in any_of)


def _unlisted(where: str, said: str) -> IndexUnreachable:
    return IndexUnreachable(
        zh=f"{where} 不让这台机器或这个用户连接（{said}）。请在服务器的 pg_hba.conf 里加一行，例如 "
        "hostssl 数据库 用户 192.0.2.0/24 scram-sha-256，再让服务器重读设置（pg_ctl reload）。",
        en=f"{where} lets this machine or this user not in ({said}). Add a line to the server's "
        "pg_hba.conf, such as hostssl DATABASE USER 192.0.2.0/24 scram-sha-256, and have the "
        "server read it (pg_ctl reload).",
    )


def _away(where: str, said: str) -> IndexUnreachable:
    return IndexUnreachable(
        zh=f"连不上 {where}，或连接中断（{said}）。已写入的部分不会丢失；服务器恢复后重新运行"
        "同一命令，会从中断处继续。",
        en=f"{where} cannot be reached, or the connection broke ({said}). Nothing that was written "
        "is lost; run the same command again when the server is back, it goes on from there.",
    )


def _crowded(where: str, said: str) -> Crowded:
    return Crowded(
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


def _slow(where: str, said: str) -> StorageError:
    return StorageError(
        zh=f"{where} 中断了一次查询（{said}）。请稍后再问，或为这个用户放宽期限：ALTER ROLE 用户 "
        "SET statement_timeout = '60s'。",
        en=f"{where} broke off a query ({said}). Ask again later, or give this user more time: "
        "ALTER ROLE USER SET statement_timeout = '60s'.",
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
    ((errors.QueryCanceled,), _slow),
    ((errors.ReadOnlySqlTransaction,), _read_only),
    ((errors.InsufficientPrivilege,), _forbidden),
    ((errors.TooManyConnections,), _crowded),
    ((errors.DeadlockDetected, errors.SerializationFailure, errors.LockNotAvailable), _busy),
    ((errors.OutOfMemory,), _cramped),
    ((errors.DataCorrupted, errors.IndexCorrupted), _damaged),
)
