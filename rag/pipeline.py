"""The way of a question, from its text to a verified answer, as it happens.

    understand ─▶ search ─▶ read ─▶ judge ─▶ write ─▶ verify ─▶ Finished(answer)

``answering`` is the whole of it: a generator of events. Closing it stops the work wherever it
is, between two passages or in the middle of a call to a chat model; ``Working`` events come
often enough for that. ``rag.stages`` has the steps, ``rag.overviews`` the way of a question that
asks for no fact.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from rag.answer_types import Answer
from rag.answering.finish import finished, joined, with_places
from rag.answering.question import Question
from rag.answering.rank import ranked
from rag.events import Event, Finished, Passages, StageStarted
from rag.overview.nothing import true_of_none
from rag.overviews import listed_whole, overviewed, requested
from rag.sources import Searched, Source
from rag.stages import found, judged, offhand_by, read, understood, written
from rag.underway import Asked, Models, Spent, Told


def answering(asked: Asked, source: Source, models: Models) -> Generator[Event]:
    """Answer from what ``source`` finds, or refuse and say what is missing.

    Raises:
        QuestionError: The question is empty or too long.
        YoujuError: Something that was needed failed; the message says what to do.
    """
    spent, told = Spent(asked.settings), Told()
    yield StageStarted("understand")
    with spent.on("understand"):
        question = yield from understood(asked, models, spent)
        request = requested(asked, question, source)
    answer = None
    if request is not None and isinstance(source, Searched):
        answer = yield from overviewed(request, asked, source, models, spent, told)
    if answer is None:
        answer = yield from _of_parts(question, asked, source, models, spent, told)
    if isinstance(source, Searched):
        answer = true_of_none(answer, source.shelf)
    yield from told.up_to(answer.text)
    yield Finished(
        replace(
            with_places(answer, source.document),
            question=asked.question,
            notices=(*source.notices, *answer.notices),
            timings=spent.seconds_in_all(),
            usage=spent.usage or answer.usage,
        )
    )


def _of_parts(
    question: Question, asked: Asked, source: Source, models: Models, spent: Spent, told: Told
) -> Generator[Event, None, Answer]:
    """The answer to a question, or the answers to its parts as one."""
    if not question.parts:
        return (yield from _answered(question, asked, source, models, spent, told))
    answers = []
    for part in question.parts:  # only the whole can be told in order, when all are written
        answer = yield from _answered(part, asked, source, models, spent, None)
        answers.append(answer)
    raw = "\n\n".join(each.raw for each in answers if each.raw)
    return replace(joined(question, answers), question_used=question.text, raw=raw)


def _answered(
    question: Question,
    asked: Asked,
    source: Source,
    models: Models,
    spent: Spent,
    told: Told | None,
) -> Generator[Event, None, Answer]:
    """The answer to one question, or to one part of a question of several."""
    yield StageStarted("search")
    with spent.on("search"):
        question, passages = found(question, source)
    yield StageStarted("read")
    with spent.on("read"):
        readings = yield from read(question, passages, models)
        yield Passages(tuple(reading.passage for reading in readings))
        judgements = judged(question, readings, source, models)
        ours = asked.answerer in ("extractive", "chat")
        offhand = offhand_by(question, readings, judgements, source) if ours else None
        table = offhand.table if offhand else None
        # A chat model reads the rows itself.
        sayable = offhand.judgements if offhand and asked.answerer != "chat" else judgements
    if table is None and (listed := listed_whole(question, asked, readings, source)):
        return listed
    yield StageStarted("write")
    with spent.on("write"):
        preferred = offhand.preferred(asked.settings) if offhand else None
        if preferred is not None and asked.answerer == "extractive":
            draft = preferred.draft
        else:
            draft = yield from written(question, sayable, asked, source, models, told, offhand)
        spent.add(draft.usage)
    yield StageStarted("verify")
    with spent.on("verify"):
        judged_by = sayable if draft.sentences else judgements
        answer = finished(
            question, draft, judged_by, source.document, answerer=draft.answerer,
            reader=None if draft.answerer == "extractive" else models.reader, refused_by=judgements,
        )  # fmt: skip
        if preferred is not None and draft.sentences == preferred.draft.sentences:
            answer = replace(answer, evidence=None)  # the figure is for sentences
    return replace(answer, question_used=question.text)


def ranking(question: Question, source: Source, models: Models, most: int) -> Generator[Event]:
    """The ``most`` best passages, in the order in which one would answer from them."""
    yield StageStarted("search")
    question, passages = found(question, source)
    yield StageStarted("read")
    readings = yield from read(question, passages, models)
    judgements = judged(question, readings, source, models)
    yield Passages(tuple(ranked(question, passages, readings, judgements)[:most]))
