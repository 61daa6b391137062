"""The nouns of Youju: small frozen values that the stages hand to each other.

    Article ──clean──▶ Document ──split──▶ Chunk ──retrieve──▶ Passage

What becomes of passages is in ``rag.answer_types``.

Offsets are always character offsets (Python ``str`` indices, code points) into
``Document.text``, half-open ``[start, end)``. Dates are calendar dates without a zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from rag.errors import UsageError
from rag.places import NOWHERE, Places

DateBasis = Literal["stated", "inferred", "unknown"]
"""``stated``: written as the publication date; ``inferred``: worked out from the text."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was found, decoded but not yet cleaned.

    ``body`` is markup or text as ``markup`` says. ``metadata`` holds what the container
    stated (front matter, JSON fields, mail headers), keys in lower case, values as text.
    ``path`` is what a user would type or open; a member of an archive is ``a.zip!/b.txt``.
    ``places`` say where the parts of ``body`` stand in the file.
    """

    path: str
    body: str
    markup: Literal["html", "markdown", "text"]
    encoding: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    places: Places = NOWHERE


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned article: the coordinate system of everything after it, never edited.

    ``id`` is derived from the content (title, date and text), so the same article found
    twice is one document. ``language`` is ``zh-Hans``, ``zh-Hant`` or ``en``.
    ``published_evidence`` says where the date was found, in the article's own words.
    ``notices`` say what of the original could not be read, or is odd; ``places`` on which page,
    slide or row of it the parts of the text stand.

    >>> from rag import Assistant
    >>> with Assistant() as assistant:
    ...     _ = assistant.ensure_index()
    ...     (document,) = assistant.documents("示范区获批")
    >>> document.published, document.published_basis, document.language
    (datetime.date(2022, 7, 29), 'stated', 'zh-Hans')
    """

    id: str
    path: str
    title: str
    text: str
    published: date | None = None
    published_basis: DateBasis = "unknown"
    published_evidence: str = ""
    author: str = ""
    source: str = ""
    language: str = "zh-Hans"
    categories: tuple[str, ...] = ()
    url: str = ""
    notices: tuple[str, ...] = ()
    places: Places = NOWHERE


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a document: ``document.text[start:end]``, exactly. ``tokens`` by tiktoken."""

    document_id: str
    start: int
    end: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to; an empty field does not limit.

    ``published_from`` and ``published_to`` are inclusive; a document without a date is left
    out when either is set. ``folders`` are path prefixes, ``documents`` ids of articles.

    >>> from datetime import date
    >>> from rag import Assistant
    >>> with Assistant() as assistant:
    ...     found = assistant.search("示范区", k=3, filters=Filters(date(2022, 7, 1)))
    >>> min(passage.published for passage in found) >= date(2022, 7, 1)
    True
    """

    published_from: date | None = None
    published_to: date | None = None
    sources: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check what is given.

        Raises:
            UsageError: A day is none, the first is after the last, or names are not a tuple.
        """
        for name in ("published_from", "published_to"):
            day = getattr(self, name)
            if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
                raise UsageError(
                    zh=f"{name} 应为 datetime.date，而不是 {day!r}。",
                    en=f"{name} must be a datetime.date, not {day!r}.",
                )
        if self.published_from and self.published_to and self.published_from > self.published_to:
            raise UsageError(
                zh=f"起始日期 {self.published_from} 晚于截止日期 {self.published_to}，请对调"
                "（published_from、published_to）。",
                en=f"published_from {self.published_from} is after published_to "
                f"{self.published_to}: swap them.",
            )
        for name in ("sources", "folders", "languages", "documents"):
            names = getattr(self, name)
            if not isinstance(names, (tuple, list)) or not all(isinstance(n, str) for n in names):
                raise UsageError(
                    zh=f'{name} 应为字符串的元组，例如 ("示例日报",)。',
                    en=f'{name} must be a tuple of strings, such as ("Example Daily",).',
                )
            object.__setattr__(self, name, tuple(names))

    def __bool__(self) -> bool:
        """Whether anything is limited at all."""
        named = (self.sources, self.folders, self.languages, self.documents)
        return any((self.published_from, self.published_to, *named))


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of a ranked list: a chunk's number in the store and its score (higher is better)."""

    chunk_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk with the article it stands in and how it was found.

    ``text == document.text[start:end]``. ``score`` is the fused score, higher is better,
    comparable only within one search. Ranks count from 0; ``None`` where a list missed it.
    ``also_in`` are paths of reprints of the same article.

    >>> from rag import Assistant
    >>> with Assistant() as assistant:
    ...     (passage,) = assistant.search("示范区何时获批？", k=1)
    ...     text = assistant.document(passage.document_id).text
    >>> text[passage.start : passage.end] == passage.text
    True
    """

    chunk_id: int
    document_id: str
    start: int
    end: int
    text: str
    title: str = ""
    published: date | None = None
    published_basis: DateBasis = "unknown"
    path: str = ""
    source: str = ""
    language: str = "zh-Hans"
    also_in: tuple[str, ...] = ()
    score: float = 0.0
    lexical_rank: int | None = None
    vector_rank: int | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not indexed, and the reason in the reader's language.

    >>> from pathlib import Path
    >>> from rag import Assistant
    >>> _ = Path("a.txt").write_bytes(bytes(200))
    >>> _ = Path("b.txt").write_text("新馆于2023年3月11日向读者开放。", encoding="utf-8")
    >>> with Assistant() as assistant:
    ...     report = assistant.ingest(".")
    >>> [Path(skipped.path).name for skipped in report.skipped]
    ['a.txt']
    """

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """A folder or file that lost most of its articles at once: they are kept, and why."""

    path: str
    articles: int
    reason: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """One row of an ingest's table: a file that was read.

    >>> from rag import SAMPLE_ARTICLES, Assistant
    >>> with Assistant() as assistant:
    ...     report = assistant.ingest(SAMPLE_ARTICLES, dry_run=True)
    >>> len(report.files), all(row.characters > 0 for row in report.files)
    (15, True)
    """

    path: str
    title: str
    published: date | None
    published_basis: DateBasis
    encoding: str
    characters: int
    removed: int
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did: counts of articles, and a row for each file touched (bounded).

    ``skipped`` names what is not used, file or member of one, each time; ``noticed`` names, each
    time, what of an article that is used could not be read or is odd; ``refused`` are the paths
    of files that this ingest read and that gave no article at all (bounded). ``held`` are folders
    whose loss was not believed (rag.indexing.holding); each is also named in ``skipped``.
    ``notices`` are what else a reader of the report should know, in words.

    >>> from rag import SAMPLE_ARTICLES, Assistant
    >>> with Assistant() as assistant:
    ...     first, again = (assistant.ingest(SAMPLE_ARTICLES) for _ in range(2))
    >>> first.added, again.added, again.unchanged
    (15, 0, 15)

    >>> from pathlib import Path
    >>> Path("notes").mkdir()
    >>> _ = Path("notes/a.txt").write_text("新馆于2023年3月11日向读者开放。", encoding="utf-8")
    >>> with Assistant() as assistant:
    ...     _ = assistant.ingest("notes")
    ...     Path("notes/a.txt").unlink()
    ...     kept, pruned = assistant.ingest(), assistant.ingest(prune=True)
    >>> [(Path(held.path).name, held.articles) for held in kept.held], pruned.removed
    ([('notes', 1)], 1)
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    documents: int = 0
    chunks: int = 0
    seconds: float = 0.0
    skipped: tuple[Skipped, ...] = ()
    files: tuple[FileReport, ...] = ()
    refused: tuple[str, ...] = ()
    dry_run: bool = False
    held: tuple[Held, ...] = ()
    noticed: tuple[Skipped, ...] = ()
    notices: tuple[str, ...] = ()
