"""Files of the page: its style, its script, the style of the pages without script."""

from __future__ import annotations

from functools import cache
from pathlib import Path

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='6' fill='%23a5342a'/%3E%3Ctext x='16' y='23' "
    "font-size='19' text-anchor='middle' fill='%23fff' font-family='serif'%3E"
    "%E6%8D%AE%3C/text%3E%3C/svg%3E"
)
"""The page's icon, as an address of its own."""
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
