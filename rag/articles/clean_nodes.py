"""A page's nodes in reading order: which begin a line, and their white space as it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
        ),
        *("dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "ol"),
        *("p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    )
)
"""Elements that begin a line of their own."""


def steps(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node with True on the way in and, for elements, False on the way out."""
    node: LexborNode | None = root
    while node is not None:
        yield node, True
        inner = node.child
        if inner is not None:
            node = inner
            continue
        while node is not None:
            yield node, False
            if node.mem_id == root.mem_id:
                return
            following = node.next
            if following is not None:
                node = following
                break
            node = node.parent


# the line ends and blanks of an HTML source
_BREAK = re.compile(r"[ \t\r\n\f]+")
# the line end of 青禾\n地铁, which is no space
_WIDE_BREAK = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef，。；：、！？”》）])[ \t]*[\r\n\f][ \t\r\n\f]*"
    r"(?=[\u2e80-\u9fff\uff00-\uffef“《（])"
)


def collapsed(text: str) -> str:
    """White space as a browser shows it, but a line break between Chinese characters is none."""
    if "\n" in text or "\r" in text:
        text = _WIDE_BREAK.sub("", text)
    return _BREAK.sub(" ", text)
