"""Articles in reStructuredText (.rst) and Org (.org): title and text without the marks.

Headings become lines of their own, tables rows; what stands in the files' own headers (author,
date) is taken. Marks within a line go, their words stay: ``*so*``, ``[[url][text]]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rag.articles.grid import Cell, lines_of, marked
from rag.articles.load_text import decode, joined_words
from rag.errors import LoadError
from rag.types import Article

_RULE = re.compile(r"([=\-`:.'\"~^_*+#<>])\1{2,}\s*")  # =====, the line below a heading
_GRID = re.compile(r"\s*\+(?:[-=]+\+)+\s*")  # +-----+-----+
_COLUMNS = re.compile(r"=+(?:\s+=+)+\s*")  # =====  =====
_DIRECTIVE = re.compile(  # .. note:: 说明   .. |x| image:: a.png   .. [1] 注   .. _target:
    r"(?P<indent>\s*)\.\.\s+(?:(?:\|[^|]*\|\s*)?(?P<name>[\w:+.-]+?)::\s*(?P<rest>.*)"
    r"|\[(?P<note>[^\]]{1,40})\]\s+(?P<words>.*)|(?P<target>_.*)|(?P<comment>.*))"
)
_FIELD = re.compile(r"\s*:(?P<name>[\w -]{1,40}):\s*(?P<value>.*)")  # :Author: 沈知夏
_SPOKEN = (
    "note warning tip hint important caution danger attention admonition seealso topic sidebar "
    "epigraph pull-quote versionadded versionchanged deprecated rubric"
)
_HEARD = frozenset(_SPOKEN.split())
"""Directives whose first line and content are words of the text."""
_UNSEEN = frozenset(("image", "figure", "toctree", "contents", "index", "meta", "raw", "include",
                     "highlight", "only", "role"))  # fmt: skip
_RST_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"`([^`<>]{1,200}?)\s*<[^<>`]{1,500}>`__?"), r"\1"),  # `text <url>`_
    (
        re.compile(r":[\w:+.-]{1,40}:`(?:([^`<>]{1,200}?)\s*<[^<>`]{1,300}>|([^`]{1,300}))`"),
        r"\1\2",
    ),
    (re.compile(r"``([^`]{1,500})``"), r"\1"),
    (re.compile(r"`([^`]{1,300})`_{0,2}"), r"\1"),
    (re.compile(r"\*\*([^*\s](?:[^*\n]{0,300}[^*\s])?)\*\*"), r"\1"),
    (re.compile(r"(?<![*\w])\*([^*\s](?:[^*\n]{0,300}[^*\s])?)\*(?![*\w])"), r"\1"),
    (re.compile(r"\s?\[(?:#?[\w-]{0,20}|\*)\]_"), ""),  # [1]_
    (re.compile(r"\|([\w -]{1,40})\|_?"), r"\1"),
    (re.compile(r"(?<=\w)__?(?=[\s,.;:，。；：]|$)"), ""),  # target_
    (re.compile(r"\\(\S)"), r"\1"),
    (re.compile(r"\\ "), ""),
)
_ORG_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\[\[[^\[\]]{1,500}\]\[([^\[\]]{1,300})\]\]"), r"\1"),  # [[url][text]]
    (re.compile(r"\[\[([^\[\]]{1,500})\]\]"), r"\1"),
    (re.compile(r"(?<![\w*])\*([^*\s](?:[^*\n]{0,300}[^*\s])?)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w/:])/([^/\s](?:[^/\n]{0,300}[^/\s])?)/(?![\w/])"), r"\1"),
    (re.compile(r"(?<![\w=])=([^=\s](?:[^=\n]{0,300}[^=\s])?)=(?![\w=])"), r"\1"),
    (re.compile(r"(?<![\w~])~([^~\s](?:[^~\n]{0,300}[^~\s])?)~(?![\w~])"), r"\1"),
    (re.compile(r"(?<![\w+])\+([^+\s](?:[^+\n]{0,300}[^+\s])?)\+(?![\w+])"), r"\1"),
    (re.compile(r"\[fn:[^\[\]]{1,100}\]"), ""),
)
_HEADING = re.compile(  # ** TODO [#A] 验收 :标签:
    r"(?P<stars>\*{1,20}) (?:(?:TODO|DONE)\s+)?(?:\[#[A-Z]\]\s+)?(?P<words>.*?)(?:\s+:[\w@:]+:)?\s*"
)
# #+TITLE: 青禾地铁
_KEYWORD = re.compile(r"\s*#\+(?P<name>\w{1,40})(?:\[[^\]]*\])?:\s*(?P<value>.*)", re.IGNORECASE)
# #+begin_quote, #+END_SRC
_BLOCK = re.compile(r"\s*#\+(?:begin|end)_\w+.*", re.IGNORECASE)
# :PROPERTIES:
_DRAWER = re.compile(r"\s*:[A-Za-z_-]{1,40}:\s*")
_CODE = (".. code", ".. sourcecode", ".. highlight", ".. parsed-literal")
_LONGEST_BLOCK = 200
_ITEM = re.compile(r"\s*(?:[-+*•]|#\.|[(]?\d{1,4}[.)]|[a-z][.)]) ")  # "- 甲项", "2) 乙项"
_STATED = {"title": "title", "author": "author", "authors": "author", "date": "date"}

Header = dict[str, str]


def from_marked(path: str, data: bytes, kind: str) -> Article:
    """The text of an ``rst`` or ``org`` file.

    Raises:
        LoadError: It is no text, or nothing is left of it.

    """
    decoded = decode(data)
    lines = decoded.text.removeprefix("\ufeff").expandtabs(8).splitlines()
    stated: Header = {}
    read: Callable[[Sequence[str], Header], Iterator[str]] = _rst if kind == "rst" else _org
    blocks = [block for block in read(lines, stated) if block.strip()]
    if not blocks:
        raise LoadError(zh="文件里没有文字。", en="There is no text in the file.")
    return Article(path, "\n\n".join(blocks), "text", decoded.encoding, stated, decoded.notices)


def _rst(lines: Sequence[str], stated: Header) -> Iterator[str]:
    """Paragraphs, headings and rows of reStructuredText."""
    block: list[str] = []
    place, headings = 0, 0
    while place < len(lines):
        line = lines[place]
        if not block and line.startswith(" ") and _announced(lines, place):
            yield line.strip()  # of what is shown as it is typed, each line
            place += 1
            continue
        heading = _heading(lines, place) if not block else None
        table = None if block else _grid(lines, place) or _simple(lines, place)
        if heading or table or not line.strip() or _DIRECTIVE.match(line) or _ITEM.match(line):
            yield _without(_RST_MARKS, joined_words(block))
            block.clear()
        if heading:
            words, place = heading
            headings += 1
            if headings == 1 and "title" not in stated:
                stated["title"] = words
            yield words
        elif table:
            rows, place = table
            yield marked(
                lines_of([[Cell(_without(_RST_MARKS, cell)) for cell in row] for row in rows])
            )
        elif found := _DIRECTIVE.match(line):
            spoken, place = _directive(lines, place, found)
            block += spoken
        else:
            place += 1
            if field := _FIELD.fullmatch(line) if not block else None:
                _note(stated, field)
                continue
            if line.strip():
                block.append(
                    line.strip().removesuffix("::") + (":" if line.rstrip().endswith("::") else "")
                )
    yield _without(_RST_MARKS, joined_words(block))


def _announced(lines: Sequence[str], place: int) -> bool:
    """Whether an indented line is of a block that ``::`` announces, a few lines above."""
    for before in reversed(lines[max(0, place - _LONGEST_BLOCK) : place]):
        if before.strip() and not before.startswith(" "):
            return before.rstrip().endswith("::") or before.startswith(_CODE)
    return False


def _note(stated: Header, field: re.Match[str]) -> None:
    name = _STATED.get(field["name"].strip().lower())
    if name and field["value"].strip():
        stated.setdefault(name, field["value"].strip())


def _heading(lines: Sequence[str], place: int) -> tuple[str, int] | None:
    """A heading with a rule below it, or above and below; and where the text goes on."""
    over = bool(_RULE.fullmatch(lines[place]))
    at = place + over
    if at + 1 >= len(lines) or not lines[at].strip() or _RULE.fullmatch(lines[at]):
        return ("", place + 1) if over else None
    below = _RULE.fullmatch(lines[at + 1])
    if below and (not lines[at].startswith(" ") or over) and len(lines[at].strip()) <= 200:
        return _without(_RST_MARKS, lines[at].strip()), at + 2
    return ("", place + 1) if over else None


def _directive(lines: Sequence[str], place: int, found: re.Match[str]) -> tuple[list[str], int]:
    """The words of a directive's first line, and where its content, or what follows it, begins."""
    inner = len(found["indent"]) + 1
    end = place + 1
    while end < len(lines) and (
        not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) >= inner
    ):
        end += 1
    if found["note"] is not None:
        return [found["words"]], place + 1
    name = (found["name"] or "").lower()
    if found["target"] is not None or found["comment"] is not None or name in _UNSEEN:
        return [], place + 1 if found["target"] is not None else end
    at = place + 1
    while at < end and _FIELD.match(lines[at]):
        at += 1
    return [found["rest"].strip()] if name in _HEARD and found["rest"].strip() else [], at


