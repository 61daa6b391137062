"""Arrows point one way: no module reaches back to what stands on it, wherever the import stands.

Imports inside functions and for type checkers count like any other: an arrow that is hidden is
an arrow all the same.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("embeddings", "rag", "eval", "ui")
ORDER = (
    "embeddings",
    "rag.text", "rag.articles", "rag.indexing", "rag.verifying", "rag.answering", "rag.tables",
    "rag.overview", "rag.chat",
    "rag.arguments", "rag.loaded", "rag.sources", "rag.underway", "rag.stages", "rag.overviews",
    "rag.pipeline", "rag.collection", "rag.assistant", "rag.langchain", "rag", "rag.cli",
    "eval",
    "ui.words_desk", "ui.words", "ui.assets", "ui.state", "ui.html", "ui.page", "ui.doors",
    "ui.server", "ui",
)  # fmt: skip
"""Each may import what stands before it here; other modules of ``rag`` stand below all of it.

``rag`` is the package's own file, which gives the public names; ``ui`` is the command.
"""

Graph = Mapping[str, set[str]]
"""What each module, or folder, imports of ours."""


def modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    }


def imported(name: str, path: Path, known: Iterable[str]) -> Iterator[str]:
    """The modules of ours that a module imports; for ``from rag import text`` that is rag.text."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, f"{name} imports by a relative name"
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            found = [one if one in known else node.module for one in inner]
        else:
            continue
        yield from (one for one in found if one in known and one != name)


@pytest.fixture(scope="module")
def graph() -> Graph:
    known = modules()
    return {name: set(imported(name, path, known)) for name, path in known.items()}


def circle(graph: Graph) -> str:
    """The first circle as a chain of arrows; empty where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as fault:
        return " ← ".join(fault.args[1])
    return ""


def folder(module: str) -> str:
    """``rag.text`` of ``rag.text.fold``; a module right in a package stands by itself."""
    return ".".join(module.split(".")[:2])


def test_no_circle_of_modules(graph: Graph) -> None:
    assert circle(graph) == ""


def test_no_circle_of_folders(graph: Graph) -> None:
    folders: defaultdict[str, set[str]] = defaultdict(set)
    for module, found in graph.items():
        folders[folder(module)] |= {folder(one) for one in found} - {folder(module)}
    assert circle(folders) == ""


def test_arrows_point_the_way_that_is_written_down(graph: Graph) -> None:
    against = [
        f"{module} imports {one}"
        for module, found in graph.items()
        for one in sorted(found)
        if place(module) < place(one)
    ]
    assert against == []


def place(module: str) -> int:
    """How far up a module may stand."""
    top, inner = module.split(".")[0], folder(module)
    if inner in ORDER:
        return ORDER.index(inner)
    return -1 if top == "rag" else ORDER.index(top)


SQLITE = {
    f"rag.indexing.{name}"
    for name in (
        "backup", "backup_received", "connections", "embedded_browsing", "embedded_contents",
        "embedded_ledger", "embedded_writer", "filters", "index_view", "integrity",
        "integrity_rows", "listing", "mend", "publish", "reprints_linked", "schema", "seals",
        "statistics", "status", "storage", "store", "store_passages", "store_read", "store_write",
        "upgrade", "vector_cache", "word_cache",
    )
}  # fmt: skip
"""The embedded store: everybody else reads and writes an index through rag.indexing.ports."""

PAGE_FILE = {
    "rag.indexing.page_file", "ui.state.shares", "ui.page.buttons", "ui.page.keeping",
    "ui.page.links", "ui.page.scope", "ui.server.answers", "ui.server.talks",
}  # fmt: skip
"""What readers keep on the page stands in a file of its own, wherever the index is."""


def test_a_database_is_known_to_its_store_alone() -> None:
    knowing: dict[str, set[str]] = {"sqlite3": set(), "psycopg": set()}
    for name, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                tops = {alias.name.split(".")[0] for alias in node.names}
            else:
                tops = {(getattr(node, "module", "") or "").split(".")[0]}
            for top in tops & set(knowing):
                knowing[top].add(name)
    assert knowing["sqlite3"] == SQLITE | PAGE_FILE
    assert all(f"{name}.".startswith("rag.indexing.postgres.") for name in knowing["psycopg"])


def test_eval_and_ui_do_not_know_each_other(graph: Graph) -> None:
    tops = {(module.split(".")[0], one.split(".")[0]) for module in graph for one in graph[module]}
    assert not tops & {("eval", "ui"), ("ui", "eval")}


@pytest.mark.parametrize(
    ("arrows", "found"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, False),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}}, True),
    ],
    ids=["one_way", "round"],
)
def test_a_circle_is_found(arrows: Graph, *, found: bool) -> None:
    assert bool(circle(arrows)) is found
