"""Which row and which column of a table a question means, by the words they share.

A row is meant by its label (西岭区), in full or as it is called for short; a column by its name
(常住人口), by what is left of the question beside the row, or by what 多长 and 谁 ask for. A tie
means nothing. Works on letters (``rag.text.fold.letters``), so marks and spaces do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.answering.question import Question
from rag.tables.asked import ASKED_UNIT, PARTS, rest_of, weekdays
from rag.text.fold import fold, letters
from rag.text.rows import Grid, Row, is_figure, name_and_unit, unit_of
from rag.text.segment import tagged

LIKELY = 0.5
"""A column's name is meant when this share of its pairs of letters is in the question."""

# 招聘人数 is 招聘; 面积数量 is 面积
_TAIL = re.compile(
    r"(?<=..)(?:数量|人数|总量|总数|总额|金额|名称|情况|日期|时间|年份|标准|要求|[数量额])$"
)
# 时间 of 末班车时间, 标准 of 住宿标准, where the column is called 末班车 or 住宿
_TAIL_ALONE = re.compile(r"数量|总数|名称|情况|日期|时间|年份|标准|要求")
_TIMED = ("日期", "时间", "年份")
_OTHERWISE = (
    ("GDP", ("地区生产总值", "生产总值")),
    ("生产总值", ("GDP",)),
    ("电话", ("联系方式",)),
    ("营业收入", ("营收",)),
    ("营收", ("营业收入",)),
)
"""What a question and a heading call differently."""
# 3 of 3号线
_FIGURES = re.compile(r"\d+")
LEVELS = re.compile(r"[\s()（）]+")
"""What parts the levels of a column's name: 苹果 产量, 末班车（往火车站）."""
_RANGE = re.compile(  # 200以上, 50至200, 不足50
    r"\d.*(?:以[上下内外]|[-—–~～至到].*\d)|(?:不足|超过|[<>≤≥]).*\d"
)
TIME = re.compile(  # 2025-03-12, 6:38, 9月, 周六, 2022
    r"\d[年月日号点时:：](?!\d*秒)|\d{4}[-/.]\d|[周期]|(?<!\d)(?:19|20)\d\d(?!\d)"
)
# 2022, 2022年
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d年?(?!\d)")
# 二季度, 下半年, 第三届
_PERIOD = re.compile(r"[一二三四1-4]季度|[上下]半年|第[一二三四五六七八九十\d]{1,3}[期批季届次]")
_ASKS_FOR: tuple[tuple[str, str], ...] = (
    (
        r"谁|哪位|什么人|何人",
        r"姓名|选手|人员|负责人|联系人|作者|队员|名字|冠军|主任|馆长|校长|院长|经理|[^记]者$|[^单法]人$",
    ),
    (r"何时|什么时候|什么时间|哪[天年月]|几[点号月]", r"时间|日期|年份|时刻|有效期|截止|期限"),
    (r"哪里|哪儿|何地|什么地方|在哪", r"地点|地址|产地|位置|所在|地区|住址"),
    (r"多长|多远|最[长短远近]", r"长度|里程|距离|全长"),
    (r"多高|最高峰", r"高度|海拔|身高"),
    (r"多大|最[大小]", r"面积|规模"),
    (r"多久|多长时间", r"时间|时长|时限|期限|时效|周期|工期|保质期|有效期"),
    (r"多少钱|最贵|最便宜", r"价|费|金额"),
    (r"多重|最[重轻]", r"重量|体重|质量|净重|毛重"),
    (r"多少人|几人", r"人数|人口"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its place, name and unit, and how well a question means it, 0 to 1."""

    place: int
    name: str
    unit: str
    fit: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question as tables are compared with it: ``texts`` say it with other names put in.

    ``forms`` are their letters.
    """

    question: Question
    texts: tuple[str, ...]
    forms: tuple[str, ...]

    def holds(self, words: str) -> bool:
        """Whether these letters stand in the question, under any of its names."""
        return bool(words) and any(words in form for form in self.forms)


def wanted_of(question: Question) -> Wanted:
    """What of a question is compared."""
    texts = [question.text]
    for phrase, others in (*question.alternatives, *_OTHERWISE):
        if phrase in question.text:
            texts += [question.text.replace(phrase, other) for other in others]
    return Wanted(question, tuple(texts), tuple(dict.fromkeys(map(letters, texts))))


def label_fit(wanted: Wanted, cell: str) -> float:
    """How many letters of a row's label the question names; 0 where it does not name the row."""
    label = letters(cell)
    if not label or is_figure(cell):
        return 0.0
    figures = set(_FIGURES.findall(label))
    if not figures <= _figures_of(wanted):  # 1号线 is not 11号线
        return 0.0
    if wanted.holds(label):
        return float(len(label))
    parts = [letters(part) for part in PARTS.split(fold(cell)) if letters(part)]
    if len(parts) > 1 and all(map(wanted.holds, parts)):
        return float(len(label))
    for length in range(len(label) - 1, 1, -1):
        begins = length >= 2 and length * 5 >= len(label) * 2 and wanted.holds(label[:length])
        ends = length >= 3 and length * 2 >= len(label) and wanted.holds(label[-length:])
        piece = label[:length] if begins else label[-length:]
        if (begins or ends) and set(_FIGURES.findall(piece)) <= figures:
            return 0.6 * length
    return 0.0


def _figures_of(wanted: Wanted) -> set[str]:
    return {figure for form in wanted.forms for figure in _FIGURES.findall(form)}


def row_fit(wanted: Wanted, row: Row, grid: Grid, columns: Iterable[int]) -> float:
    """How well a question names a row by the labels in some of its columns."""
    labels: dict[str, float] = {}
    for place in columns:
        forms = _with_unit(row.cells[place], name_and_unit(grid.heading[place])[1])
        fit = max(label_fit(wanted, form) for form in forms)
        labels[row.cells[place]] = max(fit, labels.get(row.cells[place], 0.0))
    return sum(labels.values())


def _with_unit(label: str, unit: str) -> list[str]:
    """A label, and a range as questions say it: 200以上 below 金额（万元） is 200万元以上."""
    if not unit or not _RANGE.search(label):
        return [label]
    each = re.sub(r"(\d)(?![\d.,])", rf"\g<1>{unit}", label)
    last = re.sub(r"(\d)(?=\D*$)", rf"\g<1>{unit}", label)
    return [label, each, last]


def label_columns(grid: Grid) -> list[int]:
    """The columns that name rows: those with words in most of their cells."""
    found = []
    for place in range(len(grid.heading)):
        cells = [row.cells[place] for row in grid.rows if row.cells[place]]
        words = sum(not is_figure(cell) for cell in cells)
        if cells and words * 2 >= len(cells):
            found.append(place)
    return found


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
        by_unit = _unit_fit(wanted.question.text, counted_in)
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
        return 1.0 if days <= named else 0.0
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


def _unit_fit(question: str, unit: str) -> float:
    """In favour of the column counted in what the question asks in: 多少亩."""
    asked = ASKED_UNIT.search(question)
    bare = unit.lstrip("百千万亿")
    if asked is None or not bare:
        return 0.0
    words = asked[1].lstrip("百千万亿")
    return 0.3 if words.startswith(bare[0]) else 0.0


def is_about(wanted: Wanted, told: Sequence[str], context: str, *, sure: bool = False) -> bool:
    """Whether all that a question names is in the table or in what stands around it.

    ``told`` are the words that were found in the table, ``context`` the letters of its article.
    ``sure``: row and column are named in full, so that a verb beside them (出差) need not be.
    """
    for period in _PERIOD.findall(fold(wanted.question.text)):  # 一季度 is not 二季度
        others = set(_PERIOD.findall(context + letters("".join(told))))
        if period not in others and any(other[-1] == period[-1] for other in others):
            return False
    texts = [_YEARS.sub("，", fold(text)) for text in wanted.texts]  # looked at elsewhere
    names = [letters(name) for name in wanted.question.names]
    return any(_holds_all(rest_of(text, told), context, names, sure=sure) for text in texts)


def _tells_little(piece: str) -> bool:
    """Whether it may stand beside a row and a column in full: a verb, what names end in."""
    verbs = all(tag.startswith("v") for _, tag in tagged(piece))
    return verbs or _TAIL_ALONE.fullmatch(piece) is not None


def _holds_all(
    pieces: Iterable[str], context: str, names: Sequence[str], *, sure: bool = False
) -> bool:
    for piece in pieces:
        named = any(piece in name or name in piece for name in names)
        if sure and not named and _tells_little(piece):
            continue
        pairs = [piece[at : at + 2] for at in range(len(piece) - 1)]
        words = [pair for pair in pairs if not pair.isdigit()]
        if words and sum(pair in context for pair in words) * 2 < len(words):
            return False
    return True
