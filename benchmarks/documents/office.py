"""Word, PowerPoint, Excel and OpenDocument files of what is written."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from benchmarks.documents.written import Block, Part, Table, Written, merged, pieces, plain
from tests.rag.articles import office_files as office
from tests.rag.articles import open_files as opened

_FIGURE = re.compile(r"-?\d+(?:\.\d+)?")
_NUMBERS = (
    "<w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:start w:val='1'/>"
    "<w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl></w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"
)
_ITEM = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"


def docx(file: Written) -> bytes:
    """A Word file: changes tracked, notes, comments, boxes, items numbered by Word."""
    body: list[str] = []
    notes: list[str] = []
    comments: list[str] = []
    for block in file.parts[0].blocks:
        if isinstance(block, Table):
            body.append(_word_table(block))
            continue
        runs = []
        for kind, words in pieces(block.text):
            run = office.run(escape(words))
            if kind == "ins":
                run = f"<w:ins>{run}</w:ins>"
            elif kind == "del":
                run = f"<w:del><w:r><w:delText>{words}</w:delText></w:r></w:del>"
            elif kind == "note":
                place = len(notes) + 2
                notes.append(f"<w:footnote w:id='{place}'>{office.paragraph(words)}</w:footnote>")
                run = f"<w:r><w:footnoteReference w:id='{place}'/></w:r>"
            elif kind == "comment":
                place = len(comments) + 2
                said = office.paragraph(words)
                comments.append(f"<w:comment w:id='{place}' w:author='秘书'>{said}</w:comment>")
                run = f"<w:r><w:commentReference w:id='{place}'/></w:r>"
            elif kind == "box":
                inner = f"<w:txbxContent>{office.paragraph(words)}</w:txbxContent>"
                run = (
                    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp>"
                    f"<wps:txbx>{inner}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback>"
                    f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
                    "</mc:Fallback></mc:AlternateContent></w:r>"
                )
            runs.append(run)
        styles = {"title": "<w:pStyle w:val='Title'/>", "heading": "<w:pStyle w:val='Heading1'/>",
                  "item": _ITEM}  # fmt: skip
        properties = f"<w:pPr>{styles.get(block.kind, '')}</w:pPr>"
        body.append(f"<w:p>{properties}{''.join(runs)}</w:p>")
    parts = {"footnotes": "".join(notes), "comments": "".join(comments), "numbering": _NUMBERS}
    return office.word("".join(body), parts)


def _word_table(table: Table) -> str:
    lines = []
    for row, cells in zip(table.rows, merged(table), strict=True):
        line = []
        for place, cell in enumerate(cells):
            if cell is None:
                if row[place] == "^":
                    line.append("<w:tcPr><w:vMerge/></w:tcPr><w:p/>")
                continue
            words, down, right = cell
            span = f"<w:gridSpan w:val='{right}'/>" if right > 1 else ""
            begin = "<w:vMerge w:val='restart'/>" if down > 1 else ""
            line.append(f"<w:tcPr>{span}{begin}</w:tcPr>{office.paragraph(escape(words))}")
        lines.append(line)
    return office.table(lines)


def xlsx(file: Written) -> bytes:
    """A workbook, its figures as numbers."""
    sheets = []
    for part in file.parts:
        rows: list[list[Any]] = []
        for block in part.blocks:
            if isinstance(block, Table):
                rows += [[_number(cell) for cell in row] for row in block.rows]
            else:
                rows.append([block.text])
        sheets.append((part.name, rows))
    book = office.workbook(*sheets)
    for part in file.parts:
        for table in part.tables:
            for at, cells in enumerate(merged(table), start=1):
                for place, cell in enumerate(cells, start=1):
                    if cell is not None and cell[1] * cell[2] > 1:
                        book[part.name].merge_cells(
                            start_row=at, start_column=place,
                            end_row=at + cell[1] - 1, end_column=place + cell[2] - 1,
                        )  # fmt: skip
    return office.saved(book)


def _number(cell: str) -> Any:
    if cell in {"^", "<"}:
        return None
    return (float(cell) if "." in cell else int(cell)) if _FIGURE.fullmatch(cell) else cell


def pptx(file: Written) -> bytes:
    """A deck: titles, lines, tables, notes."""
    from pptx import Presentation
    from pptx.util import Cm

    deck: Any = Presentation()
    for part in file.parts:
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = part.name
        lines = [text for text in part.texts if text and not text.startswith("note: ")]
        if lines:
            box = slide.shapes.add_textbox(Cm(2), Cm(5), Cm(20), Cm(5))
            box.text_frame.text = "\n".join(map(plain, lines))
        for table in part.tables:
            size = len(table.rows), len(table.rows[0])
            grid = slide.shapes.add_table(*size, Cm(2), Cm(10), Cm(20), Cm(5)).table
            for row, cells in enumerate(table.rows):
                for column, words in enumerate(cells):
                    grid.cell(row, column).text = words
        for note in (text for text in part.texts if text.startswith("note: ")):
            slide.notes_slide.notes_text_frame.text = note.removeprefix("note: ")
    return office.saved(deck)


def _open_text(block: Block) -> str:
    said = []
    for kind, words in pieces(block.text):
        if kind == "note":
            body = f"<text:note-body>{opened.paragraph(words)}</text:note-body>"
            said.append(f"<text:note text:note-class='footnote'>{body}</text:note>")
        elif kind in {"", "ins"}:
            said.append(escape(words))
    inner = "".join(said)
    return opened.heading(inner) if block.kind in {"title", "heading"} else opened.paragraph(inner)


def _open_table(table: Table, name: str = "") -> str:
    def cell_of(cell: tuple[str, int, int] | None) -> str:
        if cell is None:
            return opened.COVERED
        return opened.cell(escape(cell[0]), rows_spanned=cell[1], columns_spanned=cell[2])

    return opened.table([list(map(cell_of, cells)) for cells in merged(table)], name)


def odt(file: Written) -> bytes:
    """An OpenDocument text; its items go on counting over the headings between them."""
    style = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" '
        'style:num-format="1" style:num-prefix="第" style:num-suffix="条"/></text:list-style>'
    )
    body = []
    for block in file.parts[0].blocks:
        if isinstance(block, Table):
            body.append(_open_table(block))
        elif block.kind == "item":
            inner = f"<text:list-item>{_open_text(block)}</text:list-item>"
            body.append(
                f"<text:list text:style-name='L1' text:continue-numbering='true'>{inner}"
                "</text:list>"
            )
        else:
            body.append(_open_text(block))
    return opened.open_document("odt", "".join(body), styles=style)


def ods(file: Written) -> bytes:
    """An OpenDocument workbook."""
    body = [_open_table(table, part.name) for part in file.parts for table in part.tables]
    return opened.open_document("ods", "".join(body))


def odp(file: Written) -> bytes:
    """An OpenDocument deck."""
    return opened.open_document("odp", "".join(map(_open_slide, file.parts)))


def _open_slide(part: Part) -> str:
    shapes = opened.box(part.name, "1cm", "title")
    for at, text in enumerate(part.texts):
        shapes += opened.box(escape(text), f"{4 + at}cm")
    for table in part.tables:
        shapes += f"<draw:frame svg:y='12cm'>{_open_table(table)}</draw:frame>"
    return opened.slide(part.name, shapes)
