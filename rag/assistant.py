"""The assistant: one object that keeps models and index open between questions.

``ask`` is the shortest door. What happens to a question is ``rag.pipeline``.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from threading import RLock
from typing import TYPE_CHECKING, Unpack

from rag.answer_types import Answer, Turn
from rag.arguments import (
    Options,
    chosen_answerer,
    filters_given,
    history_given,
    passages_given,
    passages_wanted,
    question_text,
    settings_given,
    texts_given,
)
from rag.collection import Collection
from rag.events import Event, Finished, Passages
from rag.settings import Settings
from rag.types import Filters, Passage

if TYPE_CHECKING:
    from rag.answering.extract import Answerer

MOST_SEARCHED = 1_000
"""How many passages one search may give."""


class Assistant(Collection):
    """Answers questions about the articles that are indexed in ``settings.data_dir``.

    Safe to use from several threads. Use it as a context manager, or ``close`` it.

    >>> with Assistant() as assistant:
    ...     print(assistant.ask("示范区何时获批？").text[:18])
    2022年1月（原文“今年1月”）：
    """

    def ask(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        history: Sequence[Turn] = (),
        k: int | None = None,
        answerer: str | Answerer | None = None,
        passages: Sequence[Passage] | None = None,
    ) -> Answer:
        """Answer from the indexed articles, or refuse and say what is missing.

        With no index yet, one is built from the configured folder or the shipped samples.

        Args:
            question: What is asked; a follow-up is understood from ``history``.
            filters: What the search is limited to.
            history: Earlier turns of the conversation, oldest first.
            k: How many passages the answer may rest on, 1 to 50 (of a question of several
                parts, the answer to each); the setting's number when not given. More than the
                setting ``read`` are also read, and more than 5 may bring more sentences.
            answerer: ``auto``, ``extractive``, ``chat``, or an ``Answerer`` of yours; the
                setting's when not given.
            passages: Read these, in their order, in place of a search; offsets are into the
                stored articles.

        Raises:
            QuestionError: The question is empty or too long.
            UsageError: Another argument cannot be used.
            YoujuError: Something that was needed failed; the message says what to do.
        """
        options = Options(
            filters=filters, history=history, k=k, answerer=answerer, passages=passages
        )
        return _last(self._way(question, streamed=False, **options))

    def stream(
        self, question: str, *, whole: bool = False, **options: Unpack[Options]
    ) -> Generator[Event]:
        """As ``ask``, as it happens: what is done, verified pieces of text, at last the answer.

        The pieces joined are the answer's text. Closing the generator stops the question. With
        ``whole`` a chat model writes its reply in one go, as for ``ask``; then the text comes
        at the end.
        """
        return self._way(question, streamed=not whole, **options)

    async def aask(self, question: str, **options: Unpack[Options]) -> Answer:
        """As ``ask``, without blocking the event loop. Cancelling the task stops the question."""
        events = self._way(question, streamed=False, **options)
        left = threading.Event()
        try:
            return await asyncio.to_thread(_last, events, left.is_set)
        except asyncio.CancelledError:
            left.set()
            raise

    def answer_from(self, question: str, texts: Sequence[str]) -> Answer:
        """Read, answer and refuse over ``texts`` alone, in the order given; no index is used.

        A citation's ``document_id`` and ``path`` are ``text:N``, N counted from 1, and its
        offsets are into ``texts[N - 1]``.

        Raises:
            QuestionError: The question is empty or too long.
            UsageError: ``texts`` is not a list of texts.
        """
        from rag.pipeline import answering
        from rag.sources import Texts
        from rag.underway import Asked

        asked = Asked(question_text(question), self.settings)
        return _last(answering(asked, Texts(texts_given(texts)), self))

    def search(
        self,
        question: str,
        k: int | None = None,
        filters: Filters | None = None,
        *,
        read: bool = True,
    ) -> list[Passage]:
        """The best ``k`` passages, best first, as reader and judge rank them.

        No answer is written. Without ``read`` they come as the index ranks them: ``k`` for each
        part of a question that has several.

        Raises:
            QuestionError: The question is empty or too long.
            UsageError: ``k`` is not a number from 1 to 1,000.
        """
        if read:
            *_, last = self.searching(question, k, filters)
            return list(last.passages) if isinstance(last, Passages) else []
        from rag.answering.question import understand
        from rag.sources import Searched
        from rag.stages import found

        asked = understand(question_text(question))
        wanted = passages_wanted(k, self.settings.k, MOST_SEARCHED)
        source = Searched(self, max(wanted, self.settings.read), filters_given(filters))
        parts = asked.parts or (asked,)
        passages = [one for part in parts for one in found(part, source)[1][:wanted]]
        return list({(p.document_id, p.start, p.end): p for p in passages}.values())

    def searching(
        self, question: str, k: int | None = None, filters: Filters | None = None
    ) -> Generator[Event]:
        """As ``search``, as it happens; ``Passages`` come last. Closing the generator stops it."""
        from rag.answering.question import understand
        from rag.pipeline import ranking
        from rag.sources import Searched

        asked = understand(question_text(question))
        wanted = passages_wanted(k, self.settings.k, MOST_SEARCHED)
        source = Searched(self, max(wanted, self.settings.read), filters_given(filters))
        return ranking(asked, source, self, wanted)

    def count_tokens(self, text: str) -> int:
        """How many tokens a text has, as chunks are cut and the use of the APIs is told."""
        from rag.text.tokens import count_tokens

        return count_tokens(text)

    def _way(
        self,
        question: str,
        *,
        streamed: bool,
        filters: Filters | None = None,
        history: Sequence[Turn] = (),
        k: int | None = None,
        answerer: str | Answerer | None = None,
        passages: Sequence[Passage] | None = None,
    ) -> Generator[Event]:
        """The way of a question over the index, its arguments checked."""
        from rag.pipeline import answering
        from rag.sources import Chosen, Searched
        from rag.underway import Asked

        wanted = passages_wanted(k, self.settings.k, Settings.MOST_K)
        settings = self.settings.model_copy(update={"k": wanted})
        chosen = chosen_answerer(answerer, settings)
        turns = history_given(history)
        asked = Asked(question_text(question), settings, chosen, turns, streamed)
        depth = max(wanted, settings.read)
        limits = filters_given(filters)
        if passages is not None:
            return answering(asked, Chosen(self, passages_given(passages)), self)
        return answering(asked, Searched(self, depth, limits), self)

    def check_chat(self) -> str:
        """Try the chat model with one small call; what answered, in words.

        Raises:
            ChatError, SettingsError: It does not work; the message says why.
        """
        from rag.chat.check import check_endpoint

        return check_endpoint(self.settings)


def ask(question: str, settings: Settings | None = None) -> Answer:
    """Answer one question with citations; the models stay loaded for the next call.

    >>> print(ask("示范区何时获批？").citations[0].quote[:4])
    今年1月

    Raises:
        QuestionError: The question is empty or too long.
        YoujuError: Something that was needed failed; the message says what to do.
    """
    wanted = settings_given(settings)
    with _shared_lock:
        if not _shared or _shared[0].settings != wanted:
            _shared[:] = [Assistant(wanted)]
        assistant = _shared[0]
    return assistant.ask(question)


_shared: list[Assistant] = []
_shared_lock = RLock()


def _last(events: Generator[Event], left: Callable[[], bool] = lambda: False) -> Answer:
    """The answer at the end of the events; ``left`` is asked between them whether to stop."""
    with closing(events):
        for event in events:
            if isinstance(event, Finished):
                return event.answer
            if left():
                break
    raise asyncio.CancelledError