def _grid(lines: Sequence[str], place: int) -> tuple[list[list[str]], int] | None:
    """A table drawn with +---+ and |."""
    if not _GRID.fullmatch(lines[place]):
        return None
    borders = [at for at, sign in enumerate(lines[place]) if sign == "+"]
    rows: list[list[str]] = []
    open_row: list[str] = []
    end = place
    while end < len(lines) and lines[end].strip()[:1] in ("+", "|"):
        line = lines[end]
        if _GRID.fullmatch(line):
            rows += [open_row] if any(open_row) else []
            open_row = []
        else:
            cells = [part.strip() for part in line.strip().strip("|").split("|")]
            if len(cells) > len(borders):
                cells = cells[: len(borders)]
            open_row += [""] * (len(cells) - len(open_row))
            for at, cell in enumerate(cells):
                open_row[at] = f"{open_row[at]} {cell}".strip()
        end += 1
    rows += [open_row] if any(open_row) else []
    return (rows, end) if rows else None


def _simple(lines: Sequence[str], place: int) -> tuple[list[list[str]], int] | None:
    """A table whose columns stand below ``=====  =====``.

    Wide characters take two columns on a screen; authors mostly part the cells by two spaces.
    """
    if not _COLUMNS.fullmatch(lines[place]):
        return None
    width = len(lines[place].split())
    rows: list[list[str]] = []
    rules, end = 0, place
    while end < len(lines):
        line = lines[end]
        if _COLUMNS.fullmatch(line):
            rules += 1
            after = lines[end + 1] if end + 1 < len(lines) else ""
            if rules > 1 and not after.strip():
                return (rows, end + 1) if rows else None
        elif line.strip() and not re.fullmatch(r"[-\s]+", line):
            cells = re.split(r"\s{2,}", line.strip())
            rows.append((cells + [""] * width)[:width])
        end += 1
    return None


