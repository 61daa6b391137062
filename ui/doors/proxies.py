"""Whom a request comes from where a proxy stands in front: told by the proxies that are named.

Anybody can write ``X-Forwarded-For``; it is believed of a peer whose address stands in
``YOUJU_UI_PROXIES``. From all others such headers are taken away before anything reads them,
Gradio included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import ip_address, ip_network
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_FORWARDED = (b"x-forwarded-", b"forwarded", b"x-real-ip")


class Named:
    """The proxies that are named: contains the addresses of peers that are one of them."""

    def __init__(self, named: Iterable[str] = ()) -> None:
        """``named``: addresses and networks, such as ``10.0.0.2`` or ``10.0.0.0/28``."""
        self._networks = tuple(map(ip_network, named))

    def __contains__(self, host: object) -> bool:
        """Whether this peer is a named proxy."""
        try:
            address = ip_address(str(host))
        except ValueError:
            return False
        return any(address in network for network in self._networks)


class Proxies:
    """Stands before everything else; afterwards ``scope["client"]`` is the client."""

    def __init__(self, app: ASGIApp, named: Sequence[str] = ()) -> None:
        """``named``: as of ``Named``."""
        self._app, self._named = app, Named(named)
        told: Any = app  # uvicorn and starlette type the same protocol differently
        self._told = ProxyHeadersMiddleware(told, trusted_hosts=list(named))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Believe, or take away; then pass on."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        peer = (scope.get("client") or ("",))[0]
        if peer in self._named:
            told: Any = self._told
            await told(scope, receive, send)
            return
        own = [pair for pair in scope["headers"] if not pair[0].startswith(_FORWARDED)]
        await self._app({**scope, "headers": own}, receive, send)
