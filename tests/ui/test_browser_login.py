"""Signing in, in a real browser: what headers a browser sends decides whether it can."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag import Settings
from tests.ui.conftest import serving, visitor
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.doors.passwords import hash_password
from ui.server.server import create_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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
