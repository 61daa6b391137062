"""Things with a number: the 100th launch does not answer for the 200th, nor line 3 for line 4."""

from __future__ import annotations

import re

from rag.text.numerals import han_value

_NUMBERED = re.compile(
    r"第(?P<ordinal>[0-9]+|[零一二三四五六七八九十百]{1,5})\s*(?P<of>次|届|期|批|轮|代|阶段|季度)"
    r"|(?P<first>首)(?P<of_first>次|届|期|批|轮)"
    r"|(?<![月第0-9.])(?P<plain>[0-9]+|[一二三四五六七八九十]{1,3})\s*(?P<of_plain>号线|号(?!令)|期(?!间)|届|季度)"
    r"|(?P<letter>[a-h][0-9]?)(?P<of_letter>轮)"
    r"|(?P<flight>遥)(?P<number>[0-9]+|[一二三四五六七八九十]{1,3})"
)


def another_number(question: str, sentence: str, near: str) -> bool:
    """Whether a numbered thing of the question stands in a sentence with another number.

    Args:
        question: The question, folded.
        sentence: The sentence, folded.
        near: The same with what is around it: what names the thing there, names it.
    """
    asked = numbered(question)
    if not asked:
        return False
    around, told = numbered(near), numbered(sentence)
    return any(
        not numbers & around.get(kind, set()) and bool(told.get(kind, set()) - numbers)
        for kind, numbers in asked.items()
    )


def numbered(text: str) -> dict[str, set[str]]:
    """What is numbered in a folded text: for each kind of thing (届, 号线, 期) its numbers."""
    found: dict[str, set[str]] = {}
    for match in _NUMBERED.finditer(text):
        kind = (
            match["of"] or match["of_first"] or match["of_plain"] or match["of_letter"]
            or match["flight"]
        )  # fmt: skip
        number = match["ordinal"] or match["plain"] or match["letter"] or match["number"] or "1"
        found.setdefault(kind, set()).add(_value(number))
    return found


def _value(number: str) -> str:
    """A number in digits; a letter as it is."""
    value = None if number.isascii() else han_value(number)
    return number if value is None else str(int(value))
