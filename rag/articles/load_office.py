"""Articles in .docx; python-docx is imported only here."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from rag.articles.limits import MAX_RATIO, RATIO_FROM_BYTES
from rag.errors import LoadError
from rag.types import Article

_MAX_UNPACKED = 300_000_000


def article_from_office(path: str, data: bytes) -> Article:
    """One article from the bytes of a Word document.

    Raises:
        LoadError: Damaged, protected, or without any text.

    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body, metadata, notices = _from_docx(data)
    except LoadError:
        raise
    except Exception as fault:
        raise LoadError(
            zh=f"docx 文件已损坏或受保护（{type(fault).__name__}）。请另存一份再试。",
            en=f"The docx file is damaged or protected ({type(fault).__name__}). Save it anew.",
        ) from fault
    if not body.strip():
        raise LoadError(zh="文档里没有文字。", en="The document has no text.")
    return Article(path, body, "text", "docx", metadata, notices)


def _from_docx(data: bytes) -> tuple[str, dict[str, str], tuple[str, ...]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
    size = sum(member.file_size for member in members)
    if size > _MAX_UNPACKED or any(
        member.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * member.compress_size)
        for member in members
    ):
        raise LoadError(
            zh="docx 解压后过大（疑似压缩炸弹）。",
            en="The docx unpacks to too much (a zip bomb?).",
        )
    import docx

    document = docx.Document(io.BytesIO(data))
    lines = list(_docx_lines(document))
    facts = document.core_properties
    metadata = {"author": facts.author or "", "title": facts.title or ""}
    metadata = {name: value.strip() for name, value in metadata.items() if value.strip()}
    if metadata.get("author", "").lower() in {"python-docx", "administrator", "user", "admin"}:
        del metadata["author"]
    return "\n\n".join(lines), metadata, ()


def _docx_lines(document: Any) -> Iterator[str]:
    """Paragraphs and table rows in reading order; hidden runs are left out."""
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = list(dict.fromkeys(cell.text.strip() for cell in row.cells))
                yield " | ".join(" ".join(cell.split()) for cell in cells if cell)
        elif not any(run.font.hidden for run in block.runs):
            yield block.text
        else:
            yield "".join(run.text for run in block.runs if not run.font.hidden)
