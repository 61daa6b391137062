"""Office files, books and tables that were made to stop whoever reads them.

Each function writes one into a folder; ``hostile_files.EVERY`` lists them with the others.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

SENTENCE = "青禾市今年1月开通地铁，全长28公里。"
_ENTITIES = '<!ENTITY e0 "哈哈哈哈哈哈哈哈哈哈">' + "".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)
)
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _saved(path: Path, made: Any, change: Callable[[str, bytes], bytes]) -> Path:
    """A made document with its parts changed."""
    file = io.BytesIO()
    made.save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, change(member, old.read(member)))
    return path


def _workbook(path: Path, sheet: str, before: str = "", after: str = "") -> Path:
    import openpyxl

    xml = f'<?xml version="1.0"?>{before}<worksheet xmlns="{_SHEET}"><sheetData>{sheet}</sheetData>'
    whole = f"{xml}{after}</worksheet>".encode()
    return _saved(path, openpyxl.Workbook(), lambda name, data: (
        whole if name == "xl/worksheets/sheet1.xml" else data
    ))  # fmt: skip


def _text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet_entities(folder: Path) -> Path:
    """A billion laughs in a cell."""
    row = f'<row r="1">{_text_cell("A1", "&e9;")}</row>'
    return _workbook(folder / "entities.xlsx", row, f"<!DOCTYPE x [{_ENTITIES}]>")


def far_cells(folder: Path) -> Path:
    """Two cells at the ends of 17 billion."""
    rows = (
        f'<row r="1">{_text_cell("A1", SENTENCE)}</row>'
        f'<row r="1048576">{_text_cell("XFD1048576", "远")}</row>'
    )
    return _workbook(folder / "far_cells.xlsx", rows)


def diagonal(folder: Path) -> Path:
    """Sixteen thousand cells, none in the row or the column of another."""
    import openpyxl.utils

    letters = [openpyxl.utils.get_column_letter(n) for n in range(1, 16_385)]
    rows = "".join(
        f'<row r="{n}">{_text_cell(f"{name}{n}", "字")}</row>' for n, name in enumerate(letters, 1)
    )
    return _workbook(folder / "diagonal.xlsx", rows)


def million_cells(folder: Path) -> Path:
    """A sheet of millions of empty cells in little room."""
    row = "<row>" + "<c><v>1</v></c>" * 1_000 + "</row>"
    return _workbook(folder / "million_cells.xlsx", row * 4_000)


def wide_merges(folder: Path) -> Path:
    """Merged areas that each cover the whole sheet."""
    rows = f'<row r="1">{_text_cell("A1", SENTENCE)}{_text_cell("B1", "乙")}</row>'
    areas = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 200))
    return _workbook(folder / "wide_merges.xlsx", rows, after=f"<mergeCells>{areas}</mergeCells>")


def sheet_bomb(folder: Path) -> Path:
    """A sheet of 200 MB of space."""
    return _workbook(folder / "bomb.xlsx", " " * 200_000_000)


def slide_entities(folder: Path) -> Path:
    """A billion laughs on a slide."""
    from pptx import Presentation

    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "LAUGH"

    def change(name: str, data: bytes) -> bytes:
        if name != "ppt/slides/slide1.xml":
            return data
        head, _, rest = data.decode().partition("?>")
        whole = f"{head}?><!DOCTYPE x [{_ENTITIES}]>{rest.replace('LAUGH', '&e9;')}"
        return whole.encode()

    return _saved(folder / "entities.pptx", deck, change)


def deep_groups(folder: Path) -> Path:
    """Groups of shapes in groups, five thousand deep."""
    from pptx import Presentation

    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[5])
    group = "<p:grpSp><p:nvGrpSpPr><p:cNvPr id='9' name='g'/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
    deep = group * 5_000 + "</p:grpSp>" * 5_000

    def change(name: str, data: bytes) -> bytes:
        if name != "ppt/slides/slide1.xml":
            return data
        return data.replace(b"</p:spTree>", deep.encode() + b"</p:spTree>")

    return _saved(folder / "deep_groups.pptx", deck, change)


def wide_spans(folder: Path) -> Path:
    """A table in Word whose cells claim to span a billion columns."""
    import docx

    cell = '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/><w:vMerge/></w:tcPr><w:p/></w:tc>'
    body = f"<w:tbl>{f'<w:tr>{cell * 20}</w:tr>' * 3_000}</w:tbl>"
    sentence = f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>"
    whole = f'<w:document xmlns:w="{_WORD}"><w:body>{sentence}{body}</w:body></w:document>'
    return _saved(folder / "wide_spans.docx", docx.Document(), lambda name, data: (
        whole.encode() if name == "word/document.xml" else data
    ))  # fmt: skip


def endless_numbers(folder: Path) -> Path:
    """Styles that rest on each other in a ring, and a level that begins at a trillion."""
    import docx

    ring = "".join(
        f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 50}"/></w:style>'
        for n in range(50)
    )
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="999999999999"/><w:numFmt w:val="lowerLetter"/>'
        '<w:lvlText w:val="%1."/></w:lvl>'
    )
    numbers = (
        f'<w:numbering xmlns:w="{_WORD}"><w:abstractNum w:abstractNumId="1">{level}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    given = '<w:pPr><w:pStyle w:val="s1"/><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    body = f"<w:p>{given}<w:r><w:t>{SENTENCE}</w:t></w:r></w:p>" * 200
    parts = {
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
        "word/numbering.xml": numbers,
        "word/styles.xml": f'<w:styles xmlns:w="{_WORD}">{ring}</w:styles>',
    }
    return _saved(folder / "endless_numbers.docx", docx.Document(), lambda name, data: (
        parts[name].encode() if name in parts else data
    ))  # fmt: skip


def page_spans(folder: Path) -> Path:
    """A page's table whose cells claim to span a thousand rows and a billion columns."""
    cell = "<td rowspan=1000 colspan=1000000000>甲"
    path = folder / "page_spans.html"
    path.write_text(
        f"<p>{SENTENCE}</p><table>{f'<tr>{cell * 9}' * 3_000}</table>", encoding="utf-8"
    )
    return path


