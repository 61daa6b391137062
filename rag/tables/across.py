"""Tables that lie on their side: what is compared heads the columns, its properties the rows.

项目 | 标准版 | 旗舰版
续航里程（公里） | 55 | 120      旗舰版的续航里程是多少？ 哪个版本续航最长？
"""

from __future__ import annotations

import re

from rag.tables.asked import WEEKDAYS, counts, rest_of
from rag.tables.cell import asked_noun, row_named
from rag.tables.columns import LIKELY, name_fit
from rag.tables.match import LEVELS, Wanted, is_about, label_columns, label_fit
from rag.tables.quotes import Found, Table, told
from rag.tables.rows import LEAST, MOST
from rag.text.fold import letters
from rag.text.rows import Grid, Row, is_figure, measured, name_and_unit, value_of

# 哪天, 哪个半天, 星期几, 周几
_ASKS_DAY = re.compile(r"哪一?天|哪个半天|(?:星期|礼拜|周)几")
_NAMED = 2.0
"""A column is named by two letters of its name in full."""


def looked_across(wanted: Wanted, table: Table) -> Found | None:
    """The cell of the column that is named and the row whose property is asked for."""
    grid = table.grid
    if not grid.has_heading or len(grid.heading) < 3:
        return None
    fits = [(label_fit(wanted, name_and_unit(name)[0]), place)
            for place, name in enumerate(grid.heading) if place]  # fmt: skip
    best = max(fits)
    if best[0] < _NAMED or sum(fit == best[0] for fit, _ in fits) > 1:
        return None
    heading = grid.heading[best[1]]
    row = _property(wanted, grid, [heading])
    if row is None or not row.cells[best[1]].strip(" -—–/／.…"):
        return None
    name, unit = name_and_unit(row.cells[0])
    if not is_about(wanted, [heading, name], table.context):
        return None
    value = row.cells[best[1]]
    if wanted.question.form in {"number", "duration"} and not counts(value):
        return None
    shown = measured(value, unit)
    # 旗舰版：续航里程120公里, but 余额：7704，918: two figures are not one
    link = "" if is_figure(shown) and not name[-1:].isascii() else "，"
    return told(table, [row], f"{heading}：{name}{link}{shown}")


def most_across(wanted: Wanted, table: Table) -> Found | None:
    """The column with the largest or smallest figure in the row that is asked for."""
    grid, question = table.grid, wanted.question.text
    least = LEAST.search(question)
    superlative = least or MOST.search(question)
    noun = rest_of(asked_noun(question) or "", ())
    if superlative is None or not grid.has_heading or len(grid.heading) < 3 or not noun:
        return None
    if not all(set(noun[0]) & set(letters(name)) for name in grid.heading[1:]):
        return None  # 版本 and 标准版
    row = _property(wanted, grid, [superlative[0], noun[0]])
    if row is None:
        return None
    valued = [(value, place) for place, cell in enumerate(row.cells)
              if place and (value := value_of(cell)) is not None]  # fmt: skip
    if len(valued) < 2:
        return None
    best = (min if least else max)(value for value, _ in valued)
    winners = [place for value, place in valued if value == best]
    name, unit = name_and_unit(row.cells[0])
    if not is_about(wanted, [superlative[0], noun[0], name], table.context):
        return None
    names = "、".join(grid.heading[place] for place in winners)
    return told(table, [row], f"{names}：{name}{measured(row.cells[winners[0]], unit)}")


def day_of(wanted: Wanted, table: Table) -> Found | None:
    """The days, which head the columns, that hold what is named: 哪天有音乐课, 皮肤科哪天停诊."""
    grid = table.grid
    days = [
        place
        for place, name in enumerate(grid.heading)
        if WEEKDAYS.search(name) and LEVELS.split(name)[-1:] == WEEKDAYS.findall(name)
    ]
    if not _ASKS_DAY.search(wanted.question.text) or len(days) < 2 or table.partial:
        return None
    others = [place for place in label_columns(grid) if place not in days]
    row = row_named(wanted, grid, others)
    among = grid.rows if row is None else (row,)
    cells = {each.cells[place] for each in among for place in days}
    named = [cell for cell in cells if len(letters(cell)) > 1 and wanted.holds(letters(cell))]
    labels = [] if row is None else [row.cells[place] for place in others]
    if len(named) != 1 or not is_about(wanted, [named[0], "课", "半天", *labels], table.context):
        return None
    held = [place for place in days if any(each.cells[place] == named[0] for each in among)]
    rows = [each for each in among if named[0] in each.cells]
    names = "、".join(grid.heading[place] for place in held)
    return told(table, rows, f"{named[0]}：{names}", compared=True, whole=True)


def _property(wanted: Wanted, grid: Grid, labels: list[str]) -> Row | None:
    """The one row whose first cell is what is asked for."""
    left = rest_of(wanted.question.text, labels)
    fits = sorted(((name_fit(wanted, name_and_unit(row.cells[0])[0], left), place)
                   for place, row in enumerate(grid.rows)
                   if not is_figure(row.cells[0])), reverse=True)  # fmt: skip
    if not fits or fits[0][0] < LIKELY:
        return None
    if len(fits) > 1 and fits[1][0] >= fits[0][0] - 0.002:
        return None
    return grid.rows[fits[0][1]]
