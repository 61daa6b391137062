"""The words that questions about articles are made of besides their topic."""

from __future__ import annotations

import re

from rag.text.segment import tagged
from rag.text.tables import table

_CHINESE = frozenset(table("intents")["chinese"]["filler"])
_ENGLISH = frozenset(table("intents")["english"]["filler"])


def without_fillers(text: str) -> str:
    """What stands between the first and the last word that is no filler; empty where all is.

    >>> without_fillers("有没有讲房价调控的文章"), without_fillers("都有哪几篇")
    ('房价调控', '')
    """
    content, start = [], 0
    for word, _ in _cut(text):
        if re.search(r"\w", word) and not _is_filler(word):
            content.append((start, start + len(word)))
        start += len(word)
    return text[content[0][0] : content[-1][1]].strip('“”"《》 的，,（）()') if content else ""


def is_filler(text: str) -> bool:
    """Whether nothing is left of it."""
    return not without_fillers(text)


def _cut(text: str) -> list[tuple[str, str]]:
    if re.search(r"[\u3400-\u9fff]", text):
        return tagged(text)
    return [(word, "") for word in re.findall(r"[\w'-]+|[^\w'-]+", text)]


def _is_filler(word: str) -> bool:
    return word.strip() in _CHINESE or word.lower() in _ENGLISH
