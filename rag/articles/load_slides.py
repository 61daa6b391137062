"""Articles in PowerPoint's .pptx: the slides in order, with their tables and notes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rag.articles.grid import ROW, Cell, lines_of, marked
from rag.articles.package import checked
from rag.articles.pictures_inside import Pictures
from rag.articles.pictures_inside import marked as in_picture
from rag.places import Places
from rag.types import Article
from rag.wording import say

_DEEPEST = 50
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PICTURE, _GROUP = 13, 6
"""``MSO_SHAPE_TYPE`` of python-pptx."""


def from_slides(path: str, data: bytes, ocr_seconds: int = 0) -> Article:
    """The text of all slides; a hidden slide is left out and counted.

    Raises:
        LoadError: It is damaged, protected or a bomb.

    """
    checked(data, "pptx")
    from pptx import Presentation

    deck = Presentation(io.BytesIO(data))
    found: Counter[str] = Counter()
    pictures = Pictures(ocr_seconds)
    slides: list[Slide] = []
    for number, slide in enumerate(deck.slides, start=1):
        if slide._element.get("show") == "0":
            found["hidden"] += 1
        else:
            slides.append(_slide(slide, number, found, pictures))
    told = (*pictures.notices(found["image"]), *_notices(found))
    author = (deck.core_properties.author or "").strip()
    return article_of_slides(path, "pptx", slides, author, told)


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide, counted from 1: its title, its other lines from top to bottom, its notes."""

    number: int
    title: str
    lines: list[str]
    notes: list[str]

    def blocks(self) -> Iterator[str]:
        """What of it stands in the text."""
        yield self.title
        yield from self.lines
        if self.notes:
            mark = say(f"第{self.number}页备注：", f"Notes to slide {self.number}: ")
            yield mark + self.notes[0]
            yield from self.notes[1:]


def article_of_slides(
    path: str, encoding: str, slides: Sequence[Slide], author: str, notices: tuple[str, ...]
) -> Article:
    """The slides as one article, with the number of the slide that each part of it is on."""
    starts: list[int] = []
    numbers: list[int] = []
    pieces: list[str] = []
    size = 0
    for slide in slides:
        if blocks := [block for block in slide.blocks() if block.strip()]:
            starts.append(size)
            numbers.append(slide.number)
            pieces += blocks
            size += sum(len(block) + 2 for block in blocks)
    metadata = {"author": author}
    title = next(iter(pieces), "")
    if title and "\n" not in title and len(title) <= 70 and not title.startswith(ROW):
        metadata["title"] = title
    stated = {name: value for name, value in metadata.items() if value}
    places = Places("slide", "", tuple(starts), tuple(numbers))
    return Article(path, "\n\n".join(pieces), "text", encoding, stated, notices, places)


def _slide(slide: Any, number: int, found: Counter[str], pictures: Pictures) -> Slide:
    """A slide's title, its shapes from top to bottom, its notes."""
    title = slide.shapes.title
    words = ""
    if title is not None and title.has_text_frame:
        words = " ".join(title.text_frame.text.split())
    shapes = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
    lines: list[str] = []
    for shape in sorted(shapes, key=lambda each: (each.top or 0, each.left or 0)):
        lines += _shape(shape, found, pictures, 0)
    notes: list[str] = []
    if slide.has_notes_slide:
        frame = slide.notes_slide.notes_text_frame
        text = frame.text.strip() if frame is not None else ""
        notes = [line.strip() for line in text.splitlines() if line.strip()]
    return Slide(number, words, lines, notes)


def _shape(shape: Any, found: Counter[str], pictures: Pictures, depth: int) -> Iterator[str]:
    kind = shape.shape_type
    if kind == _GROUP and depth < _DEEPEST:
        for inner in shape.shapes:
            yield from _shape(inner, found, pictures, depth + 1)
    elif getattr(shape, "has_table", False) and shape.has_table:
        yield marked(lines_of(_cells(shape.table)))
    elif getattr(shape, "has_chart", False) and shape.has_chart:
        found["chart"] += 1
    elif shape.has_text_frame:
        paragraphs = (_words(each) for each in shape.text_frame.paragraphs)
        yield "\n\n".join(text for text in paragraphs if text)
    elif kind == _PICTURE:
        found["image"] += 1
        yield "\n\n".join(in_picture(pictures.lines(_image(shape))))
    elif shape._element.tag.endswith("}graphicFrame"):
        found["object"] += 1


def _image(shape: Any) -> bytes:
    """The picture's bytes; none where it is linked from elsewhere."""
    try:
        data: bytes = shape.image.blob
    except (ValueError, KeyError, AttributeError):
        return b""
    return data


def _words(paragraph: Any) -> str:
    """A paragraph with its fields and line breaks; python-pptx leaves fields out."""
    parts = paragraph._p.iter(f"{_A}t", f"{_A}br", f"{_A}tab")
    return "".join(part.text or "" if part.tag == f"{_A}t" else " " for part in parts).strip()


def _cells(table: Any) -> list[list[Cell]]:
    return [[_cell(cell) for cell in row.cells if not cell.is_spanned] for row in table.rows]


def _cell(cell: Any) -> Cell:
    text = " ".join(cell.text_frame.text.split())
    if not cell.is_merge_origin:
        return Cell(text)
    return Cell(text, cell.span_height, cell.span_width)


def _notices(found: Counter[str]) -> tuple[str, ...]:
    told: dict[str, Callable[[int], str]] = {
        "chart": lambda n: say(f"{n} 个图表没有读", f"{n} charts are not read"),
        "object": lambda n: say(f"{n} 个嵌入对象没有读", f"{n} embedded objects are not read"),
        "hidden": lambda n: say(f"{n} 张隐藏的幻灯片没有读", f"{n} hidden slides are not read"),
    }
    return tuple(tell(found[kind]) for kind, tell in told.items() if found[kind])
