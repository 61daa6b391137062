"""One cell of a table: where the row and the column that a question names meet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.tables.asked import ASKED_UNIT, WEEKDAYS, counts, rest_of, weekdays
from rag.tables.columns import LIKELY, Column, columns_meant, stem_of, unit_fit
from rag.tables.match import (
    LEVELS,
    TIME,
    Wanted,
    is_about,
    label_columns,
    label_fit,
    number_columns,
    row_fit,
)
from rag.tables.quotes import Found, Table, nothing, told
from rag.tables.ranges import range_of, row_in_range
from rag.text.fold import fold, letters
from rag.text.rows import Grid, Row, is_figure, is_total, measured, name_and_unit, unit_of

NAMES_TOTAL = re.compile(r"合计|小计|总计|总共|一共|全[市县省区乡镇]|总[数量额]|共有")
"""What asks for the row of a total."""
WHICH = re.compile(
    r"哪[一两二三四五]?(?:(?:个(?=月))?(?P<when>[天日年月])|[个家条所座位些款艘台种类项辆栋只支门间层次张件片段块处级批名届幅株本])?"
    r"是?(?P<noun>[\u4e00-\u9fff]{0,6})"
)
"""哪个博物馆, 哪天, 哪个月: what is asked for is called so."""
_WHEN = {"年": "年份", "月": "月份"}
_DAYS = "日期"
NUMBERED = re.compile(r"序号|编号|名次|排名|位次")
"""The heading of what numbers the rows: 序号."""
_NAMED = 1.2
"""A row is named by two letters of its label, or by more of them in part."""


def looked_up(wanted: Wanted, table: Table) -> Found | None:
    """The cell where the row and the column that the question names meet."""
    grid = table.grid
    labels = label_columns(grid)
    labels += [place for place in number_columns(grid) if place not in labels]
    row = row_named(wanted, grid, labels)
    if row is None:
        return None
    if not grid.has_heading:
        return _value_beside(wanted, table, row)
    named = [place for place in labels if label_fit(wanted, row.cells[place])]
    if not named:  # it is the total's row, or one of a range
        named = [place for place in labels if is_total(row) or range_of(row.cells[place])][:1]
    column = _column_asked(wanted, grid, row, named)
    if column is None:
        return _value_beside(wanted, table, row) if len(row.cells) == 2 else None
    said = [*_named_cells(wanted, row, named), *words_of(column), *days_said(wanted, column)]
    in_full = column.fit >= 1 and any(wanted.holds(letters(row.cells[place])) for place in named)
    if not is_about(wanted, said, table.context, sure=in_full):
        return None
    label = " ".join(dict.fromkeys(row.cells[place] for place in named))
    return cell_told(wanted, table, row, column, label)


def asked_noun(question: str) -> str | None:
    """What a question asks for as 哪个…, in its own words; ``None`` where it asks otherwise."""
    match = WHICH.search(question)
    if match is None:
        return None
    return _WHEN.get(match["when"], _DAYS) if match["when"] else match["noun"]


def row_named(wanted: Wanted, grid: Grid, labels: Sequence[int]) -> Row | None:
    """The one row that the question names best; rows that say the same are one.

    Where it names several, what the names of columns account for counts no more: of
    鼓楼往火车站的末班车, below 末班车（往火车站）, 火车站 is no row.
    """
    fits = [(row_fit(wanted, row, grid, labels), row) for row in grid.rows]
    if NAMES_TOTAL.search(wanted.question.text) and not any(fit >= 2 for fit, _ in fits):
        totals = [row for row in grid.rows if is_total(row)]
        return totals[0] if len(totals) == 1 else None
    if len({row.cells for fit, row in fits if fit >= _NAMED}) > 1:
        without = _without_columns(wanted, grid)
        refit = [(row_fit(without, row, grid, labels), row) for row in grid.rows]
        fits = refit if any(fit >= _NAMED for fit, _ in refit) else fits
    best = max((fit for fit, _ in fits), default=0.0)
    first = [row for fit, row in fits if fit == best]
    if best < _NAMED:
        return row_in_range(wanted.question.text, grid, labels)
    return first[0] if len({row.cells for row in first}) == 1 else None


def _without_columns(wanted: Wanted, grid: Grid) -> Wanted:
    """The question less the names of columns that it says in full, level by level."""
    claimed: set[str] = set()
    for heading in grid.heading:
        levels = [letters(level) for level in LEVELS.split(name_and_unit(heading)[0])]
        named = [level for level in levels if level]
        if len(named) > 1 and all(map(wanted.holds, named)):
            claimed.update(named)
    forms = []
    for form in wanted.forms:
        for level in sorted(claimed, key=len, reverse=True):
            form = form.replace(level, "，")
        forms.append(form)
    return replace(wanted, forms=tuple(forms))


def _column_asked(wanted: Wanted, grid: Grid, row: Row, named: Sequence[int]) -> Column | None:
    """The one column the question asks for beside those that name the row."""
    meant = columns_meant(wanted, grid, row.cells, named, row.cells)
    columns = [column for column in meant if _may_be(wanted, grid, row, column.place)]
    if is_total(row):
        columns = [column for column in columns if row.cells[column.place]]
    if (asked := asked_noun(wanted.question.text)) is not None:
        entity = entity_column(wanted, grid, asked, named)
        if entity is not None and entity.fit > (columns[0].fit if columns else 0.0):
            return entity
    if not columns or columns[0].fit < LIKELY:
        return _only_counted(wanted, row, columns) or _only_figures(wanted, grid, columns)
    if len(columns) > 1 and columns[1].fit >= columns[0].fit - 0.002:
        same = row.cells[columns[0].place] == row.cells[columns[1].place]
        return columns[0] if same else None
    return columns[0]


def _only_counted(wanted: Wanted, row: Row, columns: Sequence[Column]) -> Column | None:
    """The only one counted in what is asked, of those that may be it: 1200块, not 9月2日."""
    counted = [
        column
        for column in columns
        if unit_fit(wanted.question.text, column.unit or unit_of(row.cells[column.place]))
    ]
    return replace(counted[0], fit=LIKELY) if len(counted) == 1 else None


def _only_figures(wanted: Wanted, grid: Grid, columns: Sequence[Column]) -> Column | None:
    """The only column of figures, which 有多少 asks for without its name."""
    if wanted.question.form != "number" or ASKED_UNIT.search(wanted.question.text):
        return None
    counted = [
        column
        for column in columns
        if all(is_figure(row.cells[column.place]) for row in grid.rows if row.cells[column.place])
        and not NUMBERED.search(column.name)
    ]
    return replace(counted[0], fit=LIKELY) if len(counted) == 1 else None


def _may_be(wanted: Wanted, grid: Grid, row: Row, place: int) -> bool:
    """Whether a cell may be what is asked for: no figure is a person, no length a day.

    闭馆 may be among hours; 多少块 is no day.
    """
    cell = row.cells[place]
    if wanted.question.form == "number" and ASKED_UNIT.search(wanted.question.text):
        return not re.search(r"日期|时间|年份", grid.heading[place])
    if wanted.question.form == "who":
        return not any(map(str.isdigit, cell))
    if wanted.question.form == "when":
        timed = sum(bool(TIME.search(each.cells[place])) for each in grid.rows)
        return bool(TIME.search(cell)) or (timed > 0 and not re.search(r"\d", cell))
    return True


def entity_column(wanted: Wanted, grid: Grid, asked: str, named: Sequence[int]) -> Column | None:
    """The column of what is asked for as 哪个博物馆: by its name, or by how its cells end."""
    noun = letters(rest_of(asked, ())[0] if rest_of(asked, ()) else "")
    if not noun:
        return None
    for place in label_columns(grid):
        if place in named:
            continue
        name, unit = name_and_unit(grid.heading[place])
        cells = [letters(row.cells[place]) for row in grid.rows if not is_total(row)]
        ending = sum(cell.endswith(noun[-1]) for cell in cells)
        stem = stem_of(name)
        if noun.startswith((letters(name), stem)) or letters(name).endswith(noun[-1:]):
            return Column(place, name, unit, 0.9)
        if len(stem) > 1 and noun.endswith(stem):  # 养老机构 in the column 机构名称
            return Column(place, name, unit, 0.9)
        if ending * 2 > len(cells):
            return Column(place, name, unit, 0.7)
        if _kin(noun, stem, grid) or (len(noun) == 1 and name.startswith(noun)):  # 车: 车牌号
            return Column(place, name, unit, 0.6)
    return None


def _kin(noun: str, stem: str, grid: Grid) -> bool:
    """Whether 货品 may be called 品名 here: one column that names rows shares a letter with it.

    Where several do (货位, 品名), it is the one that is called a name.
    """
    stems = [stem_of(name_and_unit(grid.heading[place])[0]) for place in label_columns(grid)]
    shares = [each for each in stems if set(noun[:2]) & set(each)]
    called = [each for each in shares if each.endswith("名")] if len(shares) > 1 else shares
    return len(noun) >= 2 and called == [stem]


def _value_beside(wanted: Wanted, table: Table, row: Row) -> Found | None:
    """In a table of names and values the value beside the name that is asked for.

    The name is the last thing a question says: 西岭区 in 西岭区面积是多少 is not what is asked.
    """
    filled = [(place, cell) for place, cell in enumerate(row.cells) if cell]
    question = fold(wanted.question.text)
    for at, (place, cell) in enumerate(filled):
        name, unit = name_and_unit(cell)
        found = question.find(fold(name))
        if len(letters(name)) < 2 or found < 0 or rest_of(question[found + len(name) :], ()):
            continue
        if not is_about(wanted, (name,), table.context):
            return None
        if at + 1 >= len(filled):
            return nothing(table)
        beside, value = filled[at + 1]
        if beside == place + 1:
            return told(table, [row], f"{name}：{measured(value, unit)}")
    return None


def cell_told(wanted: Wanted, table: Table, row: Row, column: Column, label: str) -> Found | None:
    """What a cell says of its row, with its unit; that it is empty; nothing where it misfits."""
    value = row.cells[column.place]
    if not value.strip(" -—–/／.…"):
        return nothing(table)
    if wanted.question.form in {"number", "duration"} and not counts(value):
        return None
    shown = measured(value, table.grid.unit_at(row, column.place))
    if is_figure(shown) or len(letters(value)) < 2:
        return told(table, [row], f"{label}：{column.name}{shown}")
    return told(table, [row], f"{shown}：{label}，{column.name}")


def days_said(wanted: Wanted, column: Column) -> list[str]:
    """The days of the week of a question, where the column is that of these: 周末."""
    return WEEKDAYS.findall(fold(wanted.question.text)) if weekdays(column.name) else []


def words_of(column: Column) -> list[str]:
    """The words by which a question may name a column; a unit of one sign is in too many others."""
    unit = column.unit if len(column.unit) > 1 else ""
    return [column.name, *filter(None, [*LEVELS.split(column.name), unit])]


def _named_cells(wanted: Wanted, row: Row, named: Sequence[int]) -> list[str]:
    """The labels of a row, and of those that are named for short what the question says."""
    said = []
    for place in named:
        label = letters(row.cells[place])
        said.append(row.cells[place])
        said += [label[:n] for n in range(len(label) - 1, 1, -1) if wanted.holds(label[:n])][:1]
        said += [label[-n:] for n in range(len(label) - 1, 2, -1) if wanted.holds(label[-n:])][:1]
    return said
