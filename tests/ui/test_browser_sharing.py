"""Cards, links to answers, copies and paper, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.conftest import Desk, visitor
from tests.ui.fakes import FakeAssistant

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def share(desk: Desk) -> str:
    """Make a link with the page's button; where it leads."""
    page = desk.page
    page.locator(".yj-menu > summary").last.click()
    page.get_by_role("button", name="复制链接").click()
    page.wait_for_selector("#yj-toast.shown:has-text('链接已复制')")
    link = page.evaluate("navigator.clipboard.readText()")
    assert isinstance(link, str)
    assert link.startswith(f"{desk.address}/answer/")
    return link


def test_an_article_is_one_card_with_its_quotes(desk: Desk) -> None:
    desk.answer("何时获批？")
    cards = desk.page.locator("#yj-history .yj-card")
    assert cards.count() == 2
    quotes = cards.first.locator("q").all_inner_texts()
    assert quotes == [
        "今年3月，江湾湿地修复工程获批，总投资为12.6亿元。",
        "一期工程将于2025年11月完工",
    ]
    cards.first.locator(".yj-quoted").nth(1).click()
    desk.page.wait_for_selector("#yj-evidence .yj-where:has-text('2 / 3')")
    assert desk.page.inner_text("#yj-quote") == "一期工程将于2025年11月完工"


def test_a_link_opens_the_answer_with_its_evidence_and_can_be_ended(
    desk: Desk, chromium: Browser, fake: FakeAssistant
) -> None:
    desk.answer("何时获批？")
    link = share(desk)
    assert share(desk) == link
    other = visitor(chromium, desk.address)
    page = other.new_page()
    page.goto(link)
    shown = page.inner_text("main")
    assert "何时获批？" in shown
    assert "一期工程将于2025年11月完工" in page.locator("mark").all_inner_texts()
    assert page.locator("form").count() == 0  # another browser cannot end it
    page.click("a.yj-cite >> nth=1")
    assert page.url.endswith("#n2")
    del fake.documents_by_id["doc-wetland"]
    page.reload()
    assert "已被移除或改动" in page.inner_text("#n1")
    mine = desk.context.new_page()
    mine.goto(link)
    mine.get_by_role("button", name="删除这个链接").click()
    assert "链接已删除" in mine.inner_text("main")
    assert page.goto(link).status == 404  # type: ignore[union-attr]
    other.close()


def test_copied_as_text_with_footnotes(desk: Desk) -> None:
    desk.answer("何时获批？")
    desk.page.locator(".yj-menu > summary").click()
    desk.page.get_by_role("button", name="复制纯文本").click()
    desk.page.wait_for_selector("#yj-toast.shown")
    copied = desk.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("何时获批？\n\n2024年3月（原文“今年3月”）。")
    assert "[2] 《江湾湿地修复工程获批，总投资12.6亿元》 · 江湾日报" in copied
    assert "    “一期工程将于2025年11月完工”" in copied
    assert "**" not in copied


def test_on_paper_stands_the_conversation_alone(desk: Desk) -> None:
    page = desk.page
    desk.answer("一：何时获批？")
    desk.answer("二：何时完工？")
    page.emulate_media(media="print")
    for hidden in ("#yj-header", "#yj-composer", "#yj-rail", "#yj-right", ".yj-actions"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator("#yj-history h3").nth(0).is_visible()
    assert page.evaluate(
        "document.querySelector('#yj-thread').scrollHeight <= "
        "document.querySelector('#yj-thread').clientHeight + 1"
    )  # nothing is cut off
    page.emulate_media(media="screen")
    page.evaluate("window.print = () => { window.printed = document.body.className; }")
    page.locator(".yj-menu > summary").first.click()
    page.locator("[data-act=print]").first.click()
    assert "yj-print-one" in page.evaluate("window.printed")
    page.emulate_media(media="print")
    assert page.locator("#yj-history h3").nth(0).is_visible()
    assert not page.locator("#yj-history h3").nth(1).is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#yj-history h3").nth(1).is_visible()
    page.emulate_media(media="screen")


def test_the_toast_does_not_cover_the_button_that_asks(phone: Desk) -> None:
    phone.answer("何时获批？")
    phone.page.locator("[data-act=copy]").first.click()
    phone.page.wait_for_selector("#yj-toast.shown")
    toast = phone.page.locator("#yj-toast").bounding_box()
    ask = phone.page.locator("#yj-ask").bounding_box()
    assert toast is not None
    assert ask is not None
    assert toast["y"] + toast["height"] < ask["y"]


def test_welcome_and_box_stand_on_one_edge(desk: Desk) -> None:
    welcome = desk.page.locator(".yj-welcome h2").bounding_box()
    box = desk.page.locator("#yj-question textarea").bounding_box()
    assert welcome is not None
    assert box is not None
    assert abs(welcome["x"] - box["x"]) <= 1


def test_the_box_for_a_reason_goes_with_the_next_question(desk: Desk) -> None:
    desk.answer("何时获批？")
    desk.page.click("[data-act=bad]")
    desk.page.wait_for_selector("#yj-history .yj-why-box")
    desk.ask("卡住")
    desk.page.wait_for_selector("#yj-live .yj-stages li.now")
    desk.page.click("#yj-stop")
    desk.page.wait_for_selector("#yj-history .yj-stopped")
    assert desk.page.locator(".yj-why-box").count() == 0
