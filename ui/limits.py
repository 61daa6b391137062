"""How much one client may ask for: questions per minute, bytes per request."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MAX_BODY_BYTES = 1_000_000
"""Largest request that is not an upload of articles."""
QUESTIONS_PER_MINUTE = 60
_CLIENTS_REMEMBERED = 10_000


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