def one_row(folder: Path) -> Path:
    """A table of one row of a million cells, and as many rows of one."""
    path = folder / "one_row.csv"
    path.write_text(",".join("1" * 1_000_000) + "\n1" * 200_000, encoding="utf-8")
    return path


def open_quote(folder: Path) -> Path:
    """A quotation mark that opens a cell of ten megabytes and is never closed."""
    path = folder / "open_quote.csv"
    path.write_text('名,值\n甲,"' + "字\n" * 3_000_000, encoding="utf-8")
    return path


def deep_rich_text(folder: Path) -> Path:
    """Groups in groups, and a picture that never ends."""
    path = folder / "deep.rtf"
    path.write_text(
        "{\\rtf1 " + "{" * 200_000 + SENTENCE + "}" * 200_000 + "{\\pict " + "0" * 2_000_000
    )
    return path


def book_bomb(folder: Path) -> Path:
    """A chapter of 200 MB of space, and twenty thousand empty ones."""
    path = folder / "bomb.epub"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("a.xhtml", " " * 200_000_000)
        for n in range(20_000):
            archive.writestr(f"b{n}.xhtml", "")
    return path


def book_entities(folder: Path) -> Path:
    """A billion laughs where a book says in which order it is read."""
    path = folder / "entities.epub"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        container = f"<!DOCTYPE x [{_ENTITIES}]><a><rootfile full-path='&e9;'/></a>"
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("a.xhtml", f"<html><body><p>{SENTENCE}</p></body></html>")
    return path


OFFICE = (
    sheet_entities, far_cells, diagonal, million_cells, wide_merges, sheet_bomb, slide_entities,
    deep_groups, wide_spans, endless_numbers, page_spans, one_row, open_quote, deep_rich_text,
    book_bomb, book_entities,
)  # fmt: skip
"""All of them."""
