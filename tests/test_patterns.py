"""A regular expression of a module says what it matches, with an example beside it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (
    "embeddings", "eval", "training", "rag/answering", "rag/articles", "rag/chat", "rag/cli",
    "rag/indexing", "rag/overview", "rag/tables", "rag/text", "rag/verifying", "ui",
)  # fmt: skip


def unexplained(source: str) -> list[str]:
    """The module's names for patterns with neither a comment nor a docstring beside them."""
    lines, body = source.splitlines(), ast.parse(source).body
    found = []
    for statement, after in zip(body, [*body[1:], None], strict=True):
        if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or not compiles(statement):
            continue
        documented = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        beside = lines[statement.lineno - 2 : statement.end_lineno]
        if not documented and not any("# " in line for line in beside):
            found.append(ast.unparse(statement).partition(" =")[0])
    return found


def compiles(statement: ast.stmt) -> bool:
    """Whether a pattern is written out in it."""
    return any(
        isinstance(node, ast.Call)
        and ast.unparse(node.func) == "re.compile"
        and isinstance(node.args[0], (ast.Constant, ast.JoinedStr))
        for node in ast.walk(statement)
    )


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_pattern_has_its_example(folder: str) -> None:
    lacking = {
        path.relative_to(ROOT).as_posix(): names
        for path in sorted((ROOT / folder).rglob("*.py"))
        if (names := unexplained(path.read_text(encoding="utf-8")))
    }
    assert lacking == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('import re\n_DAY = re.compile("x")\n', ["_DAY"]),
        ('import re\n_DAY = re.compile("x")  # x\n', []),
        ('import re\n# x\n_DAY = re.compile("x")\n', []),
        ('import re\n_DAY = re.compile("x")\n"""x"""\n', []),
        ("import re\n_ALL = [re.compile(each) for each in ()]\n", []),
    ],
    ids=["bare", "behind", "above", "below", "not_written_out"],
)
def test_what_counts_as_an_example(source: str, found: list[str]) -> None:
    assert unexplained(source) == found
