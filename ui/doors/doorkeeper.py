"""Passwords tried at any door: limited for each account and address, and hashed one at a time.

Wrong passwords are what is counted; a right one costs nothing. The policy, with its reasons, is
told in docs/security.md.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

from ui.doors.passwords import Users
from ui.state.limits import RateLimit

PER_ADDRESS = 20
"""Wrong passwords a minute from one address, over all accounts."""
PER_ACCOUNT = 10
"""Wrong passwords a minute for one account, over all addresses that never signed in to it."""
PER_ACCOUNT_AND_ADDRESS = 5
"""Wrong passwords a minute for one account from one address."""
WAITING = 16
"""Passwords that may wait to be hashed; each takes some 50 ms and 16 MB, one at a time."""
_QUEUE_WAIT_S = 2
_HOMES_KEPT = 10_000

Limits = tuple[tuple[RateLimit, str], ...]


class TooManyTries(Exception):
    """The password was not looked at; try again after ``wait_s`` seconds."""

    def __init__(self, wait_s: int) -> None:
        """Say when."""
        super().__init__(wait_s)
        self.wait_s = wait_s


class Doorkeeper:
    """The one place where a name and a password open a door."""

    def __init__(self, users: Users, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds."""
        self.users = users
        self._addresses = RateLimit(PER_ADDRESS, clock)
        self._accounts = RateLimit(PER_ACCOUNT, clock)
        # Apart, so that invented names cannot crowd out what is known of real ones.
        self._invented = RateLimit(PER_ACCOUNT, clock)
        self._pairs = RateLimit(PER_ACCOUNT_AND_ADDRESS, clock)
        self._at_home = RateLimit(PER_ACCOUNT_AND_ADDRESS, clock)
        self._homes: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()
        self._under_way: dict[tuple[bytes, str], Future[bool]] = {}
        self._hasher = ThreadPoolExecutor(1, thread_name_prefix="youju-password")

    async def lets_in(self, name: str, password: str, address: str) -> bool:
        """Whether this user has this password, tried from ``address`` (see ``address_of``).

        Raises:
            TooManyTries: Too many were wrong, or too many wait.
        """
        verdict = self._try(name, password, address)
        if isinstance(verdict, bool):
            return verdict
        # A client that leaves must not take the verdict from another that sent the same.
        return await asyncio.shield(asyncio.wrap_future(verdict))

    def _try(self, name: str, password: str, address: str) -> bool | Future[bool]:
        tried = self.users.mark(name, password), address
        with self._lock:
            # The same pair sent many times at once is one try.
            if tried in self._under_way:
                return self._under_way[tried]
            limits = self._limits(name, address)
            with ExitStack() as counted:
                for limit, key in limits:
                    wait = limit.wait_s(key)
                    if wait:
                        raise TooManyTries(wait)
                    counted.callback(limit.give_back, key)
                if self.users.remembers(name, tried[0]):
                    return True
                if len(self._under_way) >= WAITING:
                    raise TooManyTries(_QUEUE_WAIT_S)
                counted.pop_all()
            verdict = self._hasher.submit(self._hash, name, password, address, limits)
            self._under_way[tried] = verdict
        verdict.add_done_callback(lambda _: self._decided(tried))
        return verdict

    def _hash(self, name: str, password: str, address: str, limits: Limits) -> bool:
        right = self.users.check(name, password)
        if right:
            with self._lock:
                for limit, key in limits:
                    limit.give_back(key)
                self._homes[self._pair(name, address)] = None
                self._homes.move_to_end(self._pair(name, address))
                while len(self._homes) > _HOMES_KEPT:
                    self._homes.popitem(last=False)
        return right

    def _decided(self, tried: tuple[bytes, str]) -> None:
        with self._lock:
            del self._under_way[tried]

    def _limits(self, name: str, address: str) -> Limits:
        """What a try is counted under: by itself where this user signed in from here before."""
        pair = self._pair(name, address)
        if pair in self._homes:
            return ((self._at_home, pair),)
        accounts = self._accounts if name in self.users else self._invented
        account = self._pair(name, "")
        return ((self._addresses, address), (accounts, account), (self._pairs, pair))

    def _pair(self, name: str, address: str) -> str:
        """One account at one address, as a key of bounded length."""
        return self.users.mark(name, address).hex()
