"""The ledger of the embedded index: roots, removals and files, as plain statements on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from rag.indexing import store, store_read, store_write
from rag.indexing.nouns import Build, KnownFile, Manifest, Reread, Times
from rag.indexing.scan import below
from rag.indexing.schema import IS_NOTICE
from rag.types import Skipped

_LAST_CHARACTER = chr(0x10FFFF)
"""Nothing that begins with a path comes after the path and this."""

_LOSING = "CREATE TEMP TABLE IF NOT EXISTS losing (number INTEGER PRIMARY KEY)"


class EmbeddedLedger:
    """See ``ports_writing.Ledger``; the caller holds the writer lock, or writes nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """``connection`` is closed with this."""
        self._connection = connection
        self.generation = store.read_manifest(connection).generation + 1

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing."""
        return store.transaction(self._connection)

    def manifest(self) -> Manifest:
        """What readers see now."""
        return store.read_manifest(self._connection)

    def begun(self) -> Build | None:
        """The build that was begun last."""
        return store.begun(self._connection)

    def has_staged(self) -> bool:
        """Whether a run that was killed has left rows of the next generation."""
        return store.has_staged(self._connection, self.generation)

    def roots(self) -> dict[str, bool]:
        """The remembered folders and files, and whether each is the shipped samples."""
        rows = self._connection.execute("SELECT path, samples FROM roots")
        return {path: bool(samples) for path, samples in rows}

    def remember_roots(self, paths: Sequence[str], *, samples: bool) -> None:
        """Keep in step with these from now on."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO roots (path, samples) VALUES (?, ?)",
            [(path, int(samples)) for path in paths],
        )

    def forget_roots(self, paths: Sequence[str]) -> int:
        """Keep in step with these no more; how many there were."""
        return self._connection.executemany(
            "DELETE FROM roots WHERE path = ?", [(path,) for path in paths]
        ).rowcount

    def removals(self) -> list[str]:
        """The paths that the user removed."""
        return [row[0] for row in self._rows("SELECT path FROM removals ORDER BY path")]

    def remember_removal(self, path: str) -> None:
        """Pass over this path from now on."""
        self._connection.execute("INSERT OR IGNORE INTO removals (path) VALUES (?)", (path,))

    def forget_removal(self, path: str, file: str) -> None:
        """Pass over ``path`` no more; ``file``, which holds it, is read again."""
        self._connection.execute("DELETE FROM removals WHERE path = ?", (path,))
        self._connection.execute(
            "UPDATE files SET complete = 0 WHERE path = ? AND died IS NULL", (file,)
        )

    def known(self, path: str) -> list[KnownFile]:
        """The living rows of a file, the last one read first."""
        rows = self._rows(
            "SELECT number, size, mtime, ctime, digest, cleaner, complete, "  # noqa: S608 - a constant
            f"EXISTS (SELECT 1 FROM skips s WHERE s.file = number AND NOT {IS_NOTICE}) "
            "FROM files WHERE path = ? AND died IS NULL ORDER BY number DESC",
            path,
        )
        return [KnownFile(r[0], r[1:4], r[4], r[5], bool(r[6]), bool(r[7])) for r in rows]

    def touch(self, number: int, times: Times) -> None:
        """Note other times of a file whose content is the same."""
        self._connection.execute(
            "UPDATE files SET size = ?, mtime = ?, ctime = ? WHERE number = ?", (*times, number)
        )

    def living_files(self) -> list[tuple[int, str]]:
        """Number and path of every file that the next generation holds."""
        return self._rows("SELECT number, path FROM files WHERE died IS NULL")

    def files_below(self, path: str) -> list[int]:
        """Those of them that are ``path`` or lie in it; a thousand names take a second."""
        stem = path.rstrip("/")
        rows = self._rows(
            "SELECT number, path FROM files WHERE path >= ? AND path < ? AND died IS NULL",
            stem, stem + _LAST_CHARACTER,
        )  # fmt: skip
        return [number for number, file in rows if below(file, path)]

    def published_paths(self) -> list[str]:
        """The paths of living files that readers see already."""
        query = "SELECT path FROM files WHERE died IS NULL AND born < ?"
        return [path for (path,) in self._rows(query, self.generation)]

    def bury_files(self, numbers: Iterable[int]) -> None:
        """These files die in the next generation."""
        self._connection.executemany(
            "UPDATE files SET died = ? WHERE number = ?",
            [(self.generation, number) for number in numbers],
        )

    def rereads(self) -> list[Reread]:
        """The files that were read again."""
        rows = self._connection.execute(
            "SELECT old.number, new.number, old.path, "
            "(SELECT COUNT(*) FROM articles WHERE file = old.number), "
            "(SELECT COUNT(*) FROM articles WHERE file = new.number) "
            "FROM files old JOIN files new ON new.path = old.path WHERE old.died = :g "
            "AND old.born < :g AND new.born = :g AND new.died IS NULL",
            {"g": self.generation},
        )
        return [Reread(*row) for row in rows]

    def going(self, numbers: Collection[int]) -> list[tuple[int, str, int]]:
        """File, path and document of what would go with these files, and stands nowhere else."""
        self._connection.execute(_LOSING)
        self._connection.execute("DELETE FROM losing")
        self._connection.executemany(
            "INSERT OR IGNORE INTO losing VALUES (?)", [(number,) for number in numbers]
        )
        return self._connection.execute(
            "SELECT f.number, f.path, a.document FROM losing l "
            "JOIN files f ON f.number = l.number JOIN articles a ON a.file = f.number "
            "JOIN documents d ON d.number = a.document "
            "WHERE f.born < :g AND d.born < :g AND (d.died IS NULL OR d.died = :g) AND NOT EXISTS "
            "(SELECT 1 FROM articles b JOIN files o ON o.number = b.file WHERE b.document = "
            "a.document AND o.died IS NULL AND o.number NOT IN (SELECT number FROM losing))",
            {"g": self.generation},
        ).fetchall()

    def articles_at(self, folder: str) -> int:
        """How many articles of the published generation stand at or below ``folder``."""
        return self._counted(folder, "f.born < :g AND (f.died IS NULL OR f.died = :g)")

    def standing_at(self, folder: str) -> int:
        """How many will, when what ``going`` was last asked of goes."""
        return self._counted(
            folder, "f.died IS NULL AND f.number NOT IN (SELECT number FROM losing)"
        )

    def _counted(self, folder: str, which: str) -> int:
        # Between "folder/" and "folder0" ("0" follows "/") lies exactly what is below it.
        found: int = self._connection.execute(
            "SELECT COUNT(DISTINCT a.document) FROM files f JOIN articles a ON a.file = f.number "  # noqa: S608 - constants
            f"WHERE (f.path = :path OR (f.path >= :stem || '/' AND f.path < :stem || '0')) "
            f"AND {which}",
            {"path": folder, "stem": folder.rstrip("/"), "g": self.generation},
        ).fetchone()[0]
        return found

    def take_back(self, reread: Reread) -> None:
        """Let the file stay as it was before it was read again."""
        self._connection.execute("UPDATE files SET died = NULL WHERE number = ?", (reread.old,))
        store_write.drop_file(self._connection, reread.new)

    def living_document(self, document_id: str) -> int | None:
        """The number of the document with this id that the next generation will hold."""
        return store_write.living_document(self._connection, document_id)

    def told_of(self, files: Sequence[int] | None) -> tuple[list[Skipped], list[Skipped]]:
        """What could not be used of files (``None``: all living), and notices of their articles."""
        if files is None:
            return store_read.told_of_files(self._connection, "f.died IS NULL")
        told: tuple[list[Skipped], list[Skipped]] = ([], [])
        for number in files:
            found = store_read.told_of_files(self._connection, "s.file = ?", number)
            told[0].extend(found[0])
            told[1].extend(found[1])
        return told

    def articles_of(self, files: Iterable[int]) -> int:
        """How many articles stand in these files."""
        query = "SELECT COUNT(*) FROM articles WHERE file = ?"
        return sum(self._rows(query, number)[0][0] for number in files)

    def _rows(self, query: str, *values: object) -> list[Any]:
        return self._connection.execute(query, values).fetchall()
