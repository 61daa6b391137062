"""A host that must never be called: whatever looks it up, or connects to it, is heard."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

HOST = "canary.example"
ADDRESS = "93.184.215.14"
"""A public address, so that no check of private ones stands in the way; see RFC 6761 for HOST."""


class Canary:
    """Listens on loopback in the place of ``HOST``; ``heard`` is all that reached out for it."""

    def __init__(self, listener: socket.socket) -> None:
        self.heard: list[str] = []
        self.port: int = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def urls(self) -> list[str]:
        """By the name, by the address and by loopback itself."""
        port = self.port
        return [
            f"http://{HOST}:{port}/a.txt",
            f"http://{ADDRESS}:{port}/b.txt",
            f"http://127.0.0.1:{port}/c.txt",
        ]

    def _accept(self) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                connection, _ = self._listener.accept()
                self.heard.append("a connection")
                with suppress(OSError):
                    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nhere")
                connection.close()


@contextmanager
def canary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Canary]:
    """A canary; every look-up of a name and every way out of the machine leads to it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = Canary(listener)
        look_up, connect = socket.getaddrinfo, socket.socket.connect

        def looked_up(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
            name = host.decode() if isinstance(host, bytes) else str(host)
            if name.startswith("127.") or name in {"localhost", "None"}:
                return look_up(host, port, *rest, **more)
            made.heard.append(f"a look-up of {name}")
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ADDRESS, int(port or 0)))]

        def connected(self: socket.socket, address: Any) -> None:
            outside = self.family == socket.AF_INET and not str(address[0]).startswith("127.")
            connect(self, ("127.0.0.1", made.port) if outside else address)

        monkeypatch.setattr(socket, "getaddrinfo", looked_up)
        monkeypatch.setattr(socket.socket, "connect", connected)
        yield made
