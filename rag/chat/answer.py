"""An answer written by a chat model, under the same rules as any other.

    evidence that fits ─▶ model ─▶ claims ─▶ quotes ─▶ verify ─┬▶ sound: released in order
                                                └▶ faulty: one repair call, else dropped
    nothing left, beside the question, or the endpoint failed ─▶ the offline answer, with a notice

``ChatAnswerer`` serves one question. What it returns has been verified; the pipeline's own
verification checks it again. It is a generator: each sentence comes once it is verified, the
whole draft comes last, and closing it ends the call to the model. It never raises ``ChatError``.

Sentences after a faulty one wait until it has been repaired or dropped, so the order holds.
Where the evidence shows that articles disagree (``rag.chat.sides``), all wait for the end.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Protocol

from rag.answer_types import Draft, DraftSentence
from rag.answering.disagree import not_shown
from rag.answering.extract import ExtractiveAnswerer, likely
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.chat.calls import Usage
from rag.chat.evidence import Piece, choose_evidence, fitting, render_evidence, roomy
from rag.chat.notices import (
    beside_the_question,
    cut_off,
    declined_over,
    dropped,
    unavailable,
    unsound,
)
from rag.chat.offline import Gate, Offline, offline_answer
from rag.chat.prompts import Prompt, answer_prompt, repair_prompt
from rag.chat.replies import Reply, claims_so_far, declined, plain_reply, without_thoughts
from rag.chat.sides import Side, both_told, sides, within
from rag.chat.writing import Writing
from rag.errors import ChatError
from rag.settings import Settings
from rag.types import Document
from rag.verifying.heard import Reads
from rag.verifying.verify import Fault

LEAST_SHARE_OF_REFUSAL = 0.3
"""Evidence below this share of the refusal threshold is not shown to a model: it reads better
than the reader, but evidence about another year or region stays out."""


class Model(Protocol):
    """What an answerer needs of a chat model; ``rag.chat.model.ChatModel`` is one."""

    name: str

    def reply(self, prompt: Prompt, evidence: int, usage: Usage) -> Generator[None, None, Reply]:
        """A whole reply, returned in the end; ``None`` comes while it is waited for."""

    def stream(self, prompt: Prompt, usage: Usage) -> Generator[str]:
        """A plain reply in pieces of text; an empty one comes while it is waited for."""


class ChatAnswerer:
    """Answers one question with a chat model; see the module's docstring."""

    def __init__(
        self,
        model: Model,
        document_of: Callable[[str], Document],
        *,
        streamed: bool = False,
        reader: Reads | None = None,
        offline: Callable[[Question, Sequence[Judgement], Settings], Offline] = offline_answer,
    ) -> None:
        """Keep the model and the documents; nothing is called yet.

        ``streamed``: sentences come one by one as the model writes them, else when its reply is
        whole. The reply itself is asked for in pieces and structured either way. ``reader`` is
        asked whether what the model writes holds, and whether it answers. ``offline`` tells what
        is answered without the model.
        """
        self.name = model.name
        self._model, self._document_of, self._streamed = model, document_of, streamed
        self._reader, self._offline = reader, offline

    def answer(
        self, question: Question, judgements: Sequence[Judgement], settings: Settings
    ) -> Generator[DraftSentence | Draft | None]:
        """Verified sentences as they are sure, then the draft; without sentences it declines.

        ``None`` comes while the model is waited for.
        """
        floor = settings.refusal * LEAST_SHARE_OF_REFUSAL
        shown = [item.reading.passage for item in judgements if item.probability >= floor]
        pieces = choose_evidence(question, shown, settings)
        offline = self._offline(question, judgements, settings)
        usage = Usage()
        asked = _Asked(question, settings, usage, offline, Gate(question, offline, self._reader))
        if not pieces:
            yield offline.draft if offline.draft.sentences else Draft(answerer=self.name)
            return
        every = sides(question, likely(judgements, settings), settings.refusal)
        apart = _that_fit(every, pieces, settings.k)
        writing = Writing(question, pieces, self._document_of, self._reader)
        evidence = render_evidence(pieces, question.language)
        prompt = answer_prompt(question, evidence, _disputed(apart, pieces))
        prompt = prompt if roomy(settings) else prompt.bare()
        try:
            # Where articles disagree the newest comes first, which is known at the end only.
            reply, notices = yield from self._written(prompt, writing, asked, tell=len(apart) < 2)
        except ChatError as fault:
            yield _without_model(asked, "", unavailable(fault, question.language))
            return
        if not writing.entries and declined(reply):
            yield self._declined(reply, notices, asked)
            return
        yield from self._concluded(reply.text, notices, writing, apart, asked)

    def _declined(self, reply: Reply, notices: tuple[str, ...], asked: _Asked) -> Draft:
        """What becomes of a refusal: over evidence the reader is sure of, the offline answer.

        The model's reasons are not passed on: nothing bears them out. What is missing is worked
        out from the articles, as for any refusal.
        """
        if asked.offline.draft.sentences and asked.offline.sure:
            return _without_model(asked, reply.text, declined_over(asked.question.language))
        return self._draft(asked, notices=notices, raw=reply.text)

    def _beside(self, raw: str, notices: tuple[str, ...], asked: _Asked) -> Draft:
        """What becomes of sentences that are borne out and answer nothing."""
        if asked.offline.draft.sentences:
            return _without_model(asked, raw, beside_the_question(asked.question.language))
        return self._draft(asked, notices=notices, raw=raw)

    def _concluded(
        self,
        raw: str,
        notices: tuple[str, ...],
        writing: Writing,
        apart: Sequence[Side],
        asked: _Asked,
    ) -> Generator[DraftSentence | Draft | None]:
        """The sentences that stand after the one repair, every side of a disagreement told."""
        language = writing.question.language
        if writing.faults:
            mended = yield from self._repaired(raw, writing, asked)
            raw += mended
            if not writing.sentences and not asked.offline.sure and _gave_up(mended):
                # Neither model nor reader would answer: what is least likely is not told.
                yield self._draft(asked, notices=notices, raw=raw)
                return
        rest, sentences = writing.rest(), writing.sentences
        if not sentences:
            yield _without_model(asked, raw, unsound(writing.faults, raw, language))
            return
        untold = asked.gate.let(rest if len(apart) < 2 else sentences)
        if not asked.gate.open:
            yield self._beside(raw, notices, asked)
            return
        if writing.faults:
            notices = (*notices, dropped(writing.faults, language))
        if len(apart) > 1:
            every, told = both_told(apart, sentences, self._document_of, language)
            used = [piece.passage for piece in writing.pieces]
            used += [side.judgement.reading.passage for side in apart]
            untold = sentences = within(asked.settings.k, apart, every, used)
            notices = (*notices, *told)
        elif apart:
            notices = (*notices, not_shown(language))
        yield from untold
        yield self._draft(asked, tuple(sentences), notices=notices, raw=raw)

    def _written(
        self, prompt: Prompt, writing: Writing, asked: _Asked, *, tell: bool
    ) -> Generator[DraftSentence | None, None, tuple[Reply, tuple[str, ...]]]:
        """The model's reply, each claim taken as it comes; a reply cut off keeps what came."""
        evidence = len(writing.pieces)
        text, due = "", 0
        notices: tuple[str, ...] = ()
        try:
            with closing(self._model.stream(prompt, asked.usage)) as pieces:
                for piece in pieces:
                    yield None
                    text += piece
                    # Parsed anew when grown by a fiftieth, or a long reply would take for ever.
                    if self._streamed and piece and len(text) >= due:
                        due = len(text) + len(text) // 50
                        sure = writing.take(claims_so_far(text, evidence))
                        if tell:
                            yield from asked.gate.let(sure)
            reply = plain_reply(text, evidence)
        except ChatError:
            if not text.strip():
                raise
            # The last sentence is half a sentence: only what was certain is kept.
            reply = Reply(text, tuple(claims_so_far(text, evidence)))
            notices = (cut_off(writing.question.language),)
        sure = writing.take(reply.claims)
        if tell:
            yield from asked.gate.let(sure)
        return reply, notices

    def _repaired(self, raw: str, writing: Writing, asked: _Asked) -> Generator[None, None, str]:
        """Ask once for better wordings of the faulty sentences; what came back, for the audit."""
        question, faults = writing.question, writing.faults
        pieces: tuple[Piece, ...] = ()
        while faults and not pieces:
            # The first faults with some evidence rather than all of them without any.
            said = _said(raw, faults)
            more = "".join(repair_prompt(question, "", said, faults).begun or ())
            pieces = fitting(question, writing.pieces, more, asked.settings)
            faults = faults if pieces else faults[:-1]
        if not pieces:
            return ""
        evidence = render_evidence(pieces, question.language)
        prompt = repair_prompt(question, evidence, _said(raw, faults), faults)
        prompt = prompt if roomy(asked.settings) else prompt.bare()
        try:
            reply = yield from self._model.reply(prompt, len(writing.pieces), asked.usage)
        except ChatError:
            return ""
        writing.mend(reply.claims)
        return f"{REPAIR}{reply.text}"

    def _draft(
        self,
        asked: _Asked,
        sentences: tuple[DraftSentence, ...] = (),
        *,
        notices: tuple[str, ...],
        raw: str,
    ) -> Draft:
        return Draft(sentences, "", notices, raw, asked.usage.counts, self.name)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the question came with, what is answered without the model, and what it cost."""

    question: Question
    settings: Settings
    usage: Usage
    offline: Offline
    gate: Gate


REPAIR = "\n\n--- repair ---\n"
"""What stands in an answer's raw reply before the second one."""


