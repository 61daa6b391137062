"""What stands before every route: security headers, host and origin, size, and who is asking.

A plain ASGI middleware, so that streamed answers pass through untouched.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Iterable
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.wording import say
from ui.doors.doorkeeper import Doorkeeper, TooManyTries
from ui.doors.headers import with_headers
from ui.doors.refusals import refusal
from ui.state.limits import MAX_BODY_BYTES, address_of

COOKIE = "youju_session"

_CLOSED = (
    "/monitoring",
    "/gradio_api/proxy=",
    "/gradio_api/runs",
    "/gradio_api/deep_link",
    "/gradio_api/vibe",
)
"""Doors of Gradio's that the page does not use."""
_OPEN_WITHOUT_LOGIN = ("/healthz", "/login")
_FOR_PROGRAMS = ("/v1", "/mcp", "/api/")
"""Doors at which a sign-in form would help nobody, whatever the client says it reads."""
_MULTIPART = "/gradio_api/upload"
LONGEST_TARGET = 8_000
"""Bytes of an address with its query. Source: RFC 9110, 4.1, what any recipient should take."""
# "127.0.0.1:7860", "[::1]:7860", "youju.example.org"; not "me@youju.example.org"
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")


_RETURNED_TO = re.compile(r"/answer/[A-Za-z0-9_-]{32}")
"""Where a reader who has to sign in first goes on afterwards: a shared answer, nothing else."""


def returned_to(path: str) -> str:
    """Where to go after signing in: the shared answer that was asked for, else the page."""
    return path if _RETURNED_TO.fullmatch(path) else "/"


class Guard:
    """Wraps the whole application; every answer leaves with the security headers."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        keeper: Doorkeeper,
        hosts: Iterable[str] = (),
        max_body_bytes: int = MAX_BODY_BYTES,
        max_upload_bytes: int = 100_000_000,
    ) -> None:
        """``hosts`` are the names the server may be called by; none given means any."""
        self._app = app
        self._keeper, self._users = keeper, keeper.users
        self._hosts = frozenset(hosts)
        self._max_body = max_body_bytes
        self._max_upload = max_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        guarded = with_headers(send, scope["path"])
        refusal = await self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, guarded)
            return
        limit = self._max_upload if scope["path"].startswith(_MULTIPART) else self._max_body
        if is_loopback((scope.get("client") or ("",))[0]):
            # Squeezing seventy files for a reader on the same machine only makes the page late.
            kept = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        body = _Body(receive, limit)
        await self._app(scope, body.receive, body.answered(guarded, scope))

    async def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        path = scope["path"]
        if any(path.startswith(closed) for closed in _CLOSED):
            return _problem(path, 404, "没有这个地址。", "There is nothing here.")
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_TARGET:
            return _problem(path, 414, "网址太长。", "The address is too long.")
        named = headers.get("host", "")
        if (named or self._hosts) and not self._is_called(named):
            return _problem(
                path, 421, "这台服务器不叫这个名字。", "This server is not called by that name."
            )
        if not _same_origin(scope, headers):
            return _problem(
                path, 403, "不接受别的网页发来的请求。", "Requests from other pages are not taken."
            )
        if "transfer-encoding" in headers and "content-length" in headers:
            # A proxy in front may take the other one of the two for the body's end.
            said = "请求正文的长度说了两种。", "The body's length is said in two ways."
            return _problem(path, 400, *said, {"connection": "close"})
        limit = self._max_upload if path.startswith(_MULTIPART) else self._max_body
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > limit:
            return _too_large(path)
        return await self._stranger(scope, headers)

    def _is_called(self, named: str) -> bool:
        """Whether a ``Host`` is a name, and one of this server's."""
        parts = _HOST.fullmatch(named)
        if parts is None:
            return False
        return not self._hosts or parts[1].strip("[]").lower() in self._hosts

    async def _stranger(self, scope: Scope, headers: Headers) -> Response | None:
        """Ask for a sign-in where one is set up; else note who it is in ``scope``."""
        scope["youju.user"] = ""
        if not self._users:
            return None
        path = scope["path"]
        user = self._users.user_of(session_token(scope))
        if user is None and path not in _OPEN_WITHOUT_LOGIN:
            name, password = _credentials(headers)
            try:
                if name and await self._keeper.lets_in(name, password, _client(scope)):
                    user = name
            except TooManyTries as tries:
                wait = str(tries.wait_s)
                return _problem(
                    path,
                    429,
                    f"密码输错次数过多，请 {wait} 秒后再试。",
                    f"Too many wrong passwords. Try again in {wait} s.",
                    {"retry-after": wait},
                )
        if user is not None:
            scope["youju.user"] = user
            return None
        if path in _OPEN_WITHOUT_LOGIN:
            return None
        reads_forms = "text/html" in headers.get("accept", "")
        if scope["type"] == "http" and reads_forms and not path.startswith(_FOR_PROGRAMS):
            wanted = f"?to={path}" if _RETURNED_TO.fullmatch(path) else ""
            return RedirectResponse(f"/login{wanted}", status_code=303)
        # At "Basic" a browser asks in a box of its own while the page waits, and goes on sending
        # what was typed there, after signing out too.
        asked = {"www-authenticate": "Bearer" if _is_browser(headers) else "Basic"}
        return _problem(path, 401, "请先登录。", "Sign in first.", asked)


