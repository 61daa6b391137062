"""A writer's run: what it puts carries its stage's number and shows when the stage is published."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence

from embeddings import Embedder
from rag.errors import IndexBusy
from rag.indexing.nouns import Build, Times
from rag.indexing.ports_writing import OnStage
from rag.indexing.postgres import publishing, settling, stages
from rag.indexing.postgres.address import Address
from rag.indexing.postgres.connecting import Connection
from rag.indexing.postgres.names import Names
from rag.indexing.postgres.putting import Chunks
from rag.indexing.postgres.rows import sound
from rag.indexing.postgres.standing import PostgresStanding
from rag.indexing.postgres.view import alive, read_build, read_view
from rag.indexing.prepare import Cut
from rag.indexing.reprints import band_keys
from rag.indexing.workers import Workers
from rag.places import NOWHERE, Places
from rag.settings import Settings
from rag.text.split import CHUNKER_FINGERPRINT
from rag.types import Document, Skipped

_DOCUMENT = (
    "INSERT INTO documents (id, title, published, basis, evidence, author, source, language, "
    "categories, url, text, sketch, bands, born) VALUES (%(id)s, %(title)s, %(published)s, "
    "%(basis)s, %(evidence)s, %(author)s, %(source)s, %(language)s, %(categories)s, %(url)s, "
    "%(text)s, %(sketch)s, %(bands)s, %(stage)s) RETURNING number"
)


class PostgresWriter(PostgresStanding):
    """See ``rag.indexing.ports_writing.Writer``."""

    _build: Build | None = None
    _chunks: Chunks | None = None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; chunks that were put are copied at its end."""
        try:
            with super().transaction():
                yield
                if self._chunks is not None:
                    self._chunks.flush()
        except BaseException:
            if self._chunks is not None:
                self._chunks.forget()
            raise

    def close(self) -> None:
        """Forget the stage where nothing was written, and close the connection."""
        if not self._connection.broken:
            stages.drop_if_empty(self._connection, self.generation)
        super().close()

    def drop_half_read(self) -> None:
        """Forget files that a killed run had not finished; their articles are kept."""
        rows = self._rows("SELECT number FROM files WHERE NOT complete AND born = %(stage)s")
        self._drop_files([number for (number,) in rows])

    def build_for(self, embedder: Embedder) -> Build:
        """The build of this embedder and the present chunker; entered when it is new."""
        key = {"fingerprint": embedder.fingerprint, "chunker": CHUNKER_FINGERPRINT}
        self._run(
            "INSERT INTO builds (embedder, fingerprint, dimension, chunker) VALUES (%(name)s, "
            "%(fingerprint)s, %(dimension)s, %(chunker)s) ON CONFLICT DO NOTHING",
            name=embedder.name, dimension=embedder.dimension, **key,
        )  # fmt: skip
        number = self._rows(
            "SELECT number FROM builds WHERE fingerprint = %(fingerprint)s AND "
            "chunker = %(chunker)s",
            **key,
        )[0][0]
        return read_build(self._connection, number)

    def workers(
        self, settings: Settings | None, embedder: Embedder | None, build: Build, count: int
    ) -> Workers:
        """What reads and prepares; workers know nothing of the server, and so not its password."""
        return Workers(settings, embedder, None, build.number, count, lambda id_: self._holds(id_))

    def _holds(self, document_id: str) -> bool:
        rows = self._rows(
            "SELECT EXISTS (SELECT 1 FROM documents d JOIN chunks c ON c.document = d.number "
            f"WHERE d.id = %(id)s AND c.build = %(build)s AND {alive('d')})",
            id=document_id, build=self._begun_with()[0].number,
        )  # fmt: skip
        return bool(rows[0][0])

    def begin(self, build: Build, threads: int) -> None:
        """Take in what is put from now on with chunks and vectors of ``build``.

        Raises:
            IndexBusy: Another writer is rebuilding the index for another model.
        """
        del threads  # the server has its own
        before = read_view(self._connection, self._address).build
        switches = before is not None and before != build
        if switches and not stages.lock_rebuilding(self._connection):
            raise IndexBusy(
                zh=f"另一个写入者正在为换模型重建 {self._address.shown} 的索引。请等它结束后再试。",
                en=f"Another writer is rebuilding the index at {self._address.shown} for another "
                "model. Try again when it has finished.",
            )
        self._build = build
        self._chunks = Chunks(self._connection, self.generation, build)

    def _begun_with(self) -> tuple[Build, Chunks]:
        if self._build is None or self._chunks is None:
            raise RuntimeError("begin comes first")
        return self._build, self._chunks

    def claim(self, paths: Sequence[str]) -> set[str]:
        """Those of the files that no other writer is at; they are this writer's."""
        kept = {self._names.kept(path): path for path in paths}
        return {kept[path] for path in stages.claim(self._connection, self.generation, list(kept))}

    def put_file(self, path: str, times: Times, digest: str, cleaner: str) -> int:
        """Enter a file that is about to be read; its number."""
        size, mtime, ctime = times
        rows = self._rows(
            "INSERT INTO files (path, size, mtime, ctime, digest, cleaner, complete, born) VALUES "
            "(%(path)s, %(size)s, %(mtime)s, %(ctime)s, %(digest)s, %(cleaner)s, false, %(stage)s) "
            "RETURNING number",
            path=self._names.kept(path), size=size, mtime=mtime, ctime=ctime, digest=digest,
            cleaner=cleaner,
        )  # fmt: skip
        return int(rows[0][0])

    def end_file(self, number: int, path: str) -> None:
        """All of a file is in: what was read of the same path before dies."""
        self._run("UPDATE files SET complete = true WHERE number = %(number)s", number=number)
        self._run(
            f"UPDATE files f SET died = %(stage)s WHERE f.path = %(path)s AND f.number <> "
            f"%(number)s AND {alive('f')}",
            path=self._names.kept(path), number=number,
        )  # fmt: skip

    def put_skips(self, file: int, skipped: Iterable[Skipped]) -> None:
        """Remember what of a file could not be used, or a notice of an article of it."""
        for each in skipped:
            self._run(
                "INSERT INTO skips (file, path, reason) VALUES (%(file)s, %(path)s, %(reason)s)",
                file=file, path=self._names.kept(sound(each.path)), reason=sound(each.reason),
            )  # fmt: skip

    def put_document(self, document: Document, cut: Cut) -> int:
        """Store a new document with its chunks, vectors and words; its number."""
        source, language = sound(document.source), document.language
        rows = self._rows(
            _DOCUMENT,
            id=document.id, title=sound(document.title), published=document.published,
            basis=document.published_basis, evidence=sound(document.published_evidence),
            author=sound(document.author), source=source, language=language,
            categories=json.dumps(document.categories, ensure_ascii=True),
            url=sound(document.url), text=document.text, sketch=cut.sketch,
            bands=band_keys(cut.sketch),
        )  # fmt: skip
        number = int(rows[0][0])
        self._begun_with()[1].put(number, cut, document.published, source, language)
        return number

    def put_cut(self, document: int, cut: Cut) -> None:
        """Store chunks, vectors and words of this build for a document that is stored."""
        chunks = self._begun_with()[1]
        day, source, language = self._rows(
            "SELECT published, source, language FROM documents WHERE number = %(number)s",
            number=document,
        )[0]
        chunks.put(document, cut, day, source, language)
        rows = self._rows(
            "SELECT a.path FROM articles a JOIN files f ON f.number = a.file "
            f"WHERE a.document = %(number)s AND {alive('f')}",
            number=document,
        )
        chunks.stands_at(document, [path for (path,) in rows])

    def put_article(self, file: int, document: int, path: str, places: Places = NOWHERE) -> None:
        """Enter where a document stands, and on which page, slide or row its parts do."""
        kept = self._names.kept(sound(path))
        rows = self._rows(
            "INSERT INTO articles (file, path, document) VALUES (%(file)s, %(path)s, %(document)s) "
            "RETURNING number",
            file=file, path=kept, document=document,
        )  # fmt: skip
        if places.starts:
            self._run(
                "INSERT INTO places VALUES (%(article)s, %(places)s)",
                article=rows[0][0], places=places.as_json(),
            )  # fmt: skip
        self._begun_with()[1].stands_at(document, [kept])

    def unbuilt(self) -> list[int]:
        """Living documents that have no chunks of this build yet."""
        return settling.unbuilt(self._connection, self.generation, self._begun_with()[0])

    def bury_document(self, number: int) -> None:
        """This document dies in this stage."""
        self._run("UPDATE documents SET died = %(stage)s WHERE number = %(n)s", n=number)

    def inside(self) -> tuple[Connection, Address, Names]:
        """What this writer works with, for what only this store does (mending, copying)."""
        return self._connection, self._address, self._names

    def read_again(self, file: int) -> None:
        """Have a file read by the next ingest, whatever its times say."""
        self._run("UPDATE files SET complete = false WHERE number = %(n)s", n=file)

    def spoil(self, number: int) -> None:
        """Let no article be taken for this one."""
        self._run("UPDATE documents SET id = '' WHERE number = %(n)s", n=number)

    def settle(self) -> int:
        """Bury what stands in no file any more and find reprints; how many paths go."""
        settling.bury_orphans(self._connection, self.generation)
        removed = self._rows(
            "SELECT count(DISTINCT a.path) FROM articles a JOIN files f ON f.number = a.file "
            "JOIN documents d ON d.number = a.document WHERE f.died = %(stage)s "
            "AND d.died = %(stage)s AND NOT EXISTS (SELECT 1 FROM articles b JOIN files g "
            f"ON g.number = b.file WHERE b.path = a.path AND {alive('g')})"
        )[0][0]
        settling.link_reprints(self._connection, self.generation)
        return int(removed)

    def publish(self, workers: Workers, embedder: Embedder | None, on_stage: OnStage) -> None:
        """Make the stage what readers see, durably, and tidy up."""
        del workers  # words and vectors went in with the chunks
        build, chunks = self._begun_with()
        publishing.publish(
            self._connection, self._address, self.generation, build, chunks, embedder, on_stage
        )

    def abandon(self) -> None:
        """End without publishing; the rows stay for the next run."""
        if self._chunks is not None:
            self._chunks.forget()
