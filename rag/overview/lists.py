"""A list whole: what an article announces (五个新特点：) and every item of it, line or clause.

Lists are found in the text alone: items that begin with 一是, 第一, （一）, 1. or a dash, in
order from the first, the rows of a table, or names with their posts in columns, with the sentence
that announces them. Which list a question means is told in ``wanted``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.text.numerals import han_value
from rag.types import Document

_FEWEST = 2
_LONGEST_ITEM = 160
_FARTHEST = 2_500
"""Characters between the beginnings of two items of one list."""

_HAN = "[一二三四五六七八九十]{1,3}"
_FAMILIES = (
    re.compile(rf"(?:(?<=[。；;：:，,\n])|^)[ 　]*({_HAN})(?:是|要|则)", re.M),
    re.compile(rf"(?:(?<=[。；;：:\n])|^)[ 　]*第({_HAN}|\d{{1,2}})[，,、是：:]", re.M),
    re.compile(rf"(?:(?<=[。；;：:\n])|^)[ 　]*[（(]({_HAN})[）)]", re.M),
    re.compile(r"(?:(?<=[。；;：:\n])|^)[ 　]*[（(](\d{1,2})[）)]", re.M),
    re.compile(rf"(?:(?<=[。；;：:])|^[ 　#]*)({_HAN})(?:、|．|\.) ?", re.M),
    re.compile(r"(?:(?<=[。；;：:])|^[ 　#]*)(\d{1,2})(?:、|．|\.(?!\d)|\)) ?", re.M),
    re.compile(r"(?:(?<=[。；;：:\n])|^)[ 　]*([①②③④⑤⑥⑦⑧⑨⑩])", re.M),
)
"""一是…；二是…, 第一，…, （一）…, (1) …, 一、…, 1. …, ①…: groups hold the number.

Figures and 一二三 apart: one kind stands within the other.
"""
_BULLET = re.compile(r"^[ 　]*[-*•●·▪○][ 　]+\S", re.M)
"""- 少儿绘本馆: a line with a dash or a dot before it."""
_ROW = re.compile(r"^[^\n]*\S \| \S[^\n]*$", re.M)
"""粮食产量 | 74.6万吨: a row of a table."""
_POSTED = re.compile(
    r"^[ 　]*(?:[\u4e00-\u9fff][\u4e00-\u9fff 　]{1,8}[：:][ 　]*)?"
    r"[\u4e00-\u9fff](?:[ 　]?[\u4e00-\u9fff·]){1,5}[ 　]+[\u4e00-\u9fff]{4,24}$",
    re.M,
)
"""成　员：何亚明　　水利部部长助理; 蔡　敏 安全部副部长: a name and its post in columns."""
_HEADING = re.compile(r"^[ 　#]*(?P<head>[^\n。！？；]{2,40})$", re.M)
"""A line without an end mark: 三、工作要求."""


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
    for pattern in (_BULLET, _ROW, _POSTED):
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
