r"""Tables on their way into a text: cells over several rows and columns, headings of two levels.

    lines_of(rows)   its lines: the heading in one line, repeated so that no passage lacks it
    numbered_lines   the same with the number of the row that each line is of
    marked(lines)    the same for a text that is still to be cleaned: ``ROW`` before each row

A cell that spans rows or columns says its words in each of them: 在建 | 3号线, 在建 | 4号线. A row
that is one cell from end to end (一季度) becomes a line of its own, the heading again below it.
How the lines are read is ``rag.text.rows``'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.errors import LoadError
from rag.text.forms import is_form
from rag.text.rows import BAR, is_figure, is_row, name_and_unit
from rag.text.split import MAX_CHARACTERS

ROW = "\x1e"
"""Stands before a line that is a row of a table, until cleaning is done."""

MOST_SPANNED = 500
"""A cell is not repeated over more columns than this, whatever it claims."""

LONGEST_REPEATED = 30
"""A label is said again in each column it spans; a text longer than this many characters is not."""

MOST_CELLS = 2_000_000
"""A table is not spread over more places than this, whatever its cells claim to span."""

_WIDEST_HEAD = MAX_CHARACTERS // 2
# blanks and line ends within a cell
_SPACE = re.compile(r"\s+")

Grid = list[list[str]]
"""Row by row the words in each place."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Words and how many rows and columns they stand in."""

    text: str
    rows: int = 1
    columns: int = 1
    heading: bool = False


def filled(rows: Sequence[Sequence[Cell]]) -> Grid:
    """Every place of a table, each row as wide as the widest; empty where nothing stands.

    A row that is one cell from end to end has but one place.

    Raises:
        LoadError: Its cells claim to span more than ``MOST_CELLS`` places.

    """
    grid: Grid = []
    below: dict[int, tuple[str, int]] = {}
    single: set[int] = set()
    count = 0
    for number, cells in enumerate(rows):
        line: list[str] = []
        if len(cells) == 1 and not below:
            single.add(number)
        for cell in cells:
            _reach_down(line, below)
            for place in range(max(1, min(cell.columns, MOST_SPANNED))):
                text = cell.text if not place or len(cell.text) <= LONGEST_REPEATED else ""
                if cell.rows > 1:
                    below[len(line)] = text, cell.rows - 1
                line.append(text)
            if count + len(line) > MOST_CELLS:
                raise too_many()
        _reach_down(line, below)
        for place in sorted(place for place in below if place >= len(line)):
            line += [""] * (place - len(line))
            _reach_down(line, below)
        count += len(line)
        if count > MOST_CELLS:
            raise too_many()
        grid.append(line)
    width = max(map(len, grid), default=0)
    return [
        line[:1] if number in single and len(line) == width > 1
        else line + [""] * (width - len(line))
        for number, line in enumerate(grid)
    ]  # fmt: skip


def _reach_down(line: list[str], below: dict[int, tuple[str, int]]) -> None:
    """Put what reaches down from the rows above into the next places of a row."""
    while (held := below.pop(len(line), None)) is not None:
        text, left = held
        if left > 1:
            below[len(line)] = text, left - 1
        line.append(text)


def too_many() -> LoadError:
    """A table would be spread over more cells than are read."""
    return LoadError(
        zh=f"表格超过 {MOST_CELLS:,} 格。请拆分。",
        en=f"A table of more than {MOST_CELLS:,} cells. Split it.",
    )


def heads_of(rows: Sequence[Sequence[Cell]]) -> int:
    """How many first rows are the heading.

    As many as are nothing but heading cells; else as many as the first row's cells reach down
    beside one that is parted below: 苹果 over 产量 and 面积, next to 乡镇 over both rows.
    """
    marked = 0
    for cells in rows:
        if not cells or not all(cell.heading for cell in cells):
            break
        marked += 1
    if marked:
        return min(marked, 4)
    first = rows[0] if rows else ()
    parted = any(cell.columns > 1 for cell in first) and len(first) > 1
    if parted:
        deepest = max((cell.rows for cell in first), default=1)
        return min(max(2, deepest), 4, len(rows))
    return 1


