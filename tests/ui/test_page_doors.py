"""No file of the server and no address of the world gets in through the page's functions.

Every function of the built page is sent references to files in every position, over a real
server, with and without a login; every door of Gradio's is tried.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from rag import Settings
from tests.hostile import tally
from tests.ui.canary import Canary, canary
from tests.ui.conftest import serving
from tests.ui.fakes import FakeAssistant, as_assistant
from tests.ui.visitor import EVENTS, JOIN, PREDICT, UPLOAD, Visitor, finished, reference
from ui.doors.page_doors import CALLS
from ui.doors.passwords import hash_password
from ui.server.server import create_server
from ui.state.evaluating import Busy, Evaluator
from ui.state.file_references import page_folder
from ui.state.gate import Gate
from ui.state.limits import RateLimit
from ui.state.visits import page_of

if TYPE_CHECKING:
    from fastapi import FastAPI

USERS = {"沈渡": "江湾-2024", "何汀": "江湾-2025"}
MARK = f"nobody-may-read-this-{uuid.uuid4().hex}"


@dataclass(frozen=True, slots=True)
class House:
    """A server with something to be stolen, and what must stay as it is."""

    address: str
    app: FastAPI
    fake: FakeAssistant
    secret: Path
    link: Path
    canary: Canary
    login: bool
    stack: ExitStack

    def visitor(self, session: str, user: str = "沈渡") -> Visitor:
        """Someone who may open the page."""
        named = (user, USERS[user]) if self.login else ()
        made = Visitor(self.address, session, *named)
        self.stack.callback(made.http.close)
        return made

    def untouched(self) -> None:
        """Nothing was copied, indexed or fetched."""
        copies = [
            file
            for file in page_folder().rglob("*")
            if file.is_file() and not file.is_symlink() and MARK.encode() in file.read_bytes()
        ]
        assert copies == []
        stored = self.fake.documents_by_id
        assert {"doc-wetland", "doc-ferry", "doc-english"} <= set(stored)
        # A text that was pasted is its own article, and no more than what was sent.
        assert not any(MARK in each.text for each in stored.values())
        kept = (self.fake.settings.data_dir / "uploads").rglob("*")
        assert not any(MARK.encode() in file.read_bytes() for file in kept if file.is_file())
        assert self.canary.heard == []


def busy(evaluator: Evaluator, chosen: str, language: str) -> Path:
    """What is said while another evaluation runs."""
    raise Busy


@pytest.fixture(params=["open", "login"])
def house(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    login = request.param == "login"
    monkeypatch.setattr(Evaluator, "start", busy)  # each call would run one, for minutes
    users = ",".join(f"{user}:{hash_password(word)}" for user, word in USERS.items())
    settings = Settings(data_dir=tmp_path / "data", language="zh", ui_users=users if login else "")
    fake = FakeAssistant(settings)
    app = create_server(as_assistant(fake), gate=Gate(workers=3), rate=RateLimit(0), mcp=True)
    secret = tmp_path / "secret.txt"
    secret.write_text(MARK, encoding="utf-8")
    link = page_folder() / uuid.uuid4().hex / "link.txt"
    link.parent.mkdir()
    link.symlink_to(secret)
    with canary(monkeypatch) as bird, serving(app) as address, ExitStack() as stack:
        yield House(address, app, fake, secret, link, bird, login, stack)
    link.unlink()


def references(house: House) -> list[Any]:
    """A file that is not the visitor's to name, in the shapes that Gradio or its past knows."""
    secret = str(house.secret)
    near = "../" * 12 + secret.lstrip("/")
    paths = [secret, near, f"/proc/self/root{secret}", "/proc/self/environ", str(house.link)]
    paths += [
        f"file://{secret}",
        f"/gradio_api/file={secret}",
        f"{secret}\0.txt",
        *house.canary.urls,
    ]
    url = house.canary.urls[0]
    return [
        *(reference(path) for path in paths),
        reference(secret, url=url, orig_name="a.txt", size=1, mime_type="text/plain"),
        reference(secret, is_stream=True),
        reference("", url=url),
        {"path": secret},
        {"path": url, "url": url},
        {"url": url, "meta": {"_type": "gradio.FileData"}},
        {"path": secret, "meta": "gradio.FileData"},
        {"video": reference(secret), "subtitles": None},
        {"value": reference(secret)},
        [reference(secret)],
        [[reference(secret), "a caption"]],
        {"a": [{"b": [reference(secret)]}]},
        json.dumps(reference(secret)),
        f"data:text/plain;base64,{secret}",
        secret,
        url,
    ]