def _org(lines: Sequence[str], stated: Header) -> Iterator[str]:
    """Paragraphs, headings and rows of Org."""
    block: list[str] = []
    table: list[list[Cell]] = []
    for line in [*lines, ""]:
        bare = line.strip()
        if table and not bare.startswith("|"):
            yield marked(lines_of(table))
            table = []
        heading = _HEADING.fullmatch(line)
        keyword = _KEYWORD.fullmatch(line)
        ends = not bare or heading or keyword or bare.startswith(("|", "# "))
        if ends or _ITEM.match(line):
            yield _without(_ORG_MARKS, joined_words(block))
            block = []
        if heading:
            yield _without(_ORG_MARKS, heading["words"])
        elif keyword:
            _note(stated, keyword)
        elif bare.startswith("|"):
            if not re.fullmatch(r"[|+\-\s]+", bare):
                cells = bare.strip("|").split("|")
                table.append([Cell(_without(_ORG_MARKS, cell.strip())) for cell in cells])
        elif bare and not (
            _BLOCK.fullmatch(line) or _DRAWER.fullmatch(line) or bare.startswith("# ")
        ):
            block.append(bare)


def _without(marks: Sequence[tuple[re.Pattern[str], str]], text: str) -> str:
    """A line without the marks in it."""
    for pattern, words in marks:
        text = pattern.sub(words, text)
    return text.strip()
