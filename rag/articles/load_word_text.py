"""The words of a Word document in reading order: what ``python-docx`` itself passes over too.

``Reading(...).lines(parent)`` walks the whole XML below a body, a cell, a note or a text box.
Kept: insertions and what was moved here, content controls, text boxes (once, where a document
has them in a new and an old form), links, fields' results, formulas, notes and comments below
the paragraph that refers to them. Left out: deletions and what was moved away, hidden runs,
placeholders, the small letters above a word (ruby).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from rag.articles.grid import ROW, Cell, lines_of
from rag.articles.load_word_numbers import Numbers
from rag.text.rows import is_row
from rag.wording import say

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RUN = f"{W}r"
_GONE = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "rt", "instrText", "delText", "pPr"))
_OFF = frozenset(("0", "false", "off"))
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes",
          f"{W}commentReference": "comments"}  # fmt: skip
_SEEN = {"blip": "image", "imagedata": "image", "OLEObject": "object", "chart": "chart",
         "relIds": "diagram"}  # fmt: skip
"""Elements that stand for what a reader sees and the text has not: a picture, a sheet, a chart."""
_BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


class Reading:
    """One walk over a document; ``found`` counts what a reader sees and text cannot hold."""

    def __init__(self, numbers: Numbers, notes: dict[str, dict[str, Any]]) -> None:
        """``notes`` are the notes of each kind by their ids."""
        self._numbers, self._notes = numbers, notes
        self._told: set[tuple[str, str]] = set()
        self.found: Counter[str] = Counter()

    def lines(self, parent: Any) -> Iterator[str]:
        """The paragraphs and table rows below ``parent``; rows begin with ``ROW``."""
        joined = ""
        for block in parent:
            tag = block.tag
            if tag == f"{W}p":
                text, boxes, referred = self._paragraph(block)
                text = joined + text
                if block.find(f"{W}pPr/{W}rPr/{W}del") is not None:  # its end was deleted
                    joined = text
                    continue
                joined = ""
                yield text
                for box in boxes:
                    yield from self.lines(box)
                for kind, note in referred:
                    yield from self._note(kind, note)
            elif tag == f"{W}tbl":
                yield from self._table(block)
            elif tag == f"{W}altChunk":
                self.found["altChunk"] += 1
            elif tag not in _GONE:
                yield from self.lines(_inner(block))
        if joined:
            yield joined

    def _paragraph(self, paragraph: Any) -> tuple[str, list[Any], list[tuple[str, str]]]:
        """A paragraph's words with its number; its text boxes; the notes it refers to."""
        pieces: list[str] = []
        boxes: list[Any] = []
        referred: list[tuple[str, str]] = []
        self._inline(paragraph, pieces, boxes, referred)
        text = "".join(pieces)
        label = self._numbers.label(paragraph) if text.strip() else ""
        return label + text, boxes, referred

    def _inline(
        self, parent: Any, pieces: list[str], boxes: list[Any], referred: list[tuple[str, str]]
    ) -> None:
        for element in parent:
            tag = element.tag
            if tag in (f"{W}t", f"{_MATH}t"):
                pieces.append(element.text or "")
            elif tag in _BREAKS:
                pieces.append(_BREAKS[tag])
            elif tag in _NOTES:
                referred.append((_NOTES[tag], element.get(f"{W}id", "")))
            elif tag == f"{W}txbxContent":
                boxes.append(element)
            elif tag in (f"{W}del", f"{W}moveFrom"):
                self.found["deleted"] += tag == f"{W}del"
            elif tag in _GONE or not isinstance(tag, str) or _is_hidden(element):
                continue
            else:
                if (seen := _SEEN.get(tag.rpartition("}")[2])) is not None:
                    self.found[seen] += 1
                self._inline(_inner(element), pieces, boxes, referred)

    def _note(self, kind: str, number: str) -> Iterator[str]:
        """A note, once, marked as what it is, and who made the comment."""
        note = self._notes.get(kind, {}).get(number)
        if note is None or (kind, number) in self._told:
            return
        self._told.add((kind, number))
        lines = [line for line in self.lines(note) if line.strip()]
        mark = {
            "footnotes": say("脚注", "Footnote"),
            "endnotes": say("尾注", "Endnote"),
            "comments": say("批注", "Comment"),
        }[kind]
        author = note.get(f"{W}author", "") if kind == "comments" else ""
        if author:
            mark += say(f"（{author}）", f" ({author})")
        for place, line in enumerate(lines):
            yield line if place else mark + say("：", ": ") + line.strip()

    def _table(self, table: Any) -> Iterator[str]:
        rows = list(_parts(table, "tr"))
        columns = max((len(list(_parts(row, "tc"))) for row in rows), default=0)
        if columns <= 1:  # a frame around text
            for row in rows:
                for cell in _parts(row, "tc"):
                    yield from self.lines(cell)
            return
        inner: list[list[str]] = []
        cells = _with_rows([self._row(row, inner) for row in rows if not _is_deleted(row)])
        for line in lines_of(cells):
            yield ROW + line if is_row(line) else line
        for lines in inner:
            yield say("表中的表：", "Table within the table:")
            yield from lines

    def _row(self, row: Any, inner: list[list[str]]) -> list[tuple[Cell, bool]]:
        """The cells of a row, and of each whether it goes on with the one above."""
        before = row.find(f"{W}trPr/{W}gridBefore")
        skipped = _count(before.get(f"{W}val")) if before is not None else 0
        found: list[tuple[Cell, bool]] = [(Cell(""), False)] * skipped
        heading = row.find(f"{W}trPr/{W}tblHeader") is not None
        for cell in _parts(row, "tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and merge.get(f"{W}val", "continue") != "restart"
            lines = list(self.lines(cell))
            if any(line.startswith(ROW) for line in lines):
                nested = [line for line in lines if line.startswith(ROW)]
                inner.append(nested)
                lines = [line for line in lines if not line.startswith(ROW)]
            columns = _count(span.get(f"{W}val")) if span is not None else 1
            text = " ".join(part for line in lines for part in line.split())
            found.append((Cell(text, 1, columns, heading), goes_on))
        return found


def _with_rows(rows: list[list[tuple[Cell, bool]]]) -> list[list[Cell]]:
    """The cells with the number of rows that each stands in; those that go on are left out."""
    kept: list[list[Cell | None]] = []
    reach: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(rows):
        line: list[Cell | None] = []
        place = 0
        for cell, goes_on in row:
            if goes_on and place in reach:
                top, at = reach[place]
                first = kept[top][at]
                if first is not None:
                    kept[top][at] = Cell(first.text, first.rows + 1, first.columns, first.heading)
                line.append(None)
            else:
                reach[place] = number, len(line)
                line.append(cell)
            place += cell.columns
        kept.append(line)
    return [[cell for cell in line if cell is not None] for line in kept]


def _parts(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also within content controls."""
    for element in parent:
        if element.tag == f"{W}{name}":
            yield element
        elif element.tag in (f"{W}sdt", f"{W}customXml", f"{W}ins", f"{W}moveTo"):
            yield from _parts(_inner(element), name)


def _inner(element: Any) -> Any:
    """What of an element holds words: a control's content, the newer of two forms."""
    tag = element.tag
    if tag == f"{W}sdt":
        if element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            return ()
        content = element.find(f"{W}sdtContent")
        return () if content is None else content
    if tag == f"{_MC}AlternateContent":
        for choice in element.findall(f"{_MC}Choice"):
            if (
                next(choice.iter(f"{W}t", f"{W}txbxContent", f"{W}drawing", f"{W}pict"), None)
                is not None
            ):
                return choice
        fallback = element.find(f"{_MC}Fallback")
        return () if fallback is None else fallback
    return element


def _is_hidden(element: Any) -> bool:
    if element.tag != _RUN:
        return False
    mark = element.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val", "1") not in _OFF


def _is_deleted(row: Any) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _count(text: str | None) -> int:
    try:
        return max(1, min(int(text or ""), 500))
    except ValueError:
        return 1
