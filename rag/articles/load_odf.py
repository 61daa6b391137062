"""Articles in OpenDocument: texts (.odt), sheets (.ods) and slides (.odp).

Zipped XML, read by walking it (``rag.articles.odf_text``). Cells hold their words as they are
shown, so that no format has to be followed.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from rag.articles.clean_title import own_title
from rag.articles.grid import MOST_CELLS, ROW, too_many
from rag.articles.load_slides import Slide, article_of_slides
from rag.articles.load_tables import articles_of
from rag.articles.odf_names import (
    DC,
    DRAW,
    MANIFEST,
    META,
    OFFICE,
    PRESENTATION,
    STYLE,
    SVG,
    TABLE,
    count_of,
)
from rag.articles.odf_numbers import ListStyles
from rag.articles.odf_text import Reading, hidden_styles, rows_of
from rag.articles.package import checked, parsed
from rag.articles.sheet_rows import Held
from rag.articles.sheet_rows import rows_of as sheet_rows_of
from rag.errors import LoadError
from rag.types import Article
from rag.wording import say

MAX_CONTENT_BYTES = 40_000_000
"""The content of a sheet is read up to this size, unpacked, as that of a workbook is."""

_LOOKED_AT = 20_000
"""Characters in which a stated title must be spoken of."""
# 2.5cm, -0.1in
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)\s*(cm|mm|in|pt|px)?")
_POINTS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "px": 0.75}
_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


@dataclass(frozen=True, slots=True)
class _Opened:
    """A document's body, its styles, and what it states about itself."""

    body: Any
    roots: tuple[Any, ...]
    title: str
    author: str

    def reading(self) -> Reading:
        """A walk over it."""
        return Reading(ListStyles(self.roots), hidden_styles(self.roots))

    def styled(self, properties: str, name: str, value: str) -> frozenset[str]:
        """The styles that state something of what is drawn in them."""
        return frozenset(
            style.get(f"{STYLE}name", "")
            for root in self.roots
            for style in root.iter(f"{STYLE}style")
            for stated in style.iter(f"{STYLE}{properties}")
            if stated.get(name) == value
        )


def from_open_document(path: str, data: bytes, kind: str) -> Iterator[Article]:
    """The articles of an ``odt``, ``ods`` or ``odp``.

    Raises:
        LoadError: It is damaged, protected, too large, or without any text.

    """
    opened = _opened(data, kind)
    if kind == "odt":
        yield _from_text(path, opened)
    elif kind == "ods":
        yield from _from_sheets(path, opened)
    else:
        yield _from_slides(path, opened)


def _opened(data: bytes, kind: str) -> _Opened:
    archive = checked(data, kind)
    names = set(archive.namelist())
    manifest = "META-INF/manifest.xml"
    if manifest in names:
        root = parsed(_part(archive, manifest, kind))
        if next(root.iter(f"{MANIFEST}encryption-data"), None) is not None:
            raise LoadError(
                zh=f"{kind} 有密码保护。请去掉密码后另存一份。",
                en=f"The {kind} is protected by a password. Save a copy without it.",
            )
    if "content.xml" not in names:
        raise LoadError(
            zh=f"{kind} 文件已损坏（缺少 content.xml）。请另存一份再试。",
            en=f"The {kind} file is damaged (no content.xml). Save it anew.",
        )
    if kind == "ods" and archive.getinfo("content.xml").file_size > MAX_CONTENT_BYTES:
        most = MAX_CONTENT_BYTES // 1_000_000
        raise LoadError(
            zh=f"工作表解压后超过上限 {most} MB。请拆分，或另存为 csv。",
            en=f"Its sheets unpack to more than {most} MB. Split it or save it as csv.",
        )
    content = parsed(_part(archive, "content.xml", kind))
    roots = [content]
    if "styles.xml" in names:
        roots.append(parsed(_part(archive, "styles.xml", kind)))
    title = author = ""
    if "meta.xml" in names:
        meta = parsed(_part(archive, "meta.xml", kind))
        title = (meta.findtext(f".//{DC}title") or "").strip()
        author = meta.findtext(f".//{META}initial-creator") or meta.findtext(f".//{DC}creator")
        author = (author or "").strip()
    body = content.find(f"{OFFICE}body")
    inner = next(iter(body), None) if body is not None else None
    return _Opened(inner if inner is not None else (), tuple(roots), title, author)


def _part(archive: zipfile.ZipFile, name: str, kind: str) -> bytes:
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as fault:
        raise LoadError(
            zh=f"{kind} 文件已损坏（{name}）。请另存一份再试。",
            en=f"The {kind} file is damaged ({name}). Save it anew.",
        ) from fault


def _from_text(path: str, opened: _Opened) -> Article:
    reading = opened.reading()
    lines = [line for line in reading.lines(opened.body) if line.strip(f" \t\n{ROW}")]
    if not lines:
        raise LoadError(zh="文档里没有文字。", en="The document has no text.")
    prose = [line for line in lines if line[0] != ROW]
    title = own_title(opened.title, prose, "".join(lines)[:_LOOKED_AT]) if opened.title else ""
    stated = {"title": title, "author": opened.author}
    metadata = {name: value for name, value in stated.items() if value}
    body = "\n\n".join(lines)
    return Article(path, body, "text", "odt", metadata, _notices(reading.found))


