"""Nothing leaves unchecked: each citation against its document, each sentence against its quotes.

``verify`` is the last stage of every answer, whoever wrote it. A citation whose offsets do not
reproduce its quote is dropped; a sentence left without a citation, or saying what its quotes do
not (``rag.answering.support``), is dropped with the reason. Nothing is re-cited to something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from rag.answering.support import FaultKind, Lacking, lacking
from rag.errors import YoujuError
from rag.types import Citation, Document, Draft, DraftSentence, Language
from rag.wording import say

_WORDINGS: dict[FaultKind, tuple[str, str]] = {
    "uncited": ("没有引用", "it cites nothing"),
    "quote": ("引文与文章不符", "its quote is not in the article"),
    "number": ("数字不在引文中", "a figure is not in what it cites"),
    "date": ("日期不在引文中", "a date is not in what it cites"),
    "name": ("名称不在引文中", "a name is not in what it cites"),
    "wording": ("引号中的话不在引文中", "words in quotation marks are not in what it cites"),
    "subject": ("数字或日期张冠李戴", "a figure or date is another one's in what it cites"),
    "words": ("与引文无关", "it has nothing to do with what it cites"),
    "denial": ("引文没有这样的否定", "it denies what its quote does not deny"),
    "language": ("不是用提问的语言写的", "it is not in the question's language"),
    "instruction": ("照做了文章中夹带的指令", "it follows an instruction planted in an article"),
    "length": ("太长，无法核对", "it is too long to be checked"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one sentence was dropped: the first thing wrong with it, in its own words."""

    sentence: DraftSentence
    kind: FaultKind
    detail: str

    def message(self, language: Language) -> str:
        """The fault as a clause: 数字不在引文中（210亿）."""
        zh, en = _WORDINGS[self.kind]
        if self.kind in {"number", "date", "name", "wording", "subject"}:
            zh, en = f"{zh}（{self.detail}）", f"{en} ({self.detail})"
        return say(zh, en, language)


@dataclass(frozen=True, slots=True)
class Verified:
    """The sentences that stand, with sound citations only, and what was dropped."""

    sentences: tuple[DraftSentence, ...]
    dropped: tuple[Fault, ...]


def verify(draft: Draft, document_of: Callable[[str], Document]) -> Verified:
    """Check every sentence of ``draft`` against the stored documents.

    Args:
        draft: Sentences with the citations they claim.
        document_of: The stored document with an id; may raise ``YoujuError`` or ``KeyError``.
    """
    sentences: list[DraftSentence] = []
    dropped: list[Fault] = []
    for sentence in draft.sentences:
        checked = check_sentence(sentence, document_of)
        if isinstance(checked, Fault):
            dropped.append(checked)
        else:
            sentences.append(checked)
    return Verified(tuple(sentences), tuple(dropped))


def check_sentence(
    sentence: DraftSentence, document_of: Callable[[str], Document]
) -> DraftSentence | Fault:
    """The sentence with its sound citations, or what is wrong with it."""
    if not sentence.citations:
        return Fault(sentence, "uncited", sentence.text)
    cited = [pair for citation in sentence.citations if (pair := _sound(citation, document_of))]
    if not cited:
        return Fault(sentence, "quote", sentence.citations[0].quote)
    faults: list[Lacking] = lacking(sentence.text, cited)
    if faults:
        return Fault(sentence, faults[0].kind, faults[0].detail)
    return replace(sentence, citations=tuple(citation for citation, _ in cited))


def _sound(
    citation: Citation, document_of: Callable[[str], Document]
) -> tuple[Citation, Document] | None:
    """The citation under its document's own title and date; ``None`` if the quote is not there."""
    try:
        document = document_of(citation.document_id)
    except (YoujuError, KeyError):
        return None
    bounded = 0 <= citation.start < citation.end <= len(document.text)
    if not bounded or document.text[citation.start : citation.end] != citation.quote:
        return None
    stated = replace(
        citation,
        title=document.title,
        published=document.published,
        published_basis=document.published_basis,
        path=document.path,
        source=document.source,
    )
    return stated, document
