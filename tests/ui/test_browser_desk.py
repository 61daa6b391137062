"""Settings, evaluations and languages of the page, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag import SAMPLE_ARTICLES, Assistant, Settings
from tests.ui.conftest import Desk, restore, serving, visitor
from tests.ui.fakes import SECRET, FakeAssistant, as_assistant

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_an_english_browser_gets_an_english_page_and_may_choose_chinese(
    chromium: Browser, address: str, fake: FakeAssistant
) -> None:
    restore(fake)
    context = visitor(chromium, address, locale="en-GB")
    desk = Desk(context, address)
    page = desk.page
    page.wait_for_selector("#yj-ask:has-text('Ask')")
    page.wait_for_function("document.documentElement.lang === 'en'")
    desk.tab(1)
    page.wait_for_selector("#yj-drop :text('Drop files here')")
    page.wait_for_selector("#yj-listing :text('Published 15 March 2024')")
    page.click("[data-act=language]")
    page.wait_for_selector("#yj-drop :text('把文件拖到这里')")
    page.wait_for_selector("#yj-listing :text('刊于 2024年3月15日')")
    page.reload()
    page.wait_for_selector("#yj-ask:has-text('提问')")
    page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    desk.close()
    context.close()


def test_after_a_switch_no_panel_of_the_articles_is_left_behind(desk: Desk) -> None:
    page = desk.page
    desk.tab(1)
    page.click("#yj-listing .yj-source:has-text('江湾湿地')")
    page.wait_for_selector("#yj-reader .yj-similar")
    page.click("[data-act=language]")
    for sign in (
        "#yj-reader :text('Published 15 March 2024')",
        "#yj-reader :text('More like this')",
        "#yj-reader :text('Ask about this article')",
        "#yj-listing :text('Select this page')",
        "#yj-drop :text('Drop files here')",
        "#yj-log :text('Ingest log')",
        "#yj-paste :text('Paste a text')",
    ):
        page.wait_for_selector(sign)
    assert page.get_attribute("#yj-find textarea, #yj-find input", "placeholder") == (
        "Find in titles, sources, paths and texts"
    )


def test_toasts_are_in_the_readers_language(desk: Desk) -> None:
    page = desk.page
    page.press("#yj-question textarea", "Enter")
    page.wait_for_selector(".toast-title:has-text('提示')")
    assert "Info" not in page.inner_text(".toast-wrap")


def test_gradios_own_toasts_are_translated(desk: Desk) -> None:
    page = desk.page
    page.evaluate(
        """document.body.insertAdjacentHTML('beforeend',
        '<div class="toast-title">Connection Lost</div><div class="toast-text">'
        + 'Connection to the server was lost. Attempting reconnection...</div>')"""
    )
    page.wait_for_selector(".toast-text:has-text('正在重新连接')")
    assert page.inner_text(".toast-title") == "没有做成"


def test_a_visitor_sets_the_own_page_alone(desk: Desk) -> None:
    page = desk.page
    desk.tab(4)
    page.click("[data-desk=size][data-value=larger]")
    size = "getComputedStyle(document.querySelector('#yj-tabs .tabitem')).zoom"
    assert float(page.evaluate(size)) > 1.2
    page.click("[data-act=answerer][data-id=extractive]")
    page.wait_for_selector("[data-act=answerer][data-id=extractive][aria-pressed=true]")
    page.click("[data-desk=theme][data-value=dark]")
    page.wait_for_selector("body.dark")
    page.reload()
    desk.ready()
    assert float(page.evaluate(size)) > 1.2
    assert page.locator("body.dark").count() == 1
    desk.answer("何时获批？")
    desk.tab(4)
    page.wait_for_selector("[data-act=answerer][data-id=extractive][aria-pressed=true]")
    page.click("[data-desk=speak][data-value=en]")
    page.wait_for_selector("#yj-settings-view :text('Text size')")


def test_the_answerer_that_was_chosen_answers(desk: Desk, fake: FakeAssistant) -> None:
    desk.tab(4)
    desk.page.click("[data-act=answerer][data-id=extractive]")
    desk.page.wait_for_selector("[data-act=answerer][data-id=extractive][aria-pressed=true]")
    desk.tab(0)
    desk.answer("何时获批？")
    assert fake.asked[-1]["by"] == "extractive"


@pytest.fixture
def chatting(tmp_path: Path) -> Iterator[tuple[str, FakeAssistant]]:
    """A server with a chat model and a login of which one user manages it."""
    from ui.doors.passwords import hash_password
    from ui.server.server import create_server
    from ui.state.limits import RateLimit

    users = ",".join(f"{name}:{hash_password('江湾')}" for name in ("沈渡", "何汀"))
    settings = Settings(
        data_dir=tmp_path / "data",
        language="zh",
        ui_users=users,
        ui_admins="沈渡",
        chat_model="openai:gpt",
        chat_base_url=f"http://me:{SECRET}@127.0.0.1:9/v1?key={SECRET}",
        chat_api_key=SECRET,
    )
    fake = FakeAssistant(settings)
    with serving(create_server(as_assistant(fake), rate=RateLimit(0))) as where:
        yield where, fake


def test_who_manages_sees_the_server_and_tries_its_model_and_nobody_sees_a_key(
    chromium: Browser, chatting: tuple[str, FakeAssistant]
) -> None:
    address, _ = chatting
    for user, sees in (("沈渡", True), ("何汀", False)):
        context = visitor(chromium, address)
        page = context.new_page()
        page.goto(address)
        page.fill("input[name=user]", user)
        page.fill("input[name=password]", "江湾")
        page.click("button")
        page.wait_for_selector("#yj-question textarea")
        page.wait_for_function("document.querySelector('#yj-history').innerText.length > 1")
        page.locator("#yj-tabs button[role=tab]").nth(4).click()
        page.wait_for_selector("#yj-server-view .yj-settings")
        assert SECRET not in page.content()
        assert ("127.0.0.1:9" in page.inner_text("#yj-server-view")) == sees
        if sees:
            page.click("[data-act=check]")
            page.wait_for_selector("#yj-server-view :text('不可用：对话接口没有应答。')")
            assert SECRET not in page.content()
        page.locator("#yj-tabs button[role=tab]").nth(3).click()
        page.wait_for_selector("#yj-run-view .yj-none")
        if sees:
            page.wait_for_selector("#yj-eval-run:enabled")
        else:
            page.wait_for_selector("#yj-eval-standing :text('只有管理者')")
            assert page.is_disabled("#yj-eval-run")
        context.close()


LIKED = {
    "turn": "a1",
    "rating": "good",
    "question": "云泽县图书馆新馆何时开放？",
    "answered": True,
    "answer": "**2023年3月11日**：新馆开放。[1]",
    "citations": [],
}


@pytest.mark.timeout(240)
def test_an_evaluation_is_run_watched_and_compared(desk: Desk, fake: FakeAssistant) -> None:
    page, data_dir = desk.page, fake.settings.data_dir
    Assistant(fake.settings).ingest(SAMPLE_ARTICLES)  # the run has an index of its own to ask
    rows = [LIKED, {**LIKED, "turn": "b2", "question": "2040年的馆长是谁？", "answered": False}]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (data_dir / "feedback.jsonl").write_text(lines, encoding="utf-8")
    desk.tab(3)
    page.wait_for_selector("#yj-run-view .yj-none")
    page.click("#yj-eval-set input")
    page.get_by_role("option", name="赞过的回答").click()
    for number in (1, 2):
        page.click("#yj-eval-run")
        page.wait_for_selector("#yj-eval-standing [role=progressbar]", timeout=30_000)
        assert page.locator("#yj-eval-stop").is_visible()
        page.wait_for_selector("#yj-eval-standing :text('评测完成')", timeout=90_000)
        page.wait_for_selector("#yj-run-view .yj-score")
        assert len(list((data_dir / "eval-runs").glob("liked-*"))) == number
    page.click("#yj-other input")
    page.get_by_role("option").last.click()
    page.wait_for_selector("#yj-compared .yj-compared", timeout=60_000)
    told = page.inner_text("#yj-compared")
    assert "共同的题目：2" in told
    assert "看不出差别" in told
    assert "(" not in page.inner_text("#yj-compared .yj-remark")  # one language


def test_a_run_that_cannot_be_says_why(desk: Desk, fake: FakeAssistant) -> None:
    page = desk.page
    desk.tab(3)
    page.wait_for_selector("#yj-run-view .yj-none")
    page.click("#yj-eval-set input")
    page.get_by_role("option", name="赞过的回答").click()
    page.click("#yj-eval-run")
    page.wait_for_selector("#yj-eval-standing :text('还没有点过 👍')")
    line = json.dumps(LIKED, ensure_ascii=False) + "\n"
    (fake.settings.data_dir / "feedback.jsonl").write_text(line, encoding="utf-8")
    page.click("#yj-eval-run")
    page.wait_for_selector("#yj-eval-standing :text('还没有索引')", timeout=60_000)


@pytest.mark.timeout(120)
def test_a_run_can_be_stopped_and_says_that_it_goes_on(desk: Desk) -> None:
    page = desk.page
    desk.tab(3)
    page.wait_for_selector("#yj-run-view .yj-none")
    page.click("#yj-eval-run")
    page.wait_for_selector("#yj-eval-stop:visible")
    page.click("#yj-eval-stop")
    page.wait_for_selector("#yj-eval-standing :text('已停止')", timeout=60_000)
    page.wait_for_selector("#yj-eval-run:visible")
