"""Files of the page: its style, its script, the style of the pages without script."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent


@cache
def page_css() -> str:
    """The page's style sheet."""
    return (_FOLDER / "page.css").read_text(encoding="utf-8")


@cache
def page_js() -> str:
    """The page's script."""
    return (_FOLDER / "page.js").read_text(encoding="utf-8")


@cache
def plain_css() -> str:
    """The style of the sign-in and API pages."""
    return (_FOLDER / "plain.css").read_text(encoding="utf-8")
