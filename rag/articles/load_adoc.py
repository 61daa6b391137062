"""Articles in AsciiDoc (.adoc): title, headings and tables; marks go, words stay.

Its own header (author, date) is taken; comments, attributes, anchors and what it would include
or draw go. No other file is read. A pass over the lines, so that what is never closed ends with
the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from rag.articles.grid import Cell, lines_of, marked
from rag.articles.load_text import decode, joined_words
from rag.errors import LoadError
from rag.types import Article

_HEADING = re.compile(r"(?P<level>={1,6}|#{1,6})\s+(?P<words>\S.*)")  # == 概况
_ATTRIBUTE = re.compile(r":(?P<name>!?[\w-]{1,40}!?):(?:\s+(?P<value>.*))?")  # :author: 沈知夏
_UNSEEN = re.compile(  # // 注释   [source,python]   [[锚点]]   image::a.png[]   <<<   '''
    r"//.*|\[[^\]]{0,200}\]|(?:include|image|video|audio|toc|ifdef|ifndef|endif)::.*|<<<|'{3,}"
)
# //// around a comment
_HIDDEN = re.compile(r"/{4,}")
_FENCE = re.compile(r"-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|--")
"""What stands above and below a block whose lines are shown as they are."""
# |=== around a table
_TABLE = re.compile(r"\|={3,}")
_ITEM = re.compile(r"(?:[*-]{1,5}|\.{1,5}|\d{1,4}\.)\s+(?=\S)")  # * 甲项   . 乙项
_CAPTION = re.compile(r"\.(?=[^\s.])")  # .表1
_SPAN = re.compile(r"(?:\d+(?:\.\d+)?[+*]|\.\d+\+)?[<^>.]{0,3}[adehlmsv]?(?=\|)")
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:link:|https?://)[^\s\[\]]{1,500}\[([^\[\]]{1,300})\]"), r"\1"),
    (re.compile(r"<<[^<>,]{1,100},\s*([^<>]{1,200})>>"), r"\1"),
    (re.compile(r"footnote:[\w-]{0,40}\[([^\[\]]{1,500})\]"), r"（\1）"),
    (re.compile(r"(?<![\w*])\*{1,2}([^*\s](?:[^*\n]{0,300}[^*\s])?)\*{1,2}(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_{1,2}([^_\s](?:[^_\n]{0,300}[^_\s])?)_{1,2}(?![\w_])"), r"\1"),
    (re.compile(r"`{1,2}([^`\n]{1,300})`{1,2}"), r"\1"),
    (re.compile(r"\s\+$"), ""),  # a forced line end
)
_STATED = {"author": "author", "revdate": "date", "date": "date"}


def from_adoc(path: str, data: bytes) -> Article:
    """The text of an AsciiDoc file.

    Raises:
        LoadError: It is no text, or nothing is left of it.

    """
    decoded = decode(data)
    stated: dict[str, str] = {}
    lines = decoded.text.removeprefix("\ufeff").splitlines()
    blocks = [block for block in _blocks(lines, stated) if block.strip()]
    if not blocks and "title" not in stated:
        raise LoadError(zh="文件里没有文字。", en="There is no text in the file.")
    return Article(path, "\n\n".join(blocks), "text", decoded.encoding, stated, decoded.notices)


def _blocks(lines: Sequence[str], stated: dict[str, str]) -> Iterator[str]:
    """Paragraphs, headings, items and tables, in order."""
    block: list[str] = []
    within = ""  # the line that closes what is open: |===, ////
    held: list[str] = []
    for raw in [*lines, ""]:
        line = raw.strip()
        if within:
            if line == within:
                yield from [_table(held)] if _TABLE.fullmatch(within) else []
                within, held = "", []
            else:
                held.append(line)
            continue
        heading, opens = _HEADING.fullmatch(line), bool(_HIDDEN.fullmatch(line))
        skipped = bool(_UNSEEN.fullmatch(line) or _FENCE.fullmatch(line))
        ends = not line or heading or opens or skipped or _ITEM.match(line)
        if ends or _TABLE.fullmatch(line) or _CAPTION.match(line):
            yield _without(joined_words(block))
            block = []
        if opens or _TABLE.fullmatch(line):
            within = line
        elif heading:
            yield from _heading(heading, stated)
        elif attribute := _ATTRIBUTE.fullmatch(line):
            _note(attribute, stated)
        elif line and not skipped:
            block.append(_CAPTION.sub("", _ITEM.sub("", line)))
    if within and _TABLE.fullmatch(within):  # it was never closed
        yield _table(held)


def _heading(found: re.Match[str], stated: dict[str, str]) -> Iterator[str]:
    words = _without(found["words"])
    if len(found["level"]) == 1 and "title" not in stated:
        stated["title"] = words
    else:
        yield words


def _note(found: re.Match[str], stated: dict[str, str]) -> None:
    name = _STATED.get(found["name"].lower())
    if name and found["value"]:
        stated.setdefault(name, found["value"].strip())


def _table(lines: Sequence[str]) -> str:
    """Rows: of one line each, or parted by empty lines where cells have lines of their own."""
    groups = [list(group) for filled, group in groupby(lines, key=bool) if filled]
    first = _cells(groups[0][0]) if groups else []
    by_line = any(len(_cells(line)) > 1 for group in groups for line in group)
    rows = [
        _cells(words) for group in groups for words in (group if by_line else [" ".join(group)])
    ]
    kept = [[Cell(_without(cell)) for cell in row] for row in rows if row]
    return marked(lines_of(kept)) if first or kept else ""


def _cells(line: str) -> list[str]:
    if "|" not in line:
        return []
    return [cell.strip() for cell in _SPAN.sub("", line).removeprefix("|").split("|")]


def _without(text: str) -> str:
    for pattern, words in _MARKS:
        text = pattern.sub(words, text)
    return text.strip()
