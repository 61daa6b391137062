"""An answer written by a chat model, under the same rules as any other.

    evidence that fits ─▶ model ─▶ claims ─▶ quotes ─▶ verify ─┬▶ sound: released in order
                                                └▶ faulty: one repair call, else dropped
    nothing left, or the endpoint failed ─▶ the extractive answer, with a notice

``ChatAnswerer`` serves one question. What it returns has been verified; the assistant's own
verification stage checks it again. Wiring it takes a few lines:

    answerer = ChatAnswerer(model, document_of, released=emit, cancelled=event)
    draft = answerer.answer(question, judgements, settings)   # never raises ChatError
    answerer.used                                             # the model's name or "extractive"

With ``released`` the reply is streamed and each sentence is handed over once it is verified;
sentences after a faulty one wait until it has been repaired or dropped, so the order holds.
Where the evidence shows that articles disagree (``rag.chat.sides``), all wait for the end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.answering.answer import likely
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.chat.calls import Usage
from rag.chat.evidence import Piece, choose_evidence, fitting, render_evidence
from rag.chat.markers import parse_reply
from rag.chat.notices import cut_off, dropped, unavailable, unsound
from rag.chat.prompts import Prompt, answer_prompt, repair_prompt
from rag.chat.replies import Reply, declined, may_refuse, plain_reply, sober
from rag.chat.sides import Side, both_told, sides
from rag.chat.writing import Release, Writing
from rag.errors import ChatError
from rag.settings import Settings
from rag.types import Document, Draft

LEAST_SHARE_OF_REFUSAL = 0.3
"""Evidence below this share of the refusal threshold is not shown to a model: it reads better
than the reader, but evidence about another year or region stays out."""


class Model(Protocol):
    """What an answerer needs of a chat model; ``rag.chat.model.ChatModel`` is one."""

    name: str

    def reply(
        self,
        prompt: Prompt,
        evidence: int,
        usage: Usage,
        *,
        cancelled: threading.Event | None = None,
    ) -> Reply:
        """A whole reply."""

    def stream(
        self, prompt: Prompt, usage: Usage, *, cancelled: threading.Event | None = None
    ) -> Iterator[str]:
        """A plain reply in pieces of text."""


class ChatAnswerer:
    """Answers one question with a chat model; see the module's docstring."""

    def __init__(
        self,
        model: Model,
        document_of: Callable[[str], Document],
        *,
        released: Release | None = None,
        cancelled: threading.Event | None = None,
    ) -> None:
        """Keep the model and the documents; nothing is called yet."""
        self.name = self.used = model.name
        self._model, self._document_of = model, document_of
        self._released, self._cancelled = released, cancelled

    def answer(
        self, question: Question, judgements: Sequence[Judgement], settings: Settings
    ) -> Draft:
        """A verified draft; a draft without sentences declines.

        Raises:
            Cancelled: The user stopped.
        """
        floor = settings.refusal * LEAST_SHARE_OF_REFUSAL
        shown = [item.reading.passage for item in judgements if item.probability >= floor]
        pieces = choose_evidence(question, shown, settings)
        if not pieces:
            return Draft()
        usage = Usage()
        apart = sides(question, likely(judgements, settings), settings.refusal)
        # Where articles disagree the newest comes first, which is known at the end only.
        released = None if apart else self._released
        writing = Writing(question, pieces, self._document_of, released)
        asked = _Asked(question, judgements, settings, usage)
        evidence = render_evidence(pieces, question.language)
        prompt = answer_prompt(question, evidence, _disputed(apart, pieces))
        try:
            reply, notices = self._written(prompt, writing, usage)
        except ChatError as fault:
            return self._extractive(asked, "", unavailable(fault, question.language))
        if not writing.entries and declined(reply):
            missing = sober(reply.missing, question.text)
            return Draft(missing=missing, notices=notices, raw=reply.text, usage=usage.counts)
        return self._concluded(reply.text, notices, writing, apart, asked)

    def _concluded(
        self,
        raw: str,
        notices: tuple[str, ...],
        writing: Writing,
        apart: Sequence[Side],
        asked: _Asked,
    ) -> Draft:
        """The sentences that stand after the one repair, every side of a disagreement told."""
        language = writing.question.language
        if writing.faults:
            raw += self._repair(writing, asked)
        sentences = writing.finish()
        if not sentences:
            return self._extractive(asked, raw, unsound(writing.faults, raw, language))
        if writing.faults:
            notices = (*notices, dropped(writing.faults, language))
        if apart:
            sentences, told = both_told(apart, sentences, self._document_of, language)
            notices = (*notices, *told)
            if self._released is not None:
                for sentence in sentences:
                    self._released(sentence)
        return Draft(tuple(sentences), notices=notices, raw=raw, usage=asked.usage.counts)

    def _written(
        self, prompt: Prompt, writing: Writing, usage: Usage
    ) -> tuple[Reply, tuple[str, ...]]:
        """The model's reply, each claim taken as it comes; a stream cut off keeps what came."""
        evidence = len(writing.pieces)
        if self._released is None:
            reply = self._model.reply(prompt, evidence, usage, cancelled=self._cancelled)
            writing.take(reply.claims)
            return reply, ()
        text = ""
        due = 0
        notices: tuple[str, ...] = ()
        stream = self._model.stream(prompt, usage, cancelled=self._cancelled)
        try:
            for piece in stream:
                text += piece
                # Parsed anew when it has grown by a fiftieth, or a long reply would take for ever.
                if len(text) >= due and not may_refuse(text):
                    due = len(text) + len(text) // 50
                    writing.take(parse_reply(text, evidence, finished=False))
        except ChatError:
            if not text.strip():
                raise
            notices = (cut_off(writing.question.language),)
            # The last sentence is half a sentence: only what was certain is kept.
            reply = Reply(text, tuple(parse_reply(text, evidence, finished=False)))
        else:
            reply = plain_reply(text, evidence)
        writing.take(reply.claims)
        return reply, notices

    def _repair(self, writing: Writing, asked: _Asked) -> str:
        """Ask once for better wordings of the faulty sentences; what came back, for the audit."""
        question, faults = writing.question, writing.faults
        pieces: tuple[Piece, ...] = ()
        while faults and not pieces:
            # The first faults with some evidence rather than all of them without any.
            more = repair_prompt(question, "", faults).text
            pieces = fitting(question, writing.pieces, more, asked.settings)
            faults = faults if pieces else faults[:-1]
        if not pieces:
            return ""
        try:
            reply = self._model.reply(
                repair_prompt(question, render_evidence(pieces, question.language), faults),
                len(writing.pieces),
                asked.usage,
                cancelled=self._cancelled,
            )
        except ChatError:
            return ""
        writing.mend(reply.claims)
        return f"\n\n--- repair ---\n{reply.text}"

    def _extractive(self, asked: _Asked, raw: str, notice: str) -> Draft:
        """The offline answer in the model's place, with the reason."""
        from rag.answering.answer import ExtractiveAnswerer

        self.used = ExtractiveAnswerer.name
        draft = ExtractiveAnswerer().answer(
            asked.question, asked.judgements, asked.settings
        )  # fmt: skip
        notices = (notice, *draft.notices)
        return replace(draft, notices=notices, raw=raw, usage=asked.usage.counts)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the question came with: the repair and the extractive answer need it."""

    question: Question
    judgements: Sequence[Judgement]
    settings: Settings
    usage: Usage


def _disputed(apart: Sequence[Side], pieces: Sequence[Piece]) -> list[int]:
    """The numbers of the pieces that disagree, newest first; fewer than two are none."""
    by_document = {piece.passage.document_id: piece.number for piece in reversed(pieces)}
    found = [by_document[s.document_id] for s in apart if s.document_id in by_document]
    return found if len(found) > 1 else []
