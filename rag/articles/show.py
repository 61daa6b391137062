"""An article as it was found beside what cleaning made of it: what ``youju show`` prints.

``shown(name, with_changes, cell)`` reads a file or a member of a container, inside a sandbox;
``difference(article, text)`` marks what is gone and what was added, line by line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.articles.clean import Cleaned, clean
from rag.articles.grid import ROW
from rag.articles.load import load
from rag.articles.members import split_member
from rag.articles.paths import path_text
from rag.articles.sandboxed import Cell
from rag.articles.show_changes import changes
from rag.errors import LoadError
from rag.home import at_home
from rag.types import Article

_LISTED = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """An article's path, what cleaning made of it and, where asked for, the changed lines."""

    path: str
    cleaned: Cleaned
    changes: list[str] | None = None


def shown(name: str, with_changes: bool, cell: Cell) -> Shown:
    """The article at a path, cleaned; ``FILE!/MEMBER`` names one of a container.

    Raises:
        LoadError: Not there, unreadable, or a container with several where none was named.

    """
    article = _found(name, cell)
    cell.at(0)
    cleaned = clean(article)
    changed = list(difference(article, cleaned.document.text)) if with_changes else None
    return Shown(article.path, cleaned, changed)


def _found(name: str, cell: Cell) -> Article:
    whole, member = (name, "") if at_home(name).is_file() else split_member(name)
    path = at_home(whole)
    paths: list[str] = []
    only: Article | None = None

    def enter(_: str) -> bool:
        cell.at(0)
        return True

    for article in load(path, cell.limits, enter=enter):
        own = f"{path_text(path)}!/{member}" if member else path_text(path)
        if article.path == own:  # of a mail, what hangs on it is not asked for
            return article
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
    return only


def original_lines(article: Article) -> list[str]:
    """What stood in the article before cleaning: for HTML all text between its tags."""
    found = article.body.split("\n")
    if article.markup == "html":
        from selectolax.lexbor import LexborHTMLParser

        from rag.articles.clean_blocks import lines_of
        from rag.articles.clean_tamed import tamed

        root = LexborHTMLParser(tamed(article.body)).root
        found = [line.text for line in lines_of(root)[0]] if root is not None else []
    lines = (line.strip(f" \t\r\u3000\xa0{ROW}") for line in found)
    return [line for line in lines if line]


def difference(article: Article, text: str) -> Iterator[str]:
    """What changed between the article as found and ``text``; see ``show_changes``."""
    return changes(original_lines(article), text.split("\n"))
