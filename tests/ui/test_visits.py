"""What the server keeps for open tabs is bounded, and a forgotten tab comes back whole."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr
import httpx
import pytest
from gradio.routes import App
from starlette.routing import Mount

from rag import Settings
from tests.apart import apart
from tests.ui.conftest import Desk, serving, visitor
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.server.server import create_server
from ui.state.gate import Gate
from ui.state.limits import RateLimit
from ui.state.session import Session
from ui.state.turns import MAX_TURNS, PageTurn
from ui.state.visits import (
    KEPT_AFTER_LEAVING_S,
    KEPT_UNUSED_S,
    MOST_VISITS,
    Presence,
    Visits,
)

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from playwright.sync_api import Browser
    from starlette.types import Message, Receive, Scope, Send


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def visits(clock: Clock) -> Visits:
    """The visits of a page with one box and one state."""

    async def made() -> gr.Blocks:
        page: gr.Blocks
        with gr.Blocks(analytics_enabled=False) as page:
            gr.State(Session())
            box = gr.Textbox()
            box.submit(lambda text: text, box, box, api_visibility="private")
        page.queue()
        return page

    visits = Visits(clock)
    visits.set_blocks(apart(made))
    return visits


def test_a_tab_is_kept_while_its_browser_is_there(visits: Visits, clock: Clock) -> None:
    visits["open"], visits["gone"], visits["never"]
    visits.entered("open")
    visits.entered("gone")
    clock.now += KEPT_AFTER_LEAVING_S + 1
    visits.left("gone")
    visits.delete_all_expired_state()
    assert set(visits.session_data) == {"open", "gone"}
    clock.now += KEPT_AFTER_LEAVING_S + 1
    visits.delete_all_expired_state()
    assert set(visits.session_data) == {"open"}
    clock.now += KEPT_UNUSED_S
    visits.delete_all_expired_state()
    assert not visits.session_data


def test_a_tab_whose_question_is_being_answered_is_kept(visits: Visits, clock: Clock) -> None:
    queue = visits.blocks._queue
    visits["asking"]
    queue.pending_event_ids_session["asking"] = {"event"}
    queue.event_ids_to_events["event"] = object()  # type: ignore[assignment]
    clock.now += KEPT_AFTER_LEAVING_S + 1
    visits.delete_all_expired_state()
    assert "asking" in visits
    del queue.event_ids_to_events["event"]
    visits.delete_all_expired_state()
    assert "asking" not in visits
    assert "asking" not in queue.pending_event_ids_session


def test_no_more_tabs_are_kept_than_there_is_room_for(visits: Visits) -> None:
    for number in range(MOST_VISITS + 50):
        visits[f"tab {number}"]
        visits["mine"]
    assert len(visits.session_data) == MOST_VISITS
    assert "mine" in visits
    assert len(visits._used) == MOST_VISITS


def test_an_updated_component_keeps_its_id(visits: Visits) -> None:
    visit = visits["tab"]
    box = next(key for key, each in visit.blocks_config.blocks.items() if type(each) is gr.Textbox)
    for number in range(20):
        visit[box] = gr.Textbox(label=str(number), render=False)
        visit._update_config(box)
        visit._update_value_in_config(visit[box]._id, "text")
    assert visit[box]._id == box
    assert visit[box].label == "19"
    assert visit.config_values == {}


def test_a_heartbeat_is_noted_for_as_long_as_it_lasts(visits: Visits) -> None:
    seen: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(visits._present["tab"])
        raise ConnectionResetError

    async def nothing() -> Message:
        return {}

    async def nowhere(message: Message) -> None: ...

    presence = Presence(app, visits)
    for path, count in (("/gradio_api/heartbeat/tab", 1), ("/config", 0)):
        with pytest.raises(ConnectionResetError):
            apart(partial(presence, {"type": "http", "path": path}, nothing, nowhere))
        assert (seen.pop(), visits._present["tab"]) == (count, 0)


class Reader:
    """A page's asking event, spoken over HTTP by a client that never opens a heartbeat."""

    def __init__(self, http: httpx.Client, session: str) -> None:
        self.http, self.session = http, session
        config = http.get("/config").json()
        parts = {part["id"]: part["props"] for part in config["components"]}
        self.box = next(key for key, each in parts.items() if each.get("elem_id") == "yj-question")
        self.values = {key: each.get("value") for key, each in parts.items()}
        events = config["dependencies"]
        self.asking = next(each for each in events if [self.box, "submit"] in each["targets"])
        loading = max(filter(_loads, events), key=lambda each: len(each["outputs"]))
        self._post("/gradio_api/run/predict", loading, [None] * len(loading["inputs"]))

    def join(self, question: str) -> None:
        values = self.values | {self.box: question}
        data = [values[part] for part in self.asking["inputs"]]
        self._post("/gradio_api/queue/join", self.asking, data)

    def ask(self, question: str) -> None:
        self.join(question)
        url, said = "/gradio_api/queue/data", ""
        with self.http.stream("GET", url, params={"session_hash": self.session}) as stream:
            said = "".join(stream.iter_text())
        assert "yj-done" in said

    def _post(self, path: str, event: dict[str, Any], data: list[Any]) -> None:
        body = {"data": data, "fn_index": event["id"], "session_hash": self.session}
        self.http.post(path, json=body | {"trigger_id": self.box}).raise_for_status()


