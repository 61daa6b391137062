"""What hangs on a mail, in whatever form it was saved: what is to be read of it, and the rest.

``Attached`` collects it; ``articles(path, …)`` gives each as an article ``MAIL!/NAME`` of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from rag.articles.files import OnSkip
from rag.articles.kinds import is_read, kind_of
from rag.articles.members import member_articles
from rag.articles.paths import member_path
from rag.articles.refused import is_picture
from rag.errors import LoadError
from rag.types import Article
from rag.wording import say

MAX_ATTACHED = 200
"""More parts of a mail are counted, not read."""

_DEEPEST = 5
"""A mail forwarded within a mail, so many times, is the last one that is read."""
_NAMED = 5

Read = Callable[[str, bytes, OnSkip], Iterator[Article]]
"""Reads the bytes of what is attached, by its name."""
Reader = Callable[[OnSkip], Iterator[Article]]
"""Reads one part; its articles are called by the part's name."""


@dataclass
class Attached:
    """What hangs on a mail: what is to be read, with its name, and the names of all else.

    ``pictures``: text recognition reads them; ``within`` are those in the text that are not read.
    """

    read: list[tuple[str, Reader]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    pictures: bool = False
    within: int = 0

    @property
    def full(self) -> bool:
        """Whether no more is read."""
        return len(self.read) + len(self.unread) >= MAX_ATTACHED

    def add(self, name: str, content: bytes, read: Reader) -> None:
        """Note a part of these bytes, to be read by ``read``; an empty one is none."""
        if not content.strip():
            return
        kind = kind_of(name, content)
        if not self.full and (is_read(kind) or (self.pictures and is_picture(kind))):
            self.read.append((name, read))
        else:
            self.unread.append(name)

    def notices(self) -> tuple[str, ...]:
        """What hangs on it and is not read, in words."""
        told: tuple[str, ...] = ()
        if n := self.within:
            told = (say(f"正文里 {n} 张图片中的文字没有读", f"{n} pictures in it are not read"),)
        if not self.unread:
            return told
        few = "、".join(self.unread[:_NAMED]) + ("…" if len(self.unread) > _NAMED else "")
        count = len(self.unread)
        return (
            *told,
            say(
                f"{count} 个附件的格式不读：{few}",
                f"{count} attachments are of a kind that is not read: {few}",
            ),
        )

    def articles(
        self, path: str, subject: str, on_skip: OnSkip, author: str = ""
    ) -> Iterator[Article]:
        """What is read of it, each under ``PATH!/NAME``; what cannot be is told.

        Where one says no source or author of its own, the mail's subject and sender are:
        费用明细.csv hangs on a mail about a fair, and is asked for by its name.
        """
        seen: set[int] = set()
        for place, (name, read) in enumerate(self.read, start=1):
            called = member_path(path, name, place, seen)
            for article in member_articles(called, name, read, on_skip):
                facts = {"source": subject, "author": author}
                stated = {name: words for name, words in facts.items() if words}
                yield replace(article, metadata={**stated, **article.metadata})


def without_text(notices: tuple[str, ...]) -> LoadError:
    """A mail that says nothing, with what hangs on it."""
    return LoadError(
        zh="；".join(("邮件里没有正文", *notices)) + "。",
        en="; ".join(("The mail has no text", *notices)) + ".",
    )


def locked() -> LoadError:
    """A mail that only its receiver can read (S/MIME, OpenPGP)."""
    return LoadError(
        zh="邮件是加密的（S/MIME 或 PGP）。请在邮件软件里打开，把正文另存为 eml 或 txt。",
        en="The mail is encrypted (S/MIME or PGP). Open it in a mail program and save its text as "
        "eml or txt.",
    )


def check_depth(depth: int) -> None:
    """Refuse a mail forwarded within a mail too often.

    Raises:
        LoadError: It is the one too many.

    """
    if depth > _DEEPEST:
        raise LoadError(zh="转发层数太多，未读。", en="It is forwarded too many times: not read.")


def safe_name(name: str) -> str:
    """A part's name as one of a member: without what parts the names of members."""
    return re.sub(r"[/\\]|!(?=/)", "_", name).strip()


def forwarded_name(subject: str, suffix: str) -> str:
    """How a forwarded mail is called: by its subject."""
    return f"{safe_name(subject) or say('转发的邮件', 'forwarded mail')}.{suffix}"


def sender(name: str) -> str:
    """Who wrote it, without the address: 沈知夏 <shen@example.org> is 沈知夏."""
    return re.sub(r"\s*<[^<>]*>", "", name).strip(' "')
