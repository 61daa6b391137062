"""The conversation shows what was just asked and answered, and leaves who reads above in peace."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Desk
from tests.ui.fakes import FakeAssistant, answered

pytestmark = pytest.mark.browser

TOP = "document.querySelector('#yj-thread').scrollTop"
ASKED_IN_SIGHT = """turn => {
    const shown = document.querySelector('#yj-thread').getBoundingClientRect();
    const asked = turn.querySelector('h3').getBoundingClientRect();
    return asked.top >= shown.top - 1 && asked.bottom <= shown.bottom;
}"""
END_IN_SIGHT = """() => {
    const shown = document.querySelector('#yj-thread').getBoundingClientRect();
    const said = [...document.querySelectorAll('#yj-live .yj-arriving p')].at(-1);
    return said && said.getBoundingClientRect().bottom <= shown.bottom + 1;
}"""


def filled(desk: Desk) -> None:
    for number in range(4):
        desk.answer(f"第{number}问：何时获批？")


def long_answer(fake: FakeAssistant) -> None:
    """An answer that is longer than any window, all at once or piece by piece."""
    from dataclasses import replace

    told = replace(answered(fake.documents_by_id), text="今年3月，江湾湿地修复工程获批。\n" * 40)
    fake.reply = lambda question: told


@pytest.mark.parametrize("kind", ["desk", "phone"])
def test_what_was_just_asked_is_in_sight(kind: str, request: pytest.FixtureRequest) -> None:
    visit: Desk = request.getfixturevalue(kind)
    filled(visit)
    last = visit.page.locator("#yj-history .yj-turn").last
    visit.page.wait_for_function(f"({ASKED_IN_SIGHT})([...document.querySelectorAll("
                                 "'#yj-history .yj-turn')].at(-1))")  # fmt: skip
    assert last.evaluate(ASKED_IN_SIGHT)
    assert visit.page.evaluate(TOP) > 0


@pytest.mark.parametrize("kind", ["desk", "phone"])
def test_a_long_answer_is_followed_to_its_end(
    kind: str, request: pytest.FixtureRequest, fake: FakeAssistant
) -> None:
    visit: Desk = request.getfixturevalue(kind)
    visit.answer("先问一句")
    long_answer(fake)
    visit.ask("慢慢回答：都说了什么？")
    visit.page.wait_for_function("document.querySelectorAll('#yj-live .yj-arriving p').length > 12")
    visit.page.wait_for_function(END_IN_SIGHT)
    before = visit.page.evaluate(TOP)
    visit.page.wait_for_function(f"{TOP} > {before}")
    visit.page.click("#yj-stop")
    visit.page.wait_for_selector("#yj-history .yj-stopped")


@pytest.mark.parametrize("kind", ["desk", "phone"])
def test_who_scrolls_up_stays_there_and_finds_the_way_down(
    kind: str, request: pytest.FixtureRequest
) -> None:
    visit: Desk = request.getfixturevalue(kind)
    page = visit.page
    filled(visit)
    assert not page.locator("#yj-down").is_visible()
    visit.ask("慢慢回答：何时获批？")
    page.wait_for_selector("#yj-live .yj-arriving p")
    if kind == "desk":
        page.locator("#yj-thread").hover()
        page.mouse.wheel(0, -10_000)
    else:
        page.locator("#yj-thread").dispatch_event("touchmove")
        page.evaluate("document.querySelector('#yj-thread').scrollTop = 0")
    page.wait_for_function(f"{TOP} === 0")
    page.wait_for_selector("#yj-ask:visible")
    assert page.evaluate(TOP) == 0
    page.locator("#yj-down").click()
    page.wait_for_function(f"{TOP} > 0")
    assert page.locator("#yj-history .yj-turn").last.evaluate(ASKED_IN_SIGHT)
    page.wait_for_selector("#yj-down", state="hidden")
