"""What Gradio keeps on the server for each open tab, and when it is forgotten.

Gradio keeps the state of ten thousand tabs, a copy of every component's settings in each, long
after they were closed. Here a tab is kept while its browser holds the heartbeat open, and a
minute longer; of those ``MOST_VISITS``, past which whoever has the most loses one. A tab that
comes back after it was forgotten is brought back from its browser's own copy
(``ui/page/flow.py``), so nothing is lost.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from gradio.components import State
from gradio.routes import App
from gradio.state_holder import SessionState, StateHolder
from starlette.routing import Mount

from ui.state.session import Session

if TYPE_CHECKING:
    from fastapi import FastAPI
    from gradio.blocks import Blocks
    from starlette.types import ASGIApp, Receive, Scope, Send

MOST_VISITS = 200
"""Tabs kept at most; at 40 long turns each a tab takes about half a megabyte."""
KEPT_AFTER_LEAVING_S = 60
KEPT_UNUSED_S = 6 * 3600
EVENTS_COUNTED = 100
"""Events whose times Gradio keeps for a waiting estimate that the page does not show."""
_UNREAD_MESSAGES = 2_000
_NOBODY = ("", "")
_HEARTBEAT = "/gradio_api/heartbeat/"
_EVENTS = "/gradio_api/queue/data"


class Visit(SessionState):
    """One tab's state: the values of ``gr.State`` and the components that were updated."""

    def __init__(self, blocks: Blocks) -> None:
        """Keep no copy of the components' settings: only deep links, closed here, read them."""
        super().__init__(blocks)
        self.config_values = {}
        self.user = ""

    def __getitem__(self, key: int) -> Any:
        """A value; a session belongs to its user from the first call, loaded or not."""
        value = super().__getitem__(key)
        if isinstance(value, Session):
            value.owner = self.user
        return value

    def __setitem__(self, key: int, value: Any) -> None:
        """Put a component in the place of the one it updates, under the same id.

        Gradio gives an updated component an id of its own and files what it holds under that,
        one entry more with every update.
        """
        if isinstance(self.blocks_config.blocks.get(key), State):
            self.state_data[key] = value
        else:
            value._id = key
            self.blocks_config.blocks[key] = value

    def _update_config(self, key: int) -> None:
        """Keep nothing; see ``__init__``."""

    def _update_value_in_config(self, key: int, value: Any) -> None:
        """Keep nothing; see ``__init__``."""


