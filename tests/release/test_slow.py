"""What is left out of ``make test`` is still there, and is left out for its seconds."""

from __future__ import annotations

import ast
from pathlib import Path

from release.durations import SLOW_S, slow_tests

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    "rag/answering", "rag/tables", "rag/verifying", "rag/indexing", "rag/articles", "rag/chat",
    "rag/overview", "rag/text", "ui", "eval", "embeddings", "conformance",
)  # fmt: skip


def functions_of(path: Path) -> set[str]:
    """The tests of a file, as pytest names them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for kind in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        names |= {f"{kind.name}::{n.name}" for n in kind.body if isinstance(n, ast.FunctionDef)}
    return names


def test_every_slow_test_is_there() -> None:
    for name in slow_tests():
        path, _, function = name.partition("::")
        assert (ROOT / path).is_file(), name
        assert not function or function in functions_of(ROOT / path), name


def test_a_line_is_there_for_its_seconds() -> None:
    """0.0: by what it does, not measured yet."""
    assert [name for name, s in slow_tests().items() if 0 < s < SLOW_S] == []


def test_no_test_stands_twice() -> None:
    slow = slow_tests()
    assert [name for name in slow if "::" in name and name.partition("::")[0] in slow] == []


def test_every_folder_has_tests_that_are_quick() -> None:
    slow = slow_tests()
    for folder in FOLDERS:
        found = (ROOT / "tests" / folder).glob("test_*.py")
        files = [f"tests/{folder}/{one.name}" for one in found]
        assert files
        assert any(name not in slow for name in files), folder


def test_make_and_ci_run_both() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert '-m "not slow"' in makefile
    assert "-m slow" in makefile.partition("test-all: test")[2]
    assert "\nmake test test-all" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
