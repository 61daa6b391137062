"""The stages of a question's way, each a step of ``rag.pipeline``: understood to written."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from rag.answer_types import Draft, DraftSentence, Reading
from rag.answering.extract import Answerer, ExtractiveAnswerer, likely
from rag.answering.finish import with_markers
from rag.answering.followup import rewrite
from rag.answering.judge import Judgement, judge
from rag.answering.question import Question, understand
from rag.answering.reader import Reader, placed
from rag.answering.spelling import respelled
from rag.events import Event, Working
from rag.settings import MAX_QUESTION_CHARACTERS, Settings
from rag.sources import Source
from rag.tables.answers import found_in_tables, without_headings
from rag.tables.quotes import Found
from rag.text.rows import is_row
from rag.types import Passage
from rag.underway import Asked, Models, Spent, Told, beating

SETTLED_BY = 8
"""How many passages have a say in how a question is spelled."""
READ_FIRST = 8
"""How many passages are read before it is decided whether more must be."""
PLAIN = 8.0
"""Evidence above this in the first passages leaves the further ones unread."""


def understood(asked: Asked, models: Models, spent: Spent) -> Generator[Event, None, Question]:
    """The question, made whole from the turns before it."""
    if not asked.history or len(asked.question) > MAX_QUESTION_CHARACTERS:
        return understand(asked.question)
    if asked.answerer == "chat":
        from rag.chat.rewriting import rewritten  # a cold process asks without it

        waiting = rewritten(models.chat_model, asked.question, asked.history, asked.settings)
        whole, usage = yield from beating("understand", waiting)
        spent.add(usage)
    else:
        whole = rewrite(asked.question, asked.history)
    return replace(understand(whole), original=asked.question)


def found(question: Question, source: Source) -> tuple[Question, Sequence[Passage]]:
    """The question as the articles found for it spell things, and what is found."""
    passages = source.find(question)
    better = respelled(question, [passage.text for passage in passages[:SETTLED_BY]])
    return (question, passages) if better is question else (better, source.find(better))


def read(
    question: Question, passages: Sequence[Passage], models: Models
) -> Generator[Event, None, list[Reading]]:
    """The readings of the passages, best first.

    Where the first ones answer plainly the rest is left unread: it would rank below them.
    """
    text, of = question.text, len(passages)
    readings = yield from _read(models.reader, text, passages[:READ_FIRST], of=of)
    if all(reading.evidence < PLAIN for reading in readings):
        rest = passages[READ_FIRST:]
        readings += yield from _read(models.reader, text, rest, done=READ_FIRST, of=of)
    return sorted(readings, key=lambda reading: -reading.score)


def _read(
    reader: Reader, text: str, passages: Sequence[Passage], *, done: int = 0, of: int
) -> Generator[Event, None, list[Reading]]:
    """The readings of the passages, in their order; ``done`` others were read before."""
    readings = []
    with closing(reader.read(text, passages)) as coming:
        for rank, reading in enumerate(coming, start=done):
            readings.append(placed(reading, rank, of))
            yield Working("read", rank + 1, of)
    return readings


def judged(
    question: Question, readings: Sequence[Reading], source: Source, models: Models
) -> list[Judgement]:
    """The sentences of what was read that may answer, the most probable first."""

    def article_text(passage: Passage) -> str:
        return source.document(passage.document_id).text

    whole = article_text if source.whole else None
    return judge(question, readings, models.words, article_text=whole)


@dataclass(frozen=True, slots=True)
class Offhand:
    """What answers without a model: a table's answer, and the judgements that may answer."""

    table: Found | None
    judgements: Sequence[Judgement]

    def preferred(self, settings: Settings) -> Found | None:
        """The table's answer, if that is told and not what sentences say.

        So it is where it is plain, or where the sentences are rows.
        """
        if self.table is None or not self.table.draft.sentences:
            return None
        prose = likely(self.judgements, settings)
        return self.table if self.table.plain or not prose or is_row(prose[0].text) else None


def offhand_by(
    question: Question,
    readings: Sequence[Reading],
    judgements: Sequence[Judgement],
    source: Source,
) -> Offhand:
    """What the tables of what was read say to a question, and the sentences beside them."""
    table = found_in_tables(question, readings, source.document)
    return Offhand(table, without_headings(question, judgements, source.document, table))


def written(
    question: Question,
    judgements: Sequence[Judgement],
    asked: Asked,
    source: Source,
    models: Models,
    told: Told | None,
    offhand: Offhand | None = None,
) -> Generator[Event, None, Draft]:
    """The draft of who is to write; what is verified of it already is told as it comes.

    ``offhand`` takes a chat model's place where it has no answer.
    """
    streamed = asked.streamed and told is not None
    answerer = _answerer(asked, source, models, offhand, streamed=streamed)
    sure: list[DraftSentence] = []
    with closing(answerer.answer(question, judgements, asked.settings)) as coming:
        for said in coming:
            if isinstance(said, Draft):
                return said
            if said is not None and told is not None:
                sure.append(said)
                yield from told.up_to(with_markers(sure)[0])
            yield Working("write")
    return Draft(answerer=answerer.name)


def _answerer(
    asked: Asked, source: Source, models: Models, offhand: Offhand | None, *, streamed: bool
) -> Answerer:
    if asked.answerer == "extractive":
        return ExtractiveAnswerer()
    if asked.answerer == "chat":
        from rag.chat.answer import ChatAnswerer
        from rag.chat.offline import Offline, offline_answer

        def offline(
            question: Question, judgements: Sequence[Judgement], settings: Settings
        ) -> Offline:
            if offhand is None:
                return offline_answer(question, judgements, settings)
            table = offhand.preferred(settings)
            return offline_answer(question, offhand.judgements, settings, table)

        return ChatAnswerer(
            models.chat_model, source.document, streamed=streamed, reader=models.reader,
            offline=offline,
        )  # fmt: skip
    return asked.answerer
