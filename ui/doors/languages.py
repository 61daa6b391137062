"""In which language a program's request is answered: the one it asks for, else the server's.

``?lang=en`` in the address counts first, then what its reader chose on the page (a cookie), then
``Accept-Language`` (RFC 9110, 12.5.4). The page has a queue whose work outlives the request that
began it, so that nothing is fixed for its addresses here (``ui/server/document.py`` does).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.datastructures import Headers

from rag.wording import Language, speaking
from ui.state.languages import MOST_NAMED, spoken, wanted

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PARAMETER = "lang"
_SPOKEN_TO = (
    "/api",
    "/v1",
    "/mcp",
    "/original/",
    "/answer/",
    "/talks",
    "/login",
    "/healthz",
    "/metrics",
)


class Languages:
    """Middleware: within it, messages are in the reader's language."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before everything that says something."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Fix the language, pass on."""
        if scope["type"] != "http" or not scope["path"].startswith(_SPOKEN_TO):
            await self._app(scope, receive, send)
            return
        with speaking(language_asked(scope)):
            await self._app(scope, receive, send)


def language_asked(scope: Scope) -> Language | None:
    """The language that a request asks for, of those spoken here; ``None`` where it asks for none.

    A language that is not spoken here is passed over: ``fr, en;q=0.5`` is English.
    """
    asked = wanted(Headers(scope=scope))
    try:
        query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=MOST_NAMED)
    except ValueError:  # more fields than any door here has
        return asked
    return spoken(query.get(PARAMETER, [""])[0]) or asked
