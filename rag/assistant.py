"""The assistant: from a question to a cited answer, on one screen.

    understand ─▶ retrieve ─▶ read ─▶ judge ─▶ answer ─▶ verify ─▶ Answer

``ask`` is the shortest door; ``Assistant`` keeps the models and the index open between
questions and is safe to use from several threads.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from rag.asking import Asking, chosen_answerer, events
from rag.errors import IndexMissing, ModelError
from rag.settings import MAX_QUESTION_CHARACTERS, SAMPLE_ARTICLES, Settings
from rag.types import (
    Answer,
    Document,
    Draft,
    Event,
    Filters,
    IngestReport,
    Passage,
    Reading,
    StageName,
    Turn,
)
from rag.wording import say

if TYPE_CHECKING:
    from embeddings import Embedder
    from embeddings.words import WordVectors
    from rag.answering.judge import Judgement
    from rag.answering.question import Question
    from rag.answering.reader import Reader
    from rag.chat.model import ChatModel
    from rag.indexing.index import Index

OnStage = Callable[[StageName], None]
OnText = Callable[[str], None]
Find = Callable[["Question"], "tuple[Question, Sequence[Passage]]"]
"""A question as it is to be read, and the passages to read it against."""
SETTLED_BY = 8
"""How many passages have a say in how a question is spelled and what its names mean."""
OnPassages = Callable[[Sequence[Passage]], None]


class Assistant:
    """Answers questions about the articles that are indexed in ``settings.data_dir``."""

    def __init__(
        self, settings: Settings | None = None, *, embedder: Embedder | None = None
    ) -> None:
        """Nothing is loaded or opened until it is needed.

        Args:
            settings: What to run with; read from the environment when not given.
            embedder: Use this instead of the one the settings name.
        """
        self.settings = settings or Settings()
        self._given_embedder = embedder
        self._lock = RLock()
        self._index: Index | None = None

    # Questions

    def ask(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        history: Sequence[Turn] = (),
        k: int | None = None,
        answerer: str | None = None,
        on_stage: OnStage | None = None,
        on_text: OnText | None = None,
        on_passages: OnPassages | None = None,
        cancelled: threading.Event | None = None,
        passages: Sequence[Passage] | None = None,
    ) -> Answer:
        """Answer from the indexed articles, or refuse and say what is missing.

        With no index yet, one is built from the configured folder or the shipped samples.

        Args:
            question: What is asked; a follow-up is understood from ``history``.
            filters: What the search is limited to.
            history: Earlier turns of the conversation, oldest first.
            k: How many passages an answer may rest on; the setting's number when not given.
            answerer: ``auto``, ``extractive`` or ``chat``; the setting's when not given.
            on_stage: Told when a stage begins.
            on_text: Told each next piece of the answer's text, verified.
            on_passages: Told what was read, best first; once for each part of the question.
            cancelled: Set it from another thread to stop.
            passages: Read these, in their order, in place of a search; offsets are into the
                stored articles.

        Raises:
            QuestionError: The question is empty or too long.
            Cancelled: ``cancelled`` was set.
            YoujuError: Something that was needed failed; the message says what to do.
        """
        choice = chosen_answerer(answerer, self.settings)
        asking = Asking(self.settings, choice, on_stage, on_text, cancelled)
        asking.on_passages = on_passages
        with asking.stage("understand"):
            asked = self._understand(question, history, asking)
            notice = self._ensure_index()
        answer = self._answer_parts(
            asked,
            asking,
            lambda part: self._settled(part, k, filters, passages),
            self._document_text,
        )
        asking.tell(answer.text)
        if notice:
            answer = replace(answer, notices=(notice, *answer.notices))
        return _signed(answer, question, asked, asking)

    def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        history: Sequence[Turn] = (),
        k: int | None = None,
        answerer: str | None = None,
    ) -> Iterator[Event]:
        """As ``ask``, as it happens: stages, verified pieces of text, at last the answer.

        The pieces joined are the answer's text. Closing the iterator stops the question.
        """
        return events(
            lambda on_stage, on_text, cancelled: self.ask(
                question,
                filters=filters,
                history=history,
                k=k,
                answerer=answerer,
                on_stage=on_stage,
                on_text=on_text,
                cancelled=cancelled,
            )
        )

    async def aask(self, question: str, **options: Any) -> Answer:
        """As ``ask`` with the same options, without blocking the event loop.

        Cancelling the task stops the question.
        """
        cancelled = options.pop("cancelled", None) or threading.Event()
        try:
            return await asyncio.to_thread(self.ask, question, cancelled=cancelled, **options)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    def answer_from(self, question: str, texts: Sequence[str]) -> Answer:
        """Read, answer and refuse over ``texts`` alone, in the order given; no index is used.

        A citation's ``document_id`` and ``path`` are ``text:N``, N counted from 1, and its
        offsets are into ``texts[N - 1]``.
        """
        asking = Asking(self.settings)
        with asking.stage("understand"):
            asked = self._understand(question, (), asking)
        passages = [
            Passage(
                chunk_id=n,
                document_id=f"text:{n}",
                path=f"text:{n}",
                start=0,
                end=len(text),
                text=text,
            )
            for n, text in enumerate(texts, start=1)
            if text.strip()
        ]
        answer = self._answer_parts(asked, asking, lambda part: (part, passages), None)
        return _signed(answer, question, asked, asking)

    def search(
        self,
        question: str,
        k: int | None = None,
        filters: Filters | None = None,
        *,
        read: bool = True,
    ) -> list[Passage]:
        """The best passages, best first, as reader and judge rank them; no answer is written.

        ``k`` are given. Without ``read`` they come as the index ranks them: ``k`` for each part
        of a question that has several.
        """
        from rag.answering.judge import judge
        from rag.answering.rank import ranked

        asked = self._understand(question, (), Asking(self.settings))
        self._ensure_index()
        wanted = k or self.settings.k
        if not read:
            found = [
                passage
                for part in asked.parts or (asked,)
                for passage in self._settled(part, wanted, filters)[1][:wanted]
            ]
            return list({(p.document_id, p.start, p.end): p for p in found}.values())
        asked, passages = self._settled(asked, max(wanted, self.settings.read), filters)
        readings = self._read(asked, passages)
        judgements = judge(asked, readings, self.words, article_text=self._document_text)
        return ranked(asked, passages, readings, judgements)[:wanted]

    def read(self, question: Question, filters: Filters | None = None) -> list[Reading]:
        """What the reader makes of the best passages for an understood question."""
        return self._read(question, self._search(question, None, filters))

    def _understand(self, question: str, history: Sequence[Turn], asking: Asking) -> Question:
        from rag.answering.followup import rewrite
        from rag.answering.question import understand

        if not history or len(question) > MAX_QUESTION_CHARACTERS:
            return understand(question)
        if asking.answerer == "chat":
            from rag.chat.rewriting import rewritten

            whole, counts = rewritten(
                self.chat_model, question, history, self.settings, asking.cancelled
            )
            asking.add_usage(counts)
        else:
            whole = rewrite(question, history)
        return replace(understand(whole), original=question)

    def _settled(
        self,
        question: Question,
        k: int | None,
        filters: Filters | None,
        given: Sequence[Passage] | None = None,
    ) -> tuple[Question, Sequence[Passage]]:
        """The question as the articles found for it spell and name things, and what is found."""
        from rag.answering.settle import settled

        found = self._search(question, k, filters) if given is None else given
        if question.language != "zh":
            return question, found
        articles = {p.document_id: self._document_text(p) for p in found[:SETTLED_BY]}
        better = settled(question, [p.text for p in found[:SETTLED_BY]], list(articles.values()))
        if better is question or given is not None:
            return better, found
        return better, self._search(better, k, filters)

    def _search(self, question: Question, k: int | None, filters: Filters | None) -> list[Passage]:
        from rag.answering.retrieve import retrieve

        return retrieve(
            question,
            self.index,
            self.embedder,
            max(k or 0, self.settings.read),
            filters=filters,
            glosses=self._glosses(question),
        )

    def _glosses(self, question: Question) -> list[str]:
        from rag.answering.gloss import glosses

        return glosses(question.text, self.words) if question.language == "en" else []

    def _read(self, question: Question, passages: Sequence[Passage]) -> list[Reading]:
        from rag.answering.gloss import glossed_question
        from rag.answering.wordings import read_in_wordings

        glossed = glossed_question(question.text, self.words) if question.language == "en" else ""
        return read_in_wordings(self.reader, question, passages, glossed)

    def _answer_parts(
        self,
        question: Question,
        asking: Asking,
        find: Find,
        article_text: Callable[[Passage], str] | None,
    ) -> Answer:
        from rag.answering.compound import joined

        asking.several = bool(question.parts)
        if not question.parts:
            return self._answer_one(question, asking, find, article_text)
        answers = [self._answer_one(part, asking, find, article_text) for part in question.parts]
        raw = "\n\n".join(answer.raw for answer in answers if answer.raw)
        return replace(joined(question, answers), raw=raw)

    def _answer_one(
        self,
        question: Question,
        asking: Asking,
        find: Find,
        article_text: Callable[[Passage], str] | None,
    ) -> Answer:
        from rag.answering.judge import judge

        with asking.stage("search"):
            question, passages = find(question)
        with asking.stage("read"):
            readings = self._read(question, passages)
            if asking.on_passages:
                asking.on_passages([reading.passage for reading in readings])
            judgements = judge(question, readings, self.words, article_text=article_text)
        answer = self._write(question, judgements, asking, passages, article_text is not None)
        return replace(answer, question_used=question.text)

    def _write(
        self,
        question: Question,
        judgements: Sequence[Judgement],
        asking: Asking,
        passages: Sequence[Passage],
        indexed: bool,
    ) -> Answer:
        from rag.answering.compound import finished

        given = {passage.document_id: _as_document(passage) for passage in passages}
        document_of = self.index.shown if indexed else given.__getitem__
        with asking.stage("write"):
            draft, name = self._drafted(question, judgements, asking, document_of)
        with asking.stage("verify"):
            return finished(question, draft, judgements, document_of, answerer=name)

    def _drafted(
        self,
        question: Question,
        judgements: Sequence[Judgement],
        asking: Asking,
        document_of: Callable[[str], Document],
    ) -> tuple[Draft, str]:
        """The draft and who wrote it: a chat model may hand over to the extractive answerer."""
        if asking.answerer == "extractive":
            from rag.answering.answer import ExtractiveAnswerer

            return ExtractiveAnswerer().answer(question, judgements, self.settings), "extractive"
        from rag.chat.answer import ChatAnswerer

        # Of several parts only the whole can be told in order, when all are written.
        told = asking.release if asking.on_text and not asking.several else None
        answerer = ChatAnswerer(
            self.chat_model, document_of, released=told, cancelled=asking.cancelled
        )
        draft = answerer.answer(question, judgements, self.settings)
        asking.add_usage(dict(draft.usage))
        return draft, answerer.used

    # Articles

    def ingest(self, *paths: str | Path, **options: Any) -> IngestReport:
        """Index files and folders; with no path, bring everything indexed in step again.

        Options are those of ``rag.indexing.ingest.ingest``: ``dry_run``, ``prune``, ``progress``.
        """
        from rag.indexing.ingest import ingest

        with self._lock:
            report = ingest([Path(path) for path in paths], self.settings, self.embedder, **options)
            self._refresh()
        return report

    def remove(self, *names: str) -> int:
        """Take articles or remembered folders out of the index; how many articles went."""
        from rag.indexing.ingest import remove

        with self._lock:
            removed = remove(list(names), self.settings, self.embedder)
            self._refresh()
        return removed

    def document(self, document_id: str) -> Document:
        """The stored article with this id.

        Raises:
            LoadError: No such article is indexed.
        """
        return self.index.document(document_id)

    def original(self, document_id: str) -> Path:
        """The file that an article was read from, to be shown to a reader.

        Raises:
            LoadError: No such article is indexed, its file is gone, or it lies in no folder that
                was indexed on this machine (a restored index names files of another).
        """
        from rag.indexing import machine

        return machine.original(self.settings.data_dir, self.index.files_of(document_id))

    def find(self, name: str) -> Document:
        """The stored article with this id, path, file name or title."""
        return self.index.find(name)

    def documents(self, query: str = "", offset: int = 0, limit: int = 50) -> list[Document]:
        """Stored articles, newest first, whose title or path contains ``query``."""
        return self.index.documents(query, offset, limit)

    def count_documents(self, query: str = "") -> int:
        """How many articles ``documents(query)`` lists in all."""
        from rag.indexing.statistics import count_documents

        return count_documents(self.settings.data_dir, query)

    def statistics(self) -> dict[str, dict[str, int]]:
        """Articles by months, sources, languages, lengths and folders (rag.indexing.statistics)."""
        from rag.indexing.statistics import statistics

        return statistics(self.settings.data_dir)

    def status(self) -> dict[str, Any]:
        """What is indexed, with which models, and where; for people and machines.

        Raises:
            IndexMissing: Nothing is indexed yet.
        """
        from rag.indexing.status import describe

        return describe(self.settings.data_dir)

    def close(self) -> None:
        """Let go of the index. The assistant may be used again; it opens anew."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None
            if "chat_model" in self.__dict__:
                self.__dict__.pop("chat_model").close()

    def __enter__(self) -> Assistant:
        """Use as a context manager: closes on leaving."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close."""
        self.close()

    # What it stands on

    @property
    def index(self) -> Index:
        """The open index, as of the newest published generation."""
        from rag.indexing.index import Index

        with self._lock:
            if self._index is None:
                self._index = Index.open(self.settings.data_dir, self.embedder)
            else:
                self._index.refresh()
            return self._index

    @cached_property
    def embedder(self) -> Embedder:
        """The embedding model that the settings name."""
        if self._given_embedder is not None:
            return self._given_embedder
        from embeddings import load_embedder
        from embeddings.base import EmbedderError

        try:
            return load_embedder(self.settings.embedding_model)
        except EmbedderError as fault:
            raise ModelError(
                zh=f"嵌入模型 {fault.name} 用不了：{fault.reason}。{fault.hint} "
                "把 YOUJU_EMBEDDING_MODEL 设为 bundled 可用自带模型。",
                en=f"{fault} Set YOUJU_EMBEDDING_MODEL=bundled to use the model that ships.",
            ) from fault

    @cached_property
    def reader(self) -> Reader:
        """The extractive reader that the settings name."""
        from rag.answering.reader import BUNDLED_READER, Reader

        named = self.settings.reader_model
        return Reader(BUNDLED_READER if named == "bundled" else Path(named).expanduser())

    @cached_property
    def words(self) -> WordVectors:
        """Term weights and likeness, from the bundled static model."""
        from embeddings.words import WordVectors

        return WordVectors()

    @cached_property
    def chat_model(self) -> ChatModel:
        """The chat model that the settings name."""
        from rag.chat.model import ChatModel

        return ChatModel(self.settings)

    def _document_text(self, passage: Passage) -> str:
        return self.index.shown(passage.document_id).text

    def _refresh(self) -> None:
        if self._index is not None:
            self._index.refresh()

    def _ensure_index(self) -> str:
        """Build an index when there is none; what was done, in words, or nothing."""
        with self._lock:
            try:
                _ = self.index
            except IndexMissing:
                return self._build_first_index()
        return ""

    def _build_first_index(self) -> str:
        from rag.indexing.ingest import ingest

        named = self.settings.articles
        paths = list(named) or [SAMPLE_ARTICLES]
        where = say("、", ", ").join(str(path) for path in paths)
        sys.stderr.write(
            say(
                f"还没有索引，先为 {where} 建立索引……\n",
                f"There is no index yet: indexing {where} first …\n",
            )
        )
        report = ingest(paths, self.settings, self.embedder, samples=not named)
        return say(
            f"还没有索引，已先为 {where} 建立索引（{report.documents} 篇）。",
            f"There was no index yet: {where} was indexed first ({report.documents} articles).",
        )


def ask(question: str, settings: Settings | None = None) -> Answer:
    """Answer one question with citations; the models stay loaded for the next call.

    Raises:
        QuestionError: The question is empty or too long.
        YoujuError: Something that was needed failed; the message says what to do.
    """
    wanted = settings or Settings()
    with _shared_lock:
        if not _shared or _shared[0].settings != wanted:
            _shared[:] = [Assistant(wanted)]
        assistant = _shared[0]
    return assistant.ask(question)


_shared: list[Assistant] = []
_shared_lock = RLock()


def _signed(answer: Answer, question: str, asked: Question, asking: Asking) -> Answer:
    """The answer with what was asked, what was searched, and what it took."""
    return replace(
        answer,
        question=question,
        question_used=asked.text if asked.parts else answer.question_used or asked.text,
        timings=asking.total(),
        usage=asking.usage or answer.usage,
    )


def _as_document(passage: Passage) -> Document:
    return Document(
        id=passage.document_id,
        path=passage.path,
        title=passage.title,
        text=passage.text,
        published=passage.published,
    )
