"""Words: BM25 over Chinese characters and words, with tantivy.

Text is folded (rag.text.fold), cut into terms here and handed to tantivy as a string of terms
between spaces, so that the index and the query are cut by the same code. Chinese gives its
characters and its words of two or more; letters and numbers give themselves. On XQuAD in
Chinese among 15,000 news chunks this puts the right one first for 0.91 of the questions, pairs
of characters for 0.88, words alone for 0.89; docs/performance.md says on what.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.text.fold import fold
from rag.text.question_words import ASKING_ALONE, ENGLISH_ASKING, ENGLISH_FUNCTION
from rag.text.segment import words
from rag.types import Hit

ANALYZER_FINGERPRINT = "characters-words-1"
"""Changes when the same text would be cut into other terms."""

_FAINT = "的了是在和与及也为中对有上个等将这就于以并"
"""Characters in nearly every chunk: they cost time and decide nothing."""

_HAN = r"\u3400-\u9fff\U00020000-\U0002fa1f"
_CHARACTER = re.compile(rf"(?![{_FAINT}])[{_HAN}]")
"""A Chinese character that is worth a term: 桥, not 的."""
_WORD = re.compile(rf"[^\W_{_HAN}]+(?:[.\-'][^\W_{_HAN}]+)*")
"""A word or figure in other letters, joined by marks within: bridge, x-2, 3.5."""
LONGEST_TERM = 60
"""Characters of a term that are kept."""
_HEAP_BYTES = 100_000_000
_MOST_QUERY_TERMS = 400
_QUICK_FROM = 80
"""Texts from this many characters on are worth making the tables for; questions are shorter."""

_TIES = 16
_MOST_TIES = 4096
"""How many equal scores at the end of a list are looked through before it is cut anyhow."""
_CROWD = 300_000
_CROWDED_SHARE = 0.2
"""In an index of more chunks than ``_CROWD``, terms in more than this share are not searched."""

_ASKING = re.compile(
    rf"有哪些|{ASKING_ALONE}|什么样|怎么办|哪[一种年]?|几(?:个|家|年|月|日|次|岁)|吗|呢|请问|的|了|是"
)
"""What asks and names nothing: 有哪些, 怎么办, 几年, 吗."""
_ENGLISH_ASKING = frozenset(f"{ENGLISH_ASKING}|{ENGLISH_FUNCTION}".split("|"))


def terms(text: str) -> list[str]:
    """The terms of ``text`` as the index holds them, in no particular order."""
    return term_text(text).split()


def term_text(text: str) -> str:
    """The terms of ``text`` between spaces, ready to be indexed."""
    folded, characters = _quickly(text) if len(text) >= _QUICK_FROM else _plainly(text)
    long = [word for word in words(folded) if len(word) > 1 and word[0] >= "\u3400"]
    others = [word[:LONGEST_TERM] for word in _WORD.findall(folded)]
    return " ".join((characters, *long, *others))


def telling(text: str) -> list[str]:
    """The Chinese characters of ``text`` that are terms, in their order.

    >>> telling("大橋的3座")
    ['大', '桥', '座']
    """
    return _CHARACTER.findall(fold(text))


def _plainly(text: str) -> tuple[str, str]:
    """``text`` folded, and its telling Chinese characters between spaces."""
    folded = fold(text).encode("utf-8", "replace").decode("utf-8")  # no half surrogate pairs
    return folded, " ".join(_CHARACTER.findall(folded))


def _quickly(text: str) -> tuple[str, str]:
    """The same by tables, five times as fast on a long text."""
    folds, telling = _tables()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    if codes.max() >= len(folds):
        return _plainly(text)
    folded = folds[codes]
    if folded.max() >= len(folds):
        return _plainly(text)
    kept = folded[telling[folded]]
    spaced = np.full(max(0, 2 * len(kept) - 1), ord(" "), np.uint32)
    spaced[::2] = kept
    return folded.tobytes().decode("utf-32-le"), spaced.tobytes().decode("utf-32-le")


@cache
def _tables() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.bool_]]:
    """For each code below 65,536: its folded code, and whether it is a telling character."""
    every = [chr(code) if not 0xD800 <= code < 0xE000 else "?" for code in range(0x10000)]
    telling = [_CHARACTER.match(character) is not None for character in every]
    return np.array([ord(c) for c in fold("".join(every))], np.uint32), np.array(telling)


def query_terms(question: str, others: Sequence[tuple[str, str]] = ()) -> dict[str, float]:
    """The distinct terms to search for, each with its weight, at most 1.

    Question words are dropped unless nothing else is left. ``others`` are (a phrase of the
    question, another name of it): all terms of the other name together weigh what those of the
    phrase do, or a long name would drown the rest of the question.
    """
    bare = _ASKING.sub(" ", fold(question))
    kept = [term for term in terms(bare) if term not in _ENGLISH_ASKING]
    weights = dict.fromkeys(kept or terms(question), 1.0)
    for phrase, other in others:
        named = terms(other)
        weight = min(1.0, len(terms(phrase)) / max(1, len(named)))
        for term in named:
            weights.setdefault(term, weight)
    return dict(islice(weights.items(), _MOST_QUERY_TERMS))


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
