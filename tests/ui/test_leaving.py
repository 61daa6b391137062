"""A client who is gone ends its question, in line or under way, on every door."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag import Settings
from tests.ui.conftest import serving
from tests.ui.fakes import FakeAssistant, as_assistant
from tests.ui.test_visits import Reader
from ui.server.server import create_server
from ui.state.gate import Gate
from ui.state.limits import RateLimit

WORKERS = 2
STUCK = "卡住了的问题？"
CHAT = {"messages": [{"role": "user", "content": STUCK}]}


def tool(name: str) -> dict[str, Any]:
    params = {"name": name, "arguments": {"question": STUCK}}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


DOORS: dict[str, tuple[str, dict[str, Any]]] = {
    "api_ask": ("/api/ask", {"question": STUCK}),
    "chat_whole": ("/v1/chat/completions", CHAT),
    "chat_streamed": ("/v1/chat/completions", {**CHAT, "stream": True}),
    "response_whole": ("/v1/responses", {"input": STUCK}),
    "response_streamed": ("/v1/responses", {"input": STUCK, "stream": True}),
    "mcp_ask": ("/mcp", tool("ask")),
    "mcp_search": ("/mcp", tool("search")),
}


@contextmanager
def page(folder: Path, waiting: int, *, mcp: bool = False) -> Iterator[tuple[str, FakeAssistant]]:
    fake = FakeAssistant(Settings(data_dir=folder, language="zh", ui_port=0))
    gate = Gate(workers=WORKERS, waiting=waiting)
    app = create_server(as_assistant(fake), gate=gate, rate=RateLimit(0), mcp=mcp)
    with serving(app) as address:
        yield address, fake
        fake.released.set()


def called(address: str, path: str, body: dict[str, Any]) -> socket.socket:
    """A request that was sent; nobody reads its reply."""
    host, _, port = address.removeprefix("http://").partition(":")
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nhost: {host}:{port}\r\ncontent-type: application/json\r\n"
        f"accept: application/json, text/event-stream\r\ncontent-length: {len(content)}\r\n\r\n"
    )
    client = socket.create_connection((host, int(port)))
    client.sendall(head.encode() + content)
    return client


def begun(fake: FakeAssistant) -> int:
    """How many of the questions that never end were begun."""
    return sum(each["question"] == STUCK for each in fake.asked)


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 30
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return holds()


@pytest.mark.parametrize("door", DOORS)
def test_a_hundred_who_left_hold_nobody_up(door: str, tmp_path: Path) -> None:
    """No question of theirs begins after they left, and those under way are closed."""
    if door.startswith("mcp"):
        pytest.importorskip("mcp", reason="the extra youju[mcp] is not installed")
    path, body = DOORS[door]
    with page(tmp_path, waiting=200, mcp=door.startswith("mcp")) as (address, fake):
        clients = [called(address, path, body) for _ in range(100)]
        assert eventually(lambda: begun(fake) == WORKERS)
        time.sleep(0.5)  # so that the rest stands in line
        for client in clients:
            client.close()
        assert eventually(lambda: fake.closed >= WORKERS)
        reply = httpx.post(f"{address}/api/ask", json={"question": "何时获批？"}, timeout=60)
        assert reply.json()["answered"] is True
        assert eventually(lambda: begun(fake) == fake.closed), "one went on without its reader"
        # Who stands at the head of the line while the first hang up may still be let in; on a
        # busy machine, hanging up takes a while.
        assert begun(fake) - WORKERS < 50


def test_the_line_is_free_again_for_those_who_stay(tmp_path: Path) -> None:
    path, body = DOORS["api_ask"]
    with page(tmp_path, waiting=3) as (address, fake):
        clients = [called(address, path, body) for _ in range(WORKERS + 3)]
        assert eventually(lambda: begun(fake) == WORKERS)
        asked = {"question": "何时获批？"}
        time.sleep(0.5)
        assert httpx.post(f"{address}/api/ask", json=asked, timeout=60).status_code == 503
        for client in clients:
            client.close()
        assert eventually(lambda: fake.closed >= WORKERS)
        assert httpx.post(f"{address}/api/ask", json=asked, timeout=60).status_code == 200


@pytest.mark.parametrize("heartbeat", [False, True], ids=["stream", "heartbeat"])
def test_a_closed_tab_ends_its_question(heartbeat: bool, tmp_path: Path) -> None:
    with (
        page(tmp_path, waiting=5) as (address, fake),
        httpx.Client(base_url=address, timeout=30) as http,
    ):
        reader = Reader(http, "tab")
        reader.join(STUCK)
        kept = "/gradio_api/heartbeat/tab" if heartbeat else "/gradio_api/queue/data"
        with http.stream("GET", kept, params={"session_hash": "tab"}):
            assert eventually(lambda: begun(fake) == 1)
        assert eventually(lambda: fake.closed == 1)
