"""One article from the bytes of a plain file: text, Markdown, HTML, or a document."""

from __future__ import annotations

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


def article_from_bytes(path: str, data: bytes) -> Article:
    """One plain article (not a container) from its bytes; ``path`` only names it.

    Raises:
        LoadError: Binary, empty, or not an article format.

    """
    lower = path.lower()
    if lower.endswith((".docx", ".pdf", ".eml")):
        from rag.articles.load_office import article_from_office

        return article_from_office(path, data)
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise LoadError(
                zh=f"不是文章格式（{kind}）。可读：txt、md、html、jsonl、docx、pdf、eml、zip。",
                en=f"Not an article format ({kind}). Readable: txt, md, html, jsonl, docx, pdf, "
                "eml, zip.",
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
