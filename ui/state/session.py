"""What the server keeps for one open page, and what all pages share."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.state.examples import Examples
from ui.state.file_references import Uploads
from ui.state.further import Further
from ui.state.gate import Gate, Ticket
from ui.state.ingest_log import IngestLog
from ui.state.limits import RateLimit, address_of
from ui.state.scope import EVERYTHING
from ui.state.talk import Talk, new_id
from ui.state.talks import Talks
from ui.state.trash import Removal
from ui.state.turns import Conversation, PageTurn, find_turn, settled, with_turn
from ui.words import Language

if TYPE_CHECKING:
    from rag import Assistant, Event
    from rag.indexing.browsing import Order
    from ui.state.place import Place


_LOADING_S = 3


class Session:
    """One open page: its conversation, the question under way, and the place being read.

    Gradio keeps one per tab and hands the same object to every handler of that tab; handlers
    change it in place under ``lock``, so that a rating given while an answer arrives is kept.
    """

    def __init__(self) -> None:
        """Start empty."""
        self.lock = threading.Lock()
        self.opened = False
        self.turns: Conversation = ()
        self.talk = ""
        self.met: frozenset[str] = frozenset()
        self.scope = EVERYTHING
        self.looked_for = ""
        self.counts: Mapping[str, Mapping[str, int]] = {}
        self.asking: Ticket[Event] | None = None
        self.owner = ""
        self.place: Place | None = None
        self.reading: str = ""
        self.rated: tuple[str, str] = ("", "")
        self.offset = 0
        self.order: Order = "newest"
        self.ticked: dict[str, None] = {}
        self.removing: tuple[str, ...] = ()
        self.removal: Removal | None = None
        self.stopping = threading.Event()

    def __deepcopy__(self, memo: dict[int, Any]) -> Session:
        """A new tab gets a session of its own."""
        return Session()

    async def is_open(self) -> bool:
        """Whether the page that asks was loaded in this session.

        It was not where the server forgot the tab meanwhile, or was started anew. A page that is
        loading just now is waited for.
        """
        for _ in range(_LOADING_S * 10):
            if self.opened:
                return True
            await asyncio.sleep(0.1)
        return self.opened

    def add(self, turn: PageTurn) -> None:
        """Put a new turn at the end."""
        with self.lock:
            self.met |= {turn.id}
            self.turns = with_turn(self.turns, turn)

    def begin(self, talk: Talk) -> None:
        """Show another conversation; a question under way in the one before is stopped."""
        if self.asking is not None:
            self.asking.stop()
        with self.lock:
            self.turns, self.talk, self.scope = talk.turns, talk.id, talk.scope
            self.met = frozenset(turn.id for turn in talk.turns)
            self.place, self.rated = None, ("", "")

    def as_talk(self) -> Talk:
        """The conversation as it is kept; it is given a name with its first question."""
        with self.lock:
            if self.turns and not self.talk:
                self.talk = new_id()
            return Talk(self.talk, self.turns, self.scope)

    def settle(self, turn_id: str) -> bool:
        """A turn that was asked again is over; whether it took the place of the one before."""
        with self.lock:
            self.turns = settled(self.turns, turn_id)
            return find_turn(self.turns, turn_id) is not None

    def update(self, turn: PageTurn) -> None:
        """Replace a turn, keeping a rating given meanwhile; one that was cleared stays away."""
        with self.lock:
            known = find_turn(self.turns, turn.id)
            if known is None:
                return
            if known.rating and not turn.rating:
                turn = replace(turn, rating=known.rating)
            self.turns = with_turn(self.turns, turn)


@dataclass(frozen=True, slots=True)
class Shared:
    """What every tab of one page shares: the assistant and what bounds its use.

    With ``accounts`` readers sign in, and what they keep is kept on the server.
    """

    assistant: Assistant
    gate: Gate
    rate: RateLimit
    examples: Examples
    uploads: Uploads
    language: Language = "zh"
    max_file_mb: int = 100
    log: IngestLog = field(default_factory=IngestLog)
    lock: threading.Lock = field(default_factory=threading.Lock)
    talks: Talks = field(init=False)
    accounts: bool = field(init=False)
    further: Further = field(init=False)

    def __post_init__(self) -> None:
        """See whether there is a login, and where readers' conversations are kept then."""
        settings = self.assistant.settings
        object.__setattr__(self, "further", Further(self.assistant, self.gate))
        object.__setattr__(self, "talks", Talks(settings.data_dir))
        object.__setattr__(self, "accounts", bool(settings.ui_users.get_secret_value()))

    @property
    def data_dir(self) -> Path:
        """Where feedback, uploads and evaluation runs are kept."""
        return self.assistant.settings.data_dir


def user_of(request: Any) -> str:
    """The signed-in user's name, or empty where no login is set up."""
    name = getattr(request, "username", None)
    return name if isinstance(name, str) else ""


def browser_of(request: Any) -> str:
    """The browser that a request comes from; empty for one without a cookie.

    Not the cookie, which would let in whoever reads it where it is kept, but a digest of it.
    """
    cookies = getattr(getattr(request, "request", request), "cookies", None)
    cookie = cookies.get("youju_browser", "") if isinstance(cookies, Mapping) else ""
    return hashlib.sha256(cookie.encode()).hexdigest() if cookie else ""


def client_of(request: Any) -> str:
    """What the rate limit counts by: the user, else the address the request came from."""
    client = getattr(request, "client", None)
    return user_of(request) or address_of(getattr(client, "host", None))