def _gave_up(mended: str) -> bool:
    """Whether the reply to the repair says that nothing bears the sentences out."""
    return declined(plain_reply(mended.removeprefix(REPAIR), 0))


_LONGEST_SHOWN = 400
"""Characters of a reply that are shown to the model again when it is to mend it."""


def _said(raw: str, faults: Sequence[Fault]) -> str:
    """The reply as the model is shown it again: of a long one the faulty sentences."""
    said = without_thoughts(raw)
    return said if len(said) <= _LONGEST_SHOWN else "\n".join(f.sentence.text for f in faults)


def _without_model(asked: _Asked, raw: str, notice: str) -> Draft:
    """The offline answer in the model's place, with the reason."""
    draft = asked.offline.draft
    return replace(
        draft, notices=(notice, *draft.notices), raw=raw, usage=asked.usage.counts,
        answerer=ExtractiveAnswerer.name,
    )  # fmt: skip


def _that_fit(apart: Sequence[Side], pieces: Sequence[Piece], k: int) -> tuple[Side, ...]:
    """``k`` sides at most, those that the model is shown before others; in the order given."""
    shown = {piece.passage.document_id for piece in pieces}
    kept = sorted(apart, key=lambda side: side.document_id not in shown)[:k]
    return tuple(side for side in apart if side in kept)


def _disputed(apart: Sequence[Side], pieces: Sequence[Piece]) -> list[int]:
    """The numbers of the pieces that disagree, newest first; fewer than two are none."""
    by_document = {piece.passage.document_id: piece.number for piece in reversed(pieces)}
    found = [by_document[s.document_id] for s in apart if s.document_id in by_document]
    return found if len(found) > 1 else []
