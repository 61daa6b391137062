"""Which announced list a question is after, and that list as an answer.

It is told by the words that the question shares with the announcement, the heading above the list
and the title, and by what is to be listed (新特点 of 有哪些新特点).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from rag.answer_types import Answer
from rag.answering.question import Question
from rag.answering.synonyms import translated
from rag.overview.lists import Listing, lists_of
from rag.overview.page import Entry, Page, Said, answer_of, citation
from rag.overview.request import Request
from rag.overview.shelf import content_words, names_of
from rag.text.fold import fold
from rag.text.numerals import han_value
from rag.text.tables import table
from rag.types import Document
from rag.wording import say

MOST_ITEMS = 24
_ANNOUNCED_WITHIN = 160
"""So many characters before its first item a list is announced."""
_UNTOLD = 0.5
"""What the words count for where nothing says that a list follows."""
LEAST_SHARED = 0.6
"""The share of a question's words that announcement and items must have."""
_BY_HEAD = 0.5
"""What it adds that the line above the items names them."""
LEAST_NAMED = 0.5
"""Enough where the announcement also says that these are such things."""
WANTED = re.compile(
    r"哪些|哪几|哪[一二两三四五六七八九十\d]+[项条件个点种类大家位座所方面步]|名单|清单|列出|列举|分别是|包括什么|有什么(?:特点|原则|要求|条件|措施|内容|任务)"
    r"|\b(?:what are|list|which are|name) (?:all )?(?:the )?\w",
    re.IGNORECASE,
)
"""哪些, 哪三个, 名单, 有什么要求, what are the rules: a list is asked for."""
COUNTED = re.compile(
    r"(?<![第\d一二三四五六七八九十])[两二三四五六七八九十](?:大|[个项条种](?:大)?)"
    r"(?P<head>(?!要点|重点|[讲说写谈])[\u4e00-\u9fff]{2,6})$"
)
"""大会的五个新特点, 三项原则: a list by its number, without a word that asks."""
_WITHIN = re.compile(r"[在于由从向被]哪[些几]")
"""在哪些城市试点: a sentence tells it, no list is announced."""
_NUMBER_ASKED = re.compile(
    r"哪?([一二两三四五六七八九十]|\d{1,2})(?:大)?(?:项|条|件|个|点|种|类|方面|步)"
)
"""哪三个, 五项, 9条: how many items it should have."""
_ALIKE: tuple[tuple[str, ...], ...] = tuple(map(tuple, table("intents")["chinese"]["heads"]))
"""What a list is called in other words: 好处, 优点, 理由."""


def asked_for(question: str) -> bool:
    """Whether a question asks for a list.

    >>> asked_for("大会有哪些新特点？"), asked_for("大会的五个新特点"), asked_for("大会在哪里？")
    (True, True, False)
    """
    return bool(WANTED.search(question) or COUNTED.search(question.rstrip("？?。")))


def list_meant(question: Question, documents: Iterable[Document]) -> Listing | None:
    """The list that the question asks for; ``None`` where none is announced in its words.

    No document is looked at where the question asks for no list.
    """
    if not asked_for(question.text) or _WITHIN.search(question.text):
        return None
    asked = _NUMBER_ASKED.search(question.text)
    count = (int(asked[1]) if asked[1].isdigit() else int(han_value(asked[1]) or 2)) if asked else 0
    groups = _groups(question)
    head = _head(question)
    best: Listing | None = None
    most = LEAST_NAMED if head and not count else LEAST_SHARED
    for document in documents:
        for found in lists_of(document):
            if count and len(found.items) != count:
                continue
            if head and not count and not _names(found, head):
                continue
            share = _shared(found, groups) + (0.25 if count else 0.0)
            share += _BY_HEAD if head and _headed(found, head) else 0.0
            if share > most:
                best, most = found, share
    return best


_ASKED_OF = re.compile(
    r"(?:哪些|哪几[个项条件种类大家位座所点]?|哪[一二两三四五六七八九十\d]+[项条件个点种类大家位座所]?)"
    r"(?P<head>[\u4e00-\u9fff]{2,8}?)(?:[？?，。]|呢|$)"
)
"""What stands behind 哪些: 新特点 of 有哪些新特点？"""
_ASKED_BEFORE = re.compile(
    r"(?P<head>[\u4e00-\u9fff]{2,8}?)(?:都|一共|主要)?(?:有|是|包括)哪些[？?]*$"
)
"""哪些新特点; 新特点有哪些."""

