"""A real server under clients that dawdle: they are gone in bounded time, others are answered."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rag import Settings
from tests.ui.conftest import serving
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.doors import connections
from ui.server.server import create_server
from ui.state.limits import RateLimit

LIMIT_S = 2.0
WITHIN_S = 60
"""By when all dawdlers must be gone, on a busy machine."""
HEAD = b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
BODY = HEAD + b"Content-Length: 100000\r\n\r\n"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter limits, that the tests need not wait as long as readers may."""
    for name in ("HEAD_S", "BODY_S", "REFUSED_BODY_S", "UNREAD_S"):
        monkeypatch.setattr(connections, name, LIMIT_S)


@pytest.fixture
def fake(tmp_path: Path) -> FakeAssistant:
    return FakeAssistant(Settings(data_dir=tmp_path / "page", language="zh"))


@pytest.fixture
def server(fake: FakeAssistant) -> Iterator[tuple[str, int]]:
    """The host and port of a server."""
    with serving(create_server(as_assistant(fake), rate=RateLimit(0))) as address:
        where = urlsplit(address)
        yield str(where.hostname), int(where.port or 0)


class Dawdlers:
    """Connections that send ``first``, then a byte of ``rest`` now and then, and never end."""

    def __init__(
        self,
        server: tuple[str, int],
        count: int,
        first: bytes = b"",
        rest: bytes = b"",
        sources: Sequence[str] = ("",),
    ) -> None:
        self._rest = rest
        self.open: list[socket.socket] = []
        for number in range(count):
            source = (sources[number % len(sources)], 0)
            each = socket.create_connection(server, timeout=10, source_address=source)
            each.sendall(first)
            each.setblocking(False)
            self.open.append(each)

    def __enter__(self) -> Dawdlers:
        return self

    def __exit__(self, *_: object) -> None:
        for each in self.open:
            each.close()

    def dawdle(self) -> int:
        """Send another byte each; how many connections are still there."""
        for each in list(self.open):
            try:
                if self._rest:
                    each.send(self._rest)
                gone = each.recv(65_536) == b""
            except BlockingIOError:
                continue
            except OSError:
                gone = True
            if gone:
                each.close()
                self.open.remove(each)
        return len(self.open)


def answered(server: tuple[str, int], question: str = "何时获批？") -> bool:
    client = http.client.HTTPConnection(*server, timeout=60)
    try:
        body = json.dumps({"question": question})
        client.request("POST", "/api/ask", body, {"content-type": "application/json"})
        return client.getresponse().status == 200
    finally:
        client.close()


def until_gone(dawdlers: Sequence[Dawdlers], meanwhile: Callable[[], bool]) -> None:
    until = time.monotonic() + WITHIN_S
    while left := [each.dawdle() for each in dawdlers]:
        if not any(left):
            return
        assert time.monotonic() < until, f"{left} connections are still there"
        assert meanwhile()
        time.sleep(0.1)


def all_that_comes(client: socket.socket) -> int:
    """How many bytes come before the end or the reset."""
    taken = 0
    with suppress(ConnectionResetError):
        while piece := client.recv(1_000_000):
            taken += len(piece)
    return taken


@pytest.mark.usefixtures("hasty")
def test_the_silent_and_the_slow_are_gone_while_others_are_answered(
    server: tuple[str, int],
) -> None:
    with ExitStack() as stack:
        dawdlers = [
            stack.enter_context(each)
            for each in (
                Dawdlers(server, 300),
                Dawdlers(server, 25, HEAD, b"x"),
                Dawdlers(server, 25, BODY, b"x"),
            )
        ]
        until_gone(dawdlers, lambda: answered(server))


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("first", "rest"),
    [
        pytest.param(b"", b"", id="nothing"),
        pytest.param(b"GET ", b"", id="half_a_line"),
        pytest.param(HEAD, b"x", id="a_head_by_the_byte"),
        pytest.param(BODY, b"", id="no_body"),
        pytest.param(BODY, b"{", id="a_body_by_the_byte"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", id="chunks"),
        pytest.param(HEAD + b"Content-Length: 9999999\r\n\r\n", b"x" * 9, id="a_refused_body"),
        pytest.param(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"x", id="the_next"),
    ],
)
def test_a_request_comes_in_time_or_not_at_all(
    server: tuple[str, int], first: bytes, rest: bytes
) -> None:
    with Dawdlers(server, 3, first, rest) as dawdlers:
        until_gone([dawdlers], lambda: True)


@pytest.mark.usefixtures("hasty")
def test_a_client_that_takes_no_answer_is_let_go(
    server: tuple[str, int], fake: FakeAssistant, tmp_path: Path
) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"x" * 30_000_000)
    ferry = fake.documents_by_id["doc-ferry"]
    fake.documents_by_id["doc-large"] = replace(ferry, id="doc-large", path=str(large))
    with socket.create_connection(server, timeout=WITHIN_S) as client:
        client.sendall(b"GET /original/doc-large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        time.sleep(3 * LIMIT_S)
        assert all_that_comes(client) < 30_000_000


@pytest.mark.usefixtures("hasty")
def test_an_answer_may_take_as_long_as_it_takes(
    server: tuple[str, int], fake: FakeAssistant
) -> None:
    client = http.client.HTTPConnection(*server, timeout=60)
    body = json.dumps({"question": "卡住"})
    client.request("POST", "/api/ask", body, {"content-type": "application/json"})
    threading.Timer(3 * LIMIT_S, fake.released.set).start()
    assert client.getresponse().status == 200
    client.close()


@pytest.mark.usefixtures("hasty")
def test_an_answer_may_be_streamed_and_a_connection_used_again(server: tuple[str, int]) -> None:
    client = http.client.HTTPConnection(*server, timeout=60)
    chat = {"stream": True, "messages": [{"role": "user", "content": "慢"}]}
    for _ in range(2):
        kept = client.sock
        headers = {"content-type": "application/json"}
        client.request("POST", "/v1/chat/completions", json.dumps(chat), headers)
        assert client.getresponse().read().endswith(b"data: [DONE]\n\n")
        assert kept in (None, client.sock)
        time.sleep(0.2)
    client.close()


@pytest.mark.usefixtures("hasty")
def test_a_slow_line_may_send_a_long_body(server: tuple[str, int]) -> None:
    body = json.dumps({"question": "何时获批？", "history": [{"question": "x" * 60_000}]}).encode()
    with socket.create_connection(server, timeout=60) as client:
        client.sendall(HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode())
        client.sendall(body[:20_000])
        for start in range(20_000, len(body), 1_000):  # some 10,000 bytes a second
            client.sendall(body[start : start + 1_000])
            time.sleep(0.1)
        assert client.recv(1_000).startswith(b"HTTP/1.1 200")


def test_nobody_takes_all_the_places(
    server: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the usual limits: places are made by ending who waits, long before the limit."""
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 40)
    monkeypatch.setattr(connections, "MOST_OF_ONE", 10)
    sources = [f"127.0.0.{number}" for number in range(1, 11)]
    with Dawdlers(server, 100, sources=sources) as silent, Dawdlers(server, 20, BODY) as slow:
        for _ in range(3):
            assert answered(server)
        assert silent.dawdle() + slow.dawdle() <= 40
    with Dawdlers(server, 30) as silent:
        assert answered(server)
        assert silent.dawdle() <= 10
