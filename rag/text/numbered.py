"""Things with a number: 第200次, 第二届, 4号线, 二期, b2轮, 遥九, 一(4)班, 高二, hc-380."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.text.numerals import han_value

_NUMBERED = re.compile(
    # 第二届, 第200次, 第一百零三次
    r"第(?P<ordinal>[0-9]+|[零一二三四五六七八九十百]{1,5})\s*(?P<of>次|届|期|批|轮|代|名|阶段|季度)"
    # 首届 is the first
    r"|首(?P<of_first>次|届|期|批|轮)"
    # 4号线, 二期, 10届; not 8月10号, 号令 and 期间
    r"|(?<![月第0-9.])(?P<plain>[0-9]+|[一二三四五六七八九十]{1,3})\s*"
    r"(?P<of_plain>号线|号(?!令)|期(?!间)|届|季度)"
    # b2轮
    r"|(?P<letter>[a-h][0-9]?)(?P<of_letter>轮)"
    # 遥九火箭
    r"|(?P<flight>遥)(?P<number>[0-9]+|[一二三四五六七八九十]{1,3})"
    # 一(4)班 and 4班 of 一(4)班
    r"|\((?P<class>[0-9]+|[一二三四五六七八九十]{1,3})\)(?P<of_class>班)"
    # 三年级, 高二年级, 初一学生; not 提高一点
    r"|(?<!第)(?P<year>[1-9]|[一二三四五六七八九])(?P<of_year>年级)"
    r"|(?P<of_grade>高|初)(?P<grade>[一二三])(?=年级|学生|新生|家长|师生|级|[上下]学期|研学|全体|各班|\()"
    # hc-380, e3, gpt-4: the letters are the kind; not 2022h1, 4k and 3.5
    r"|(?<![a-z0-9.-])(?P<of_code>[a-z]{1,8}-?)(?P<code>[0-9]{1,5})(?![a-z0-9.%])"
)
_KINDS = (
    "of",
    "of_first",
    "of_plain",
    "of_letter",
    "flight",
    "of_class",
    "of_year",
    "of_grade",
    "of_code",
)
_NUMBERS = ("ordinal", "plain", "letter", "number", "class", "year", "grade", "code")


def numbered(text: str) -> dict[str, set[str]]:
    """What is numbered in a folded text: for each kind of thing (届, 号线, 期) its numbers."""
    found: dict[str, set[str]] = {}
    for _, kind, number in numbered_words(text):
        found.setdefault(kind, set()).add(number)
    return found


def numbered_words(text: str) -> Iterator[tuple[str, str, str]]:
    """Each numbered thing of a folded text: its words, its kind, and its number in digits."""
    for match in _NUMBERED.finditer(text):
        kind = next(match[group] for group in _KINDS if match[group])
        number = next((match[group] for group in _NUMBERS if match[group]), "1")
        yield match.group(), kind.rstrip("-"), _value(number)


def _value(number: str) -> str:
    """A number in digits; a letter as it is."""
    value = None if number.isascii() else han_value(number)
    return number if value is None else str(int(value))
