"""Nothing leaves unchecked: each citation against its document, each sentence against its quotes.

``verify`` is the last stage of every answer, whoever wrote it. A citation whose offsets do not
reproduce its quote is dropped; a sentence left without a citation, or saying what its quotes do
not, is dropped with the reason. Nothing is re-cited to something else.

What counts as evidence, besides the quotes themselves:

- the cited articles' titles, sources and authors, for names, figures and dates;
- what the quotes' relative dates mean in their articles (今年1月 in an article of July 2022
  bears out 2022年1月), and a year that the publication date supplies to a date without one;
- the publication date itself only where the sentence words it as one (据2022年7月29日报道),
  and its year alone where the quotes speak of no other year.

A sentence in another language than its quotes is held to figures, dates and Latin names.
Normalisation is ``rag.text.fold``'s and ``rag.text.numerals``'. A paraphrase passes; a sentence
that shares hardly a word with its quotes, or a clause of which shares none, gives one thing's
figure to another, or repeats what an instruction hidden in the article demanded, does not. Nor does
one that asks or orders, or that says otherwise than its quotes (``rag.verifying.reworded``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag.answer_types import Citation, Draft, DraftSentence
from rag.errors import YoujuError
from rag.text.facts import Facts, facts
from rag.types import Document
from rag.verifying.across import not_found
from rag.verifying.addresses import made_up_addresses
from rag.verifying.degrees import overstated
from rag.verifying.english import turned
from rag.verifying.evidence import Evidence
from rag.verifying.facts import bears_date, bears_figure, counts_rows, foreign_relative_dates
from rag.verifying.heard import Heard, Reads, heard
from rag.verifying.linked import link_put_in
from rag.verifying.names import bears_name
from rag.verifying.reworded import doubts, in_pieces, misworded
from rag.verifying.statement import asks, echoes, orders, stands_alone
from rag.verifying.support import Supports, support
from rag.verifying.words import LEAST_SHARED, contradicts, foreign_clause, obeys, shared
from rag.wording import Language, say

FaultKind = Literal[
    "uncited",
    "quote",
    "number",
    "date",
    "name",
    "wording",
    "subject",
    "words",
    "denial",
    "instruction",
    "language",
    "length",
    "address",
    "question",
    "added",
    "post",
    "bound",
    "change",
    "plan",
    "degree",
    "support",
]
"""What is wrong with a sentence; ``wording``: words in quotation marks that are not there;
``subject``: a figure, date or deed that is another one's; ``added``: words that nothing there
bears out; ``bound``, ``change``, ``plan``: 不超过 for 超过, a fall for a rise, plan for deed;
``support``: the reader finds that the quotes do not say so."""

LONGEST_SENTENCE = 1_000
"""A sentence of more characters is not checked, and so not borne out: nobody writes such."""

_WORDINGS: dict[FaultKind, tuple[str, str]] = {
    "uncited": ("没有引用", "it cites nothing"),
    "quote": ("引文与文章不符", "its quote is not in the article"),
    "number": ("数字不在引文中", "a figure is not in what it cites"),
    "date": ("日期不在引文中", "a date is not in what it cites"),
    "name": ("名称不在引文中", "a name is not in what it cites"),
    "wording": ("引号中的话不在引文中", "words in quotation marks are not in what it cites"),
    "subject": ("张冠李戴", "what it says is said of another in what it cites"),
    "words": ("与引文无关", "it has nothing to do with what it cites"),
    "denial": ("肯定与否定和引文相反", "it denies what its quote does not, or the other way round"),
    "language": ("不是用提问的语言写的", "it is not in the question's language"),
    "instruction": ("照做了文章中夹带的指令", "it follows an instruction planted in an article"),
    "address": ("网址不在引文中", "an address is not in what it cites"),
    "question": ("是提问，不是回答", "it asks and states nothing"),
    "added": ("引文没有这样说", "its words are not in what it cites"),
    "post": ("职务与引文不符", "a post is another one's in what it cites"),
    "bound": ("上限、下限与引文不符", "a bound is not that of what it cites"),
    "change": ("增减与引文相反", "it tells a rise for a fall, or the other way round"),
    "plan": ("把计划说成了已经做到", "it tells as done what is only planned there"),
    "degree": ("说得比引文更满", "it claims more than what it cites"),
    "support": ("引文没有这样说", "what it cites does not say so"),
    "length": ("太长，无法核对", "it is too long to be checked"),
}
SURELY_BORNE, LINKED, LEAST_BORNE = 3.0, 2.5, -2.0
"""The support from which on the rules' doubts are dispelled, below which a cause that the quotes do
not give is none, and below which any sentence goes.

