"""Call an endpoint patiently: limits, deadlines, retries, cancellation, and errors without keys.

Knows HTTP failures, no model library. A call runs in a thread of its own, so that a hanging
server can be left behind when its time is up or the user stops.
"""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Generic, TypeVar

from rag.errors import ChatError, ChatRefused, ChatUnavailable
from rag.settings import Settings

T = TypeVar("T")

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 20.0
"""A server that asks for a longer pause than this is reported, not waited for."""
_POLL_S = 0.05
_RETRIED = frozenset({408, 409, 425, 429})


class Cancelled(Exception):
    """The user stopped the question; not an error."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed call, understood: its HTTP status if there was one, and whether to try again."""

    status: int | None
    again: bool
    pause_s: float | None
    detail: str


@dataclass(slots=True)
class Usage:
    """Tokens in and out and calls made for one question."""

    counts: dict[str, int] = field(
        default_factory=lambda: {"input_tokens": 0, "output_tokens": 0, "calls": 0}
    )

    def add(self, said: Mapping[str, Any] | None) -> None:
        """Count what the server says a reply cost; a server may say nothing."""
        for key in ("input_tokens", "output_tokens"):
            self.counts[key] += int((said or {}).get(key) or 0)


class Endpoint:
    """One endpoint's limits; calls of all threads share it."""

    def __init__(self, settings: Settings) -> None:
        """Keep what a call needs; nothing is connected."""
        self._settings = settings
        self._slots = threading.BoundedSemaphore(settings.chat_concurrency)

    def call(self, work: Callable[[], T], cancelled: threading.Event | None = None) -> T:
        """The result of ``work``, tried again on 429, 5xx and lost connections.

        Raises:
            ChatUnavailable: It kept failing, or took longer than ``chat_timeout_s``.
            ChatRefused: The endpoint rejected the key, the model or the request.
            Cancelled: ``cancelled`` was set.
        """

        def once() -> Generator[T]:
            yield work()

        (result,) = self.stream(once, cancelled)
        return result

    def stream(
        self, work: Callable[[], Generator[T]], cancelled: threading.Event | None = None
    ) -> Iterator[T]:
        """The items of ``work`` as they come; tried again only while none has come.

        Raises: as ``call``.
        """
        attempts = self._settings.chat_max_retries + 1
        for attempt in range(1, attempts + 1):
            begun = False
            try:
                for item in self._run(work, cancelled):
                    begun = True
                    yield item
            except (Cancelled, ChatError):
                raise
            except Exception as fault:  # noqa: BLE001 - every client library raises its own kinds
                failure = understood(fault)
                if begun or not failure.again or attempt == attempts:
                    raise self.worded(failure) from None
                pause = failure.pause_s
                if pause is None:
                    jitter = random.uniform(0.75, 1.25)  # noqa: S311 - not for secrets
                    pause = FIRST_PAUSE_S * 2 ** (attempt - 1) * jitter
                if pause > LONGEST_PAUSE_S:
                    raise self.worded(failure) from None
                _sleep(pause, cancelled)
            else:
                return

    def worded(self, failure: Failure) -> ChatError:
        """The error a user reads; the key is struck out of whatever the server said."""
        name, where = self._settings.chat_model, self._settings.chat_base_url or "—"
        detail = self.scrubbed(failure.detail)
        if failure.status in {401, 403}:
            return ChatRefused(
                zh=f"对话接口（{where}）拒绝了密钥（{failure.status}）。"
                "请检查 YOUJU_CHAT_API_KEY。",
                en=f"The chat endpoint ({where}) rejected the key ({failure.status}). "
                "Check YOUJU_CHAT_API_KEY.",
            )
        if failure.status == 404:
            return ChatRefused(
                zh=f"对话接口（{where}）没有模型 {name}（404）。请检查 YOUJU_CHAT_MODEL "
                "和 YOUJU_CHAT_BASE_URL。",
                en=f"The chat endpoint ({where}) has no model {name} (404). Check "
                "YOUJU_CHAT_MODEL and YOUJU_CHAT_BASE_URL.",
            )
        if failure.status is not None and not failure.again:
            return ChatRefused(
                zh=f"对话接口（{where}）不接受请求（{failure.status}）：{detail}",
                en=f"The chat endpoint ({where}) does not accept the request "
                f"({failure.status}): {detail}",
            )
        status = f"（{failure.status}）" if failure.status else ""
        return ChatUnavailable(
            zh=f"对话接口（{where}）暂时不可用{status}：{detail}",
            en=f"The chat endpoint ({where}) is not available{status and f' ({failure.status})'}: "
            f"{detail}",
        )

    def scrubbed(self, text: str) -> str:
        """``text`` on one line, bounded, with the key struck out."""
        key = self._settings.chat_api_key.get_secret_value()
        line = " ".join(text.split())
        return (line.replace(key, "***") if key else line)[:300]

    def _run(
        self, work: Callable[[], Generator[T]], cancelled: threading.Event | None
    ) -> Iterator[T]:
        """Run ``work`` in a thread; hand its items over until the deadline or a stop."""
        deadline = time.monotonic() + self._settings.chat_timeout_s
        while not self._slots.acquire(timeout=_POLL_S):
            _check(cancelled, deadline, self)
        worker = _Worker(work, self._slots.release)
        worker.start()
        try:
            while True:
                try:
                    kind, value = worker.items.get(timeout=_POLL_S)
                except queue.Empty:
                    _check(cancelled, deadline, self)
                    continue
                if kind == "item":
                    yield value
                elif kind == "fault":
                    raise value
                else:
                    return
                _check(cancelled, deadline, self)
        finally:
            worker.stop.set()


