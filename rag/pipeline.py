"""The way of a question, from its text to a verified answer, as it happens.

    understand ─▶ search ─▶ read ─▶ judge ─▶ write ─▶ verify ─▶ Finished(answer)

``answering`` is the whole of it: a generator of events. Closing it stops the work wherever it
is, between two passages or in the middle of a call to a chat model; ``Working`` events come
often enough for that.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from rag.answer_types import (
    Answer,
    Draft,
    DraftSentence,
    Event,
    Finished,
    Passages,
    Reading,
    StageName,
    StageStarted,
    TextPiece,
    Turn,
    Working,
)
from rag.answering.extract import Answerer, ExtractiveAnswerer, likely
from rag.answering.finish import finished, joined, with_markers, with_places
from rag.answering.followup import rewrite
from rag.answering.judge import Judgement, judge
from rag.answering.question import Question, understand
from rag.answering.rank import ranked
from rag.answering.reader import Reader, placed
from rag.answering.spelling import respelled
from rag.answering.table_quotes import Found
from rag.answering.tables import found_in_tables, without_headings
from rag.overview.conversation import asked as overview_asked
from rag.overview.intents import intent_of
from rag.overview.lists import whole_list
from rag.overview.request import Request
from rag.settings import MAX_QUESTION_CHARACTERS, Settings
from rag.sources import Searched, Source
from rag.text.rows import is_row
from rag.tracing import span
from rag.types import Passage

if TYPE_CHECKING:
    from embeddings.words import WordVectors
    from rag.chat.model import ChatModel
    from rag.overview.desk import Desk

T = TypeVar("T")

SETTLED_BY = 8
"""How many passages have a say in how a question is spelled."""
READ_FIRST = 8
"""How many passages are read before it is decided whether more must be."""
PLAIN = 8.0
"""Evidence above this in the first passages leaves the further ones unread."""


class Models(Protocol):
    """What reads and writes; each is loaded when it is first needed."""

    @property
    def reader(self) -> Reader:
        """Points at answers in passages."""

    @property
    def words(self) -> WordVectors:
        """Weighs words."""

    @property
    def chat_model(self) -> ChatModel:
        """Writes; asked for only where it is to."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, and how it is to be answered.

    ``settings.k`` is how many passages the answer may rest on; of a question of several parts,
    the answer to each. ``answerer`` is who writes. With ``streamed`` a chat model is asked to
    write piece by piece.
    """

    question: str
    settings: Settings
    answerer: Literal["extractive", "chat"] | Answerer = "extractive"
    history: Sequence[Turn] = ()
    streamed: bool = False


def answering(asked: Asked, source: Source, models: Models) -> Generator[Event]:
    """Answer from what ``source`` finds, or refuse and say what is missing.

    Raises:
        QuestionError: The question is empty or too long.
        YoujuError: Something that was needed failed; the message says what to do.
    """
    spent = _Spent(asked.settings)
    told = _Told()
    yield StageStarted("understand")
    with spent.on("understand"):
        question = yield from _understood(asked, models, spent)
        request = _overview_asked(asked, question, source)
    if request is not None and isinstance(source, Searched):
        from rag.overview.overview import overview  # a cold process asks for a fact without it

        yield StageStarted("search")
        with spent.on("search"):
            seen = yield from overview(request, _desk(asked, source, models), asked.history)
        if seen is not None:
            if asked.answerer == "chat":
                yield StageStarted("write")
                with spent.on("write"):
                    seen = yield from _retold(request, seen, asked, source, models, told)
                    spent.add(seen.usage)
            yield from told.up_to(seen.text)
            yield Finished(_ended(seen, asked, seen.question_used, source, spent))
            return
    answers = []
    for part in question.parts or (question,):
        # Of several parts only the whole can be told in order, when all are written.
        aloud = told if not question.parts else None
        answers.append((yield from _answered(part, asked, source, models, spent, aloud)))
    answer = joined(question, answers) if question.parts else answers[0]
    answer = replace(answer, raw="\n\n".join(each.raw for each in answers if each.raw))
    used = question.text if question.parts else answer.question_used
    yield from told.up_to(answer.text)
    yield Finished(_ended(answer, asked, used, source, spent))


def _ended(answer: Answer, asked: Asked, used: str, source: Source, spent: _Spent) -> Answer:
    """The answer with what the whole way adds to it."""
    return replace(
        with_places(answer, source.document),
        question=asked.question,
        question_used=used,
        notices=(*source.notices, *answer.notices),
        timings=spent.seconds_in_all(),
        usage=spent.usage or answer.usage,
    )


def _overview_asked(asked: Asked, question: Question, source: Source) -> Request | None:
    """What is asked of the collection as such; ``None`` for a fact, or where there is no shelf.

    The words as typed come first, with the turns before them; then the follow-up made whole.
    """
    if asked.answerer not in ("extractive", "chat") or not isinstance(source, Searched):
        return None
    request = overview_asked(asked.question, asked.history)
    if request is None and asked.history:
        return intent_of(question.text, nouns=False)
    return request


def _desk(asked: Asked, source: Searched, models: Models) -> Desk:
    """What an overview looks at, over the same source and models as a fact."""
    from rag.overview.desk import Desk

    def search(text: str) -> Sequence[Passage]:
        return source.find(understand(text))

    def evidence(text: str) -> Generator[Event, None, tuple[Question, list[Judgement]]]:
        question, passages = found(understand(text), source)
        readings = yield from read(question, passages, models)
        return question, judged(question, readings, source, models)

    return Desk(source.shelf, models.words, asked.settings, search, evidence)


def _retold(
    request: Request, seen: Answer, asked: Asked, source: Searched, models: Models, told: _Told
) -> Generator[Event, None, Answer]:
    """The overview in a chat model's words, where it is of a kind that is written."""
    from rag.chat.retelling import RETOLD, Retelling

    if seen.kind not in RETOLD or not seen.citations:
        return seen
    desk = _desk(asked, source, models)
    retelling = Retelling(
        models.chat_model, source.document, desk.search, asked.settings, models.reader
    )
    with closing(retelling.told(request, seen)) as coming:
        while True:
            try:
                text = next(coming)
            except StopIteration as end:
                answer: Answer = end.value
                return answer
            if text is not None and asked.streamed:
                yield from told.up_to(text)
            yield Working("write")


