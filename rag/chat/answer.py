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
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from rag.answering.followup import rewrite
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.answering.verify import Fault, check_sentence
from rag.chat import prompts
from rag.chat.calls import Usage
from rag.chat.evidence import Piece, choose_evidence, render_evidence
from rag.chat.markers import Claim, parse_reply
from rag.chat.notices import cut_off, dropped, other_side, unsound
from rag.chat.prompts import Prompt
from rag.chat.quoting import quotes_for
from rag.chat.replies import Reply, declined, plain_reply
from rag.chat.rewriting import rewrite_by_model
from rag.errors import ChatError, YoujuError
from rag.settings import Settings
from rag.text.facts import facts
from rag.text.fold import fold
from rag.types import Document, Draft, DraftSentence, Language, Turn
from rag.wording import say

LEAST_SHARE_OF_REFUSAL = 0.3
"""Evidence below this share of the refusal threshold is not shown to a model: it reads better
than the reader, but evidence about another year or region stays out."""
LONGEST_MISSING = 80


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
        released: Callable[[DraftSentence], None] | None = None,
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
        writing = _Writing(question, pieces, self._document_of, self._released)
        prompt = answer_prompt(question, pieces)
        try:
            reply, notices = self._written(prompt, writing, usage)
        except ChatError as fault:
            why = say(
                f"对话模型没有作答：{fault.zh}以下为原文摘句。",
                f"The chat model did not answer: {fault.en} These are the articles' own sentences.",
                question.language,
            )
            return self._extractive(question, judgements, settings, usage, "", why)
        raw = reply.text
        if not writing.entries and declined(reply):
            missing = _sober(reply.missing, question)
            return Draft(missing=missing, notices=notices, raw=raw, usage=usage.counts)
        if writing.faults:
            raw += self._repair(writing, pieces, usage)
        sentences = writing.finish()
        if not sentences:
            return self._extractive(
                question,
                judgements,
                settings,
                usage,
                raw,
                unsound(writing.faults, raw, question.language),
            )
        if writing.faults:
            notices = (*notices, dropped(writing.faults, question.language))
        found = other_side(question, sentences, judgements, settings.refusal)
        if found is not None:
            checked = check_sentence(found[0], self._document_of)
            if isinstance(checked, DraftSentence):
                sentences, notices = [*sentences, checked], (*notices, found[1])
                if self._released is not None:
                    self._released(checked)
        return Draft(tuple(sentences), notices=notices, raw=raw, usage=usage.counts)

    def _written(
        self, prompt: Prompt, writing: _Writing, usage: Usage
    ) -> tuple[Reply, tuple[str, ...]]:
        """The model's reply, each claim taken as it comes; a stream cut off keeps what came."""
        evidence = len(writing.pieces)
        if self._released is None:
            reply = self._model.reply(prompt, evidence, usage, cancelled=self._cancelled)
            writing.take(reply.claims)
            return reply, ()
        text = ""
        notices: tuple[str, ...] = ()
        stream = self._model.stream(prompt, usage, cancelled=self._cancelled)
        try:
            for piece in stream:
                text += piece
                if not _may_refuse(text):
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

    def _repair(self, writing: _Writing, pieces: Sequence[Piece], usage: Usage) -> str:
        """Ask once for better wordings of the faulty sentences; what came back, for the audit."""
        question = writing.question
        try:
            reply = self._model.reply(
                repair_prompt(question, pieces, writing.faults),
                len(pieces),
                usage,
                cancelled=self._cancelled,
            )
        except ChatError:
            return ""
        writing.mend(reply.claims)
        return f"\n\n--- repair ---\n{reply.text}"

    def _extractive(
        self,
        question: Question,
        judgements: Sequence[Judgement],
        settings: Settings,
        usage: Usage,
        raw: str,
        notice: str,
    ) -> Draft:
        """The offline answer in the model's place, with the reason."""
        from rag.answering.answer import ExtractiveAnswerer

        self.used = ExtractiveAnswerer.name
        draft = ExtractiveAnswerer().answer(question, judgements, settings)
        return replace(draft, notices=(notice, *draft.notices), raw=raw, usage=usage.counts)


def rewritten(
    model: Model,
    question: str,
    history: Sequence[Turn],
    cancelled: threading.Event | None = None,
) -> tuple[str, dict[str, int]]:
    """A follow-up made whole by the model, by rule if it fails; and what the call cost."""
    usage = Usage()
    try:
        whole = rewrite_by_model(
            question,
            history,
            lambda prompt: "".join(model.stream(prompt, usage, cancelled=cancelled)),
        )
    except ChatError:
        whole = rewrite(question, history)
    return whole, {key: count for key, count in usage.counts.items() if usage.counts["calls"]}


