"""What goes wrong behind the page never leaves it stuck, and never shows what it should not."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.ui.conftest import Desk
from tests.ui.fakes import SECRET, FakeAssistant

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("失败前：问题", id="before_the_first_word"),
        pytest.param("失败后：问题", id="after_the_first_word"),
        pytest.param("钥匙：问题", id="key_in_the_message"),
    ],
)
def test_exception_becomes_a_sentence_and_the_box_stays_usable(desk: Desk, question: str) -> None:
    desk.ask(question)
    desk.page.wait_for_selector("#yj-history .yj-failed .yj-problem")
    shown = desk.page.content()
    assert "没有给出回答" in desk.page.inner_text("#yj-history")
    for leak in ("Traceback", "RuntimeError", "boom", SECRET):
        assert leak not in shown
    assert desk.usable()
    desk.answer("再问一次")
    desk.page.wait_for_selector("#yj-history .yj-sources")


def test_error_of_ours_is_said_in_its_own_words(desk: Desk) -> None:
    desk.answer("错误：问题")
    assert "文章读不了，请检查文件。" in desk.page.inner_text("#yj-history .yj-problem")


def test_full_line_says_so_and_frees_the_box(desk: Desk, fake: FakeAssistant) -> None:
    def occupy() -> int:
        return httpx.post(
            f"{desk.address}/api/ask", json={"question": "卡住"}, timeout=60
        ).status_code

    with ThreadPoolExecutor(5) as pool:  # three are answered at once, two more may wait
        inside = [pool.submit(occupy) for _ in range(5)]
        until = time.monotonic() + 10
        while len(fake.asked) < 3:
            assert time.monotonic() < until
            time.sleep(0.02)
        time.sleep(0.3)
        desk.ask("还有位置吗？")
        desk.page.wait_for_selector("#yj-history .yj-problem")
        assert "提问的人太多" in desk.page.inner_text("#yj-history")
        assert desk.usable()
        fake.released.set()
        assert [each.result() for each in inside] == [200] * 5
    desk.answer("现在呢？")


def test_reload_in_the_middle_leaves_a_turn_to_retry(desk: Desk) -> None:
    desk.ask("慢慢回答")
    desk.page.wait_for_selector("#yj-live .yj-arriving p")
    desk.page.reload()
    desk.ready()
    desk.page.wait_for_selector("#yj-history .yj-interrupted")
    assert "没有答完" in desk.page.inner_text("#yj-history")
    desk.page.hover("#yj-history .yj-turn")
    desk.page.click("[data-act=retry]")
    desk.page.wait_for_selector("#yj-history .yj-sources")


def test_a_second_question_while_one_is_answered_is_held_back(
    desk: Desk, fake: FakeAssistant
) -> None:
    desk.ask("慢慢回答")
    desk.page.wait_for_selector("#yj-live .yj-arriving p")
    desk.ask("插队")
    desk.page.wait_for_selector("#yj-history .yj-sources")
    assert [each["question"] for each in fake.asked] == ["慢慢回答"]
    desk.answer("插队")


@pytest.mark.parametrize("count", [2_000, 1_000_000])
def test_question_far_too_long_is_turned_down_not_crashed(
    desk: Desk, fake: FakeAssistant, count: int
) -> None:
    desk.page.evaluate(
        """(count) => {
          const box = document.querySelector('#yj-question textarea');
          box.removeAttribute('maxlength');
          box.value = '问'.repeat(count);
          box.dispatchEvent(new Event('input', {bubbles: true}));
        }""",
        count,
    )
    desk.page.press("#yj-question textarea", "Enter")
    desk.page.wait_for_timeout(500)
    if count < 300_000:
        desk.page.wait_for_selector("#yj-history .yj-problem")
        assert "太长" in desk.page.inner_text("#yj-history .yj-problem")
    assert fake.asked == []
    assert desk.usable()
    desk.answer("再问一次")


def test_what_a_browser_kept_is_not_trusted(desk: Desk) -> None:
    desk.answer("何时获批？")
    desk.page.evaluate("localStorage.setItem('youju-conversation', '{\"broken\": [')")
    desk.page.reload()
    desk.ready()
    assert desk.usable()
    desk.answer("何时获批？")


def test_two_visitors_do_not_see_each_other(desk: Desk, phone: Desk) -> None:
    desk.answer("甲的问题：何时获批？")
    phone.answer("乙的问题：何时获批？")
    desk.page.reload()
    phone.page.reload()
    desk.ready()
    phone.ready()
    assert "乙的问题" not in desk.page.content()
    assert "甲的问题" not in phone.page.content()