_ANYTHING = re.compile(r"件?事情?|项?内容|东西|方面")
"""哪几件事: whatever was announced."""


def _head(question: Question) -> str:
    """What is to be listed: 新特点 of 本届大会有哪些新特点; empty where it is not said."""
    text = question.text
    asked = _ASKED_OF.search(text) or _ASKED_BEFORE.search(text)
    named = asked is not None and not _ANYTHING.fullmatch(asked["head"])
    words = content_words(asked["head"]) if asked and named else []
    return words[-1] if words else ""


def _names(found: Listing, head: str) -> bool:
    """Whether announcement or heading says that these are such things."""
    text, first = found.document.text, found.items[0][0]
    near = fold(text[max(0, first - _ANNOUNCED_WITHIN) : first] + found.heading)
    labels = [re.match("([^：:]{2,10})[：:]", text[slice(*item)]) for item in found.items]
    near += "".join(re.sub(r"[ 　]", "", label[1]) for label in labels if label)  # 成　员：
    return any(fold(name) in near for name in _called(head))


def _headed(found: Listing, head: str) -> bool:
    """Whether the very line above the first item names what it lists: 二、工作措施."""
    low, high = found.announced
    line = fold(found.document.text[low:high].rpartition("\n")[2])
    return any(fold(name) in line for name in _called(head))


def _called(word: str) -> list[str]:
    """A word, its other names, and where it ends in what a list may be called those too."""
    row = next((row for row in _ALIKE if word.endswith(row)), ())
    return list(dict.fromkeys([*names_of(word), *row]))


def _groups(question: Question) -> list[tuple[str, ...]]:
    if question.language == "en":
        return [(phrase, *names) for phrase, names in translated(question.text)]
    plain = re.sub(r"哪些|哪几|哪|什么|分别|列出|列举|有|都|是|的?几", " ", question.text)
    words = [word for word in content_words(plain) if re.search(r"[\w]", word)]
    return [tuple(_called(word)) for word in words]


def _shared(found: Listing, groups: Sequence[Sequence[str]]) -> float:
    """The share of a question's words near a list: announced ones whole, those of items half."""
    if not groups:
        return 0.0
    text = found.document.text
    first = found.items[0][0]
    announced = fold(f"{text[max(0, first - _ANNOUNCED_WITHIN) : first].rstrip()}\n{found.heading}")
    around = fold(
        found.document.title + "\n" + "\n".join(text[slice(*item)][:40] for item in found.items)
    )
    told = _announces(text[:first].rstrip()) or bool(_TOLD.search(announced))
    total = 0.0
    for names in groups:
        plain = [fold(name) for name in names]
        if any(name in announced for name in plain):
            total += 1.0
        elif any(name in around for name in plain):
            total += 0.5
    return total / len(groups) * (1.0 if told else _UNTOLD)


_TOLD = re.compile(r"以下|如下|名单|清单|[几二三四五六七八九十\d]+(?:项|条|个|点|种|方面)")
"""以下要求, 几点理由, 五个环节: a list follows."""


def _announces(before: str) -> bool:
    """Whether a colon or a heading stands right before the first item."""
    line = before.rpartition("\n")[2]
    return before.endswith((":", "：")) or not re.search("[。！？；，]", line)


def whole_list(
    question: Question, documents: Iterable[Document], document_of: Callable[[str], Document]
) -> Answer | None:
    """The list that the question asks for as an answer, each item cited; ``None`` without one."""
    found = list_meant(question, documents)
    if found is None:
        return None
    low, high = found.announced
    said = [Said(citation(found.document, low, high))] if high > low else []
    said += [Said(citation(found.document, *item)) for item in found.items[:MOST_ITEMS]]
    left = len(found.items) - MOST_ITEMS
    closing = (
        say(f"还有 {left} 项没有列出。", f"{left} more are not shown.", question.language)
        if left > 0
        else ""
    )
    page = Page("list", "", (Entry(found.document, tuple(said)),), closing, start=0)
    request = Request("topic", question.text, question.language)
    return answer_of(page, request, document_of)
