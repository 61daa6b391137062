"""One page of an OFD as characters and ruled lines with their places, as those of a PDF.

GB/T 33190-2016: measures are millimetres, y runs down. A ``TextObject`` stands in its
``Boundary``, its ``TextCode`` begins at X and Y within it, and ``DeltaX`` and ``DeltaY`` tell how
far apart its characters are; ``CTM`` turns and stretches all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rag.articles.pdf_page import MOST_CHARACTERS, THIN, Glyph, Page, page_of_glyphs
from rag.articles.pdf_runs import Box

_POINTS = 72 / 25.4
_ABOVE = 0.88
"""How much of a character stands above its line."""
_MOST_PATHS = 5_000
_PATH = re.compile(r"([MLSCQBA])((?:\s+-?\d+(?:\.\d+)?)+)|C")  # M 0 0 L 120.5 0
_MOST_REPEATED = 100_000

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawn:
    """What stands on a page so far; ``pictures`` are counted."""

    glyphs: list[Glyph | None]
    rules: list[Box]
    pictures: int = 0
    cut: bool = False


def draw(content: Any, drawn: Drawn) -> None:
    """Add what a page's content, or that of its template, has."""
    for element in content.iter("{*}TextObject", "{*}PathObject", "{*}ImageObject"):
        kind = element.tag.rpartition("}")[2]
        if kind == "ImageObject":
            drawn.pictures += 1
        elif kind == "PathObject":
            if len(drawn.rules) < _MOST_PATHS:
                drawn.rules += _rules(element)
        elif len(drawn.glyphs) > MOST_CHARACTERS:
            drawn.cut = True
        else:
            for code in element.iterfind("{*}TextCode"):
                drawn.glyphs += _glyphs(element, code)
                drawn.glyphs.append(None)


def page_of(drawn: Drawn) -> Page:
    """The page as runs of text."""
    return page_of_glyphs(drawn.glyphs, drawn.rules, cut=drawn.cut)


def numbers(text: str | None) -> list[float]:
    """The numbers of an attribute; ``g 3 5.2`` is 5.2 three times.

    >>> numbers("1 g 2 3.5 4")
    [1.0, 3.5, 3.5, 4.0]
    """
    found: list[float] = []
    words = iter((text or "").split())
    for word in words:
        try:
            if word == "g":
                times, step = int(float(next(words, "0"))), float(next(words, "0"))
                found += [step] * max(0, min(times, _MOST_REPEATED - len(found)))
            else:
                found.append(float(word))
        except (ValueError, OverflowError):
            return found
    return found


def _glyphs(element: Any, code: Any) -> Iterator[Glyph | None]:
    """The characters of a text, each with its box in points."""
    box = (numbers(element.get("Boundary")) + [0.0] * 4)[:4]
    size = (numbers(element.get("Size")) or [3.5])[0]
    matrix = _matrix(element)
    across, down = numbers(code.get("DeltaX")), numbers(code.get("DeltaY"))
    x = (numbers(code.get("X")) or [0.0])[0]
    y = (numbers(code.get("Y")) or [size])[0]
    stretch = (numbers(element.get("HScale")) or [1.0])[0]
    text = (code.text or "").strip("\r\n")
    for at, sign in enumerate(text):
        wide = size * stretch * (1.0 if sign > "\u2e00" else 0.5)
        corners = (x, y - _ABOVE * size), (x + wide, y + (1 - _ABOVE) * size)
        placed = [_turned(matrix, corner) for corner in corners]
        xs, ys = zip(*placed, strict=True)
        if sign.isspace():
            yield None
        else:
            yield (sign, (box[0] + min(xs)) * _POINTS, (box[1] + min(ys)) * _POINTS,
                   (box[0] + max(xs)) * _POINTS, (box[1] + max(ys)) * _POINTS)  # fmt: skip
        if down and not across:
            y += down[min(at, len(down) - 1)]
        else:
            x += across[at] if at < len(across) else wide
            y += down[at] if at < len(down) else 0.0


def _matrix(element: Any) -> Matrix:
    found = numbers(element.get("CTM"))
    return (
        (found[0], found[1], found[2], found[3], found[4], found[5]) if len(found) == 6 else _SAME
    )


def _turned(matrix: Matrix, corner: tuple[float, float]) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    x, y = corner
    return a * x + c * y + e, b * x + d * y + f


def _rules(element: Any) -> list[Box]:
    """The straight lines of a path that run along the page's edges."""
    box = (numbers(element.get("Boundary")) + [0.0] * 4)[:4]
    data = element.findtext("{*}AbbreviatedData") or ""
    points: list[tuple[float, float]] = []
    found: list[Box] = []
    matrix = _matrix(element)
    for drawn in _PATH.finditer(data[:20_000]):
        place = numbers(drawn[2])[-2:] if drawn[2] else []
        if len(place) == 2:
            point = _turned(matrix, (place[0], place[1]))
        elif points:  # back to where it began
            point = points[0]
        else:
            continue
        if drawn[1] in {"M", "S"}:
            points = []
        elif points:
            found += _rule(box, points[-1], point)
        points.append(point)
    return found


def _rule(
    box: Sequence[float], first: tuple[float, float], second: tuple[float, float]
) -> list[Box]:
    xs = sorted((box[0] + each[0]) * _POINTS for each in (first, second))
    ys = sorted((box[1] + each[1]) * _POINTS for each in (first, second))
    wide, high = xs[1] - xs[0], ys[1] - ys[0]
    return [(xs[0], ys[0], xs[1], ys[1])] if min(wide, high) <= THIN < max(wide, high) / 3 else []
