"""Which of Gradio's doors are open, and to whom.

Gradio answers at some eighty addresses; the page uses a dozen. The others read files of the
server, fetch addresses, run a component's own functions, or hand on what belongs to another tab.
Here what the page does not use is not there, a tab's state is given only to the browser that
opened it, and a call reaches Gradio only as ``ui/doors/page_calls.py`` wrote it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect

from rag.wording import say
from ui.doors.browsers import browser_of, introduced
from ui.doors.json_bodies import READ, replayed, written_anew
from ui.doors.page_calls import Function, Unfit, call_from, session_of
from ui.doors.refusals import refusal
from ui.state.file_references import NotUploaded, Uploads

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ui.state.visits import Visits

log = logging.getLogger("youju.ui")

PAGES = frozenset({"/", "/config"})
"""The page, and its description for programs; here a browser is given its cookie."""
READABLE = frozenset(
    {"/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt", "/gradio_api/app_id"}
)
SHIPPED = ("/static/", "/assets/")
"""Gradio's own files: scripts, styles, fonts."""
LONGEST_PATH = 500
"""Characters of a path; a file system raises at names that are much longer."""
HEARTBEAT = "/gradio_api/heartbeat/"
EVENTS = "/gradio_api/queue/data"
PROGRESS = "/gradio_api/upload_progress"
UPLOAD = "/gradio_api/upload"
CALLS = {"/gradio_api/run/predict": False, "/gradio_api/queue/join": True}
"""Where functions are called: whether the queue is joined."""


class Closed(Exception):
    """A request that is turned down: its status and a sentence."""

    def __init__(self, status: int, zh: str, en: str) -> None:
        """In both languages; the server's is spoken."""
        super().__init__(say(zh, en))
        self.status = status


@dataclass(frozen=True, slots=True)
class Keys:
    """What the doors decide by."""

    functions: Mapping[int, Function]
    uploads: Uploads
    visits: Visits


class PageDoors:
    """Middleware of Gradio's own application: nothing reaches it that is not let in here."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        """Stand before ``app``."""
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or turn down with a sentence; so too when Gradio itself fails."""
        if scope["type"] != "http":
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._enter(scope, receive, noted)
            return
        except ClientDisconnect:
            closed = Closed(400, "请求没有收完。", "The request did not arrive whole.")
        except Closed as fault:
            closed = fault
        except Exception:
            if started:
                raise
            log.exception("the page failed at %s", scope["path"])
            closed = Closed(
                500, "页面出了意外，请重试。", "The page failed unexpectedly. Try again."
            )
        await refusal(scope["path"], closed.status, str(closed))(scope, receive, send)

    async def _enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to Gradio.

        Raises:
            Closed: There is no such door, or it is not this browser's.
        """
        path, method = scope["path"], scope["method"]
        if method == "POST" and path in CALLS:
            scope, receive = self._called(scope, receive)
        elif method == "POST" and path == UPLOAD:
            await self._upload(scope, receive, send)
            return
        elif method not in {"GET", "HEAD"} or not self._is_readable(path, scope):
            raise Closed(404, "没有这个地址。", "There is nothing here.")
        if path in PAGES:
            send = introduced(scope, send)
        await self._app(_without(scope, b"x-forwarded-host"), receive, send)

    def _is_readable(self, path: str, scope: Scope) -> bool:
        """Whether a path can be read; whose it is was checked."""
        if path == EVENTS:
            session = _only(scope, "session_hash")
            self._admit(session, scope)
            return self._keys.visits.has_events(session)
        if path.startswith(HEARTBEAT):
            self._admit(path.removeprefix(HEARTBEAT), scope)
        elif path == PROGRESS:
            _own(self._keys.uploads.admits(_only(scope, "upload_id"), browser_of(scope)))
        else:
            shipped = path.startswith(SHIPPED) and len(path) <= LONGEST_PATH
            return shipped or path in PAGES | READABLE
        return True

    def _admit(self, session: object, scope: Scope) -> None:
        """See that a tab belongs to the browser that names it."""
        try:
            user = str(scope.get("youju.user", ""))
            _own(self._keys.visits.admits(session_of(session), browser_of(scope), user))
        except Unfit:
            raise _unfit() from None

    def _called(self, scope: Scope, receive: Receive) -> tuple[Scope, Receive]:
        """A call as Gradio is handed it."""
        sent, browser = scope.get(READ), browser_of(scope)
        self._admit(sent.get("session_hash") if isinstance(sent, dict) else None, scope)
        try:
            call = call_from(
                sent,
                self._keys.functions,
                queued=CALLS[scope["path"]],
                taken=lambda each: self._keys.uploads.reference(browser, each),
            )
        except Unfit:
            raise _unfit() from None
        except NotUploaded:
            raise Closed(
                403,
                "这个文件不是从这个页面传上来的，或者已经用过；请重新拖入。",
                "That file was not uploaded from this page, or it was used already: drop it again.",
            ) from None
        text = json.dumps(call, ensure_ascii=False).encode()
        return written_anew(scope, text), replayed(text, receive)

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let files in, and note whose they are."""
        uploads, browser = self._keys.uploads, browser_of(scope)
        for upload_id in _all(scope, "upload_id"):
            _own(uploads.admits(upload_id, browser))
        if not uploads.has_room():
            raise Closed(
                507,
                "待处理的文件太多，请过一会儿再传。",
                "Too many files are waiting: try again in a while.",
            )
        noted = _reading(send, lambda paths: uploads.note(browser, paths))
        try:
            # Squeezed, the reply could not be read here.
            await self._app(_without(scope, b"accept-encoding"), receive, noted)
        except (TypeError, ValueError, LookupError, AttributeError) as fault:
            log.warning("an upload could not be read: %s", type(fault).__name__)
            raise Closed(
                400, "上传的内容读不了。", "What was uploaded could not be read."
            ) from None


def _reading(send: Send, told: Callable[[list[str]], None]) -> Send:
    """``send`` for an upload's reply; ``told`` hears the paths before the client does."""
    body, status = bytearray(), 0

    async def sent(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            body.extend(message.get("body", b""))
            if status == 200 and not message.get("more_body", False):
                told([str(path) for path in json.loads(body)])
        await send(message)

    return sent


def _without(scope: Scope, header: bytes) -> Scope:
    """``scope`` without a header. Gradio would take any client's word for where the page is."""
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != header]}


def _all(scope: Scope, name: str) -> list[str]:
    query: bytes = scope.get("query_string", b"")
    return parse_qs(query.decode("latin-1"), keep_blank_values=True).get(name, [])


def _only(scope: Scope, name: str) -> str:
    """The one value of a query's field."""
    values = _all(scope, name)
    if len(values) != 1:
        raise _unfit()
    return values[0]


def _own(admitted: bool) -> None:
    if not admitted:
        raise Closed(
            403,
            "这个页面是在另一个浏览器里打开的；请重新载入。",
            "This tab was opened in another browser: load the page again.",
        )


def _unfit() -> Closed:
    return Closed(422, "页面不会提出这样的请求。", "The page does not ask for that.")
