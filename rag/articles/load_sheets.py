"""Articles in Excel's .xlsx: one a sheet, each cell as it is shown there."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import PurePosixPath
from typing import Any

from rag.articles.grid import MOST_CELLS, too_many
from rag.articles.load_tables import SheetRow, articles_of
from rag.articles.package import checked
from rag.articles.sheet_rows import Held, rows_of
from rag.errors import LoadError
from rag.types import Article
from rag.wording import say

MAX_SHEET_BYTES = 40_000_000
"""The sheets of a workbook together are read up to this size, unpacked: some 1,000,000 cells."""

_NO_RESULT = re.compile(  # <f>A1+B1</f></c>: a formula that was never worked out
    rb"(?:</f>|<f\b[^<>]{0,200}/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
# <mergeCell ref="A1:C2"/>
_MERGED = re.compile(rb'mergeCell\b[^<>]{0,80}?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
NO_NAME = re.compile(r"(?:Sheet|工作表)\s*\d*", re.IGNORECASE)  # Sheet1, 工作表 2
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.(?P<decimals>[0#?]+))?")  # #,##0.00
_BRACKETED = re.compile(r"\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]")  # [$¥-804], [Red]
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')  # 0.0"万元", 0\%, _)


def from_sheets(path: str, data: bytes) -> Iterator[Article]:
    """The articles of a workbook; hidden sheets are left out and named.

    Raises:
        LoadError: It is damaged, protected, too large, or without any text.

    """
    archive = checked(data, "xlsx")
    sheets = [part for part in archive.infolist() if "/worksheets/" in part.filename]
    size = sum(part.file_size for part in sheets)
    if size > MAX_SHEET_BYTES:
        most = MAX_SHEET_BYTES // 1_000_000
        raise LoadError(
            zh=f"工作表解压后有 {size // 1_000_000} MB，超过上限 {most} MB。请拆分，或另存为 csv。",
            en=f"Its sheets unpack to {size // 1_000_000} MB, more than {most} MB. Split it or "
            "save it as csv.",
        )
    unsolved = 0
    for part in sheets:
        xml = archive.read(part)
        if sum(map(_area, _MERGED.finditer(xml))) > MOST_CELLS:
            raise too_many()  # the library makes a cell of each that is merged
        unsolved += len(_NO_RESULT.findall(xml))
    book = _opened(data)
    stem = PurePosixPath(path.rpartition("!/")[2]).stem
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    filled = [(sheet, rows) for sheet in shown if (rows := _rows(sheet))]
    if not filled:
        raise LoadError(zh="表格里没有文字。", en="There is no text in its sheets.")
    about = _of_book(book, unsolved)
    for place, (sheet, rows) in enumerate(filled):
        named = len(filled) > 1 or not NO_NAME.fullmatch(sheet.title)
        title = f"{stem} {sheet.title}" if named else stem
        inside = path if len(book.worksheets) == 1 else f"{path}!/{sheet.title}"
        told = (*(about if place == 0 else ()), *_of_sheet(sheet))
        below = _comments(sheet)
        yield from articles_of(inside, title, rows, "xlsx", told, sheet.title, below)


def _hidden_within(sheet: Any) -> tuple[str, ...]:
    """What is told of rows and columns that Excel does not show."""
    held = [at for at, cell in sheet._cells.items() if cell.value not in (None, "")]
    rows = {row for row, _ in held if row in sheet.row_dimensions}
    areas = [(area.min or 0, area.max or 0) for area in sheet.column_dimensions.values()
             if area.hidden]  # fmt: skip
    columns = {at for _, at in held if any(first <= at <= last for first, last in areas)}
    return hidden_told(sum(sheet.row_dimensions[row].hidden for row in rows), len(columns))


def hidden_told(rows: int, columns: int) -> tuple[str, ...]:
    """What is told of so many rows and columns that are not shown: they are read all the same."""
    told = []
    if rows:
        told.append(say(f"{rows} 行在表中是隐藏的，也读了", f"{rows} hidden rows are read too"))
    if columns:
        told.append(
            say(f"{columns} 列在表中是隐藏的，也读了", f"{columns} hidden columns are read too")
        )
    return tuple(told)


def _area(merged: re.Match[bytes]) -> int:
    """How many cells an area covers: A1:C2 covers 6."""
    columns = _column(merged[3]) - _column(merged[1]) + 1
    return columns * (int(merged[4]) - int(merged[2]) + 1)


def _column(name: bytes) -> int:
    """The number of a column, counted from 1: B is 2, AA is 27."""
    number = 0
    for code in name:
        number = 26 * number + code - 64
    return number


def _opened(data: bytes) -> Any:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)


def _rows(sheet: Any) -> list[SheetRow]:
    """The rows that hold anything, from the first column that does, with empty ones between.

    Only cells that are stored are looked at: a sheet may claim to have 17 billion.
    """
    held: Held = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        text = shown(cell.value, cell.number_format)
        if text:
            held.setdefault(row, {})[column] = text
    merged = {
        (area.min_row, area.min_col): (area.max_row, area.max_col)
        for area in sheet.merged_cells.ranges
    }
    return rows_of(held, merged)


def shown(value: Any, number_format: str) -> str:
    """A cell as a reader sees it: 0.052 in the format 0.0% is 5.2%."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        clock = value.strftime(" %H:%M") if value.time() != time() else ""
        return _day(value.date(), number_format) + clock
    if isinstance(value, date):
        return _day(value, number_format)
    if isinstance(value, int | float):
        return _figure(value, number_format)
    return str(value).strip()


