"""The articles in the bytes of a plain file: text, Markdown, HTML, or a document.

Most files are one article; a workbook is one a sheet, a book one a chapter.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from rag.articles.load_front import split_front_matter
from rag.articles.load_text import decode, markup_of
from rag.errors import LoadError
from rag.types import Article

_SIGNATURES = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"RIFF": "RIFF",
    b"\x7fELF": "ELF",
    b"\x1f\x8b": "gzip",
    b"\xfd7zXZ": "xz",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"SQLite format 3": "SQLite",
    b"\xd0\xcf\x11\xe0": "Word/Excel 97",
}


READABLE = "txt, md, html, jsonl, docx, pptx, xlsx, csv, tsv, rtf, epub, pdf, eml, zip"
"""The endings of what can be read, for messages."""
READABLE_ZH = READABLE.replace(", ", "、")

_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx",
          "META-INF/container.xml": "epub"}  # fmt: skip
"""What tells the kind of a document that is a zip archive."""
_BY_NAME = ("docx", "xlsx", "pptx", "epub", "rtf", "csv", "tsv", "pdf", "eml")


def articles_from_bytes(path: str, data: bytes) -> Iterator[Article]:
    """The articles of a plain file (not a container) from its bytes; ``path`` only names it.

    Raises:
        LoadError: Binary, empty, or not an article format.

    """
    kind = kind_of(path, data)
    if kind == "xlsx":
        from rag.articles.load_sheets import from_sheets

        yield from from_sheets(path, data)
    elif kind == "epub":
        from rag.articles.load_books import from_book

        yield from from_book(path, data)
    elif kind in ("csv", "tsv"):
        from rag.articles.load_tables import from_delimited

        found = list(from_delimited(path, data))
        yield from found or [_plain(path, data)]
    elif kind == "pptx":
        from rag.articles.load_slides import from_slides

        yield from_slides(path, data)
    elif kind == "rtf":
        from rag.articles.load_books import from_rich_text

        yield from_rich_text(path, data)
    elif kind:
        from rag.articles.load_office import article_from_office

        yield article_from_office(path, data, kind)
    else:
        yield _plain(path, data)


def article_from_bytes(path: str, data: bytes) -> Article:
    """The first article of a plain file.

    Raises:
        LoadError: Binary, empty, or not an article format.

    """
    return next(articles_from_bytes(path, data))


def kind_of(path: str, data: bytes) -> str:
    """Which document a file is, by its content first, then by its name; empty for plain text."""
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(b"PK\x03\x04"):
        try:
            names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            names = set()
        found = next((kind for part, kind in _PARTS.items() if part in names), "")
        if found:
            return found
    suffix = path.lower().rpartition(".")[2]
    if suffix in {"xlsm", "pptm", "docm"}:
        suffix = f"{suffix[:3]}x"
    return suffix if suffix in _BY_NAME else ""


def _plain(path: str, data: bytes) -> Article:
    """Text, Markdown or HTML."""
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise LoadError(
                zh=f"不是文章格式（{kind}）。可读：{READABLE_ZH}。",
                en=f"Not an article format ({kind}). Readable: {READABLE}.",
            )
    decoded = decode(data)
    if not decoded.text.strip("\ufeff \t\r\n\u3000"):
        raise LoadError(zh="文件是空的。", en="The file is empty.")
    front = split_front_matter(decoded.text)
    return Article(
        path=path,
        body=front.body,
        markup=markup_of(path, front.body),
        encoding=decoded.encoding,
        metadata=front.metadata,
        notices=decoded.notices + front.notices,
    )
