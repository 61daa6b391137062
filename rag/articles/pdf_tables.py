"""Tables of a page: by ruled lines, or by cells that stand below each other; pure geometry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.articles.pdf_runs import Box, Run, around, closed_up, parted

_NEAR = 3.0
"""Points: edges no further apart are one edge."""
_MOST_CELLS = 20_000

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, each with a text for every column."""

    box: Box
    rows: Rows


def ruled_tables(runs: Sequence[Run], rules: Sequence[Box]) -> tuple[list[Table], list[Run]]:
    """The tables that ruled lines make, and the runs that stand in none."""
    left = list(runs)
    tables: list[Table] = []
    for grid in _grids(rules):
        across, down = _edges(grid)
        if len(across) < 3 or len(down) < 3 or len(across) * len(down) > _MOST_CELLS:
            continue
        box = across[0], down[0], across[-1], down[-1]
        inside = [part for run in left if _is_in(run.box, box) for part in _by_edges(run, across)]
        rows = _filled(inside, across, down)
        if sum(any(row) for row in rows) < 2 or sum(map(any, zip(*rows, strict=True))) < 2:
            continue
        tables.append(Table(box, [row for row in rows if any(row)]))
        left = [run for run in left if not _is_in(run.box, box)]
    return tables, left


def _grids(rules: Sequence[Box]) -> Iterator[list[Box]]:
    """Rules that touch each other, group by group."""
    groups: list[tuple[Box, list[Box]]] = []
    for rule in sorted(rules, key=lambda rule: (rule[1], rule[0])):
        joined, members = rule, [rule]
        kept: list[tuple[Box, list[Box]]] = []
        for box, others in groups:
            if _touch(box, joined):
                joined, members = around([box, joined]), [*others, *members]
            else:
                kept.append((box, others))
        groups = [*kept, (joined, members)]
        if len(groups) > 300:
            return
    for _, members in groups:
        yield members


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] - _NEAR <= other[2]
        and other[0] - _NEAR <= one[2]
        and one[1] - _NEAR <= other[3]
        and other[1] - _NEAR <= one[3]
    )


def _edges(rules: Sequence[Box]) -> tuple[list[float], list[float]]:
    """Where the rules of a grid stand: from left to right, and from top to bottom."""
    across = [rule[0] for rule in rules if rule[2] - rule[0] < _NEAR]
    down = [rule[1] for rule in rules if rule[3] - rule[1] < _NEAR]
    return _apart(across), _apart(down)


def _apart(places: Sequence[float]) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _is_in(box: Box, outer: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _by_edges(run: Run, across: Sequence[float]) -> Iterator[Run]:
    """A run parted at the vertical rules that it stands across."""
    for edge in across:
        if parts := parted(run, edge):
            first, run = parts
            yield first
    yield run


def _filled(runs: Sequence[Run], across: Sequence[float], down: Sequence[float]) -> Rows:
    cells: list[list[list[Run]]] = [[[] for _ in across[1:]] for _ in down[1:]]
    for run in runs:
        row = _between(run.middle, down)
        column = _between(run.box[0] + run.size / 2, across)
        cells[row][column].append(run)
    return [[_cell(cell) for cell in row] for row in cells]


def _between(place: float, edges: Sequence[float]) -> int:
    return max(0, min(len(edges) - 2, sum(edge <= place for edge in edges) - 1))


def _cell(runs: Sequence[Run]) -> str:
    """The text of a cell; lines in Chinese go on without a space."""
    ordered = sorted(runs, key=lambda run: (round(run.middle / max(1.0, run.size)), run.box[0]))
    text = ""
    for run in ordered:
        narrow = text and text[-1].isascii() and run.text[0].isascii()
        text += (" " if narrow else "") + run.text
    return closed_up(text.replace("|", "｜"))


def aligned_rows(levels: Sequence[Sequence[Run]]) -> Iterator[tuple[list[str], Box, float]]:
    """Rows of cells that stand below each other: the cells of each, its box and its size.

    A level without a first cell that follows closely is the rest of the row above it.
    """
    edges = _columns([run.box for level in levels for run in level])
    held: list[list[Run]] = []
    before: Box | None = None
    for level in levels:
        if not level:
            continue
        cells: list[list[Run]] = [[] for _ in edges]
        for run in level:
            middle = (run.box[0] + run.box[2]) / 2
            place = sum(edge <= middle for edge in edges) - 1
            cells[max(0, place)].append(run)
        box = around([run.box for run in level])
        close = before is not None and box[1] - before[3] < 0.35 * level[0].size
        if held and close and not cells[0] and sum(map(bool, cells)) < len(edges) - 1:
            for whole, rest in zip(held, cells, strict=True):
                whole.extend(rest)
        else:
            if held:
                yield _row(held)
            held = cells
        before = box
    if held:
        yield _row(held)


def _row(cells: Sequence[Sequence[Run]]) -> tuple[list[str], Box, float]:
    runs = [run for cell in cells for run in cell]
    return [_cell(cell) for cell in cells], around([run.box for run in runs]), runs[0].size


def _columns(boxes: Sequence[Box]) -> list[float]:
    """The left edge of each column: columns are parted by white space that no cell crosses."""
    edges: list[float] = []
    reach = float("-inf")
    for box in sorted(boxes):
        if box[0] > reach + 1.0:
            edges.append(box[0])
        reach = max(reach, box[2])
    return edges
