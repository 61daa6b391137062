"""Choosing what is asked, in a real browser: the sheet, the chips, @ in the question."""

from __future__ import annotations

from datetime import date

import pytest

from rag import Filters
from tests.ui.conftest import Desk
from tests.ui.fakes import FakeAssistant

pytestmark = pytest.mark.browser

CHIPS = "#yj-chips .yj-chip > span"


def chips(desk: Desk, *labels: str) -> None:
    """Wait until exactly these chips are there."""
    desk.page.wait_for_function(
        "([at, wanted]) => [...document.querySelectorAll(at)].map((each) => each.textContent)"
        ".join('|') === wanted",
        arg=[CHIPS, "|".join(labels)],
    )


def pane(desk: Desk, name: str) -> None:
    if not desk.page.locator("#yj-scope").is_visible():
        desk.page.click(".yj-scope-open")
    desk.page.locator("#yj-scope .yj-pane-head", has_text=name).click()


def tick(desk: Desk, label: str) -> None:
    desk.page.locator("#yj-scope .yj-tick:visible", has_text=label).click()


def asked(desk: Desk, fake: FakeAssistant) -> Filters:
    desk.answer("何时获批？")
    filters = fake.asked[-1]["filters"]
    assert isinstance(filters, Filters)
    return filters


def test_articles_sources_folders_and_days_are_what_is_asked(
    desk: Desk, fake: FakeAssistant
) -> None:
    page = desk.page
    assert page.inner_text("#yj-chips .yj-everything") == "全部文章"
    pane(desk, "文章")
    page.get_by_label("查找").first.fill("轮渡")
    page.wait_for_function(
        "document.querySelectorAll('.yj-pane[data-pane=documents] .yj-tick').length === 1"
    )
    tick(desk, "江湾轮渡恢复夜航")
    chips(desk, "江湾轮渡恢复夜航")
    pane(desk, "来源")
    page.locator("#yj-scope input[type=search]:visible").fill("")
    tick(desk, "江湾晚报")
    chips(desk, "江湾晚报", "江湾轮渡恢复夜航")
    pane(desk, "文件夹")
    tick(desk, "articles")
    pane(desk, "日期")
    page.get_by_label("起始日期").fill("2023-05-01")
    chips(desk, "2023-05-01 – …", "江湾晚报", "articles", "江湾轮渡恢复夜航")
    page.locator("#yj-scope .yj-offer", has_text="2023").click()
    chips(desk, "2023-01-01 – 2023-12-31", "江湾晚报", "articles", "江湾轮渡恢复夜航")
    assert asked(desk, fake) == Filters(
        date(2023, 1, 1),
        date(2023, 12, 31),
        ("江湾晚报",),
        ("/articles",),
        documents=("doc-ferry",),
    )
    assert "江湾轮渡恢复夜航" in page.inner_text("#yj-history .yj-limits")
    assert not page.locator("#yj-scope").is_visible()  # it does not stand in the answer's way
    for _ in range(4):
        page.locator("#yj-chips .yj-chip-off").first.click()
        page.wait_for_timeout(150)
    chips(desk)
    assert not asked(desk, fake)


def test_a_scope_stays_with_its_conversation(desk: Desk) -> None:
    pane(desk, "来源")
    tick(desk, "江湾日报")
    chips(desk, "江湾日报")
    desk.answer("何时获批？")
    desk.page.reload()
    desk.ready()
    chips(desk, "江湾日报")
    desk.page.locator("#yj-chips .yj-chip-off").click()
    chips(desk)
    desk.page.click("#yj-new")
    desk.page.wait_for_selector(".yj-welcome")
    desk.answer("再问")
    desk.page.locator("#yj-talks .yj-talk-name", has_text="何时获批").click()
    desk.page.wait_for_selector("#yj-history h3:has-text('何时获批？')")
    chips(desk)  # as it was left


def test_a_collection_is_saved_used_and_forgotten(desk: Desk, fake: FakeAssistant) -> None:
    page = desk.page
    pane(desk, "来源")
    tick(desk, "江湾日报")
    chips(desk, "江湾日报")
    pane(desk, "收藏")
    page.get_by_label("给现在的范围起个名字").fill("日报")
    page.keyboard.press("Enter")
    page.wait_for_selector("#yj-scope .yj-saved .yj-tick:has-text('日报')")
    page.get_by_role("button", name="清除").click()
    chips(desk)
    page.reload()
    desk.ready()
    pane(desk, "收藏")
    page.locator("#yj-scope .yj-saved .yj-tick").click()
    chips(desk, "江湾日报")
    assert asked(desk, fake).sources == ("江湾日报",)
    pane(desk, "收藏")
    page.get_by_label("删除收藏“日报”").click()
    page.wait_for_selector("#yj-scope .yj-saved .yj-tick", state="detached")


def test_an_at_names_an_article_with_the_keyboard_alone(desk: Desk, fake: FakeAssistant) -> None:
    page = desk.page
    page.focus("#yj-question textarea")
    page.keyboard.type("me@example 不算，@江湾")
    page.wait_for_function("document.querySelectorAll('#yj-mentions .yj-mention').length === 2")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("#yj-mentions .yj-mention[aria-selected=true]:has-text('轮渡')")
    page.keyboard.press("Enter")
    chips(desk, "江湾轮渡恢复夜航")
    assert page.input_value("#yj-question textarea") == "me@example 不算，"
    assert fake.asked == []  # Enter chose, it did not ask
    page.keyboard.type("@")
    page.wait_for_selector("#yj-mentions .yj-mention")
    page.keyboard.press("Escape")
    assert not page.locator("#yj-mentions").is_visible()
    page.keyboard.press("Backspace")
    page.keyboard.type("末班船几点？")
    page.keyboard.press("Enter")
    page.wait_for_selector("#yj-history .yj-sources")
    assert fake.asked[-1]["filters"].documents == ("doc-ferry",)


def test_on_a_phone_the_sheet_fits(phone: Desk) -> None:
    pane(phone, "文章")
    tick(phone, "江湾轮渡恢复夜航")
    chips(phone, "江湾轮渡恢复夜航")
    box = phone.page.locator("#yj-scope").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["height"] <= 0.62 * 844
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    phone.page.keyboard.press("Escape")
    phone.page.wait_for_selector("#yj-scope", state="hidden")
