"""Readers who signed in, apart from one another: their tabs, sign-ins, names and questions."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag import Settings
from rag.errors import SettingsError
from rag.indexing import page_file
from tests.hostile import tally
from tests.ui.conftest import restore, serving
from tests.ui.fakes import FakeAssistant, as_assistant
from tests.ui.visitor import EVENTS, Visitor
from ui.doors.passwords import LONGEST_NAME, SESSIONS_OF_ONE, Users, hash_password
from ui.server.server import create_server
from ui.state.limits import RateLimit
from ui.state.visits import MOST_VISITS

PASSWORD = "江湾的夜航"  # noqa: S105
HASH = hash_password(PASSWORD)
NAMES = ("沈渡", "何汀", "管事")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, FakeAssistant]]:
    users = ",".join(f"{name}:{HASH}" for name in NAMES)
    folder = tmp_path_factory.mktemp("apart")
    settings = Settings(data_dir=folder, language="zh", ui_users=users, ui_admins=("管事",))
    fake = FakeAssistant(settings)
    with serving(create_server(as_assistant(fake), rate=RateLimit(0))) as where:
        yield where, fake


@pytest.fixture
def fake(served: tuple[str, FakeAssistant]) -> FakeAssistant:
    restore(served[1])
    return served[1]


@pytest.fixture
def address(served: tuple[str, FakeAssistant], fake: FakeAssistant) -> str:
    return served[0]


Opened = Callable[[str, str, str], Visitor]


@pytest.fixture
def tab() -> Iterator[Opened]:
    """Opens tabs that were not loaded yet, as those that the server forgot: where, whose, name."""
    with ExitStack() as stack:

        def opened(address: str, user: str, session: str) -> Visitor:
            visitor = Visitor(address, session + secrets.token_hex(4), user, PASSWORD)
            stack.callback(visitor.http.close)
            return visitor

        yield opened


def ask(visitor: Visitor, question: str) -> str:
    """Ask, and wait for all that comes of it."""
    function = visitor.function("yj-question", "submit")
    data = visitor.values(function)
    data[function["inputs"].index(visitor._ids["yj-question"])] = question
    return visitor.said(visitor.call(function, data))


def pressed(visitor: Visitor, elem_id: str, event: str = "act", **signal: object) -> str:
    """What comes of one of the page's own buttons."""
    function = visitor.function(elem_id, event)
    sent = {"act": "", "turn": "", "n": 0, "id": ""} | signal
    text = visitor.said(visitor.call(function, event_data=sent))
    return json.dumps(json.loads(text), ensure_ascii=False)


def signed_in(address: str, user: str, client: httpx.Client | None = None) -> str:
    """The cookie of a new sign-in."""
    post = client.post if client is not None else httpx.post
    reply = post(f"{address}/login", data={"user": user, "password": PASSWORD})
    assert reply.status_code == 303
    return str(reply.cookies["youju_session"])


def is_in(address: str, token: str, **more: str) -> bool:
    headers = {"cookie": f"youju_session={token}"} | more
    return httpx.get(f"{address}/talks", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "attack",
    [
        EVENTS + "?session_hash={mine}",
        EVENTS + "?session_hash={mine}&session_hash={own}",
        "/gradio_api/heartbeat/{mine}",
    ],
    ids=["events", "two_numbers", "heartbeat"],
)
def test_who_names_anothers_tab_ends_nothing_there(tab: Opened, address: str, attack: str) -> None:
    reader, other = tab(address, "沈渡", "mine"), tab(address, "何汀", "theirs")
    assert reader.load().is_success
    where = attack.format(mine=reader.session, own=other.session)
    with ThreadPoolExecutor(1) as asking:
        answer = asking.submit(ask, reader, "慢慢说，何时获批？")
        tried = 0
        while not answer.done():
            assert other.http.get(where).status_code in {403, 422}
            tried += 1
            time.sleep(0.05)
    assert tried > 5
    assert "yj-done" in answer.result()
    (kept,) = reader.http.get("/talks/export").json()["talks"]
    assert [turn["status"] for turn in kept["turns"]] == ["done"]
    tally.refused("other readers' tabs", tried)


def test_a_forgotten_tab_is_its_readers_from_the_first_call(tab: Opened, address: str) -> None:
    reader, other = tab(address, "沈渡", "mine"), tab(address, "何汀", "theirs")
    for visitor in (reader, other):
        visitor.call(visitor.function("yj-new", "click")).raise_for_status()
    ask(reader, "何时获批？")
    (row,) = reader.http.get("/talks").json()["talks"]
    assert row["title"] == "何时获批？"
    (kept,) = reader.http.get("/talks/export").json()["talks"]
    link = pressed(reader, "yj-history", "link", turn=kept["turns"][0]["id"])
    path = json.loads(json.loads(link)["data"][0])["path"]
    assert reader.http.get(path).status_code == 200
    pressed(reader, "yj-scope", act="scope-year", id="2023")
    assert "沈渡的挑选" in pressed(reader, "yj-scope", act="scope-save", id="沈渡的挑选")
    assert "沈渡的挑选" not in pressed(other, "yj-scope", act="scope-show")
    assert other.http.get("/talks").json() == {"talks": []}
    assert other.http.get(path).status_code == 404


