r"""The pieces of a TeX source: commands, braces, signs and the text between, in their order."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.articles.load_tex_commands import SIGNS

_PIECE = re.compile(  # a command with the space that it swallows, or one sign, or text
    r"\\[A-Za-z@]+\*?[ \t]*|\\.|[{}$&~\n\[\]]|[^\\{}$&~\n\[\]]+", re.DOTALL
)


class Pieces:
    """A source in pieces and how far it is read; ``macros`` are commands that print a text."""

    def __init__(self, source: str, macros: Mapping[str, str]) -> None:
        """Cut ``source`` up."""
        self.pieces: list[str] = _PIECE.findall(source)
        self.place = 0
        self.macros = macros

    def next(self) -> str:
        """The next piece; empty at the end."""
        if self.place >= len(self.pieces):
            return ""
        self.place += 1
        return self.pieces[self.place - 1]

    def opens(self) -> bool:
        """Pass over blanks, and over a brace that opens behind them; whether there was one."""
        self.blanks()
        if self.place < len(self.pieces) and self.pieces[self.place] == "{":
            self.place += 1
            return True
        return False

    def blanks(self) -> None:
        """Pass over white space."""
        while self.place < len(self.pieces) and not self.pieces[self.place].strip(" \t\n"):
            self.place += 1

    def optional(self) -> str:
        """Pass over ``[…]`` behind a command, and give its words."""
        before = self.place
        self.blanks()
        if self.place >= len(self.pieces) or self.pieces[self.place] != "[":
            self.place = before
            return ""
        end, depth = self.place + 1, 0
        while end < len(self.pieces) and (depth or self.pieces[end] != "]"):
            depth += {"{": 1, "}": -1}.get(self.pieces[end], 0)
            if depth < 0 or end - self.place > 500:
                self.place = before
                return ""
            end += 1
        words = "".join(
            piece for piece in self.pieces[self.place + 1 : end] if piece[0] not in "\\{}$"
        )
        self.place = end + 1
        return words.strip()

    def group(self, *, single: bool = False) -> str:
        """Pass over ``{…}``, or with ``single`` one sign, and give its plain words."""
        before = self.place
        self.blanks()
        if self.place >= len(self.pieces) or self.pieces[self.place] != "{":
            if single and (sign := self._sign()):
                return sign
            self.place = before
            return ""
        words: list[str] = []
        depth = 0
        while self.place < len(self.pieces):
            piece = self.pieces[self.place]
            self.place += 1
            depth += {"{": 1, "}": -1}.get(piece, 0)
            if not depth:
                break
            if piece[0] == "\\":
                name = piece[1:].rstrip(" \t")
                words.append(SIGNS.get(name) or self.macros.get(name, " "))
            elif piece not in ("{", "}", "$"):
                words.append(" " if piece == "~" else piece)
        return "".join(words)

    def _sign(self) -> str:
        """Pass over the first sign of what comes next, where it is no command."""
        piece = self.pieces[self.place] if self.place < len(self.pieces) else "}"
        if piece[0] in "\\}&$":
            return ""
        self.pieces[self.place] = piece[1:]
        self.place += not piece[1:]
        return piece[0]
