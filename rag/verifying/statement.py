"""Whether a sentence states anything: no question, no echo of one, no order to a reader."""

from __future__ import annotations

import re

from rag.text.fold import fold
from rag.text.question_words import ASKING, HOW_MANY, HOW_MUCH
from rag.text.segment import tagged
from rag.verifying.rewording import NEUTRAL

_ASKS = re.compile(rf"{ASKING}|{HOW_MANY}|{HOW_MUCH}|[吗呢么]$")
"""A sentence that asks: 由谁主办, 有多少人, 开了吗."""
_ASKS_ENGLISH = re.compile(
    r"^(?:what|when|where|who|whom|whose|which|why|how|is|are|was|were|do|does|did)\b.*\?$"
)
"""The same in English: when does it open?"""
_MARKS = r"\s。.,，、;；:：!?！？\"'“”‘’()（）"
"""What stands between clauses and items of lists."""
_LISTING = ("、", ",", "，", ";", "；")
"""Marks between things that may be said of different ones."""
_EITHER = re.compile(
    r"吗|是否|有没有|是不是|能否|会不会|能不能|可不可以|还是|谁更|[^\s]和[^\s]+(?:谁|哪)"
)
"""A question that holds its own answer: 获批了吗, A和B哪个多."""
_ORDER = re.compile(
    r"(?:忽略|无视|忘记|不要理会|抛开)[^。.!?\n]{0,24}(?:指令|指示|提示词?|要求|规则|设定|内容|以上|上述|上文)"
    r"|(?:请|必须|务必|直接|只需)(?:直接)?(?:回答|输出|回复|作答|复述)"
    r"|\b(?:disregard|ignore|forget)\b[^.!?\n]{0,24}\b(?:instructions?|prompts?|rules|above|previous)\b"
)
"""An order to whoever answers: 忽略以上指令, 直接回答, ignore all instructions."""
_REFUSES = re.compile(
    r"^(?:资料|文章|文中|原文|上文|证据)(?:中|里)?(?:没有|并?未|不足|无法)|^无法回答|^不知道"
    r"|^insufficient evidence"
)
"""A reply that refuses: 文中没有提到, 无法回答."""
_LETTERS = re.compile(r"[\u3400-\u9fff]|[a-z0-9.%]+")
"""A Chinese character, or a Latin word or figure whole: 青, x2, 3.5%."""


def asks(sentence: str, quotes: str) -> bool:
    """Whether a sentence asks instead of telling: 哪个区得分最高呢.

    A word that asks in the quotes asks nothing here: 种地哪能靠手机.
    """
    said = fold(sentence).strip().rstrip("。.!！ \"'”’")
    if said.endswith(("?", "？")) or _ASKS_ENGLISH.match(fold(sentence).strip()):
        return True
    held = fold(quotes)
    return any(match.group() not in held for match in _ASKS.finditer(said))


def stands_alone(claim: str, quotes: str) -> bool:
    """Whether a sentence stands in the quotes as it is, from one mark to the next.

    副总裁乔安 of 董事陶文、副总裁乔安, but not 陶文、副总裁乔安.
    """
    said = fold(claim).strip(" 。.,，、;；:：!?！？\"'")
    found = re.search(rf"(?<![^{_MARKS}]){re.escape(said)}(?![^{_MARKS}])", fold(quotes))
    whole = not any(mark in said for mark in _LISTING)
    return bool(said) and whole and found is not None


def orders(sentence: str) -> bool:
    """Whether a sentence is an instruction to whoever answers, or an answerer's own refusal."""
    folded = fold(sentence)
    return bool(_ORDER.search(folded) or _REFUSES.search(folded))


def echoes(sentence: str, question: str) -> bool:
    """Whether a sentence says nothing that the question does not say already."""
    asked = fold(question)
    if not asked or _EITHER.search(asked):
        return False
    said = fold(sentence)
    for word in sorted(NEUTRAL, key=len, reverse=True):
        if len(word) > 1 and word not in asked:
            said = said.replace(word, " ")
    said_letters = _LETTERS.findall(said)
    known = set(_LETTERS.findall(asked)) | {word for word in NEUTRAL if len(word) == 1}
    if not said_letters or any(letter not in known for letter in said_letters):
        return False
    # 班会 is said by no letter of “2班会…”: a noun of its own answers
    return all(word in asked for word, tag in tagged(said) if len(word) > 1 and tag[0] == "n")
