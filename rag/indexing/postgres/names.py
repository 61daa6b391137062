"""Paths relative to named roots: one folder, found in different places by different machines.

``YOUJU_INDEX_ROOTS=news=/mnt/news`` keeps ``/mnt/news/2023/a.md`` as ``news:/2023/a.md``; another
machine that has the same folder at ``/data/news`` says ``news=/data/news``. What lies in no named
root is kept by its whole path, which machines with the same mounts share.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rag.articles.members import BORDER
from rag.articles.paths import path_text


@dataclass(frozen=True, slots=True)
class Names:
    """This machine's named roots: (name, path), the longest path first."""

    roots: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, named: dict[str, Path]) -> Names:
        """From names and absolute paths."""
        rows = [(name, path_text(path).rstrip("/")) for name, path in named.items()]
        return cls(tuple(sorted(rows, key=lambda row: -len(row[1]))))

    def kept(self, path: str) -> str:
        """A path of this machine as the index keeps it."""
        for name, root in self.roots:
            rest = path.removeprefix(root)
            if rest != path and (not rest or rest.startswith(("/", BORDER))):
                return f"{name}:{rest}"
        return path

    def here(self, kept: str) -> str:
        """A path of the index as this machine finds it; as it is kept where it cannot."""
        name, colon, rest = kept.partition(":")
        for known, root in self.roots:
            if colon and known == name and (not rest or rest.startswith(("/", BORDER))):
                return root + rest
        return kept
