"""Automatic numbers of a Word document, as a reader sees them: 第二条, 2., （三）, iv).

``Numbers(numbering, styles).label(paragraph)`` counts on at each paragraph that has a number and
gives what stands before its words. ECMA-376 part 1, 17.9: a paragraph names a list (``numId``)
and a level, itself or by its style; a list is an instance of an abstract one, whose levels say
how to count (``numFmt``) and how that is written (``lvlText``: ``第%1条``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_DEEPEST_STYLE = 20
_MOST = 100_000
_DIGITS = "〇一二三四五六七八九"
_CYCLES = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
_CHINESE = frozenset((
    "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "japaneseCounting",
    "taiwaneseCountingThousand", "koreanCounting", "ideographDigital", "japaneseDigitalTenThousand",
    "taiwaneseDigital",
))  # fmt: skip
_LEGAL = {
    "chineseLegalSimplified": "零壹贰叁肆伍陆柒捌玖",
    "ideographLegalTraditional": "零壹貳參肆伍陸柒捌玖",
}


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str
    text: str
    start: int
    suffix: str
    restart: int | None
    legal: bool


class Numbers:
    """The lists of one document and how far each has been counted."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        """Read the definitions: the roots of ``numbering.xml`` and ``styles.xml``, if there."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, tuple[str, str | None, int | None]] = {}
        self._linked: dict[tuple[str, str], int] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()
        if numbering is not None:
            self._read_lists(numbering)
        if styles is not None:
            for style in styles.findall(f"{_W}style"):
                self._read_style(style)

    def _read_lists(self, numbering: Any) -> None:
        for abstract in numbering.findall(f"{_W}abstractNum"):
            name = abstract.get(f"{_W}abstractNumId", "")
            levels = self._levels.setdefault(name, {})
            for level in abstract.findall(f"{_W}lvl"):
                place = _integer(level.get(f"{_W}ilvl"), 0)
                levels[place] = _level(level)
                linked = _value(level, "pStyle")
                if linked:
                    self._linked[name, linked] = place
        for number in numbering.findall(f"{_W}num"):
            name = number.get(f"{_W}numId", "")
            self._abstract[name] = _value(number, "abstractNumId") or ""
            for changed in number.findall(f"{_W}lvlOverride"):
                place = _integer(changed.get(f"{_W}ilvl"), 0)
                start = _value(changed, "startOverride")
                if start is not None:
                    self._starts.setdefault(name, {})[place] = _integer(start, 1)

    def _read_style(self, style: Any) -> None:
        given = style.find(f"{_W}pPr/{_W}numPr")
        number = _value(given, "numId") if given is not None else None
        level = _value(given, "ilvl") if given is not None else None
        name = style.get(f"{_W}styleId", "")
        self._styles[name] = (
            _value(style, "basedOn") or "", number, None if level is None else _integer(level, 0)
        )  # fmt: skip

    def label(self, paragraph: Any) -> str:
        """What stands before a paragraph's words; empty where it has no number."""
        number, place = self._list_of(paragraph)
        abstract = self._abstract.get(number)
        if abstract is None or not 0 <= place < _LEVELS:
            return ""
        levels = self._levels.get(abstract, {})
        level = levels.get(place)
        if level is None:
            return ""
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        if number not in self._begun:
            self._begun.add(number)
            for changed in self._starts.get(number, {}):
                if 0 <= changed < _LEVELS:
                    counts[changed] = None
        start = self._starts.get(number, {}).get(place, level.start)
        before = counts[place]
        counts[place] = start if before is None else min(before + 1, _MOST)
        for lower in range(place + 1, _LEVELS):
            following = levels.get(lower)
            if following is None or following.restart is None or place < following.restart:
                counts[lower] = None
        return _written(level, levels, counts)

    def _list_of(self, paragraph: Any) -> tuple[str, int]:
        """The list and the level that a paragraph is counted in; an empty list where in none."""
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = style.get(f"{_W}val", "") if style is not None else ""
        number, level = self._list_of_style(name)
        if own is not None:
            given = _value(own, "numId")
            number = given if given is not None else number
            written = _value(own, "ilvl")
            level = _integer(written, 0) if written is not None else (level if given is None else 0)
        return number, level

    def _list_of_style(self, name: str) -> tuple[str, int]:
        first = name
        for _ in range(_DEEPEST_STYLE):
            if name not in self._styles:
                break
            based, number, level = self._styles[name]
            if number is not None:
                linked = self._linked.get((self._abstract.get(number, ""), first))
                return number, linked if linked is not None else level or 0
            name = based
        return "", 0


def _level(level: Any) -> _Level:
    restart = _value(level, "lvlRestart")
    return _Level(
        kind=_value(level, "numFmt") or "decimal",
        text=_value(level, "lvlText") or "",
        start=_integer(_value(level, "start"), 1),
        suffix=_value(level, "suff") or "tab",
        restart=None if restart is None else _integer(restart, 0),
        legal=level.find(f"{_W}isLgl") is not None,
    )


def _written(level: _Level, levels: dict[int, _Level], counts: list[int | None]) -> str:
    if level.kind in {"bullet", "none"}:
        return ""
    label = level.text
    for place in range(_LEVELS):
        if f"%{place + 1}" not in label:
            continue
        other = levels.get(place, level)
        count = counts[place]
        value = other.start if count is None else count
        kind = "decimal" if level.legal else other.kind
        label = label.replace(f"%{place + 1}", numeral(value, kind))
    label = label.strip()
    # No space behind a mark: a sentence would end at "2. ".
    parted = level.suffix == "nothing" or label[-1:] in set(".．、)）:：")
    return label if parted or not label else f"{label} "


def numeral(value: int, kind: str) -> str:
    """A count as a list writes it: 12 is 十二, xii, l or ⑫ by its ``kind`` (``w:numFmt``)."""
    if kind == "ideographDigital" or kind == "taiwaneseDigital":
        return "".join(_DIGITS[int(digit)] for digit in str(value))
    if kind in _CHINESE:
        return _han(value, _DIGITS, "十百千")
    if kind in _LEGAL:
        return _han(value, _LEGAL[kind], "拾佰仟")
    if kind in _CYCLES and value > 0:
        cycle = _CYCLES[kind]
        return cycle[(value - 1) % len(cycle)] * min((value - 1) // len(cycle) + 1, 9)
    if kind in {"lowerRoman", "upperRoman"} and 0 < value < 4_000:
        roman = _roman(value)
        return roman if kind == "upperRoman" else roman.lower()
    if kind.startswith("decimalEnclosedCircle") and 0 < value <= 20:
        return chr(0x2460 + value - 1)
    if kind == "decimalZero":
        return f"{value:02}"
    return str(value)


def _han(value: int, digits: str, scales: str) -> str:
    """A count below 10,000 in words; beyond, in digits."""
    if not 0 < value < 10_000:
        return str(value)
    written = ""
    gap = False
    for power in range(3, -1, -1):
        digit = value // 10**power % 10
        if digit:
            if gap and written:
                written += "零"
            written += digits[digit] + (scales[power - 1] if power else "")
            gap = False
        else:
            gap = True
    return written[1:] if written.startswith("一十") else written


def _roman(value: int) -> str:
    steps = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
             (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
    written = ""
    for worth, letters in steps:
        while value >= worth:
            written += letters
            value -= worth
    return written


def _value(parent: Any, name: str) -> str | None:
    found = parent.find(f"{_W}{name}")
    return None if found is None else found.get(f"{_W}val")


def _integer(text: str | None, otherwise: int) -> int:
    try:
        return max(0, min(int(text or ""), _MOST))
    except ValueError:
        return otherwise
