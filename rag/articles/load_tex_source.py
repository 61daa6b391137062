"""A TeX source before its pieces are read: without remarks and drawings, its macros known."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.wording import say

_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*(?:\n[ \t]*)?")  # 12\% % a remark
_MACRO = re.compile(  # \newcommand{\proj}{青禾项目}
    r"\\(?:re)?newcommand\*?\{?\\([A-Za-z]{1,40})\}?\{([^{}\\$&]{0,200})\}"
)
# \begin{verbatim}…\end{verbatim}
_VERBATIM = re.compile(
    r"\\begin\{(verbatim|lstlisting|minted|Verbatim)\}(?:\[[^\]\n]*\])?(.*?)\\end\{\1\}", re.DOTALL
)
# \begin{tikzpicture}…\end{tikzpicture}
_DRAWN = re.compile(
    r"\\begin\{(tikzpicture|pgfpicture|comment|filecontents\*?)\}.*?\\end\{\1\}", re.DOTALL
)
HELD = "\ue000"
"""Stands, with a number, where words are printed as they are typed."""


@dataclass(frozen=True, slots=True)
class Source:
    """``text`` is the whole, ``body`` what is printed of it; ``macros`` print a text.

    ``held`` are the stretches that are printed as they are typed, each kept out of the way of the
    reading; ``drawn`` counts the drawings that were left out.
    """

    text: str
    body: str
    macros: dict[str, str]
    held: list[str]
    drawn: int


def source_of(written: str) -> Source:
    """What of a file's text is to be read."""
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found[2].strip("\n"))
        return f"\n\n{HELD}{len(held) - 1}\n\n"

    text, drawn = _DRAWN.subn("", _VERBATIM.sub(hold, written))
    text = _COMMENT.sub(r"\1", text)
    _, begun, rest = text.partition(r"\begin{document}")
    body = (rest if begun else text).partition(r"\end{document}")[0]
    return Source(text, body, dict(_MACRO.findall(text)), held, drawn)


def left_out(images: int, files: int) -> tuple[str, ...]:
    """What a reader of the print sees and the text has not, as notices."""
    told = []
    if images:
        told.append(
            say(f"{images} 张图片中的文字没有读", f"words in {images} pictures are not read")
        )
    if files:
        told.append(
            say(f"{files} 处引入的其他文件没有读（\\input）",
                f"{files} other files that it takes in are not read (\\input)")
        )  # fmt: skip
    return tuple(told)
