"""The stages of a question's way, each a step of ``rag.pipeline``: understood to written."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from rag.answer_types import Draft, DraftSentence, Event, Reading, Working
from rag.answering.extract import Answerer, ExtractiveAnswerer
from rag.answering.finish import with_markers
from rag.answering.followup import rewrite
from rag.answering.judge import Judgement, judge
from rag.answering.question import Question, understand
from rag.answering.reader import Reader, placed
from rag.answering.refusal import nothing_to_read
from rag.answering.spelling import respelled
from rag.settings import MAX_QUESTION_CHARACTERS
from rag.sources import Source
from rag.types import Passage
from rag.underway import Asked, Models, Spent, Told, beating
from rag.wording import Language

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


def unread(source: Source, language: Language) -> str:
    """Why nothing at all was found to read, or nothing where there are articles."""
    shelf = source.shelf
    if shelf is None or shelf.rows():
        return ""
    return nothing_to_read(bool(shelf.catalogue.documents(limit=1)), language)


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


def written(
    question: Question,
    judgements: Sequence[Judgement],
    asked: Asked,
    source: Source,
    models: Models,
    told: Told | None,
) -> Generator[Event, None, Draft]:
    """The draft of who is to write; what is verified of it already is told as it comes."""
    answerer = _answerer(asked, source, models, streamed=asked.streamed and told is not None)
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


def _answerer(asked: Asked, source: Source, models: Models, *, streamed: bool) -> Answerer:
    if asked.answerer == "extractive":
        return ExtractiveAnswerer()
    if asked.answerer == "chat":
        from rag.chat.answer import ChatAnswerer

        return ChatAnswerer(
            models.chat_model, source.document, streamed=streamed, reader=models.reader
        )
    return asked.answerer
