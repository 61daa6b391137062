"""Tables of a page as lines of cells; what is laid out by a table but is none is left alone.

``table_lines(node)`` gives the lines of a table that holds data, each row marked as one
(``rag.articles.grid``), or nothing for one that only frames other things: a table around tables,
with a long text in a cell, of one row or column, of links, of labels with their colons.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.articles.clean_nodes import BLOCKS, collapsed, steps
from rag.articles.grid import MOST_CELLS, ROW, Cell, lines_of
from rag.errors import LoadError
from rag.text.rows import is_row

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LONGEST_CELL = 120
_MOST_ROWS_SPANNED = 1_000
_FRAMES = "table, h1, h2, h3, form, article, section, iframe"
# blanks and line ends within a cell
_SPACE = re.compile(r"[ \t\r\n\f\u3000\xa0]+")


def table_lines(table: LexborNode) -> list[str]:
    """The lines of a table of data; empty where it is a frame."""
    if any(inner.mem_id != table.mem_id for inner in table.css(_FRAMES)):
        return []
    rows = [_cells(row) for row in table.css("tr")]
    rows = [cells for cells in rows if cells]
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return []
    texts = [cell.text for cells in rows for cell in cells]
    size = sum(map(len, texts))
    linked = sum(len(link.text()) for link in table.css("a"))
    if not size or max(map(len, texts)) > _LONGEST_CELL or linked * 2 > size:
        return []
    if sum(text.endswith(("：", ":")) for text in texts) * 4 > len(texts):  # 发文机关： | 国务院
        return []
    if sum(len(cells) > 1 for cells in rows) * 2 < len(rows):
        return []
    try:
        lines = list(lines_of(rows))
    except LoadError:  # it claims more than MOST_CELLS places: as if nothing spanned any
        lines = list(lines_of([[Cell(cell.text) for cell in cells] for cells in rows]))
    return [ROW + line if is_row(line) else line for line in lines]


def _cells(row: LexborNode) -> list[Cell]:
    found = []
    node = row.child
    while node is not None:
        if node.tag in {"td", "th"}:
            attributes = node.attributes
            found.append(
                Cell(
                    _words(node),
                    min(_span(attributes.get("rowspan")), _MOST_ROWS_SPANNED),
                    min(_span(attributes.get("colspan")), MOST_CELLS),
                    node.tag == "th",
                )
            )
        node = node.next
    return found


def _words(cell: LexborNode) -> str:
    """A cell's text as a browser shows it on one line."""
    pieces = []
    for node, entering in steps(cell):
        tag = node.tag or ""
        if tag == "-text":
            pieces.append(collapsed(node.text_content or "") if entering else "")
        elif tag == "br" or tag in BLOCKS:
            pieces.append(" ")
    return _SPACE.sub(" ", "".join(pieces)).strip()


def _span(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and int(value) > 0 else 1
