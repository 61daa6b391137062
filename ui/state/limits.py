"""How much one client may ask for: questions per minute, bytes per request."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MAX_BODY_BYTES = 1_000_000
"""Largest request that is not an upload of articles."""
QUESTIONS_PER_MINUTE = 60
_CLIENTS_REMEMBERED = 10_000
_ADDRESS_CHARACTERS = 64


def address_of(host: str | None) -> str:
    """What a client is counted by when nobody signed in: its address, at every door the same.

    Whoever has one IPv6 address has its whole /64 network (RFC 4291, 2.5.1), so that is one
    client; an IPv4 address inside IPv6 is the IPv4 address.
    """
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return (host or "local")[:_ADDRESS_CHARACTERS]
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), 64), strict=False))


def is_this_machine(host: str | None) -> bool:
    """Whether a client's address is this machine's own (127.0.0.1, ::1, ::ffff:127.0.0.1)."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_loopback


class RateLimit:
    """A token bucket per client: ``per_minute`` steadily, as many at once after a pause.

    Source: the token bucket of RFC 2697, with one colour.
    """

    def __init__(
        self,
        per_minute: int = QUESTIONS_PER_MINUTE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``per_minute`` of 0 or less does not limit."""
        self.per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, client: str) -> int:
        """0 when the client may ask now (and it is counted), else whole seconds to wait."""
        if self.per_minute <= 0:
            return 0
        with self._lock:
            now = self._clock()
            tokens, since = self._buckets.pop(client, (float(self.per_minute), now))
            tokens = min(self.per_minute, tokens + (now - since) * self.per_minute / 60)
            allowed = tokens >= 1
            self._buckets[client] = (tokens - 1 if allowed else tokens, now)
            while len(self._buckets) > _CLIENTS_REMEMBERED:
                self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil(round((1 - tokens) * 60 / self.per_minute, 6)))

    def give_back(self, client: str) -> None:
        """Uncount one, counted by ``wait_s``, that turned out not to count."""
        with self._lock:
            if client in self._buckets:
                tokens, since = self._buckets[client]
                self._buckets[client] = (min(self.per_minute, tokens + 1), since)
