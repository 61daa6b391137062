"""Tables within a text: lines of cells parted by bars, and what their figures are counted in.

    区 | 常住人口（万人） | 增速（%）
    西岭区 | 73.5 | 5.2

Cleaning writes every table so (``rag.articles.grid``): a line a row, as many cells in each, an
empty cell between two bars, the heading first and again before later rows. ``grids(text)`` finds
them; ``Grid`` knows its heading, its rows and where each stands; ``measured`` joins a cell to the
unit its heading states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rag.text.forms import is_form

BAR = " | "
"""What parts the cells of a row."""

_BARRED = re.compile(r"(?:^|(?<= ))\|(?= |$)")  # "西岭区 | 73.5", "| 73.5", "西岭区 |"
_UNIT = re.compile(
    r"[（(\[【]\s*(?:单位\s*[:：]\s*)?([^（()）\[\]【】]{1,12})[）)\]】]\s*$"  # 人口（万人）
    r"|(?:[/／,，]\s*|单位\s*[:：]\s*)([\u4e00-\u9fff%％‰℃]{1,5})$"  # 人口/万人, 人口，单位：人
)
_FIGURE = re.compile(  # 1,280, 5.2%, 40公里
    r"[-−+]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?\s*(%|％|‰|[\u4e00-\u9fff]{0,4})"
)
# %, 万人, 平方公里, 元/吨, kWh
_COUNTED_IN = re.compile(
    r"[%％‰℃°㎡]|月|工作日|[百千万亿]?(?:人|元|吨|亩|家|个|件|台|辆|艘|架|张|次|户|所|座|条|名|册|公里|千米|米|公顷|岁|天"
    r"|小时|分钟|千瓦时?|度|万|亿|股|头|只|株|套|门|间|桶|箱|块|根|袋|瓶|盒|卷|把|副|支|本|片|车|方|期|分|秒|克|斤|公斤|毫米|厘米|升|项|处|倍|个月|年"
    r"|平方(?:公里|米|千米)|立方米|[美欧日]元|人次|册次|标准箱|床)(?:[次/／每].{0,4})?"
    r"|[a-zA-Zμ]{1,4}(?:[/²³].{0,3})?"
)
_PERIOD = re.compile(r"(?:19|20)\d\d|\d{1,2}月|\d季度")  # 2024年营收, 3月
# 增速, 名次, 电话: headings whose figures are counted in nothing
_UNCOUNTED = re.compile(r"率|比|名次|排名|序号|编号|增[长幅速]|年份|时间|日期|电话")
_NUMBER_OF = re.compile(r"(?<![率比])([人户台辆件套册家])数$")  # 招聘人数 is counted in 人
_MONTHS = {"月": "个月"}
_YEAR = re.compile(r"(?:19|20)\d\d年?")  # the heading 2023 or 2023年 counts nothing
_MONTH = re.compile(r"(?:1[0-2]|[1-9])月份?")  # the label of a row
_TOTAL = re.compile(  # 合计, 全市, 三区合计, 各县平均, not 平均气温最高的站
    r"(?:合\s*计|总\s*计|小\s*计|共\s*计|总数|总和|平均|全[市县省区乡镇国校院部]|total|sum)"
    r"|.{1,8}(?:合\s*计|总\s*计|小\s*计|平均)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells, and where the line stands in the text."""

    cells: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Grid:
    """A table in a text: ``lines`` in order, repeated headings among them.

    ``above`` are the lines directly above it, at most two, with where each begins.
    """

    lines: tuple[Row, ...]
    above: tuple[tuple[int, str], ...] = ()

    @property
    def caption(self) -> str:
        """What stands directly above."""
        return "\n".join(line for _, line in self.above)

    @property
    def unit_line(self) -> tuple[int, int] | None:
        """Where the line above stands that states the unit of all figures, if one does."""
        stated = [(start, line) for start, line in self.above if unit_of_caption(line)]
        return (stated[-1][0], stated[-1][0] + len(stated[-1][1])) if stated else None

    @cached_property
    def is_form(self) -> bool:
        """Whether its lines are labels with what was filled in beside them."""
        return is_form([line.cells for line in self.lines])

    @cached_property
    def has_heading(self) -> bool:
        """Whether the first line names the columns: it holds no figure of its own."""
        first = self.lines[0].cells
        named = [cell for cell in first if cell]
        if (
            len(self.lines) < 2
            or not named
            or self.is_form
            or any(is_figure(cell) for cell in first[1:])
        ):
            return False
        if len(first) == 2 and re.search(r"\d", _PERIOD.sub("", first[1])):  # 地址 | 滨河路18号
            return False
        return len(named) * 2 > len(first)

    @property
    def heading(self) -> tuple[str, ...]:
        """The columns' names; empty ones where there are none."""
        return self.lines[0].cells if self.has_heading else ("",) * len(self.lines[0].cells)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The lines below the heading, without its repetitions."""
        if not self.has_heading:
            return self.lines
        head = self.lines[0].cells
        return tuple(line for line in self.lines[1:] if line.cells != head)

    def heading_of(self, row: Row) -> Row | None:
        """The heading that stands nearest above a row."""
        if not self.has_heading:
            return None
        head = self.lines[0].cells
        above = [line for line in self.lines if line.cells == head and line.start < row.start]
        return above[-1] if above else None

    def unit_at(self, row: Row, place: int) -> str:
        """What a cell is counted in, as the table states it.

        In its column's name, in its row's (粮食产量（吨）), in a column of units, or above the
        table; a rank or a rate is not counted in what stands above.
        """
        heading = self.heading[place]
        if stated := name_and_unit(heading)[1]:
            return stated
        for other, name in enumerate(self.heading):
            if name.replace(" ", "") in {"单位", "计量单位"} and other != place:
                return row.cells[other] if _COUNTED_IN.fullmatch(row.cells[other]) else ""
        if stated := next((unit for cell in row.cells if (unit := name_and_unit(cell)[1])), ""):
            return stated
        if counted := _NUMBER_OF.search(heading):
            return counted[1]
        return "" if _UNCOUNTED.search(heading) else unit_of_caption(self.caption)

    @property
    def start(self) -> int:
        """Where the table begins in the text."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.lines[-1].end


