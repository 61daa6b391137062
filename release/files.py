"""Keep docs/files.md: every file of the project with the first line of what it says of itself.

``python -m release.files`` writes it anew; with ``--check`` the exit code is 1 where it is not what
the files say.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from release.set_up import ROOT

LISTED = ROOT / "docs" / "files.md"
PACKAGES = ("rag", "embeddings", "ui", "eval", "training", "release", "benchmarks")
HEAD = """\
# Every file

The way through them is told by [architecture.md](architecture.md); here each says what it is, in
the first line of its docstring. Written by `python -m release.files`.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the list, or compare it; 1 where it is out of date."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    wanted = listing()
    if not given.check:
        LISTED.write_text(wanted, encoding="utf-8")
        return 0
    if LISTED.read_text(encoding="utf-8") == wanted:
        return 0
    sys.stderr.write("docs/files.md is out of date: run python -m release.files\n")
    return 1


def listing() -> str:
    """The page: a heading for each folder, a line for each file."""
    folders: dict[str, list[str]] = {}
    for name, says in described():
        folder, _, file = name.rpartition("/")
        rows = folders.setdefault(folder, [])
        rows.append(says if file == "__init__.py" else f"- `{file}`: {says}")
    parts = [HEAD]
    for folder, rows in folders.items():
        about = [row for row in rows if not row.startswith("- ")]
        files = [row for row in rows if row.startswith("- ")]
        parts.append("\n".join((f"## {folder}/", "", *about, *([""] if about else []), *files)))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def described() -> Iterator[tuple[str, str]]:
    """Each file of the packages that git knows, with the first line of its docstring."""
    listed = subprocess.run(
        ["git", "ls-files", "--", *(f"{package}/*.py" for package in PACKAGES)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in sorted(listed.stdout.split(), key=lambda each: each.rpartition("/")):
        path = ROOT / name
        if path.is_file() and (says := _first_line(path)):
            yield name, says


def _first_line(path: Path) -> str:
    """Up to the first blank line of a module's docstring; empty where it has none."""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(said.partition("\n\n")[0].split()).replace("``", "`")


if __name__ == "__main__":
    raise SystemExit(main())
