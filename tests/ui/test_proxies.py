"""Who asks is told by the connection, or by a proxy that a setting names; by nobody else."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Settings
from rag.errors import SettingsError
from tests.ui.conftest import serving
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.doors.passwords import hash_password
from ui.server.server import create_server
from ui.state.limits import RateLimit

PER_MINUTE = 3


def address_with(folder: Path, **settings: str) -> Iterator[str]:
    fake = FakeAssistant(Settings(data_dir=folder, language="zh", **settings))
    app = create_server(as_assistant(fake), rate=RateLimit(PER_MINUTE))
    with serving(app) as address:
        yield address


@pytest.fixture
def unnamed(tmp_path: Path) -> Iterator[str]:
    yield from address_with(tmp_path)


@pytest.fixture
def named(tmp_path: Path) -> Iterator[str]:
    users = f"anna:{hash_password('x')}"
    proxies, names = "10.0.0.0/28,127.0.0.1", "Youju.example.org"
    yield from address_with(tmp_path, ui_users=users, ui_proxies=proxies, ui_names=names)


def ask(address: str, headers: dict[str, str], path: str = "/api/ask") -> int:
    body = json.dumps({"question": "何时获批？"}).encode()
    sent = {"content-type": "application/json", **headers}
    request = urllib.request.Request(address + path, body, sent)  # noqa: S310 - http://127…
    try:
        with urllib.request.urlopen(request) as reply:  # noqa: S310
            return int(reply.status)
    except urllib.error.HTTPError as refused:
        return refused.code


@pytest.mark.parametrize("header", ["x-forwarded-for", "x-real-ip", "forwarded"])
def test_a_header_makes_nobody_another_client(unnamed: str, header: str) -> None:
    asked = [
        ask(unnamed, {header: f"{'for=' * (header == 'forwarded')}192.0.2.{number}"})
        for number in range(PER_MINUTE + 3)
    ]
    assert asked == [200] * PER_MINUTE + [429] * 3


def test_a_header_gives_the_page_no_other_address(unnamed: str) -> None:
    headers = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}
    request = urllib.request.Request(f"{unnamed}/config", headers=headers)  # noqa: S310
    with urllib.request.urlopen(request) as reply:  # noqa: S310
        root = json.loads(reply.read())["root"]
    assert root == unnamed


def test_a_named_proxy_tells_who_asks(named: str) -> None:
    def guess(forwarded: str, number: int) -> int:
        sent = {"x-forwarded-for": forwarded, "authorization": f"Bearer anna:{number}"}
        return ask(named, sent, "/v1/chat/completions")

    # What a client writes itself stands before what the proxy adds, and is not believed.
    guesses = [guess(f"198.51.100.{number}, 192.0.2.1", number) for number in range(9)]
    assert guesses == [401] * 5 + [429] * 4
    assert guess("192.0.2.2", 9) == 401


def test_a_named_proxy_may_use_its_own_name_and_tls(named: str) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    for host, told, status in (
        ("youju.example.org", "https", 303),
        ("evil.example", "https", 421),
    ):
        headers = {"host": host, "x-forwarded-proto": told, "x-forwarded-for": "192.0.2.9"}
        request = urllib.request.Request(f"{named}/login", b"user=anna&password=x", headers)  # noqa: S310
        with pytest.raises(urllib.error.HTTPError) as reply:
            urllib.request.build_opener(Stay).open(request)
        assert reply.value.code == status
        assert ("Secure" in reply.value.headers.get("set-cookie", "")) == (status == 303)
        reply.value.close()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ui_proxies", "*"),
        ("ui_proxies", ","),
        ("ui_proxies", "10.0.0.1, proxy.example"),
        ("ui_proxies", "10.0.0.1/8"),
        ("ui_names", "https://youju.example.org"),
        ("ui_names", "youju.example.org:443"),
        ("ui_names", ","),
    ],
)
def test_a_proxy_is_an_address_and_a_name_is_a_name(field: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"YOUJU_{field.upper()}"):
        Settings(**{field: value})
