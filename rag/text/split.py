"""Cut a document into chunks: whole sentences, at most so many characters, nothing lost.

A chunk never crosses a paragraph border unless the paragraphs are short, never begins or ends
with white space, and chunks do not overlap: the reader reads long passages in windows and the
prompt builder adds neighbours. The rows of a table are filled up to the next repetition of its
heading, so that a chunk of rows begins with what names their columns. Counting is by characters
because that is what is cut; tokens are counted, never sliced.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Protocol

from rag.text.months import NAMES
from rag.text.rows import grids
from rag.text.sentences import sentence_spans
from rag.text.tokens import count_tokens
from rag.types import Chunk, Document

MAX_CHARACTERS = 300
"""The longest chunk, in characters: the reader was trained on passages of this size."""

CHUNKER_FINGERPRINT = "sentences-300-3"
"""Changes when the same document would be cut or headed differently."""

_BORDER = 20
"""A cut at a paragraph border is worth this share (percent) of a chunk's free room."""

# ，, ；”, a space
_CLAUSE_END = re.compile(r"[；;，,、：:—][”’」』\"'）)\]】》〉]*|\s+")


class Headed(Protocol):
    """What a header needs: a document or a passage."""

    @property
    def title(self) -> str:
        """The article's title, possibly empty."""

    @property
    def published(self) -> date | None:
        """The publication date, if known."""

    @property
    def language(self) -> str:
        """``zh-Hans``, ``zh-Hant`` or ``en``."""


def header(article: Headed) -> str:
    """The date and title that are embedded, indexed and read before a passage, never quoted.

    ``2022年7月29日。标题。`` or, for an English article, ``29 July 2022. Title. ``; a part that
    is unknown is left out.
    """
    title = " ".join(article.title.split()).rstrip("。.")
    day = article.published
    if article.language.startswith("en"):
        stated = f"{day.day} {NAMES[day.month - 1]} {day.year}. " if day else ""
        return stated + (f"{title}. " if title else "")
    stated = f"{day.year}年{day.month}月{day.day}日。" if day else ""
    return stated + (f"{title}。" if title else "")


def split(document: Document, max_characters: int = MAX_CHARACTERS) -> list[Chunk]:
    """The chunks of ``document`` in order; each character that is not white space is in one."""
    text = document.text
    return [
        Chunk(document.id, start, end, tokens=count_tokens(text[start:end]))
        for start, end in chunk_spans(text, max_characters)
    ]


def chunk_spans(text: str, max_characters: int = MAX_CHARACTERS) -> list[tuple[int, int]]:
    """The chunks of ``text`` as half-open character spans.

    Raises:
        ValueError: ``max_characters`` is not positive.

    """
    if max_characters < 1:
        raise ValueError(f"max_characters must be positive, not {max_characters}")
    chunks: list[tuple[int, int]] = []
    start = end = last = -1
    rows, heads = _rows(text)
    for piece_start, piece_end in _pieces(text, max_characters):
        same_table = last in rows and rows.get(piece_start) == rows[last]
        if (
            start >= 0
            and piece_end - start <= max_characters
            and piece_start not in heads
            and (same_table or not _breaks(text, start, end, piece_start, max_characters))
        ):
            end, last = piece_end, piece_start
            continue
        if start >= 0:
            chunks.append((start, end))
        start, end, last = piece_start, piece_end, piece_start
    if start >= 0:
        chunks.append((start, end))
    return chunks


def _rows(text: str) -> tuple[dict[int, int], set[int]]:
    """Where the rows of tables begin, with their table's number; where headings are repeated."""
    rows: dict[int, int] = {}
    heads: set[int] = set()
    for number, grid in enumerate(grids(text)):
        if len(grid.lines) < 2:
            continue
        rows |= {line.start: number for line in grid.lines}
        if grid.has_heading:
            head = grid.lines[0].cells
            heads |= {line.start for line in grid.lines[1:] if line.cells == head}
    return rows, heads


def _breaks(text: str, start: int, end: int, following: int, max_characters: int) -> bool:
    """Whether the paragraph border between two pieces ends the chunk: it is full enough."""
    return "\n" in text[end:following] and end - start >= max_characters * _BORDER // 100


def _pieces(text: str, max_characters: int) -> list[tuple[int, int]]:
    """Sentences, the overlong ones cut at clause punctuation or, failing that, anywhere."""
    pieces: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        while end - start > max_characters:
            cut = _clause_cut(text, start, start + max_characters)
            stop = cut
            while stop > start and text[stop - 1].isspace():
                stop -= 1
            pieces.append((start, stop))
            start = cut
            while start < end and text[start].isspace():
                start += 1
        if start < end:
            pieces.append((start, end))
    return pieces


def _clause_cut(text: str, start: int, limit: int) -> int:
    """The last clause end in the second half of ``text[start:limit]``, else ``limit``."""
    best = limit
    for match in _CLAUSE_END.finditer(text, start + (limit - start) // 2, limit):
        best = match.end()
    return best