class _Worker(threading.Thread, Generic[T]):
    """Runs one call and queues what it gives: ``item``, then ``end`` or ``fault``."""

    def __init__(self, work: Callable[[], Generator[T]], done: Callable[[], None]) -> None:
        super().__init__(daemon=True, name="youju-chat-call")
        self.items: queue.Queue[tuple[str, Any]] = queue.Queue()
        self.stop = threading.Event()
        self._work, self._done = work, done

    def run(self) -> None:
        """Work until the end, a fault or a stop; always give the slot back."""
        try:
            with closing(self._work()) as items:
                for item in items:
                    self.items.put(("item", item))
                    if self.stop.is_set():
                        break
            self.items.put(("end", None))
        except BaseException as fault:  # noqa: BLE001 - handed over to the caller's thread
            self.items.put(("fault", fault))
        finally:
            self._done()


def _check(cancelled: threading.Event | None, deadline: float, endpoint: Endpoint) -> None:
    if cancelled is not None and cancelled.is_set():
        raise Cancelled
    if time.monotonic() > deadline:
        raise endpoint.worded(Failure(None, again=True, pause_s=None, detail="timeout / 超时"))


def _sleep(seconds: float, cancelled: threading.Event | None) -> None:
    if cancelled is None:
        time.sleep(seconds)
    elif cancelled.wait(seconds):
        raise Cancelled


def understood(fault: BaseException) -> Failure:
    """What kind of failure an exception of a client library is.

    A status is read from ``status_code`` (openai, ollama) or ``response.status_code`` (httpx);
    anything without one is a lost connection or an unreadable reply, and worth another try.
    """
    response = getattr(fault, "response", None)
    status = getattr(fault, "status_code", None) or getattr(response, "status_code", None)
    if not isinstance(status, int) or status < 100:
        return Failure(None, again=True, pause_s=None, detail=f"{type(fault).__name__}: {fault}")
    headers = getattr(response, "headers", None) or {}
    return Failure(
        status,
        again=status in _RETRIED or status >= 500,
        pause_s=_retry_after(str(headers.get("retry-after", ""))),
        detail=str(getattr(fault, "message", "") or fault),
    )


def _retry_after(value: str) -> float | None:
    """Seconds from a Retry-After header: a number or an HTTP date."""
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None
