"""Folders of mails in one file (.mbox, as Thunderbird, Gmail and Apple Mail export them).

Each mail begins with a line ``From ADDRESS DAY`` after an empty one (RFC 4155); it is read as any
other mail, as ``FOLDER.mbox!/NUMBER.eml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from rag.articles.files import OnSkip
from rag.articles.load_mail import articles_from_mail
from rag.articles.mail_parts import Read
from rag.articles.members import member_articles
from rag.articles.paths import member_path
from rag.types import Article, Skipped
from rag.wording import say

MAX_MAILS = 2_000
"""More mails of one file are counted, not read."""

_BEGINS = re.compile(  # From shen@example.org Mon Mar  3 09:00:00 2025
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From \S{1,200} [^\r\n]{0,80}\d{4}[^\r\n]{0,20}\r?\n"
)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
"""A line of a text that begins so is written with a mark before it."""


def articles_from_mbox(path: str, data: bytes, on_skip: OnSkip, read: Read) -> Iterator[Article]:
    """The mails in the order of the file, each with what is attached to it.

    A mail that cannot be read is told, and the rest goes on.
    """
    begins = [found.span() for found in _BEGINS.finditer(data)]
    ends = [start for start, _ in begins[1:]] + [len(data)]
    seen: set[int] = set()
    spans = [(start, end) for (_, start), end in zip(begins, ends, strict=True)]
    for place, (start, end) in enumerate(spans[:MAX_MAILS], start=1):
        name = f"{place}.eml"
        mail = _QUOTED.sub(rb"\1", data[start:end])
        called = member_path(path, name, place, seen)
        one = partial(_mail, name, mail, read)
        yield from member_articles(called, name, one, on_skip)
    more = len(spans) - MAX_MAILS
    if more > 0:
        told = say(f"邮件过多，最后 {more} 封未读", f"too many mails: the last {more} are not read")
        on_skip(Skipped(path, told))


def _mail(name: str, data: bytes, read: Read, on_skip: OnSkip) -> Iterator[Article]:
    yield from articles_from_mail(name, data, on_skip, read)
