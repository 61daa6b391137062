"""The nouns of an answer, from what was read to what is told, and the answer as text.

    Passage ──read──▶ Reading ──judge, write──▶ Draft ──verify──▶ Answer with Citations

Offsets are character offsets into ``Document.text``, half-open ``[start, end)``, as in
``rag.types``. How far a question is while it is answered, ``rag.events`` tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

from rag.places import Place
from rag.types import DateBasis, Passage
from rag.wording import Language, say

AnswerKind = Literal[
    "fact", "catalogue", "summary", "timeline", "statements", "list", "comparison", "topic",
    "choice", "talk",
]  # fmt: skip
"""What an answer is.

``fact``: an answer to a question, or its refusal. ``catalogue``: which articles there are.
``summary``, ``timeline``, ``statements``, ``comparison``, ``topic``: what they say, in their own
sentences; ``list``: all items of a list. ``choice``: several things fit, which one is meant?
``talk``: a word of greeting or help, which claims nothing of the articles and cites nothing.
"""

PREVIEW_CHARACTERS = 80
"""So much of a passage shows a reader what it is about."""


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
    about 1.4 the passage probably answers. ``rank`` is the passage's place in the fused list,
    counted from 0, and ``score`` adds that prior to the evidence.
    """

    passage: Passage
    spans: tuple[Span, ...]
    relevance: float
    evidence: float
    rank: int = 0
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words an answer rests on: ``quote == document.text[start:end]``, always.

    ``place`` is the page, slide, row or time at which they stand in the original, where its
    format has such and the answer is finished.

    >>> from rag import Assistant
    >>> with Assistant() as assistant:
    ...     citation = assistant.ask("示范区何时获批？").citations[0]
    ...     text = assistant.document(citation.document_id).text
    >>> text[citation.start : citation.end] == citation.quote
    True
    """

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
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One sentence of an answer before it is checked, with what it says it rests on."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before verification. No sentences means the answerer declined.

    ``missing`` says what the evidence lacks, in the question's language. ``raw`` is a chat
    model's reply as it came; ``usage`` its token counts; ``answerer`` who wrote it.
    """

    sentences: tuple[DraftSentence, ...] = ()
    missing: str = ""
    notices: tuple[str, ...] = ()
    raw: str = ""
    usage: Mapping[str, int] = field(default_factory=dict)
    answerer: str = "extractive"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation: what was asked, searched and answered.

    ``documents`` are the ids of the articles that were shown, in their order, which 第二篇 and
    "this article" count on; ``open`` is the one the reader has open beside the answer.

    >>> from rag import Assistant
    >>> earlier = Turn("京津冀的示范区何时获批？", "京津冀的示范区何时获批？", "2022年1月")
    >>> with Assistant() as assistant:
    ...     print(assistant.ask("那长三角呢？", history=[earlier]).question_used)
    长三角的示范区何时获批？
    """

    question: str
    question_used: str
    answer: str
    documents: tuple[str, ...] = ()
    open: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a user gets: text with ``[n]`` markers and the citations they point at.

    ``citations[n - 1]`` is marker ``[n]``. When ``answered`` is false, ``text`` is a refusal,
    ``citations`` is empty, ``missing`` says what is lacking and ``nearest`` holds the closest
    passages. ``question_used`` is the question after typos and follow-ups were resolved.
    ``timings`` are seconds per stage and ``total``. ``evidence`` is the calibrated
    probability, 0 to 1, that the answer is right, where the answerer can tell. ``kind`` says what
    the answer is; one of the kind ``talk`` is answered and cites nothing. ``offers`` are
    questions that may be asked next.

    >>> from rag import ask
    >>> answer = ask("马斯克什么时候到访青禾市？")
    >>> answer.answered, answer.citations, len(answer.nearest) > 0
    (False, (), True)
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
    nearest_lacks: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    evidence: float | None = None
    language: Language = "zh"
    raw: str = ""
    usage: Mapping[str, int] = field(default_factory=dict)
    kind: AnswerKind = "fact"
    offers: tuple[str, ...] = ()

    def as_turn(self, question: str = "", opened: str = "") -> Turn:
        """The answer as an earlier turn; ``opened`` is the article the reader has open."""
        shown = [citation.document_id for citation in self.citations]
        asked = question or self.question
        used = self.question_used or asked
        return Turn(asked, used, self.text, tuple(dict.fromkeys(shown)), opened)

    def __str__(self) -> str:
        """The answer and its sources as a reader would want them printed."""
        return answer_as_text(self)

    def as_dict(self) -> dict[str, Any]:
        """The same fields as plain JSON-ready values; dates in ISO form."""
        record = asdict(self)
        for row in (*record["citations"], *record["nearest"]):
            row["published"] = row["published"].isoformat() if row["published"] else None
        return record


def answer_as_text(answer: Answer) -> str:
    """The answer, its notices and its sources, in the answer's language."""
    return "\n".join(part for part in (answer.text, after_text(answer)) if part)


def after_text(answer: Answer) -> str:
    """What follows the answer's text: notices and sources; for when the text was streamed."""
    lines = [f"※ {notice}" for notice in answer.notices]
    if answer.citations:
        lines += ["", say("依据：", "Evidence:", answer.language)]
        for number, citation in enumerate(answer.citations, start=1):
            lines += source_lines(number, citation, answer.language)
    elif answer.nearest:
        lines += ["", say("最接近的文章：", "Nearest articles:", answer.language)]
        lines += [nearest_line(passage, answer.language) for passage in answer.nearest]
    if answer.offers:
        lines += ["", say("可以接着问：", "You may ask next:", answer.language)]
        lines += [f"- {offer}" for offer in answer.offers]
    return "\n".join(lines)


def source_lines(number: int, citation: Citation, language: Language) -> list[str]:
    """A citation as two or three lines: article, quote, and where else it was printed."""
    lines = [
        f"[{number}] {article_line(citation, language)}",
        f"    “{_one_line(citation.quote)}”",
        f"    {_on_one_line(citation.path)}{_at(citation, language)} "
        f"[{citation.start}:{citation.end}]",
    ]
    if citation.also_in:
        others = say("、", ", ", language).join(map(_on_one_line, citation.also_in))
        lines.append(say(f"    另见：{others}", f"    Also in: {others}", language))
    return lines


def _at(citation: Citation, language: Language) -> str:
    """Where a quote stands in its file, behind the file's name."""
    if citation.place is None:
        return ""
    return say("，", ", ", language) + _on_one_line(citation.place.words(language))


def article_line(source: Citation | Passage, language: Language) -> str:
    """Title, date and publisher of an article on one line."""
    title = source.title or _on_one_line(source.path) or say("（无标题）", "(untitled)", language)
    parts = [say(f"《{title}》", f"“{title}”", language)]
    if source.published:
        inferred = source.published_basis == "inferred"
        mark = say("（推定）", " (inferred)", language) if inferred else ""
        parts.append(f"{source.published.isoformat()}{mark}")
    if source.source:
        parts.append(source.source)
    return say("，", ", ", language).join(parts)


def nearest_line(passage: Passage, language: Language) -> str:
    """A passage that was near but does not answer: its article and how it begins."""
    beginning = _one_line(passage.text)
    if len(beginning) > PREVIEW_CHARACTERS:
        beginning = beginning[:PREVIEW_CHARACTERS] + "…"
    return f"- {article_line(passage, language)}\n    {beginning}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _on_one_line(path: str) -> str:
    """A path whose name holds line breaks must not look like lines of ours."""
    return path.replace("\n", "\ufffd")
