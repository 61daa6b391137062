"""What several rows of a table say: who is second, the most and the least, how many, which."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.tables.asked import rest_of
from rag.tables.cell import (
    NAMES_TOTAL,
    NUMBERED,
    asked_noun,
    cell_told,
    entity_column,
    row_named,
    words_of,
)
from rag.tables.columns import LIKELY, Column, columns_meant
from rag.tables.match import Wanted, is_about, label_columns
from rag.tables.quotes import Found, Table, told
from rag.tables.ranges import moment_of
from rag.text.fold import letters
from rag.text.numerals import whole_number
from rag.text.rows import Grid, Row, is_total, measured, name_and_unit, value_of

# 最高, 居首, 排第一
MOST = re.compile(r"最[高大多长快贵久重远晚]|居首|排?第一")
# 最低, 垫底
LEAST = re.compile(r"最[低小少短慢近轻早]|最便宜|垫底|倒数第一")
_SEVERAL = re.compile(r"[哪前]([两二三四五])[个家条所座位种类项辆名]")  # 哪两个, 前三名
# 最早, 最晚
_EARLY_OR_LATE = re.compile(r"最[早晚]")
_COUNTED = 30
"""So many rows are counted: each is named, or nobody could count them again."""
_NAMED = 5
"""So many of the rows that share the largest figure are named and shown."""

Measure = Callable[[str], float | None]
"""What a cell is compared by."""

# 一共有几家, 多少条
_HOW_MANY = re.compile(r"(?:共|总共|一共|合计)?有?(?:多少|几)\s*([个家条所座名位种台项款支艘辆间])")
# 哪些, 哪几条
_ASKS_ROWS = re.compile(r"哪些|哪几")
# 第二名, 冠军
_PLACE = re.compile(r"第([一二三四五六七八九十\d]{1,3})[名位]|(冠军)|(亚军)|(季军)")
# the heading 名次
_RANKED = re.compile(r"名次|排名|位次|排行|名列")
# 总共, 名单, 表中
_WHOLE = re.compile(rf"{NAMES_TOTAL.pattern}|名录|名单|表中|表里|列出|一览")


def placed(wanted: Wanted, table: Table) -> Found | None:
    """The row at a place of a ranking: 第二名, 冠军."""
    asked = _PLACE.search(wanted.question.text)
    grid = table.grid
    ranks = [place for place, name in enumerate(grid.heading) if _RANKED.search(name)]
    if asked is None or not ranks:
        return None
    number = whole_number(asked[1]) if asked[1] else 1 + [*asked.groups()[1:]].index(asked[0])
    rows = [row for row in grid.rows if _rank(row.cells[ranks[0]]) == number]
    if len(rows) != 1:
        return None
    columns = columns_meant(wanted, grid, rows[0].cells, ranks)
    if not columns or columns[0].fit < LIKELY:
        words = [place for place in label_columns(grid) if place not in ranks]
        if not words:
            return None
        columns = [Column(words[0], grid.heading[words[0]], "", LIKELY)]
    if not is_about(wanted, [asked[0], *words_of(columns[0])], table.context):
        return None
    # In the table's own words: 名次2, where the question says 第二名.
    place = grid.heading[ranks[0]] + rows[0].cells[ranks[0]].strip()
    return cell_told(wanted, table, rows[0], columns[0], place)


def _rank(cell: str) -> int:
    match = re.fullmatch(r"第?([一二三四五六七八九十\d]{1,3})[名位]?", cell.strip())
    return whole_number(match[1]) if match else 0


def extreme(wanted: Wanted, table: Table) -> Found | None:
    """The row with the largest or smallest figure of the column that is asked for."""
    grid = table.grid
    question = _without_columns(wanted.question.text, grid)
    least = bool(LEAST.search(question))
    superlative = (LEAST if least else MOST).search(question)
    if superlative is None or not grid.has_heading or table.partial:
        return None
    rows, conditions = _rows_meant(wanted, grid)
    entity = _entity(wanted, grid, conditions)
    if entity is None:
        return None
    measure = moment_of if _EARLY_OR_LATE.search(superlative[0]) else value_of
    column = _column_compared(wanted, table, [*conditions, grid.heading[entity]], measure)
    if column is None or column.place == entity:
        return None
    if column.fit < LIKELY and _entity(wanted, grid, conditions, sure=False) is None:
        return None
    said = [superlative[0], *conditions, *words_of(column), grid.heading[entity]]
    if (noun := rest_of(asked_noun(question) or "", ())) and entity_column(
        wanted, grid, noun[0], ()
    ):
        said.append(noun[0])  # 货品, where the column is called 品名
    if not is_about(wanted, said, table.context + _cells_of(grid, entity)):
        return None
    valued = [
        (value, row) for row in rows if (value := measure(row.cells[column.place])) is not None
    ]
    if len(valued) < 2:
        return None
    valued.sort(key=lambda each: each[0], reverse=not least)
    several = _SEVERAL.search(question)
    last = whole_number(several[1]) if several else 1
    if last > len(valued) or not last:
        return None
    winners = [row for value, row in valued if _reaches(value, valued[last - 1][0], least=least)]
    if several:
        return _several(table, winners, entity, column)
    shown = measured(winners[0].cells[column.place], grid.unit_at(winners[0], column.place))
    names = "、".join(row.cells[entity] for row in winners[:_NAMED])
    names += f"等{len(winners)}个" if len(winners) > _NAMED else ""
    return told(table, winners[:_NAMED], f"{names}：{column.name}{shown}", compared=True)


def _without_columns(question: str, grid: Grid) -> str:
    """A question less the columns it names that sound like superlatives: 最高限价."""
    for heading in grid.heading:
        name = name_and_unit(heading)[0]
        if MOST.search(name) or LEAST.search(name):
            question = question.replace(name, "，")
    return question


def _reaches(value: float, border: float, *, least: bool) -> bool:
    return value <= border if least else value >= border


def _several(table: Table, rows: Sequence[Row], entity: int, column: Column) -> Found | None:
    """The two or three rows with the largest figures, each with its own."""
    unit = table.grid.unit_at
    said = [
        f"{row.cells[entity]}{measured(row.cells[column.place], unit(row, column.place))}"
        for row in rows[:_NAMED]
    ]
    return told(table, rows[:_NAMED], f"{column.name}：{'、'.join(said)}", compared=True)


def _rows_meant(wanted: Wanted, grid: Grid) -> tuple[list[Row], list[str]]:
    """The rows that are compared: without totals, and of those of the kind that is named."""
    rows = [row for row in grid.rows if not is_total(row)]
    conditions: list[str] = []
    for place in label_columns(grid):
        kinds = {row.cells[place] for row in rows if row.cells[place]}
        named = [kind for kind in kinds if len(letters(kind)) > 1 and wanted.holds(letters(kind))]
        if len(named) == 1 and len(kinds) < len(rows):
            rows = [row for row in rows if row.cells[place] == named[0]]
            conditions += named
    return rows, conditions


def _column_compared(
    wanted: Wanted, table: Table, labels: Sequence[str], measure: Measure
) -> Column | None:
    """The one column meant of those whose cells can be compared.

    Where none is named the only one, if all that is asked stands in the title, in what is directly
    above or in the heading: an article speaks of more than a table compares.
    """
    grid = table.grid
    numeric = [
        place
        for place in range(len(grid.heading))
        if sum(measure(row.cells[place]) is not None for row in grid.rows) * 2 > len(grid.rows)
        and not NUMBERED.search(grid.heading[place])
        and grid.heading[place] not in labels
    ]
    others = [place for place in range(len(grid.heading)) if place not in numeric]
    columns = columns_meant(wanted, grid, labels, others)
    if columns and columns[0].fit >= LIKELY:
        tied = len(columns) > 1 and columns[1].fit >= columns[0].fit - 0.002
        return None if tied else columns[0]
    near = letters(f"{table.document.title}{grid.caption}{''.join(grid.heading)}")
    said = [*labels, *MOST.findall(wanted.question.text), *LEAST.findall(wanted.question.text)]
    near_it = len(columns) == 1 and is_about(wanted, said, near)
    return columns[0] if near_it else None


def _entity(
    wanted: Wanted, grid: Grid, conditions: Sequence[str], *, sure: bool = True
) -> int | None:
    """The column that names what the rows are about.

    Where the question calls it 哪种设备 and no column is called so, only one that is ``sure``.
    """
    asked = asked_noun(wanted.question.text)
    if asked and asked.startswith(tuple(conditions)):  # 哪项支出, where 支出 is a kind of rows
        asked = None
    found = None if asked is None else entity_column(wanted, grid, asked, ())
    if found is not None:
        return found.place
    if asked and rest_of(asked, ()) and not sure:
        return None
    for place in label_columns(grid):
        cells = [row.cells[place] for row in grid.rows]
        distinct = len(set(cells)) == len(cells)
        if distinct and not NUMBERED.search(grid.heading[place]) and conditions != cells:
            return place
    return None


def counted(wanted: Wanted, table: Table) -> Found | None:
    """How many rows there are, of all or of a kind."""
    question, grid = wanted.question.text, table.grid
    asked = _HOW_MANY.search(question)
    if asked is None or not grid.has_heading or table.partial:
        return None
    rows, conditions = _rows_meant(wanted, grid)
    whole = _WHOLE.search(question)
    if not rows or not (conditions or whole) or row_named(wanted, grid, _distinct(grid)):
        return None
    after, before = rest_of(question[asked.end() :], ()), rest_of(question[: asked.start()], ())
    entity = entity_column(wanted, grid, after[0] if after else "".join(before[-1:]), ())
    if entity is None:
        return None
    names = list(dict.fromkeys(row.cells[entity.place] for row in rows if row.cells[entity.place]))
    said = [asked[0], *conditions, entity.name]
    if not is_about(wanted, said, table.context + _cells_of(grid, entity.place)):
        return None
    if len(names) > _COUNTED:
        return None
    shown = "、".join(names)
    return told(
        table,
        rows,
        f"{len(names)}{asked[1]}：{shown}",
        compared=True,
        sure=bool(conditions),
        whole=True,
    )


def _distinct(grid: Grid) -> list[int]:
    """The columns in which each row has words of its own."""
    found = []
    for place in label_columns(grid):
        cells = [row.cells[place] for row in grid.rows]
        if len(set(cells)) == len(cells):
            found.append(place)
    return found


def listed(wanted: Wanted, table: Table) -> Found | None:
    """Which rows are of the kind that is named."""
    question, grid = wanted.question.text, table.grid
    if not _ASKS_ROWS.search(question) or not grid.has_heading or table.partial:
        return None
    rows, conditions = _rows_meant(wanted, grid)
    entity = _entity(wanted, grid, conditions)
    if not conditions or entity is None or len(rows) > 30:
        return None
    said = [*conditions, grid.heading[entity]]
    if not is_about(wanted, said, table.context + _cells_of(grid, entity)):
        return None
    names = dict.fromkeys(row.cells[entity] for row in rows if row.cells[entity])
    return told(table, rows, "、".join(names), compared=True)


def _cells_of(grid: Grid, place: int) -> str:
    return "".join(letters(row.cells[place]) for row in grid.rows[:500])
