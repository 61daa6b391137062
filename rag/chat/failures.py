"""What went wrong with a call to a chat endpoint, in words a user can act on, without the key.

Every client library raises its own kinds; they are told apart by an HTTP status and by the names
of the exception and its causes.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

from rag.errors import ChatError, ChatRefused, ChatUnavailable
from rag.settings import Settings, key_left_out

_RETRIED = frozenset({408, 409, 425, 429})
_LONGEST_DETAIL = 300
# httpx.ConnectError, socket.gaierror
_UNREACHABLE = re.compile(r"ConnectError|ConnectionRefused|gaierror|ConnectTimeout")
# ReadTimeout
_SLOW = re.compile(r"Timeout")
# RemoteProtocolError, IncompleteRead
_LOST = re.compile(r"Connection|ProtocolError|ReadError|IncompleteRead|BrokenPipe")

Kind = Literal["unreachable", "slow", "silent", "lost", "unreadable"]


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed call, understood: its HTTP status if there was one, and whether to try again."""

    status: int | None
    again: bool
    pause_s: float | None
    detail: str
    kind: Kind = "unreadable"


def understood(fault: BaseException) -> Failure:
    """What kind of failure an exception of a client library is.

    A status is read from ``status_code`` (openai, ollama) or ``response.status_code`` (httpx);
    anything without one is a lost connection or an unreadable reply, and worth another try.
    """
    response = getattr(fault, "response", None)
    status = getattr(fault, "status_code", None) or getattr(response, "status_code", None)
    if not isinstance(status, int) or status < 100:
        detail = f"{type(fault).__name__}: {fault}"
        return Failure(None, again=True, pause_s=None, detail=detail, kind=_kind(fault))
    headers = getattr(response, "headers", None) or {}
    return Failure(
        status,
        again=status in _RETRIED or status >= 500,
        pause_s=_retry_after(str(headers.get("retry-after", ""))),
        detail=str(getattr(fault, "message", "") or fault),
    )


def _kind(fault: BaseException) -> Kind:
    names = " ".join(_names(fault))
    if _UNREACHABLE.search(names):
        return "unreachable"
    if _SLOW.search(names):
        return "slow"
    return "lost" if _LOST.search(names) else "unreadable"


def _names(fault: BaseException | None) -> Iterator[str]:
    """The class names of an exception and of what caused it."""
    for _ in range(6):
        if fault is None:
            return
        yield from (kind.__name__ for kind in type(fault).__mro__)
        fault = fault.__cause__ or fault.__context__


def worded(failure: Failure, settings: Settings) -> ChatError:
    """The error a user reads: what to check, and the key struck out of what the server said."""
    detail = scrubbed(failure.detail, settings).rstrip("。. ")
    if failure.status is None:
        zh, en = _unanswered(failure.kind, where(settings), detail, settings)
        return ChatUnavailable(zh=zh, en=en)
    place, status = where(settings), failure.status
    if status in {401, 403}:
        return _rejected(place, status, left_out=key_left_out(settings))
    if 300 <= status < 400:
        return ChatRefused(
            zh=f"对话接口（{place}）指向别的地址（{status}），没有跟过去。请把 "
            "YOUJU_CHAT_BASE_URL 写成它真正的地址。",
            en=f"The chat endpoint ({place}) points to another address ({status}), which was not "
            "followed. Set YOUJU_CHAT_BASE_URL to where it really is.",
        )
    if status == 404:
        name = settings.chat_model
        return ChatRefused(
            zh=f"对话接口（{place}）没有模型 {name}（404）。请检查 YOUJU_CHAT_MODEL "
            "和 YOUJU_CHAT_BASE_URL（多以 /v1 结尾）。",
            en=f"The chat endpoint ({place}) has no model {name} (404). Check "
            "YOUJU_CHAT_MODEL and YOUJU_CHAT_BASE_URL (most end in /v1).",
        )
    if not failure.again:
        return ChatRefused(
            zh=f"对话接口（{place}）不接受请求（{status}）：{detail}。",
            en=f"The chat endpoint ({place}) does not accept the request ({status}): {detail}.",
        )
    zh, en = ("太忙或额度用完", "is busy or its quota is used up") if status == 429 else (
        "出错", "failed")  # fmt: skip
    return ChatUnavailable(
        zh=f"对话接口（{place}）{zh}（{status}）：{detail}。请稍后再试。",
        en=f"The chat endpoint ({place}) {en} ({status}): {detail}. Try again later.",
    )