def is_row(line: str) -> bool:
    """Whether a line is written as cells parted by bars."""
    return "|" in line and bool(_BARRED.search(line))


def cells_of(line: str) -> tuple[str, ...]:
    """The cells of a row."""
    return tuple(cell.strip() for cell in _BARRED.split(line))


def grids(text: str) -> Iterator[Grid]:
    """The tables of a text: neighbouring lines with as many cells each."""
    if "|" not in text:
        return
    run: list[Row] = []
    above: list[tuple[int, str]] = []
    for start, line in _lines(text):
        if is_row(line):
            row = Row(cells_of(line), start, start + len(line))
            if run and len(row.cells) != len(run[0].cells):
                yield Grid(tuple(run), tuple(above[-2:]))
                run, above = [], []
            run.append(row)
            continue
        if run:
            yield Grid(tuple(run), tuple(above[-2:]))
            run, above = [], []
        if line.strip():
            above.append((start, line))
    if run:
        yield Grid(tuple(run), tuple(above[-2:]))


def row_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the rows of tables stand, in order; a lone line with a bar in it may be prose."""
    for grid in grids(text):
        if len(grid.lines) > 1:
            yield from ((line.start, line.end) for line in grid.lines)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def is_figure(cell: str) -> bool:
    """Whether a cell is a figure, with or without its unit: 1,280; 5.2%; 40.5公里; not 3号线."""
    return _figure(cell) is not None


def _figure(cell: str) -> re.Match[str] | None:
    return (
        None if _YEAR.fullmatch(cell.strip()) or _MONTH.fullmatch(cell.strip()) else _counted(cell)
    )


def _counted(cell: str) -> re.Match[str] | None:
    """A figure with or without its unit, also 2030, which in a column of boxes is no year."""
    match = _FIGURE.fullmatch(cell.strip())
    if match is None or (match[1] and not _COUNTED_IN.fullmatch(match[1])):
        return None
    return match if match[1] != "年" or not _YEAR.fullmatch(cell.strip()) else None


def unit_of(cell: str) -> str:
    """The unit that a cell states with its figure: 3,200件 is counted in 件."""
    match = _figure(cell)
    return match[1] if match else ""


def value_of(cell: str) -> float | None:
    """The figure in a cell, also one that could be a year; ``None`` where it is none."""
    match = _counted(cell)
    if match is None:
        return None
    bare = re.sub(r"[^\d.\-−]", "", cell[: match.start(1)]).replace("−", "-")
    scale = {"万": 1e4, "亿": 1e8}.get(match[1][:1], 1.0)
    return float(bare) * scale


def name_and_unit(heading: str) -> tuple[str, str]:
    """A column's name and what it is counted in: 常住人口（万人） is 常住人口, 万人."""
    match = _UNIT.search(heading)
    if match is None:
        return heading.strip(), ""
    unit = (match[1] or match[2]).strip()
    if not _COUNTED_IN.fullmatch(unit):
        return heading.strip(), ""
    return heading[: match.start()].strip(" /／,，"), unit


def unit_of_caption(caption: str) -> str:
    """The unit that a line above a table states for all of it: 单位：万册次."""
    match = re.search(r"(?:计量)?单位\s*[:：]\s*([^\s，。；）)]{1,12})", caption)
    return match[1] if match else ""


def measured(cell: str, unit: str) -> str:
    """A cell with its unit, where it is a bare figure: 73.5 and 万人 are 73.5万人."""
    bare = cell.strip()
    match = _counted(bare)
    if match is None or match[1] or not unit:
        return bare
    return f"{bare}{_MONTHS.get(unit, unit)}"


def is_total(row: Row) -> bool:
    """Whether a row sums the others up: its first name says 合计 or the like."""
    named = [cell for cell in row.cells if cell and not is_figure(cell)]
    return bool(named) and _TOTAL.match(named[0]) is not None


def read_out(text: str) -> str:
    """What the tables in a text say, a cell at a time: 西岭区常住人口73.5万人.

    For comparing what is said of a table with it; the number of its rows is said too.
    """
    said: list[str] = []
    for grid in grids(text):
        names = [name_and_unit(name)[0] for name in grid.heading]
        if grid.is_form:
            said += _filled_in(grid)
            continue
        for row in grid.rows:
            said += [
                f"{names[place]}{measured(cell, grid.unit_at(row, place))}"
                for place, cell in enumerate(row.cells)
                if cell
            ]
        told = [row for row in grid.rows if not is_total(row)]
        said.append(f"{len(told)}行")
    return "；".join(said)


def _filled_in(grid: Grid) -> Iterator[str]:
    """What a form says: 毕业院校东海理工大学."""
    for row in grid.lines:
        for label, value in zip(row.cells[::2], row.cells[1::2], strict=True):
            name, unit = name_and_unit(label.rstrip(":："))
            yield f"{name}{measured(value, unit)}"
