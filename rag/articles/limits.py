"""What bounds the reading of files that others wrote.

The two that a reader of large files may want to raise are settings; the others are constants.
docs/articles.md lists them all with what happens at each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rag.settings import Settings

MAX_ARTICLE_CHARACTERS = 10_000_000
"""An article with more text than this is skipped: it is a collection in one file."""

MAX_TITLE_CHARACTERS = 300
"""A longer title is cut: it is put before every passage that is embedded and indexed."""

MAX_METADATA_CHARACTERS = 2_000
"""What a file states about itself (author, source, date) is cut to this many a value."""

MAX_METADATA = 200
"""How many such values are kept."""

MAX_NAME_CHARACTERS = 300
"""The name of a member or the id of a record is cut to this many."""

MAX_NAMED = 1_000
"""How many unusable members of one container are named; the rest are counted."""

MAX_STOPS = 10
"""After so many members that stopped the reading, the rest of a container is not read."""

MOST_UNUSABLE = 10_000
"""A container that begins with so many unusable members, and next to no other, is given up."""

WALL_PER_CPU = 10
"""Seconds by the clock for each second of processor time: a busy machine is no fault."""

OCR_MEMORY_MB = 1_500
"""What recognising takes beside reading, in megabytes of address space."""

PART_ARTICLES = 100
PART_CHARACTERS = 400_000
"""A container comes in parts of about so many articles or characters, whichever is less."""


class HowToRead(Protocol):
    """The settings that reading a file depends on."""

    @property
    def max_file_mb(self) -> int:
        """Larger plain files are skipped, in megabytes (10^6 bytes)."""

    @property
    def jsonl_fields(self) -> str:
        """The names of id, title, publication date and text in a record."""

    @property
    def ocr_seconds(self) -> int:
        """Processor time for recognising the text of pictures in one article; 0: none."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How files are read, for a process that knows no settings (they take time to import).

    ``seconds`` of processor time and ``memory_mb`` (10^6 bytes, beyond what the process has
    at its start) are for one article.
    """

    max_file_mb: int = 100
    jsonl_fields: str = "id,title,published,text"
    seconds: int = 30
    memory_mb: int = 2_000
    ocr_seconds: int = 0

    @property
    def wall_seconds(self) -> int:
        """Seconds by the clock for one article."""
        return self.seconds * WALL_PER_CPU

    @property
    def reply_bytes(self) -> int:
        """The most that may come back at once."""
        return max(100, 4 * self.max_file_mb) * 1_000_000


def limits_of(settings: Settings | None) -> Limits:
    """The limits that the settings give.

    Raises:
        SettingsError: Text is to be recognised, and what does it is not installed.

    """
    if settings is None:
        return Limits()
    if settings.ocr:
        from rag.articles.recognise import check_installed

        check_installed()
    return Limits(
        max_file_mb=settings.max_file_mb,
        jsonl_fields=settings.jsonl_fields,
        seconds=settings.max_article_seconds + settings.ocr_seconds,
        memory_mb=settings.max_article_memory_mb + (OCR_MEMORY_MB if settings.ocr else 0),
        ocr_seconds=settings.ocr_seconds,
    )


MAX_RATIO = 200
"""What unpacks to more than this many times its size is taken for a bomb, from …"""

RATIO_FROM_BYTES = 1_000_000
"""… so many bytes on."""
