"""Files of the page: its style, its script, the style of the pages without script."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent


@cache
def page_css() -> str:
    """The page's style sheet: the whole, then what belongs to the desk alone."""
    return "".join(
        (_FOLDER / name).read_text(encoding="utf-8") for name in ("page.css", "desk.css")
    )


@cache
def page_js() -> str:
    """The page's script: what every part uses, then the desk's."""
    return "".join((_FOLDER / name).read_text(encoding="utf-8") for name in ("page.js", "desk.js"))


@cache
def plain_css() -> str:
    """The style of the sign-in and API pages."""
    return (_FOLDER / "plain.css").read_text(encoding="utf-8")
