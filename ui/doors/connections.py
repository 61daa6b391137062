"""How long a connection may keep the server waiting, and how many there may be.

uvicorn waits without end for a request that was begun, or never begun, and for a reader who
takes nothing. Its protocol is given deadlines here. An answer may take as long as it takes: while
it is written, and read, the connection is let alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from ui.doors.proxies import Named
from ui.state.limits import address_of

HEAD_S = 10.0
"""Seconds for the whole head of a request, from when the connection waits for one."""
BODY_S = 20.0
BODY_BYTES_PER_S = 4_000
"""A body gets ``BODY_S``, and a second more for each so many bytes of it.

Source: Apache's mod_reqtimeout (``body=20,MinRate=500``), at a rate that any line holds on which
the page can be opened.
"""
REFUSED_BODY_S = 3.0
"""Seconds in which a body that was answered before it was whole may still come and be dropped.

Source: the lingering close of RFC 9112, 9.6; without it the client may not see the answer.
"""
UNREAD_S = 60.0
"""Seconds in which a client may take nothing of what is written to it."""
MOST_CONNECTIONS = 400
"""At once; each takes a file descriptor, of which a process commonly has 1,024."""
MOST_OF_ONE = 128
"""At once from one address that is not a named proxy's."""
_TICK_S = 1.0
_WAITING = (h11.IDLE, h11.SEND_BODY)


class Connection(H11Protocol):
    """One connection of uvicorn's, with deadlines, and in its place among the others."""

    proxies = Named()
    """Peers that bring the connections of many."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Wait for nothing yet."""
        super().__init__(*args, **kwargs)
        self._tick: asyncio.TimerHandle | None = None
        self._phase: object = None
        self._since = self._unread_since = self.loop.time()
        self._received = 0
        self._unread = False
        self._address = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place, if need be that of one who only waits; start the clock."""
        super().connection_made(transport)
        self._address = address_of(self.client[0] if self.client else None)
        if self._has_room():
            self._look()
        else:
            self._end()

    def data_received(self, data: bytes) -> None:
        """Take in what came, and see whether something else is waited for now."""
        self._received += len(data)
        super().data_received(data)
        self._note()

    def on_response_complete(self) -> None:
        """See what is waited for now: the rest of a body, or the next request."""
        super().on_response_complete()
        self._note()

    def pause_writing(self) -> None:
        """The client reads more slowly than we write."""
        super().pause_writing()
        self._unread, self._unread_since = True, self.loop.time()

    def resume_writing(self) -> None:
        """The client caught up."""
        super().resume_writing()
        self._unread = False

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        super().connection_lost(exc)
        if self._tick is not None:
            self._tick.cancel()

    def _should_upgrade(self) -> bool:
        """Nothing here speaks WebSocket, and no log is filled with saying so."""
        return False

    def _look(self) -> None:
        """End the connection when it is overdue; look again in a second."""
        self._note()
        if self._due() <= self.loop.time():
            self._end()
        else:
            self._tick = self.loop.call_later(_TICK_S, self._look)

    def _note(self) -> None:
        """Start the clock anew when something else is waited for than before."""
        answered = self.cycle is not None and self.cycle.response_complete
        closing = self.transport.is_closing()
        phase = (self.conn.their_state, self.cycle, answered, closing)
        if phase != self._phase:
            self._phase, self._since, self._received = phase, self.loop.time(), 0

    def _due(self) -> float:
        """When the connection ends if nothing more happens."""
        if self._unread:
            return self._unread_since + UNREAD_S
        if self.transport.is_closing():  # what was written last is still to be read
            return self._since + UNREAD_S
        if self.conn.their_state is h11.IDLE:
            return self._since + HEAD_S
        if self.conn.their_state is h11.SEND_BODY and not self.flow.read_paused:
            if self.cycle.response_complete:
                return self._since + REFUSED_BODY_S
            return self._since + BODY_S + self._received / BODY_BYTES_PER_S
        return float("inf")

    def _end(self) -> None:
        self.connections.discard(self)
        # Not close(): that would wait until what was written is read.
        self.transport.abort()

    def _has_room(self) -> bool:
        """Whether there is a place, or one could be made."""
        others = [each for each in self.connections if isinstance(each, Connection)]
        others.remove(self)
        mine = [each for each in others if each._address == self._address]
        if len(mine) >= MOST_OF_ONE and (self.client or ("",))[0] not in self.proxies:
            return _ended_the_oldest_waiting(mine)
        return len(others) < MOST_CONNECTIONS or _ended_the_oldest_waiting(others)


def _ended_the_oldest_waiting(connections: Sequence[Connection]) -> bool:
    """End one whose request is not whole yet: of those that did not begin one, the oldest."""
    waiting = [each for each in connections if each.conn.their_state in _WAITING]
    if waiting:
        min(waiting, key=lambda each: (_WAITING.index(each.conn.their_state), each._since))._end()
    return bool(waiting)


def server_for(
    app: ASGIApp, named_proxies: Sequence[str] = (), *, log_as_it_is: bool = False
) -> uvicorn.Server:
    """The server as Youju runs it; which headers are believed is left to ``Proxies``.

    uvicorn sets up a log of its own, unless ``log_as_it_is``.
    """
    told: Any = app  # uvicorn and starlette type the same protocol differently

    class Ours(Connection):
        proxies = Named(named_proxies)

    config = uvicorn.Config(
        told,
        http=Ours,
        ws="none",
        proxy_headers=False,
        server_header=False,
        log_level="warning",
        log_config=None if log_as_it_is else uvicorn.config.LOGGING_CONFIG,
    )
    return uvicorn.Server(config)