def _rejected(place: str, status: int, *, left_out: bool) -> ChatRefused:
    """The error for a key that was not taken, or was not sent at all."""
    if left_out:
        return ChatRefused(
            zh=f"对话接口（{place}）要求密钥（{status}），但没有发送：YOUJU_CHAT_API_KEY 与 "
            "YOUJU_CHAT_BASE_URL 不在同一处。请把两者都写在环境变量里，或都写在 .env 里。",
            en=f"The chat endpoint ({place}) wants a key ({status}), and none was sent: "
            "YOUJU_CHAT_API_KEY does not stand where YOUJU_CHAT_BASE_URL does. Put both into the "
            "environment, or both into .env.",
        )
    return ChatRefused(
        zh=f"对话接口（{place}）拒绝了密钥（{status}）。请检查 YOUJU_CHAT_API_KEY。",
        en=f"The chat endpoint ({place}) rejected the key ({status}). Check YOUJU_CHAT_API_KEY.",
    )


def _unanswered(kind: Kind, place: str, detail: str, settings: Settings) -> tuple[str, str]:
    """Both wordings for a call that came to no answer at all."""
    first, silence = f"{settings.chat_first_token_s:g}", f"{settings.chat_silence_s:g}"
    return {
        "unreachable": (
            f"连不上对话接口（{place}）。请确认服务已启动、YOUJU_CHAT_BASE_URL 无误。",
            f"The chat endpoint ({place}) cannot be reached. Check that it is running and that "
            "YOUJU_CHAT_BASE_URL is right.",
        ),
        "slow": (
            f"对话接口（{place}）在 {first} 秒内没有开始作答。可以调大 YOUJU_CHAT_FIRST_TOKEN_S，"
            "youju doctor 会测出它有多快。",
            f"The chat endpoint ({place}) did not begin to answer within {first} s. "
            "YOUJU_CHAT_FIRST_TOKEN_S can be raised; youju doctor measures how fast it is.",
        ),
        "silent": (
            f"对话接口（{place}）写到一半停了 {silence} 秒。可以调大 YOUJU_CHAT_SILENCE_S。",
            f"The chat endpoint ({place}) fell silent for {silence} s within its reply. "
            "YOUJU_CHAT_SILENCE_S can be raised.",
        ),
        "lost": (
            f"与对话接口（{place}）的连接断了（{detail}）。",
            f"The connection to the chat endpoint ({place}) was lost ({detail}).",
        ),
        "unreadable": (
            f"对话接口（{place}）的答复无法读取（{detail}）。"
            "请检查 YOUJU_CHAT_BASE_URL 指向的是否为对话接口（多以 /v1 结尾）。",
            f"The reply of the chat endpoint ({place}) cannot be read ({detail}). Check that "
            "YOUJU_CHAT_BASE_URL points at a chat API (most end in /v1).",
        ),
    }[kind]


def endless(settings: Settings) -> ChatUnavailable:
    """The error for a reply that goes on far beyond what was asked for."""
    place, tokens = where(settings), settings.chat_reply_tokens
    return ChatUnavailable(
        zh=f"对话接口（{place}）的答复远远超过要求的 {tokens} 个 token，没有再读下去。",
        en=f"The reply of the chat endpoint ({place}) goes on far beyond the {tokens} tokens "
        "that were asked for; it was not read to its end.",
    )


def where(settings: Settings) -> str:
    """The endpoint as messages name it: without a user, password or query in its address."""
    if not settings.chat_base_url:
        return "ollama" if settings.chat_model.startswith("ollama:") else "api.openai.com"
    parts = urlsplit(settings.chat_base_url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if host else settings.chat_base_url


def scrubbed(text: str, settings: Settings) -> str:
    """``text`` on one line, bounded, with the key and any ``Bearer`` token struck out."""
    key = settings.chat_api_key.get_secret_value().strip()
    line = re.sub(r"^Error code: \d+ - ", "", " ".join(text.split()))
    line = line.replace(key, "***") if key else line
    return re.sub(r"(?i)(bearer) [^\s'\"]+", r"\1 ***", line)[:_LONGEST_DETAIL]


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
