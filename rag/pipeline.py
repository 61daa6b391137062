"""One question under way: who answers it, who is told of its progress, and when it stops."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from rag.answer_types import (
    Answer,
    DraftSentence,
    Event,
    Finished,
    StageName,
    StageStarted,
    TextPiece,
)
from rag.chat.calls import Cancelled
from rag.errors import SettingsError, UsageError
from rag.settings import Settings
from rag.tracing import span
from rag.types import Passage

AnswererName = Literal["extractive", "chat"]


@dataclass(slots=True)
class Asking:
    """Seconds spent in each stage, and calls to those who watch.

    ``on_stage`` is told when a stage begins, ``on_text`` the next verified piece of the answer.
    ``several``: the question has parts, each answered by itself.
    ``on_passages`` is told what was read for the question, best first, once for each part.
    Setting ``cancelled`` ends the question at the next stage or piece with ``Cancelled``.
    """

    settings: Settings
    answerer: AnswererName = "extractive"
    on_stage: Callable[[StageName], None] | None = None
    on_text: Callable[[str], None] | None = None
    cancelled: threading.Event | None = None
    usage: dict[str, int] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)
    several: bool = False
    on_passages: Callable[[Sequence[Passage]], None] | None = None
    _released: list[DraftSentence] = field(default_factory=list)
    _told: str = ""

    @contextmanager
    def stage(self, name: StageName) -> Iterator[None]:
        """Time a stage; stop before it when the user has."""
        if self.cancelled is not None and self.cancelled.is_set():
            raise Cancelled
        if self.on_stage:
            self.on_stage(name)
        start = time.perf_counter()
        try:
            with span(self.settings, name):
                yield
        finally:
            self.timings[name] = self.timings.get(name, 0.0) + time.perf_counter() - start

    def release(self, sentence: DraftSentence) -> None:
        """Tell of one more verified sentence, with its markers as the answer will have them."""
        from rag.answering.compound import with_markers

        self._released.append(sentence)
        self.tell(with_markers(self._released)[0])

    def tell(self, text: str) -> None:
        """Tell the rest of ``text`` beyond what was told: pieces joined are the answer's text."""
        if self.on_text and text.startswith(self._told) and len(text) > len(self._told):
            self.on_text(text[len(self._told) :])
            self._told = text

    def add_usage(self, counts: dict[str, int]) -> None:
        """Count tokens and calls over all that one question needed."""
        for key, count in counts.items():
            self.usage[key] = self.usage.get(key, 0) + count

    def total(self) -> dict[str, float]:
        """The stages' seconds and their total."""
        return {**self.timings, "total": time.perf_counter() - self.began}


def chosen_answerer(choice: str | None, settings: Settings) -> AnswererName:
    """Who answers: the caller's choice, else the setting's, else whoever is set up.

    Raises:
        UsageError: There is no such answerer.
        SettingsError: ``chat`` is asked for and no chat model is set.
    """
    wanted = choice or settings.answerer
    if wanted not in {"auto", "extractive", "chat"}:
        raise UsageError(
            zh=f"没有名为 {wanted!r} 的回答方式，可用：auto、extractive、chat。",
            en=f"There is no answerer {wanted!r}; there are auto, extractive and chat.",
        )
    if wanted == "chat" and not settings.chat_model:
        raise SettingsError(
            zh="没有设置对话模型。请设置 YOUJU_CHAT_MODEL，"
            "例如 openai:qwen-plus 或 ollama:qwen3:8b。",
            en="No chat model is set. Set YOUJU_CHAT_MODEL, for example to openai:qwen-plus or "
            "ollama:qwen3:8b.",
        )
    return "chat" if wanted != "extractive" and settings.chat_model else "extractive"


Ask = Callable[[Callable[[StageName], None], Callable[[str], None], threading.Event], Answer]


def events(ask: Ask) -> Iterator[Event]:
    """Run ``ask`` in a thread and give what happens as it happens; closing this cancels it.

    Raises: whatever ``ask`` raises.
    """
    happened: queue.Queue[Event | BaseException | None] = queue.Queue()
    cancelled = threading.Event()

    def work() -> None:
        try:
            answer = ask(
                lambda stage: happened.put(StageStarted(stage)),
                lambda text: happened.put(TextPiece(text)),
                cancelled,
            )
            happened.put(Finished(answer))
        except Cancelled:
            happened.put(None)
        except BaseException as fault:  # noqa: BLE001 - raised again in the caller's thread
            happened.put(fault)

    threading.Thread(target=work, daemon=True, name="youju-stream").start()
    try:
        while True:
            event = happened.get()
            if event is None:
                return
            if isinstance(event, BaseException):
                raise event
            yield event
            if isinstance(event, Finished):
                return
    finally:
        cancelled.set()
