"""Many folders at once say what each of them would say, however many there are."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from rag.indexing.folders import Folders
from rag.indexing.removal import forget_removals
from rag.indexing.scan import below

PARTS = st.lists(st.sampled_from(["", "甲", "乙", "甲乙", "wow!", "a.zip", "b.txt"]), max_size=4)
PATHS = st.tuples(st.sampled_from(["/", "!/"]), PARTS).map(lambda made: "/" + made[0].join(made[1]))


@given(PATHS, st.lists(PATHS, max_size=6))
def test_they_hold_what_one_of_them_holds(path: str, folders: list[str]) -> None:
    expected = {folder for folder in folders if below(path, folder)}
    assert set(Folders(folders).of(path)) == expected
    assert Folders(folders).hold(path) == bool(expected)


class Removals:
    """As much of a ledger as is asked for removals."""

    def __init__(self, paths: list[str]) -> None:
        self.paths = paths
        self.forgotten: list[str] = []

    def removals(self) -> list[str]:
        return self.paths

    def forget_removal(self, path: str, file: str) -> None:
        self.forgotten.append(path)


@given(st.lists(PATHS, max_size=6, unique=True), st.lists(PATHS, max_size=4))
def test_what_is_named_above_or_below_a_removal_is_forgotten(
    removed: list[str], named: list[str]
) -> None:
    ledger = Removals(removed)
    forget_removals(ledger, named)  # type: ignore[arg-type]
    expected = [
        path for path in removed if any(below(path, one) or below(one, path) for one in named)
    ]
    assert ledger.forgotten == expected


def test_twenty_thousand_removals_are_forgotten_at_once() -> None:
    paths = [f"/文章/{number:05}.md" for number in range(20_000)]
    ledger = Removals(paths)
    began = time.monotonic()
    forget_removals(ledger, paths)  # type: ignore[arg-type]
    assert ledger.forgotten == paths
    assert time.monotonic() - began < 20  # each compared with each takes minutes
