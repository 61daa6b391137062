"""A page's blocks as lines of text, and which of them are the article.

``lines_of(root) -> (lines, elements)``; ``article_bounds(lines, elements)`` gives the half-open
range of lines that is the article; ``without_link_lists`` drops runs of bare links.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.articles.clean_nodes import BLOCKS, collapsed, steps
from rag.articles.clean_tables import table_lines

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LONG_CELL = 120


@dataclass(slots=True)
class Line:
    """One block's text; ``link_characters`` of it are links; ``kind`` is the block's tag."""

    text: str
    kind: str
    link_characters: int = 0


@dataclass(slots=True)
class Element:
    """A block and the half-open range ``first``..``last`` of lines that it holds."""

    first: int
    depth: int
    tag: str
    last: int = 0


def lines_of(root: LexborNode) -> tuple[list[Line], list[Element]]:
    """The page as lines in reading order, and every block with the lines it holds."""
    layout = _Layout()
    inside: int | None = None
    for node, entering in steps(root):
        tag = node.tag or ""
        if inside is not None:  # a table that was read as a whole
            if node.mem_id == inside and not entering:
                inside = None
                layout.block(tag, entering)
        elif tag == "table" and entering and not layout.in_cell and (rows := table_lines(node)):
            inside = node.mem_id
            layout.table(node, rows)
        elif tag == "-text":
            if entering:
                layout.add(node.text_content or "")
        elif tag in {"td", "th"}:
            layout.cell(entering, entering and len(node.text()) > _LONG_CELL)
        elif tag == "br":
            if entering:
                layout.pieces.append(" " if layout.in_cell else "\n")
        elif tag == "a":
            layout.in_link += 1 if entering else -1
        elif tag in BLOCKS:
            layout.block(tag, entering)
    layout.flush()
    return layout.lines, layout.elements


class _Layout:
    """What has been read so far: finished lines, the open line's pieces, the open blocks."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.elements: list[Element] = []
        self.pieces: list[str] = []
        self.in_link = self.in_cell = 0
        self._written = False
        self._open: list[Element] = []
        self._frames: list[bool] = []
        self._preformatted = self._link_characters = 0
        self._kind = "p"

    def add(self, text: str) -> None:
        """Text of the open line, its white space as a browser shows it."""
        text = text if self._preformatted else collapsed(text)
        self.pieces.append(text)
        self._written = self._written or bool(text.strip())
        self._link_characters += len(text.strip()) if self.in_link else 0

    def cell(self, entering: bool, long: bool) -> None:
        """A table cell: one line a row, cells parted by a bar; a long one is a page's frame."""
        if entering:
            self._frames.append(long)
        frame = self._frames.pop() if self._frames and not entering else long
        if frame:
            self.block("div", entering)
            return
        self.in_cell += 1 if entering else -1
        if entering and self._written:
            self.pieces.append(" | ")

    def block(self, tag: str, entering: bool) -> None:
        """A block's border ends the line, except within a table cell."""
        if self.in_cell and tag not in {"table", "tr"}:
            self.pieces.append(" ")
            return
        self.flush()
        self._preformatted += (1 if entering else -1) if tag == "pre" else 0
        self._kind = tag if entering else "p"
        if entering:
            self._open.append(Element(len(self.lines), len(self._open), tag))
        elif self._open:
            element = self._open.pop()
            element.last = len(self.lines)
            self.elements.append(element)

    def table(self, node: LexborNode, rows: list[str]) -> None:
        """A table of data, with its caption above it, each row a line."""
        self.block("table", True)
        for caption in node.css("caption"):
            if words := collapsed(caption.text()).strip():
                self.lines.append(Line(words, "caption"))
        self.lines += [Line(row, "tr") for row in rows]

    def flush(self) -> None:
        """Finish the open line, or lines where ``<br>`` parted them."""
        text = "".join(self.pieces)
        self.pieces.clear()
        self._written = False
        for part in text.split("\n"):
            clean = part.strip(" \u3000\xa0\t")
            if clean:
                links = min(self._link_characters, len(clean))
                self.lines.append(Line(clean, self._kind, links))
        self._link_characters = 0


@dataclass(slots=True)
class Size:
    """What an element holds: how many characters, and whether a heading or paragraph is in it."""

    characters: int = 0
    headed: bool = False


def sizes_of(root: LexborNode) -> defaultdict[int, Size]:
    """The size of every element by its ``mem_id``: all in one pass, however they are nested."""
    sizes: defaultdict[int, Size] = defaultdict(Size)
    inside: list[Size] = [Size()]
    for node, entering in steps(root):
        tag = node.tag or ""
        if tag == "-text":
            inside[-1].characters += len(node.text_content or "") if entering else 0
        elif entering:
            inside.append(Size())
        else:
            size = sizes[node.mem_id] = inside.pop()
            inside[-1].characters += size.characters
            inside[-1].headed = inside[-1].headed or size.headed or tag in {"p", "h1"}
    return sizes


# …开通。 …如下：
_ENDED = re.compile(r"[。！？!?.…；;：:”’」』)）]$")


def _good(line: Line) -> int:
    """How many characters of running text a line has: links and short labels count nothing."""
    own = len(line.text)
    if line.link_characters * 2 > own:
        return 0
    return own if own >= 40 or (own >= 12 and _ENDED.search(line.text)) else 0


def article_bounds(lines: list[Line], spans: list[Element]) -> tuple[int, int]:
    """The lines of the deepest block that holds nine tenths of the page's running text."""
    sums = [0]
    for line in lines:
        sums.append(sums[-1] + _good(line))
    total = sums[-1]
    if not total:
        return 0, len(lines)
    best = Element(0, -1, "body", len(lines))
    for element in spans:
        inside = sums[element.last] - sums[element.first]
        wanted = 0.6 if element.tag in {"article", "main"} else 0.9
        if inside >= wanted * total and element.depth > best.depth and element.tag != "p":
            best = element
    return best.first, best.last


_LIST_LENGTH = 3


def without_link_lists(lines: list[Line], removed: Counter[str]) -> list[Line]:
    """Leave out runs of three or more lines that are nothing but links."""
    kept: list[Line] = []
    run: list[Line] = []
    for line in [*lines, Line("", "p")]:
        if line.text and line.link_characters >= 0.8 * len(line.text) and len(line.text) < 80:
            run.append(line)
            continue
        if len(run) >= _LIST_LENGTH:
            removed["link-list"] += sum(len(link.text) for link in run)
        else:
            kept += run
        run = []
        if line.text:
            kept.append(line)
    return kept
