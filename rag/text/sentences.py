"""Find sentences as spans, in Chinese and English, without touching the text.

A sentence ends after 。！？!? (or a full stop that ends an English sentence) together with the
closing quotation marks and brackets that follow it, or at the end of a line. 5.2 %, v1.2,
www.gov.cn, https://a.cn/b?c=1, U.S. and 。” stay whole, and so does the row of a table
(rag.text.rows), whatever its cells hold.
"""

from __future__ import annotations

import re

from rag.text.rows import row_spans

_CLOSERS = r"[”’」』\"'）)\]】》〉]*+"
# An address as far as it surely goes, so that what would end a sentence in it does not: the ? in
# https://a.cn/b?c=1 but not in “Is it https://a.cn/b? Yes”; page.html?id=5 without its host.
_ADDRESS = (
    r"(?i:https?://|www\.)(?:[!?.]*[#-&(-\-/-;=@-~])++"
    r"|(?<=[A-Za-z0-9/])\?(?=[A-Za-z0-9_%-]{1,40}=)"
)
# 。” ！ "3.5%." before a capital, a line break; an address is passed over
_END = re.compile(
    rf"(?P<address>{_ADDRESS})"
    rf"|(?:[。！？!?]+{_CLOSERS})"
    rf"|(?:(?<=[0-9A-Za-z\)\]”\"’'%])\.{_CLOSERS}"
    rf"(?=\s++[\"“‘'(\[]?[A-Z0-9\u4e00-\u9fff]|\s*+$))"
    r"|(?:\n+)"
)
_LONGEST_ABBREVIATION = 6
# Dr., U.S., J.
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept"
    r"|Oct|Nov|Dec|Fig|Vol|Gen|Sen|Rep|Gov|e\.g|i\.e|U\.S|U\.K|U\.N|a\.m|p\.m)|\b[A-Z])\.$"
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of ``text`` as half-open character spans, in order, without outer spaces.

    Every character that is not white space lies in exactly one span.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    rows = row_spans(text)
    row = next(rows, None)
    for match in _END.finditer(text):
        end = match.end()
        if match["address"]:
            continue
        while row is not None and row[1] <= match.start():
            row = next(rows, None)
        if row is not None and row[0] <= match.start():
            continue
        stop = match.start() + 1
        near = max(start, stop - _LONGEST_ABBREVIATION)
        if text[match.start()] == "." and _ABBREVIATION.search(text, near, stop):
            continue
        _add(spans, text, start, end)
        start = end
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
