"""What must fit: no control wraps, no name of a chart covers another or leaves the page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.conftest import Desk
from tests.ui.fakes import FakeAssistant

pytestmark = pytest.mark.browser

TOPS = """() => [...document.querySelectorAll('#yj-scope .yj-scope-bar button')]
  .map((each) => each.getBoundingClientRect()).map((box) => box.y + box.height / 2)"""
"""Where the middle of each control over the sheet stands, in pixels from the top."""

NAMES = """() => [...document.querySelectorAll('#yj-charts figure')].map((chart) =>
  [...chart.querySelectorAll('li > span:not(.visually-hidden)')]
    .map((each) => each.getBoundingClientRect()).filter((box) => box.width > 0)
    .map((box) => [box.left, box.right, box.top, box.bottom]))"""
"""The boxes of each chart's names."""

LINES = """() => [...document.querySelectorAll('.yj-welcome .yj-example')].map((asked) => {
  const walk = document.createTreeWalker(asked, NodeFilter.SHOW_TEXT), words = [];
  while (walk.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    words.push([...new Set([...range.getClientRects()].map((box) => Math.round(box.top)))]);
  }
  return words;
})"""
"""On which lines each word of each example question stands, by the tops of the lines."""


def largest(desk: Desk) -> None:
    """Set the largest text."""
    desk.tab(4)
    desk.page.locator("[data-desk=size]").last.click()
    desk.tab(0)


def test_an_example_question_breaks_between_its_words(phone: Desk) -> None:
    largest(phone)
    phone.page.wait_for_selector(".yj-welcome .yj-example")
    asked = phone.page.evaluate(LINES)
    assert any(len({top for word in words for top in word}) > 1 for words in asked), "none wraps"
    assert all(len(word) == 1 for words in asked for word in words), asked


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_stands_under_the_box_stands_on_one_line(desk: Desk, language: str) -> None:
    page = desk.page
    largest(desk)
    if language == "en":
        page.click("[data-act=language]")
        page.wait_for_selector("#yj-tabs button[role=tab]:has-text('Settings')")
    boxes = [
        each.bounding_box() for each in page.locator("#yj-under button").all() if each.is_visible()
    ]
    middles = [box["y"] + box["height"] / 2 for box in boxes if box]
    assert len(middles) == 4
    assert max(middles) - min(middles) < 6, middles


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", ["usual", "largest"])
def test_what_clears_and_closes_the_scope_stands_beside_its_panes(
    phone: Desk, language: str, size: str
) -> None:
    page = phone.page
    if size == "largest":
        largest(phone)
    if language == "en":
        page.click("[data-act=language]")
        page.wait_for_selector("#yj-tabs button[role=tab]:has-text('Settings')")
    page.click(".yj-scope-open")
    page.locator("#yj-scope .yj-tick:visible").first.click()
    page.wait_for_selector("#yj-scope [data-act=scope-clear]")
    tops = page.evaluate(TOPS)
    assert len(tops) == 7
    assert max(tops) - min(tops) < 6, tops
    page.locator("#yj-scope .yj-pane-head").last.click()  # reached by scrolling where it must be
    page.wait_for_selector("#yj-collection:visible")
    close = page.locator("#yj-scope .yj-scope-bar > button").last.bounding_box()
    assert close
    assert close["x"] + close["width"] <= 390


def busy() -> dict[str, Any]:
    """Articles of thirty-one months and of all lengths."""
    months = {f"{2021 + month // 12}-{month % 12 + 1:02}": month % 3 for month in range(7, 38)}
    names = ("0–500", "500–1000", "1000–2000", "2000–4000", "4000–8000", "> 8000")
    lengths = dict.fromkeys(names, 2)
    return {"months": months, "sources": {"江湾晚报": 3, "": 2}, "lengths": lengths}


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_names_of_charts_neither_cover_one_another_nor_leave_the_page(
    desk: Desk, fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr(fake, "statistics", busy, raising=False)
    page = desk.page
    page.set_viewport_size({"width": width, "height": 800})
    desk.tab(2)
    page.wait_for_selector("#yj-charts figure")
    charts = page.evaluate(NAMES)
    page.set_viewport_size({"width": 1440, "height": 900})
    assert len(charts) == 3
    for boxes in charts:
        assert boxes
        for left, right, top, bottom in boxes:
            assert left >= 0
            assert right <= width
            over = [
                other
                for other in boxes
                if other[0] < right - 1
                and left < other[1] - 1
                and other[2] < bottom - 1
                and top < other[3] - 1
            ]
            assert len(over) == 1, (width, over)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (390, 844)])
def test_choosing_what_is_asked_leaves_the_window_to_the_conversation(
    desk: Desk, width: int, height: int
) -> None:
    page = desk.page
    page.set_viewport_size({"width": width, "height": height})
    desk.answer("何时获批？")
    thread, composer = (
        page.locator(part).bounding_box() for part in ("#yj-thread", "#yj-composer")
    )
    assert not page.locator("#yj-scope").is_visible()  # until somebody asks for it
    assert thread
    assert composer
    assert composer["height"] <= 0.25 * height
    assert thread["height"] >= 0.5 * height
    page.click(".yj-scope-open")
    for row in range(3):
        page.locator("#yj-scope .yj-tick:visible").nth(row).click()
        page.wait_for_function(
            "wanted => document.querySelectorAll('#yj-chips .yj-chip').length === wanted",
            arg=row + 1,
        )
    for days in page.locator("#yj-scope input[data-change]").all():
        assert days.get_attribute("type") == "date"  # a calendar, no text to be guessed
    page.keyboard.press("Escape")
    after = page.locator("#yj-composer").bounding_box()
    page.set_viewport_size({"width": 1440, "height": 900})
    assert after
    assert after["height"] <= 0.3 * height  # three chips later
