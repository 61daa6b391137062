"""What a question asks of a table beside the names in it: its unit, its weekdays, its pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.text.fold import fold, letters

# 有多少个, 什么时候, 名单中, 每小时, 三个, 要花(多少), 能住(几人), 显示, 目前, 的: no names
_ASKING = re.compile(
    r"(?:一共|总共|合计|共计|共|总)?有?(?:多少|几)[个家条所座名位种台项款支艘辆间层种次张件只]?|是?什么时候|什么时间|什么(?:意思)?|是?哪一?[个家条所座些里儿位天年月日种]?"
    r"|(?:名录|名单|一览表?|列表|表格?)[中里内上]|何时|何地|是?谁|怎么样|如何|是否|请问|分别|各是|各有|达到|约为|多[长远高大重快深宽久]|最[高大多长快贵久重远早低小少短慢近轻晚]"
    r"|每(?:小时|平方米|公里|[天日人年月周户次晚个台辆张亩吨盒餐份])"
    r"|[一二两三四五六七八九十\d]+[个家条所座位名项种类]"
    r"|(?:需要|[要得])?花[了费]?(?=多少|几|，)|[能可]以?[住坐装停](?=多少|几|，)"
    r"|显示|出现|提示|包括|包含|具体|目前|现在|大概|大约|一般"
    r"|有(?![效限机害色毒权])|(?<![报签收达迟])到(?![户账期货岗位])|[的是了为在和与及由呢吗吧啊么至从]"
    r"|[？?，,。、]"
)
# 多少万人, 几台: 万人, 台
ASKED_UNIT = re.compile(r"(?:多少|几)\s*([\u4e00-\u9fff%]{1,4})")
_DAY_NAMES = "一二三四五六日1234567"
WEEKDAYS = re.compile(
    r"(?:周|星期|礼拜)(?:[一二三四五六日天1-7]"
    r"(?:[至到—–~-]{1,2}(?:周|星期|礼拜)?[一二三四五六日天1-7])?|末)"
)
"""周六, 星期二至星期五, 周一到五, 周末."""
# 开往火车站, 一共
_ON_THE_WAY = re.compile(r"开往|驶往|前往|方向|一共|总共|合计|共计|全部|所有")
_COUNTS = re.compile(r"[\d一二三四五六七八九十百千万两半]|[次当隔即][日天时]")
"""What tells how much or how long: 37人, 三个月, 次日, 隔日达."""
# 丰收、青禾; 1号线（北段）; 50至200
PARTS = re.compile(r"[-~至到/\s·、,，()（）]+")


def weekdays(text: str) -> set[int]:
    """The days of the week that a text names, Monday as 1: 周二至周五 are four, 周末 two."""
    found: set[int] = set()
    for said in WEEKDAYS.findall(fold(text)):
        signs = said.replace("天", "日")
        days = [_DAY_NAMES.index(sign) % 7 + 1 for sign in signs if sign in _DAY_NAMES]
        found.update(range(days[0], days[-1] + 1) if days else (6, 7))
    return found


def rest_of(question: str, labels: Iterable[str]) -> list[str]:
    """What a question asks beside the names of a row and its question words, in pieces."""
    text = fold(question)
    for label in sorted(map(fold, labels), key=len, reverse=True):
        if not label:
            continue
        for part in (label, *(PARTS.split(label))):
            if part.startswith("往"):  # 开往大学城 is 往大学城
                text = re.sub(rf"[开驶前]?{re.escape(part)}", "，", text)
            elif len(part) > 1 or part == label:
                text = text.replace(part, "，")
    text = ASKED_UNIT.sub("，", text) if ASKED_UNIT.search(text) and "多少人" not in text else text
    text = _ON_THE_WAY.sub("，", text)
    return [piece for part in _ASKING.split(text) if (piece := letters(part))]


def counts(cell: str) -> bool:
    """Whether a cell may tell how much or how long."""
    return _COUNTS.search(cell) is not None
