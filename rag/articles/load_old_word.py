"""Articles in Word's .doc of 1997 to 2003 and in WPS's .wps, by way of a docx.

msdoc2docx reads the pieces of text, their tables, lists, notes, boxes and tracked changes out of
the compound file and writes a docx; the rest is ``rag.articles.load_word``'s. What it says it
could not take along becomes a notice.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from rag.articles.load_office import article_from_office
from rag.articles.refused import refusal
from rag.errors import LoadError
from rag.types import Article
from rag.wording import say

_CLASS = slice(8, 24)
"""Where a compound file names its class: WPS fills it in, [MS-CFB] 2.2 wants zeros."""

# OLE_OBJECT_OMITTED, MALFORMED_TABLE_FLATTENED, COMMENT_MARKER_MISSING_SKIPPED: words may be lost
_LOSSY = re.compile(
    r"OMITTED|MALFORMED|DEFERRED|_SKIPPED|STORAGE_MISSING|DEPTH_LIMITED|UNSUPPORTED_CONTROL"
    r"|UNTERMINATED|INVALID_UTF16"
)
# PICTURES_DEFERRED, FLOATING_SHAPE_TYPES_DEFERRED, MACRO_STORY_OMITTED: nothing of the text
_NO_WORDS = re.compile(r"PICTURE|SHAPE_TYPES|BOOKMARK|MACRO_STORY|SUMMARY_INFORMATION|STYLE_KINDS")


def from_old_word(path: str, data: bytes, ocr_seconds: int = 0) -> Article:
    """The article of a document of Word 97 to 2003, or of WPS.

    Raises:
        LoadError: It is damaged, protected, of before 1997, or without any text.

    """
    from doc2docx import convert, errors

    with tempfile.TemporaryDirectory(prefix="youju-doc-") as folder:
        source, made = Path(folder) / "a.doc", Path(folder) / "a.docx"
        sound = bytearray(data)
        sound[_CLASS] = bytes(16)
        source.write_bytes(sound)
        try:
            report = convert(source, made).report
        except errors.EncryptedDocumentError as fault:
            raise refusal("locked") from fault
        except (errors.Doc2DocxError, ValueError, LookupError, ArithmeticError) as fault:
            raise LoadError(
                zh="是旧版 Word 或 WPS 文档（doc、wps），没能读出：文件不完整，或早于 Word 97。"
                "请在 Word 或 WPS 里另存为 docx。",
                en="It is a Word document of before 2007, or one of WPS (doc, wps), and could not "
                "be read: damaged, or of before Word 97. Save it as docx.",
            ) from fault
        article = article_from_office(path, made.read_bytes(), ocr_seconds)
    return replace(article, encoding="doc", notices=article.notices + _notices(report))


def _notices(report: Any) -> tuple[str, ...]:
    """What the way to a docx could not take along."""
    codes = [each.code for each in report.diagnostics]
    lost = sum(1 for code in codes if _LOSSY.search(code) and not _NO_WORDS.search(code))
    if not lost:
        return ()
    return (
        say(
            f"旧版文档中有 {lost} 类内容没有读全（可另存为 docx 再试）",
            f"{lost} kinds of content of the old document are not read in full (try it as docx)",
        ),
    )
