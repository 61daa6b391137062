"""What turns a figure round: a bound, a rise for a fall, where a change began for where it led.

the quote: 由18%提高到33%, 不得超过8年       a sentence: 由33%降到18%, 可以超过8年
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text.numerals import Figure
from rag.verifying.clauses import Clause, Taken, alike

_UP = re.compile(
    r"重$|高$|长$|快$|贵$|增长|增加|上升|提高|提升|上涨|攀升|多出|增至|升至|涨|增|升|超出|多用|加重|加快|延长|扩大|回升|高出|多"
)
"""What has grown, or is the more of two: 增长, 高出, 更重."""
_DOWN = re.compile(
    r"低$|短$|慢$|便宜$|下降|减少|降低|下滑|下跌|回落|减轻|缩短|缩小|收窄|省|节约|降至|降|减|跌|少|轻|放缓|萎缩|下调"
)
"""What has shrunk, or is the less of two: 下降, 减轻, 更便宜."""
_CHANGE = re.compile(f"(?P<up>{_UP.pattern})|(?P<down>{_DOWN.pattern})")
"""Either of them, under the name of its direction: 上涨, 下跌."""
_NO_CHANGE = re.compile(
    r"多少|至少|不少|减[震排]|多[种个家项样条次名位年]|许多|多功能|增值税|省(?=[里级会市委政略])|全省|(?<=[本该我])省"
)
"""Words that hold such a character and tell no change: 多少, 减震, 省级, 我省."""
_LEAST = (
    r"不低于|不少于|不得低于|不得少于|不能低于|至少|起码|超过|突破|高于|多于|逾|超(?!市|级|前|大)"
    r"|最[少低]|以上|(?<=\d)[多余]"
)
_MOST = (
    r"不超过|不高于|不多于|不得超过|不得高于|不能超过|最[多高]|至多|上限|低于|不足|不到|少于|以下|以内"
    r"|接近|将近|近(?=\d)|限"
)
_BOUND = re.compile(
    f"(?P<most>不得?能?超过|不得?高于|不多于)|(?P<least>{_LEAST})|(?P<most2>{_MOST})"
)
"""What bounds a figure from above or below: 不超过 30, 至少 5, 近 200."""
_BESIDE = (6, 4)
"""How far from a figure its bound may stand."""
_RISES = re.compile("增长|增加|上升|提高|提升|上涨|升高|攀升|延长|扩大|加快|多用")
"""A change upwards by itself, whatever figure stands by: 增长, 延长."""
_FALLS = re.compile("下降|减少|降低|下滑|下跌|回落|减轻|缩短|缩小|收窄|放缓|退缩|节省")
"""A change downwards by itself: 下降, 收窄."""
_FROM_TO = re.compile(
    r"[由从][^\d,，。;；由从]{0,4}?(?P<one>[\d.,]+[^\d,，。;；由从]{0,4}?)[^\d,，。;；]{0,8}?[到至为](?P<two>[\d.,]+)"
)
"""由18%提高到33%."""
_TO = re.compile(
    r"(?:[减增升降涨跌缩延提]|下降|上升|提高|降低|缩短|延长|减少|增加)[少加高低到至]{0,2}[到至为](?P<two>[\d.,]+)"
)
"""Where a change ends: 增加到 40, 降至 3.5."""


def amounts_turned(parts: Sequence[Taken], evidence: Sequence[Clause]) -> tuple[str, str]:
    """``bound`` or ``change`` and the words of the first figure told the other way round."""
    for part in parts:
        text = part.clause.text
        if word := _from_to(text, evidence) or _to_where_it_began(text, evidence):
            return "change", word
        for figure in part.clause.figures:
            if kind := _figure_turned(part.clause, figure, evidence):
                return kind, figure.text
    return "", ""


def change_turned(said: str, told: Sequence[str]) -> str:
    """A rise told as a fall, or the other way round, in every clause that is taken up."""
    for one, other in ((_RISES, _FALLS), (_FALLS, _RISES)):
        word = one.search(said)
        turned = all(other.search(text) and not one.search(text) for text in told)
        if word and turned and not other.search(said):
            return word.group()
    return ""


def _from_to(claim: str, evidence: Sequence[Clause]) -> str:
    """A change told from or to another figure than in the evidence."""
    for match in _FROM_TO.finditer(claim):
        told = [found for clause in evidence for found in _FROM_TO.finditer(clause.text)]
        one, two = _digits(match["one"]), _digits(match["two"])
        same = [(_digits(m["one"]), _digits(m["two"])) for m in told]
        if same and (one, two) not in same and any({one, two} & set(pair) for pair in same):
            return match.group()
    return ""


def _to_where_it_began(claim: str, evidence: Sequence[Clause]) -> str:
    """A change told to the figure it began at: 减少到17件 of 由17件减少到2件."""
    told = [found for clause in evidence for found in _FROM_TO.finditer(clause.text)]
    begun = {_digits(m["one"]) for m in told} - {_digits(m["two"]) for m in told}
    if _FROM_TO.search(claim):
        return ""
    return next((m.group() for m in _TO.finditer(claim) if _digits(m["two"]) in begun), "")


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit() or c == ".").strip(".")


def _figure_turned(claim: Clause, figure: Figure, evidence: Sequence[Clause]) -> str:
    """``bound`` or ``change`` where each place of the figure in the evidence says the opposite."""
    places = [
        (clause, other) for clause in evidence for other in clause.figures if alike(figure, other)
    ]
    if not places:
        return ""
    bound = _bound(claim, figure)
    told = [_bound(clause, other) for clause, other in places]
    if bound and bound not in told and not ("" in told and _may(claim.text)):
        return "bound"
    change = _change(claim, figure)
    changes = {_change(clause, other) for clause, other in places}
    if change and changes and change not in changes and "" not in changes:
        return "change"
    return ""


def _may(text: str) -> bool:
    """Whether a bound only says what is allowed: 最多可借10册 of 可借10册."""
    return bool(re.search("最多|至多|最高|限", text))


def _bound(clause: Clause, figure: Figure) -> str:
    start, end = figure.start - clause.start, figure.end - clause.start
    around = clause.text[max(0, start - _BESIDE[0]) : start], clause.text[end : end + _BESIDE[1]]
    found = [*_BOUND.finditer(around[0] + "0")][-1:] or [*_BOUND.finditer("0" + around[1])][:1]
    if not found:
        return ""
    return "least" if found[0]["least"] else "most"


def _change(clause: Clause, figure: Figure) -> str:
    """``up`` or ``down``: the nearest word of change before a figure in its clause."""
    before = _NO_CHANGE.sub("", clause.text[: figure.start - clause.start])
    found = list(_CHANGE.finditer(before))
    return ("up" if found[-1]["up"] else "down") if found else ""
