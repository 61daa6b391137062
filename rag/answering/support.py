"""Whether quotes bear a sentence out: its figures, dates, names, negations and words.

What counts as evidence, besides the quotes themselves:

- the cited articles' titles, sources and authors, for names, figures and dates;
- what the quotes' relative dates mean in their articles (今年1月 in an article of July 2022
  bears out 2022年1月), and a year that the publication date supplies to a date without one;
- the publication date itself only where the sentence words it as one (据2022年7月29日报道),
  and its year alone where the quotes speak of no other year.

A sentence in another language than its quotes is held to figures, dates and Latin names.
Normalisation is ``rag.text.fold``'s and ``rag.text.numerals``'. A paraphrase passes; a sentence
that shares hardly a word with its quotes, or a clause of which shares none, gives one thing's
figure to another, denies what they do not deny, or repeats what an instruction hidden in the
article demanded, does not.

Each kind has a file: ``support_figures``, ``support_dates``, ``support_names``,
``support_subjects`` (whose figure it is) and ``support_words`` (denials, instructions, words).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answering.support_dates import bears_date, foreign_relative_dates
from rag.answering.support_evidence import Evidence
from rag.answering.support_figures import bears_figure
from rag.answering.support_names import bears_name
from rag.answering.support_subjects import Tangled, swapped
from rag.answering.support_words import LEAST_SHARED, contradicts, foreign_clause, obeys, shared
from rag.text.facts import facts
from rag.types import Citation, Document

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
]
"""What is wrong with a sentence; ``wording``: words in quotation marks that are not there;
``subject``: a figure or date that is another one's."""


LONGEST_SENTENCE = 1_000
"""A sentence of more characters is not checked, and so not borne out: nobody writes such."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing a sentence says that its evidence does not: its kind and its words."""

    kind: FaultKind
    detail: str


def lacking(sentence: str, cited: Sequence[tuple[Citation, Document]]) -> list[Lacking]:
    """What ``sentence`` says that its citations do not bear out; empty when it is sound.

    The citations must have been checked already: each quote stands in its document.
    """
    if len(sentence) > LONGEST_SENTENCE:
        return [Lacking("length", sentence)]
    evidence = Evidence(cited)
    claim = _without_quotes(sentence, [citation.quote for citation, _ in cited])
    found: list[Lacking] = []
    if any(obeys(sentence, citation, document) for citation, document in cited):
        found.append(Lacking("instruction", sentence))
    claimed = facts(claim)
    found += [Lacking("number", f.text) for f in claimed.figures if not bears_figure(evidence, f)]
    found += [
        Lacking("date", when.text)
        for when in claimed.dates
        if not bears_date(evidence, when, claim)
    ]
    found += [Lacking("date", text) for text in foreign_relative_dates(evidence, claim)]
    found += [Lacking("wording", words) for words in claimed.quoted if not evidence.holds(words)]
    found += [Lacking("name", name) for name in claimed.names if not bears_name(evidence, name)]
    if evidence.same_language(sentence):
        if not found:
            found += _swapped(evidence, claim)
        if contradicts(evidence, claim):
            found.append(Lacking("denial", claim))
        if shared(evidence, sentence) < LEAST_SHARED:
            found.append(Lacking("words", sentence))
        elif clause := foreign_clause(evidence, claim):
            found.append(Lacking("words", clause))
    return found


def _swapped(evidence: Evidence, claim: str) -> list[Lacking]:
    try:
        given = swapped(evidence, claim)
    except Tangled:
        return [Lacking("length", claim)]
    return [Lacking("subject", given)] if given else []


def _without_quotes(sentence: str, quotes: Iterable[str]) -> str:
    """The sentence less the quotes it repeats: they need no evidence but themselves."""
    for quote in sorted(quotes, key=len, reverse=True):
        if len(quote) > 4:
            sentence = sentence.replace(quote, "，")
            # A lead before the quote that is cut out of it: “3.8：… 3.8 million …”.
            if sentence.endswith("，") and sentence.strip("，：: ") in quote:
                return "，"
    return sentence
