"""What was filled in on a form beside the label that a question asks for.

杭思远毕业于哪所院校？   毕业院校：东海理工大学
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.tables.asked import counts, rest_of
from rag.tables.columns import LIKELY, name_fit
from rag.tables.match import TIME, Wanted, is_about
from rag.tables.quotes import Found, Table, nothing, told
from rag.text.fold import letters
from rag.text.rows import Row, measured, name_and_unit

_COLON = re.compile(r"[:：]\s*$")  # 联系电话：
_LONGEST_NAME = 30

Field = tuple[str, str, Row]
"""A label, what stands beside it, and the row of both."""


def filled_in(wanted: Wanted, table: Table) -> Found | None:
    """What stands beside the label that is asked for; nothing where two are as likely."""
    grid = table.grid
    if not grid.is_form:
        return None
    fields: list[Field] = [
        (_COLON.sub("", row.cells[place]), row.cells[place + 1], row)
        for row in grid.lines for place in range(0, len(row.cells), 2) if row.cells[place]
    ]  # fmt: skip
    context = table.context + "".join(letters(label + value) for label, value, _ in fields)
    if any(letters(name) not in context for name in wanted.question.names):
        return None
    named = [value for _, value, _ in fields if _is_named(wanted, value)]
    left = rest_of(wanted.question.text, named)
    fits = sorted(((_fit(wanted, field, left), place) for place, field in enumerate(fields)
                   if field[1] not in named), reverse=True)  # fmt: skip
    if not fits or fits[0][0] < LIKELY:
        return None
    label, value, row = fields[fits[0][1]]
    if len(fits) > 1 and fits[1][0] >= fits[0][0] - 0.002 and fields[fits[1][1]][1] != value:
        return None
    if not is_about(wanted, [name_and_unit(label)[0], *named], context):
        return None
    if not value.strip(" -—–/／.…"):
        return nothing(table)
    if not _may_be(wanted, value):
        return None
    name, unit = name_and_unit(label)
    return told(table, [row], f"{name}：{measured(value, unit)}")


def _is_named(wanted: Wanted, value: str) -> bool:
    return 1 < len(letters(value)) <= _LONGEST_NAME and wanted.holds(letters(value))


def _fit(wanted: Wanted, field: Field, left: Sequence[str]) -> float:
    return name_fit(wanted, name_and_unit(field[0])[0], left)


def _may_be(wanted: Wanted, value: str) -> bool:
    """Whether it may be what is asked for: no figure is a person, no word a length."""
    form = wanted.question.form
    if form == "who":
        return not any(map(str.isdigit, value))
    if form == "when":
        return bool(TIME.search(value))
    if form in {"number", "duration"}:
        return counts(value)
    return True
