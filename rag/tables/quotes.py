"""A table in its article, and what is said of it with the words it rests on.

The quote runs from the heading (and the unit above it) to the row, verbatim; what compares rows
quotes them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answer_types import Citation, Draft, DraftSentence
from rag.text.rows import Grid, Row
from rag.types import Document
from rag.wording import say

LONGEST_QUOTE = 600
"""A quote from the heading to the row may be so long; beyond, they are quoted apart."""
LONGEST_TABLE = 3_000
"""What counts or compares rows quotes a table of up to so many characters whole."""

# 这里是第1至40行, Rows 1–40: how a sheet read in part begins
_PART = re.compile(r"(?:^|\n)(?:这里是第|Rows )\d+")

DocumentOf = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class Found:
    """What a table says to a question.

    ``draft`` is empty where the cell that is asked for is. ``plain``: row and column are named
    in full, so that no sentence of running text is preferred.
    """

    document: Document
    draft: Draft
    plain: bool

    @property
    def text(self) -> str:
        """What is said, without its source."""
        return self.draft.sentences[0].text if self.draft.sentences else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table in its article; ``context`` are the letters of what stands around it."""

    grid: Grid
    document: Document
    context: str

    @property
    def partial(self) -> bool:
        """Whether it is a share of a longer one: its largest row may be elsewhere."""
        return bool(_PART.search(self.grid.caption))


def nothing(table: Table) -> Found:
    """The cell that is asked for is there, and empty."""
    return Found(table.document, Draft(), plain=True)


def told(
    table: Table,
    rows: Sequence[Row],
    text: str,
    *,
    compared: bool = False,
    sure: bool = True,
    whole: bool = False,
) -> Found | None:
    """What is said with the words of the table it rests on.

    ``compared``: it says something of all rows; ``whole``: it may be said only where all are
    shown.
    """
    grid, document = table.grid, table.document
    if compared and grid.end - grid.start <= LONGEST_TABLE:
        spans = [(grid.unit_line[0] if grid.unit_line else grid.start, grid.end)]
    elif whole:
        return None  # a count of rows that are not shown is no evidence
    else:
        spans = list(dict.fromkeys(span for row in rows for span in _quoted(grid, row)))
    citations = tuple(_citation(document, *span) for span in spans)
    notices: tuple[str, ...] = ()
    if compared and len(spans) > 1:
        notices = (
            say(
                f"比较了表中全部 {len(grid.rows)} 行。", f"All {len(grid.rows)} rows were compared."
            ),
        )
    return Found(document, Draft((DraftSentence(text, citations),), notices=notices), sure)


def _quoted(grid: Grid, row: Row) -> list[tuple[int, int]]:
    """From the nearest heading, or the unit above it, to the row; apart where much is between."""
    heading = grid.heading_of(row)
    named = [] if heading is None else [(heading.start, heading.end)]
    spans = [*([grid.unit_line] if grid.unit_line else []), *named, (row.start, row.end)]
    joined = [spans[0]]
    for start, end in spans[1:]:
        if end - joined[-1][0] <= LONGEST_QUOTE:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _citation(document: Document, start: int, end: int) -> Citation:
    return Citation(
        document_id=document.id,
        start=start,
        end=end,
        quote=document.text[start:end],
        title=document.title,
        published=document.published,
        published_basis=document.published_basis,
        path=document.path,
        source=document.source,
    )
