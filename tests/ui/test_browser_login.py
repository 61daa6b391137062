"""Signing in, in a real browser: what headers a browser sends decides whether it can."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from rag import Settings
from tests.ui.conftest import serving, visitor
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.doors.passwords import hash_password
from ui.server.server import create_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PASSWORD = "江湾的夜航"  # noqa: S105


def test_a_user_signs_in_asks_and_signs_out(chromium: Browser, tmp_path: Path) -> None:
    users = f"shendu:{hash_password(PASSWORD)}"
    settings = Settings(data_dir=tmp_path, language="zh", ui_port=0, ui_users=users)
    app = create_server(as_assistant(FakeAssistant(settings)))
    with serving(app) as address:
        context = visitor(chromium, address)
        page = context.new_page()
        page.goto(address)
        assert page.url == f"{address}/login"
        page.fill("input[name=user]", "shendu")
        page.fill("input[name=password]", "猜的")
        page.click("button")
        page.wait_for_selector("text=用户名或密码不对")
        page.fill("input[name=user]", "shendu")
        page.fill("input[name=password]", PASSWORD)
        page.click("button")
        page.wait_for_selector(".yj-user:has-text('shendu')")
        page.fill("#yj-question textarea", "何时获批？")
        page.press("#yj-question textarea", "Enter")
        page.wait_for_selector("#yj-history .yj-sources")
        page.click("a[href='/logout']")
        page.wait_for_url(f"{address}/login")
        context.close()


USERS = {"沈渡": PASSWORD, "何汀": "江湾的早市"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page with a login and two readers."""
    users = ",".join(f"{user}:{hash_password(word)}" for user, word in USERS.items())
    folder = tmp_path_factory.mktemp("login")
    settings = Settings(data_dir=folder, language="zh", ui_port=0, ui_users=users)
    with serving(create_server(as_assistant(FakeAssistant(settings)))) as where:
        yield where


def entered(page: Page, user: str) -> Page:
    """The page of who signs in at the form that is shown."""
    page.fill("input[name=user]", user)
    page.fill("input[name=password]", USERS[user])
    page.click("button")
    page.wait_for_selector(f".yj-user:has-text('{user}')")
    page.wait_for_function("document.querySelector('#yj-history').innerText.length > 1")
    return page


@pytest.mark.parametrize("next_reader", USERS)
def test_a_page_whose_sign_in_is_over_leads_to_the_form_and_keeps_the_question(
    chromium: Browser, address: str, next_reader: str
) -> None:
    # A browser that knows the password and would give it to whoever asks for "Basic".
    credentials = {"username": "沈渡", "password": PASSWORD}
    context = visitor(chromium, address, http_credentials=credentials)
    page = context.new_page()
    page.goto(f"{address}/login")
    entered(page, "沈渡")
    (session,) = [each for each in context.cookies() if each["name"] == "youju_session"]
    httpx.get(f"{address}/logout", cookies={"youju_session": session["value"]})
    page.fill("#yj-question textarea", "何时获批？")
    page.press("#yj-question textarea", "Enter")
    page.wait_for_url(f"{address}/login")
    entered(page, next_reader)
    page.wait_for_timeout(500)
    box = page.input_value("#yj-question textarea")
    assert box == ("何时获批？" if next_reader == "沈渡" else "")
    assert page.locator("#yj-history .yj-turn").count() == 0
    context.close()


def test_other_tabs_show_nothing_of_who_signed_out(chromium: Browser, address: str) -> None:
    credentials = {"username": "沈渡", "password": PASSWORD}
    context = visitor(chromium, address, http_credentials=credentials)
    page, other = context.new_page(), context.new_page()
    page.goto(f"{address}/login")
    entered(page, "沈渡")
    page.fill("#yj-question textarea", "何时获批？")
    page.press("#yj-question textarea", "Enter")
    page.wait_for_selector("#yj-history .yj-sources")
    other.goto(address)
    other.wait_for_selector("#yj-talks .yj-talk-name:has-text('何时获批')")
    page.click("a[href='/logout']")
    for each in (page, other):
        each.wait_for_url(f"{address}/login")
    page.go_back()
    page.wait_for_url(f"{address}/login")
    entered(page, "何汀")
    assert "何时获批" not in page.content()
    assert page.locator("#yj-talks .yj-talk-name").count() == 0
    context.close()


def test_a_tab_follows_when_another_reader_signs_in_beside_it(
    chromium: Browser, address: str
) -> None:
    context = visitor(chromium, address)
    page, other = context.new_page(), context.new_page()
    page.goto(address)
    entered(page, "沈渡")
    other.goto(f"{address}/login")
    entered(other, "何汀")
    page.wait_for_selector(".yj-user:has-text('何汀')")
    context.close()
