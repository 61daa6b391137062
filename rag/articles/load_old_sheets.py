"""Articles in Excel's .xls of before 2007 and in WPS's .et: one a sheet, each cell as it is shown.

xlrd gives the cells with their number formats, results of formulas, comments and what is merged.
It tells nothing of pictures, charts and boxes, so their records are counted ([MS-XLS] 2.4.181).
"""

from __future__ import annotations

import io
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, time
from pathlib import PurePosixPath
from typing import Any

from rag.articles.load_sheets import NO_NAME, hidden_told, shown
from rag.articles.load_tables import SheetRow, articles_of
from rag.articles.refused import refusal
from rag.articles.sheet_rows import Held, rows_of
from rag.errors import LoadError
from rag.types import Article
from rag.wording import say

_VISIBLE = 0
_OBJECT, _SHEET, _FORMULA = 0x5D, 0x85, 0x06
"""The records of a thing drawn, of a sheet's name and of a formula with its result."""
_EMPTY = 3
_CHART_SHEET = 2
_DRAWN = {0x05: "chart", 0x06: "box", 0x08: "picture"}
_TOLD: dict[str, Callable[[int], str]] = {
    "picture": lambda n: say(f"{n} 张图片中的文字没有读", f"words in {n} pictures are not read"),
    "chart": lambda n: say(f"{n} 个图表没有读", f"{n} charts are not read"),
    "box": lambda n: say(f"{n} 个文本框没有读", f"{n} text boxes are not read"),
    "empty": lambda n: say(
        f"{n} 个公式的结果是空的（若打开时不空，请用 Excel 保存后再试）",
        f"the results of {n} formulas are empty (where they are not, save it in Excel)",
    ),
}


def from_old_sheets(path: str, data: bytes) -> Iterator[Article]:
    """The articles of a workbook; hidden sheets are left out and named.

    Raises:
        LoadError: It is damaged, protected, too large, or without any text.

    """
    book = _opened(data)
    stem = PurePosixPath(path.rpartition("!/")[2]).stem
    sheets = book.sheets()
    visible = [sheet for sheet in sheets if sheet.visibility == _VISIBLE]
    filled = [(sheet, rows) for sheet in visible if (rows := _rows(book, sheet))]
    if not filled:
        raise LoadError(zh="表格里没有文字。", en="There is no text in its sheets.")
    for place, (sheet, rows) in enumerate(filled):
        named = len(filled) > 1 or not NO_NAME.fullmatch(sheet.name)
        title = f"{stem} {sheet.name}" if named else stem
        inside = path if len(sheets) == 1 else f"{path}!/{sheet.name}"
        told = (*(_of_book(sheets, data) if place == 0 else ()), *_hidden_within(sheet))
        yield from articles_of(inside, title, rows, "xls", told, sheet.name, _comments(sheet))


def _opened(data: bytes) -> Any:
    import xlrd

    try:
        return xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
    except MemoryError:
        raise
    except Exception as fault:  # it raises whatever its parsing of hostile records comes to
        if "encrypted" in str(fault).lower():
            raise refusal("locked") from fault
        raise LoadError(
            zh="是旧版 Excel 或 WPS 表格（xls、et），没能读出：文件不完整，或格式太旧。"
            "请另存为 xlsx。",
            en="It is an Excel workbook of before 2007, or one of WPS (xls, et), and could not be "
            "read: damaged or too old. Save it as xlsx.",
        ) from fault


def _rows(book: Any, sheet: Any) -> list[SheetRow]:
    """The rows that hold anything, from the first column that does, with empty ones between."""
    held: Held = {}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            if text := _text(book, cell):
                held.setdefault(row + 1, {})[column + 1] = text
    merged = {
        (row + 1, column + 1): (last_row, last_column)
        for row, last_row, column, last_column in sheet.merged_cells
    }
    return rows_of(held, merged)


def _hidden_within(sheet: Any) -> tuple[str, ...]:
    """What is told of rows and columns with words in them that are not shown."""
    held = [
        (row, column)
        for row in range(sheet.nrows)
        for column, cell in enumerate(sheet.row(row))
        if cell.value != ""
    ]
    rows = {row for row, _ in held if getattr(sheet.rowinfo_map.get(row), "hidden", 0)}
    columns = {at for _, at in held if getattr(sheet.colinfo_map.get(at), "hidden", 0)}
    return hidden_told(len(rows), len(columns))


def _text(book: Any, cell: Any) -> str:
    """A cell as a reader sees it."""
    import xlrd

    value: Any = cell.value
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        value = bool(value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        value = _moment(value, book.datemode)
    return shown(value, _format_of(book, cell))


def _moment(value: float, datemode: int) -> datetime | time | float:
    """A day, or an hour where the cell holds no day; the figure where it is neither."""
    import xlrd

    try:
        moment: datetime = xlrd.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError, xlrd.XLDateError):
        return value
    return moment.time() if 0 <= value < 1 else moment


def _format_of(book: Any, cell: Any) -> str:
    """The number format of a cell, ``General`` where it has none."""
    try:
        return str(book.format_map[book.xf_list[cell.xf_index].format_key].format_str)
    except (KeyError, IndexError, TypeError, AttributeError):
        return "General"


def _comments(sheet: Any) -> list[tuple[int, str]]:
    """What was noted at cells, marked as such, below the table, with the rows of the cells."""
    import xlrd

    told = []
    for (row, column), note in sorted(sheet.cell_note_map.items()):
        if text := " ".join(note.text.split()):
            cell = xlrd.cellname(row, column)
            told.append((row + 1, say(f"批注（{cell}）：{text}", f"Comment ({cell}): {text}")))
    return told


def _of_book(sheets: list[Any], data: bytes) -> tuple[str, ...]:
    told = []
    hidden = [sheet.name for sheet in sheets if sheet.visibility != _VISIBLE]
    if hidden:
        names = "、".join(hidden[:10])
        told.append(say(f"隐藏的工作表没有读：{names}", f"hidden sheets are not read: {names}"))
    found = Counter(_drawn(data))
    told += [tell(found[kind]) for kind, tell in _TOLD.items() if found[kind]]
    return tuple(told)


def _drawn(data: bytes) -> Iterator[str]:
    """What the cells do not tell of a workbook, a word for each: ``picture``, ``chart``, ``box``.

    ``empty`` is a formula whose result is no text, as where it was never worked out.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            stream = file.openstream("Workbook").read() if file.exists("Workbook") else b""
    except (OSError, IndexError, ValueError, TypeError):
        return  # it was read all the same
    place = 0
    while place + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, place)
        body = stream[place + 4 : place + 4 + size]
        if record == _OBJECT and size >= 6 and (kind := _DRAWN.get(body[4])):
            yield kind
        elif record == _FORMULA and size >= 14 and body[12:14] == b"\xff\xff" and body[6] == _EMPTY:
            yield "empty"
        elif record == _SHEET and size >= 6 and body[5] == _CHART_SHEET:
            yield "chart"
        place += 4 + size
