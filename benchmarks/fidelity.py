"""What reading keeps and loses of files of every kind: ``python -m benchmarks.fidelity``.

The files are written for it (``benchmarks.fidelity_files``), with words that a reader of them
sees, in pieces (a sentence, a row of a table), and words that no reader sees. Counted are the
letters and figures of the pieces that come back whole and in one stretch, of those that do not,
and of what should not have come. markitdown reads the same files beside Youju, where the
environment that ``--peer`` names has it (``pip install 'markitdown[all]'``); without one its
column is left out.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fidelity_files import made
from benchmarks.fidelity_office import Made
from rag.articles.clean import clean
from rag.articles.limits import Limits
from rag.articles.load import load
from rag.errors import LoadError

_SECONDS = 600
_UNLIKE = re.compile(r"[^\w%.,:+-]|_")
"""What is left out of account: white space, bars, marks of Markdown, punctuation."""

PEER = """
import json, pathlib, sys, warnings
warnings.simplefilter("ignore")
from markitdown import MarkItDown
reader = MarkItDown()
found = {}
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    try:
        found[path.name] = reader.convert(str(path)).text_content
    except Exception as fault:
        found[path.name] = None
print(json.dumps(found))
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """Letters and figures that came back, that did not, and that should not have."""

    kept: int
    lost: int
    wrong: int

    def __str__(self) -> str:
        """The three, as a row of a table has them."""
        return f"{self.kept} | {self.lost} | {self.wrong}"


def scored(file: Made, text: str | None) -> Kept:
    """What ``text`` has of a file's words; of ``None``, for a file that was refused, nothing."""
    said = _letters(text or "")
    pieces = [_letters(piece) for piece in file.kept]
    kept = sum(len(piece) for piece in pieces if piece in said)
    wrong = sum(len(_letters(piece)) for piece in file.wrong if _letters(piece) in said)
    return Kept(kept, sum(map(len, pieces)) - kept, wrong)


def _letters(text: str) -> str:
    return _UNLIKE.sub("", text)


def read_by_youju(path: Path) -> str | None:
    """The titles and texts of all articles of a file, cleaned."""
    try:
        documents = [clean(article).document for article in load(path, Limits())]
    except LoadError:
        return None
    return "\n".join(f"{document.title}\n{document.text}" for document in documents)


def read_by_peer(folder: Path, peer: str) -> Mapping[str, str | None] | None:
    """What markitdown makes of the files in a folder; ``None`` where it cannot be run."""
    try:
        run = subprocess.run([peer, "-c", PEER, str(folder)], capture_output=True, timeout=_SECONDS,
                             check=True)  # fmt: skip
    except (OSError, subprocess.SubprocessError) as fault:
        print(f"markitdown is left out: {fault}")
        return None
    found: dict[str, str | None] = json.loads(run.stdout)
    return found


def main() -> None:
    """Write the files, read them, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", default="", help="python of an environment with markitdown")
    arguments = parser.parse_args()
    files = list(made())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in files:
            (folder / file.name).write_bytes(file.data)
        beside = read_by_peer(folder, arguments.peer) if arguments.peer else None
        if not arguments.peer:
            print("markitdown is left out: --peer names no environment")
        more = " markitdown kept | lost | wrong |" if beside is not None else ""
        print(f"| file | with | Youju kept | lost | wrong |{more}")
        print(f"|---|---|---|---|---|{'---|' * 3 if beside is not None else ''}")
        for file in files:
            own = scored(file, read_by_youju(folder / file.name))
            theirs = "" if beside is None else f" {scored(file, beside.get(file.name))} |"
            print(f"| `.{file.name.partition('.')[2]}` | {file.parts} | {own} |{theirs}")


if __name__ == "__main__":
    main()
