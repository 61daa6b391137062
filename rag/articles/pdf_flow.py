"""The lines of all pages as paragraphs: without heads and feet, with broken lines joined.

``flow_of(sheets) -> Flow``, pure. A sheet is what stands on one page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.articles.pdf_layout import Line, Sheet, edges_of, lines_of
from rag.articles.pdf_runs import Run

# …开通。” …如下：
_ENDED = re.compile(r"[。！？!?…；;：:.][”’」』）)\]】\"']*$")
_OPENS = re.compile(  # an item or a heading: "1. ", "（二）", "三、", "第四条 ", "•"
    r"(?:[（(]\s?[一二三四五六七八九十\d]{1,3}\s?[)）]|\d{1,2}(?:[、)）]|[.．](?!\d))"
    r"|[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十百\d]{1,4}[章节条款部篇](?=[\s：:]|$)"
    r"|[-•●■◆▪○◇*]\s?\S|附件\s?\d*[:：])"
)
_PAGE_NUMBER = re.compile(  # "12", "- 3 -", "第 3 页 共 10 页", "3 / 10", "Page 3 of 10", "iv"
    r"\W*(?:\d{1,4}|[ivxlc]{1,5}|第\s*\d+\s*页(?:\W*共\s*\d+\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
    r"|page\s*\d+(?:\s*of\s*\d+)?)\W*",
    re.IGNORECASE,
)
_PRINTED_FOOT = re.compile(r"(?:https?|file)://\S+\s+\d+/\d+|about:blank\s+\d+/\d+")
"""What a browser prints below a page: its address and "1/3"."""
_PRINTED = re.compile(
    rf"{_PRINTED_FOOT.pattern}|\d{{2,4}}/\d{{1,2}}/\d{{1,4}},?\s+\d{{1,2}}:\d{{2}}(?:\s?[AP]M)?(?:\s.*)?"
)
"""The same, and what it prints above a page: 2025/7/2 10:32 and the title."""
# 青, and ，: what no space stands beside
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff，。；：、！？“”‘’《》（）「」【】]")
# 24.5% of 24.5%的, 青 of 青禾: what would have been broken off first
_FIRST_PIECE = re.compile(r"[A-Za-z0-9.,%+-]+|.")


@dataclass(frozen=True, slots=True)
class Flow:
    """The paragraphs and rows of a document; from letter ``starts[i]`` on it is page ``pages[i]``.

    Letters are counted in ``text``, the paragraphs with an empty line between them; pages from 1.
    """

    lines: list[str]
    starts: tuple[int, ...]
    pages: tuple[int, ...]

    @property
    def text(self) -> str:
        """The whole."""
        return "\n\n".join(self.lines)


def flow_of(sheets: Sequence[Sheet]) -> Flow:
    """Paragraphs and rows of tables, in order, and where each page begins among them."""
    numbered = [
        (number, line)
        for number, sheet in enumerate(_without_edges(sheets), start=1)
        for line in lines_of(sheet)
    ]
    pitch = _pitch([line for _, line in numbered])
    found: list[str] = []
    starts: list[int] = []
    pages: list[int] = []
    size = 0
    before: Line | None = None
    for number, line in numbered:
        goes_on = before is not None and _goes_on(before, line, pitch)
        if goes_on:
            size -= len(found[-1])
            place = size + len(found[-1])
            found[-1] = _glued(found[-1], line.text)
        else:
            size += 2 if found else 0
            place = size
            found.append(line.text)
        size += len(found[-1])
        if pages[-1:] != [number]:
            starts.append(place)
            pages.append(number)
        before = line
    return Flow(found, tuple(starts), tuple(pages))


def _without_edges(sheets: Sequence[Sheet]) -> Iterator[Sheet]:
    """Pages without heads, feet and page numbers.

    What stands at the edge repeats when it is found, but for its figures, at the same height on
    every other page (heads of left and right pages differ).
    """
    seen: Counter[tuple[str, int]] = Counter()
    for sheet in sheets:
        seen.update({_form(level) for level in edges_of(sheet)})
    for sheet in sheets:
        edges = edges_of(sheet)
        texts = [_text(level) for level in edges]
        printed = any(map(_PRINTED_FOOT.fullmatch, texts))
        gone: list[Run] = []
        for place, (level, text) in enumerate(zip(edges, texts, strict=True)):
            often = seen[_form(level)]
            outermost = place in {0, len(edges) - 1} and len(edges) > 1
            if (
                (often >= 3 and often * 5 >= 2 * len(sheets))
                or (outermost and _PAGE_NUMBER.fullmatch(text))
                or (printed and _PRINTED.fullmatch(text))
            ):
                gone += level
        yield replace(sheet, runs=[run for run in sheet.runs if run not in gone])


def _text(level: Sequence[Run]) -> str:
    return " ".join(run.text for run in level).strip()


def _form(level: Sequence[Run]) -> tuple[str, int]:
    return re.sub(r"\d+", "0", _text(level)), round(level[0].box[1] / 6)


def _pitch(lines: Sequence[Line]) -> float:
    """The usual distance of two lines, in heights of their characters."""
    steps = sorted(
        (after.box[1] - before.box[1]) / before.size
        for before, after in pairwise(lines)
        if before.left == after.left and not before.row and after.box[1] > before.box[1]
    )
    return steps[len(steps) // 3] if steps else 1.5


def _goes_on(before: Line, line: Line, pitch: float) -> bool:
    """Whether a line was broken only because it was full."""
    if before.row or line.row or abs(before.size - line.size) > 0.2 * before.size:
        return False
    if _ENDED.search(before.text) or (_OPENS.match(line.text) and not _in_clause(before.text)):
        return False
    same_column = before.left == line.left and line.box[1] > before.box[1]
    if same_column and line.box[1] - before.box[1] > 1.4 * pitch * before.size:
        return False
    if _is_indented(line) and not (
        (_OPENS.match(before.text) or _is_indented(before))
        and abs(line.box[0] - before.box[0]) < 3 * line.size
    ):
        return False
    return _is_full(before, line)


def _is_indented(line: Line) -> bool:
    return line.box[0] - line.left > 0.8 * line.size


def _in_clause(text: str) -> bool:
    return text[-1] in "，、,（(《“和及与的"


def _is_full(before: Line, line: Line) -> bool:
    """Whether the first piece of the next line would not have fitted into the one before.

    Some programs break lines after so many characters, however wide these are.
    """
    piece = _FIRST_PIECE.match(line.text)
    size = before.size
    needed = 0.5 * size * len(piece[0]) if piece and piece[0].isascii() else size
    if before.right - before.box[2] < needed + 0.5 * size or len(before.text) >= before.most - 1:
        return True
    return before.box[2] - before.left > 0.8 * (before.right - before.left)


def _glued(before: str, after: str) -> str:
    """Two parts of a line: in Chinese without a space, also within a figure (9|1座)."""
    wide = _WIDE.match(before[-1]) or _WIDE.match(after[0])
    figure = before[-1].isdigit() and after[0].isdigit() and _WIDE.search(before + after)
    return before + after if wide or figure or before.endswith("-") else f"{before} {after}"
