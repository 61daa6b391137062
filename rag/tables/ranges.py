"""What cells are compared by beside plain figures: ranges (50至200), days and hours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.text.fold import fold
from rag.text.rows import Grid, Row, name_and_unit

_FIGURE = r"(\d{1,12}(?:\.\d{1,6})?)"
_BETWEEN = re.compile(rf"{_FIGURE}\D{{0,4}}[-—–~～至到]{{1,2}}{_FIGURE}")  # 50至200, 50万元—200万元
_UP_TO = re.compile(rf"{_FIGURE}\D{{0,4}}以[下内]|(?:不足|小于|低于|[<≤]){_FIGURE}")  # 50以下
_FROM = re.compile(rf"{_FIGURE}\D{{0,4}}以上|(?:超过|大于|高于|[>≥]){_FIGURE}")  # 200以上
_ENDLESS = float("inf")
_DAY = re.compile(  # 2025-03-12, 2021年6月8日, 2025年3月, 2008
    r"(?P<year>(?:1[5-9]|20)\d\d)(?:[年/.-]{1,2}(?P<month>1[0-2]|0?[1-9])"
    r"(?:[月/.-]{1,2}(?P<day>3[01]|[12]\d|0?[1-9])日?)?月?)?年?"
)
_HOUR = re.compile(r"(?P<hour>[01]?\d|2[0-4])[:：](?P<minute>[0-5]\d)")  # 6:38


def range_of(label: str) -> tuple[float, float] | None:
    """From where to where a label reaches, both ends with it; ``None`` where it is no range."""
    bare = fold(label).replace(",", "")
    if match := _BETWEEN.search(bare):
        return float(match[1]), float(match[2])
    if match := _UP_TO.search(bare):
        return -_ENDLESS, float(match[1] or match[2])
    if match := _FROM.search(bare):
        return float(match[1] or match[2]), _ENDLESS
    return None


def moment_of(cell: str) -> float | None:
    """When a cell is, for comparing it with those below and above: a year, month, day or hour."""
    bare = cell.strip()
    if match := _DAY.fullmatch(bare):
        parts = (int(match[name] or 0) for name in ("year", "month", "day"))
        # 13 months and 32 days with those that are not told: the last of a year is before 2025.
        return float(sum(part * scale for part, scale in zip(parts, (416, 32, 1), strict=True)))
    if match := _HOUR.fullmatch(bare):
        return float(int(match["hour"]) * 60 + int(match["minute"]))
    return None


def row_in_range(question: str, grid: Grid, columns: Iterable[int]) -> Row | None:
    """The one row into whose range a figure of the question falls, in the column's unit."""
    for place in columns:
        unit = name_and_unit(grid.heading[place])[1]
        reached = [(range_of(row.cells[place]), row) for row in grid.rows]
        if not unit or sum(found is not None for found, _ in reached) * 2 <= len(reached):
            continue
        for figure in _figures_in(question, unit):
            rows = [row for found, row in reached if found and found[0] <= figure <= found[1]]
            return rows[0] if len(rows) == 1 else None
    return None


def _figures_in(question: str, unit: str) -> Iterator[float]:
    """The figures of a question that are counted in this unit."""
    point = rf"{_FIGURE}\s*{re.escape(unit)}(?!以[上下内外])"  # 20万元以上 is a range itself
    for match in re.finditer(point, fold(question).replace(",", "")):
        yield float(match[1])
