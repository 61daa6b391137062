"""Tables and questions as the stages of rag.tables see them."""

from __future__ import annotations

from datetime import date

from rag.answering.question import understand
from rag.tables.match import Wanted, wanted_of
from rag.tables.quotes import Found, Table
from rag.text.fold import letters
from rag.text.rows import Grid, grids
from rag.types import Document


def wanted(question: str) -> Wanted:
    """A question as tables are compared with it."""
    return wanted_of(understand(question))


def grid_of(text: str) -> Grid:
    """The one table of a text."""
    (grid,) = grids(text)
    return grid


def document_of(text: str, title: str = "数据表", number: int = 0, path: str = "a.md") -> Document:
    """An article that holds a table."""
    return Document(id=f"d{number}", path=path, title=title, text=text, published=date(2025, 1, 20))


def table_of(text: str, title: str = "数据表") -> Table:
    """The one table of an article; its title and text are what stands around it."""
    return Table(grid_of(text), document_of(text, title), letters(title + text))


def said(found: Found | None) -> str | None:
    """What is told: empty for an empty cell, ``None`` where nothing is told."""
    return None if found is None else found.text
