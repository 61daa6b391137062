"""Where a question leaves the way of a fact: it is asked of the collection, or for a whole list."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from rag.answer_types import Answer, Reading
from rag.answering.judge import Judgement
from rag.answering.question import Question, understand
from rag.events import Event, StageStarted
from rag.overview.conversation import asked as overview_asked
from rag.overview.desk import Desk
from rag.overview.intents import intent_of
from rag.overview.request import Request
from rag.overview.wanted import whole_list
from rag.sources import Searched, Source
from rag.stages import READ_FIRST, found, judged, read
from rag.types import Passage
from rag.underway import Asked, Models, Spent, Told, beating


def requested(asked: Asked, question: Question, source: Source) -> Request | None:
    """What is asked of the collection as such; ``None`` for a fact, or where there is no shelf.

    The words as typed come first, with the turns before them; then the follow-up made whole. A
    bare noun that is no follow-up is a topic.
    """
    if not _collected(asked, source):
        return None
    request = overview_asked(asked.question, asked.history)
    if request is None and asked.history:
        return intent_of(question.text, nouns=question.text == asked.question)
    return request


def _collected(asked: Asked, source: Source) -> bool:
    """Whether the whole collection may be looked at: an ``Answerer`` of the caller's asks alone."""
    return asked.answerer in ("extractive", "chat") and isinstance(source, Searched)


def overviewed(
    request: Request, asked: Asked, source: Searched, models: Models, spent: Spent, told: Told
) -> Generator[Event, None, Answer | None]:
    """The overview that is asked for; ``None`` where the way of a fact answers better."""
    from rag.overview.overview import overview  # a cold process asks for a fact without it

    yield StageStarted("search")
    with spent.on("search"):
        seen = yield from overview(request, _desk(asked, source, models), asked.history)
    if seen is not None and asked.answerer == "chat":
        yield StageStarted("write")
        with spent.on("write"):
            seen = yield from _retold(request, seen, asked, source, models, told)
            spent.add(seen.usage)
    return seen


def _desk(asked: Asked, source: Searched, models: Models) -> Desk:
    """What an overview looks at, over the same source and models as a fact."""

    def search(text: str) -> Sequence[Passage]:
        return source.find(understand(text))

    def evidence(text: str) -> Generator[Event, None, tuple[Question, list[Judgement]]]:
        question, passages = found(understand(text), source)
        readings = yield from read(question, passages, models)
        return question, judged(question, readings, source, models)

    return Desk(source.shelf, models.words, asked.settings, search, evidence)


def _retold(
    request: Request, seen: Answer, asked: Asked, source: Searched, models: Models, told: Told
) -> Generator[Event, None, Answer]:
    """The overview in a chat model's words, where it is of a kind that is written."""
    from rag.chat.retelling import RETOLD, Retelling

    if seen.kind not in RETOLD or not seen.citations:
        return seen
    desk = _desk(asked, source, models)
    retelling = Retelling(
        models.chat_model, source.document, desk.search, asked.settings, models.reader
    )
    aloud = told if asked.streamed else None
    return (yield from beating("write", retelling.told(request, seen), aloud))


def listed_whole(
    question: Question, asked: Asked, readings: Sequence[Reading], source: Source
) -> Answer | None:
    """A list that an article announces, whole; ``None`` where the question asks for none."""
    if not _collected(asked, source):
        return None
    ids = dict.fromkeys(reading.passage.document_id for reading in readings[:READ_FIRST])
    return whole_list(question, map(source.document, ids), source.document)
