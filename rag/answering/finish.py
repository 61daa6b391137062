"""Finish an answer: verified sentences with their markers, several parts as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from rag.answer_types import Answer, Citation, Draft, DraftSentence
from rag.answering.evidence import Source, source_of
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.answering.refusal import lack_of, nearest_passages, refusal_text, what_is_missing
from rag.errors import YoujuError
from rag.places import NOWHERE
from rag.text.fold import fold
from rag.types import Document, Passage
from rag.verifying.heard import Reads
from rag.verifying.verify import verify
from rag.wording import say

DocumentOf = Callable[[str], Document]
"""Finds a stored document by its id."""


def finished(
    question: Question,
    draft: Draft,
    judgements: Sequence[Judgement],
    document_of: DocumentOf,
    *,
    answerer: str = "extractive",
    reader: Reads | None = None,
    refused_by: Sequence[Judgement] | None = None,
) -> Answer:
    """The answer that leaves: every sentence checked; a refusal when nothing is left.

    ``refused_by``: what a refusal names the nearest articles by, where not by ``judgements``.
    ``reader`` is asked about what a chat model wrote, as when it was written, or what a visitor has
    seen come would go again.
    """
    verified = verify(draft, document_of, question.text, reader)
    notices, raw = draft.notices, draft.raw
    if verified.dropped and not raw:
        # Written by us: what was dropped is kept for audits, and said.
        raw = "\n".join(sentence.text for sentence in draft.sentences)
        count = len(verified.dropped)
        left_out = say(
            f"有 {count} 句没有通过与原文的核对，已去掉。",
            f"{count} sentence(s) did not agree with the articles when checked and were left out.",
            question.language,
        )
        notices = (*notices, left_out)
    text, citations = with_markers(verified.sentences)
    answer = Answer(
        text=text,
        answered=True,
        citations=citations,
        answerer=answerer,
        notices=notices,
        evidence=judgements[0].probability if judgements else 0.0,
        language=question.language,
        raw=raw,
        usage=draft.usage,
    )
    if verified.sentences:
        return answer
    judgements = judgements if refused_by is None else refused_by
    nearest = _stored(nearest_passages(judgements), document_of)
    missing = draft.missing or what_is_missing(question, judgements, nearest)
    return replace(
        answer,
        text=refusal_text(missing, question),
        answered=False,
        missing=missing,
        nearest=tuple(source.passage for source in nearest),
        nearest_lacks=tuple(lack_of(question, source) for source in nearest),
    )


def _stored(passages: Sequence[Passage], document_of: DocumentOf) -> list[Source]:
    """The passages in their whole articles; those that are stored no more are left out."""
    found = []
    for passage in passages:
        with suppress(YoujuError, KeyError):
            found.append(source_of(passage, fold(document_of(passage.document_id).text)))
    return found


class _Numbers:
    """Citations in the order in which they are first used, each once by what it quotes."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], Citation] = {}

    def of(self, citations: Sequence[Citation]) -> list[int]:
        """Their numbers, from 1; those that are new get the next ones."""
        keys = [(each.document_id, each.start, each.end) for each in citations]
        for key, citation in zip(keys, citations, strict=True):
            self._known.setdefault(key, citation)
        return [list(self._known).index(key) + 1 for key in keys]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All of them; number n is the n-th."""
        return tuple(self._known.values())


def with_places(answer: Answer, document_of: DocumentOf) -> Answer:
    """The answer with the page, slide or row of each quote, where the original has such."""
    places = dict.fromkeys((each.document_id for each in answer.citations), NOWHERE)
    for document_id in places:
        with suppress(YoujuError, KeyError):
            places[document_id] = document_of(document_id).places
    placed = (
        replace(each, place=places[each.document_id].of(each.start, each.end))
        for each in answer.citations
    )
    return replace(answer, citations=tuple(placed))


def with_markers(
    sentences: Sequence[DraftSentence], *, separator: str = "\n"
) -> tuple[str, tuple[Citation, ...]]:
    """The sentences with ``[n]`` behind each, and the citations the numbers point at."""
    numbers = _Numbers()
    lines = [
        sentence.text + " " + "".join(f"[{number}]" for number in numbers.of(sentence.citations))
        for sentence in sentences
    ]
    return separator.join(lines), numbers.citations


def joined(question: Question, answers: Sequence[Answer]) -> Answer:
    """The answers to a question's parts as one: each under its part, numbered through.

    A quote that several parts rest on has one number.
    """
    numbers = _Numbers()
    lines = [
        f"{part.text}\n{_renumbered(answer.text, numbers.of(answer.citations))}"
        for part, answer in zip(question.parts, answers, strict=True)
    ]
    nearest = {
        passage.document_id: (passage, lack)
        for answer in answers
        for passage, lack in zip(answer.nearest, answer.nearest_lacks, strict=True)
    }
    return replace(
        answers[0],
        text="\n\n".join(lines),
        answered=any(answer.answered for answer in answers),
        citations=numbers.citations,
        missing=say("；", "; ", question.language).join(a.missing for a in answers if a.missing),
        nearest=tuple(passage for passage, _ in nearest.values()),
        nearest_lacks=tuple(lack for _, lack in nearest.values()),
        notices=tuple(dict.fromkeys(n for answer in answers for n in answer.notices)),
        evidence=min(answer.evidence or 0.0 for answer in answers),
    )


def _renumbered(text: str, numbers: Sequence[int]) -> str:
    """``text`` with the markers [1], [2], … replaced by those of ``numbers``."""

    def renumbered(match: re.Match[str]) -> str:
        number = int(match.group(1))
        return f"[{numbers[number - 1]}]" if 1 <= number <= len(numbers) else match.group()

    return re.sub(r"\[(\d+)\]", renumbered, text)
