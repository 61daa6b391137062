"""The pages in Chinese say what those in English say: settings, defaults, figures, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rag import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
TWINS = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.zh.md"))
FOR_DEVELOPERS = {
    "architecture.md", "files.md", "performance.md", "reference/python.md", "release-notes.md",
}  # fmt: skip
"""Pages for those who change Youju or measure it, and notes made from others, are in English."""
# 104, 92.1, 10,567, 0.930; no figure of a name such as BM25 or q1
_FIGURE = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-])", re.ASCII)
_CODE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)", re.S)
_SHOWN = re.compile(r'^--8<-- "(.+)"$', re.M)  # --8<-- ".env.example"
# YOUJU_X, its default as code (or 空 and the like), in a row of a table
_ROW = re.compile(r"^\| `YOUJU_(\w+)` \| (`[^`]*`|[^|`]+) \|", re.M)


def read(name: str) -> str:
    """A page, with the files of the repository that it shows."""
    text = (DOCS / name).read_text(encoding="utf-8")
    return _SHOWN.sub(lambda shown: (ROOT / shown[1]).read_text(encoding="utf-8"), text)


def figures(text: str) -> set[str]:
    return {each.replace(",", "") for each in _FIGURE.findall(_CODE.sub(" ", text))}


def test_what_a_user_reads_is_in_both_languages() -> None:
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} - set(TWINS)
    lacking = {page for page in pages if page.replace(".md", ".zh.md") not in TWINS}
    assert lacking == FOR_DEVELOPERS
    assert "英文" in read("index.zh.md"), "which pages are in English is told"


@pytest.mark.parametrize("name", TWINS)
def test_no_figure_is_of_the_page_in_chinese_alone(name: str) -> None:
    """A figure that was measured anew on one page and not on the other is found here."""
    english = read(name.replace(".zh.md", ".md"))
    given = figures(english) | {each for text in english.split("```") for each in figures(text)}
    lacking = {each for each in figures(read(name)) - given if len(each) > 2}
    assert sorted(lacking) == []


def test_every_setting_is_told_in_chinese_with_its_default() -> None:
    rows = dict(_ROW.findall(read("reference/settings.zh.md")))
    assert set(rows) == {field.upper() for field in Settings.model_fields}
    for name, told in rows.items():
        default = Settings.model_fields[name.lower()].default
        if told.startswith("`"):
            shown = str(default).lower() if isinstance(default, bool) else default
            written = told.strip("`")
            assert shown == type(shown)(written), name
        elif name != "DATA_DIR":
            assert told == "空", name
            assert not getattr(default, "get_secret_value", lambda text=default: text)(), name
