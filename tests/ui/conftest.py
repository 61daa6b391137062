"""One server with the scripted assistant and one Chromium for all browser tests of a run."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from rag import Settings
from tests.ui.fakes import FakeAssistant, as_assistant, documents

if TYPE_CHECKING:
    from fastapi import FastAPI
    from playwright.sync_api import Browser, BrowserContext, FilePayload, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve ``app`` on a free loopback port in a thread; yields its address."""
    from ui.doors.connections import server_for

    # Named TCP, so that asyncio sends each reply at once instead of 40 ms later (Nagle).
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    server = server_for(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@pytest.fixture(scope="session")
def fake(tmp_path_factory: pytest.TempPathFactory) -> FakeAssistant:
    """The scripted assistant behind ``address``."""
    folder = tmp_path_factory.mktemp("page")
    return FakeAssistant(Settings(data_dir=folder, language="zh", ui_port=0))


@pytest.fixture(scope="session")
def address(fake: FakeAssistant) -> Iterator[str]:
    """The page's address; few workers and a short line, so that it can be filled."""
    from ui.server.server import create_server
    from ui.state.gate import Gate
    from ui.state.limits import RateLimit

    app = create_server(as_assistant(fake), gate=Gate(workers=3, waiting=2), rate=RateLimit(0))
    with serving(app) as where:
        yield where


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
    if CHROMIUM is None:
        pytest.skip("no chromium is installed (Debian: apt install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


FORGET = """async () => {
  localStorage.clear();
  const base = await new Promise((resolve) => {
    const asked = indexedDB.open("youju", 1);
    asked.onsuccess = () => resolve(asked.result);
    asked.onupgradeneeded = () => asked.result.createObjectStore("talks", { keyPath: "id" });
  });
  await new Promise((resolve) => {
    const change = base.transaction("talks", "readwrite");
    change.objectStore("talks").clear();
    change.oncomplete = resolve;
  });
  base.close();
}"""
"""What a browser kept of the page is forgotten: the profile is used again by the next test."""


class Desk:
    """A visitor's tab, with what must never happen noted."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.outside: list[str] = []
        self.problems: list[str] = []
        self.context = context
        context.on("request", self._request)
        self.page = self.open()

    def open(self) -> Page:
        """A new tab at the page, ready to be used."""
        page = self.context.new_page()
        page.on("dialog", self._dialog)
        page.on("pageerror", lambda fault: self.problems.append(f"script error: {fault}"))
        page.goto(self.address)
        self.ready(page)
        return page

    def ready(self, page: Page | None = None) -> None:
        """Wait until the page was dressed by the server."""
        page = page or self.page
        page.wait_for_selector("#yj-question textarea")
        page.wait_for_function("document.querySelector('#yj-history').innerText.length > 1")

    def ask(self, question: str, page: Page | None = None) -> None:
        """Type a question and send it."""
        page = page or self.page
        page.fill("#yj-question textarea", question)
        page.press("#yj-question textarea", "Enter")

    def answer(self, question: str) -> None:
        """Ask and wait until the turn is finished."""
        before = self.page.locator("#yj-history .yj-turn").count()
        self.ask(question)
        self.page.locator("#yj-history .yj-turn").nth(before).wait_for()
        self.page.wait_for_selector("#yj-ask:visible")

    def tab(self, number: int) -> None:
        """Open a tab, counted from 0."""
        self.page.locator("#yj-tabs button[role=tab]").nth(number).click()

    def usable(self) -> bool:
        """Whether the box and the button can be used."""
        box = self.page.locator("#yj-question textarea")
        return box.is_enabled() and self.page.locator("#yj-ask").is_visible()

    def close(self) -> None:
        """Close, forget what the browser kept, and insist on what must never have happened."""
        self.page.evaluate(FORGET)
        self.context.clear_cookies(name="youju_language")
        for page in self.context.pages:
            page.close()
        self.context.remove_listener("request", self._request)
        assert self.outside == []
        assert self.problems == []

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        here = urlsplit(self.address).netloc
        if parts.scheme not in {"data", "blob"} and parts.netloc != here:
            self.outside.append(request.url)

    def _dialog(self, dialog: Any) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()


def visitor(chromium: Browser, address: str, **options: Any) -> BrowserContext:
    """A browser profile: its own storage and cache."""
    settings: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"}
    context = chromium.new_context(**(settings | options))
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    context.set_default_timeout(15_000)
    return context


@pytest.fixture(scope="session")
def wide(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """A profile at a wide screen, shared so that its cache is warm."""
    context = visitor(chromium, address)
    yield context
    context.close()


@pytest.fixture(scope="session")
def narrow(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """A profile with a phone."""
    size = {"width": 390, "height": 844}
    context = visitor(chromium, address, viewport=size, has_touch=True)
    yield context
    context.close()


@pytest.fixture
def desk(wide: BrowserContext, address: str, fake: FakeAssistant) -> Iterator[Desk]:
    """A fresh tab at a wide screen."""
    restore(fake)
    made = Desk(wide, address)
    yield made
    made.close()


@pytest.fixture
def phone(narrow: BrowserContext, address: str, fake: FakeAssistant) -> Iterator[Desk]:
    """A fresh tab on a phone."""
    restore(fake)
    made = Desk(narrow, address)
    yield made
    made.close()


def file_named(name: str, content: bytes) -> FilePayload:
    """A text file to drop on the page."""
    return {"name": name, "mimeType": "text/plain", "buffer": content}


def restore(fake: FakeAssistant) -> None:
    """Set the scripted assistant back to how it began."""
    fake.documents_by_id = documents()
    fake.asked.clear()
    fake.reply = None
    fake.released.clear()
    shutil.rmtree(fake.settings.data_dir, ignore_errors=True)
    Path(fake.settings.data_dir).mkdir(parents=True)
