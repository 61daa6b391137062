"""Word files, workbooks, slides and books made in a few lines, for the tests of their reading."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from rag.articles.clean import clean
from rag.articles.load_plain import article_from_bytes, articles_from_bytes
from rag.types import Article, Document

_OFFICE = "http://schemas.openxmlformats.org"
_NAMES = (
    f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main" '
    f'xmlns:mc="{_OFFICE}/markup-compatibility/2006" '
    f'xmlns:r="{_OFFICE}/officeDocument/2006/relationships" '
    f'xmlns:a="{_OFFICE}/drawingml/2006/main" '
    f'xmlns:m="{_OFFICE}/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def paragraph(words: str, properties: str = "") -> str:
    """A paragraph of Word in XML."""
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inner}{run(words)}</w:p>"


def run(words: str, properties: str = "") -> str:
    """A run in XML."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{words}</w:t></w:r>'


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table in XML; a cell that begins with ``<`` is XML itself."""

    def cell(text: str) -> str:
        return (
            f"<w:tc>{text}</w:tc>"
            if text.startswith("<")
            else (f"<w:tc>{paragraph(text) if text else '<w:p/>'}</w:tc>")
        )

    return (
        "<w:tbl>" + "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows) + "</w:tbl>"
    )


def word(body: str, parts: Mapping[str, str] | None = None, title: str = "") -> bytes:
    """A Word file of a body in XML; ``parts`` are XML by kind: footnotes, numbering, …."""
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = docx.Document()
    document.core_properties.title = title
    for kind, xml in (parts or {}).items():
        whole = f"<w:{kind} {_NAMES}>{xml}</w:{kind}>".encode()
        reltype = f"{RELATIONSHIP_TYPE.OFFICE_DOCUMENT.rpartition('/')[0]}/{kind}"
        held = [each for each in document.part.rels.values() if each.reltype == reltype]
        for each in held:
            del document.part.rels[each.rId]
        part = Part(
            PackURI(f"/word/{kind}9.xml"), f"application/x-{kind}+xml", whole, document.part.package
        )
        document.part.relate_to(part, reltype)
    file = io.BytesIO()
    document.save(file)
    return replaced(
        file.getvalue(),
        "word/document.xml",
        f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>".encode(),
    )


def replaced(data: bytes, name: str, content: bytes) -> bytes:
    """A zip archive with other content in one member."""
    file = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(data))
    with old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return file.getvalue()


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> Any:
    """A workbook of openpyxl with these sheets, to be changed further."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return book


def saved(made: Any) -> bytes:
    """The bytes of a workbook, a deck or a document."""
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def every(name: str, data: bytes) -> list[Article]:
    """All articles of a file."""
    return list(articles_from_bytes(name, data, lambda _: None))


def read(data: bytes, name: str = "a.docx") -> Document:
    """The cleaned article of a file."""
    return clean(article_from_bytes(name, data)).document


def lines(data: bytes, name: str = "a.docx") -> list[str]:
    """The lines of its text."""
    return read(data, name).text.split("\n")
