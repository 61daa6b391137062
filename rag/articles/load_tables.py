"""Rows of cells, from a sheet or from a text parted by commas or tabs, as articles.

    articles_of(path, title, rows, …)   one article; several where there are very many rows
    from_delimited(path, data)          those of a .csv or .tsv, whatever parts its cells

The article ``SHEET@20001`` begins with row 20,001. Empty rows part tables; a first row of one
cell is a title; the rest is ``rag.articles.grid``'s.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import Literal

from rag.articles.grid import Cell, marked, numbered_lines
from rag.articles.load_text import decode
from rag.errors import LoadError
from rag.places import Places
from rag.text.rows import cells_of, is_figure, is_row
from rag.types import Article
from rag.wording import say

PAGE_ROWS = 20_000
"""How many rows of a sheet are one article."""

PART_OF_TABLE = ("这里是第", "Rows ")
"""How the line begins that says which rows of a longer table these are."""

_SEPARATORS = "\t,;|，；"
_LOOKED_AT = 200
_LONGEST_FIELD = 10_000_000

CellRow = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its number in the sheet, from 1."""

    number: int
    cells: CellRow


def articles_of(
    path: str, title: str, rows: Sequence[SheetRow], encoding: str,
    notices: tuple[str, ...] = (), sheet: str = "", below: Sequence[tuple[int, str]] = (),
) -> Iterator[Article]:  # fmt: skip
    """The articles that a sheet's rows make; none where all are empty.

    ``sheet`` is its name; ``below`` are lines to stand under its last row, with their rows.
    """
    total = len(rows)
    for start in range(0, total, PAGE_ROWS):
        page = list(rows[start : start + PAGE_ROWS])
        place, before = path, ""
        if total > PAGE_ROWS:
            first, last = start + 1, start + len(page)
            before = say(
                f"{PART_OF_TABLE[0]}{first}至{last}行，共{total}行。\n\n",
                f"{PART_OF_TABLE[1]}{first} to {last} of {total}.\n\n",
            )
            if start:
                place = f"{path}@{first}" if "!/" in path else f"{path}!/@{first}"
                page = [*rows[:1], *page]
        tables = [line for table in _tables(page) for line in table]
        if start + PAGE_ROWS >= total:
            tables += below
        body, places = _placed(tables, before, sheet)
        if len(body) == len(before):
            continue
        says_itself = not before and not is_row(body.partition("\n")[0])
        metadata = {} if says_itself else {"title": title}
        yield Article(place, body, "text", encoding, metadata, notices, places)


def _placed(lines: Sequence[tuple[int, str]], before: str, sheet: str) -> tuple[str, Places]:
    """The lines as a text to be cleaned, and which row each is."""
    starts: list[int] = []
    size = len(before)
    shown = [marked([line]) for _, line in lines]
    for line in shown:
        starts.append(size)
        size += len(line) + 2
    places = Places("row", sheet, tuple(starts), tuple(number for number, _ in lines))
    return before + "\n\n".join(shown), places


def _tables(rows: Sequence[SheetRow]) -> Iterator[list[tuple[int, str]]]:
    """The lines of each table of a sheet, with the numbers of their rows."""
    width = 0
    for block in _blocks(rows):
        lines = list(numbered_lines([row.cells for row in block], [row.number for row in block]))
        if width and lines and is_row(lines[0][1]) and len(cells_of(lines[0][1])) == width:
            lines.insert(0, (lines[0][0], say("（另一张表）", "(another table)")))
        width = len(cells_of(lines[-1][1])) if lines and is_row(lines[-1][1]) else 0
        yield lines


def _blocks(rows: Sequence[SheetRow]) -> Iterator[list[SheetRow]]:
    """The rows between empty ones; those below an empty one that go on are not parted."""
    block: list[SheetRow] = []
    parted = False
    for row in rows:
        if not any(cell.text.strip() for cell in row.cells):
            parted = True
            continue
        if parted and block and _begins(row.cells, [each.cells for each in block]):
            yield block
            block = []
        parted = False
        block.append(row)
    if block:
        yield block


def _begins(row: CellRow, before: Sequence[CellRow]) -> bool:
    """Whether a row below an empty one is a title or a heading, no further row of figures."""
    said = [cell.text for cell in row if cell.text.strip()]
    if len(said) == 1:
        return len(row) == 1 or not is_figure(said[0])
    figures = any(is_figure(cell.text) for line in before for cell in line[1:])
    return figures and not any(map(is_figure, said[1:]))


def from_delimited(path: str, data: bytes) -> Iterator[Article]:
    """The article or articles of a text whose lines are rows; nothing where they are none.

    Raises:
        LoadError: It is empty or no text.

    """
    decoded = decode(data)
    text = decoded.text.replace("\0", "").lstrip("\ufeff")
    if not text.strip():
        raise LoadError(zh="文件是空的。", en="The file is empty.")
    separator = separator_of(text)
    if not separator:
        return
    title = PurePosixPath(path.rpartition("!/")[2]).stem
    limit = csv.field_size_limit(_LONGEST_FIELD)
    try:
        rows, notices = _rows_of(text, separator)
    except csv.Error as fault:
        raise LoadError(
            zh=f"无法按表格读取（{fault}）。", en=f"It cannot be read as a table ({fault})."
        ) from fault
    finally:
        csv.field_size_limit(limit)
    yield from articles_of(path, title, rows, decoded.encoding, decoded.notices + notices)


def _rows_of(text: str, separator: str) -> tuple[list[SheetRow], tuple[str, ...]]:
    """The rows; where a quotation mark is never closed, marks are taken for what they look like.

    Otherwise all that follows it would be one cell.
    """

    def read(quoting: Literal[0, 3]) -> list[SheetRow]:
        lines = csv.reader(
            io.StringIO(text, newline=""), delimiter=separator, quoting=quoting, strict=not quoting
        )
        return [
            SheetRow(number, [Cell(field.strip()) for field in line])
            for number, line in enumerate(lines, start=1)
        ]

    try:
        return read(csv.QUOTE_MINIMAL), ()
    except csv.Error as fault:
        if "unexpected end of data" in str(fault):
            told = say("有引号没有成对，按原样读取", "a quotation mark is not closed; read as is")
            return read(csv.QUOTE_NONE), (told,)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [
        SheetRow(number, [Cell(field.strip()) for field in line])
        for number, line in enumerate(lines, start=1)
    ], ()


def separator_of(text: str) -> str:
    """What parts the cells of the first lines: what gives most of them as many; empty if none."""
    lines = list(islice((line for line in io.StringIO(text) if line.strip()), _LOOKED_AT))
    best, separator = 0.0, ""
    for mark in _SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        except csv.Error:
            continue
        width, often = Counter(widths).most_common(1)[0] if widths else (1, 0)
        score = often / max(1, len(widths)) + min(width, 20) / 100
        if width > 1 and often * 2 >= len(widths) and score > best:
            best, separator = score, mark
    return separator
