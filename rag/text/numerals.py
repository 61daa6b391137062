"""Read the figures in a text: Arabic, Chinese and English ones, with scale and unit.

二十, 20, ２０ and twenty are 20; 1.2万亿 and 12,000亿 are 1.2e12; 百分之五 and 5% are 5 with the
unit %; 三成 is 30 %. Works on folded text (``rag.text.fold``), so offsets hold in the original.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from rag.text.units import CLASSIFIERS

YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
"""A calendar year in digits, 1900 to 2099, standing by itself."""
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
}
_SMALL_SCALES = {"十": 10, "百": 100, "千": 1_000}
_LARGE_SCALES = {"万": 10**4, "亿": 10**8}
_SCALES = _SMALL_SCALES | _LARGE_SCALES
_ENGLISH_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "bn": 10**9,
}
_COUNTED = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip
_ENGLISH_WORDS = {word: value for value, word in enumerate(_COUNTED)} | {
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip

_HAN_NUMERAL = "零〇一二三四五六七八九十百千万亿两"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
# 1.2万亿元, 百分之五, 三千, twenty million people
_TOKEN = re.compile(
    rf"(?:(?P<part>百分之|千分之|万分之)\s*)?"
    rf"(?:(?P<arabic>{_ARABIC})(?:\s*(?P<scale>[十百千]?[万亿]{{1,2}}|[百千](?![瓦克米分])))?"
    rf"(?P<english>\s*(?:hundred|thousand|million|billion|trillion|bn)\b)?"
    rf"|(?P<han>[{_HAN_NUMERAL}]+(?:点[零〇一二三四五六七八九]+[万亿]{{0,2}})?)"
    rf"|\b(?P<word>{'|'.join(sorted(_ENGLISH_WORDS, key=len, reverse=True))})"
    rf"(?P<wordscale>(?:\s+(?:hundred|thousand|million|billion|trillion))*)\b)"
    rf"\s*(?P<unit>%|％|‰|个百分点|个月|percentage points?|percent\b|per cent\b|分之"
    rf"|成(?![都立为本功员果年长了])|[\u4e00-\u9fff]|[a-z]+)?"
)
# 数 of 数百, 上 of 上千
_VAGUE_BEFORE = re.compile(r"[数几上成近百千]$")
# 3至5, 3日-5日, 3 to 5: what stands between two figures
_RANGE = re.compile(r"\s*+(?:(?:日|号|月|年|%|元)\s*+)?(?:-|~|至|到|、|和|与|及|to|and)\s*")
_LONGEST_NUMERAL = 40
"""A run of Chinese numerals longer than this many characters is no figure."""
# 约 before 30, more than before 30
_APPROXIMATE_BEFORE = re.compile(
    r"(?:约|大约|近|将近|超|超过|逾|突破|不足|接近|左右|about|around|nearly|almost|over|more than"
    r"|approximately|roughly|some|under|less than)\s*$"
)
# 30多, 30以上
_APPROXIMATE_AFTER = re.compile(r"\s*(?:多|余|左右|上下|以上)")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value, the unit as written (``%`` for shares), and where it stands.

    ``significant`` counts significant digits, for rounding; ``approximate``: 约, 超过, nearly.
    ``plain`` is true for Arabic digits without comma, point or scale, as years are written.
    """

    value: float
    unit: str
    start: int
    end: int
    text: str
    significant: int
    approximate: bool
    ordinal: bool
    plain: bool


def figures(text: str, *, generous: bool = False) -> list[Figure]:
    """The figures of a folded text in order.

    Args:
        text: Folded text.
        generous: Also take lone Chinese numerals that may not be meant as figures (一带一路);
            for evidence, where a figure too many does no harm.
    """
    found: list[Figure] = []
    for match in _TOKEN.finditer(text):
        figure = _figure(text, match, generous)
        if figure is not None:
            found.append(figure)
    return _with_shared_units(text, found)


