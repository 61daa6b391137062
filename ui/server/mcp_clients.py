"""Who calls a tool or reads a resource: the protocol's handlers are not told, so it is noted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

from fastapi import HTTPException

from ui.server.faults import as_http
from ui.state.limits import address_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from ui.server.asking import Doors

Value = TypeVar("Value")
_client: ContextVar[str] = ContextVar("youju_mcp_client", default="mcp")


class Clients:
    """Stands before the protocol's application, which works in tasks of this one's context."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the user, or the address, as the other doors count by; pass on."""
        host = (scope.get("client") or (None,))[0]
        before = _client.set(str(scope.get("youju.user") or address_of(host)))
        try:
            await self._app(scope, receive, send)
        finally:
            _client.reset(before)


async def counted(
    doors: Doors, work: Callable[[], Awaitable[Value]], problem: Callable[[str], Exception]
) -> Value:
    """``work``, counted as one question of whoever asks; faults are our own sentences.

    Raises:
        Exception: What ``problem`` makes of the sentence.
    """
    try:
        doors.count(_client.get(), "mcp")
        return await work()
    except HTTPException as fault:
        raise problem(str(fault.detail)) from None
    except Exception as fault:  # noqa: BLE001 - every fault becomes a sentence
        raise problem(str(as_http(fault).detail)) from None
