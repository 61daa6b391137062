"""A pasted text as a file that is read like any other: its title, date and source on top."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

LONGEST_NAME = 40
"""Characters of a title in a file's name."""
LONGEST_FIELD = 300
"""Characters of a title or a source."""
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')


@dataclass(frozen=True, slots=True)
class Pasted:
    """What somebody pasted; ``published`` is an ISO day, or empty."""

    text: str
    title: str = ""
    published: str = ""
    source: str = ""


def is_address(text: str) -> bool:
    """Whether all of a text is one web address: nothing is fetched, so there is nothing to read."""
    words = text.split()
    return len(words) == 1 and words[0].lower().startswith(("http://", "https://", "www."))


def day_from(typed: str) -> str | None:
    """A day as it was typed (2024-03-15, 2024/3/15, 2024年3月15日), ISO; ``None`` for no day."""
    plain = typed.strip()
    for sign in "年月/.":
        plain = plain.replace(sign, "-")
    parts = plain.removesuffix("日").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def written(pasted: Pasted, folder: Path) -> Path:
    """Write the text into ``folder`` as a file with a head that the reader of files knows.

    Raises:
        OSError: The folder cannot be written.
    """
    fields = {
        "title": pasted.title,
        "date": pasted.published,
        "source": pasted.source,
    }
    lines = [
        f"{name}: {json.dumps(_line(value), ensure_ascii=False)}"
        for name, value in fields.items()
        if value
    ]
    head = "\n".join(("---", *lines, "---", "")) if lines else ""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{_name_of(pasted)}.txt"
    file.write_text(head + pasted.text, encoding="utf-8", errors="replace")
    return file


def _line(value: str) -> str:
    return " ".join(value.split())[:LONGEST_FIELD]


def _name_of(pasted: Pasted) -> str:
    """A file's name: the title, or how the text begins, without what no file may be called."""
    said = _line(pasted.title) or _line(pasted.text)
    kept = "".join(sign for sign in said if sign.isprintable() and sign not in _NOT_IN_NAMES)
    return kept[:LONGEST_NAME].strip(" .") or "pasted"
