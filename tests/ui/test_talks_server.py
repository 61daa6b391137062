"""Conversations and shared answers over HTTP: whose they are, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from rag import Settings
from tests.hostile import tally
from tests.ui.conftest import serving, visitor
from tests.ui.fakes import FakeAssistant, answered, as_assistant, documents
from ui.doors.passwords import hash_password
from ui.server.server import create_server
from ui.state.talk import Talk, exported, new_id, talk_record
from ui.state.talks import Talks
from ui.state.turns import new_turn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

USERS = {"沈渡": "江湾-2024", "何汀": "江湾-2025"}
DONE = replace(new_turn("何时获批？"), status="done", answer=answered(documents()))


@pytest.fixture(params=["open", "login"])
def client(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestClient]:
    """A server, asked by 沈渡 where there is a login."""
    with TestClient(app_in(tmp_path, login=request.param == "login")) as made:
        made.base_url = made.base_url.copy_with(host="127.0.0.1")
        if request.param == "login":
            entered = {"user": "沈渡", "password": USERS["沈渡"]}
            made.post("/login", data=entered, follow_redirects=False)
        yield made


def app_in(data_dir: Path, *, login: bool):  # type: ignore[no-untyped-def]  # noqa: ANN201
    users = ",".join(f"{user}:{hash_password(word)}" for user, word in USERS.items())
    settings = Settings(data_dir=data_dir, language="zh", ui_users=users if login else "")
    return create_server(as_assistant(FakeAssistant(settings)))


def is_login(client: TestClient) -> bool:
    return "youju_session" in client.cookies


def kept(tmp_path: Path, user: str) -> Talk:
    talk = Talk(new_id(), (DONE,))
    Talks(tmp_path).keep(user, talk)
    return talk


def test_a_list_is_its_users_and_nobodys_without_a_login(
    client: TestClient, tmp_path: Path
) -> None:
    mine, another = kept(tmp_path, "沈渡"), kept(tmp_path, "何汀")
    reply = client.get("/talks")
    if not is_login(client):
        assert reply.status_code == 404
        assert client.get("/talks/export").status_code == 404
        assert client.post(f"/talks/{mine.id}", json={"title": "x"}).status_code == 404
        return
    assert [row["id"] for row in reply.json()["talks"]] == [mine.id]
    assert client.get("/talks", params={"find": "火星"}).json() == {"talks": []}
    assert client.post(f"/talks/{another.id}", json={"deleted": True}).status_code == 404
    assert client.post(f"/talks/{mine.id}", json={"title": "湿地", "pinned": True}).is_success
    (row,) = client.get("/talks").json()["talks"]
    assert (row["title"], row["pinned"]) == ("湿地", True)
    file = client.get("/talks/export").json()
    assert [each["talk"] for each in file["talks"]] == [mine.id]
    assert client.post("/talks/import", json=file).json() == {"taken": 1}
    assert client.post("/talks/import", json=file).json() == {"taken": 0}
    (taken,) = {row["id"] for row in client.get("/talks").json()["talks"]} - {mine.id}
    assert client.post(f"/talks/{taken}", json={"deleted": True}).is_success
    assert client.post("/talks/import", json=file).json() == {"taken": 1}  # it comes back
    assert len(client.get("/talks").json()["talks"]) == 2
    assert len(Talks(tmp_path).listed("何汀")) == 1


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"format": "youju-talks-1"},
        {"format": "youju-talks-2", "talks": []},
        {"format": "youju-talks-1", "talks": {}},
        {"format": "youju-talks-1", "talks": [None]},
        {"format": "youju-talks-1", "talks": [], "more": 1},
        {"format": "youju-talks-1", "talks": [{"talk": "../../etc/passwd"}]},
    ],
    ids=str,
)
def test_a_file_that_is_none_of_ours_is_refused(client: TestClient, body: object) -> None:
    for path in ("/talks/check", "/talks/import"):
        reply = client.post(path, json=body)
        assert reply.status_code in ({422} if is_login(client) else {422, 404})
    tally.refused("files of conversations", 2)


def test_without_a_login_a_file_is_checked_and_nothing_is_kept(
    client: TestClient, tmp_path: Path
) -> None:
    file = json.loads(json.dumps(exported([talk_record(Talk(new_id(), (DONE,)))])))
    reply = client.post("/talks/check", json=file)
    assert reply.status_code == 200
    (back,) = reply.json()["talks"]
    assert back["turns"] == file["talks"][0]["turns"]
    assert not (tmp_path / "page.db").exists() or not Talks(tmp_path).listed("沈渡")
    assert client.post("/talks/import", json=file).is_success is is_login(client)


@pytest.mark.parametrize("name", ["x", "..%2F..", "0" * 15, "0" * 17, "G" * 16, "%00" * 16])
def test_odd_names_are_not_there(client: TestClient, name: str) -> None:
    assert client.post(f"/talks/{name}", json={"pinned": True}).status_code in {404, 405, 422}
    for reply in (client.get(f"/answer/{name}"), client.post(f"/answer/{name}/delete")):
        assert reply.status_code == 404
    tally.refused("names of conversations and links", 3)


@pytest.mark.parametrize("tail", ["。", ")", "abc"])
def test_a_link_that_was_copied_wrong_opens_a_page_that_says_so(
    client: TestClient, tmp_path: Path, tail: str
) -> None:
    user = "沈渡" if is_login(client) else ""
    name = Talks(tmp_path).share(user, "", DONE).id
    for wrong in (name + tail, name[:-1], "x"):
        reply = client.get(f"/answer/{wrong}")
        assert reply.status_code == 404
        assert reply.headers["content-type"].startswith("text/html")
        assert DONE.question not in reply.text


def test_a_shared_answer_runs_nothing_and_is_not_anothers(
    client: TestClient, tmp_path: Path
) -> None:
    hostile = "<script>alert(1)</script>"
    turn = replace(
        DONE,
        question=hostile,
        limits=hostile,
        answer=replace(answered(documents()), text=f"{hostile}[1]"),
    )
    talks = Talks(tmp_path)
    reply = client.get(f"/answer/{talks.share('沈渡', '', turn).id}")
    if is_login(client):
        assert reply.status_code == 200
        assert hostile not in reply.text
        assert "&lt;script&gt;" in reply.text
        assert "default-src 'none'" in reply.headers["content-security-policy"]
        assert "script" not in reply.headers["content-security-policy"]
    else:
        assert reply.status_code == 404
    theirs = client.get(f"/answer/{talks.share('何汀', '', turn).id}")
    assert theirs.status_code == 404
    assert "何时" not in theirs.text


@pytest.mark.browser
def test_with_a_login_conversations_follow_their_reader_and_no_one_else(
    chromium: Browser, tmp_path: Path
) -> None:
    with serving(app_in(tmp_path, login=True)) as address:
        one = visitor(chromium, address)
        page = signed_in(one.new_page(), f"{address}/", "沈渡")
        page.fill("#yj-question textarea", "何时获批？")
        page.press("#yj-question textarea", "Enter")
        page.wait_for_selector("#yj-history .yj-sources")
        page.wait_for_selector("#yj-talks .yj-talk-name:has-text('何时获批')")
        assert "今年3月" not in page.evaluate("JSON.stringify(localStorage)")
        page.locator(".yj-menu > summary").click()
        page.get_by_role("button", name="复制链接").click()
        page.wait_for_selector("#yj-toast.shown")
        link = page.evaluate("navigator.clipboard.readText()")
        two = visitor(chromium, address)  # the same reader at another machine
        there = signed_in(two.new_page(), link, "沈渡")
        assert there.url == link
        assert "何时获批？" in there.inner_text("h1")
        there.goto(address)
        there.locator("#yj-talks .yj-talk-name").click()
        there.wait_for_selector("#yj-history .yj-sources")
        three = visitor(chromium, address)
        other = signed_in(three.new_page(), link, "何汀")
        assert "没有这个链接" in other.inner_text("main")
        other.goto(address)
        other.wait_for_selector("#yj-talks :text('问过的会留在这里')")
        for context in (one, two, three):
            context.close()


def signed_in(page: Page, where: str, user: str) -> Page:
    page.goto(where)
    page.fill("input[name=user]", user)
    page.fill("input[name=password]", USERS[user])
    page.click("button")
    page.wait_for_load_state()
    return page


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/answer/x", "/talks", "/answer/" + "a" * 33]
)
def test_signing_in_leads_to_the_page_or_a_shared_answer_alone(tmp_path: Path, to: str) -> None:
    with TestClient(app_in(tmp_path, login=True)) as client:
        client.base_url = client.base_url.copy_with(host="127.0.0.1")
        assert to not in client.get("/login", params={"to": to}).text
        entered = {"user": "沈渡", "password": USERS["沈渡"], "to": to}
        reply = client.post("/login", data=entered, follow_redirects=False)
        assert reply.headers["location"] == "/"
    tally.refused("places to be led to")


def test_no_reader_finds_anothers_name_in_the_page(tmp_path: Path) -> None:
    with TestClient(app_in(tmp_path, login=True)) as made:
        made.base_url = made.base_url.copy_with(host="127.0.0.1")
        pages = [made.get("/", auth=(user, password)).text for user, password in USERS.items()]
    assert pages[0] == pages[1]
    assert all('"username":""' in page for page in pages)


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"accept-language": "en"}, "Sign in to Youju"),
        ({"accept-language": "zh"}, "登录有据"),
        ({"accept-language": "zh", "cookie": "youju_language=en"}, "Sign in to Youju"),
    ],
)
def test_the_sign_in_is_in_the_readers_language(
    tmp_path: Path, headers: dict[str, str], said: str
) -> None:
    with TestClient(app_in(tmp_path, login=True)) as made:
        made.base_url = made.base_url.copy_with(host="127.0.0.1")
        assert said in made.get("/login", headers=headers).text
