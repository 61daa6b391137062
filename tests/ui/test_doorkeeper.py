"""Guessing a password: every door counts it in the same place, and one is hashed at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag import Settings
from tests.apart import apart
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.__main__ import main
from ui.doors.doorkeeper import (
    PER_ACCOUNT,
    PER_ACCOUNT_AND_ADDRESS,
    PER_ADDRESS,
    WAITING,
    Doorkeeper,
    TooManyTries,
)
from ui.doors.passwords import Users, hash_password
from ui.server.server import create_server
from ui.state.limits import address_of

RIGHT = "江湾的夜航"  # a test's own
USERS = ",".join(f"{name}:{hash_password(RIGHT)}" for name in ("anna", "ben"))
LOOKED_AT = {401, 403}


def form(client: TestClient, name: str, password: str) -> int:
    return client.post("/login", data={"user": name, "password": password}).status_code


def basic(client: TestClient, name: str, password: str) -> int:
    pair = (name.encode(), password.encode())
    return client.get("/config", auth=pair).status_code


def bearer(client: TestClient, name: str, password: str) -> int:
    headers = {b"authorization": f"Bearer {name}:{password}".encode()}
    return client.get("/v1/models", headers=headers).status_code


def mcp(client: TestClient, name: str, password: str) -> int:
    pair = (name.encode(), password.encode())
    return client.post("/mcp", json={}, auth=pair).status_code


DOORS = [form, basic, bearer, mcp]


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    settings = Settings(data_dir=tmp_path, language="zh", ui_users=USERS)
    app = create_server(as_assistant(FakeAssistant(settings)), mcp=True)
    return TestClient(app, base_url="http://127.0.0.1:7860", follow_redirects=False)


@pytest.mark.parametrize("door", DOORS)
def test_guessing_ends_at_every_door(
    client: TestClient, door: Callable[[TestClient, str, str], int]
) -> None:
    tried = [door(client, "anna", f"guess {number}") for number in range(36)]
    assert sum(status in LOOKED_AT for status in tried) == PER_ACCOUNT_AND_ADDRESS
    assert set(tried[PER_ACCOUNT_AND_ADDRESS:]) == {429}
    assert form(client, "anna", RIGHT) == 429, "else the right guess would still get in"
    assert form(client, "ben", RIGHT) == 303, "another account is not shut by it"


def test_all_doors_count_together_and_name_the_wait(client: TestClient) -> None:
    for number in range(3 * PER_ADDRESS):  # one is forgiven every few seconds
        DOORS[number % len(DOORS)](client, f"name {number}", "guess")
    for refused in (
        client.get("/config", auth=("ben", "x")),
        client.post("/login", data={"user": "ben", "password": "x"}),
    ):
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0


def test_signed_in_readers_and_open_doors_are_not_shut(client: TestClient) -> None:
    assert form(client, "ben", RIGHT) == 303
    cookie = dict(client.cookies)
    client.cookies.clear()
    for number in range(PER_ADDRESS + 3):
        basic(client, f"name {number}", "guess")
    assert client.get("/healthz", auth=("ben", "x")).status_code == 200
    client.cookies.update(cookie)
    assert client.get("/config").status_code == 200


class Tries:
    """A doorkeeper with a clock of its own."""

    def __init__(self) -> None:
        self.now = 0.0
        self.keeper = Doorkeeper(Users(USERS), clock=lambda: self.now)

    def __call__(self, name: str, password: str, address: str = "192.0.2.1") -> bool | None:
        """Let in, or not, or ``None``: not looked at."""
        try:
            return apart(lambda: self.keeper.lets_in(name, password, address))
        except TooManyTries:
            return None


def test_one_account_is_guarded_over_all_addresses_but_not_shut_to_its_user() -> None:
    tries = Tries()
    assert tries("anna", RIGHT, "home") is True
    guesses = [tries("anna", f"guess {place}", f"place {place}") for place in range(30)]
    assert guesses.count(False) == PER_ACCOUNT
    assert tries("anna", RIGHT, "elsewhere") is None
    assert tries("anna", RIGHT, "home") is True
    assert tries("ben", RIGHT, "elsewhere") is True
    tries.now = 7.0
    assert tries("anna", RIGHT, "elsewhere") is True


def test_an_address_that_guesses_names_shuts_out_nobody_who_was_there_before() -> None:
    tries = Tries()
    assert tries("anna", RIGHT) is True
    guesses = [tries(f"name {number}", "guess") for number in range(40)]
    assert guesses.count(False) == PER_ADDRESS
    assert tries("anna", RIGHT) is True
    assert tries("ben", RIGHT) is None
    tries.now = 4.0
    assert tries("ben", RIGHT) is True


def test_right_passwords_are_never_used_up() -> None:
    tries = Tries()
    assert all(tries("anna", RIGHT, f"place {place % 3}") for place in range(100))


def test_names_and_passwords_of_any_size_are_only_wrong() -> None:
    tries = Tries()
    for odd in ("", "a" * 500_000, "\ud800", "名\0字"):
        assert tries(odd, odd, odd[:9]) is False


class CountingUsers(Users):
    """Counts how many passwords are hashed, and how many at the same time."""

    hashed = at_once = most_at_once = 0

    def check(self, name: str, password: str) -> bool:
        self.hashed += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        time.sleep(0.02)
        try:
            return super().check(name, password)
        finally:
            self.at_once -= 1


async def at_once(keeper: Doorkeeper, tries: list[tuple[str, str, str]]) -> list[bool | None]:
    async def one(name: str, password: str, address: str) -> bool | None:
        try:
            return await keeper.lets_in(name, password, address)
        except TooManyTries:
            return None

    return list(await asyncio.gather(*(one(*each) for each in tries)))


def test_sixty_wrong_passwords_at_once_are_hashed_one_at_a_time() -> None:
    users = CountingUsers(USERS)
    tries = [(f"name {number}", "guess", f"place {number}") for number in range(60)]
    verdicts = apart(lambda: at_once(Doorkeeper(users), tries))
    assert (users.hashed, users.most_at_once) == (WAITING, 1)
    assert verdicts.count(None) == 60 - WAITING


def test_the_same_pair_at_once_is_one_try() -> None:
    users = CountingUsers(USERS)
    verdicts = apart(lambda: at_once(Doorkeeper(users), [("anna", RIGHT, "home")] * 60))
    assert verdicts == [True] * 60
    assert users.hashed == 1


def test_one_who_leaves_takes_no_verdict_away() -> None:
    async def left_and_stayed() -> bool:
        keeper = Doorkeeper(CountingUsers(USERS))
        before = asyncio.create_task(keeper.lets_in("ben", "guess", "home"))
        leaves, stays = (
            asyncio.create_task(keeper.lets_in("anna", RIGHT, "home")) for _ in range(2)
        )
        await asyncio.sleep(0)
        leaves.cancel()
        assert not await before
        return await stays

    assert apart(left_and_stayed)


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        (None, "local"),
        ("x" * 100, "x" * 64),
    ],
)
def test_what_a_client_is_counted_by(host: str | None, counted: str) -> None:
    assert address_of(host) == counted


@pytest.mark.parametrize("setting", [",", " , ,", " ", f"{USERS},", f"{USERS},anna:"])
def test_a_setting_without_users_opens_no_door(
    setting: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YOUJU_UI_USERS", setting)
    assert main(["--port", "0"]) == 2
    assert "YOUJU_UI_USERS" in capsys.readouterr().err
