"""Mails and saved pages in MIME (.eml, .mht): the text, and what is attached as articles.

``articles_from_mail(path, data, on_skip, read) -> Iterator[Article]``: the mail, then each
attached document and forwarded mail under ``PATH!/NAME``. ``read`` reads what is attached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from typing import cast

from rag.articles.files import OnSkip
from rag.articles.kinds import kind_of
from rag.articles.load_text import decode, markup_of
from rag.articles.mail_parts import (
    Attached,
    Read,
    Reader,
    check_depth,
    forwarded_name,
    locked,
    safe_name,
    sender,
    without_text,
)
from rag.types import Article

_MAX_HEADER_CHARACTERS = 4_000
_MAX_HEADER_LINES = 200
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
"""What is called by the first is often written in the second, which holds more."""

_LOCKED = frozenset(
    ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"),
)
_COUNTED = re.compile(rb"(\d{1,10})\s*\n")
"""How Apple Mail begins a file (.emlx): by the length of the mail in it."""
_OF_MAIL = (("title", "subject"), ("date", "date"), ("author", "from"))
_OF_PAGE = (("title", "subject"), ("url", "snapshot-content-location"))
"""What is taken from the headers; those of a saved page tell of the saving."""


class _BoundedPolicy(EmailPolicy):
    """The usual reading of mails, over headers of bounded length.

    The library's time for one header grows with the square of its length, and more than that.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """A header's name and value, cut; of the lines it is folded over only the first."""
        name, value = super().header_source_parse(sourcelines[:_MAX_HEADER_LINES])
        return name, value[:_MAX_HEADER_CHARACTERS]


_BOUNDED = _BoundedPolicy()


def articles_from_mail(
    path: str, data: bytes, on_skip: OnSkip, read: Read, depth: int = 0, *, pictures: bool = False
) -> Iterator[Article]:
    """The mail in ``data``, then what is attached to it; ``pictures`` too, where they are read.

    Raises:
        LoadError: There is neither a text nor anything attached that can be read.

    """
    if path.lower().endswith(".emlx") and (counted := _COUNTED.match(data)):
        data = data[counted.end() : counted.end() + int(counted[1])]
    message = cast("EmailMessage", BytesParser(policy=_BOUNDED).parsebytes(data))
    part = message.get_body(preferencelist=("html", "plain"))
    body = _payload(part) if isinstance(part, EmailMessage) else ""
    page = _is_page(path, message)
    attached = (
        Attached() if page else _attached(message, part, read, depth, Attached(pictures=pictures))
    )
    notices = attached.notices()
    if body.strip():
        yield _article(path, message, cast("EmailMessage", part), body, notices, page=page)
    elif not attached.read:
        raise locked() if message.get_content_type() in _LOCKED else without_text(notices)
    author = sender(_header(message, "from"))
    yield from attached.articles(path, _header(message, "subject"), on_skip, author)


def _article(
    path: str,
    message: EmailMessage,
    part: EmailMessage,
    body: str,
    notices: tuple[str, ...],
    *,
    page: bool,
) -> Article:
    """The text with what its headers state; those of a saved page tell of the saving."""
    headers = _OF_PAGE if page else _OF_MAIL
    metadata = {name: value for name, header in headers if (value := _header(message, header))}
    if "author" in metadata:
        metadata["author"] = sender(metadata["author"])
    is_html = part.get_content_type() == "text/html"
    markup = "html" if is_html else markup_of("", body)
    return Article(path, body, markup, part.get_content_charset() or "utf-8", metadata, notices)


def _reader(name: str, content: bytes, read: Read, depth: int, *, pictures: bool) -> Reader:
    """What reads one attachment; a mail one level deeper."""

    def one(skip: OnSkip) -> Iterator[Article]:
        if kind_of(name, content) != "mail":
            yield from read(name, content, skip)
            return
        check_depth(depth + 1)
        deeper = depth + 1
        yield from articles_from_mail(name, content, skip, read, deeper, pictures=pictures)

    return one


def _is_page(path: str, message: EmailMessage) -> bool:
    """Whether it is a page that a browser saved, not a mail that somebody sent."""
    if "snapshot-content-location" in message or path.lower().endswith((".mht", ".mhtml")):
        return True
    return "<saved by" in _header(message, "from").lower()


def _attached(
    message: EmailMessage, body: object, read: Read, depth: int, found: Attached
) -> Attached:
    """What hangs on a mail, without the other forms of its text and the pictures within it."""
    pending: list[EmailMessage] = [message]
    while pending:
        part = pending.pop(0)
        kind = part.get_content_type()
        if part is not message and kind == "message/rfc822":
            _note(found, part, "eml", read, depth)
        elif part.is_multipart():
            inner = cast("list[EmailMessage]", part.get_payload())
            if kind == "multipart/alternative":
                inner = [each for each in inner if each.is_multipart() or each.get_filename()]
            pending = [*inner, *pending]
        elif part is not body and part is not message:
            _note(found, part, "", read, depth)
    return found


def _note(found: Attached, part: EmailMessage, suffix: str, read: Read, depth: int) -> None:
    name = _name(part, suffix)
    inside = part.get_content_disposition() != "attachment"
    if part.get_content_maintype() == "image" and inside and not found.pictures:
        found.within += 1
        return
    if found.full:
        found.unread.append(name)
        return
    if suffix:
        inner = cast("list[EmailMessage]", part.get_payload())
        content = b"".join(bytes(each) for each in inner[:1])
    else:
        raw = part.get_payload(decode=True)
        content = raw if isinstance(raw, bytes) else b""
        if part.get_content_maintype() == "text" and content.strip():
            content = _payload(part).encode("utf-8", "replace")
    found.add(name, content, _reader(name, content, read, depth, pictures=found.pictures))


def _name(part: EmailMessage, suffix: str) -> str:
    """The name of an attachment; a mail's is its subject, one without any is its type."""
    if suffix:
        inner = part.get_payload()
        forwarded = inner[0] if isinstance(inner, list) and inner else None
        subject = _header(forwarded, "subject") if isinstance(forwarded, EmailMessage) else ""
        return forwarded_name(subject, suffix)
    try:
        stated = part.get_filename() or ""
    except Exception:  # noqa: BLE001 - the library's parser fails in many ways on a bad header
        stated = ""
    subtype = part.get_content_subtype()
    return safe_name(_words(stated)) or f"{part.get_content_maintype()}.{subtype}"


def _header(message: EmailMessage, name: str) -> str:
    """A header's text as it was written, in whatever charset."""
    for header, value in message.raw_items():
        if header.lower() == name:
            return " ".join(_words(str(value)).split())
    return ""


def _words(value: str) -> str:
    """A header's value: encoded words (RFC 2047), or bytes that were not encoded at all."""
    value = re.sub(r"\r?\n[ \t]", " ", value[:_MAX_HEADER_CHARACTERS])
    try:
        parts = decode_header(value)
    except Exception:  # noqa: BLE001 - the library's parser fails in many ways on a bad header
        parts = [(value, None)]
    words: list[str] = []
    for content, charset in parts:
        raw = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
        words.append(_in_charset(raw, charset))
    return "".join(words)


def _in_charset(raw: bytes, charset: str | None) -> str:
    stated = (charset or "").lower()
    for codec in (_CHARSETS.get(stated, stated), "utf-8", "gb18030", "big5hkscs"):
        try:
            return raw.decode(codec)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace")


def _payload(part: EmailMessage) -> str:
    """A part's text: by its own charset, else by looking at the bytes."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip():
        return ""
    charset = (part.get_content_charset() or "").lower()
    charset = _CHARSETS.get(charset, charset)
    if charset:
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(raw).text
