"""Many folders and files at once: which of them hold a path, found by the path's own ancestors.

What ``rag.indexing.scan.below`` says of one folder, without comparing each path with each: ten
thousand articles that were removed are ten thousand such paths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from rag.articles.files import is_container
from rag.articles.members import BORDER


class Folders:
    """Folders, files and members of files, by their paths."""

    def __init__(self, paths: Iterable[str]) -> None:
        """``paths`` as they are shown; a slash at the end makes no difference."""
        self._paths = set(paths)
        self._stems: dict[str, list[str]] = {}
        for path in self._paths:
            self._stems.setdefault(path.rstrip("/"), []).append(path)

    def hold(self, path: str) -> bool:
        """Whether ``path`` is one of them or lies in one."""
        return next(self.of(path), None) is not None

    def of(self, path: str) -> Iterator[str]:
        """Those of them that ``path`` is or lies in; one of them may come twice."""
        if path in self._paths:
            yield path
        for sign in ("/", BORDER):
            end = path.find(sign)
            while end >= 0:
                stem = path[:end]
                if stem in self._stems and (sign == "/" or is_container(Path(stem))):
                    yield from self._stems[stem]
                end = path.find(sign, end + 1)
