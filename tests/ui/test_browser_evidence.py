"""The evidence panel, in a real browser: the article, held at the quoted words."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Desk
from tests.ui.fakes import FakeAssistant

pytestmark = pytest.mark.browser

_IN_VIEW = """() => {
  const mark = document.getElementById('yj-quote').getBoundingClientRect();
  const panel = document.querySelector('#yj-evidence .yj-article').getBoundingClientRect();
  return mark.top >= panel.top && mark.bottom <= panel.bottom;
}"""


def test_citation_opens_its_article_at_the_quote(desk: Desk) -> None:
    page = desk.page
    desk.answer("何时获批？")
    page.click("#yj-history .yj-cite >> nth=1")
    page.wait_for_selector("#yj-evidence #yj-quote")
    assert page.inner_text("#yj-quote") == "一期工程将于2025年11月完工"
    page.wait_for_function(_IN_VIEW)
    panel = page.inner_text("#yj-evidence")
    assert "江湾湿地修复工程获批，总投资12.6亿元" in panel
    assert "江湾日报" in panel
    assert "刊于 2024年3月15日" in panel
    assert "证据 2 / 3" in panel


def test_previous_and_next_step_through_the_evidence(desk: Desk) -> None:
    page = desk.page
    desk.answer("何时获批？")
    page.click("#yj-history .yj-cite >> nth=1")
    page.wait_for_selector("#yj-evidence .yj-where:has-text('2 / 3')")
    page.click("#yj-evidence .yj-next")
    page.wait_for_selector("#yj-evidence .yj-where:has-text('3 / 3')")
    panel = page.inner_text("#yj-evidence")
    assert "约 2023年9月1日（推断）" in panel
    assert "今年9月1日起" in panel
    assert "转载/轮渡.txt" in panel
    page.keyboard.press("[")
    page.wait_for_selector("#yj-evidence .yj-where:has-text('2 / 3')")
    assert page.locator("#yj-history .yj-cite.yj-open").inner_text() == "2"


def test_whole_article_and_back(desk: Desk) -> None:
    page = desk.page
    desk.answer("何时获批？")
    page.click("#yj-history .yj-cite >> nth=1")
    page.wait_for_selector("#yj-evidence .yj-cut")
    assert "第1段" not in page.inner_text("#yj-evidence .yj-text").split("\n")[1][:4]
    page.click("#yj-evidence .yj-toggle")
    page.wait_for_selector("#yj-evidence .yj-cut", state="detached")
    assert "江湾湿地修复工程是江湾市" in page.inner_text("#yj-evidence .yj-text")
    page.wait_for_function(_IN_VIEW)
    page.click("#yj-evidence .yj-toggle")
    page.wait_for_selector("#yj-evidence .yj-cut")


def test_links_to_the_original(desk: Desk, fake: FakeAssistant) -> None:
    page = desk.page
    desk.answer("何时获批？")
    page.click("#yj-history .yj-cite >> nth=0")
    page.wait_for_selector("#yj-evidence .yj-links")
    links = page.locator("#yj-evidence .yj-links a")
    assert links.nth(0).get_attribute("href") == "/original/doc-wetland"
    assert links.nth(1).get_attribute("href") == "https://news.example.org/2024/wetland.html"
    assert "noopener" in (links.nth(1).get_attribute("rel") or "")
    assert "news.example.org" in links.nth(1).inner_text()


def test_article_removed_since_shows_the_quote_alone(desk: Desk, fake: FakeAssistant) -> None:
    desk.answer("何时获批？")
    del fake.documents_by_id["doc-wetland"]
    desk.page.click("#yj-history .yj-cite >> nth=0")
    desk.page.wait_for_selector("#yj-evidence blockquote")
    assert "已被移除或更新" in desk.page.inner_text("#yj-evidence")


def test_on_a_phone_the_evidence_covers_and_closes(phone: Desk) -> None:
    page = phone.page
    phone.answer("何时获批？")
    assert not page.locator("#yj-evidence").is_visible()
    page.click("#yj-history .yj-cite >> nth=1")
    page.wait_for_selector("#yj-quote", state="visible")
    page.wait_for_function(_IN_VIEW)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("#yj-evidence .yj-close")
    page.wait_for_selector("#yj-evidence", state="hidden")
    assert page.evaluate("document.activeElement.className").startswith("yj-cite")
