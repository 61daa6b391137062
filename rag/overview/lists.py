"""A list whole: what an article announces (五个新特点：) and every item of it, line or clause.

Lists are found in the text alone: items that begin with 一是, 第一, （一）, 1. or a dash, in
order from the first, or the rows of a table, with the sentence that announces them. Which list a
question means is told by the words it shares with that sentence, the heading above and the title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answer_types import Answer
from rag.answering.question import Question
from rag.answering.synonyms import translated
from rag.overview.page import Entry, Page, Said, answer_of, citation
from rag.overview.request import Request
from rag.overview.shelf import content_words, names_of
from rag.text.fold import fold
from rag.text.numerals import han_value
from rag.types import Document
from rag.wording import say

_ANNOUNCED_WITHIN = 160
"""So many characters before its first item a list is announced."""
MOST_ITEMS = 24
_FEWEST = 2
_LONGEST_ITEM = 160
_FARTHEST = 2_500
"""Characters between the beginnings of two items of one list."""
_UNTOLD = 0.5
"""What the words count for where nothing says that a list follows."""
LEAST_SHARED = 0.6
"""The share of a question's words that announcement and items must have."""

_HAN = "[一二三四五六七八九十]{1,3}"
_FAMILIES = (
    re.compile(rf"(?:(?<=[。；;：:，,\n])|^)[ 　]*({_HAN})(?:是|要|则)", re.M),
    re.compile(rf"(?:(?<=[。；;：:\n])|^)[ 　]*第({_HAN}|\d{{1,2}})[，,、是：:]", re.M),
    re.compile(rf"(?:(?<=[。；;：:\n])|^)[ 　]*[（(]({_HAN})[）)]", re.M),
    re.compile(r"(?:(?<=[。；;：:\n])|^)[ 　]*[（(](\d{1,2})[）)]", re.M),
    re.compile(rf"^[ 　#]*({_HAN})(?:、|．|\.) ?", re.M),
    re.compile(r"^[ 　#]*(\d{1,2})(?:、|．|\.(?!\d)|\)) ?", re.M),
    re.compile(r"(?:(?<=[。；;：:\n])|^)[ 　]*([①②③④⑤⑥⑦⑧⑨⑩])", re.M),
)
"""一是…；二是…, 第一，…, （一）…, (1) …, 一、…, 1. …, ①…: groups hold the number.

Figures and 一二三 apart: one kind stands within the other.
"""
_BULLET = re.compile(r"^[ 　]*[-*•●·▪○][ 　]+\S", re.M)
"""- 少儿绘本馆: a line with a dash or a dot before it."""
_ROW = re.compile(r"^[^\n]*\S \| \S[^\n]*$", re.M)
"""粮食产量 | 74.6万吨: a row of a table."""
_HEADING = re.compile(r"^[ 　#]*(?P<head>[^\n。！？；]{2,40})$", re.M)
"""A line without an end mark: 三、工作要求."""
WANTED = re.compile(
    r"哪些|哪几|哪[一二两三四五六七八九十\d]+[项条件个点种类大家位座所方面步]|名单|清单|列出|列举|分别是|包括什么|有什么(?:特点|原则|要求|条件|措施|内容|任务)"
    r"|\b(?:what are|list|which are|name) (?:all )?(?:the )?\w",
    re.IGNORECASE,
)
"""哪些, 哪三个, 名单, 有什么要求, what are the rules: a list is asked for."""
_NUMBER_ASKED = re.compile(
    r"哪?([一二两三四五六七八九十]|\d{1,2})(?:大)?(?:项|条|件|个|点|种|类|方面|步)"
)
"""哪三个, 五项, 9条: how many items it should have."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list in an article: offsets of the sentence that announces it and of its items."""

    document: Document
    announced: tuple[int, int]
    items: tuple[tuple[int, int], ...]
    heading: str = ""


def lists_of(document: Document) -> tuple[Listing, ...]:
    """All lists of an article, in its order."""
    return _lists(document.id, document)


@lru_cache(maxsize=64)
def _lists(_id: str, document: Document) -> tuple[Listing, ...]:
    text = document.text
    found: list[Listing] = []
    for family in _FAMILIES:
        run: list[int] = []
        for match in family.finditer(text):
            number = _value(match[1])
            start = match.start() + len(match.group()) - len(match.group().lstrip(" 　\n"))
            near = bool(run) and start - run[-1] <= _FARTHEST
            if number == len(run) + 1 and (near or not run):
                run.append(start)
                continue
            _keep(found, document, run)
            run = [start] if number == 1 else []
        _keep(found, document, run)
    for pattern in (_BULLET, _ROW):
        _keep_lines(found, document, pattern)
    return tuple(sorted(found, key=lambda each: each.items[0]))


