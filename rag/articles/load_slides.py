"""Articles in PowerPoint's .pptx: the slides in order, with their tables and notes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from rag.articles.grid import Cell, lines_of, marked
from rag.articles.package import checked
from rag.types import Article
from rag.wording import say

_DEEPEST = 50
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PICTURE, _GROUP = 13, 6
"""``MSO_SHAPE_TYPE`` of python-pptx."""


def from_slides(path: str, data: bytes) -> Article:
    """The text of all slides; a hidden slide is left out and counted.

    Raises:
        LoadError: It is damaged, protected or a bomb.

    """
    checked(data, "pptx")
    from pptx import Presentation

    deck = Presentation(io.BytesIO(data))
    found: Counter[str] = Counter()
    blocks: list[str] = []
    for number, slide in enumerate(deck.slides, start=1):
        if slide._element.get("show") == "0":
            found["hidden"] += 1
            continue
        blocks += _slide(slide, number, found)
    metadata = {"author": (deck.core_properties.author or "").strip()}
    title = next((block for block in blocks if block.strip()), "")
    if title and "\n" not in title and len(title) <= 70:
        metadata["title"] = title
    body = "\n\n".join(block for block in blocks if block.strip())
    return Article(path, body, "text", "pptx", {k: v for k, v in metadata.items() if v},
                   _notices(found))  # fmt: skip


def _slide(slide: Any, number: int, found: Counter[str]) -> Iterator[str]:
    """A slide's title, its shapes from top to bottom, its notes."""
    title = slide.shapes.title
    if title is not None and title.has_text_frame and title.text_frame.text.strip():
        yield " ".join(title.text_frame.text.split())
    shapes = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
    for shape in sorted(shapes, key=lambda each: (each.top or 0, each.left or 0)):
        yield from _shape(shape, found, 0)
    if slide.has_notes_slide:
        frame = slide.notes_slide.notes_text_frame
        notes = frame.text.strip() if frame is not None else ""
        if notes:
            lines = [line.strip() for line in notes.splitlines() if line.strip()]
            mark = say(f"第{number}页备注：", f"Notes to slide {number}: ")
            yield "\n\n".join([mark + lines[0], *lines[1:]])


def _shape(shape: Any, found: Counter[str], depth: int) -> Iterator[str]:
    kind = shape.shape_type
    if kind == _GROUP and depth < _DEEPEST:
        for inner in shape.shapes:
            yield from _shape(inner, found, depth + 1)
    elif getattr(shape, "has_table", False) and shape.has_table:
        yield marked(lines_of(_cells(shape.table)))
    elif getattr(shape, "has_chart", False) and shape.has_chart:
        found["chart"] += 1
    elif shape.has_text_frame:
        paragraphs = (_words(each) for each in shape.text_frame.paragraphs)
        yield "\n\n".join(text for text in paragraphs if text)
    elif kind == _PICTURE:
        found["image"] += 1
    elif shape._element.tag.endswith("}graphicFrame"):
        found["object"] += 1


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
        "image": lambda n: say(f"{n} 张图片中的文字没有读", f"words in {n} pictures are not read"),
        "chart": lambda n: say(f"{n} 个图表没有读", f"{n} charts are not read"),
        "object": lambda n: say(f"{n} 个嵌入对象没有读", f"{n} embedded objects are not read"),
        "hidden": lambda n: say(f"{n} 张隐藏的幻灯片没有读", f"{n} hidden slides are not read"),
    }
    return tuple(tell(found[kind]) for kind, tell in told.items() if found[kind])
