"""Tables drawn with characters, in Markdown and in plain text, as marked rows.

    | 乡镇 | 产量（吨） |      乡镇<tab>产量（吨）      乡镇    产量（吨）
    |------|------------|      上河乡<tab>4210          上河乡  4210
    | 上河乡 | 4210 |

``with_tables(text, drawn)`` gives the text with each row of a table on a line of its own, as
``rag.articles.grid`` writes it; all else is unchanged. Cells parted by tabs or by two spaces and
more are looked for in plain text only, and only where several lines have as many of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.articles.grid import Cell, lines_of, marked

_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")  # |---|:-:|
_PIPE = re.compile(r"(?<!\\)\|")
# the gap of 东林区    88.2
_GAP = re.compile(r"[ \u3000]{2,}")
_LONGEST_CELL = 60
_FEWEST_ALIGNED = 3
# …开通。: a line of prose, no row
_ENDED = re.compile(r"[。！？；!?;]$")

Split = Callable[[str], "list[str]"]


def with_tables(text: str, *, plain: bool) -> str:
    """``text`` with its tables as marked rows; in ``plain`` text also those made by blanks."""
    if "|" not in text and not (plain and ("\t" in text or "  " in text or "\u3000" in text)):
        return text
    lines = text.split("\n")
    kept: list[str] = []
    place = 0
    while place < len(lines):
        found = _piped(lines, place)
        if not found and plain:
            found = _parted(lines, place)
        if not found:
            kept.append(lines[place])
            place += 1
            continue
        rows, place = found
        shown = marked(lines_of([[Cell(text) for text in row] for row in rows]))
        kept += ["", *shown.split("\n"), ""]
    return "\n".join(kept)


def _piped(lines: Sequence[str], place: int) -> tuple[list[list[str]], int] | None:
    """A table with a rule below its heading: its rows, and where the text goes on."""
    if place + 1 >= len(lines) or "|" not in lines[place] or "|" not in lines[place + 1]:
        return None
    if not _RULE.fullmatch(lines[place + 1]) or "-" not in lines[place + 1]:
        return None
    heading = _cells(lines[place])
    rows = [heading]
    end = place + 2
    while end < len(lines) and "|" in lines[end]:
        rows.append((_cells(lines[end]) + [""] * len(heading))[: len(heading)])
        end += 1
    return (rows, end) if len(heading) > 1 else None


def _cells(line: str) -> list[str]:
    bare = line.strip()
    bare = bare[1:] if bare.startswith("|") else bare
    bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
    return [cell.strip().replace("\\|", "｜") for cell in _PIPE.split(bare)]


def _parted(lines: Sequence[str], place: int) -> tuple[list[list[str]], int] | None:
    """Lines that tabs, or wide gaps, part into as many short cells each."""
    for split, fewest in ((_by_tabs, 2), (_by_gaps, _FEWEST_ALIGNED)):
        rows: list[list[str]] = []
        end = place
        while end < len(lines):
            cells = split(lines[end])
            if len(cells) < 2 or (rows and len(cells) != len(rows[0])):
                break
            rows.append(cells)
            end += 1
        if len(rows) >= fewest:
            return rows, end
    return None


def _by_tabs(line: str) -> list[str]:
    """The cells between single tabs; none where a cell is a sentence, or the first is empty."""
    if "\t" not in line:
        return []
    cells = [cell.strip() for cell in line.strip("\n").split("\t")]
    return cells if cells[0] and _are_cells(cells) else []


def _by_gaps(line: str) -> list[str]:
    bare = line.strip()
    if "  " not in bare and "\u3000" not in bare:
        return []
    cells = [cell.strip() for cell in _GAP.split(bare)]
    return cells if _are_cells(cells) else []


def _are_cells(cells: Sequence[str]) -> bool:
    return not any(len(cell) > _LONGEST_CELL or _ENDED.search(cell) for cell in cells)
