"""Whatever ships that was learned or taken from elsewhere is named in NOTICE, with its licence."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
LICENCES = "|".join(
    ("Apache", "MIT", "CC0", "CC BY", "Unicode License", r"licence\s+of\s+the\s+project",
     "fitted for Youju", "counted for")
)  # fmt: skip
_CODE = (".py", ".typed", ".md")


def tracked(folder: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", folder], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("not a checkout: git lists nothing")
    return [name for name in listed.stdout.split("\0") if name]


def data_files() -> list[str]:
    """Files that are data: of a model or of passages its folder stands for all of it."""
    found = set()
    for name in (*tracked("rag"), *tracked("embeddings"), *tracked("eval"), *tracked("training")):
        path = Path(name)
        if path.suffix in _CODE or path.is_relative_to("rag/samples"):
            continue
        model = re.match(r"(?:rag|embeddings)/models/[^/]+|training/passages", name)
        found.add(model[0] if model else name)
    return sorted(found)


def test_every_weight_and_table_is_named() -> None:
    files = data_files()
    assert len(files) > 15
    assert [name for name in files if not re.search(rf"{re.escape(name)}(?![\w-])", NOTICE)] == []


def test_what_is_named_is_there() -> None:
    named = re.findall(r"\b(?:rag|embeddings|eval|training)/[\w./-]*\w", NOTICE)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_section_about_something_that_ships_tells_its_licence() -> None:
    sections = re.split(r"\n\n", NOTICE.partition("following works.")[2])
    about = [one for one in sections if re.search(r"(?:rag|embeddings|eval|training)/\w", one)]
    assert len(about) > 6
    assert [one.split("\n")[0] for one in about if not re.search(LICENCES, one)] == []
