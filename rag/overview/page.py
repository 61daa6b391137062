"""An overview as it leaves: entries of verbatim sentences, checked, with their markers.

Every line of an overview is one of three things: the words of an article with the marker of
its citation; an article's own title, date and source as they are stored; or what was counted.
Only the first is a statement, and each is checked as any answer's sentence is
(``rag.verifying.verify``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answer_types import Answer, AnswerKind, Citation, DraftSentence, article_line
from rag.answering.extract import citation_of
from rag.answering.refusal import opening_of
from rag.overview.request import Request
from rag.types import Document, Passage
from rag.verifying.verify import Fault, check_sentence
from rag.wording import Language, say

INDENT = "   "
"""What stands before a sentence under its article."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an article: its citation, and a date that is put before it."""

    citation: Citation
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with sentences of it; without ``heading`` the sentences stand by themselves.

    With ``silent`` the sentence is not shown but cited behind the heading, so that the article
    can be opened there. ``note`` stands behind the heading, ``label`` in its stead.
    """

    document: Document
    said: tuple[Said, ...]
    heading: bool = True
    silent: bool = False
    note: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """An overview before it is checked: what is told first, the entries, what is told last.

    ``start`` is the number of the first entry; 0 numbers none. ``offers`` are questions that may
    be asked next. ``used`` is the question as it may be asked again by itself.
    """

    kind: AnswerKind
    opening: str = ""
    entries: tuple[Entry, ...] = ()
    closing: str = ""
    start: int = 1
    offers: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    used: str = ""


def citation(document: Document, start: int, end: int, also_in: Sequence[str] = ()) -> Citation:
    """The citation of ``document.text[start:end]``."""
    return citation_of(passage_of(document, also_in), start, end)


def passage_of(document: Document, also_in: Sequence[str] = (), most: int | None = None) -> Passage:
    """A whole article as one passage, or its first ``most`` characters."""
    text = document.text[:most]
    return Passage(
        0, document.id, 0, len(text), text, document.title, document.published,
        document.published_basis, document.path, document.source, document.language,
        tuple(also_in),
    )  # fmt: skip


def answer_of(
    page: Page, request: Request, document_of: Callable[[str], Document]
) -> Answer | None:
    """The page as an answer, every sentence checked; ``None`` where nothing of it stands."""
    citations: dict[tuple[str, int, int], Citation] = {}
    lines = [page.opening] if page.opening else []
    number = page.start
    dropped = False
    for entry in page.entries:
        sound = [said for said in entry.said if _stands(said, document_of)]
        dropped |= len(sound) < len(entry.said)
        if entry.said and not sound:
            continue
        markers = []
        for said in sound:
            key = (said.citation.document_id, said.citation.start, said.citation.end)
            citations.setdefault(key, said.citation)
            markers.append(f"[{list(citations).index(key) + 1}]")
        lines += _lines(entry, sound, markers, number, request)
        number += 1 if page.start and entry.heading else 0
    if page.entries and not citations:
        return None
    if page.closing:
        lines.append(page.closing)
    notices = page.notices
    if dropped:
        notices = (
            *notices,
            say(
                "有的句子没有通过核对，已去掉。",
                "Sentences that did not stand when checked were left out.",
                request.language,
            ),
        )
    return Answer(
        text="\n".join(lines),
        answered=True,
        citations=tuple(citations.values()),
        kind=page.kind,
        offers=page.offers,
        notices=notices,
        language=request.language,
        question_used=page.used or request.text,
    )


def _stands(said: Said, document_of: Callable[[str], Document]) -> bool:
    drafted = DraftSentence(said.lead + said.citation.quote, (said.citation,))
    return not isinstance(check_sentence(drafted, document_of), Fault)


def _lines(
    entry: Entry, sound: Sequence[Said], markers: Sequence[str], number: int, request: Request
) -> list[str]:
    told = [
        f"{said.lead}{one_line(said.citation.quote)} {marker}"
        for said, marker in zip(sound, markers, strict=True)
    ]
    if not entry.heading:
        return told
    heading = entry.label or article_line(passage_of(entry.document, most=0), request.language)
    heading += entry.note
    heading = f"{number}. {heading}" if number else heading
    if entry.silent:
        return [f"{heading} {''.join(markers)}"]
    return [heading, *(INDENT + line for line in told)]


def one_line(text: str) -> str:
    """A quote without its line breaks."""
    return " ".join(text.split())


def refused(
    request: Request, missing: str, nearest: Sequence[Document] = (), kind: AnswerKind = "catalogue"
) -> Answer:
    """That nothing was found, with what is nearest."""
    lack = say("没有直接说到", "not stated", request.language)
    return Answer(
        text=opening_of(request.language) + missing,
        answered=False,
        missing=missing,
        kind=kind,
        nearest=tuple(passage_of(document, most=600) for document in nearest),
        nearest_lacks=tuple(lack for _ in nearest),
        language=request.language,
        question_used=request.text,
    )


def no_more(kind: AnswerKind, language: Language) -> Page:
    """What 更多 gets where all was shown."""
    return Page(kind, say("没有更多文章了。", "There are no more articles.", language))
