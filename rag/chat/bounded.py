"""A reply is read up to a size: what an endpoint sends without end would fill the memory.

A reply in one piece is handed over only when it is whole, so its bytes are counted as they come.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any

from rag.chat.failures import endless
from rag.settings import Settings

if TYPE_CHECKING:
    import httpx

LEAST_BYTES = 4_000_000
BYTES_OF_A_TOKEN = 2_000
"""A token that comes as an event of its own takes some 300, with the log probabilities 1,500."""
PACKED = 1_000
"""How far gzip and its like pack at most. Source: zlib, "Maximum Compression Factor" (1032:1)."""


def bounded(settings: Settings) -> Callable[[httpx.Response], Awaitable[None]]:
    """A hook of httpx's that has no more of a reply read than ``chat_reply_tokens`` can take.

    Raises (the hook, or whoever reads on):
        ChatUnavailable: There is more, or it is packed in several ways.
    """
    most = max(LEAST_BYTES, BYTES_OF_A_TOKEN * settings.chat_reply_tokens)

    async def bound(response: httpx.Response) -> None:
        packed = response.headers.get("content-encoding", "identity")
        if "," in packed:
            raise endless(settings)
        stream: Any = response.stream
        limit = most if packed == "identity" else 50 * most // PACKED

        async def pieces(_: object) -> AsyncIterator[bytes]:
            taken = 0
            async for piece in stream:
                taken += len(piece)
                if taken > limit:
                    raise endless(settings)
                yield piece

        async def closed(_: object) -> None:
            await stream.aclose()

        # Of the client's own kind of stream: OpenAI's library brings an httpx of another name.
        kind = next(each for each in type(stream).__mro__ if each.__name__ == "AsyncByteStream")
        counted: Any = type("Counted", (kind,), {"__aiter__": pieces, "aclose": closed})()
        response.stream = counted

    return bound
