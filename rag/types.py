"""The nouns of Youju: small frozen values that the stages hand to each other.

    Article ──clean──▶ Document ──split──▶ Chunk ──retrieve──▶ Passage ──read──▶ Reading
    Reading ──answer──▶ Draft ──verify──▶ Answer with Citations

Offsets are always character offsets (Python ``str`` indices, code points) into
``Document.text``, half-open ``[start, end)``. Dates are calendar dates without a zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

Language = Literal["zh", "en"]
"""The language of a message or an answer."""

DateBasis = Literal["stated", "inferred", "unknown"]
"""``stated``: written as the publication date; ``inferred``: worked out from the text."""

StageName = Literal["understand", "search", "read", "write", "verify"]
"""The stages a reader can watch, in order."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was found, decoded but not yet cleaned.

    ``body`` is markup or text as ``markup`` says. ``metadata`` holds what the container
    stated (front matter, JSON fields, mail headers), keys in lower case, values as text.
    ``path`` is what a user would type or open; a member of an archive is ``a.zip!/b.txt``.
    """

    path: str
    body: str
    markup: Literal["html", "markdown", "text"]
    encoding: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned article: the coordinate system of everything after it, never edited.

    ``id`` is derived from the content (title, date and text), so the same article found
    twice is one document. ``language`` is ``zh-Hans``, ``zh-Hant`` or ``en``.
    ``published_evidence`` says where the date was found, in the article's own words.
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
    out when either is set. ``folders`` are path prefixes.
    """

    published_from: date | None = None
    published_to: date | None = None
    sources: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is limited at all."""
        return any(
            (self.published_from, self.published_to, self.sources, self.folders, self.languages)
        )


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
class Span:
    """A stretch the reader points at, in document offsets, with its score (a logit margin)."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader made of one passage for one question.

    ``spans`` are the places it points at, best first, none overlapping; empty when it points
    at nothing. ``evidence`` is (relevance + best span score) / 2, a logit-like figure: above
    about 1.4 the passage probably answers. ``wording`` is the form of the question that read
    best. ``rank`` is the passage's place in the fused list, counted from 0, and ``score`` adds
    that prior to the evidence.
    """

    passage: Passage
    spans: tuple[Span, ...]
    relevance: float
    evidence: float
    wording: str
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words an answer rests on: ``quote == document.text[start:end]``, always."""

    document_id: str
    start: int
    end: int
    quote: str
    title: str = ""
    published: date | None = None
    published_basis: DateBasis = "unknown"
    path: str = ""
    source: str = ""
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One sentence of an answer before it is checked, with what it says it rests on."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before verification. No sentences means the answerer declined.

    ``missing`` says what the evidence lacks, in the question's language. ``raw`` is a chat
    model's reply as it came; ``usage`` its token counts.
    """

    sentences: tuple[DraftSentence, ...] = ()
    missing: str = ""
    notices: tuple[str, ...] = ()
    raw: str = ""
    usage: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation: what was asked, searched and answered."""

    question: str
    question_used: str
    answer: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a user gets: text with ``[n]`` markers and the citations they point at.

    ``citations[n - 1]`` is marker ``[n]``. When ``answered`` is false, ``text`` is a refusal,
    ``citations`` is empty, ``missing`` says what is lacking and ``nearest`` holds the closest
    passages. ``question_used`` is the question after typos and follow-ups were resolved.
    ``timings`` are seconds per stage and ``total``. ``evidence`` is the calibrated
    probability, 0 to 1, that the answer is right, where the answerer can tell.
    """

    text: str
    answered: bool
    citations: tuple[Citation, ...] = ()
    question: str = ""
    question_used: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)
    answerer: str = "extractive"
    missing: str = ""
    nearest: tuple[Passage, ...] = ()
    notices: tuple[str, ...] = ()
    evidence: float | None = None
    language: Language = "zh"
    raw: str = ""
    usage: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        """The answer and its sources as a reader would want them printed."""
        from rag.present import answer_as_text

        return answer_as_text(self)

    def as_dict(self) -> dict[str, Any]:
        """The same fields as plain JSON-ready values; dates in ISO form."""
        record = asdict(self)
        for row in (*record["citations"], *record["nearest"]):
            row["published"] = row["published"].isoformat() if row["published"] else None
        return record


@dataclass(frozen=True, slots=True)
class StageStarted:
    """Streaming: a stage began."""

    stage: StageName


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Streaming: the next verified piece of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Streaming: the last event, with the whole answer."""

    answer: Answer


Event = StageStarted | TextPiece | Finished


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not indexed, and the reason in the reader's language."""

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
    """One row of an ingest's table: a file that was read."""

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

    ``held`` are folders whose loss was not believed (rag.indexing.holding); each is also named in
    ``skipped``.
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
    dry_run: bool = False
    held: tuple[Held, ...] = ()