def _figure(text: str, match: re.Match[str], generous: bool) -> Figure | None:
    start = match.start()
    while text[start].isspace():
        start += 1
    before = text[max(0, start - 14) : start]
    unit = match["unit"] or ""
    if match["arabic"]:
        value = float(match["arabic"].replace(",", "")) * _scale(match["scale"] or "")
        value *= _ENGLISH_SCALES.get((match["english"] or "").strip(), 1)
        digits = match["arabic"].replace(",", "").replace(".", "").strip("0")
        end = max(match.end("arabic"), match.end("scale"), match.end("english"))
    elif match["han"]:
        han = han_value(match["han"])
        if han is None or not (generous or match["part"] or _meant(match["han"], unit, before)):
            return None
        value, digits, end = han, re.sub("[零十百千万亿点]", "", match["han"]), match.end("han")
    else:
        value = float(_ENGLISH_WORDS[match["word"]])
        if value == 1 and not generous:
            return None
        for scale in (match["wordscale"] or "").split():
            value *= _ENGLISH_SCALES[scale]
        digits = str(int(value)).strip("0") if math.isfinite(value) else ""
        end = match.end("wordscale")
    if not math.isfinite(value):
        return None  # hundreds of digits: the number of something, not a figure
    value, unit = _share(value, unit, match["part"] or "")
    return Figure(
        value=value,
        unit=unit,
        start=start,
        end=end,
        text=text[start : match.end()].strip(),
        significant=max(1, len(digits)),
        approximate=bool(_APPROXIMATE_BEFORE.search(before) or _APPROXIMATE_AFTER.match(text, end)),
        ordinal=before.endswith("第"),
        plain=bool(match["arabic"] and match["arabic"].isdigit() and end == match.end("arabic")),
    )


def _share(value: float, unit: str, part: str) -> tuple[float, str]:
    """Percentages, per mille and 成 as a figure of one unit, %."""
    if part:
        return value * {"百": 1, "千": 0.1, "万": 0.01}[part[0]], "%"
    if unit in {"%", "％", "percent", "per cent", "percentage point", "percentage points"}:
        return value, "%"
    if unit == "个百分点":
        return value, "%"
    if unit == "‰":
        return value / 10, "%"
    if unit == "成":
        return value * 10, "%"
    return value, unit


def _scale(text: str) -> int:
    value = 1
    for character in text:
        value *= _SMALL_SCALES.get(character, 0) or _LARGE_SCALES.get(character, 1)
    return value


def _meant(numeral: str, unit: str, before: str) -> bool:
    """Whether a Chinese numeral is a figure, not part of a word (统一, 三亚, 百度, 上万)."""
    if numeral[0] in _SCALES and numeral[0] != "十":
        return False
    if _VAGUE_BEFORE.search(before):
        return False
    if len(numeral) > 1 and all(character in _DIGITS for character in numeral):
        return len(numeral) == 4 or "〇" in numeral
    if before.endswith("第"):
        return bool(unit) and unit in CLASSIFIERS
    if len(numeral) == 1:
        return numeral != "一" and unit in CLASSIFIERS and numeral + unit != "十分"
    return True


def han_value(numeral: str) -> float | None:
    """The value of a Chinese numeral, without its unit; ``None`` when it is not one (十四五)."""
    if len(numeral) > _LONGEST_NUMERAL:
        return None
    whole, _, tail = numeral.partition("点")
    if tail:
        scale = _scale("".join(c for c in tail if c in _LARGE_SCALES))
        decimals = "".join(str(_DIGITS[c]) for c in tail if c in _DIGITS)
        head = han_value(whole)
        return None if head is None else (head + float(f"0.{decimals}")) * scale
    if len(whole) > 1 and all(character in _DIGITS for character in whole):
        return float(spelled_number(whole))
    total = section = digit = 0
    pending = False
    for character in whole:
        if character in _DIGITS:
            if pending and digit:
                return None
            digit, pending = _DIGITS[character], True
        elif character in _SMALL_SCALES:
            section += (digit or 1) * _SMALL_SCALES[character]
            digit, pending = 0, False
        else:
            total = (total + section + digit or 1) * _LARGE_SCALES[character]
            section, digit, pending = 0, 0, False
    if pending and len(whole) > 1 and whole[-2] in _SCALES and whole[-2] != "十":
        digit *= _SCALES[whole[-2]] // 10  # 一百二 is 120, 两万五 is 25,000
    return float(total + section + digit)


def whole_number(numeral: str) -> int:
    """Digits or a Chinese numeral as a count: 12, 十二, 二十; 0 where it is none (二三)."""
    if numeral.isdigit():
        return int(numeral)
    bare = numeral.lstrip("零〇")
    several = len(bare) > 1 and all(character in _DIGITS for character in bare)
    return 0 if several else int(han_value(bare) or 0)


def spelled_number(numeral: str) -> int:
    """A number spelled digit by digit, as years are: 二〇二二 is 2022."""
    return int("".join(str(_DIGITS[character]) for character in numeral))


def _with_shared_units(text: str, found: list[Figure]) -> list[Figure]:
    """Give 18 in 18-20日 and 1 in 1至6月 the unit of the figure they are joined to."""
    for place in range(len(found) - 2, -1, -1):
        figure, following = found[place], found[place + 1]
        joined = _RANGE.fullmatch(text, figure.end, following.start)
        if joined and (not figure.unit or figure.unit in "-~至到、和与及tand"):
            found[place] = replace(figure, unit=following.unit)
    return found
