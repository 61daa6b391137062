"""Which browser is asking: a cookie of its own, so that one visit is not taken for another.

Gradio tells tabs apart by a number that the browser's script makes up (``Math.random``), and
hands the state of a tab, its conversation and its uploads, to whoever says the number. Here a
tab belongs to the browser, and the user, that named it first.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection

if TYPE_CHECKING:
    from starlette.types import Message, Scope, Send

COOKIE = "youju_browser"
_MADE_HERE = re.compile(r"[A-Za-z0-9_-]{32}")  # "J6Xv9u…": 24 random bytes in base64


def browser_of(scope: Scope) -> str:
    """The user and the browser behind a request; without the cookie, the address it came from."""
    user = str(scope.get("youju.user", ""))
    return f"{user}\n{_cookie(scope) or (scope.get('client') or ('',))[0]}"


def introduced(scope: Scope, send: Send) -> Send:
    """``send`` for the page itself: a browser that has no cookie yet is given one.

    ``Lax``, not ``Strict``: a reader who follows a link to the page keeps the tabs that are open.
    """
    if _cookie(scope):
        return send
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    value = f"{COOKIE}={secrets.token_urlsafe(24)}; Path=/; HttpOnly; SameSite=Lax{secure}"

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", value)
        await send(message)

    return sent


def _cookie(scope: Scope) -> str:
    # Not http.cookies, which reads none where another program of this host set an odd one.
    value = HTTPConnection(scope).cookies.get(COOKIE, "")
    return value if _MADE_HERE.fullmatch(value) else ""