@pytest.mark.timeout(600)  # some six thousand calls, twenty seconds on an idle machine
def test_no_function_takes_a_file_that_was_not_uploaded_to_it(house: House) -> None:
    visitor = house.visitor("thief")
    assert visitor.load().is_success
    statuses: set[int] = set()
    environment = Path("/proc/self/environ").read_text(encoding="utf-8", errors="replace")[:60]
    for function in visitor.functions:
        fitting = visitor.values(function)
        for sent in references(house):
            tries: list[dict[str, Any]] = [
                {"data": [*fitting[:at], sent, *fitting[at + 1 :]]} for at in range(len(fitting))
            ]
            tries += [{"data": data} for data in (sent, [sent], [sent] * len(fitting))]
            tries += [{"event_data": sent}, {"files": sent}]
            for each in tries:
                reply = visitor.call(function, **each)
                statuses.add(reply.status_code)
                said = visitor.said(reply)
                assert MARK not in said
                assert environment not in said
                tally.refused(f"the page's function {function['id']}")
    house.untouched()
    assert statuses <= {200, 403, 422}


@pytest.mark.parametrize("house", ["open"], indirect=True)
def test_no_other_door_takes_one_either(house: House) -> None:
    visitor = house.visitor("thief")
    sent = reference(str(house.secret))
    fetched = reference(house.canary.urls[0])
    for function in visitor.functions:
        name, session = function["api_name"], visitor.session
        for value in (sent, fetched):
            body = {"data": [value], "fn_index": function["id"], "session_hash": session}
            for door in ("run", "api", "call", "call/v2"):
                reply = visitor.http.post(f"/gradio_api/{door}/{name}", json=body)
                assert reply.status_code == 404
                tally.refused(f"/gradio_api/{door}/")
            for door in CALLS:
                reply = visitor.call(function, [value] * len(function["inputs"]), door)
                assert reply.status_code in {200, 403, 422}
                assert MARK not in visitor.said(reply)
                tally.refused(door)
    house.untouched()


def gradio_routes(house: House) -> set[tuple[str, str]]:
    """Every address that Gradio answers at, with something in its variable places."""
    secret = str(house.secret)
    filled = {
        "path_or_url:path": secret,
        "url_path:path": house.canary.urls[0],
        "path:path": "../" * 8 + secret.lstrip("/"),
        "session_hash": "somebody",
        "api_name": "predict",
        "component_id": "1",
        "size": "192",
    }
    found: set[tuple[str, str]] = set()
    mounted = page_of(house.app).routes
    included = [getattr(each, "original_router", None) for each in mounted]
    for route in [*mounted, *(each for some in included if some for each in some.routes)]:
        path = getattr(route, "path", "")
        for name, value in filled.items():
            path = path.replace("{" + name + "}", value)
        path = path.replace("{", "").replace("}", "")
        found |= {(method, path) for method in getattr(route, "methods", None) or ()}
    return found


@pytest.mark.parametrize("house", ["open"], indirect=True)
def test_of_gradios_doors_only_those_that_the_page_uses_are_there(house: House) -> None:
    visitor = house.visitor("thief")
    opened = set()
    for method, path in sorted(gradio_routes(house)):
        with visitor.http.stream(method, path) as reply:
            if reply.status_code not in {403, 404, 405}:
                opened.add((method, path))
                continue
        tally.refused(f"{method} {path.split('=')[0]}")
    assert {path for method, path in opened if method in {"GET", "HEAD"}} == {
        "/",
        "/config",
        "/favicon.ico",
        "/gradio_api/app_id",
        "/gradio_api/heartbeat/somebody",
        "/gradio_api/queue/data",  # 422: whose?
        "/gradio_api/upload_progress",
        "/logout",  # our own
        "/manifest.json",
        "/robots.txt",
        "/theme.css",
    }
    assert {path for method, path in opened if method == "POST"} == {JOIN, PREDICT, UPLOAD}
    for door in ("/gradio_api/file=", "/gradio_api/file/", "/gradio_api/proxy=", "/static/"):
        for named in (str(house.secret), str(house.link), *house.canary.urls):
            reply = visitor.http.get(door + named)
            assert reply.status_code in {403, 404}
            assert MARK not in reply.text
            tally.refused(door)
    house.untouched()