def _answered(
    question: Question,
    asked: Asked,
    source: Source,
    models: Models,
    spent: _Spent,
    told: _Told | None,
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
        table, sayable = None, judgements
        if asked.answerer == "extractive":  # a chat model reads the rows itself
            table = found_in_tables(question, readings, source.document)
            sayable = without_headings(question, judgements, source.document, table)
    if table is None and (listed := _whole_list(question, asked, readings, source)):
        return listed
    yield StageStarted("write")
    with spent.on("write"):
        draft = yield from _written(question, sayable, asked, source, models, told, table)
        spent.add(draft.usage)
    yield StageStarted("verify")
    with spent.on("verify"):
        judged_by = sayable if draft.sentences else judgements
        answer = finished(question, draft, judged_by, source.document, answerer=draft.answerer)
        if table is not None and draft is table.draft:
            answer = replace(answer, evidence=None)  # the figure is for sentences
    return replace(answer, question_used=question.text)


def _whole_list(
    question: Question, asked: Asked, readings: Sequence[Reading], source: Source
) -> Answer | None:
    """A list that an article announces, whole; ``None`` where the question asks for none."""
    if asked.answerer not in ("extractive", "chat") or not isinstance(source, Searched):
        return None
    ids = dict.fromkeys(reading.passage.document_id for reading in readings[:READ_FIRST])
    return whole_list(question, map(source.document, ids), source.document)


def ranking(question: Question, source: Source, models: Models, most: int) -> Generator[Event]:
    """The ``most`` best passages, in the order in which one would answer from them."""
    yield StageStarted("search")
    question, passages = found(question, source)
    yield StageStarted("read")
    readings = yield from read(question, passages, models)
    judgements = judged(question, readings, source, models)
    yield Passages(tuple(ranked(question, passages, readings, judgements)[:most]))


def _understood(asked: Asked, models: Models, spent: _Spent) -> Generator[Event, None, Question]:
    """The question, made whole from the turns before it."""
    if not asked.history or len(asked.question) > MAX_QUESTION_CHARACTERS:
        return understand(asked.question)
    if asked.answerer == "chat":
        from rag.chat.rewriting import rewritten  # a cold process asks without it

        waiting = rewritten(models.chat_model, asked.question, asked.history, asked.settings)
        whole, usage = yield from _beating("understand", waiting)
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


def _written(
    question: Question,
    judgements: Sequence[Judgement],
    asked: Asked,
    source: Source,
    models: Models,
    told: _Told | None,
    table: Found | None,
) -> Generator[Event, None, Draft]:
    """The draft; what is verified of it already is told as it comes.

    Where a table answers plainly, its cell does.
    """
    answerer = asked.answerer
    if table is not None and table.draft.sentences:
        prose = likely(judgements, asked.settings)
        if table.plain or not prose or is_row(prose[0].text):
            return table.draft
    if answerer == "chat":
        from rag.chat.answer import ChatAnswerer

        streamed = asked.streamed and told is not None
        answerer = ChatAnswerer(
            models.chat_model, source.document, streamed=streamed, reader=models.reader
        )
    elif answerer == "extractive":
        answerer = ExtractiveAnswerer()
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


def _beating(stage: StageName, waiting: Generator[None, None, T]) -> Generator[Event, None, T]:
    """What ``waiting`` returns; an event each time it comes back before that."""
    with closing(waiting):
        while True:
            try:
                next(waiting)
            except StopIteration as end:
                value: T = end.value
                return value
            yield Working(stage)


def outcome(happening: Generator[object, None, T]) -> T:
    """What a generator returns in the end, for those who do not watch it."""
    while True:
        try:
            next(happening)
        except StopIteration as end:
            value: T = end.value
            return value


class _Told:
    """The answer's text as far as it was told: pieces joined are its beginning."""

    def __init__(self) -> None:
        self._text = ""

    def up_to(self, text: str) -> Iterator[TextPiece]:
        """What ``text`` has beyond what was told."""
        if text.startswith(self._text) and len(text) > len(self._text):
            piece = TextPiece(text[len(self._text) :])
            self._text = text
            yield piece


@dataclass(slots=True)
class _Spent:
    """What a question took: seconds by stage, and a chat model's tokens and calls."""

    settings: Settings
    usage: dict[str, int] = field(default_factory=dict)
    _seconds: dict[str, float] = field(default_factory=dict)
    _began: float = field(default_factory=time.perf_counter)

    @contextmanager
    def on(self, stage: StageName) -> Iterator[None]:
        """Count the seconds of a block to a stage."""
        start = time.perf_counter()
        try:
            with span(self.settings, stage):
                yield
        finally:
            before = self._seconds.get(stage, 0.0)
            self._seconds[stage] = before + time.perf_counter() - start

    def add(self, counts: Mapping[str, int]) -> None:
        """Count tokens and calls."""
        for key, count in counts.items():
            self.usage[key] = self.usage.get(key, 0) + count

    def seconds_in_all(self) -> dict[str, float]:
        """The stages' seconds and their total."""
        return {**self._seconds, "total": time.perf_counter() - self._began}
