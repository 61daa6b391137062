"""Make a follow-up question stand by itself, such as 那长三角呢？ after one about 京津冀.

``rewrite`` works by rule, from the last few turns. Three things make a follow-up:

- it swaps one thing (那2023年呢？ What about Shanghai?): the old question is asked with the new
  year, place, person or subject in the old one's stead, everything else carried over;
- it points back (他还说了什么？ Where was it held?): the pronoun becomes the name it stands for;
- it leaves its subject out (什么时候发布的？ 主题是什么？ Why?): the old subject goes in front.

A question that names its own subject is returned as it is. Where a chat model is set,
``rag.chat.rewriting`` asks it instead and falls back on these rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer_types import Turn
from rag.answering.followup_en import rewrite_english
from rag.answering.followup_zh import rewrite_chinese
from rag.text.fold import simplify

MOST_TURNS = 5
"""How many earlier turns are looked at; conversation memory ends there."""


def rewrite(question: str, history: Sequence[Turn]) -> str:
    """``question`` as one that needs no conversation; unchanged when it needs none."""
    turns = list(history)[-MOST_TURNS:]
    asked = question.strip()
    if not turns or not any(character.isalnum() for character in asked):
        return question
    chinese = bool(re.search(r"[\u3400-\u9fff]", asked)) or not re.search(r"[A-Za-z]{2}", asked)
    before = turns[-1].question_used or turns[-1].question
    if chinese:
        return rewrite_chinese(simplify(asked), before, turns) or question
    return rewrite_english(asked, before, turns) or question
