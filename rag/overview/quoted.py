"""What stands as somebody's words under a heading that says so: 任正非最新谈话, and its items."""

from __future__ import annotations

import re

from rag.overview.lists import lists_of
from rag.overview.phrases import SPEECH
from rag.overview.sentences import Sentence, sentences_of
from rag.overview.speech import Statement
from rag.text.fold import fold, simplify
from rag.types import Document

_HEADING = re.compile(
    rf"^[ 　#]*(?P<head>[^\n。！？；，]{{0,16}}(?:{SPEECH}|专访|访谈|语录|观点|答问|金句)"
    r"[^\n。！？；，]{0,8})$",
    re.M,
)
"""林知秋最新谈话, 专访顾长风: a line that says whose words follow."""
_NEAR = 400
"""Within so many characters below it its items begin."""


def under_heading(document: Document, speaker: str) -> list[Statement]:
    """The numbered words under headings that name ``speaker``; nothing else is taken for theirs."""
    wanted = simplify(fold(speaker))
    found = []
    for heading in _HEADING.finditer(document.text):
        label = heading["head"].strip()
        if not wanted or wanted not in simplify(fold(label)):
            continue
        own = _itemised(document, heading.end())
        if own:
            found.append(Statement(document, label, "", own))
    return found


def _itemised(document: Document, start: int) -> tuple[Sentence, ...]:
    """The sentences from the first to the last item of the list that follows at once."""
    for found in lists_of(document):
        first, last = found.items[0][0], found.items[-1][1]
        if start <= first <= start + _NEAR:
            return tuple(s for s in sentences_of(document) if first <= s.start and s.end <= last)
    return ()