def _from_sheets(path: str, opened: _Opened) -> Iterator[Article]:
    hidden = opened.styled("table-properties", f"{TABLE}display", "false")
    tables = [part for part in opened.body if part.tag == f"{TABLE}table"]
    shown = [each for each in tables if each.get(f"{TABLE}style-name") not in hidden]
    reading = opened.reading()
    stem = PurePosixPath(path.rpartition("!/")[2]).stem
    found = []
    for table in shown:
        comments: list[tuple[int, str]] = []
        if rows := sheet_rows_of(*_cells(table, reading, comments)):
            found.append((table.get(f"{TABLE}name", ""), rows, comments))
    if not found:
        raise LoadError(zh="表格里没有文字。", en="There is no text in its sheets.")
    names = "、".join(each.get(f"{TABLE}name", "") for each in tables if each not in shown)
    told: tuple[str, ...] = ()
    if names:
        told = (say(f"隐藏的工作表没有读：{names}", f"hidden sheets are not read: {names}"),)
    told += _notices(reading.found)
    for place, (name, rows, comments) in enumerate(found):
        named = len(found) > 1 or not re.fullmatch(r"(?:Sheet|工作表|Tabelle)\s*\d*", name)
        title = f"{stem} {name}" if named else stem
        inside = path if len(tables) == 1 else f"{path}!/{name}"
        yield from articles_of(
            inside, title, rows, "ods", told if not place else (), name, comments
        )


def _cells(
    table: Any, reading: Reading, comments: list[tuple[int, str]]
) -> tuple[Held, dict[tuple[int, int], tuple[int, int]]]:
    """The words of the cells of a sheet, and its merged ones; what was noted at cells."""
    held: Held = {}
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    number = count = 0
    for row, _ in rows_of(table):
        repeated = count_of(row, f"{TABLE}number-rows-repeated")
        cells = dict[int, str]()
        column = 0
        for cell in row.iterchildren(*_CELLS):
            over = count_of(cell, f"{TABLE}number-columns-repeated")
            text = _words(cell, reading, number + 1, comments) if len(cell) else _value(cell)
            if text:
                count += over * repeated
                if count > MOST_CELLS:
                    raise too_many()
                cells.update(dict.fromkeys(range(column + 1, column + over + 1), text))
            down = count_of(cell, f"{TABLE}number-rows-spanned")
            across = count_of(cell, f"{TABLE}number-columns-spanned")
            if down > 1 or across > 1:
                merged[number + 1, column + 1] = number + down, column + across
            column += over
        if cells:
            held.update((each, cells) for each in range(number + 1, number + repeated + 1))
        number += repeated
    return held, merged


def _words(cell: Any, reading: Reading, row: int, comments: list[tuple[int, str]]) -> str:
    """What a cell shows; a comment on it goes to ``comments``."""
    for note in cell.iterchildren(f"{OFFICE}annotation"):
        comments += [(row, line) for line in reading.lines([note])]
    shown = [part for part in cell if part.tag != f"{OFFICE}annotation"]
    return " ".join(" ".join(line.split()) for line in reading.lines(shown)).strip()


def _value(cell: Any) -> str:
    """The value of a cell that has no words: some programs write no more."""
    for name in ("string-value", "date-value", "time-value", "boolean-value", "value"):
        if value := cell.get(f"{OFFICE}{name}"):
            return str(value)[:1_000]
    return ""


def _from_slides(path: str, opened: _Opened) -> Article:
    unseen = opened.styled("drawing-page-properties", f"{PRESENTATION}visibility", "hidden")
    reading = opened.reading()
    slides: list[Slide] = []
    pages = [part for part in opened.body if part.tag == f"{DRAW}page"]
    for number, page in enumerate(pages, start=1):
        if page.get(f"{DRAW}style-name") in unseen:
            reading.found["hidden"] += 1
        else:
            slides.append(Slide(number, _title(page, reading), *_shapes(page, reading)))
    article = article_of_slides(path, "odp", slides, opened.author, _notices(reading.found))
    if not article.body.strip():
        raise LoadError(zh="幻灯片里没有文字。", en="There is no text on its slides.")
    return article


def _title(page: Any, reading: Reading) -> str:
    for frame in page.iterchildren(f"{DRAW}frame"):
        if frame.get(f"{PRESENTATION}class") == "title":
            return " ".join(" ".join(line.split()) for line in reading.lines(frame)).strip()
    return ""


def _shapes(page: Any, reading: Reading) -> tuple[list[str], list[str]]:
    """The lines of a slide from top to bottom, and those of its notes."""
    lines: list[str] = []
    notes: list[str] = []
    shapes = [part for part in page if part.get(f"{PRESENTATION}class") != "title"]
    for shape in sorted(shapes, key=lambda each: (_points(each, "y"), _points(each, "x"))):
        if shape.tag == f"{PRESENTATION}notes":
            for frame in shape.iterchildren(f"{DRAW}frame"):
                if frame.get(f"{PRESENTATION}class") == "notes":
                    notes += [line.strip() for line in reading.lines(frame) if line.strip()]
        else:
            lines += [line for line in reading.lines([shape]) if line.strip(f" \n\t{ROW}")]
    return lines, notes


def _points(shape: Any, name: str) -> float:
    found = _LENGTH.fullmatch(shape.get(f"{SVG}{name}", ""))
    return float(found[1]) * _POINTS.get(found[2] or "pt", 1.0) if found else 0.0


def _notices(found: Counter[str]) -> tuple[str, ...]:
    """What a reader of the document sees and the text has not."""
    told: dict[str, Callable[[int], str]] = {
        "image": lambda n: say(f"{n} 张图片中的文字没有读", f"words in {n} pictures are not read"),
        "object": lambda n: say(
            f"{n} 个嵌入对象或图表没有读", f"{n} embedded objects or charts are not read"
        ),
        "hidden": lambda n: say(f"{n} 张隐藏的幻灯片没有读", f"{n} hidden slides are not read"),
        "deleted": lambda n: say(
            f"含修订：按接受修订读取，{n} 处删去",
            f"tracked changes read as accepted: {n} deletions",
        ),
    }
    return tuple(tell(found[kind]) for kind, tell in told.items() if found[kind])
