"""What stands before every route: security headers, host and origin, size, and who is asking.

A plain ASGI middleware, so that streamed answers pass through untouched.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Iterable
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.doors.doorkeeper import Doorkeeper, TooManyTries
from ui.doors.headers import with_headers
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
_MULTIPART = "/gradio_api/upload"


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
            return _problem(404, "not_found", "There is nothing here.")
        if self._hosts and _host(headers.get("host", "")) not in self._hosts:
            return _problem(421, "wrong_host", "This server is not called by that name.")
        if not _same_origin(scope, headers):
            return _problem(403, "wrong_origin", "Requests from other pages are not taken.")
        limit = self._max_upload if path.startswith(_MULTIPART) else self._max_body
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > limit:
            return _problem(413, "too_large", "The request is too large.")
        return await self._stranger(scope, headers)

    async def _stranger(self, scope: Scope, headers: Headers) -> Response | None:
        """Ask for a sign-in where one is set up; else note who it is in ``scope``."""
        scope["youju.user"] = ""
        if not self._users:
            return None
        path = scope["path"]
        user = self._users.user_of(session_token(headers))
        if user is None and path not in _OPEN_WITHOUT_LOGIN:
            name, password = _credentials(headers)
            try:
                if name and await self._keeper.lets_in(name, password, _client(scope)):
                    user = name
            except TooManyTries as tries:
                wait = str(tries.wait_s)
                return _problem(429, "slow_down", "Too many tries.", {"retry-after": wait})
        if user is not None:
            scope["youju.user"] = user
            return None
        if path in _OPEN_WITHOUT_LOGIN:
            return None
        if scope["type"] == "http" and "text/html" in headers.get("accept", ""):
            return RedirectResponse("/login", status_code=303)
        return _problem(401, "sign_in", "Sign in first.", {"www-authenticate": "Basic"})


def session_token(headers: Headers) -> str:
    """The session's token from the cookie, or nothing."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel is not None else ""


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
        except (binascii.Error, UnicodeDecodeError):
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


def _host(header: str) -> str:
    return urlsplit(f"//{header}").hostname or "" if header.isascii() else ""


def _same_origin(scope: Scope, headers: Headers) -> bool:
    if scope["type"] == "http" and scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return True
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
    return urlsplit(origin).netloc == headers.get("host", "")


def _problem(
    status: int, code: str, message: str, headers: dict[str, str] | None = None
) -> Response:
    error = {"code": code, "message": message, "type": "invalid_request_error"}
    return JSONResponse({"error": error}, status_code=status, headers=headers)


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
                problem = _problem(413, "too_large", "The request is too large.")
                await problem(scope, self._receive, send)
                return
            started = True
            await send(message)

        return sent
