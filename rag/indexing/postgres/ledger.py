"""The ledger in PostgreSQL: roots, removals and files as this writer's stage will leave them."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from rag.indexing.nouns import Build, KnownFile, Manifest, Reread, Times
from rag.indexing.postgres.address import Address
from rag.indexing.postgres.connecting import Connection, one, run
from rag.indexing.postgres.names import Names
from rag.indexing.postgres.view import alive, read_build, read_view
from rag.indexing.scan import below
from rag.types import Skipped

_LAST_CHARACTER = chr(0x10FFFF)
"""Nothing that begins with a path comes after the path and this."""
_BELOW = '(f.path = %(path)s OR (f.path COLLATE "C" >= %(low)s AND f.path COLLATE "C" < %(high)s))'


class PostgresLedger:
    """See ``rag.indexing.ports_writing.Ledger``."""

    def __init__(self, connection: Connection, address: Address, names: Names, stage: int) -> None:
        """``stage`` is the number that new rows carry; 0 where nothing will stay."""
        self._connection, self._address, self._names = connection, address, names
        self.generation = stage
        self._going: list[int] = []
        self._known: dict[str, list[KnownFile]] | None = None

    def close(self) -> None:
        """Close the connection, and with it all locks."""
        self._connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        with self._connection.transaction():
            yield

    def _run(self, statement: str, **values: Any) -> Any:
        return run(self._connection, statement, {"stage": self.generation, **values})

    def _rows(self, statement: str, **values: Any) -> list[Any]:
        found: list[Any] = self._run(statement, **values).fetchall()
        return found

    def manifest(self) -> Manifest:
        """What readers see now."""
        view = read_view(self._connection, self._address)
        return Manifest(view.generation, view.build, {}, view.updated)

    def begun(self) -> Build | None:
        """The build that was begun last, published or not."""
        number = one(self._connection, "SELECT max(number) FROM builds")
        return None if number is None else read_build(self._connection, number)

    def has_staged(self) -> bool:
        """Whether a run that was killed has left rows of this stage."""
        return bool(
            self._rows(
                "SELECT EXISTS (SELECT 1 FROM files WHERE born = %(stage)s OR died = %(stage)s) OR "
                "EXISTS (SELECT 1 FROM documents WHERE born = %(stage)s OR died = %(stage)s)"
            )[0][0]
        )

    def roots(self) -> dict[str, bool]:
        """The remembered folders and files, and whether each is the shipped samples."""
        rows = self._rows("SELECT path, samples FROM roots ORDER BY path")
        return {self._names.here(path): samples for path, samples in rows}

    def remember_roots(self, paths: Sequence[str], *, samples: bool) -> None:
        """Keep in step with these from now on."""
        for path in sorted(map(self._names.kept, paths)):
            self._run(
                "INSERT INTO roots VALUES (%(path)s, %(samples)s) ON CONFLICT (path) DO UPDATE "
                "SET samples = excluded.samples",
                path=path, samples=samples,
            )  # fmt: skip

    def forget_roots(self, paths: Sequence[str]) -> int:
        """Keep in step with these no more; how many there were."""
        kept = [self._names.kept(path) for path in paths]
        return int(self._run("DELETE FROM roots WHERE path = ANY(%(paths)s)", paths=kept).rowcount)

    def removals(self) -> list[str]:
        """The paths that the user removed."""
        return sorted(self._names.here(row[0]) for row in self._rows("SELECT path FROM removals"))

    def remember_removal(self, path: str) -> None:
        """Pass over this path from now on."""
        self._run(
            "INSERT INTO removals VALUES (%(path)s) ON CONFLICT DO NOTHING",
            path=self._names.kept(path),
        )

    def forget_removal(self, path: str, file: str) -> None:
        """Pass over ``path`` no more; ``file``, which holds it, is read again."""
        self._run("DELETE FROM removals WHERE path = %(path)s", path=self._names.kept(path))
        self._run(
            f"UPDATE files f SET complete = false WHERE path = %(path)s AND {alive('f')}",
            path=self._names.kept(file),
        )

    def known(self, path: str) -> list[KnownFile]:
        """The living rows of a file, the last one read first."""
        if self._known is None:
            self._known = self._files_known()
        return self._known.get(self._names.kept(path), [])

    def _files_known(self) -> dict[str, list[KnownFile]]:
        """All in one statement: one for each file would cost a journey over the network."""
        rows = self._rows(
            "SELECT f.path, f.number, f.size, f.mtime, f.ctime, f.digest, f.cleaner, f.complete, "
            "EXISTS (SELECT 1 FROM skips s WHERE s.file = f.number AND NOT EXISTS (SELECT 1 FROM "
            "articles n WHERE n.file = s.file AND n.path = s.path)) "
            f"FROM files f WHERE {alive('f')} ORDER BY f.number DESC"
        )
        found: dict[str, list[KnownFile]] = {}
        for path, number, size, mtime, ctime, *rest in rows:
            found.setdefault(path, []).append(KnownFile(number, (size, mtime, ctime), *rest))
        return found

    def touch(self, number: int, times: Times) -> None:
        """Note other times of a file whose content is the same."""
        size, mtime, ctime = times
        self._run(
            "UPDATE files SET size = %(size)s, mtime = %(mtime)s, ctime = %(ctime)s "
            "WHERE number = %(number)s",
            size=size, mtime=mtime, ctime=ctime, number=number,
        )  # fmt: skip

    def living_files(self) -> list[tuple[int, str]]:
        """Number and path of every file that the next generation holds."""
        rows = self._rows(f"SELECT f.number, f.path FROM files f WHERE {alive('f')}")
        return [(number, self._names.here(path)) for number, path in rows]

    def files_below(self, path: str) -> list[int]:
        """Those of them that are ``path``, lie in it or in that container."""
        if self._names.roots:  # a folder above a named root does not begin as the paths in it do
            return [number for number, file in self.living_files() if below(file, path)]
        stem = path.rstrip("/")
        rows = self._rows(
            'SELECT f.number, f.path FROM files f WHERE f.path COLLATE "C" >= %(low)s AND '
            f'f.path COLLATE "C" < %(high)s AND {alive("f")}',
            low=stem, high=stem + _LAST_CHARACTER,
        )  # fmt: skip
        return [number for number, file in rows if below(file, path)]

    def published_paths(self) -> list[str]:
        """The paths of living files that readers see already."""
        rows = self._rows(f"SELECT f.path FROM files f WHERE f.born <> %(stage)s AND {alive('f')}")
        return [self._names.here(path) for (path,) in rows]

    def bury_files(self, numbers: Iterable[int]) -> None:
        """These files die in this stage."""
        self._run(
            "UPDATE files SET died = %(stage)s WHERE number = ANY(%(numbers)s)",
            numbers=list(numbers),
        )

    def rereads(self) -> list[Reread]:
        """The files that were read again."""
        rows = self._rows(
            "SELECT old.number, new.number, old.path, "
            "(SELECT count(*) FROM articles WHERE file = old.number), "
            "(SELECT count(*) FROM articles WHERE file = new.number) "
            "FROM files old JOIN files new ON new.path = old.path WHERE old.died = %(stage)s "
            "AND old.born <> %(stage)s AND new.born = %(stage)s AND new.died IS NULL"
        )
        return [
            Reread(old, new, self._names.here(path), before, now)
            for old, new, path, before, now in rows
        ]

    def going(self, numbers: Collection[int]) -> list[tuple[int, str, int]]:
        """File, path and document of what would go with these files, and stands nowhere else."""
        self._going = list(numbers)
        rows = self._rows(
            "SELECT f.number, f.path, a.document FROM files f JOIN articles a ON a.file = f.number "
            "JOIN documents d ON d.number = a.document WHERE f.number = ANY(%(going)s) "
            "AND f.born <> %(stage)s AND d.born <> %(stage)s "
            f"AND ({alive('d')} OR d.died = %(stage)s) AND NOT EXISTS (SELECT 1 FROM articles b "
            "JOIN files o ON o.number = b.file WHERE b.document = a.document "
            f"AND {alive('o')} AND o.number <> ALL(%(going)s))",
            going=self._going,
        )
        return [(number, self._names.here(path), document) for number, path, document in rows]

    def articles_at(self, folder: str) -> int:
        """How many articles of the published generation stand at or below ``folder``."""
        return self._counted(
            folder, f"f.born <> %(stage)s AND ({alive('f')} OR f.died = %(stage)s)"
        )

    def standing_at(self, folder: str) -> int:
        """How many will, when what ``going`` was last asked of goes."""
        return self._counted(folder, f"{alive('f')} AND f.number <> ALL(%(going)s)")

    def _counted(self, folder: str, which: str) -> int:
        # Between "folder/" and "folder0" ("0" follows "/") lies exactly what is below it.
        path = self._names.kept(folder)
        stem = path.rstrip("/")
        rows = self._rows(
            "SELECT count(DISTINCT a.document) FROM files f JOIN articles a ON a.file = f.number "
            f"WHERE {_BELOW} AND {which}",
            path=path, low=stem + "/", high=stem + "0", going=self._going,
        )  # fmt: skip
        return int(rows[0][0])

    def take_back(self, reread: Reread) -> None:
        """Let the file stay as it was before it was read again."""
        self._run("UPDATE files SET died = NULL WHERE number = %(number)s", number=reread.old)
        self._drop_files([reread.new])

    def _drop_files(self, numbers: Sequence[int]) -> None:
        """Forget files that were never published; their documents stay until proved orphans."""
        for statement in (
            "DELETE FROM places WHERE article IN (SELECT number FROM articles WHERE "
            "file = ANY(%(files)s))",
            "DELETE FROM articles WHERE file = ANY(%(files)s)",
            "DELETE FROM skips WHERE file = ANY(%(files)s)",
            "DELETE FROM files WHERE number = ANY(%(files)s)",
        ):
            self._run(statement, files=list(numbers))

    def living_document(self, document_id: str) -> int | None:
        """The number of the document with this id that this stage will leave."""
        rows = self._rows(
            f"SELECT d.number FROM documents d WHERE d.id = %(id)s AND {alive('d')} "
            "ORDER BY d.number LIMIT 1",
            id=document_id,
        )
        return rows[0][0] if rows else None

    def told_of(self, files: Sequence[int] | None) -> tuple[list[Skipped], list[Skipped]]:
        """What could not be used of files (``None``: all living), and notices of their articles."""
        which = alive("f") if files is None else "f.number = ANY(%(files)s)"
        told: tuple[list[Skipped], list[Skipped]] = ([], [])
        for path, reason, is_notice in self._rows(
            "SELECT s.path, s.reason, EXISTS (SELECT 1 FROM articles n WHERE n.file = s.file AND "
            f"n.path = s.path) FROM skips s JOIN files f ON f.number = s.file WHERE {which} "
            "ORDER BY s.number",
            files=list(files or ()),
        ):
            told[is_notice].append(Skipped(self._names.here(path), reason))
        return told

    def articles_of(self, files: Iterable[int]) -> int:
        """How many articles stand in these files."""
        rows = self._rows(
            "SELECT count(*) FROM articles WHERE file = ANY(%(files)s)", files=list(files)
        )
        return int(rows[0][0])
