r"""Articles in TeX (.tex): title, headings and text as they are printed, without the commands.

    \section{实施范围}  第一批\textbf{12个}县。  ──▶  实施范围 / 第一批12个县。

One pass over the pieces, with a stack for the open braces: a command says what becomes of the
groups behind it (``rag.articles.load_tex_commands``); of any other its name goes, its words stay.
Nothing is run and no other file is opened.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import ClassVar

from rag.articles.grid import ROW, Cell, lines_of, marked
from rag.articles.load_tex_commands import (
    ACCENTS,
    GLUED,
    LINE_ENDS,
    LISTS,
    OWN_LINE,
    SIGNS,
    SKIPPED,
    TABLE_SIZES,
    TABLES,
    accented,
)
from rag.articles.load_tex_pieces import Pieces
from rag.articles.load_tex_source import HELD, left_out, source_of
from rag.articles.load_text import decode, joined_words
from rag.errors import LoadError
from rag.types import Article
from rag.wording import say

# blanks and line ends
_SPACE = re.compile(r"\s+")
_MOST_NOTES = 5_000
_DEEPEST = 2_000


@dataclass
class _Table:
    """A table that is open: its rows so far and the cell that is being written."""

    rows: list[list[Cell]] = field(default_factory=lambda: [[]])
    columns: int = 1

    def cell(self, text: str) -> None:
        """Close a cell."""
        self.rows[-1].append(Cell(_SPACE.sub(" ", text).strip(), columns=self.columns))
        self.columns = 1


def from_tex(path: str, data: bytes) -> Article:
    """The text of a TeX file with the title it states.

    Raises:
        LoadError: It is no text, or nothing of it would be printed.

    """
    decoded = decode(data)
    source = decoded.text.replace("\r\n", "\n").replace("\x00", "")
    reading = _Reading(source)
    body = reading.body()
    if not body.strip():
        raise LoadError(zh="TeX 文件里没有文字。", en="The TeX file has no text.")
    said = {name: reading.stated(name) for name in ("title", "author", "date")}
    if not said["title"] and not reading.headings:
        said["title"] = PurePosixPath(path.rpartition("!/")[2]).stem
    metadata = {name: value for name, value in said.items() if value}
    return Article(path, body, "text", decoded.encoding, metadata,
                   decoded.notices + reading.notices())  # fmt: skip


class _Reading:
    """One pass over a document."""

    def __init__(self, source: str) -> None:
        """``source`` is the whole file."""
        self._source = source_of(source)
        self._macros = self._source.macros
        self._pieces = Pieces(self._source.body, self._macros)
        self._found = Counter(drawn=self._source.drawn)
        self._out: list[str] = []
        self._open: list[str] = []
        self._outer: list[tuple[list[str], list[str]]] = []
        self._tables: list[_Table] = []
        self._lists: list[list[int | None]] = []
        self._notes: list[str] = []
        self._math = False
        self.headings = 0

    def body(self) -> str:
        """The printed text, paragraphs parted by empty lines."""
        while piece := self._pieces.next():
            self._take(piece)
        while self._tables:
            self._end_table()
        text = "".join(self._out)
        blocks = (self._block(block) for block in re.split(r"\n[ \t]*\n[ \t\n]*", text))
        return "\n\n".join(block for block in blocks if block)

    def _block(self, block: str) -> str:
        bare = block.strip("\n ")
        held = self._source.held
        if bare.startswith(HELD) and bare[1:].isdecimal() and int(bare[1:]) < len(held):
            return held[int(bare[1:])]
        if bare.startswith(ROW):
            return bare
        lines = [line.strip() for line in block.split("\n")]
        return re.sub(r"[ \t]+", " ", joined_words(lines))

    def _take(self, piece: str) -> None:
        if piece[0] == "\\" and len(piece) > 1:
            self._command(piece[1:].rstrip("* \t") or piece[1:])
            if self._math and piece[-1] in " \t":
                self._out.append(" ")
        elif piece == "{":
            self._open.append("")
            if len(self._open) > _DEEPEST:
                raise RecursionError
        elif piece == "}":
            self._close()
        elif piece == "$":
            self._math = not self._math
        elif piece == "&" and self._tables:
            self._tables[-1].cell("".join(self._out))
            self._out.clear()
        elif piece == "~":
            self._out.append(" ")
        else:
            self._out.append(piece)

    def _command(self, name: str) -> None:
        """What becomes of a command."""
        act = self._ACTS.get(name)
        if act is not None:
            act(self)
        elif name in SIGNS or name in self._macros:
            self._out.append(SIGNS.get(name) or self._macros[name])
        elif name in ACCENTS:
            self._out.append(accented(name, self._pieces.group(single=True)))
        elif name in OWN_LINE:
            self._pieces.optional()
            self.headings += name != "caption"
            self._out.append("\n\n")
            self._expect("line")
        elif name in SKIPPED:
            self._skip(name)
        elif name in LINE_ENDS:
            self._line_end(name)
        elif name in " ,;:":
            self._out.append(" ")
        elif not name.isalpha():
            self._out.append("" if name in "()!/[]-" else name)

    def _footnote(self) -> None:
        self._pieces.optional()
        self._expect("note")

    def _columns(self) -> None:
        """The cell that comes next spans several columns."""
        columns = self._pieces.group()
        self._pieces.group()
        if self._tables:
            self._tables[-1].columns = min(int(columns), 500) if columns.isdecimal() else 1

    def _fraction(self) -> None:
        above, below = self._pieces.group(single=True), self._pieces.group(single=True)
        self._out.append(f"{above}/{below}")

    def _begin(self) -> None:
        self._environment(begins=True, name=self._pieces.group())

    def _end(self) -> None:
        self._environment(begins=False, name=self._pieces.group())

    def _row_ends(self) -> None:
        """Two backslashes: a row of a table, or a line."""
        if not self._tables:
            self._out.append("\n")
            return
        self._pieces.optional()
        self._tables[-1].cell("".join(self._out))
        self._out.clear()
        self._tables[-1].rows.append([])

    _ACTS: ClassVar[dict[str, Callable[[_Reading], None]]] = {
        "begin": _begin, "end": _end, "\\": _row_ends, "tabularnewline": _row_ends,
        "footnote": _footnote, "multicolumn": _columns, "frac": _fraction, "dfrac": _fraction,
        "tfrac": _fraction,
    }  # fmt: skip

    def _skip(self, name: str) -> None:
        kinds = {"includegraphics": "image", "includepdf": "image", "input": "file",
                 "include": "file", "subfile": "file"}  # fmt: skip
        if name in kinds:
            self._found[kinds[name]] += 1
        for _ in range(SKIPPED[name]):
            self._pieces.optional()
            self._pieces.group()
            self._pieces.optional()

    def _line_end(self, name: str) -> None:
        if name in GLUED:
            self._out.append(" ")
            return
        self._out.append("\n\n")
        if name == "item" and self._lists:
            label = self._pieces.optional()
            count = self._lists[-1][0]
            if label:
                self._out.append(f"{label} ")
            elif count is not None:
                self._lists[-1][0] = count + 1
                self._out.append(f"{count + 1}. ")

    def _environment(self, *, begins: bool, name: str) -> None:
        if name in TABLES and not self._math:
            if begins:
                for _ in range(TABLE_SIZES.get(name, 1)):
                    self._pieces.optional()
                    self._pieces.group()
                self._outer.append((self._out, self._open))
                self._out, self._open = [], []
                self._tables.append(_Table())
            elif self._tables:
                self._end_table()
        elif name in LISTS:
            if begins:
                self._pieces.optional()
                self._lists.append([0 if name == "enumerate" else None])
            elif self._lists:
                self._lists.pop()
            self._out.append("\n\n")
        else:
            if begins and name in ("minipage", "multicols", "thebibliography"):
                self._pieces.optional()
                self._pieces.group()
            elif begins:
                self._pieces.optional()
            self._out.append("\n\n")

    def _end_table(self) -> None:
        table = self._tables.pop()
        if "".join(self._out).strip() or table.rows[-1]:
            table.cell("".join(self._out))
        self._out, self._open = self._outer.pop()
        shown = marked(lines_of([row for row in table.rows if row]))
        if self._tables:  # within a cell
            self._out.append(" ".join(shown.replace(ROW, "").split()))
        else:
            self._out.append(f"\n\n{shown}\n\n")

    def _expect(self, what: str) -> None:
        """Have the group that comes next end as a line, or as a note."""
        if self._pieces.opens():
            self._open.append(what)
            if what == "note":
                self._outer.append((self._out, self._open))
                self._out, self._open = [], []

    def _close(self) -> None:
        if not self._open and self._outer and self._outer[-1][1][-1:] == ["note"]:
            words = _SPACE.sub(" ", "".join(self._out)).strip()
            self._out, self._open = self._outer.pop()
            self._open.pop()
            if len(self._notes) < _MOST_NOTES:
                self._notes.append(words)
            self._out.append(say(f"（脚注：{words}）", f" (Footnote: {words})"))
        elif self._open and self._open.pop() == "line":
            self._out.append("\n\n")

    def stated(self, name: str) -> str:
        r"""What ``\title``, ``\author`` or ``\date`` says, wherever it stands."""
        found = re.search(rf"\\{name}\s*(?=[\[{{])", self._source.text)
        if not found:
            return ""
        pieces = Pieces(self._source.text[found.end() : found.end() + 4_000], self._macros)
        pieces.optional()
        start = pieces.place
        pieces.group()
        inner = _Reading("")
        inner._pieces, inner._macros = pieces, self._macros
        pieces.pieces, pieces.place = pieces.pieces[start : pieces.place], 0
        return _SPACE.sub(" ", inner.body().replace("\n", " ")).strip()

    def notices(self) -> tuple[str, ...]:
        """What a reader of the print sees and the text has not."""
        return left_out(self._found["image"] + self._found["drawn"], self._found["file"])
