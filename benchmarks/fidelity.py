"""What reading keeps and loses of files of every kind: ``python -m benchmarks.fidelity``.

The files are written for it (``benchmarks.fidelity_files``), with words that a reader of them
sees, in pieces (a sentence, a row of a table), and words that no reader sees. Counted are the
letters and figures of the pieces that come back whole and in one stretch, of those that do not,
and of what should not have come. markitdown and unstructured read the same files beside Youju,
where the environments that ``--markitdown`` and ``--unstructured`` name have them; without one its
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

_EACH = """
found = {}
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    try:
        found[path.name] = read(str(path))
    except Exception as fault:
        found[path.name] = None
print(json.dumps(found))
"""
PEERS = {
    "markitdown": """
import json, pathlib, sys, warnings
warnings.simplefilter("ignore")
from markitdown import MarkItDown
reader = MarkItDown()
read = lambda path: reader.convert(path).text_content
"""
    + _EACH,
    "unstructured": """
import json, pathlib, sys, warnings
warnings.simplefilter("ignore")
from unstructured.partition.auto import partition
read = lambda path: "\\n".join(element.text for element in partition(path))
"""
    + _EACH,
}
"""How each peer is asked for the text of the files in a folder."""


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


def read_by_peer(folder: Path, name: str, python: str) -> Mapping[str, str | None] | None:
    """What a peer makes of the files in a folder; ``None`` where it cannot be run."""
    try:
        run = subprocess.run([python, "-c", PEERS[name], str(folder)], capture_output=True,
                             timeout=_SECONDS, check=True)  # fmt: skip
    except (OSError, subprocess.SubprocessError) as fault:
        print(f"{name} is left out: {fault}")
        return None
    found: dict[str, str | None] = json.loads(run.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Write the files, read them, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in PEERS:
        parser.add_argument(f"--{name}", default="", help=f"python of an environment with {name}")
    arguments = vars(parser.parse_args())
    files = list(made())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in files:
            (folder / file.name).write_bytes(file.data)
        beside: dict[str, Mapping[str, str | None]] = {}
        for peer in PEERS:
            if not arguments[peer]:
                print(f"{peer} is left out: --{peer} names no environment")
            elif (read := read_by_peer(folder, peer, arguments[peer])) is not None:
                beside[peer] = read
        columns = " | ".join(f"{who} kept | lost | wrong" for who in ("Youju", *beside))
        print(f"| file | with | {columns} |")
        print("|---|---|" + "---|" * 3 * (1 + len(beside)))
        for file in files:
            cells = [scored(file, read_by_youju(folder / file.name))]
            cells += [scored(file, read.get(file.name)) for read in beside.values()]
            shown = " | ".join(map(str, cells))
            print(f"| `.{file.name.partition('.')[2]}` | {file.parts} | {shown} |")


if __name__ == "__main__":
    main()