class _Writing:
    """The answer as it grows: verified sentences, faults in their places, release in order."""

    def __init__(
        self,
        question: Question,
        pieces: Sequence[Piece],
        document_of: Callable[[str], Document],
        released: Callable[[DraftSentence], None] | None,
    ) -> None:
        self.question, self.pieces = question, pieces
        self.entries: list[DraftSentence | Fault] = []
        self._document_of, self._released = document_of, released
        self._taken = 0
        self._out = 0

    @property
    def faults(self) -> list[Fault]:
        """What stands in the answer's place where a sentence did not pass."""
        return [entry for entry in self.entries if isinstance(entry, Fault)]

    def take(self, claims: Sequence[Claim]) -> None:
        """Check the claims that are new since the last call and release what may go."""
        for claim in claims[self._taken :]:
            if not any(_words(entry) == claim.text for entry in self.entries):
                self.entries.append(self._checked(claim))
        self._taken = max(self._taken, len(claims))
        self._release(until_fault=True)

    def mend(self, claims: Sequence[Claim]) -> None:
        """Put the sound ones of the repaired sentences where the first faulty one stood."""
        checked = [self._checked(claim) for claim in claims[: len(self.faults)]]
        sound = [entry for entry in checked if isinstance(entry, DraftSentence)]
        place = next(n for n, entry in enumerate(self.entries) if isinstance(entry, Fault))
        told = {_words(entry) for entry in self.entries if isinstance(entry, DraftSentence)}
        self.entries[place:place] = [entry for entry in sound if entry.text not in told]
        if sound:
            # As many faults as were mended are forgiven; the rest are reported as dropped.
            forgiven = len(sound)
            kept: list[DraftSentence | Fault] = []
            for entry in self.entries:
                if isinstance(entry, Fault) and forgiven:
                    forgiven -= 1
                else:
                    kept.append(entry)
            self.entries = kept

    def finish(self) -> list[DraftSentence]:
        """Release all that is left and give the sentences of the answer."""
        self._release(until_fault=False)
        return [entry for entry in self.entries if isinstance(entry, DraftSentence)]

    def _checked(self, claim: Claim) -> DraftSentence | Fault:
        if _foreign(claim.text, self.question.language):
            return Fault(DraftSentence(claim.text, ()), "language", claim.text)
        named = [self.pieces[number - 1] for number in claim.numbers]
        if not named:
            return Fault(DraftSentence(claim.text, ()), "uncited", claim.text)
        try:
            citations = quotes_for(claim.text, named, self._document_of)
        except (YoujuError, KeyError):
            return Fault(DraftSentence(claim.text, ()), "quote", claim.text)
        return check_sentence(DraftSentence(claim.text, citations), self._document_of)

    def _release(self, *, until_fault: bool) -> None:
        while self._out < len(self.entries):
            entry = self.entries[self._out]
            if isinstance(entry, Fault):
                if until_fault:
                    return
            elif self._released is not None:
                self._released(entry)
            self._out += 1


def _words(entry: DraftSentence | Fault) -> str:
    return entry.sentence.text if isinstance(entry, Fault) else entry.text


def answer_prompt(question: Question, pieces: Sequence[Piece]) -> Prompt:
    """The prompt for an answer, in the question's language."""
    chinese = question.language == "zh"
    return Prompt(
        prompts.ANSWER_RULES_ZH if chinese else prompts.ANSWER_RULES_EN,
        prompts.QUESTION_ZH if chinese else prompts.QUESTION_EN,
        {"evidence": render_evidence(pieces, question.language), "question": question.text},
    )


def repair_prompt(question: Question, pieces: Sequence[Piece], faults: Sequence[Fault]) -> Prompt:
    """The prompt for the one repair: each faulty sentence with its fault."""
    chinese = question.language == "zh"
    listed = "\n".join(
        f"- {fault.sentence.text} → {fault.message(question.language)}" for fault in faults
    )
    return Prompt(
        prompts.ANSWER_RULES_ZH if chinese else prompts.ANSWER_RULES_EN,
        prompts.REPAIR_ZH if chinese else prompts.REPAIR_EN,
        {
            "evidence": render_evidence(pieces, question.language),
            "question": question.text,
            "faults": listed,
        },
    )


def _may_refuse(text: str) -> bool:
    """Whether what has come so far begins like the named refusal: it is not a claim."""
    head = text.lstrip("*“”\"'[]【】 \n")[:24].upper()
    return any(
        head.startswith(marker[: len(head)]) if len(head) < len(marker) else head.startswith(marker)
        for marker in (prompts.REFUSAL_ZH, prompts.REFUSAL_EN)
    )


def _sober(missing: str, question: Question) -> str:
    """What a model says is lacking, unless it slips in facts that the question does not hold."""
    said, asked = facts(missing), fold(question.text)
    invented = [
        *(name for name in said.names if name not in asked),
        *(figure.text for figure in said.figures if figure.text not in asked),
        *(when.text for when in said.dates if when.text not in asked),
    ]
    return "" if invented or len(missing) > LONGEST_MISSING else missing


def _foreign(text: str, language: Language) -> bool:
    """Whether a sentence is in another language than the question; names and figures aside."""
    han = sum("\u3400" <= character <= "\u9fff" for character in text)
    latin = sum(character.isascii() and character.isalpha() for character in text)
    if language == "zh":
        return latin >= 20 and han * 8 < latin
    return han >= 8 and latin < han * 2
