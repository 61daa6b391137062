"""Mails and saved pages in MIME (.eml, .mht): the text, and what is attached as articles.

``articles_from_mail(path, data, on_skip, read) -> Iterator[Article]``: the mail, then each
attached document and forwarded mail under ``PATH!/NAME``. ``read`` reads what is attached.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.header import decode_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from typing import cast

from rag.articles.files import OnSkip
from rag.articles.kinds import is_read, kind_of
from rag.articles.load_text import decode, markup_of
from rag.articles.members import member_articles
from rag.articles.paths import member_path
from rag.errors import LoadError
from rag.types import Article
from rag.wording import say

MAX_ATTACHED = 200
"""More parts of a mail are counted, not read."""

_MAX_HEADER_CHARACTERS = 4_000
_MAX_HEADER_LINES = 200
_DEEPEST = 5
"""A mail forwarded within a mail, so many times, is the last one that is read."""
_NAMED = 5
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
"""What is called by the first is often written in the second, which holds more."""

_OF_MAIL = (("title", "subject"), ("date", "date"), ("author", "from"))
_OF_PAGE = (("title", "subject"), ("url", "snapshot-content-location"))
"""What is taken from the headers; those of a saved page tell of the saving."""

Read = Callable[[str, bytes, OnSkip], Iterator[Article]]


class _BoundedPolicy(EmailPolicy):
    """The usual reading of mails, over headers of bounded length.

    The library's time for one header grows with the square of its length, and more than that.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """A header's name and value, cut; of the lines it is folded over only the first."""
        name, value = super().header_source_parse(sourcelines[:_MAX_HEADER_LINES])
        return name, value[:_MAX_HEADER_CHARACTERS]


_BOUNDED = _BoundedPolicy()


@dataclass
class _Attached:
    """What hangs on a mail: documents and mails to be read, and the names of all else."""

    read: list[tuple[str, bytes]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def articles_from_mail(
    path: str, data: bytes, on_skip: OnSkip, read: Read, depth: int = 0
) -> Iterator[Article]:
    """The mail in ``data``, then what is attached to it.

    Raises:
        LoadError: There is neither a text nor anything attached that can be read.

    """
    message = cast("EmailMessage", BytesParser(policy=_BOUNDED).parsebytes(data))
    part = message.get_body(preferencelist=("html", "plain"))
    body = _payload(part) if isinstance(part, EmailMessage) else ""
    page = _is_page(path, message)
    attached = _Attached() if page else _attached(message, part)
    notices = (_unread(attached.unread),) if attached.unread else ()
    if body.strip():
        yield _article(path, message, cast("EmailMessage", part), body, notices, page=page)
    elif not attached.read:
        raise LoadError(
            zh="；".join(("邮件里没有正文", *notices)) + "。",
            en="; ".join(("The mail has no text", *notices)) + ".",
        )
    seen: set[int] = set()
    for place, (name, content) in enumerate(attached.read, start=1):
        called = member_path(path, name, place, seen)
        yield from _read_attached(called, name, content, on_skip, read, depth)


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
        metadata["author"] = re.sub(r"\s*<[^<>]*>", "", metadata["author"]).strip(' "')
    is_html = part.get_content_type() == "text/html"
    markup = "html" if is_html else markup_of("", body)
    return Article(path, body, markup, part.get_content_charset() or "utf-8", metadata, notices)


def _read_attached(
    called: str, name: str, content: bytes, on_skip: OnSkip, read: Read, depth: int
) -> Iterator[Article]:
    """The articles of one attachment; it is named where it cannot be read."""

    def one(skip: OnSkip) -> Iterator[Article]:
        if kind_of(name, content) != "mail":
            yield from read(name, content, skip)
            return
        if depth >= _DEEPEST:
            raise LoadError(
                zh="转发层数太多，未读。", en="It is forwarded too many times: not read."
            )
        yield from articles_from_mail(name, content, skip, read, depth + 1)

    return member_articles(called, name, one, on_skip)


def _is_page(path: str, message: EmailMessage) -> bool:
    """Whether it is a page that a browser saved, not a mail that somebody sent."""
    if "snapshot-content-location" in message or path.lower().endswith((".mht", ".mhtml")):
        return True
    return "<saved by" in _header(message, "from").lower()


def _attached(message: EmailMessage, body: object) -> _Attached:
    """What hangs on a mail, without the other forms of its text and the pictures within it."""
    found = _Attached()
    pending: list[EmailMessage] = [message]
    while pending:
        part = pending.pop(0)
        kind = part.get_content_type()
        if part is not message and kind == "message/rfc822":
            _note(found, part, "eml")
        elif part.is_multipart():
            inner = cast("list[EmailMessage]", part.get_payload())
            if kind == "multipart/alternative":
                inner = [each for each in inner if each.is_multipart() or each.get_filename()]
            pending = [*inner, *pending]
        elif part is not body and part is not message:
            _note(found, part, "")
    return found


def _note(found: _Attached, part: EmailMessage, suffix: str) -> None:
    name = _name(part, suffix)
    if part.get_content_maintype() == "image" and part.get_content_disposition() != "attachment":
        return  # a picture within the text
    if len(found.read) + len(found.unread) >= MAX_ATTACHED:
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
    if not content.strip():
        return
    if is_read(kind_of(name, content)):
        found.read.append((name, content))
    else:
        found.unread.append(name)


def _name(part: EmailMessage, suffix: str) -> str:
    """The name of an attachment; a mail's is its subject, one without any is its type."""
    if suffix:
        inner = part.get_payload()
        forwarded = inner[0] if isinstance(inner, list) and inner else None
        subject = _header(forwarded, "subject") if isinstance(forwarded, EmailMessage) else ""
        return f"{_safe(subject) or say('转发的邮件', 'forwarded mail')}.{suffix}"
    try:
        stated = part.get_filename() or ""
    except Exception:  # noqa: BLE001 - the library's parser fails in many ways on a bad header
        stated = ""
    subtype = part.get_content_subtype()
    return _safe(_words(stated)) or f"{part.get_content_maintype()}.{subtype}"


def _safe(name: str) -> str:
    return re.sub(r"[/\\]|!(?=/)", "_", name).strip()


def _unread(names: list[str]) -> str:
    few = "、".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
    return say(
        f"{len(names)} 个附件的格式不读：{few}",
        f"{len(names)} attachments are of a kind that is not read: {few}",
    )


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
