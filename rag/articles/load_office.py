"""Articles in .docx, as the reader of Word files gives them."""

from __future__ import annotations

import warnings

from rag.articles.load_word import from_word
from rag.errors import LoadError
from rag.types import Article


def article_from_office(path: str, data: bytes, ocr_seconds: int = 0) -> Article:
    """One article from the bytes of a Word document.

    Raises:
        LoadError: Damaged, protected, or without any text.

    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body, metadata, notices = from_word(data, ocr_seconds)
    except LoadError:
        raise
    except Exception as fault:
        raise LoadError(
            zh="docx 文件已损坏或受保护。请另存一份再试。",
            en=f"The docx file is damaged or protected ({type(fault).__name__}). Save it anew.",
        ) from fault
    if not body.strip():
        raise LoadError(zh="文档里没有文字。", en="The document has no text.")
    return Article(path, body, "text", "docx", metadata, notices)
