"""What is worked out for a client ends when the client leaves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ASKING = ("/api/ask", "/v1/", "/mcp")
"""Doors behind which an answer may take long. The page has ``ui.state.visits``."""


class Leaving:
    """Middleware that cancels a request whose client hung up.

    Nobody reads the connection while an answer is worked out, so that a client who left would
    go unnoticed until there is something to send. Here it is listened to from the start; what
    the application reads, it reads from what was heard, one message at a time.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and listen."""
        if scope["type"] != "http" or not str(scope["path"]).startswith(_ASKING):
            await self._app(scope, receive, send)
            return
        heard: asyncio.Queue[Message] = asyncio.Queue(maxsize=1)

        async def listen() -> None:
            while True:
                message = await receive()
                await heard.put(message)
                if message["type"] == "http.disconnect":
                    return

        answering = asyncio.ensure_future(self._app(scope, heard.get, send))
        listening = asyncio.ensure_future(listen())
        try:
            await asyncio.wait({answering, listening}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            listening.cancel()
            answering.cancel()  # of no effect where it is done
        await asyncio.wait({answering})
        if not answering.cancelled():
            answering.result()  # raises what the application raised
