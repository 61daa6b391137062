"""Articles in .docx, .pdf and .eml; pypdf is imported only here."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from typing import cast

from rag.articles.load_text import decode, markup_of
from rag.articles.load_word import from_word
from rag.errors import LoadError
from rag.types import Article
from rag.wording import say

MAX_PAGES = 3_000
"""A pdf with more pages than this is refused."""

_MAX_PDF_CHARACTERS = 20_000_000
_MAX_HEADER_CHARACTERS = 4_000
_MAX_HEADER_LINES = 200


def article_from_office(path: str, data: bytes, kind: str) -> Article:
    """One article from the bytes of a document of a ``kind``: docx, pdf or eml.

    Raises:
        LoadError: Damaged, protected, or without any text.

    """
    if kind == "eml":
        return _from_mail(path, data)
    reader = from_word if kind == "docx" else _from_pdf
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body, metadata, notices = reader(data)
    except LoadError:
        raise
    except Exception as fault:
        raise LoadError(
            zh=f"{kind} 文件已损坏或受保护（{type(fault).__name__}）。请另存一份再试。",
            en=f"The {kind} file is damaged or protected ({type(fault).__name__}). Save it anew.",
        ) from fault
    if not body.strip():
        raise LoadError(
            zh="没有文字（可能是扫描件，没有文字层）。" if kind == "pdf" else "文档里没有文字。",
            en="It has no text layer (a scan?)." if kind == "pdf" else "The document has no text.",
        )
    return Article(path, body, "text", kind, metadata, notices)


def _from_pdf(data: bytes) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """The text layer, page by page; running heads, feet and page numbers are left out."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise LoadError(zh="pdf 有密码保护。", en="The pdf is protected by a password.")
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise LoadError(
            zh=f"pdf 有 {count} 页，超过上限 {MAX_PAGES} 页。",
            en=f"The pdf has {count} pages, more than {MAX_PAGES}.",
        )
    pages: list[list[str]] = []
    seen: set[int] = set()
    unread = total = 0
    for page in reader.pages:
        if (place := page.indirect_reference) is not None:
            if place.idnum in seen:  # one page listed over and over
                continue
            seen.add(place.idnum)
        try:
            text = page.extract_text()
        except Exception:  # noqa: BLE001 - one bad page must not lose the others
            unread += 1
            continue
        total += len(text)
        if total > _MAX_PDF_CHARACTERS:
            break
        pages.append([line.rstrip() for line in text.splitlines()])
    notices = (say(f"{unread} 页无法读取", f"{unread} pages cannot be read"),) if unread else ()
    facts = reader.metadata
    metadata = {"title": (facts.title or "") if facts else ""}
    metadata = {name: value.strip() for name, value in metadata.items() if _is_useful(value)}
    return "\n".join(_without_running_lines(pages)), metadata, notices


def _is_useful(title: str) -> bool:
    return bool(title.strip()) and not re.search(r"\.(?:docx?|pdf|indd|wps|txt)$|^Microsoft", title)


def _without_running_lines(pages: list[list[str]]) -> Iterator[str]:
    """Lines of all pages, without first and last lines that repeat but for their figures."""
    filled = [[line for line in page if line.strip()] for page in pages]
    edges: dict[str, int] = {}
    for page in filled:
        for line in {_form(line) for line in (*page[:1], *page[-1:])}:
            edges[line] = edges.get(line, 0) + 1
    for place, page in enumerate(filled):
        for number, line in enumerate(page):
            at_edge = number in {0, len(page) - 1}
            repeats = len(pages) >= 3 and edges.get(_form(line), 0) * 2 > len(pages)
            if at_edge and (repeats or re.fullmatch(r"\W*\d{1,4}\W*", line.strip())):
                continue
            yield line
        if place + 1 < len(filled) and page and re.search(r"[。！？.!?]\s*$", page[-1]):
            yield ""


def _form(line: str) -> str:
    return re.sub(r"\d+", "0", line.strip())


class _BoundedPolicy(EmailPolicy):
    """The usual reading of mails, over headers of bounded length.

    The library's time for one header grows with the square of its length, and more than that.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """A header's name and value, cut; of the lines it is folded over only the first."""
        name, value = super().header_source_parse(sourcelines[:_MAX_HEADER_LINES])
        return name, value[:_MAX_HEADER_CHARACTERS]


_BOUNDED = _BoundedPolicy()


def _from_mail(path: str, data: bytes) -> Article:
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
