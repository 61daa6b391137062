"""Yes or no out of a table whose column says whether: 是否上门取件 is 是.

东埠码头站能上门取件吗？   是：东埠码头站，是否上门取件
"""

from __future__ import annotations

import re

from rag.tables.cell import row_named
from rag.tables.match import Wanted, is_about, label_columns, label_fit
from rag.tables.quotes import Found, Table, told
from rag.text.fold import letters
from rag.text.rows import name_and_unit

# 是否上门取件, 有无电梯
_WHETHER = re.compile(
    r"^(?:是否|能否|可否|有无|有没有|是不是|能不能)(?:可以|需要|[可能有为已需])?(.+)"
)
# 是, 不支持, √
_SAID = re.compile(r"是|否|有|无|没有|能|不能|可以?|不可以?|支持|不支持|需要?|不需要?|[√✓✔×✗✘YN]")


def whether(wanted: Wanted, table: Table) -> Found | None:
    """The cell of the row that is named below the one heading that asks what the question asks."""
    grid = table.grid
    if wanted.question.form != "yes_no" or not grid.has_heading:
        return None
    labels = label_columns(grid)
    row = row_named(wanted, grid, labels)
    asked = []
    for place, heading in enumerate(grid.heading):
        match = _WHETHER.match(name_and_unit(heading)[0])
        if match and wanted.holds(letters(match[1])):
            asked.append((place, match[1]))
    if row is None or len(asked) != 1:
        return None
    place, words = asked[0]
    named = [other for other in labels if other != place and label_fit(wanted, row.cells[other])]
    said = [words, *(row.cells[other] for other in named)]
    in_full = any(wanted.holds(letters(row.cells[other])) for other in named)
    if not in_full or not _SAID.fullmatch(row.cells[place].strip()):
        return None
    if not is_about(wanted, said, table.context, sure=True):
        return None
    label = " ".join(dict.fromkeys(row.cells[other] for other in named))
    return told(table, [row], f"{row.cells[place].strip()}：{label}，{grid.heading[place]}")
