"""The files and questions of the texts beside this: their contents, before any format.

@ NAME.docx merge          begins a file; words after the name are options of its writer
# 标题    ## 小标题         headings
1) 条目                    an item that the format numbers itself
| a | b |                  a row; ``|-`` stands below the heading; ``^`` and ``<`` are merged
=== 名称                   begins a sheet, slide, chapter, event, record or attachment
{ins:…} {del:…} {note:…} {box:…} {comment:…}
? question => a / b & c    answered by a or b, and by c; ``?!`` is to be refused
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
HALVES = ("dev", "unseen")
SECOND = "second"
"""Files of kinds that the halves lack, written before the rules made with them in view."""
FRESH = ("fresh_dev", "fresh_held")
"""Thirty files more, written after all the others; of the second half only counts are looked at."""
MARK = re.compile(r"\{(ins|del|note|box|comment):([^}]*)\}")
"""A piece that a format marks: an insertion, a footnote, …."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first ``heads`` of which name the columns."""

    rows: tuple[tuple[str, ...], ...]
    heads: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: ``title``, ``heading``, ``item`` or ``text``."""

    kind: str
    text: str


@dataclass(slots=True)
class Part:
    """A sheet, slide, chapter, event, record or attachment; the first of a file has no name."""

    name: str = ""
    blocks: list[Block | Table] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """The words of its paragraphs."""
        return [block.text for block in self.blocks if isinstance(block, Block)]

    @property
    def tables(self) -> list[Table]:
        """Its tables."""
        return [block for block in self.blocks if isinstance(block, Table)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and groups of words of each of which the answer must hold one; none: refuse."""

    question: str
    groups: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Written:
    """A file's contents and what is asked of it."""

    name: str
    options: tuple[str, ...]
    parts: list[Part] = field(default_factory=lambda: [Part()])
    asked: list[Asked] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The ending of its name."""
        return self.name.rpartition(".")[2]


def written(half: str) -> list[Written]:
    """The files of a half, in order."""
    found: list[Written] = []
    for line in (HERE / f"{half}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            name, *options = line[2:].split()
            found.append(Written(name, tuple(options)))
        elif line.startswith("?"):
            found[-1].asked.append(_asked(line))
        elif line.startswith("=== "):
            parts = found[-1].parts
            if parts == [Part()]:
                parts.clear()
            parts.append(Part(line[4:]))
        else:
            _add(found[-1].parts[-1].blocks, line)
    return found


def _asked(line: str) -> Asked:
    if line.startswith("?!"):
        return Asked(line[2:].strip(), ())
    question, _, answer = line[1:].partition("=>")
    groups = [tuple(each.strip() for each in group.split(" / ")) for group in answer.split(" & ")]
    return Asked(question.strip(), tuple(groups))


def _add(blocks: list[Block | Table], line: str) -> None:
    if line.startswith("|"):
        rule = line.startswith("|-")
        cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
        if not blocks or not isinstance(blocks[-1], Table):
            blocks.append(Table((cells,), 1))
        elif rule:
            blocks[-1] = Table(blocks[-1].rows, len(blocks[-1].rows))
        else:
            blocks[-1] = Table((*blocks[-1].rows, cells), blocks[-1].heads)
        return
    for mark, kind in (("## ", "heading"), ("# ", "title")):
        if line.startswith(mark):
            blocks.append(Block(kind, line.removeprefix(mark)))
            return
    item = re.match(r"\d+\) ", line)  # "1) 摸底阶段"
    blocks.append(Block("item" if item else "text", line[item.end() :] if item else line))


def plain(text: str) -> str:
    """A text as one without marks for insertions and notes says it."""

    def said(match: re.Match[str]) -> str:
        kind, words = match.groups()
        return {"ins": words, "box": words, "note": f"（{words}）"}.get(kind, "")

    return MARK.sub(said, text)


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """A text in order as ``("", words)`` and marked ``("ins", words)``."""
    place = 0
    for match in MARK.finditer(text):
        if match.start() > place:
            yield "", text[place : match.start()]
        yield match[1], match[2]
        place = match.end()
    if place < len(text):
        yield "", text[place:]


def merged(table: Table) -> list[list[tuple[str, int, int] | None]]:
    """Cells as ``(words, rows spanned, columns spanned)``; ``None`` where another covers one."""
    rows = table.rows
    found: list[list[tuple[str, int, int] | None]] = []
    for at, row in enumerate(rows):
        line: list[tuple[str, int, int] | None] = []
        for place, words in enumerate(row):
            if words in {"^", "<"}:
                line.append(None)
                continue
            down = next((n for n in range(at + 1, len(rows)) if rows[n][place] != "^"), len(rows))
            right = next((n for n in range(place + 1, len(row)) if row[n] != "<"), len(row))
            line.append((words, down - at, right - place))
        found.append(line)
    return found
