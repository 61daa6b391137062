"""Heads of requests that no browser writes: a sentence, never a status of 500, on every door."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Settings
from rag.wording import choose_language
from tests.hostile import tally
from tests.ui.conftest import serving
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.doors.passwords import hash_password
from ui.server.server import create_server
from ui.state.limits import RateLimit

DOORS = (
    "GET /", "GET /config", "GET /original/a", "GET /healthz", "POST /login", "POST /api/ask",
    "POST /v1/chat/completions", "POST /v1/responses", "POST /v1/embeddings", "GET /v1/models/a",
    "POST /mcp", "POST /gradio_api/queue/join", "OPTIONS /",
)  # fmt: skip
FINE = b"Host: 127.0.0.1"


@pytest.fixture(scope="module", params=["open", "login", "any_name"])
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    users = f"a:{hash_password('b')}" if request.param == "login" else ""
    host = "0.0.0.0" if request.param == "any_name" else "127.0.0.1"  # noqa: S104 - only as a name
    folder = tmp_path_factory.mktemp("heads")
    settings = Settings(data_dir=folder, language="zh", ui_users=users, ui_host=host)
    fake = FakeAssistant(settings)
    with serving(create_server(as_assistant(fake), rate=RateLimit(0), mcp=True)) as served:
        yield served


def answer(address: str, door: str, *headers: bytes, query: bytes = b"") -> tuple[int, str]:
    """The status and the whole reply to a request with these headers and an empty object."""
    host, port = address.removeprefix("http://").split(":")
    head = [door.encode() + query + b" HTTP/1.1", *headers, b"Content-Type: application/json"]
    length = [] if any(b"chunked" in each for each in headers) else [b"Content-Length: 2"]
    with socket.create_connection((host, int(port.strip("/"))), timeout=60) as line:
        line.sendall(b"\r\n".join([*head, *length, b"Connection: close", b"", b"{}"]))
        reply = b"".join(iter(lambda: line.recv(65_536), b"")).decode("utf-8", "replace")
    return int(reply.split(" ", 2)[1]), reply


@pytest.mark.parametrize(
    "named",
    ["[::1", "]", "[::1]]", "me@127.0.0.1", "127.0.0.1/x", "127.0.0.1:7,x", "127.0.0.1:", "a b"],
)
def test_a_host_that_is_no_name(address: str, named: str) -> None:
    for door in DOORS:
        status, reply = answer(address, door, b"Host: " + named.encode())
        assert status == 421
        assert "这台服务器不叫这个名字" in reply
        tally.refused("the head of a request")


@pytest.mark.parametrize("origin", ["http://[", "http://]:1", "null", "", "//127.0.0.1", "http://"])
def test_an_origin_that_is_no_address(address: str, origin: str) -> None:
    for door in (each for each in DOORS if each.startswith("POST")):
        status, reply = answer(address, door, FINE, b"Origin: " + origin.encode())
        assert status == 403
        assert "别的网页" in reply
        tally.refused("the head of a request")


@pytest.mark.parametrize(
    "signed", [b"Basic \xff", b"Basic =", b"Basic /w==", b"Bearer \xff:\xff", b"Basic", b"\xff a:b"]
)
def test_a_sign_in_that_is_none(address: str, signed: bytes) -> None:
    for door in DOORS:
        assert answer(address, door, FINE, b"Authorization: " + signed)[0] < 500
        tally.refused("the head of a request")


def test_an_address_longer_than_any(address: str) -> None:
    for door in DOORS:
        for query in (b"?" + b"a=b&" * 15_000, b"/" + b"a" * 60_000):
            status, reply = answer(address, door, FINE, query=query)
            assert status == 414
            assert "网址太长" in reply
            tally.refused("the head of a request")


def test_a_body_with_two_ends(address: str) -> None:
    two = b"Content-Length: 2", b"Transfer-Encoding: chunked"
    for door in DOORS:
        status, reply = answer(address, door, FINE, *two)
        assert (status, "connection: close" in reply.lower()) == (400, True)
        tally.refused("the head of a request")


def test_the_refusal_has_the_shape_of_its_door(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, language="en", ui_users=f"a:{hash_password('b')}")
    with serving(create_server(as_assistant(FakeAssistant(settings)))) as served:
        assert '"detail":"Sign in first."' in answer(served, "POST /api/ask", FINE)[1]
        said = answer(served, "POST /v1/chat/completions", FINE)[1]
        assert '"error":{"message":"Sign in first."' in said
    choose_language("zh")
