"""The stored cells of a sheet as rows of a table: the used columns only, merged cells once.

A cell that spans others takes up the used columns and the rows below it that it covers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.articles.grid import MOST_CELLS, Cell, too_many
from rag.articles.load_tables import SheetRow

Held = dict[int, dict[int, str]]
"""The words of each cell that has any, by row and column, both from 1."""
Spans = Mapping[tuple[int, int], tuple[int, int]]
"""The last row and column of each merged cell, by its first ones."""

_DEEPEST = 10_000
"""A merged cell is not followed over more rows."""


def rows_of(held: Held, merged: Spans) -> list[SheetRow]:
    """The rows that hold anything, in their order, with an empty one where some are left out.

    Raises:
        LoadError: The used rows and columns make too many cells.

    """
    spans = {place: last for place, last in merged.items() if place[1] in held.get(place[0], {})}
    covered: set[tuple[int, int]] = set()
    columns = sorted({column for row in held.values() for column in row})
    if len(columns) * len(held) > MOST_CELLS:
        raise too_many()
    places = {column: place for place, column in enumerate(columns)}
    found: list[SheetRow] = []
    before = 0
    for row, cells in sorted(held.items()):
        if before and row > before + 1:
            found.append(SheetRow(row - 1, []))
        before = row
        found.append(SheetRow(row, _row(row, cells, columns, places, spans, covered)))
    return found


def _row(
    row: int,
    cells: Mapping[int, str],
    columns: Sequence[int],
    places: Mapping[int, int],
    spans: Spans,
    covered: set[tuple[int, int]],
) -> list[Cell]:
    """One row's cells over the used columns; those that a merged one covers are left out."""
    line: list[Cell] = []
    for column in columns:
        if (row, column) in covered:
            continue
        last_row, last_column = spans.get((row, column), (row, column))
        over = [each for each in columns[places[column] :] if each <= last_column]
        below = min(last_row, row + _DEEPEST)
        if below > row or len(over) > 1:
            covered.update((down, each) for down in range(row, below + 1) for each in over)
        line.append(Cell(cells.get(column, ""), below - row + 1, len(over)))
    return line