@pytest.mark.parametrize("house", ["open"], indirect=True)
def test_odd_addresses_and_names_get_a_plain_answer(house: House) -> None:
    visitor = house.visitor("thief")
    odd = ["%ED%A0%80", "%00", "..%2f..%2f", "%ff", "a" * 5_000, "%0d%0aSet-Cookie:x=y"]
    doors = ["/static/", "/assets/", "/gradio_api/heartbeat/", f"{EVENTS}?session_hash="]
    for door in [*doors, "/original/", "/config?page=", "/?deep_link=", "/theme.css?v="]:
        for name in odd:
            with visitor.http.stream("GET", door + name) as reply:
                assert reply.status_code < 500
                assert "set-cookie" not in reply.headers
            tally.refused(door)
    elsewhere = visitor.http.get("/", headers={"x-forwarded-host": "evil.example"})
    assert "evil.example" not in elsewhere.text
    assert visitor.http.get("/config", headers={"cookie": "youju_browser=a b"}).is_success
    tally.refused("/", 2)


def drop(visitor: Visitor, sent: list[Any]) -> httpx.Response:
    """Hand files to the function that indexes them."""
    function = visitor.function("yj-drop", "take")
    return visitor.call(function, [sent, *visitor.values(function)[1:]])


def test_a_file_is_the_visits_that_uploaded_it_and_can_be_named_once(house: House) -> None:
    owner, other = house.visitor("owner"), house.visitor("other", "何汀")
    path = owner.upload("稿.txt", "渡口今日重开。".encode())
    assert drop(other, [reference(path)]).status_code == 403
    assert drop(owner, [reference(path), reference(str(house.secret))]).status_code == 403
    house.untouched()
    path = owner.upload("稿.txt", "渡口今日重开。".encode())
    assert drop(owner, [reference(path, url="http://127.0.0.1/gradio_api/file=x")]).is_success
    [result, *_] = finished(owner.http.get(EVENTS, params={"session_hash": "owner"}).text)
    assert "新增 1 篇" in json.dumps(result, ensure_ascii=False)
    assert house.fake.documents_by_id["doc-稿"].text == "渡口今日重开。"
    assert drop(owner, [reference(path)]).status_code == 403
    assert not Path(path).exists()  # nothing stays on the way
    assert house.canary.heard == []
    tally.refused("files of another visit", 3)


def test_a_tab_is_the_browsers_that_opened_it(house: House) -> None:
    owner, other = house.visitor("owner"), house.visitor("other", "何汀")
    assert owner.load().is_success
    asking = owner.function("yj-ask", "click")
    values = owner.values(asking)
    values[2] = "何时获批？"
    assert "yj-done" in owner.said(owner.call(asking, values))
    other.session = owner.session
    thread = next(each for each in owner.functions if len(each["inputs"]) == 2)
    for function in (asking, thread):
        assert other.call(function).status_code == 403
    assert other.load().status_code == 403
    for path in (f"{EVENTS}?session_hash=owner", "/gradio_api/heartbeat/owner"):
        reply = other.http.get(path)
        assert reply.status_code == 403
        assert "另一个浏览器" in reply.json()["detail"]
    with owner.http.stream("GET", "/gradio_api/heartbeat/owner") as reply:
        assert reply.status_code == 200
    tally.refused("the tab of another visit", 5)


def test_the_progress_of_an_upload_is_not_everybodys(house: House) -> None:
    owner, other = house.visitor("owner"), house.visitor("other", "何汀")
    owner.http.post(UPLOAD, params={"upload_id": "a1"}, files={"files": ("稿.txt", b"a")})
    seen = other.http.get("/gradio_api/upload_progress", params={"upload_id": "a1"})
    assert seen.status_code == 403
    assert other.http.post(UPLOAD, params={"upload_id": "a1"}).status_code == 403
    tally.refused("the upload of another visit", 2)