def test_what_one_reader_asks_in_two_tabs_of_a_conversation_is_all_kept(
    tab: Opened, address: str
) -> None:
    one, two = tab(address, "沈渡", "one"), tab(address, "沈渡", "two")
    assert one.load().is_success
    ask(one, "何时获批？")
    (row,) = one.http.get("/talks").json()["talks"]
    load = max(
        (each for each in two.functions if any(event == "load" for _, event in each["targets"])),
        key=lambda each: len(each["outputs"]),
    )
    named = {"version": 1, "owner": "沈渡", "talk": row["id"], "turns": []}
    assert "何时获批？" in two.call(load, [None, named, None]).text
    ask(two, "第二处问的？")
    ask(one, "第一处又问的？")
    (kept,) = one.http.get("/talks/export").json()["talks"]
    asked = [turn["question"] for turn in kept["turns"]]
    assert asked == ["何时获批？", "第二处问的？", "第一处又问的？"]


def test_a_reader_with_many_tabs_pushes_out_own_ones_alone(tab: Opened, address: str) -> None:
    reader, other = tab(address, "沈渡", "mine"), tab(address, "何汀", "theirs")
    assert reader.load().is_success
    ask(reader, "何时获批？")
    function = other.function("yj-new", "click")
    for number in range(MOST_VISITS + 20):
        other.session = f"theirs{number}"
        other.call(function).raise_for_status()
    assert "何时获批？" in json.loads(reader.call(_export(reader)).text)["data"][0]


def _export(visitor: Visitor) -> dict[str, Any]:
    """The function that gives the conversation as a file."""
    parts = visitor.http.get("/config").json()["components"]
    button = next(part["id"] for part in parts if part["props"].get("value") == "导出 JSON")
    return next(each for each in visitor.functions if [button, "click"] in each["targets"])


@pytest.mark.parametrize(
    "odd",
    ['other={"a":1}', 'a=1; b="x', "a[]=1", "a=b c", "=x", 'a="\\"', "Path=1", "a=b,c", ";;"],
)
def test_a_cookie_of_another_program_on_the_host_shuts_nobody_out(address: str, odd: str) -> None:
    token = signed_in(address, "沈渡")
    for cookies in (f"{odd}; youju_session={token}", f"youju_session={token}; {odd}"):
        reply = httpx.get(f"{address}/talks", headers={"cookie": cookies})
        assert reply.status_code == 200


def test_signing_in_ends_the_sign_in_before_it_in_that_browser(address: str) -> None:
    elsewhere = signed_in(address, "沈渡")
    with httpx.Client() as browser:
        before = signed_in(address, "沈渡", browser)
        browser.cookies.set("youju_session", before)
        after = signed_in(address, "何汀", browser)
    assert [is_in(address, each) for each in (before, after, elsewhere)] == [False, True, True]


def test_one_reader_who_signs_in_without_end_signs_out_nobody_else(address: str) -> None:
    other, first = signed_in(address, "何汀"), signed_in(address, "沈渡")
    users = Users(f"沈渡:{HASH},何汀:{HASH}")
    kept, oldest = users.sign_in("何汀"), users.sign_in("沈渡")
    for _ in range(SESSIONS_OF_ONE):
        signed_in(address, "沈渡")
        users.sign_in("沈渡")
    assert [is_in(address, each) for each in (other, first)] == [True, False]
    assert (users.user_of(kept), users.user_of(oldest)) == ("何汀", None)


@pytest.mark.parametrize(
    ("site", "stays"),
    [("same-origin", False), ("none", False), ("same-site", True), ("cross-site", True)],
)
def test_only_the_page_itself_signs_out(address: str, site: str, stays: bool) -> None:
    token = signed_in(address, "沈渡")
    headers = {"cookie": f"youju_session={token}", "sec-fetch-site": site}
    reply = httpx.get(f"{address}/logout", headers=headers)
    assert reply.headers["location"] == ("/" if stays else "/login")
    assert is_in(address, token) is stays


