"""Which column of a table a question means, by the words they share.

By its name (常住人口), by what is left of the question beside the row, by what 多长 and 谁 ask for,
by what it is counted in. A tie means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.tables.asked import ASKED_UNIT, rest_of, weekdays
from rag.tables.match import LEVELS, Wanted
from rag.text.fold import letters
from rag.text.rows import Grid, name_and_unit, unit_of

LIKELY = 0.5
"""A column's name is meant when this share of its pairs of letters is in the question."""
BY_UNIT = 0.3
"""In favour of a column that is counted in what a question asks in."""
# 招聘人数 is 招聘; 面积数量 is 面积
_TAIL = re.compile(
    r"(?<=..)(?:数量|人数|总量|总数|总额|金额|名称|情况|日期|时间|年份|标准|要求|[数量额])$"
)
_TIMED = ("日期", "时间", "年份")
# 上午, 下午
_HALF_DAY = re.compile(r"上午|中午|下午|晚上|夜间")
_ASKS_FOR: tuple[tuple[str, str], ...] = (
    (
        r"谁|哪位|什么人|何人",
        r"姓名|选手|人员|负责人|联系人|作者|队员|名字|冠军|主任|馆长|校长|院长|经理|[^记]者$|[^单法]人$",
    ),
    (r"何时|什么时候|什么时间|哪[天年月]|几[点号月]", r"时间|日期|年份|时刻|有效期|截止|期限"),
    (r"(?:几点|什么时[候间]|何时)[^，。？]{0,2}到", r"到达|到站|抵达"),
    (
        r"(?:几点|什么时[候间]|何时)[^，。？]{0,2}(?:开[车走]?[？?]*$|发车|出发)",
        r"开车|发车|出发|开点",
    ),
    (r"什么意思|[表指]示?什么|代表什么", r"含义|意思|释义|说明"),
    (r"哪里|哪儿|何地|什么地方|在哪", r"地点|地址|产地|位置|所在|地区|住址"),
    (r"多长|多远|最[长短远近]", r"长度|里程|距离|全长"),
    (r"多高|最高峰", r"高度|海拔|身高"),
    (r"多大|最[大小]", r"面积|规模"),
    (r"多久|多长时间", r"时间|时长|时限|期限|时效|周期|工期|保质期|有效期"),
    (r"多少钱|最贵|最便宜", r"价|费|金额"),
    (r"多重|最[重轻]", r"重量|体重|质量|净重|毛重"),
    (r"多少人|几个?人", r"人数|人口"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its place, name and unit, and how well a question means it, 0 to 1."""

    place: int
    name: str
    unit: str
    fit: float


def columns_meant(
    wanted: Wanted,
    grid: Grid,
    labels: Iterable[str],
    but: Iterable[int],
    cells: Sequence[str] = (),
) -> list[Column]:
    """The columns, best first, with how well the question means each, those of ``but`` left out.

    ``labels`` name the row that is meant, or its kind, and are no part of what is asked of it;
    ``cells`` are that row's, whose figures may state what they are counted in.
    """
    left = rest_of(wanted.question.text, labels)
    left_out = set(but)
    shared = _shared_levels(grid.heading)
    found = []
    for place, heading in enumerate(grid.heading):
        if place in left_out:
            continue
        name, unit = name_and_unit(heading)
        counted_in = unit or (unit_of(cells[place]) if cells else "")
        fit = name_fit(wanted, _own_levels(name, shared), left)
        by_unit = unit_fit(wanted.question.text, counted_in)
        found.append((Column(place, name, unit, fit + by_unit), by_unit > 0))
    return sorted(_by_unit_alone(found), key=lambda column: -column.fit)


def _shared_levels(heading: Sequence[str]) -> set[str]:
    """The levels of names that several columns have: 招生计划 of 招生计划 统招, 招生计划 定向."""
    levels = [set(LEVELS.split(name_and_unit(name)[0])) - {""} for name in heading]
    return {each for own in levels for each in own if sum(each in other for other in levels) > 1}


def _own_levels(name: str, shared: set[str]) -> str:
    """A name without what tells it from no other, where something else is left of it."""
    own = [level for level in LEVELS.split(name) if level and level not in shared]
    return " ".join(own) or name


def _by_unit_alone(found: Sequence[tuple[Column, bool]]) -> list[Column]:
    """The columns; where none is named, the only one counted in what is asked (有几台) is meant."""
    columns = [column for column, _ in found]
    asked = [column for column, counted in found if counted]
    if len(asked) == 1 and all(column.fit < LIKELY for column in columns):
        place = columns.index(asked[0])
        columns[place] = replace(asked[0], fit=LIKELY)
    return columns


def name_fit(wanted: Wanted, name: str, left: Sequence[str]) -> float:
    """How well a question means a name; ``left`` is what it asks beside the row."""
    bare = letters(name)
    if not bare:
        return 0.0
    days, named = weekdays(wanted.question.text), weekdays(name)
    if days and named:
        return _of_the_days(wanted, name) if days <= named else 0.0
    fit = _share(wanted, name)
    # What is left of the question stands in the name: 人口 in 常住人口.
    longest = max((len(piece) for piece in left if piece in bare), default=0)
    if longest >= 2:
        fit = max(fit, 1.0 if longest >= 4 else 0.8)
    if len(left) == 1 and len(left[0]) == 1 and left[0] in bare and len(bare) <= 3:
        fit = max(fit, 0.6)
    for asked, names in _ASKS_FOR:
        if re.search(asked, wanted.question.text) and re.search(names, name):
            fit = max(fit + 0.1, 0.55)
    return fit


def _of_the_days(wanted: Wanted, name: str) -> float:
    """How well a column of days that are asked for is meant: 下午 周二, not 上午 周二."""
    asked = set(_HALF_DAY.findall(wanted.question.text))
    halves = set(_HALF_DAY.findall(name))
    return 0.0 if asked and halves and not asked & halves else 1.0


def stem_of(name: str) -> str:
    """A name less what may be left unsaid of it: 设备名称 is 设备."""
    return _TAIL.sub("", letters(name))


def _share(wanted: Wanted, name: str) -> float:
    """The share of a name that the question has, of each level of it; the longer the surer."""
    parts = [letters(part) for part in LEVELS.split(name) if letters(part)]
    total = 0.0
    for part in parts:
        stem = _TAIL.sub("", part)
        if wanted.holds(part):
            share = 1.0
        elif stem != part and wanted.holds(stem):
            # 检验 alone is no 检验日期 where nobody asks when
            timed = part.endswith(_TIMED) and wanted.question.form != "when"
            share = 0.4 if timed else 0.9
        elif len(part) > 2:
            pairs = [part[at : at + 2] for at in range(len(part) - 1)]
            share = sum(map(wanted.holds, pairs)) / len(pairs)
        else:
            share = 0.0
        total += share * len(part)
    size = sum(map(len, parts))
    return total / size + min(size, 20) / 1_000 if size else 0.0


def unit_fit(question: str, unit: str) -> float:
    """In favour of the column counted in what the question asks in: 多少亩."""
    asked = ASKED_UNIT.search(question)
    bare = unit.lstrip("百千万亿")
    if asked is None or not bare:
        return 0.0
    words = asked[1].lstrip("百千万亿").replace("钱", "元")  # 多少钱
    return BY_UNIT if words.startswith(bare[0]) else 0.0
