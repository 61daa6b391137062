"""Small folders of dated articles, with questions they answer and questions they nearly do.

``folders.jsonl`` has a line for each folder: six articles of the news corpus about one subject
(their ids, with headlines of our own) and questions as people ask who have not the articles at
hand, half of them in other words than the article, a third of them without an answer. ``part``
says whether the judge is fitted to a folder or it is held back. The texts are of the corpus.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDERS = Path(__file__).with_name("folders.jsonl")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on the disk and what is asked about it: the rows of its questions."""

    name: str
    path: Path
    questions: tuple[dict[str, Any], ...]


def written_folders(part: str, corpus: Path, into: Path) -> Iterator[Folder]:
    """Write the articles of every folder of ``part`` below ``into``, each a text file.

    Args:
        part: "fitted" or "held".
        corpus: The news corpus, xz-compressed JSON lines of id, published and text.
        into: An empty folder.
    """
    lines = FOLDERS.read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["part"] == part]
    wanted = {article["id"] for row in rows for article in row["articles"]}
    found = _articles(corpus, wanted)
    for row in rows:
        path = into / row["group"]
        path.mkdir()
        for article in row["articles"]:
            told = found[article["id"]]
            text = f"{article['headline']}\n{told['published']}\n{told['text']}\n"
            (path / f"{article['id']}.txt").write_text(text, encoding="utf-8")
        yield Folder(row["group"], path, tuple(row["questions"]))


def _articles(corpus: Path, wanted: set[str]) -> dict[str, dict[str, str]]:
    with lzma.open(corpus, "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines)
        return {row["id"]: row for row in rows if row["id"] in wanted}
