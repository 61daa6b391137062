"""Which row of a table a question means, by the words they share; whether it is about it.

A row is meant by its label (西岭区), in full or as it is called for short. A tie means nothing.
Works on letters (``rag.text.fold.letters``), so marks and spaces do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answering.question import Question
from rag.tables.asked import PARTS, rest_of
from rag.text.fold import fold, letters
from rag.text.rows import Grid, Row, is_figure, name_and_unit
from rag.text.segment import tagged

# 时间 of 末班车时间, 标准 of 住宿标准, where the column is called 末班车 or 住宿
_TAIL_ALONE = re.compile(r"数量|总数|名称|情况|日期|时间|年份|标准|要求")
_OTHERWISE = (
    ("GDP", ("地区生产总值", "生产总值")),
    ("生产总值", ("GDP",)),
    ("电话", ("联系方式",)),
    ("联系电话", ("电话",)),
    ("营业收入", ("营收",)),
    ("营收", ("营业收入",)),
)
"""What a question and a heading call differently."""
# 卡号尾号, 邮政编码: figures that call and count nothing
_CALLED_BY_NUMBER = re.compile(r"[^序]号$|号码$|[编代]码$")
# 7704, as such a number
_NUMBER = re.compile(r"\d{3,20}")
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
# 2022, 2022年, 去年
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d年?(?!\d)|[今去前明]年")
# 7月份, which a row may call 7月
_MONTH = re.compile(r"(?<=\d月)份|(?<=[一二三四五六七八九十]月)份")
# 二季度, 下半年, 第三届
_PERIOD = re.compile(r"[一二三四1-4]季度|[上下]半年|第[一二三四五六七八九十\d]{1,3}[期批季届次]")


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
    texts += [_MONTH.sub("", text) for text in texts]
    return Wanted(question, tuple(texts), tuple(dict.fromkeys(map(letters, texts))))


def label_fit(wanted: Wanted, cell: str) -> float:
    """How many letters of a row's label the question names; 0 where it does not name the row."""
    label = letters(cell)
    if _NUMBER.fullmatch(label):  # 7704 below 卡号
        return float(len(label)) if label in _figures_of(wanted) else 0.0
    if not label or is_figure(cell):
        return 0.0
    if len(label) == 2 and _only_in_names(wanted, label):
        return 0.0  # 白鹭 of 白鹭洲
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


def _only_in_names(wanted: Wanted, label: str) -> bool:
    """Whether a question says these words only as part of a name."""
    names = [letters(name) for name in wanted.question.names if label in letters(name)]
    left = letters(wanted.question.text)
    for name in names:
        left = left.replace(name, "，")
    return any(name != label for name in names) and label not in left


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


def number_columns(grid: Grid) -> list[int]:
    """The columns of numbers by which rows are called: 工号, 卡号尾号."""
    return [
        place
        for place, heading in enumerate(grid.heading)
        if _CALLED_BY_NUMBER.search(heading)
        and all(_NUMBER.fullmatch(row.cells[place]) for row in grid.rows if row.cells[place])
    ]


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
