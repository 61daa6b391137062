"""The list of files is what the files say, and the map names files that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from release.files import ROOT, listing, main

needs_git = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout: no git here")


@needs_git
def test_the_list_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


@needs_git
def test_a_file_stands_below_its_folder_with_what_it_says() -> None:
    under = listing().partition("## rag/answering/\n")[2].partition("\n## ")[0]
    assert "- `question.py`: Understand a question" in under
    assert "pipeline.py" not in under


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_what_is_named_is_there(page: str) -> None:
    """`rag/answering/judge.py` by its path; `spans.py` as a file of that name."""
    known = {path.name for path in ROOT.glob("*/**/*.py") if ".venv" not in path.parts}
    named = re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.py)`", (ROOT / page).read_text(encoding="utf-8"))
    assert named
    gone = [
        name
        for name in named
        if not ((ROOT / name).is_file() if "/" in name else Path(name).name in known)
    ]
    assert [name for name in gone if name not in EXAMPLES] == []


EXAMPLES = frozenset(("load_wiki.py", "tests/rag/articles/test_load_wiki.py"))
"""Files that a newcomer would write, in the worked examples."""