def lines_of(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """The table's lines, the heading first and again where a passage would begin without it.

    Rows above it that say one thing (a title, a unit) come before, as lines without bars.
    """
    return (line for _, line in numbered_lines(rows, range(len(rows))))


def numbered_lines(
    rows: Sequence[Sequence[Cell]], numbers: Sequence[int]
) -> Iterator[tuple[int, str]]:
    """The table's lines, each with the number of the row it is of.

    A heading that is said again has the number of the row below it.
    """
    kept = [(n, row) for n, row in zip(numbers, rows, strict=True)
            if any(_plain(cell.text) for cell in row)]  # fmt: skip
    rows, numbers = [row for _, row in kept], [number for number, _ in kept]
    titles = 0
    while titles < len(rows) - 1 and _is_title(rows[titles]):
        titles += 1
    yield from ((numbers[place], _plain(rows[place][0].text)) for place in range(titles))
    plain = ([_plain(cell) for cell in line] for line in filled(rows[titles:]))
    lines = [(n, line) for n, line in zip(numbers[titles:], plain, strict=True) if any(line)]
    grid = [line for _, line in lines]
    if max(map(len, grid), default=1) == 1 or len(grid[0]) == 1:
        yield from ((number, line[0]) for number, line in lines)
        return
    heads = max(1, min(heads_of(rows[titles:]), len(grid) - 1))
    while heads > 1 and any(len(line) == 1 for line in grid[:heads]):
        heads -= 1
    yield from _with_heads((lines[0][0], _one(grid[:heads])), lines[heads:])


def _is_title(row: Sequence[Cell]) -> bool:
    """Whether a row above a table says one thing, in its first cell, beside nothing."""
    first, *others = row
    return bool(_plain(first.text)) and not any(_plain(cell.text) for cell in others)


def marked(lines: Iterable[str]) -> str:
    """Lines of a table for a text to be cleaned, an empty line between them."""
    return "\n\n".join(f"{ROW}{line}" if is_row(line) else line for line in lines)


def _one(heads: Sequence[Sequence[str]]) -> list[str]:
    """A heading of several lines as one: 苹果 over 产量（吨） is 苹果 产量（吨）.

    A unit stays last, where it is looked for: 票价（元） over 周末 is 票价 周末（元）.
    """
    found = []
    for column in zip(*heads, strict=True):
        parts = list(dict.fromkeys(part for part in column if part))
        if len(parts) > 1 and not name_and_unit(parts[-1])[1]:
            name, unit = name_and_unit(parts[0])
            if unit:
                parts = [name, *parts[1:-1], parts[-1] + parts[0][len(name) :].strip()]
        found.append(" ".join(parts))
    return found


def _with_heads(
    head: tuple[int, Sequence[str]], rows: Sequence[tuple[int, Sequence[str]]]
) -> Iterator[tuple[int, str]]:
    number, cells = head
    first = BAR.join(cells)
    named = _names_columns(cells, [row for _, row in rows])
    again = named and len(first) <= _WIDEST_HEAD
    room = MAX_CHARACTERS - len(first)
    left, due = room, False
    yield number, first
    for number, row in rows:
        if len(row) == 1:
            yield number, row[0]
            due = named
            continue
        line = BAR.join(row)
        if due or (again and len(line) + 1 > left):
            if due or left != room:
                yield number, first
            left, due = room, False
        left -= len(line) + 1
        yield number, line


def _names_columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a first row names the columns; 姓名 | 张三 over 性别 | 男 does not."""
    if is_form([head, *(row for row in rows if len(row) > 1)]):
        return False
    if any(is_figure(cell) for cell in head[1:]):
        return False
    return len(head) > 2 or any(is_figure(row[1]) for row in rows if len(row) > 1)


def _plain(cell: str) -> str:
    """A cell's words on one line; a bar in it would part it."""
    return _SPACE.sub(" ", cell).strip().replace("|", "｜").replace(ROW, "")