def _value(numeral: str) -> int:
    if numeral in "①②③④⑤⑥⑦⑧⑨⑩":
        return "①②③④⑤⑥⑦⑧⑨⑩".index(numeral) + 1
    return int(numeral) if numeral.isdigit() else int(han_value(numeral) or 0)


def _keep(found: list[Listing], document: Document, run: Sequence[int]) -> None:
    if len(run) < _FEWEST:
        return
    ends = [*run[1:], min(len(document.text), run[-1] + _LONGEST_ITEM * 4)]
    items = tuple(_item(document.text, low, high) for low, high in zip(run, ends, strict=True))
    found.append(
        Listing(document, _announced(document.text, run[0]), items, _heading(document.text, run[0]))
    )


def _item(text: str, low: int, high: int) -> tuple[int, int]:
    """The first sentence of an item, with what a bare heading of it is followed by left out."""
    end = low
    for match in re.finditer(r"[。！？；;\n]+", text[low:high]):
        end = low + match.end()
        if len(text[low:end].strip()) > 4:
            break
    else:
        end = high
    words = text[low : min(end, low + _LONGEST_ITEM * 2)]
    return low, low + len(words.rstrip())


def _keep_lines(found: list[Listing], document: Document, pattern: re.Pattern[str]) -> None:
    """Lines that follow each other: bullets, rows of a table."""
    run: list[tuple[int, int]] = []

    def close() -> None:
        if len(run) >= _FEWEST:
            first = run[0][0]
            found.append(
                Listing(
                    document,
                    _announced(document.text, first),
                    tuple(run),
                    _heading(document.text, first),
                )
            )
        run.clear()

    for match in pattern.finditer(document.text):
        line = match.start(), document.text.find("\n", match.end())
        end = len(document.text) if line[1] < 0 else line[1]
        start = match.start() + len(match.group()) - len(match.group().lstrip(" 　"))
        if run and document.text[run[-1][1] : start].strip():
            close()
        run.append((start, start + len(document.text[start:end].rstrip())))
    close()


def _announced(text: str, first: int) -> tuple[int, int]:
    """The sentence before the first item."""
    before = text[:first].rstrip(" 　\n")
    if not before:
        return first, first
    cut = max(before[:-1].rfind(mark) for mark in "。！？\n")
    start = cut + 1 + len(before[cut + 1 :]) - len(before[cut + 1 :].lstrip())
    return start, len(before)


def _heading(text: str, first: int) -> str:
    heads = [m["head"] for m in _HEADING.finditer(text, max(0, first - 1_500), first)]
    return heads[-1] if heads else ""


def list_meant(question: Question, documents: Iterable[Document]) -> Listing | None:
    """The list that the question asks for; ``None`` where none is announced in its words.

    No document is looked at where the question asks for no list.
    """
    if not WANTED.search(question.text):
        return None
    asked = _NUMBER_ASKED.search(question.text)
    count = (int(asked[1]) if asked[1].isdigit() else int(han_value(asked[1]) or 2)) if asked else 0
    groups = _groups(question)
    head = _head(question)
    best: Listing | None = None
    most = LEAST_SHARED
    for document in documents:
        for found in lists_of(document):
            if count and len(found.items) != count:
                continue
            if head and not count and not _names(found, head):
                continue
            share = _shared(found, groups) + (0.25 if count else 0.0)
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
    asked = _ASKED_OF.search(question.text) or _ASKED_BEFORE.search(question.text)
    named = asked is not None and not _ANYTHING.fullmatch(asked["head"])
    words = content_words(asked["head"]) if asked and named else []
    return words[-1] if words else ""


def _names(found: Listing, head: str) -> bool:
    """Whether announcement or heading says that these are such things."""
    first = found.items[0][0]
    near = fold(found.document.text[max(0, first - _ANNOUNCED_WITHIN) : first] + found.heading)
    return any(fold(name) in near for name in names_of(head))


def _groups(question: Question) -> list[tuple[str, ...]]:
    if question.language == "en":
        return [(phrase, *names) for phrase, names in translated(question.text)]
    plain = re.sub(r"哪些|哪几|哪|什么|分别|列出|列举|有|都|是|的?几", " ", question.text)
    words = [word for word in content_words(plain) if re.search(r"[\w]", word)]
    return [tuple(names_of(word)) for word in words]


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
    told = text[:first].rstrip().endswith((":", "：")) or bool(
        re.search(r"以下|如下|名单|清单|[二三四五六七八九十\d]+(?:项|条|个|点|种|方面)", announced)
    )
    total = 0.0
    for names in groups:
        plain = [fold(name) for name in names]
        if any(name in announced for name in plain):
            total += 1.0
        elif any(name in around for name in plain):
            total += 0.5
    return total / len(groups) * (1.0 if told else _UNTOLD)


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
