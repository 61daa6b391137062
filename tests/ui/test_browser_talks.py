"""Conversations that are kept in the browser, in a real one: the list and what it can do."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.ui.conftest import Desk
from tests.ui.fakes import FakeAssistant

pytestmark = pytest.mark.browser

NAMES = "#yj-talks .yj-talk-name"


@pytest.fixture
def talks(desk: Desk) -> Desk:
    """A tab in which two conversations were had; the second is open."""
    desk.answer("何时获批？")
    desk.page.click("#yj-new")
    desk.page.wait_for_selector(".yj-welcome")
    desk.answer("轮渡几点停航？")
    named(desk, "轮渡几点停航？", "何时获批？")
    return desk


def named(desk: Desk, *titles: str) -> None:
    """Wait until the list has exactly these names, in this order."""
    desk.page.wait_for_function(
        "([at, wanted]) => JSON.stringify([...document.querySelectorAll(at)]"
        ".map((each) => each.textContent)) === wanted",
        arg=[NAMES, json.dumps(titles, ensure_ascii=False, separators=(",", ":"))],
    )


def chosen(desk: Desk, title: str, tool: str) -> None:
    row = desk.page.locator("#yj-talks .yj-talk", has_text=title)
    row.hover()
    row.locator(".yj-talk-more").click()
    row.get_by_role("button", name=tool, exact=True).click()


def test_a_new_conversation_keeps_the_old_one(talks: Desk) -> None:
    page = talks.page
    page.locator(NAMES, has_text="何时获批").click()
    page.wait_for_selector("#yj-history h3:has-text('何时获批？')")
    assert page.locator("#yj-history .yj-turn").count() == 1
    assert page.locator("#yj-history .yj-sources").count() == 1
    talks.answer("那末班船呢？")
    page.reload()
    talks.ready()
    page.wait_for_selector("#yj-history h3:has-text('那末班船呢？')")
    named(talks, "何时获批？", "轮渡几点停航？")
    assert page.locator("#yj-talks [aria-current=true]").inner_text() == "何时获批？"


def test_a_follow_up_in_an_opened_conversation_knows_what_was_said(
    talks: Desk, fake: FakeAssistant
) -> None:
    talks.page.locator(NAMES, has_text="何时获批").click()
    talks.page.wait_for_selector("#yj-history h3:has-text('何时获批？')")
    talks.answer("那末班船呢？")
    assert [turn.question for turn in fake.asked[-1]["history"]] == ["何时获批？"]


def test_renamed_pinned_and_searched(talks: Desk) -> None:
    page = talks.page
    chosen(talks, "何时获批", "改名")
    page.locator("#yj-talks .yj-talk input").fill("湿地工程")
    page.keyboard.press("Enter")
    named(talks, "轮渡几点停航？", "湿地工程")
    chosen(talks, "湿地工程", "置顶")
    named(talks, "湿地工程", "轮渡几点停航？")
    assert page.locator("#yj-talks h4").all_inner_texts() == ["置顶", "今天"]
    page.reload()
    talks.ready()
    named(talks, "湿地工程", "轮渡几点停航？")
    search = page.get_by_label("搜索对话")
    search.fill("停航")
    named(talks, "轮渡几点停航？")
    search.fill("12.6亿元")  # in the answers
    named(talks, "湿地工程", "轮渡几点停航？")
    search.fill("火星")
    page.wait_for_selector("#yj-talks :text('没有找到')")


def test_deleted_and_brought_back(talks: Desk) -> None:
    page = talks.page
    chosen(talks, "轮渡几点停航", "删除")
    named(talks, "何时获批？")
    page.wait_for_selector(".yj-welcome")  # it was the one that is open
    page.get_by_role("button", name="撤销").click()
    named(talks, "轮渡几点停航？", "何时获批？")
    chosen(talks, "轮渡几点停航", "删除")
    named(talks, "何时获批？")
    page.reload()
    talks.ready()
    named(talks, "何时获批？")


def test_deleted_in_one_tab_and_continued_in_another(talks: Desk) -> None:
    other = talks.open()
    other.wait_for_selector("#yj-history h3:has-text('轮渡几点停航？')")
    chosen(talks, "轮渡几点停航", "删除")
    named(talks, "何时获批？")
    with other.expect_response("**/links"):  # they open again
        talks.ask("那末班船呢？", other)
    talks.page.get_by_label("搜索对话").fill("那末班船")
    named(talks, "轮渡几点停航？")


def test_grouped_by_the_day_of_the_last_question(desk: Desk) -> None:
    keep(desk, [record(number, days=number) for number in range(4)])
    desk.page.reload()
    desk.ready()
    named(desk, "对话 0", "对话 1", "对话 2", "对话 3")
    assert desk.page.locator("#yj-talks h4").all_inner_texts() == ["今天", "昨天", "更早"]


def test_exported_and_taken_in_again(talks: Desk, tmp_path: Path) -> None:
    page = talks.page
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出全部").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    sent = json.loads(file.read_text(encoding="utf-8"))
    assert [each["title"] for each in sent["talks"]] == ["轮渡几点停航？", "何时获批？"]
    chosen(talks, "何时获批", "删除")
    named(talks, "轮渡几点停航？")
    page.locator("#yj-talks input[type=file]").set_input_files(file)
    page.wait_for_selector("#yj-toast:has-text('已导入 1 个对话')")  # the other one is here
    named(talks, "轮渡几点停航？", "何时获批？")
    page.locator("#yj-talks input[type=file]").set_input_files(file)
    page.wait_for_selector("#yj-toast:has-text('这些对话这里都有了')")
    named(talks, "轮渡几点停航？", "何时获批？")
    page.locator(NAMES, has_text="何时获批").click()
    page.wait_for_selector("#yj-history h3:has-text('何时获批？')")
    assert page.locator("#yj-history .yj-quoted").count() == 3
    assert "未经核对" not in page.inner_text("#yj-history")  # its quotes stand in articles here


def test_a_file_that_was_changed_is_refused_whole(talks: Desk, tmp_path: Path) -> None:
    page = talks.page
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出全部").click()
    sent = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    sent["talks"][0]["turns"][0]["html"] = "<img src=x onerror=alert(1)>"
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(sent), encoding="utf-8")
    page.locator("#yj-talks input[type=file]").set_input_files(file)
    page.wait_for_selector("#yj-toast:has-text('什么也没有导入')")
    named(talks, "轮渡几点停航？", "何时获批？")


def test_a_retry_that_is_stopped_leaves_the_good_answer(desk: Desk) -> None:
    desk.answer("慢慢回答：何时获批？")
    desk.page.hover("#yj-history .yj-turn")
    desk.page.click("[data-act=retry]")
    desk.page.wait_for_selector("#yj-live .yj-arriving p")
    assert desk.page.locator("#yj-history .yj-turn").count() == 0
    desk.page.click("#yj-stop")
    desk.page.wait_for_selector("#yj-history .yj-sources")
    assert desk.page.locator("#yj-history .yj-turn").count() == 1
    assert desk.page.locator("#yj-history .yj-stopped").count() == 0
    desk.page.reload()
    desk.ready()
    desk.page.wait_for_selector("#yj-history .yj-sources")


def test_an_earlier_question_asked_again_stays_in_its_place(desk: Desk) -> None:
    desk.answer("一：何时获批？")
    desk.answer("二：何时完工？")
    desk.page.locator("#yj-history .yj-turn").first.hover()
    desk.page.evaluate("document.querySelector('#yj-history .yj-turn').dataset.before = 'yes'")
    desk.page.locator("[data-act=retry]").first.click()
    desk.page.wait_for_function(  # answered anew: both are there, and the old one is not
        """() => !document.querySelector('#yj-history [data-before]')
            && document.querySelectorAll('#yj-history .yj-done').length === 2"""
    )
    desk.page.wait_for_selector("#yj-ask:visible")
    asked = desk.page.locator("#yj-history h3").all_inner_texts()
    assert asked == ["一：何时获批？", "二：何时完工？"]


def test_five_hundred_conversations_do_not_lag(desk: Desk) -> None:
    keep(desk, [record(number, days=number // 10) for number in range(500)])
    desk.page.reload()
    desk.ready()
    desk.page.wait_for_function(
        f"document.querySelectorAll('{NAMES}').length === 500", timeout=60_000
    )
    spent = desk.page.evaluate("""async () => {
        const search = document.querySelector('#yj-talks input[type=search]');
        const count = () => document.querySelectorAll('#yj-talks .yj-talk-name').length;
        const until = async (wanted) => {
            const began = performance.now();
            while (count() !== wanted) {
                if (performance.now() - began > 5000) throw new Error(`${count()} rows`);
                await new Promise(requestAnimationFrame);
            }
            return performance.now() - began;
        };
        search.value = '对话 77'; search.dispatchEvent(new Event('input'));
        const found = await until(1);
        search.value = ''; search.dispatchEvent(new Event('input'));
        return [found, await until(500)];
    }""")
    assert max(spent) < 1_500


def test_on_a_phone_the_list_comes_over_the_page_and_goes(phone: Desk) -> None:
    page = phone.page
    phone.answer("何时获批？")
    assert not page.locator("#yj-rail").is_visible()
    page.click(".yj-talks-open")
    page.wait_for_selector("#yj-rail", state="visible")
    page.get_by_role("button", name="新对话").first.click()
    page.wait_for_selector("#yj-rail", state="hidden")
    page.wait_for_selector(".yj-welcome")
    page.click(".yj-talks-open")
    page.locator(NAMES, has_text="何时获批").click()
    page.wait_for_selector("#yj-history .yj-sources")
    assert not page.locator("#yj-rail").is_visible()


def record(number: int, days: int) -> dict[str, Any]:
    at = (datetime.now(UTC) - timedelta(days=days, seconds=number)).isoformat(timespec="seconds")
    turn = {
        "id": f"turn{number}",
        "question": f"对话 {number}",
        "status": "stopped",
        "text": "江湾的白鹭。" * 60,
        "asked": at,
    }
    return {"version": 1, "owner": "", "talk": f"{number:016x}", "title": f"对话 {number}",
            "updated": at, "scope": {}, "turns": [turn]}  # fmt: skip


def keep(desk: Desk, records: list[dict[str, Any]]) -> None:
    """Put conversations into the browser as the page does."""
    desk.page.evaluate(
        "async (records) => { for (const each of records) await youju.talks.keep(each); }", records
    )
