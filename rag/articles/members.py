"""Members of files, ``a.zip!/b.txt``: which part of a path is the file, and reading one.

``!/`` parts them only behind the name of a container, so that a folder may be called ``wow!``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from rag.articles.faults import forgiven
from rag.articles.files import OnSkip, is_container
from rag.types import Article, Skipped

BORDER = "!/"
"""What stands between a container and the name of its member."""


def split_member(path: str) -> tuple[str, str]:
    """The file that ``path`` names and the member of it, which is empty for a file alone."""
    place = path.find(BORDER)
    while place >= 0:
        if is_container(Path(path[:place])):
            return path[:place], path[place + len(BORDER) :]
        place = path.find(BORDER, place + 1)
    return path, ""


def file_of(path: str) -> str:
    """The file that ``path`` names, or that holds the member it names."""
    return split_member(path)[0]


def member_articles(
    called: str, name: str, read: Callable[[OnSkip], Iterable[Article]], on_skip: OnSkip
) -> Iterator[Article]:
    """What ``read`` makes of a member, called ``called`` where ``read`` says ``name``.

    Whatever goes wrong is told to ``on_skip`` under that name; what was read before it stays.
    """

    def skip(skipped: Skipped) -> None:
        on_skip(replace(skipped, path=called + skipped.path.removeprefix(name)))

    found: list[Article] = []
    refused: list[str] = []
    with forgiven(refused.append):
        found.extend(read(skip))
    for article in found:
        yield replace(article, path=called + article.path.removeprefix(name))
    for reason in refused:
        on_skip(Skipped(called, reason))