def _day(day: date, number_format: str) -> str:
    if "年" in number_format:
        with_day = "日" in number_format or "d" in number_format.lower()
        return f"{day.year}年{day.month}月" + (f"{day.day}日" if with_day else "")
    return day.isoformat()


def _figure(value: float, number_format: str) -> str:
    plain = f"{value:.11g}"
    if "e" in plain and abs(value) < 1e15:
        plain = f"{value:.0f}" if abs(value) >= 1 else f"{value:.12f}".rstrip("0")
    pattern = _BRACKETED.sub(lambda match: match[1] or "", number_format.split(";")[0])
    literals: list[str] = []

    def kept(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or "")
        return f"\x00{len(literals) - 1}\x01"

    pattern = _LITERAL.sub(kept, pattern)
    digits = _DIGITS.search(pattern)
    if digits is None or pattern.lower() == "general" or "E" in pattern or "/" in pattern:
        return plain
    percent = "%" in pattern
    places = len(digits["decimals"] or "")
    wanted = "," if "," in digits.group() else ""
    written = f"{value * 100 if percent else value:{wanted}.{places}f}"
    around = [pattern[: digits.start()], pattern[digits.end() :]]
    before, after = (
        re.sub("\x00(\\d+)\x01", lambda match: literals[int(match[1])], part).strip()
        for part in around
    )
    return f"{before}{written}{after}"


def _comments(sheet: Any) -> list[tuple[int, str]]:
    """What was noted at cells, marked as such, below the table, with the rows of the cells."""
    told: list[tuple[int, str]] = []
    for cell in sheet._cells.values():
        if cell.comment is not None and cell.comment.text.strip():
            text = " ".join(cell.comment.text.split())
            told.append((cell.row, say(f"批注（{cell.coordinate}）：{text}",
                                       f"Comment ({cell.coordinate}): {text}")))  # fmt: skip
    return told


def _of_book(book: Any, unsolved: int) -> tuple[str, ...]:
    told = []
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        names = "、".join(hidden[:10])
        told.append(say(f"隐藏的工作表没有读：{names}", f"hidden sheets are not read: {names}"))
    if book.chartsheets:
        count = len(book.chartsheets)
        told.append(say(f"{count} 张图表工作表没有读", f"{count} chart sheets are not read"))
    if unsolved:
        told.append(say(
            f"{unsolved} 个公式没有存下结果，没有读（用 Excel 打开并保存后再试）",
            f"{unsolved} formulas hold no result and are not read (open and save it in Excel)",
        ))  # fmt: skip
    return tuple(told)


def _of_sheet(sheet: Any) -> tuple[str, ...]:
    told = [*_hidden_within(sheet)]
    if sheet._images:
        count = len(sheet._images)
        told.append(say(f"{count} 张图片中的文字没有读", f"words in {count} pictures are not read"))
    if sheet._charts:
        told.append(
            say(f"{len(sheet._charts)} 个图表没有读", f"{len(sheet._charts)} charts are not read")
        )
    return tuple(told)
