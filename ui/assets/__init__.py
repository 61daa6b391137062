"""Files of the page: its style, its script, the style of the pages without script."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent


@cache
def page_css() -> str:
    """The page's style sheet; the chat tab's and the desk's own parts after what all tabs share."""
    return _joined("page.css", "talk.css", "desk.css")


@cache
def page_js() -> str:
    """The page's script: what all tabs share, the conversation, the list of them, the desk."""
    return _joined("page.js", "talk.js", "talks.js", "desk.js")


def _joined(*names: str) -> str:
    return "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in names)


@cache
def plain_css() -> str:
    """The style of the sign-in and API pages."""
    return (_FOLDER / "plain.css").read_text(encoding="utf-8")
