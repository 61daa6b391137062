"""Articles in .docx, .pdf and .eml; python-docx and pypdf are imported only here."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from typing import Any, cast

from rag.articles.limits import MAX_RATIO, RATIO_FROM_BYTES
from rag.articles.load_text import decode, markup_of
from rag.errors import LoadError
from rag.types import Article

MAX_PAGES = 3_000
"""A pdf with more pages than this is refused."""

_MAX_UNPACKED = 300_000_000
_MAX_PDF_CHARACTERS = 20_000_000
_MAX_HEADER_CHARACTERS = 4_000
_MAX_HEADER_LINES = 200


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


class _BoundedPolicy(EmailPolicy):
    """The usual reading of mails, over headers of bounded length.

    The library's time for one header grows with the square of its length, and more than that.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """A header's name and value, cut; of the lines it is folded over only the first."""
        name, value = super().header_source_parse(sourcelines[:_MAX_HEADER_LINES])
        return name, value[:_MAX_HEADER_CHARACTERS]


_BOUNDED = _BoundedPolicy()


def article_from_mail(path: str, data: bytes) -> Article:
    """A mail: subject as title, its date and sender, the best body part."""
    message = cast("EmailMessage", BytesParser(policy=_BOUNDED).parsebytes(data))
    metadata: dict[str, str] = {}
    for name, header in (("title", "subject"), ("date", "date"), ("author", "from")):
        value = _header(message, header)
        if value:
            metadata[name] = value
    if "author" in metadata:
        metadata["author"] = re.sub(r"\s*<[^<>]*>", "", metadata["author"]).strip(' "')
    part = message.get_body(preferencelist=("html", "plain"))
    body = _payload(part) if isinstance(part, EmailMessage) else ""
    if not body.strip():
        raise LoadError(zh="邮件里没有正文。", en="The mail has no text.")
    is_html = isinstance(part, EmailMessage) and part.get_content_type() == "text/html"
    markup = "html" if is_html else markup_of("", body)
    charset = part.get_content_charset() if isinstance(part, EmailMessage) else None
    return Article(path, body, markup, charset or "utf-8", metadata)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # noqa: BLE001 - the library's parser fails in many ways on a bad header
        return ""


def _payload(part: EmailMessage) -> str:
    """A part's text: by its own charset, else by looking at the bytes."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip():
        return ""
    charset = (part.get_content_charset() or "").lower()
    charset = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(charset, charset)
    if charset:
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(raw).text
