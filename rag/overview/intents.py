"""Tell what asks for an overview from what asks for a fact: the one place that decides.

``intent_of`` works by pattern, on the question alone, and errs on the side of the fact: a
question that is not wholly one of the forms known here gets ``None``. Talk comes first, then the
catalogue, then what articles say. The words are ``rag/data/intents.toml``'s, the forms
``chinese``'s and ``english``'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Literal, cast

from rag.overview.phrases import bare_chinese, bare_english, utterance
from rag.overview.request import Intent, Request
from rag.wording import Language

Change = Literal["further", "briefer", "fuller", "english", "chinese"]
"""What is asked of the answer before."""

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
    plain = " ".join(question.split())
    if len(plain) > _MOST_CHARACTERS:
        return None
    name, kind = utterance(plain)
    language = language_of(plain)
    if kind == "talk":
        return Request(cast("Intent", name), plain, language)
    if kind == "more" and name in {"briefer", "fuller"} and re.search(r"概括|总结|tl;?dr", plain):
        return Request("summary", plain, language, most=1)
    bare = bare_chinese(plain) if language == "zh" else bare_english(plain)
    forms = _forms(language)
    if not nouns or re.search("[吗嘛][？?]?$", plain):
        forms = forms[:-1]
    found = next((request for form in forms if (request := form(bare)) is not None), None)
    return replace(found, text=plain) if found else None


def _forms(language: Language) -> tuple[Callable[[str], Request | None], ...]:
    """The forms of a language, the surest first; the last is the bare noun.

    A cold process makes no patterns of the other language.
    """
    from rag.overview import loose

    if language == "zh":
        from rag.overview import chinese, chinese_contents, chinese_people, chinese_things

        return (
            chinese.catalogue, chinese.about, chinese_things.comparison,
            chinese_contents.timeline, chinese_people.statements, chinese_contents.summary,
            loose.chinese, chinese_things.topic,
        )  # fmt: skip
    from rag.overview import english, english_contents

    return (
        english.catalogue, english.about, english_contents.comparison, english_contents.timeline,
        english_contents.statements, english_contents.summary, loose.english,
        english_contents.topic,
    )  # fmt: skip


def change_of(question: str) -> Change | None:
    """What is asked of the answer before: more of it, less, in English."""
    name, kind = utterance(question)
    return cast("Change", name) if kind == "more" else None


def language_of(text: str) -> Language:
    """English where there is no Chinese character and a Latin word."""
    han = re.search(r"[\u3400-\u9fff]", text)
    return "zh" if han or not re.search(r"[A-Za-z]{2}", text) else "en"
