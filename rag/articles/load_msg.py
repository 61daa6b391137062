"""Mails that Outlook saved (.msg): the text, and what is attached as articles of their own.

``articles_from_msg(path, data, on_skip, read) -> Iterator[Article]``, as ``rag.articles.load_mail``
does for .eml. Of a mail's forms of its text the first is taken: HTML, plain text, rich text.
"""

from __future__ import annotations

import contextlib
import io
import re
import struct
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from functools import partial

from rag.articles.files import OnSkip
from rag.articles.load_text import Markup, markup_of
from rag.articles.mail_parts import (
    Attached,
    Read,
    check_depth,
    forwarded_name,
    safe_name,
    sender,
    without_text,
)
from rag.articles.msg_properties import (
    BODY,
    CONTENT,
    CONTENT_ID,
    DELIVERED,
    HEADERS,
    HTML,
    IS_HIDDEN,
    LONG_NAME,
    MEDIA_TYPE,
    RICH_TEXT,
    SENDER,
    SENT_FOR,
    SHORT_NAME,
    SHOWN_NAME,
    SUBJECT,
    SUBMITTED,
    Folder,
    damaged,
    message_in,
)
from rag.articles.rtf_packed import unpacked
from rag.types import Article
from rag.wording import say

_ATTACHMENT = "__attach_version1.0_"
_WITHIN = "__substg1.0_3701000d"
"""The folder of an attachment that is itself a message."""
# Date: Mon, 3 Mar 2025 09:00:00 +0800
_DATE = re.compile(r"^date:[ \t]*([^\r\n]{1,100})", re.IGNORECASE | re.MULTILINE)
_PICTURE = re.compile(r".+\.(?:png|jpe?g|gif|bmp|svg|webp|emz|wmz)", re.IGNORECASE)  # image001.png


def articles_from_msg(path: str, data: bytes, on_skip: OnSkip, read: Read) -> Iterator[Article]:
    """The mail in ``data``, then what is attached to it.

    Raises:
        LoadError: It is damaged, or there is neither a text nor anything attached to be read.

    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            yield from _articles(path, message_in(file, len(data)), on_skip, read, 0)
    except (OSError, struct.error, IndexError, KeyError, ValueError, TypeError) as fault:
        raise damaged(say("内容不完整", "it is not whole")) from fault


def _articles(
    path: str, message: Folder, on_skip: OnSkip, read: Read, depth: int
) -> Iterator[Article]:
    attached = _attached(message, read, depth)
    notices = attached.notices()
    body, markup = _text(message)
    if body.strip():
        yield Article(path, body, markup, "msg", _stated(message), notices)
    elif not attached.read:
        raise without_text(notices)
    yield from attached.articles(path, _stated(message).get("title", ""), on_skip)


def _text(message: Folder) -> tuple[str, Markup]:
    """The best form of the text, and how it is marked up."""
    if html := message.bytes_of(HTML):
        return message.decoded(html, internet=True), "html"
    if html_text := message.text(HTML):
        return html_text, "html"
    if plain := message.text(BODY):
        return plain, markup_of("", plain)
    rich = unpacked(message.bytes_of(RICH_TEXT))
    if rich.lstrip().startswith(b"{\\rtf"):
        from rag.articles.load_books import from_rich_text

        return from_rich_text("", rich).body, "text"
    return "", "text"


def _stated(message: Folder) -> dict[str, str]:
    """Subject, sender and day; the day as the sender wrote it, where the headers are kept."""
    written = _DATE.search(message.text(HEADERS)[:200_000])
    day = message.day(SUBMITTED) or message.day(DELIVERED)
    date = day.isoformat() if day else ""
    if written:
        with contextlib.suppress(ValueError):
            date = parsedate_to_datetime(written[1]).date().isoformat()
    stated = {
        "title": " ".join(message.text(SUBJECT).split()),
        "author": sender(message.text(SENT_FOR) or message.text(SENDER)),
        "date": date,
    }
    return {name: value for name, value in stated.items() if value}


def _attached(message: Folder, read: Read, depth: int) -> Attached:
    """What hangs on a mail, without the pictures within its text."""
    found = Attached()
    for part in message.folders(_ATTACHMENT):
        if found.full:
            found.unread.append(_name(part))
            continue
        if inner := next(part.folders(_WITHIN), None):
            _note_message(found, inner, read, depth)
            continue
        name = _name(part)
        content = part.bytes_of(CONTENT)
        if _PICTURE.fullmatch(name) and (part.text(CONTENT_ID) or part.flag(IS_HIDDEN)):
            continue
        found.add(name, content, partial(read, name, content))
    return found


def _note_message(found: Attached, inner: Folder, read: Read, depth: int) -> None:
    """A mail within the mail, read from the same file."""
    name = forwarded_name(inner.text(SUBJECT), "msg")

    def one(skip: OnSkip) -> Iterator[Article]:
        check_depth(depth + 1)
        yield from _articles(name, inner, skip, read, depth + 1)

    found.read.append((name, one))


def _name(part: Folder) -> str:
    for number in (LONG_NAME, SHOWN_NAME, SHORT_NAME):
        if name := safe_name(part.text(number)):
            return name
    return safe_name(part.text(MEDIA_TYPE)) or "attachment"
