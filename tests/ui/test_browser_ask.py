"""Asking, in a real browser: what a reader can do with a question and its answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ui.conftest import Desk
from tests.ui.fakes import FakeAssistant

pytestmark = pytest.mark.browser


def test_welcome_says_what_is_indexed_and_offers_questions(desk: Desk) -> None:
    page = desk.page
    assert "3 篇" in page.inner_text(".yj-summary")
    assert "2023-09-01" in page.inner_text(".yj-summary")
    page.locator(".yj-example").first.click()
    page.wait_for_selector("#yj-history .yj-sources")
    assert "获批" in page.inner_text("#yj-history .yj-question h3")


def test_answer_arrives_with_stages_and_numbered_citations(desk: Desk) -> None:
    page = desk.page
    desk.ask("慢慢回答：何时获批？")
    stages = page.wait_for_function(  # at once: what is looked at twice may have gone on
        "() => document.querySelector('#yj-live .yj-stages li.now') && "
        "[...document.querySelectorAll('#yj-live .yj-stages li')].map((each) => each.innerText)"
    )
    assert stages.json_value() == ["理解问题", "检索文章", "阅读段落", "组织回答"]
    arrived = page.wait_for_function(
        "() => document.querySelector('#yj-live .yj-arriving p') && "
        "document.querySelector('#yj-live .yj-arriving').innerText"
    )
    first = str(arrived.json_value())
    page.wait_for_selector("#yj-history .yj-sources")
    assert page.inner_text("#yj-history .yj-answer").startswith(first[:6])
    assert page.locator("#yj-history .yj-answer .yj-cite").all_inner_texts() == ["1", "2", "3"]
    assert page.locator("#yj-history .yj-sources .yj-quoted").count() == 3
    assert page.inner_text("#yj-live") == ""


def test_stop_ends_at_once_and_keeps_what_arrived(desk: Desk) -> None:
    desk.ask("慢慢回答")
    desk.page.wait_for_selector("#yj-live .yj-arriving p")
    desk.page.click("#yj-stop")
    desk.page.wait_for_selector("#yj-history .yj-stopped", timeout=2_000)
    assert "已停止" in desk.page.inner_text("#yj-history")
    assert desk.usable()
    desk.answer("再问一次")


def test_stop_frees_a_question_that_hangs(desk: Desk, fake: FakeAssistant) -> None:
    desk.ask("卡住")
    desk.page.wait_for_selector("#yj-live .yj-stages li.now")
    desk.page.keyboard.press("Escape")
    desk.page.wait_for_selector("#yj-history .yj-stopped", timeout=2_000)
    fake.released.set()
    assert desk.usable()


def test_follow_up_shows_how_it_was_understood(desk: Desk, fake: FakeAssistant) -> None:
    desk.answer("湿地工程何时获批？")
    desk.answer("那末班船呢？")
    assert "江湾轮渡那末班船呢" in desk.page.inner_text("#yj-history .yj-understood")
    assert [turn.question for turn in fake.asked[-1]["history"]] == ["湿地工程何时获批？"]


def test_edit_puts_the_question_back_and_retry_asks_again(desk: Desk, fake: FakeAssistant) -> None:
    desk.answer("何时获批？")
    desk.page.hover("#yj-history .yj-turn")
    desk.page.click("[data-act=edit]")
    desk.page.wait_for_function(
        "document.querySelector('#yj-question textarea').value === '何时获批？'"
    )
    desk.page.hover("#yj-history .yj-turn")
    turn = desk.page.get_attribute("#yj-history .yj-turn", "data-turn")
    desk.page.click("[data-act=retry]")
    desk.page.wait_for_selector(f"#yj-history .yj-done:not([data-turn='{turn}'])")
    assert desk.page.locator("#yj-history .yj-turn").count() == 1
    assert [each["question"] for each in fake.asked] == ["何时获批？"] * 2


def test_copy_gives_markdown_with_the_sources(desk: Desk) -> None:
    desk.answer("何时获批？")
    desk.page.click("[data-act=copy]")
    desk.page.wait_for_selector("#yj-toast.shown")
    copied = desk.page.evaluate("navigator.clipboard.readText()")
    assert "[1]" in copied
    assert "1. 江湾湿地修复工程获批" in copied
    assert "> 今年3月，江湾湿地修复工程获批，总投资为12.6亿元。" in copied


def test_export_as_markdown_and_json(desk: Desk) -> None:
    desk.answer("何时获批？")
    with desk.page.expect_download() as saved:
        desk.page.click("button:has-text('导出 Markdown')")
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert text.startswith("## 何时获批？")
    with desk.page.expect_download() as saved:
        desk.page.click("button:has-text('导出 JSON')")
    assert saved.value.suggested_filename.endswith(".json")
    turns = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    assert turns[0]["answer"]["citations"][1]["quote"] == "一期工程将于2025年11月完工"


def test_reload_brings_the_conversation_back_and_new_clears_it(desk: Desk) -> None:
    desk.answer("何时获批？")
    desk.page.reload()
    desk.ready()
    desk.page.wait_for_selector("#yj-history .yj-sources")
    desk.page.click("#yj-history .yj-cite >> nth=1")
    desk.page.wait_for_selector("#yj-evidence #yj-quote")
    desk.page.click("button:has-text('新对话')")
    desk.page.wait_for_selector(".yj-welcome")
    desk.page.reload()
    desk.ready()
    assert desk.page.locator(".yj-welcome").count() == 1


def test_refusal_looks_like_one_and_names_the_nearest(desk: Desk) -> None:
    desk.answer("拒答：2030年获批了吗？")
    page = desk.page
    assert "文章里没有答案" in page.inner_text(".yj-refusal")
    assert "没有2030年的安排" in page.inner_text(".yj-refusal")
    assert "2030" in page.locator(".yj-nearest .yj-why").first.inner_text()
    page.locator(".yj-nearest .yj-source").first.click()
    page.wait_for_selector("#yj-evidence #yj-quote")
    assert "相近 1 / 2" in page.inner_text("#yj-evidence .yj-where")


def test_choices_of_how_to_answer_reach_the_assistant(desk: Desk, fake: FakeAssistant) -> None:
    page = desk.page
    page.click("#yj-options > button")
    page.get_by_label("摘录原文").check()
    page.locator("#yj-composer input[type=number]").fill("3")
    page.locator("#yj-composer input[type=number]").press("Tab")
    desk.answer("何时获批？")
    asked = fake.asked[-1]
    assert (asked["by"], asked["k"]) == ("extractive", 3)


def test_rating_with_a_reason_is_kept(desk: Desk, fake: FakeAssistant) -> None:
    desk.answer("何时获批？")
    desk.page.click("[data-act=bad]")
    desk.page.wait_for_selector("#yj-history .yj-rated")
    desk.page.fill("#yj-history .yj-why-box input", "日期不对")
    desk.page.click("#yj-history .yj-why-box button")
    desk.page.wait_for_selector("#yj-history .yj-why-box", state="detached")
    lines = (fake.settings.data_dir / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["rating"] for row in rows] == ["bad", "bad"]
    assert rows[-1]["reason"] == "日期不对"
    assert rows[-1]["question"] == "何时获批？"


def test_an_empty_question_asks_nothing(desk: Desk, fake: FakeAssistant) -> None:
    desk.ask("   ")
    desk.page.wait_for_timeout(400)
    assert fake.asked == []
    assert desk.usable()
