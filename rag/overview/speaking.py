"""Whose words a question is after: 王志军说了什么, 专家怎么看, what did Helen Qiu say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from rag.overview.phrases import EVERYBODY, SPEECH, nouns, pattern
from rag.overview.request import Request
from rag.overview.which import which_of
from rag.text.question_words import ASKING

_EVERYBODY_EN = pattern(
    r"(?:the )?\b(?:speakers?|guests?|participants?|everyone|everybody|people|they|who|attendees)\b"
)
_NOT_WORDS = re.compile(r"哪位|是谁|问了|(?:谈到|提到|提出|提及)了?哪[些几]")
"""What asks who spoke, or for what else was named."""


_SAY_EN = pattern(
    r"what (?:did|does|has|have) (?:the )?(?P<who>.+?) (?:say|said)(?: (?:about|on) (?P<what>.+))?"
)
"""What did the festival director say about the tent: who and what stand where they must."""


def made(blank: Request, pieces: Mapping[str, tuple[str, ...]]) -> Request | None:
    """A speaker, or everybody where that is asked for; a summary where an article speaks."""
    if said := _SAY_EN.fullmatch(blank.text):
        pieces = {"speaker": (said["who"],), "topic": (said["what"] or "",)}
    speaker = nouns(*pieces.get("speaker", ("",))).strip("（）()")
    speaker = re.sub(rf"的?{SPEECH}$", "", speaker)
    if which := which_of(speaker) if speaker else None:
        return replace(blank, intent="summary", which=which)
    if _NOT_WORDS.search(blank.text) or re.search(ASKING, speaker):
        return None
    everybody = bool(re.search(EVERYBODY, blank.text) or _EVERYBODY_EN.search(blank.text))
    if re.fullmatch(EVERYBODY, speaker) or _EVERYBODY_EN.fullmatch(speaker):
        speaker, everybody = "", True
    if not speaker and not everybody:
        return None
    topic = nouns(*pieces.get("topic", ("",)))
    topic = "" if topic in speaker else topic  # 顾长风说了什么: 长风 is part of a name
    if topic and re.search(rf"{re.escape(topic)}(?:上|中|里|现场|期间)", blank.text):
        return replace(blank, speaker=speaker, aspect=topic)
    return replace(blank, speaker=speaker, topic=topic)
