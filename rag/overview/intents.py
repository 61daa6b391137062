"""Tell what asks for an overview from what asks for a fact: the one place that decides.

Talk and commands are known by the exact utterance, all else by what was learned (``learned``);
``slots`` says what it is of. A question that lacks what its overview needs gets ``None``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal, cast

from rag.overview.cues import cue_of
from rag.overview.learned import learned_intent
from rag.overview.phrases import bare_chinese, bare_english, utterance
from rag.overview.request import TALK, Intent, Request
from rag.overview.slots import request_of
from rag.text.segment import tagged
from rag.wording import Language

Change = Literal["further", "briefer", "fuller", "english", "chinese"]
"""What is asked of the answer before."""

_FIGURES = {ord("０") + digit: str(digit) for digit in range(10)}
"""第２篇, as some keyboards write it."""
_WHAT_HAPPENED = re.compile("是?(?:怎么|咋)回事")
"""是怎么回事, 咋回事."""
_MOST_CHARACTERS = 120
"""A longer question has too much of its own to be one of these."""


def intent_of(question: str, *, nouns: bool = True) -> Request | None:
    """What an overview is asked for; ``None`` where the question asks for a fact.

    Args:
        question: As typed.
        nouns: Whether a bare noun counts; in a conversation it may be a follow-up.

    >>> intent_of("这里有哪些文章？").intent, intent_of("示范区何时获批？")
    ('listing', None)
    """
    plain = " ".join(question.translate(_FIGURES).split())
    if len(plain) > _MOST_CHARACTERS:
        return None
    name, kind = utterance(plain)
    language = language_of(plain)
    if kind == "talk":
        return Request(cast("Intent", name), plain, language)
    if kind == "more" and name in {"briefer", "fuller"} and re.search(r"概括|总结|tl;?dr", plain):
        return Request("summary", plain, language, most=1)
    bare = bare_chinese(plain) if language == "zh" else bare_english(plain)
    found = _learned(plain, bare, language, nouns=nouns)
    return replace(found, text=plain) if found else None


def _learned(plain: str, bare: str, language: Language, *, nouns: bool) -> Request | None:
    guess = learned_intent(plain, cue_of(bare))
    if guess is None:
        return None
    intent, sure = guess
    if intent in TALK and not sure:
        return None  # 那天气呢 is a question, however it sounds
    if intent == "topic" and (not nouns or re.search("[吗嘛][？?]?$", plain)):
        return None
    if (happened := _WHAT_HAPPENED.search(plain)) and _tells(plain[: happened.start()]):
        return None  # 电梯老停运是怎么回事 asks for a reason
    return request_of(intent, bare, language, sure=sure)


def _tells(phrase: str) -> bool:
    """Whether it says that something is so: 电梯停运, 老打转, 充不进电; not 停水事件, 不锈钢."""
    words = tagged(phrase)
    if any(tag == "d" for _, tag in words) or "不" in phrase[1:]:
        return True
    ends_in_verb = words[-1:] and words[-1][1] == "v"
    return bool(ends_in_verb) and [word for word, _ in words[-2:-1]] != ["的"]


def change_of(question: str) -> Change | None:
    """What is asked of the answer before: more of it, less, in English."""
    name, kind = utterance(question)
    return cast("Change", name) if kind == "more" else None


def language_of(text: str) -> Language:
    """English where there is no Chinese character and a Latin word."""
    han = re.search(r"[\u3400-\u9fff]", text)
    return "zh" if han or not re.search(r"[A-Za-z]{2}", text) else "en"
