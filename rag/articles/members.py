"""Which part of a path is a file, and which a member of it: ``a.zip!/b.txt``.

``!/`` parts them only behind the name of a container, so that a folder may be called ``wow!``.
"""

from __future__ import annotations

from pathlib import Path

from rag.articles.files import is_container

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
