"""What of a page has words that are not read: drawings, pages within the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.wording import say

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_FEW = 4
"""A drawing with fewer letters is a sign of the page: a cross, a logo."""


def unread_in(root: LexborNode) -> tuple[str, ...]:
    """Notices of the drawings (SVG) and the pages inside the page (``iframe srcdoc``) with words.

    What other addresses hold is no part of the file and not told.
    """
    told = []
    drawings = sum(
        sum(map(str.isalnum, "".join(text.text() for text in node.css("text")))) >= _FEW
        for node in root.css("svg")
    )
    if drawings:
        told.append(say(
            f"{drawings} 幅图形（SVG）中的文字没有读",
            f"words in {drawings} drawings (SVG) are not read",
        ))  # fmt: skip
    frames = sum(bool((node.attributes.get("srcdoc") or "").strip())
                 for node in root.css("iframe[srcdoc]"))  # fmt: skip
    if frames:
        told.append(say(
            f"{frames} 个内嵌页面（iframe srcdoc）没有读",
            f"{frames} pages inside the page (iframe srcdoc) are not read",
        ))  # fmt: skip
    return tuple(told)
