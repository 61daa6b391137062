"""Draw the first minute as a picture for the READMEs, from what a terminal really shows.

    python -m release.recording            # writes docs/images/first-minute*.svg
    python -m release.recording --check    # 1 where what is printed now is not what they show

Runs the commands below in a terminal of 100 columns over an index that is not there yet. The folder
of the repository is shown as ``~/youju``; nothing else is changed. A test holds the pictures to
what the commands print.
"""

from __future__ import annotations

import argparse
import fcntl
import html
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len, chop_cells

from release.set_up import ROOT

PICTURES = {
    "en": ROOT / "docs" / "images" / "first-minute.svg",
    "zh": ROOT / "docs" / "images" / "first-minute.zh.svg",
}
SHOWN_AS = "~/youju"
COLUMNS = 100
CELL, LINE, MARGIN = 8, 20, 16
"""Pixels: of a column, of a line, around all."""
_FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}">
<style>
rect {{ fill: #f6f3ec }}
text {{ font: 14px ui-monospace, Consolas, 'Noto Sans Mono CJK SC', monospace; fill: #24292e }}
.typed {{ font-weight: bold; fill: #0b6e63 }}
</style>
<rect width="{width}" height="{height}" rx="8"/>
{texts}</svg>
"""
# What is typed, and what is run for it: ``make ask`` has the same recipe, without its set-up.
TYPED = (
    ("make ask", ("ask", "示范区何时获批？")),
    ('.venv/bin/youju ask "2024年有多少人游览临溪古镇？"', ("ask", "2024年有多少人游览临溪古镇？")),
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw both pictures, or say which of them are of before."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    given = parser.parse_args(arguments)
    stale = 0
    for language, path in PICTURES.items():
        picture = drawn(session(language))
        if not given.check:
            path.write_text(picture, encoding="utf-8")
            print(f"{path.relative_to(ROOT)}: {len(picture.encode()) / 1e3:.0f} kB")
        elif words(picture) != words(path.read_text(encoding="utf-8")):
            print(f"{path.relative_to(ROOT)} shows what is not printed any more")
            stale = 1
    return stale


def session(language: str) -> str:
    """What a terminal shows of the commands, one after another, over an index made by the first."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("YOUJU_")
        }
        environment |= {"YOUJU_DATA_DIR": f"{folder}/index", "YOUJU_LANGUAGE": language}
        environment |= {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
        shown = []
        for typed, run in TYPED:
            code = "import sys; from rag.cli import main; sys.exit(main())"
            printed = in_terminal([sys.executable, "-c", code, *run], Path(folder), environment)
            shown.append(f"$ {typed}\n{printed.rstrip()}\n")
    return "\n".join(shown).replace(str(ROOT), SHOWN_AS)


def in_terminal(command: Sequence[str], folder: Path, environment: dict[str, str]) -> str:
    """Run a command in a terminal of its own; all that it shows.

    Raises:
        RuntimeError: It failed; the message has what it showed.
    """
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=its, stdout=its, stderr=its
    )
    os.close(its)
    pieces = []
    while True:
        try:
            piece = os.read(ours, 1 << 16)
        except OSError:  # Linux says so when the last writer is gone
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(ours)
    shown = b"".join(pieces).decode().replace("\r\n", "\n")
    if process.wait() not in (0, 1):
        raise RuntimeError(shown)
    return shown


def drawn(shown: str) -> str:
    """The picture of a terminal with a text in it; it loads nothing from elsewhere.

    Each run of wide or of narrow characters is stretched to its columns, whatever the reader's
    fonts; rich's own export takes wide ones for narrow.
    """
    rows = [
        (line, piece) for line in shown.splitlines() for piece in chop_cells(line, COLUMNS) or [""]
    ]
    width, height = COLUMNS * CELL + 2 * MARGIN, (len(rows) + 1) * LINE + 2 * MARGIN
    texts = []
    for number, (line, piece) in enumerate(rows):
        kind = "typed" if line.startswith("$ ") else "shown"
        bottom = MARGIN + (number + 1) * LINE
        texts += [
            f'<text class="{kind}" x="{MARGIN + column * CELL}" y="{bottom}" '
            f'textLength="{cell_len(run) * CELL}" xml:space="preserve">{html.escape(run)}</text>\n'
            for column, run in runs(piece)
        ]
    return _FRAME.format(width=width, height=height, texts="".join(texts))


def runs(line: str) -> list[tuple[int, str]]:
    """A line's stretches of characters of one width, each with the column it begins in.

    >>> runs("今年1月")
    [(0, '今年'), (4, '1'), (5, '月')]
    """
    found, column = [], 0
    for _, group in groupby(line, cell_len):
        run = "".join(group)
        if run.strip():
            found.append((column, run))
        column += cell_len(run)
    return found


def words(picture: str) -> str:
    """The text of a picture, without its layout."""
    found = re.findall(r"<text[^>]*>([^<]*)</text>", picture)
    return re.sub(r"\s", "", html.unescape("".join(found)))


if __name__ == "__main__":
    sys.exit(main())
