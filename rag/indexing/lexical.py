"""Words: BM25 over Chinese characters and words, with tantivy.

The terms of a text (``rag.indexing.terms``) are handed to tantivy as a string of terms between
spaces.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.types import Hit

_HEAP_BYTES = 100_000_000

_TIES = 16
_MOST_TIES = 4096
"""How many equal scores at the end of a list are looked through before it is cut anyhow."""
_CROWD = 300_000
_CROWDED_SHARE = 0.2
"""In an index of more chunks than ``_CROWD``, terms in more than this share are not searched."""


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("chunk", indexed=True, fast=True)
    builder.add_integer_field("document", indexed=True, fast=True)
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class LexicalWriter:
    """Adds chunks to and removes documents from a lexical index in a folder of its own.

    Nothing is visible to anybody before ``commit``; the folder is published by the caller.
    """

    def __init__(self, folder: Path, *, threads: int = 2) -> None:
        """Open or create the index in ``folder`` for writing.

        Raises:
            OSError: The folder cannot be written to.

        """
        import tantivy

        with _as_oserror():
            self._index = tantivy.Index(_schema(), path=str(folder))
            self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=threads)

    def add(self, document: int, chunks: Iterable[tuple[int, str]]) -> None:
        """Add ``(chunk id, term text)`` pairs of a document."""
        import tantivy

        with _as_oserror():
            for chunk, text in chunks:
                row = tantivy.Document()
                row.add_integer("chunk", chunk)
                row.add_integer("document", document)
                row.add_text("body", text)
                self._writer.add_document(row)

    def remove(self, documents: Iterable[int]) -> None:
        """Remove all chunks of ``documents`` that were added before this call."""
        with _as_oserror():
            for number in documents:
                self._writer.delete_documents_by_term("document", number)

    def commit(self) -> None:
        """Write everything and end; the writer cannot be used afterwards."""
        with _as_oserror():
            self._writer.commit()
            self._writer.wait_merging_threads()

    def abandon(self) -> None:
        """Throw away what was not committed."""
        with _as_oserror():
            self._writer.rollback()
            self._writer.wait_merging_threads()


class LexicalIndex:
    """A reader's view of a lexical index; may be searched from many threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in ``folder``.

        Raises:
            ValueError: There is no index, or it is not readable as one.

        """
        import tantivy

        try:
            self._schema = _schema()
            readable = folder if os.access(folder, os.W_OK) else self._linked(folder)
            index = tantivy.Index.open(str(readable))
            index.config_reader("Manual")
            index.reload()
            self._searcher = index.searcher()
        except (OSError, ValueError) as fault:
            raise ValueError(f"{folder.name} is not a lexical index: {fault}") from fault

    def __len__(self) -> int:
        """How many chunks are held."""
        return int(self._searcher.num_docs)

    def search(
        self, wanted: Mapping[str, float], k: int, chunks: Sequence[int] | None = None
    ) -> list[Hit]:
        """The ``k`` best chunks that hold any of the weighted terms ``wanted``, by BM25.

        ``chunks`` limits the search to a short list of chunk ids. Equal scores are ordered by
        chunk id.
        """
        ids, scores = self.ranked(wanted, k, chunks)
        return [Hit(*pair) for pair in zip(ids.tolist(), scores.tolist(), strict=True)]

    def ranked(
        self, wanted: Mapping[str, float], k: int, chunks: Sequence[int] | None = None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """The same as two arrays, chunk ids and scores: what is quick to sieve."""
        import tantivy

        k = min(k, len(self))
        wanted = self._telling(wanted)
        if not wanted or k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float64)
        should, must = tantivy.Occur.Should, tantivy.Occur.Must
        query = tantivy.Query.boolean_query(
            [(should, self._term(term, weight)) for term, weight in wanted.items()]
        )
        if chunks is not None:
            limit = tantivy.Query.term_set_query(self._schema, "chunk", list(chunks))
            limit = tantivy.Query.const_score_query(limit, 0.0)
            query = tantivy.Query.boolean_query([(must, query), (must, limit)])
        found = self._with_ties(query, k)
        held = self._searcher.fast_field_values("chunk", [address for _, address in found])
        ids = np.array([chunk or 0 for chunk in held], np.int64)
        scores = np.array([score for score, _ in found], np.float64)
        order = np.lexsort((ids, -scores))[:k]
        return ids[order], scores[order]

    def _with_ties(self, query: Any, k: int) -> list[tuple[float, Any]]:
        """The ``k`` best and what ties with the last of them.

        Among equals tantivy takes the first of its segments, whose order is chance where several
        threads wrote: all of them are fetched, for the caller to cut by chunk id.
        """
        extra = _TIES
        while True:
            found: list[tuple[float, Any]]
            found = self._searcher.search(query, k + extra, count=False).hits
            whole = len(found) < k + extra or found[-1][0] < found[k - 1][0]
            if whole or extra >= _MOST_TIES:
                return found
            extra *= 16

    def _linked(self, folder: Path) -> Path:
        """A folder of links that goes with ``self``: tantivy writes a lock file even to read."""
        links = Path(tempfile.mkdtemp(prefix="youju-"))
        weakref.finalize(self, shutil.rmtree, links, ignore_errors=True)
        for path in folder.iterdir():
            if not path.name.endswith(".lock"):
                (links / path.name).symlink_to(path.resolve())
        return links

    def _term(self, term: str, weight: float) -> Any:
        import tantivy

        query = tantivy.Query.term_query(self._schema, "body", term, index_option="freq")
        return query if weight == 1 else tantivy.Query.boost_query(query, weight)

    def _telling(self, wanted: Mapping[str, float]) -> Mapping[str, float]:
        """``wanted`` without what stands in so many chunks of a large index that it is slow."""
        if len(self) <= _CROWD:
            return wanted
        most = _CROWDED_SHARE * len(self)
        rarer = {
            term: weight
            for term, weight in wanted.items()
            if self._searcher.doc_freq("body", term) <= most
        }
        return rarer if len(rarer) >= min(3, len(wanted)) else wanted


class _as_oserror:  # noqa: N801 - reads as a with-phrase
    """Tantivy reports a failing disk as ValueError: make it the OSError it is."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, fault: BaseException | None, trace: Any) -> None:
        if isinstance(fault, ValueError):
            raise OSError(str(fault)) from fault