Of 1.5 to 3 and -2.5 to -1, with the counts of ``benchmarks.verification`` but for ``c`` in sight.
"""
UNASKED, LITTLE_SHARED = 0.0, 0.45
"""The support below which a sentence without a fact to ask for goes that shares so little with its
quotes: out of words as 推进, 城市, 数字 anything general can be put together."""
# 并未证实, 不再: what is said with it in words of one's own may turn the rest round
_DENIES = re.compile("[不没未无非否]")
_SLIGHT = 4
"""Characters of its own that a sentence may have where the reader finds it surely borne out."""
_IN_ITS_WORDS = frozenset(
    ("number", "date", "name", "wording", "subject", "address", "added", "post", "bound", "change",
     "degree")
)  # fmt: skip
"""Kinds that are told with the words at fault."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing a sentence says that its evidence does not: its kind and its words."""

    kind: FaultKind
    detail: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one sentence was dropped: the first thing wrong with it, in its own words."""

    sentence: DraftSentence
    kind: FaultKind
    detail: str

    def message(self, language: Language) -> str:
        """The fault as a clause: 数字不在引文中（210亿）."""
        zh, en = _WORDINGS[self.kind]
        if self.kind in _IN_ITS_WORDS:
            zh, en = f"{zh}（{self.detail}）", f"{en} ({self.detail})"
        return say(zh, en, language)


@dataclass(frozen=True, slots=True)
class Verified:
    """The sentences that stand, with sound citations only, and what was dropped."""

    sentences: tuple[DraftSentence, ...]
    dropped: tuple[Fault, ...]


def verify(
    draft: Draft,
    document_of: Callable[[str], Document],
    question: str = "",
    reader: Reads | None = None,
) -> Verified:
    """Check every sentence of ``draft`` against the stored documents.

    Args:
        draft: Sentences with the citations they claim.
        document_of: The stored document with an id; may raise ``YoujuError`` or ``KeyError``.
        question: What was asked: a sentence that only says it again answers nothing.
        reader: What is asked for the facts of a sentence that the rules alone do not let through,
            as when it was written (``check_sentence``).
    """
    sentences: list[DraftSentence] = []
    dropped: list[Fault] = []
    for sentence in draft.sentences:
        checked = check_sentence(sentence, document_of, question)
        if isinstance(checked, Fault) and reader is not None:
            checked = check_sentence(sentence, document_of, question, reader)
        if isinstance(checked, Fault):
            dropped.append(checked)
        else:
            sentences.append(checked)
    return Verified(tuple(sentences), tuple(dropped))


def check_sentence(
    sentence: DraftSentence,
    document_of: Callable[[str], Document],
    question: str = "",
    reader: Reads | None = None,
) -> DraftSentence | Fault:
    """The sentence with its sound citations, or what is wrong with it; ``question`` as above.

    With a ``reader`` it is asked for each fact of a sentence in other words than its quotes, and
    a few words of its own are let through where the reader bears the facts out.
    """
    if not sentence.citations:
        return Fault(sentence, "uncited", sentence.text)
    cited = [pair for citation in sentence.citations if (pair := _sound(citation, document_of))]
    if not cited:
        return Fault(sentence, "quote", sentence.citations[0].quote)
    faults = lacking(sentence.text, cited, lenient=reader is not None)
    if echoes(sentence.text, question) and not Evidence(cited).holds(sentence.text):
        faults.append(Lacking("question", sentence.text))
    if reader is not None:
        faults = _read(sentence.text, cited, faults, reader)
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


def lacking(
    sentence: str, cited: Sequence[tuple[Citation, Document]], *, lenient: bool = False
) -> list[Lacking]:
    """What ``sentence`` says that its citations do not bear out; empty when it is sound.

    The citations must have been checked already: each quote stands in its document. ``lenient``:
    a reader is asked afterwards, so that a few words may be others.
    """
    if len(sentence) > LONGEST_SENTENCE:
        return [Lacking("length", sentence)]
    if not any(character.isalnum() for character in sentence):
        return [Lacking("words", sentence)]
    evidence = Evidence(cited)
    claim = _without_quotes(sentence, [citation.quote for citation, _ in cited])
    claimed = facts(claim)
    found = [*_no_statement(sentence, claim, evidence), *_unborne(evidence, claim, claimed)]
    return found + _otherwise(evidence, sentence, claim, claimed, found, lenient=lenient)


def _no_statement(sentence: str, claim: str, evidence: Evidence) -> list[Lacking]:
    """Where it asks, orders, or does as an article bids."""
    found: list[Lacking] = []
    if asks(claim, evidence.quotes):
        found.append(Lacking("question", sentence))
    if orders(claim) or any(obeys(sentence, *pair) for pair in evidence.cited):
        found.append(Lacking("instruction", sentence))
    return found


def _unborne(evidence: Evidence, claim: str, claimed: Facts) -> list[Lacking]:
    """Its addresses, figures, dates, quotations and names that do not stand there."""
    found = [Lacking("address", address) for address in made_up_addresses(evidence, claim)]
    found += [
        Lacking("number", f.text)
        for f in claimed.figures
        if not bears_figure(evidence, f) and not counts_rows(evidence, f, claim)
    ]
    found += [
        Lacking("date", when.text)
        for when in claimed.dates
        if not bears_date(evidence, when, claim)
    ]
    found += [Lacking("date", text) for text in foreign_relative_dates(evidence, claim)]
    found += [Lacking("wording", words) for words in claimed.quoted if not evidence.holds(words)]
    # What the segmenter takes for a name may stand there in pieces: 两国于.
    pieced = in_pieces(evidence, claim, claimed) if evidence.speaks("zh") else ""
    found += [
        Lacking("name", name)
        for name in claimed.names
        if not bears_name(evidence, name) and (name.isascii() or name not in pieced)
    ]
    return found


def _otherwise(
    evidence: Evidence,
    sentence: str,
    claim: str,
    claimed: Facts,
    found: Sequence[Lacking],
    *,
    lenient: bool,
) -> list[Lacking]:
    """What it says in the language of its quotes and in other words than theirs."""
    if not evidence.same_language(sentence):
        return []
    more: list[Lacking] = []
    if not evidence.speaks("zh"):
        more += _turned_english(evidence, claim)
    if shared(evidence, sentence) < LEAST_SHARED:
        more.append(Lacking("words", sentence))
    elif clause := foreign_clause(evidence, claim):
        more.append(Lacking("words", clause))
    if not found and not more and (word := overstated(claim, evidence.quotes, evidence.heads)):
        more.append(Lacking("degree", word))
    unfaulted = not found and not more and evidence.speaks("zh")
    if unfaulted and (wrong := misworded(evidence, claim, claimed)):
        more.append(Lacking(*wrong))
    elif unfaulted and not lenient and (doubt := next(doubts(evidence, claim, claimed), None)):
        more.append(Lacking(*doubt))
    return more


def _turned_english(evidence: Evidence, claim: str) -> list[Lacking]:
    if contradicts(evidence, claim):
        return [Lacking("denial", claim)]
    kind, words = turned(claim, evidence.quotes)
    return [Lacking(kind, words)] if kind else []


def _read(
    sentence: str,
    cited: Sequence[tuple[Citation, Document]],
    faults: list[Lacking],
    reader: Reads,
) -> list[Lacking]:
    """The faults that are left, or that are found, when the reader has held it to its quotes.

    What is exact stays. A slight doubt goes where the reader finds the sentence surely borne out.
    """
    claim = _without_quotes(sentence, [citation.quote for citation, _ in cited])
    if not all(map(_slight, faults)) or not any(character.isalnum() for character in claim):
        return faults
    # It learned from Chinese passages: of others it does not know enough.
    told = None
    if isinstance(reader, Supports) and Evidence(cited).speaks("zh"):
        told = support(sentence, cited, reader)
        if told is not None and told < LEAST_BORNE:
            return faults or [Lacking("support", sentence)]
        link = link_put_in(claim, "\n".join(citation.quote for citation, _ in cited))
        if link and told is not None and told < LINKED:
            return faults or [Lacking("added", link)]
    faults = [*faults, *_unheard(sentence, cited, reader, told)]
    borne = told is not None and told >= SURELY_BORNE and not _DENIES.search(claim)
    return [] if borne and all(map(_slight, faults)) else faults


def _slight(fault: Lacking) -> bool:
    """A doubt that the reader may dispel: this rule goes by words, and a paraphrase has others.

    Not a whole clause of its own: beside much that is so it would be lost on the reader.
    """
    return fault.kind == "added" and len(fault.detail) <= _SLIGHT


def _unheard(
    sentence: str, cited: Sequence[tuple[Citation, Document]], reader: Reads, told: float | None
) -> list[Lacking]:
    """What the reader, asked for each fact of the sentence over its quotes, answers otherwise."""
    evidence = Evidence(cited)
    claim = _without_quotes(sentence, [citation.quote for citation, _ in cited])
    if not any(c.isalnum() for c in claim):
        return []
    if not evidence.same_language(sentence):
        words = not_found(claim, cited, reader, told)
        return [Lacking("subject", words)] if words else []
    answers: list[Heard] = []
    # What stands there as it is, between two marks, is said of whom it is said of there.
    for each in () if stands_alone(claim, evidence.quotes) else heard(claim, cited, reader):
        if each.bound_otherwise:
            return [Lacking("subject", each.asked.words)]
        if each.unanswered:
            return [Lacking("words", sentence)]
        answers.append(each)
    if not evidence.speaks("zh"):
        return []
    little = shared(evidence, sentence) < LITTLE_SHARED and not stands_alone(claim, evidence.quotes)
    if little and not answers and told is not None and told < UNASKED:
        return [Lacking("support", sentence)]
    return [
        Lacking(kind, words)
        for kind, words in doubts(evidence, claim, facts(claim))
        if not any(_allays(each, kind, words) for each in answers)
    ]


def _allays(answer: Heard, kind: FaultKind, words: str) -> bool:
    """Whether what the reader answers dispels a doubt.

    A word of a sentence's own may stand where the reader finds one of its facts to be so; a person
    or day that seems another's only where it finds this very one. Of figures and houses the rules
    know more than it does: right ones stand in most of its answers.
    """
    if kind == "added":
        return answer.borne and answer.asked.kind != "house"
    same = answer.asked.words in words or words in answer.asked.words
    return same and answer.certain and answer.asked.kind in {"person", "date"}


def _without_quotes(sentence: str, quotes: Iterable[str]) -> str:
    """The sentence less the quotes it repeats: they need no evidence but themselves."""
    for quote in sorted(quotes, key=len, reverse=True):
        if len(quote) > 4:
            sentence = sentence.replace(quote, "，")
            # A lead before the quote that is cut out of it: “3.8：… 3.8 million …”.
            if sentence.endswith("，") and sentence.strip("，：: ") in quote:
                return "，"
    return sentence
