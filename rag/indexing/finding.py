"""The one article that a name means, in whichever index."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from rag.errors import LoadError
from rag.types import Document


class _Searched(Protocol):
    def documents(self, query: str = "", offset: int = 0, limit: int = 50) -> list[Document]:
        """Articles whose title, source, path or id holds ``query``."""


def find(index: _Searched, name: str) -> Document:
    """The one article with this id, path, file name or title.

    Raises:
        LoadError: None fits, or several do; the message names them.
    """
    candidates = index.documents(name, limit=20)
    for same in (
        [d for d in candidates if name in (d.id, d.path)],
        [d for d in candidates if Path(d.path).name == name],
        [d for d in candidates if d.title == name],
        candidates,
    ):
        if len(same) == 1:
            return same[0]
    if not candidates:
        raise no_article(name)
    listed = "；".join(f"{d.title or d.path}（{d.id}）" for d in candidates[:5])
    raise LoadError(
        zh=f"“{name}”对应多篇文章：{listed}。请写得更具体。",
        en=f'"{name}" fits several articles: {listed}. Be more specific.',
    )


def no_article(name: str) -> LoadError:
    """The error for a name that fits nothing."""
    return LoadError(
        zh=f"没有名为“{name}”的文章。用 youju status 查看已索引的内容。",
        en=f'No article is called "{name}". See what is indexed with youju status.',
    )
