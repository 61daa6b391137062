"""A reader's own links: listed, opened, copied, ended, and gone with their conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.ui.conftest import Desk, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
SETTINGS = 4
LINKS = "#yj-links-view li"


def shared(desk: Desk, question: str) -> str:
    """Ask, share the answer, give the link that was copied."""
    desk.answer(question)
    desk.page.evaluate("navigator.clipboard.writeText('')")
    desk.page.locator(".yj-menu > summary").last.click()
    desk.page.locator("[data-act=share]").last.click()
    return copied(desk)


def copied(desk: Desk) -> str:
    """What is in the clipboard, once something is."""
    for _ in range(100):
        text: str = desk.page.evaluate("navigator.clipboard.readText()")
        if text:
            return text
        desk.page.wait_for_timeout(50)
    raise AssertionError("nothing was copied")


def opens(link: str) -> bool:
    """Whether somebody else who has the link reads the answer."""
    return httpx.get(link).status_code == 200


def test_listed_opened_copied_and_ended_one_by_one(desk: Desk) -> None:
    first, second = shared(desk, "一：何时获批？"), shared(desk, "二：<b>何时</b>完工？")
    page = desk.page
    desk.tab(SETTINGS)
    page.wait_for_selector(LINKS)
    assert page.locator(f"{LINKS} a").all_inner_texts() == [
        "二：<b>何时</b>完工？",
        "一：何时获批？",
    ]
    with desk.context.expect_page() as opened:
        page.locator(f"{LINKS} a").last.click()
    assert opened.value.url == first
    opened.value.close()
    page.bring_to_front()
    page.evaluate("navigator.clipboard.writeText('')")
    page.locator("#yj-links-view [data-act=copy-link]").first.click()
    assert copied(desk) == second
    page.locator("#yj-links-view [data-act=unlink]").first.click()
    page.wait_for_function("document.querySelectorAll('#yj-links-view li').length === 1")
    assert not opens(second)
    assert opens(first)


def test_all_ended_after_a_question(desk: Desk) -> None:
    links = [shared(desk, "一：何时获批？"), shared(desk, "二：何时完工？")]
    page = desk.page
    desk.tab(SETTINGS)
    page.click("#yj-links-view [data-act=unlink_all]")
    page.click("#yj-links-view [data-act=cancel]")
    page.wait_for_selector("#yj-links-view [data-act=unlink_all]")
    assert all(map(opens, links))
    page.click("#yj-links-view [data-act=unlink_all]")
    page.click("#yj-links-view [data-act=unlink_every]")
    page.wait_for_selector("#yj-links-view :text('还没有分享过回答')")
    assert not any(map(opens, links))


def test_another_browser_sees_none_of_them(desk: Desk, chromium: Browser, address: str) -> None:
    shared(desk, "何时获批？")
    context = visitor(chromium, address, locale="en-GB")
    other = Desk(context, address)
    other.tab(SETTINGS)
    other.page.wait_for_selector("#yj-links-view :text('You have shared no answer')")
    other.close()
    context.close()


def test_they_end_with_their_conversation_and_come_back_with_it(desk: Desk) -> None:
    page = desk.page
    link = shared(desk, "何时获批？")
    page.click("#yj-new")
    page.wait_for_selector(".yj-welcome")
    other = shared(desk, "轮渡几点停航？")
    row = page.locator("#yj-talks .yj-talk", has_text="何时获批")
    row.hover()
    row.locator(".yj-talk-more").click()
    with page.expect_response("**/links"):
        row.get_by_role("button", name="删除", exact=True).click()
    assert not opens(link)
    assert opens(other)
    with page.expect_response("**/links"):
        page.get_by_role("button", name="撤销").click()
    assert opens(link)
