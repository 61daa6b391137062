"""The lines of a page in the order in which a reader reads them; pure geometry.

``lines_of(page) -> list[Line]``: columns one after the other, each from top to bottom; the rows
of a table as one line each, cells parted by " | ".

A column is told from a table by what stands in it: running text fills most lines of a column,
cells do not; ruled lines across the gap speak for a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.articles.pdf_gutters import (
    Level,
    Piece,
    gutter_of,
    levels_of,
    pieces_of,
    sides_of,
    stands_apart,
)
from rag.articles.pdf_page import Page
from rag.articles.pdf_runs import Box, Run, around, closed_up
from rag.articles.pdf_tables import Table, aligned_rows, ruled_tables

_MOST_RUNS = 4_000
"""A page in more pieces than this is given in the order it was written."""

_COLUMN_CHARACTERS = 8
"""Lines of a column have so many characters at the least, on average."""
_DEEPEST = 6
_TABLE_ROWS = 3
"""So many lines with the same gap make a table where no line is ruled."""
_MARK = re.compile(  # what opens an item: "1.", "（二）", "•", "第四条", "1.2", "问："
    r"第[一二三四五六七八九十百零〇\d]{1,6}[编章节条款部篇]|\d{1,2}(?:\.\d{1,2}){1,3}|[问答注][:：]?|附件?\d{0,2}[:：]"
    r"|[（(]?[\d一二三四五六七八九十a-zA-Z]{1,3}[.、．）):：]?|[-•●■◆▪○◇·*–—]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line; ``left`` and ``right`` are the edges of the column it stands in.

    The longest line there has ``most`` characters. A ``row`` of a table never goes on.
    """

    text: str
    box: Box
    size: float
    left: float
    right: float
    most: int = 0
    row: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its ruled tables found; ``vertical`` runs are columns, from the right."""

    runs: list[Run]
    tables: list[Table]
    vertical: bool = False


def sheet_of(page: Page) -> Sheet:
    """A page's tables, and the runs that stand in none."""
    if page.vertical or len(page.runs) > _MOST_RUNS:
        return Sheet([replace(run, places=()) for run in page.runs], [], page.vertical)
    tables, runs = ruled_tables(page.runs, page.rules)
    return Sheet([replace(run, places=()) for run in runs], tables)


def lines_of(sheet: Sheet) -> list[Line]:
    """A page's lines in reading order."""
    runs = sheet.runs
    if sheet.vertical and runs:
        top, bottom = min(run.box[1] for run in runs), max(run.box[3] for run in runs)
        most = max(len(run.text) for run in runs)
        standing = [_standing(place, run, top, bottom) for place, run in enumerate(runs)]
        return [replace(line, most=most) for line in standing]
    if len(runs) > _MOST_RUNS:
        return [Line(run.text, run.box, run.size, run.box[0], run.box[2]) for run in runs]
    pieces = [Piece(run.box, run) for run in runs]
    pieces += [Piece(table.box, table) for table in sheet.tables]
    return _read(levels_of(pieces), depth=0)


def edges_of(sheet: Sheet) -> list[list[Run]]:
    """The first and the last level of a page, from above: two of each that stand apart.

    A second line of a head or foot is told from text by the white space after it.
    """
    if sheet.vertical or len(sheet.runs) > _MOST_RUNS:
        return []
    levels = levels_of([Piece(run.box, run) for run in sheet.runs])
    few = len(levels)
    head = 2 if few > 4 and stands_apart(levels, 2, 1) else 1
    foot = 2 if few > 4 and stands_apart(levels, few - 3, -1) else 1
    kept = levels if few < 3 else [*levels[:head], *levels[-foot:]]
    return [[piece.holds for piece in level if isinstance(piece.holds, Run)] for level in kept]


def _standing(place: int, run: Run, top: float, bottom: float) -> Line:
    """A column of vertical text as a line: its lower end is the end, the next is below."""
    box = (run.box[1], place * 1.2 * run.size, run.box[3], place * 1.2 * run.size + run.size)
    return Line(run.text, box, run.size, top, bottom)


def _read(levels: list[Level], depth: int) -> list[Line]:
    """Lines of a part of a page: what is above its columns, the columns, what is below."""
    gutter = gutter_of(levels) if depth < _DEEPEST and len(levels) > 1 else None
    if gutter is None:
        return _written(levels)
    first, last = gutter.first, gutter.last
    sides = sides_of(levels[first : last + 1], gutter)
    if _is_columns(sides):
        inside = [line for side in sides for line in _read(levels_of(pieces_of(side)), depth + 1)]
    else:
        first, last = gutter.tight
        sides = sides_of(levels[first : last + 1], gutter)
        if gutter.level < _TABLE_ROWS or _is_list(sides[0]):
            return _written(levels)
        inside = _rows(levels[first : last + 1])
    above, below = _read(levels[:first], depth + 1), _read(levels[last + 1 :], depth + 1)
    return [*above, *inside, *below]


def _is_columns(sides: list[list[Level]]) -> bool:
    """Whether both sides of a gutter are running text, not cells."""
    for side in sides:
        pieces = [piece for piece in pieces_of(side) if isinstance(piece.holds, Run)]
        if sum(len(_text(piece)) for piece in pieces) < _COLUMN_CHARACTERS * len(pieces):
            return False
        widths = sorted(piece.box[2] - piece.box[0] for piece in pieces)
        usual = widths[len(widths) * 4 // 5] if widths else 0.0
        full = sum(width > 0.7 * usual for width in widths)
        if len(widths) > 2 and full * 2 < len(widths):
            return False
    return True


def _is_list(side: list[Level]) -> bool:
    """Whether all that stands before a gutter are the marks of a list: 1. 2. 3."""
    texts = [_text(piece) for level in side for piece in level]
    return sum(bool(_MARK.fullmatch(text)) for text in texts) > 0.8 * len(texts)


def _text(piece: Piece) -> str:
    return piece.holds.text if isinstance(piece.holds, Run) else ""


def _rows(levels: list[Level]) -> list[Line]:
    """The levels of a table without ruled lines."""
    runs = [[piece.holds for piece in level if isinstance(piece.holds, Run)] for level in levels]
    if any(isinstance(piece.holds, Table) for level in levels for piece in level):
        return _written(levels)
    found: list[Line] = []
    for cells, box, size in aligned_rows(runs):
        found.append(Line(" | ".join(cells), box, size, box[0], box[2], row=True))
    return found


def _written(levels: list[Level]) -> list[Line]:
    """Levels of one column as lines."""
    boxes = [piece.box for level in levels for piece in level]
    if not boxes:
        return []
    left, _, right, _ = around(boxes)
    found: list[Line] = []
    for level in levels:
        for piece in level:
            if isinstance(piece.holds, Table):
                row = Line("", piece.box, piece.size, left, right, row=True)
                found += [replace(row, text=" | ".join(cells)) for cells in piece.holds.rows]
        runs = [piece.holds for piece in level if isinstance(piece.holds, Run)]
        if runs:
            text = closed_up(" ".join(run.text for run in runs))
            size = max(run.size for run in runs)
            found.append(Line(text, around([run.box for run in runs]), size, left, right))
    most = max((len(line.text) for line in found if not line.row), default=0)
    return [replace(line, most=most) for line in found]