def _loads(event: dict[str, Any]) -> bool:
    return event["backend_fn"] and any(name == "load" for _, name in event["targets"])


@contextmanager
def page(folder: Path) -> Iterator[tuple[str, FastAPI]]:
    """A page of its own over the scripted assistant."""
    fake = FakeAssistant(Settings(data_dir=folder, language="zh", ui_port=0))
    app = create_server(as_assistant(fake), gate=Gate(workers=3), rate=RateLimit(0))
    with serving(app) as address:
        yield address, app


def visits_in(app: FastAPI) -> Visits:
    """Where the mounted page keeps its tabs."""
    mounted = [route.app for route in app.routes if isinstance(route, Mount)]
    holder = next(each for each in mounted if isinstance(each, App)).state_holder
    assert isinstance(holder, Visits)
    return holder


def sessions_in(visits: Visits) -> list[Session]:
    """The conversations of all tabs that are kept."""
    values = [value for tab in visits.session_data.values() for value in tab.state_data.values()]
    return [value for value in values if isinstance(value, Session)]


def alive(*kinds: type) -> dict[str, int]:
    """How many objects of each kind there are."""
    gc.collect()
    everything = gc.get_objects()
    counted = [type(each) for each in everything]  # isinstance would ask proxies for their class
    return {kind.__name__: sum(issubclass(each, kind) for each in counted) for kind in kinds}


def test_nothing_is_kept_of_readers_who_left(tmp_path: Path) -> None:
    with page(tmp_path) as (address, app), httpx.Client(base_url=address, timeout=30) as http:
        visits = visits_in(app)
        clock = Clock()
        visits._clock = clock
        Reader(http, "first").ask("何时获批？")
        clock.now += KEPT_UNUSED_S
        visits.delete_all_expired_state()
        before = alive(PageTurn, Session, gr.blocks.Block, asyncio.Queue)
        for number in range(8):
            reader = Reader(http, f"reader{number}")
            for _ in range(3):
                reader.ask("何时获批？")
        assert sum(len(session.turns) for session in sessions_in(visits)) == 24
        clock.now += KEPT_UNUSED_S
        visits.delete_all_expired_state()
        after = alive(PageTurn, Session, gr.blocks.Block, asyncio.Queue)
        queue = visits.blocks._queue
        assert all(after[kind] <= before[kind] for kind in before), (before, after)
        assert not visits._used
        assert not queue.pending_event_ids_session
        assert not queue.pending_messages_per_session


def test_one_long_conversation_does_not_grow_without_end(tmp_path: Path) -> None:
    with page(tmp_path) as (address, app), httpx.Client(base_url=address, timeout=30) as http:
        reader = Reader(http, "long")
        for _ in range(3):
            reader.ask("何时获批？")
        before = alive(gr.blocks.Block)
        for _ in range(MAX_TURNS + 10):
            reader.ask("何时获批？")
        assert alive(gr.blocks.Block)["Block"] <= before["Block"]
        assert [len(session.turns) for session in sessions_in(visits_in(app))] == [MAX_TURNS]


def test_a_forgotten_tab_comes_back_with_its_talk_and_its_question(
    chromium: Browser, tmp_path: Path
) -> None:
    with page(tmp_path) as (address, app):
        context = visitor(chromium, address)
        desk = Desk(context, address)
        desk.answer("何时获批？")
        visits = visits_in(app)
        for session_id in list(visits.session_data):
            visits.delete_state(session_id)
        desk.ask("谁主持？")
        desk.page.locator("#yj-history .yj-done").nth(1).wait_for()
        asked = desk.page.locator("#yj-history .yj-question h3").all_inner_texts()
        assert asked == ["何时获批？", "谁主持？"]
        for session_id in list(visits.session_data):
            visits.delete_state(session_id)
        desk.page.evaluate("sessionStorage.clear()")  # as if more than ten seconds had passed
        with desk.page.expect_navigation():
            desk.page.locator("[data-act=cite]").first.click()
        desk.page.locator("#yj-history .yj-done").nth(1).wait_for()
        desk.page.locator("[data-act=cite]").first.click()
        desk.page.locator("#yj-quote").wait_for()
        desk.close()
        context.close()
