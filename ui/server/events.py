"""An answer told as it is written: server-sent events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastapi.responses import StreamingResponse

from ui.server.faults import REQUEST_ID

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

    from ui.state.gate import Ticket


class Told(StreamingResponse):
    """An answer as server-sent events; a client who leaves ends it, even before the first."""

    def __init__(self, events: AsyncIterator[str], asking: Ticket[Any]) -> None:
        """``asking`` is what the events come from."""
        super().__init__(events, 200, {REQUEST_ID: asking.id}, "text/event-stream")
        self._asking = asking

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell; whatever ends that, ends the question."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._asking.stop()


def event(record: dict[str, Any], name: str = "") -> str:
    """One event with ``record`` as its data; ``name`` where the protocol names events."""
    named = f"event: {name}\n" if name else ""
    return f"{named}data: {json.dumps(record, ensure_ascii=False, default=str)}\n\n"
