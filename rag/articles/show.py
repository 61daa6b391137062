"""An article as it was found beside what cleaning made of it: what ``youju show`` prints.

``found_in(path, settings) -> Cleaned pairs`` reads a file or a member of a container;
``difference(article, text)`` marks what is gone and what was added, line by line.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rag.articles.clean import Cleaned, clean
from rag.articles.load import load, path_text
from rag.articles.members import split_member
from rag.articles.show_changes import changes
from rag.errors import LoadError
from rag.settings import Settings
from rag.types import Article

_LISTED = 20


def found_in(name: str, settings: Settings) -> tuple[Article, Cleaned]:
    """The article at a path, cleaned; ``FILE!/MEMBER`` names one of a container.

    Raises:
        LoadError: Not there, unreadable, or a container with several where none was named.

    """
    whole, member = (name, "") if Path(name).expanduser().is_file() else split_member(name)
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
        from rag.articles.clean_tamed import tamed

        root = LexborHTMLParser(tamed(article.body)).root
        found = [line.text for line in lines_of(root)[0]] if root is not None else []
    lines = (line.strip(" \t\r\u3000\xa0") for line in found)
    return [line for line in lines if line]


def difference(article: Article, text: str) -> Iterator[str]:
    """What changed between the article as found and ``text``; see ``show_changes``."""
    return changes(original_lines(article), text.split("\n"))
