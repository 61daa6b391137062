"""JSON that comes in is read once, strictly, and what goes on inside was written here.

Python's reader takes more than JSON has: ``NaN``, ``Infinity``, half of a surrogate pair, UTF-16,
a name given twice. Each of them broke something further in, or was read differently by two
readers. Here what is not JSON is refused with a sentence, half a pair (half an emoji, cut off by
a browser) becomes U+FFFD, and the rest is written anew in plain UTF-8.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from starlette.datastructures import Headers

from rag.wording import say
from ui.doors.refusals import refusal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

DEEPEST = 64
"""Levels of lists and objects in a body. What comes in legitimately has fewer than ten."""
READ = "youju.json"
"""Where in ``scope`` a body's value is found by whatever stands further in."""


class Unreadable(ValueError):
    """A body that is not JSON; the message says why, for people."""


class JsonBodies:
    """Middleware: bodies that are called JSON are JSON, or do not get in."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before ``app``; whoever stands before this bounds a body's size."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read, check, write anew, pass on."""
        if scope["type"] != "http" or not is_json(scope):
            await self._app(scope, receive, send)
            return
        body = await whole_body(receive)
        if body == b"":
            await self._app(scope, replayed(body, receive), send)
            return
        try:
            value, text = read_json(body)
        except Unreadable as fault:
            await refusal(scope["path"], 400, str(fault))(scope, receive, send)
            return
        passed_on = {**written_anew(scope, text), READ: value}
        await self._app(passed_on, replayed(text, receive), send)


def is_json(scope: Scope) -> bool:
    """Whether the request says that its body is JSON (``application/json``, ``…+json``)."""
    kind = Headers(scope=scope).get("content-type", "").split(";")[0].strip().lower()
    return kind.startswith("application/") and (kind.endswith(("/json", "+json")))


def read_json(body: bytes | None) -> tuple[Any, bytes]:
    """The body's value, and the same written anew; half surrogate pairs become U+FFFD.

    Raises:
        Unreadable: It did not arrive whole, is not JSON, or is nested deeper than ``DEEPEST``.
    """
    if body is None:
        raise Unreadable(say("请求正文没有收完。", "The request's body did not arrive whole."))
    try:
        value = json.loads(body.decode("utf-8-sig", "surrogatepass"), parse_constant=_no_number)
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if whole != text:
            value = json.loads(whole)
    except RecursionError:
        raise _too_deep() from None
    except UnicodeDecodeError as fault:
        raise Unreadable(
            say(
                f"请求正文不是 UTF-8 文本（第 {fault.start + 1} 个字节起）。",
                f"The request's body is not UTF-8 text (from byte {fault.start + 1} on).",
            )
        ) from None
    except json.JSONDecodeError as fault:
        raise Unreadable(
            say(
                f"请求正文不是 JSON：第 {fault.lineno} 行第 {fault.colno} 列读不下去。",
                f"The request's body is not JSON: it breaks at line {fault.lineno}, column "
                f"{fault.colno}.",
            )
        ) from None
    except ValueError:  # NaN, 1e999, or a whole number of thousands of digits
        raise _no_such_number() from None
    if _deeper_than(value, DEEPEST):
        raise _too_deep()
    return value, whole.encode()


def _no_number(_: str) -> NoReturn:
    """What Python's reader calls at ``NaN`` and ``Infinity``."""
    raise _no_such_number()


def _no_such_number() -> Unreadable:
    return Unreadable(
        say(
            "请求正文里有 JSON 不允许的数：NaN、Infinity，或过大的数。",
            "The request's body has a number that JSON does not know: NaN, Infinity, or one too "
            "large.",
        )
    )


def _too_deep() -> Unreadable:
    return Unreadable(
        say(
            f"请求正文嵌套过深，最多 {DEEPEST} 层。",
            f"The request's body is nested too deeply: {DEEPEST} levels at most.",
        )
    )


def _deeper_than(value: Any, levels: int) -> bool:
    """Whether lists and objects are nested more than ``levels`` deep."""
    level = [value]
    for _ in range(levels):
        inside: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inside.extend(each.values())
            elif isinstance(each, list):
                inside.extend(each)
        level = [each for each in inside if isinstance(each, dict | list)]
        if not level:
            return False
    return True


async def whole_body(receive: Receive) -> bytes | None:
    """A request's body, or ``None`` when the client left before its end."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


def replayed(body: bytes, receive: Receive) -> Receive:
    """``receive`` for whoever stands further in: ``body`` first, then what really comes."""
    told = False

    async def received() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return received


def written_anew(scope: Scope, body: bytes) -> Scope:
    """``scope`` with the headers that fit a JSON body written here."""
    replaced = (b"content-length", b"content-type", b"transfer-encoding")
    kept = [pair for pair in scope["headers"] if pair[0] not in replaced]
    kind = (b"content-type", b"application/json")
    length = (b"content-length", str(len(body)).encode())
    return {**scope, "headers": [*kept, kind, length]}
