"""Holding back a loss that nobody can have meant: an unmounted folder is not an empty one.

What an ingest is about to remove is looked at root by root. A root is held, and its articles are
kept, when

- it lost all of its articles, or more than half of them and at least ``MANY``, and fewer than half
  as many as it had stand there now (articles that were replaced or moved are no loss);
- it lies on another file system than when it was last read, and lost any;
- it is missing, or was held before and is still without most of its articles.

So are a folder below a root that still stands but lost all of at least ``MANY``, and a file of
many articles that lost as much. ``youju ingest --prune`` means it: nothing is held.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from rag.indexing import machine
from rag.indexing.machine import Root
from rag.indexing.nouns import Reread
from rag.indexing.ports_writing import Ledger
from rag.indexing.scan import below
from rag.types import Held, Skipped
from rag.wording import say

MANY = 10
"""From this many lost articles on, losing more than half of a folder is taken for a mishap."""

_SHRUNK = 2
"""A folder that still holds at least one article in so many is one that was changed."""

Files = dict[int, tuple[str, set[int]]]
"""Files that are going, by number: the path, and the documents that would go with it."""


@dataclass(slots=True)
class Losses:
    """What is held back, and how each root stands from now on."""

    held: list[Held] = field(default_factory=list)
    kept: set[int] = field(default_factory=set)
    roots: dict[str, Root] = field(default_factory=dict)


class Guard:
    """Looks at what the next generation would lose; the caller has a transaction open."""

    def __init__(self, ledger: Ledger, known: Mapping[str, Root], missing: Sequence[str]) -> None:
        """``known`` are the roots of this machine, ``missing`` those that are not there."""
        self._ledger = ledger
        self._known, self._missing = known, missing

    def losses(
        self, scanned: Sequence[str], gone: Sequence[int], fresh: Sequence[str] = ()
    ) -> Losses:
        """What of ``gone`` (files that are on disk no more), and of shrunk files, to keep.

        ``scanned`` are the roots that were gone through; ``fresh`` are paths of articles that
        were read but are not in the store.
        """
        found = Losses()
        going = self._going(gone)
        lost_at_all = any(documents for _, documents in going.values())
        for root in (*scanned, *self._missing):
            state = self._known.get(root, Root())
            there = "" if root in self._missing else machine.filesystem_of(Path(root))
            reason = self._reason(root, state, there, going, fresh) if lost_at_all else ""
            if reason:
                self._hold(found, root, going, reason)
            if root in scanned:
                place = state.filesystem if reason else there
                found.roots[root] = Root(place or there, bool(reason))
            if not reason and lost_at_all:
                for folder in self._emptied(root, going):
                    self._hold(found, folder, going, _mostly(self.articles_at(folder)))
        shrunk = {reread.path for reread in self._shrunk()}
        for path, documents in list(going.values()):
            if len(documents) >= MANY and path in shrunk:
                self._hold(found, path, going, _mostly(self.articles_at(path)))
        return found

    def _going(self, gone: Sequence[int]) -> Files:
        """The files that are gone or shrunk, with the documents that stand nowhere else."""
        shrunk = [reread.old for reread in self._shrunk()]
        going: Files = {}
        for number, path, document in self._ledger.going((*gone, *shrunk)):
            going.setdefault(number, (path, set()))[1].add(document)
        return going

    def _shrunk(self) -> list[Reread]:
        """Files that were read again and hold less than half of what they held."""
        return [
            reread
            for reread in self._ledger.rereads()
            if reread.articles_now * _SHRUNK < reread.articles_before
        ]

    def _reason(
        self, root: str, state: Root, there: str, going: Files, fresh: Sequence[str]
    ) -> str:
        """Why ``root`` is held; empty when it is not."""
        lost = len(_documents_below(root, going))
        if not lost:
            return ""
        held = self.articles_at(root)
        if root in self._missing:
            return _mostly(held)
        if not machine.same_filesystem(state.filesystem, there):
            return _moved()
        most = lost >= held or (lost >= MANY and 2 * lost > held)
        now = self._ledger.standing_at(root) + sum(below(path, root) for path in fresh)
        if most and (state.held or _SHRUNK * now < held):
            return _mostly(held)
        return ""

    def articles_at(self, folder: str) -> int:
        """How many articles of the published generation stand at or below ``folder``."""
        return self._ledger.articles_at(folder)

    def _emptied(self, root: str, going: Files) -> list[str]:
        """Folders below ``root`` that still stand and lost all of ``MANY`` articles or more."""
        lost: defaultdict[str, set[int]] = defaultdict(set)
        for path, documents in going.values():
            for parent in map(str, PurePosixPath(path).parents):
                if parent == root or not below(parent, root):
                    break
                lost[parent] |= documents
        emptied: list[str] = []
        for folder, documents in sorted(lost.items()):
            if len(documents) < MANY or any(below(folder, other) for other in emptied):
                continue
            if not os.path.isdir(folder):  # noqa: PTH112 - never raises
                continue
            if len(documents) >= self.articles_at(folder) and not self._ledger.standing_at(folder):
                emptied.append(folder)
        return emptied

    def _hold(self, found: Losses, folder: str, going: Files, reason: str) -> None:
        """Keep the files at or below ``folder`` that would take documents with them."""
        kept = {
            number
            for number, (path, documents) in going.items()
            if documents and below(path, folder) and number not in found.kept
        }
        if not kept:
            return
        articles = len(set().union(*(going[number][1] for number in kept)))
        found.kept |= kept
        found.held.append(Held(folder, articles, reason))

    def keep(self, kept: Iterable[int]) -> None:
        """Take back what was read of shrunk files that are kept as they were."""
        held = set(kept)
        for reread in self._shrunk():
            if reread.old in held:
                self._ledger.take_back(reread)


def standing(roots: Iterable[str]) -> dict[str, Root]:
    """How roots stand when whatever is gone from them was meant to go."""
    return {root: Root(machine.filesystem_of(Path(root))) for root in roots}


def held_first(skipped: Iterable[Skipped], held: Sequence[Held]) -> tuple[Skipped, ...]:
    """What is not used, with the folders that are held in front: who shows some shows those."""
    paths = {each.path for each in held}
    return tuple(sorted(skipped, key=lambda skip: skip.path not in paths))


def _documents_below(folder: str, going: Files) -> set[int]:
    return {
        document
        for path, documents in going.values()
        if below(path, folder)
        for document in documents
    }


def _mostly(held: int) -> str:
    return say(
        f"这里原有的 {held} 篇文章一下子少了大半：多半是磁盘没有挂载，或文件夹被清空、移走。"
        "少了的暂时保留；确实不要了，请运行 youju ingest --prune",
        f"most of the {held} articles that were here are gone at once: a disk that is not mounted, "
        "or a folder that was emptied or moved? They are kept for now. If you mean it, run youju "
        "ingest --prune",
    )


def _moved() -> str:
    return say(
        "这个文件夹现在位于另一个文件系统，又少了文章：多半是没有挂载，或挂载了别的磁盘。少了的暂时保留；"
        "确实不要了，请运行 youju ingest --prune",
        "this folder lies on another file system than before and articles are gone from it: a disk "
        "that is not mounted, or another one? They are kept for now. If you mean it, run youju "
        "ingest --prune",
    )