class Visits(StateHolder):
    """The tabs the server remembers. Gradio calls ``delete_all_expired_state`` every second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Remember nobody yet; ``clock`` gives seconds."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._clock = clock
        self._used: dict[str, float] = {}
        self._owners: dict[str, tuple[str, str]] = {}
        self._present: Counter[str] = Counter()

    def set_blocks(self, blocks: Blocks) -> None:
        """Belong to a page."""
        super().set_blocks(blocks)
        self.capacity = MOST_VISITS

    def __getitem__(self, session_id: str) -> Visit:
        """The tab's state, made on its first call; room is made for it where there is none."""
        if session_id not in self.session_data:
            self.session_data[session_id] = Visit(self.blocks)
        self.session_data.move_to_end(session_id)
        self._used[session_id] = self._clock()
        while len(self.session_data) > self.capacity:
            self._forget(self._one_of_the_most())
        visit = self.session_data[session_id]
        assert isinstance(visit, Visit)  # noqa: S101 - nobody else puts anything in
        visit.user = self._owners.get(session_id, _NOBODY)[1]
        return visit

    def admits(self, session_id: str, browser: str, user: str = "") -> bool:
        """Whether a tab is this browser's: it belongs to the one that named it first."""
        self._used.setdefault(session_id, self._clock())
        return self._owners.setdefault(session_id, (browser, user))[0] == browser

    def _one_of_the_most(self) -> str:
        """The tab that makes room: the one longest unused of whoever has the most open."""
        holders = {each: self._holder(each) for each in self.session_data}
        counted = Counter(holders.values())
        most = max(counted.values())
        return next(each for each, holder in holders.items() if counted[holder] == most)

    def _holder(self, session_id: str) -> str:
        browser, user = self._owners.get(session_id, _NOBODY)
        return user or browser or session_id

    def has_events(self, session_id: str) -> bool:
        """Whether the tab called a function whose results come in pieces, and still listens."""
        return session_id in self.blocks._queue.pending_messages_per_session

    def entered(self, session_id: str) -> None:
        """A browser opened its heartbeat."""
        self._present[session_id] += 1

    def left(self, session_id: str) -> None:
        """A browser's heartbeat ended."""
        self._present[session_id] -= 1
        if self._present[session_id] <= 0:
            del self._present[session_id]
            self.deserted(session_id)
        if session_id in self._used:
            self._used[session_id] = self._clock()

    def deserted(self, session_id: str) -> None:
        """Nobody is there to read: the tab's question ends, in line or under way."""
        visit = self.session_data.get(session_id)
        for value in list(visit.state_data.values()) if visit is not None else ():
            if isinstance(value, Session) and value.asking is not None:
                value.asking.stop()

    def delete_all_expired_state(self) -> None:
        """Forget the tabs that left or were not used for long, and what was never fetched."""
        now = self._clock()
        queue = self.blocks._queue
        known = {*self.session_data, *self._owners, *queue.pending_messages_per_session}
        for session_id in known:
            since = self._used.setdefault(session_id, now)
            kept = KEPT_UNUSED_S if session_id in self._present else KEPT_AFTER_LEAVING_S
            unread = queue.pending_messages_per_session.get(session_id)
            flooded = unread is not None and unread.qsize() > _UNREAD_MESSAGES
            if flooded or (now - since > kept and not self._busy(session_id)):
                self._forget(session_id)

    def delete_state(self, session_id: str, expired_only: bool = False) -> None:
        """Forget a tab, unless only what has expired is meant: that is swept above."""
        if not expired_only:
            self._forget(session_id)

    def _busy(self, session_id: str) -> bool:
        queue = self.blocks._queue
        pending = queue.pending_event_ids_session.get(session_id, ())
        return any(event in queue.event_ids_to_events for event in pending)

    def _forget(self, session_id: str) -> None:
        self.session_data.pop(session_id, None)
        self._used.pop(session_id, None)
        self._owners.pop(session_id, None)
        queue = self.blocks._queue
        queue.pending_event_ids_session.pop(session_id, None)
        queue.pending_messages_per_session.pop(session_id, None)


class Presence:
    """Middleware that tells ``Visits`` whose heartbeat is open, and who stopped listening.

    It stands behind the page's doors: whoever names another's tab ends nothing there.
    """

    def __init__(self, app: ASGIApp, visits: Visits) -> None:
        """Stand before ``app``."""
        self._app = app
        self._visits = visits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; note a heartbeat for as long as it lasts, and the end of a stream of events.

        The stream ends by itself once nothing is under way: with a question under way, its
        reader left, and Gradio would throw the rest of the answer away.
        """
        path = str(scope.get("path", ""))
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif path.startswith(_HEARTBEAT):
            session_id = path.removeprefix(_HEARTBEAT)
            self._visits.entered(session_id)
            try:
                await self._app(scope, receive, send)
            finally:
                self._visits.left(session_id)
        elif path == _EVENTS:
            try:
                await self._app(scope, receive, send)
            finally:
                named = parse_qs(scope.get("query_string", b"").decode("latin-1"))
                self._visits.deserted(named.get("session_hash", [""])[0])
        else:
            await self._app(scope, receive, send)


def page_of(app: FastAPI) -> App:
    """Gradio's application, which is mounted in ours."""
    mounted = [route.app for route in app.routes if isinstance(route, Mount)]
    return next(each for each in mounted if isinstance(each, App))


def visits_of(page: App) -> Visits:
    """Put ``Visits`` in the place of what the mounted page keeps its tabs in."""
    visits = Visits()
    visits.set_blocks(page.get_blocks())
    page.state_holder = visits
    page.get_blocks()._queue.ANALYTICS_MAX_EVENTS = EVENTS_COUNTED
    return visits