@pytest.mark.parametrize(
    ("headers", "scheme"),
    [
        ({"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}, "Bearer"),
        ({"user-agent": "", "sec-fetch-mode": "cors"}, "Bearer"),
        ({"user-agent": "curl/8.9.1"}, "Basic"),
        ({"user-agent": "Wget/1.24.5"}, "Basic"),
    ],
    ids=["browser", "browser_over_tls", "curl", "wget"],
)
def test_a_browser_is_not_made_to_ask_in_a_box_of_its_own(
    address: str, headers: dict[str, str], scheme: str
) -> None:
    for path in ("/talks", "/config", EVENTS, "/v1/models"):
        reply = httpx.get(f"{address}{path}", headers=headers)
        assert (reply.status_code, reply.headers["www-authenticate"]) == (401, scheme)


def test_the_questions_of_a_run_are_for_who_manages(
    tab: Opened, address: str, fake: FakeAssistant
) -> None:
    for number in (1, 2):
        run = fake.settings.data_dir / "eval-runs" / f"liked-{number}"
        run.mkdir(parents=True)
        record = {"started": f"2026-11-2{number}T10:00:00", "questions": "liked.jsonl", "total": 1}
        (run / "run.json").write_text(json.dumps(record), encoding="utf-8")
        row = {"id": "f-1", "question": "沈渡问过的那一句？", "right": False, "text": "答"}
        (run / "results.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    for user, sees in (("管事", True), ("何汀", False)):
        visitor = tab(address, user, f"tab{sees}")
        assert visitor.load().is_success
        opened = [
            visitor.said(visitor.call(each))
            for each in visitor.functions
            if any(event == "select" for _, event in each["targets"])
        ]
        shown = json.dumps([json.loads(each) for each in opened], ensure_ascii=False)
        chosen = json.loads(_chosen(visitor, "liked-1 · 2026-11-21 10:00", ""))["data"][0]
        for said in (shown, chosen):
            assert "2026-11-2" in said
            assert ("沈渡问过的那一句" in said) is sees
            assert ("只有管理者能看" in said) is not sees


def _chosen(visitor: Visitor, run: str, other: str) -> str:
    function = visitor.function("yj-run", "input")
    return str(visitor.said(visitor.call(function, [None, run, other])))


def test_of_a_comparison_the_questions_are_for_who_manages(
    tab: Opened, address: str, fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip = {"question": "沈渡问过的那一句？", "before": "旧答", "after": "新答"}
    told = {"common": 7, "figures": [], "notes": [], "gained": [flip], "lost": [flip]}
    monkeypatch.setattr("ui.page.evaluation.compared", lambda a, b: told)
    for number in (1, 2):
        run = fake.settings.data_dir / "eval-runs" / f"samples-{number}"
        run.mkdir(parents=True)
        (run / "run.json").write_text("{}", encoding="utf-8")
    for user, sees in (("管事", True), ("何汀", False)):
        visitor = tab(address, user, f"tab{sees}")
        said = json.loads(_chosen(visitor, "samples-1", "samples-2"))["data"][1]
        assert "7" in said
        assert ("沈渡问过的那一句" in said) is sees


@pytest.mark.parametrize(
    "name", ["长" * (LONGEST_NAME + 1), "a\nb", "a\tb", "\u202egnp.exe", "a\u200bb", "a\x07"]
)
def test_a_name_that_cannot_be_kept_or_seen_is_refused_at_the_start(name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Users(f"沈渡:{HASH},{name}:{HASH}")
    assert "2" in str(caught.value)
    assert name not in str(caught.value)
    tally.refused("names of users")


def test_what_is_kept_under_the_longest_name_can_be_backed_up(tab: Opened, tmp_path: Path) -> None:
    name = "长" * LONGEST_NAME
    settings = Settings(data_dir=tmp_path / "data", language="zh", ui_users=f"{name}:{HASH}")
    with serving(create_server(as_assistant(FakeAssistant(settings)))) as address:
        visitor = tab(address, name, "mine")
        assert visitor.load().is_success
        ask(visitor, "何时获批？")
        assert len(visitor.http.get("/talks").json()["talks"]) == 1
    assert page_file.copied(tmp_path / "data", tmp_path / "copy.db")


def test_twenty_readers_at_once_see_their_own_alone(tab: Opened, tmp_path: Path) -> None:
    names = [f"读者{number:02}" for number in range(20)]
    users = ",".join(f"{name}:{HASH}" for name in names)
    settings = Settings(data_dir=tmp_path, language="zh", ui_users=users)
    with serving(create_server(as_assistant(FakeAssistant(settings)), rate=RateLimit(0))) as where:
        tabs = {name: tab(where, name, f"tab{number}") for number, name in enumerate(names)}
        for visitor in tabs.values():
            assert visitor.load().is_success

        def used(name: str) -> str:
            told = [ask(tabs[name], f"{name}问：何时获批？") for _ in range(2)]
            lists = [tabs[name].http.get(path).text for path in ("/talks", "/talks/export")]
            lines = [line.partition("data: ")[2] for said in told for line in said.splitlines()]
            return json.dumps(
                [json.loads(each) for each in lines + lists if each], ensure_ascii=False
            )

        with ThreadPoolExecutor(20) as pool:
            seen = dict(zip(names, pool.map(used, names), strict=True))
    for name, said in seen.items():
        assert [each for each in names if each in said] == [name]
        assert said.count("yj-done") >= 2
