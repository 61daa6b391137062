"""The article or articles in the bytes of one file that is no archive, by what kind it is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from rag.articles.files import OnSkip
from rag.articles.grid import ROW
from rag.articles.kinds import is_read, kind_of
from rag.articles.load_front import split_front_matter
from rag.articles.load_text import decode, markup_of
from rag.articles.refused import is_picture, refusal
from rag.errors import LoadError
from rag.types import Article


def articles_from_bytes(
    path: str, data: bytes, on_skip: OnSkip, ocr_seconds: int = 0
) -> Iterator[Article]:
    """The article in some bytes; several as ``PATH!/NAME``: a mail's attachments, sheets, chapters.

    ``path`` names it, and decides its kind where the bytes leave a choice. What is attached and
    cannot be read is given to ``on_skip``. ``ocr_seconds`` of processor time may be spent on
    recognising the text of pictures; 0: none is recognised.

    Raises:
        LoadError: Binary, empty, an archive, or not an article format.

    """
    if not data.strip():
        raise LoadError(zh="文件是空的。", en="The file is empty.")
    kind = kind_of(path, data)
    within = partial(articles_from_bytes, ocr_seconds=ocr_seconds)
    if kind == "text":
        yield _from_text(path, data)
    elif kind in _TEXTS:
        yield _from_marked(path, data, kind) or _from_text(path, data)
    elif kind == "mail":
        from rag.articles.load_mail import articles_from_mail

        yield from articles_from_mail(path, data, on_skip, within, pictures=ocr_seconds > 0)
    elif kind == "mbox":
        from rag.articles.load_mbox import articles_from_mbox

        yield from articles_from_mbox(path, data, on_skip, within)
    elif kind == "msg":
        from rag.articles.load_msg import articles_from_msg

        yield from articles_from_msg(path, data, on_skip, within)
    elif kind == "zip":
        raise LoadError(
            zh="压缩包里的压缩包不会展开；请先解压。",
            en="Archives inside an archive are not unpacked; unpack them first.",
        )
    elif kind == "pdf":
        from rag.articles.load_pdf import article_from_pdf

        yield article_from_pdf(path, data, ocr_seconds)
    elif is_picture(kind) and ocr_seconds:
        from rag.articles.load_picture import from_picture

        yield from_picture(path, data, ocr_seconds)
    elif is_read(kind):
        yield from _from_document(path, data, kind, ocr_seconds)
    else:
        raise refusal(kind)


_TEXTS = frozenset(("subtitles", "calendar", "contacts", "tex", "rst", "org", "adoc", "notebook"))
"""Kinds of text that are written with marks of their own."""


def _from_marked(path: str, data: bytes, kind: str) -> Article | None:
    """The article of such a text; ``None`` where it is called so and is none."""
    if kind == "subtitles":
        from rag.articles.load_subtitles import from_subtitles

        return from_subtitles(path, data)
    if kind == "calendar":
        from rag.articles.load_calendar import from_calendar

        return from_calendar(path, data)
    if kind == "contacts":
        from rag.articles.load_contacts import from_contacts

        return from_contacts(path, data)
    if kind == "tex":
        from rag.articles.load_tex import from_tex

        return from_tex(path, data)
    if kind == "adoc":
        from rag.articles.load_adoc import from_adoc

        return from_adoc(path, data)
    if kind == "notebook":
        from rag.articles.load_notebook import from_notebook

        return from_notebook(path, data)
    from rag.articles.load_marked import from_marked

    return from_marked(path, data, kind)


def _from_document(path: str, data: bytes, kind: str, ocr_seconds: int) -> Iterator[Article]:
    """The articles of a table or a document; what reads one is imported where one is met."""
    if kind in {"csv", "tsv"}:
        from rag.articles.load_tables import from_delimited

        found = list(from_delimited(path, data))
        yield from found or [_from_text(path, data)]
    elif kind == "xlsx":
        from rag.articles.load_sheets import from_sheets

        yield from from_sheets(path, data)
    elif kind == "pptx":
        from rag.articles.load_slides import from_slides

        yield from_slides(path, data, ocr_seconds)
    elif kind in {"odt", "ods", "odp"}:
        from rag.articles.load_odf import from_open_document

        yield from from_open_document(path, data, kind)
    elif kind == "epub":
        from rag.articles.load_books import from_book

        yield from from_book(path, data)
    elif kind == "fb2":
        from rag.articles.load_fiction import from_fiction

        yield from from_fiction(path, data)
    elif kind == "ofd":
        from rag.articles.load_ofd import from_ofd

        yield from_ofd(path, data)
    elif kind == "rtf":
        from rag.articles.load_books import from_rich_text

        yield from_rich_text(path, data)
    elif kind == "Word 97":
        from rag.articles.load_old_word import from_old_word

        yield from_old_word(path, data, ocr_seconds)
    elif kind == "Excel 97":
        from rag.articles.load_old_sheets import from_old_sheets

        yield from from_old_sheets(path, data)
    elif kind == "docx":
        from rag.articles.load_office import article_from_office

        yield article_from_office(path, data, ocr_seconds)


def article_from_bytes(path: str, data: bytes) -> Article:
    """The one article in some bytes, or the first of several.

    Raises:
        LoadError: Binary, empty, or not an article format.

    """
    return next(articles_from_bytes(path, data, lambda _: None))


def _from_text(path: str, data: bytes) -> Article:
    decoded = decode(data)
    if not decoded.text.strip("\ufeff \t\r\n\u3000"):
        raise LoadError(zh="文件是空的。", en="The file is empty.")
    name = PurePosixPath(path.rpartition("!/")[2])
    if name.suffix.lower() == ".log":  # its first line is an entry like any other
        lines = [ROW + line for line in decoded.text.splitlines() if line.strip()]
        return Article(path, "\n\n".join(lines), "text", decoded.encoding, {"title": name.stem},
                       decoded.notices)  # fmt: skip
    front = split_front_matter(decoded.text)
    return Article(
        path=path,
        body=front.body,
        markup=markup_of(path, front.body),
        encoding=decoded.encoding,
        metadata=front.metadata,
        notices=decoded.notices + front.notices,
    )
