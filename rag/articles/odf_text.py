"""The words of an OpenDocument file in reading order.

``Reading(styles, hidden).lines(parent)`` walks what stands below a body, a cell, a note or a box.
Kept: spaces and tabs that are elements, text boxes and shapes, notes and comments below the
paragraph that refers to them, marked, and automatic numbers. Left out: what was deleted and
is kept for its history, hidden words, the small letters above a word (ruby).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from rag.articles.grid import MOST_SPANNED, ROW, Cell, lines_of
from rag.articles.odf_names import DC, DRAW, OFFICE, STYLE, SVG, TABLE, TEXT, count_of
from rag.articles.odf_numbers import OUTLINE, Counts, ListStyles
from rag.text.rows import is_row
from rag.wording import say

_MOST_SPACES = 200
# blanks and line ends of an XML source
_BLANKS = re.compile(r"[ \t\r\n]+")
_ROWS = tuple(f"{TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group"))
_UNSEEN = frozenset((
    f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph", f"{TEXT}placeholder", f"{TEXT}ruby-text",
    f"{TEXT}index-title-template", f"{TEXT}sequence-decls", f"{TEXT}variable-decls",
    f"{TEXT}user-field-decls", f"{TEXT}tracked-changes", f"{TEXT}note-citation",
    f"{OFFICE}forms", f"{OFFICE}annotation-end", f"{SVG}title", f"{SVG}desc",
    f"{OFFICE}event-listeners", f"{DRAW}glue-point", f"{OFFICE}binary-data",
))  # fmt: skip
_SHAPES = frozenset(
    f"{DRAW}{name}"
    for name in ("frame", "g", "custom-shape", "rect", "ellipse", "circle", "line", "polygon",
                 "polyline", "path", "connector", "caption", "text-box", "a")
)  # fmt: skip
_SEEN = {"image": "image", "object": "object", "object-ole": "object", "plugin": "object"}
"""What in a frame stands for what a reader sees and the text has not."""


class Reading:
    """One walk over a document; ``found`` counts what a reader sees and text cannot hold."""

    def __init__(self, lists: ListStyles, hidden: frozenset[str]) -> None:
        """``hidden`` are the styles under which words do not show."""
        self._lists, self._hidden = lists, hidden
        self._outline = Counts()
        self._counted: dict[str, Counts] = {}
        self.found: Counter[str] = Counter()

    def lines(self, parent: Any) -> Iterator[str]:
        """The paragraphs and table rows below ``parent``; rows begin with ``ROW``."""
        for block in parent:
            yield from self._block(block)

    def _block(self, block: Any) -> Iterator[str]:
        tag = block.tag
        if tag == f"{TEXT}h":
            level = count_of(block, f"{TEXT}outline-level")
            label = "" if block.get(f"{TEXT}is-list-header") == "true" else None
            if label is None and "".join(block.itertext()).strip():
                label = self._outline.label(self._lists, OUTLINE, level)
            yield from self._paragraph(block, label or "")
        elif tag == f"{TEXT}p":
            yield from self._paragraph(block, "")
        elif tag == f"{TEXT}list":
            yield from self._list(block, "", 1, None)
        elif tag == f"{TABLE}table":
            yield from self._table(block)
        elif tag in _SHAPES:
            yield from self._shape(block)
        elif tag == f"{OFFICE}annotation":
            yield from self._comment(block)
        elif tag == f"{TEXT}tracked-changes":
            self.found["deleted"] += len(list(block.iter(f"{TEXT}deletion")))
        elif isinstance(tag, str) and tag not in _UNSEEN and not self._is_hidden(block):
            yield from self.lines(block)

    def _is_hidden(self, element: Any) -> bool:
        if element.tag == f"{TEXT}section":
            return bool(element.get(f"{TEXT}display") == "none")
        return element.get(f"{TEXT}style-name") in self._hidden

    def _paragraph(self, paragraph: Any, label: str) -> Iterator[str]:
        if self._is_hidden(paragraph):
            return
        pieces: list[str] = []
        beside: list[Any] = []
        self._inline(paragraph, pieces, beside)
        yield label + "".join(pieces)
        for element in beside:
            yield from self._beside(element)

    def _beside(self, element: Any) -> Iterator[str]:
        """What a paragraph carries with it: a note, a comment, a box."""
        if element.tag == f"{OFFICE}annotation":
            yield from self._comment(element)
        elif element.tag == f"{TEXT}note":
            end = element.get(f"{TEXT}note-class") == "endnote"
            mark = say("尾注", "Endnote") if end else say("脚注", "Footnote")
            body = element.find(f"{TEXT}note-body")
            yield from self._marked(mark, body if body is not None else ())
        else:
            yield from self._shape(element)

    def _comment(self, annotation: Any) -> Iterator[str]:
        author = (annotation.findtext(f"{DC}creator") or "").strip()
        mark = say("批注", "Comment")
        if author:
            mark += say(f"（{author}）", f" ({author})")
        words = [part for part in annotation if part.tag in (f"{TEXT}p", f"{TEXT}list")]
        yield from self._marked(mark, words)

    def _marked(self, mark: str, parent: Any) -> Iterator[str]:
        lines = (line for line in self.lines(parent) if line.strip())
        for place, line in enumerate(lines):
            yield line if place else mark + say("：", ": ") + line.strip()

    def _inline(self, parent: Any, pieces: list[str], beside: list[Any]) -> None:
        """The words of a paragraph; what it carries with it goes to ``beside``."""
        pieces.append(_plain(parent.text))
        for element in parent:
            tag = element.tag
            if tag == f"{TEXT}s":
                pieces.append(" " * min(count_of(element, f"{TEXT}c"), _MOST_SPACES))
            elif tag == f"{TEXT}tab":
                pieces.append("\t")
            elif tag == f"{TEXT}line-break":
                pieces.append("\n")
            elif tag in (f"{TEXT}note", f"{OFFICE}annotation") or tag in _SHAPES:
                beside.append(element)
            elif isinstance(tag, str) and tag not in _UNSEEN and not self._is_hidden(element):
                self._inline(element, pieces, beside)
            pieces.append(_plain(element.tail))

    def _list(self, block: Any, style: str, level: int, counts: Counts | None) -> Iterator[str]:
        style = block.get(f"{TEXT}style-name") or style
        if counts is None:
            goes_on = block.get(f"{TEXT}continue-numbering") == "true"
            goes_on |= block.get(f"{TEXT}continue-list") is not None
            before = self._counted.get(style)
            counts = before if goes_on and before else Counts()
            self._counted[style] = counts
        for item in block:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            stated = item.get(f"{TEXT}start-value")
            start = int(stated) if stated and stated.isdecimal() and len(stated) < 7 else None
            due = item.tag == f"{TEXT}list-item"
            for part in item:
                if part.tag == f"{TEXT}list":
                    yield from self._list(part, style, level + 1, counts)
                elif part.tag in (f"{TEXT}p", f"{TEXT}h"):
                    label = counts.label(self._lists, style, level, start) if due else ""
                    due = False
                    yield from self._paragraph(part, label)
                else:
                    yield from self._block(part)

    def _shape(self, shape: Any) -> Iterator[str]:
        """The words in a box or a drawn shape; what else a frame holds is counted."""
        if any(part.tag == f"{TABLE}table" for part in shape):  # beside it stands its picture
            yield from self.lines([part for part in shape if part.tag == f"{TABLE}table"])
            return
        kinds = [_SEEN.get(str(part.tag).rpartition("}")[2], "") for part in shape]
        told = next((kind for kind in ("object", "image") if kind in kinds), "")
        if told and shape.tag == f"{DRAW}frame":
            self.found[told] += 1
        yield from self.lines(shape)

    def _table(self, table: Any) -> Iterator[str]:
        rows = [(row, heading) for row, heading in rows_of(table)]
        width = max((len(list(cells_of(row))) for row, _ in rows), default=0)
        if width <= 1:  # a frame around text
            for row, _ in rows:
                for cell, _ in cells_of(row):
                    yield from self.lines(cell)
            return
        inner: list[list[str]] = []
        for line in lines_of([self._row(row, heading, inner) for row, heading in rows]):
            yield ROW + line if is_row(line) else line
        for lines in inner:
            yield say("表中的表：", "Table within the table:")
            yield from lines

    def _row(self, row: Any, heading: bool, inner: list[list[str]]) -> list[Cell]:
        found: list[Cell] = []
        for cell, repeated in cells_of(row):
            lines = list(self.lines(cell))
            nested = [line for line in lines if line.startswith(ROW)]
            if nested:
                inner.append(nested)
            words = (part for line in lines if not line.startswith(ROW) for part in line.split())
            one = Cell(" ".join(words), count_of(cell, f"{TABLE}number-rows-spanned"),
                       count_of(cell, f"{TABLE}number-columns-spanned"), heading)  # fmt: skip
            found += [one] * min(repeated, MOST_SPANNED)
        return found


def rows_of(table: Any, heading: bool = False) -> Iterator[tuple[Any, bool]]:
    """The rows of a table, and of each whether it is a heading."""
    for part in table:
        if part.tag == f"{TABLE}table-row":
            yield part, heading
        elif part.tag in _ROWS:
            yield from rows_of(part, heading or part.tag == _ROWS[0])


def cells_of(row: Any) -> Iterator[tuple[Any, int]]:
    """The cells of a row that no other covers, and how often each stands there."""
    for cell in row:
        if cell.tag == f"{TABLE}table-cell":
            yield cell, count_of(cell, f"{TABLE}number-columns-repeated")


def hidden_styles(roots: Any) -> frozenset[str]:
    """The styles under which words do not show."""
    found = (
        style.get(f"{STYLE}name", "")
        for root in roots
        for style in root.iter(f"{STYLE}style")
        for properties in style.iter(f"{STYLE}text-properties")
        if properties.get(f"{TEXT}display") == "none"
    )
    return frozenset(found)


def _plain(text: str | None) -> str:
    """White space as it shows: one space (OpenDocument 1.3 part 3, 6.1.2)."""
    return _BLANKS.sub(" ", text or "")
