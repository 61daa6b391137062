"""One page of a PDF as runs of text and ruled lines with their places; PDFium is asked only here.

Coordinates are points, x to the right and y *down* from the upper left corner, as the page is
read: a page that is turned is turned back.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rag.articles.pdf_runs import Box, Run

MOST_CHARACTERS = 200_000
"""Of a page with more characters the rest is left out, and told."""

_GAP = 0.75
"""Characters further apart than this, in heights, are not of one run."""

_MOST_PATHS = 5_000
_LOOKED_AT = 400
_QUARTER = 1.5708
"""A quarter of a turn, in radians."""
_BLANK = frozenset((0xA0, 0x3000, 0xFFFE, 0xFFFF))
THIN = 2.5
"""Points: what is no thicker is a ruled line, not an area."""


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page. ``slanted`` counts characters that stand aslant (a watermark)."""

    runs: list[Run]
    rules: list[Box]
    vertical: bool = False
    slanted: int = 0
    cut: bool = False


Glyph = tuple[str, float, float, float, float]
"""A character with the left, top, right and bottom of its box: there are very many of them."""


def read_page(page: Any) -> Page:
    """The runs and rules of a page of pypdfium2.

    Raises:
        pypdfium2.PdfiumError: The page has no text that can be read.

    """
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        few = min(count, MOST_CHARACTERS)
        turned = _turned(pdfium, page, text_page, few)
        glyphs, slanted = _glyphs(pdfium, text_page.raw, few, turned)
    finally:
        text_page.close()
    rules = _rules(pdfium, page.raw, turned)
    return page_of_glyphs(glyphs, rules, slanted=slanted, cut=count > few)


def page_of_glyphs(
    glyphs: Sequence[Glyph | None], rules: list[Box], *, slanted: int = 0, cut: bool = False
) -> Page:
    """The page on which these characters stand, in the order in which they were written."""
    vertical = _is_vertical(glyphs)
    runs = list(_columns(glyphs) if vertical else _runs(glyphs))
    return Page(runs, rules, vertical, slanted, cut)


_Turn = Callable[[float, float, float, float], Box]


def _turned(pdfium: Any, page: Any, text_page: Any, count: int) -> _Turn:
    """How boxes (left, right, bottom, top) of the page become boxes as they are read."""
    left, bottom, right, top = page.get_mediabox()
    width, height = float(right - left), float(top - bottom)
    quarters = _quarters(pdfium, text_page, count)  # a turned page has its text turned back
    if quarters == 3:
        return lambda left, right, bottom, top: (bottom, left, top, right)
    if quarters == 2:
        return lambda left, right, bottom, top: (width - right, bottom, width - left, top)
    if quarters == 1:
        return lambda left, right, bottom, top: (
            height - top, width - right, height - bottom, width - left,
        )  # fmt: skip
    return lambda left, right, bottom, top: (left, height - top, right, height - bottom)


