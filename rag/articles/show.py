"""An article as it was found beside what cleaning made of it: what ``youju show`` prints.

``found_in(path, settings) -> Cleaned pairs`` reads a file or a member of a container;
``difference(article, text)`` marks what is gone and what was added, line by line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from rag.articles.clean import Cleaned, clean
from rag.articles.files import path_text
from rag.articles.load import load
from rag.errors import LoadError
from rag.settings import Settings
from rag.types import Article

_LISTED = 20
_LONGEST_COMPARED = 6_000


def found_in(name: str, settings: Settings) -> tuple[Article, Cleaned]:
    """The article at a path, cleaned; ``FILE!/MEMBER`` names one of a container.

    Raises:
        LoadError: Not there, unreadable, or a container with several where none was named.

    """
    whole, _, member = name.partition("!/")
    path = Path(whole).expanduser()
    paths: list[str] = []
    only: Article | None = None
    for article in load(path, settings):
        if member and article.path == f"{path_text(path)}!/{member}":
            return article, clean(article)
        only = only or article
        if len(paths) < _LISTED:
            paths.append(article.path)
    if only is None or member:
        raise LoadError(zh=f"{whole} 里没有“{member}”。", en=f'There is no "{member}" in {whole}.')
    if len(paths) > 1:
        listed = "\n  ".join(paths)
        raise LoadError(
            zh=f"{whole} 里有多篇文章，请写明一篇：\n  {listed}",
            en=f"{whole} holds several articles; name one:\n  {listed}",
        )
    return only, clean(only)


def original_lines(article: Article) -> list[str]:
    """What stood in the article before cleaning: for HTML all text between its tags."""
    found = article.body.split("\n")
    if article.markup == "html":
        from selectolax.lexbor import LexborHTMLParser

        from rag.articles.clean_blocks import lines_of

        root = LexborHTMLParser(article.body).root
        found = [line.text for line in lines_of(root)[0]] if root is not None else []
    lines = (line.strip(" \t\r\u3000\xa0") for line in found)
    return [line for line in lines if line]


def difference(article: Article, text: str) -> Iterator[str]:
    """Changed lines only: ``- `` gone, ``+ `` added, ``~ `` changed within: [-gone-]{+added+}."""
    before, after = original_lines(article), text.split("\n")
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            continue
        old, new = before[i:j], after[k:m]
        if kind == "replace" and sum(map(len, old)) <= _LONGEST_COMPARED:
            yield from _within("\n".join(old), "\n".join(new))
            continue
        yield from (f"- {line}" for line in old)
        yield from (f"+ {line}" for line in new)


def _within(old: str, new: str) -> Iterator[str]:
    """The places where two stretches differ, each with a few characters around it."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            continue
        gone = f"[-{_shown(old[i:j])}-]" if j > i else ""
        added = f"{{+{_shown(new[k:m])}+}}" if m > k else ""
        yield f"~ …{_shown(old[max(0, i - 12) : i])}{gone}{added}{_shown(old[j : j + 12])}…"


def _shown(piece: str) -> str:
    return piece.replace("\n", "⏎").replace("\u3000", "␣")