def session_token(scope: Scope) -> str:
    """The session's token from the cookie, or nothing."""
    return HTTPConnection(scope).cookies.get(COOKIE, "")


def _is_browser(headers: Headers) -> bool:
    """Whether a browser asks: all of them say Mozilla; over TLS they tell more of themselves."""
    return "mozilla/" in headers.get("user-agent", "").lower() or "sec-fetch-mode" in headers


def user_name(request: Request) -> str | None:
    """Who is asking, as ``Guard`` found; for Gradio ``None`` would mean: not allowed in."""
    return str(request.scope.get("youju.user", ""))


def hosts_for(address: str, names: Iterable[str] = ()) -> frozenset[str]:
    """What a server bound to ``address`` may be called: anything, unless bound to loopback.

    A page elsewhere can point its own name at 127.0.0.1 (DNS rebinding); the name gives it away.
    ``names`` are more that it may be called by, and bound it on any address.
    """
    own = frozenset({"127.0.0.1", "localhost", "::1", address})
    more = frozenset(names)
    return own | more if more or is_loopback(address) else frozenset()


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches ``address``."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _credentials(headers: Headers) -> tuple[str, str]:
    """Name and password from ``Basic``, or from ``Bearer name:password`` (chat clients)."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            value = base64.b64decode(value.strip(), validate=True).decode()
        except ValueError:  # no base64, or no UTF-8 in it
            return "", ""
    elif kind.lower() == "bearer":
        with suppress(UnicodeError):  # the server gives headers as Latin-1, clients send UTF-8
            value = value.encode("latin-1").decode()
    else:
        return "", ""
    name, _, password = value.strip().partition(":")
    return name, password


def _client(scope: Scope) -> str:
    return address_of((scope.get("client") or (None,))[0])


def _same_origin(scope: Scope, headers: Headers) -> bool:
    if scope["type"] == "http" and scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return True
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
    return origin.partition("://")[2] == headers.get("host", "") != ""


def _problem(
    path: str, status: int, zh: str, en: str, headers: dict[str, str] | None = None
) -> Response:
    return refusal(path, status, say(zh, en), headers)


def _too_large(path: str) -> Response:
    if path.startswith("/gradio_api/"):
        return _problem(
            path,
            413,
            "内容太大，一次放不下。长的文字请存成文件，拖到“文章”页读入。",
            "That is too much at once. Save a long text as a file and drop it on the Articles tab.",
        )
    return _problem(path, 413, "请求太大。", "The request is too large.")


class _Body:
    """A request's body that is cut off when it grows past ``limit`` without a declared length.

    The application then sees a client that left; whatever it answers becomes a 413.
    """

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._limit = receive, limit
        self._taken = 0
        self._replaced = False

    async def receive(self) -> Message:
        if self._taken > self._limit:
            return {"type": "http.disconnect"}
        message = await self._receive()
        if message["type"] == "http.request":
            self._taken += len(message.get("body", b""))
            if self._taken > self._limit:
                return {"type": "http.disconnect"}
        return message

    def answered(self, send: Send, scope: Scope) -> Send:
        started = False

        async def sent(message: Message) -> None:
            nonlocal started
            if self._replaced:
                return
            if self._taken > self._limit and not started:
                self._replaced = True
                await _too_large(scope["path"])(scope, self._receive, send)
                return
            started = True
            await send(message)

        return sent