def _quarters(pdfium: Any, text_page: Any, count: int) -> int:
    """By how many quarters most of the text is turned against the page."""
    seen = [0, 0, 0, 0]
    for index in range(0, count, max(1, count // 50)):
        quarter = float(pdfium.FPDFText_GetCharAngle(text_page, index)) / _QUARTER
        if abs(quarter - round(quarter)) < 0.1:
            seen[round(quarter) % 4] += 1
    most = seen.index(max(seen))
    return most if seen[most] > sum(seen) * 0.6 else 0


def _glyphs(
    pdfium: Any, text_page: Any, count: int, turned: _Turn
) -> tuple[list[Glyph | None], int]:
    """Each character, ``None`` for a space or a break; and how many stand aslant."""
    rectangle = pdfium.FS_RECTF()
    place = ctypes.byref(rectangle)
    code_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    found: list[Glyph | None] = []
    high = slanted = 0
    fresh, aslant = True, False
    for index in range(count):
        code = code_of(text_page, index)
        if code <= 0x20 or code in _BLANK:
            fresh = True
            found.append(None)
            continue
        if 0xD800 <= code < 0xE000:  # half of a character beyond the first 65,536
            if code < 0xDC00:
                high = code
                continue
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
            high = 0
        if fresh:  # a slanted text is slanted throughout
            quarter = float(pdfium.FPDFText_GetCharAngle(text_page, index)) / _QUARTER
            aslant = abs(quarter - round(quarter)) > 0.1
            fresh = False
        if aslant:
            slanted += 1
            continue
        box_of(text_page, index, place)
        box = turned(rectangle.left, rectangle.right, rectangle.bottom, rectangle.top)
        found.append((chr(code), *box))
    return found, slanted


def _is_vertical(glyphs: Sequence[Glyph | None]) -> bool:
    """Whether each character mostly stands below the one before it."""
    below = beside = 0
    before: Glyph | None = None
    for glyph in glyphs[:_LOOKED_AT]:
        if glyph is not None and before is not None:
            size = _size(before)
            across = abs(_middle_x(glyph) - _middle_x(before))
            down = glyph[2] - before[2]
            if across < 0.6 * size and 0.3 * size < down < 3 * size:
                below += 1
            elif 0 < glyph[1] - before[1] < 3 * size and down < size:
                beside += 1
        before = glyph or before
    return below > 3 and below > 2 * beside


def _size(glyph: Glyph) -> float:
    return max(glyph[3] - glyph[1], glyph[4] - glyph[2])


def _middle_x(glyph: Glyph) -> float:
    return (glyph[1] + glyph[3]) / 2


def _runs(glyphs: Sequence[Glyph | None]) -> Iterator[Run]:
    """Characters of one line with no wide gap between them, in the order of the page."""
    held: list[Glyph] = []
    pieces: list[str] = []
    spaced = False
    right = top = bottom = size = 0.0
    for glyph in glyphs:
        if glyph is None:
            spaced = bool(held)
            continue
        text, x, y, end, foot = glyph
        here = max(end - x, foot - y)
        most = max(size, here)
        level = min(bottom, foot) > max(top, y) or abs(bottom - foot) < 0.5 * most
        if held and not (level and -0.5 * most < x - right < _GAP * most):
            yield _run(pieces, held)
            held, pieces = [], []
        elif held and spaced:
            pieces.append(" ")
        pieces.append(text)
        held.append(glyph)
        spaced = False
        right, top, bottom, size = end, y, foot, here
    if held:
        yield _run(pieces, held)


def _run(pieces: Sequence[str], glyphs: Sequence[Glyph]) -> Run:
    text = "".join(pieces)
    sizes = sorted(map(_size, glyphs))
    box = (
        min(glyph[1] for glyph in glyphs),
        min(glyph[2] for glyph in glyphs),
        max(glyph[3] for glyph in glyphs),
        max(glyph[4] for glyph in glyphs),
    )
    lefts = iter(glyphs)
    places = tuple((at, next(lefts)[1]) for at, sign in enumerate(text) if sign != " ")
    return Run(text, box, sizes[len(sizes) // 2], places)


def _columns(glyphs: Sequence[Glyph | None]) -> Iterator[Run]:
    """Columns of vertical text, from right to left, each as a run."""
    columns: list[list[Glyph]] = []
    for glyph in glyphs:
        if glyph is None:
            continue
        last = columns[-1][-1] if columns else None
        size = max(_size(glyph), _size(last) if last else 0.0)
        if last is not None and abs(_middle_x(glyph) - _middle_x(last)) < 0.8 * size:
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    columns.sort(key=lambda column: -_middle_x(column[0]))
    for column in columns:
        yield _run([glyph[0] for glyph in column], column)


def _rules(pdfium: Any, page: Any, turned: _Turn) -> list[Box]:
    """Thin lines, and the edges of stroked or filled boxes."""
    found: list[Box] = []
    for item in _paths(pdfium, page):
        edges = [ctypes.c_float() for _ in range(4)]
        if not pdfium.FPDFPageObj_GetBounds(item, *edges):
            continue
        left, bottom, right, top = (edge.value for edge in edges)
        box = turned(left, right, bottom, top)
        wide, high = box[2] - box[0], box[3] - box[1]
        if wide <= THIN or high <= THIN:
            if max(wide, high) > 3 * THIN:
                found.append(box)
            continue
        found += [
            (box[0], box[1], box[2], box[1]),
            (box[0], box[3], box[2], box[3]),
            (box[0], box[1], box[0], box[3]),
            (box[2], box[1], box[2], box[3]),
        ]
    return found


def _paths(pdfium: Any, page: Any) -> Iterator[Any]:
    """The drawn lines and areas of a page, without those in forms within it."""
    drawn = 0
    for number in range(min(pdfium.FPDFPage_CountObjects(page), 50 * _MOST_PATHS)):
        item = pdfium.FPDFPage_GetObject(page, number)
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_PATH:
            yield item
            drawn += 1
            if drawn >= _MOST_PATHS:
                return
