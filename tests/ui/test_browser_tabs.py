"""The other tabs, the switches, the keyboard and narrow screens, in a real browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ui.conftest import Desk, file_named
from tests.ui.fakes import FakeAssistant

pytestmark = pytest.mark.browser


def test_add_search_read_and_remove_articles(desk: Desk, fake: FakeAssistant) -> None:
    page = desk.page
    desk.tab(1)
    page.wait_for_selector("#yj-listing .yj-source")
    page.set_input_files(
        "#yj-drop input[type=file]",
        [
            file_named("新稿.txt", "渡口今日重开。".encode()),
            file_named("图片.txt", b"\0\1\2"),
            file_named("图片.odt", b"\0\1\2"),  # named too, not turned away by its ending alone
        ],
    )
    page.wait_for_selector("#yj-ingest .yj-counts")
    report = page.inner_text("#yj-ingest")
    assert "新增 1 篇" in report
    assert "图片.txt" in report
    assert "图片.odt" in report
    assert "是二进制文件" in report
    page.wait_for_selector("#yj-listing :text('新稿')")
    page.wait_for_selector(".yj-summary:has-text('4 篇')")
    page.fill("#yj-find textarea, #yj-find input", "新稿")
    page.wait_for_function("document.querySelectorAll('#yj-listing .yj-source').length === 1")
    page.click("#yj-listing .yj-source")
    page.wait_for_selector("#yj-reader .yj-text :text('渡口今日重开。')")
    page.click("#yj-listing [data-act=remove]")
    page.click("#yj-listing [data-act=removed]")
    page.wait_for_selector("#yj-ingest :text('已移除 1 篇')")
    page.wait_for_selector("#yj-listing .yj-none")
    assert not (fake.settings.data_dir / "uploads" / "新稿.txt").exists()


def test_corpus_tab_draws_its_plots(desk: Desk) -> None:
    desk.tab(2)
    desk.page.wait_for_selector("#yj-figures .yj-figures")
    assert "重复与转载" in desk.page.inner_text("#yj-figures")
    desk.page.wait_for_selector("#yj-corpus .yj-columns li")
    assert desk.page.locator("#yj-charts figure").count() == 4
    assert "2024-03" in desk.page.inner_text("#yj-charts")
    assert "Jiangwan Post" in desk.page.inner_text("#yj-charts")


def test_evaluation_tab_shows_scores_and_failures(
    desk: Desk, tmp_path: Path, fake: FakeAssistant
) -> None:
    folder = fake.settings.data_dir / "eval-runs" / "questions"
    folder.mkdir(parents=True)
    figure = {"value": 0.9, "low": 0.82, "high": 0.95, "count": 40}
    run = {"started": "2026-11-20T10:00:00", "seconds": 12.5, "figures": {"accuracy": figure}}
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    rows = [
        {"id": "1", "question": "何人修桥？", "right": True},
        {
            "id": "2",
            "question": "谁<b>牵头</b>？",
            "right": False,
            "stage": "not_reranked",
            "answers": [["何汀"]],
            "text": "沈渡",
            "gains": [0, 0, 1],
            "answerable": True,
        },
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "results.jsonl").write_text(lines + '{"torn', encoding="utf-8")
    desk.tab(3)
    desk.page.wait_for_selector("#yj-run-view .yj-failures")
    shown = desk.page.inner_text("#yj-run-view")
    assert "90.0%" in shown
    assert "82.0% – 95.0%" in shown
    assert "谁<b>牵头</b>？" in shown
    assert "检索到但排得太后" in shown
    assert "第 3 位" in shown
    assert "何人修桥" not in shown


def test_evaluation_tab_without_runs_says_how(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    desk.tab(3)
    desk.page.wait_for_selector("#yj-run-view .yj-none")
    assert "youju eval" in desk.page.inner_text("#yj-run-view")


def test_language_switches_every_word_and_is_remembered(desk: Desk) -> None:
    page = desk.page
    desk.answer("何时获批？")
    page.click("[data-act=language]")
    page.wait_for_selector("#yj-ask:has-text('Ask')")
    page.wait_for_selector("#yj-tabs button[role=tab]:has-text('Evaluation')")  # a moment later
    assert page.locator("#yj-tabs button[role=tab]").all_inner_texts() == [
        "Ask",
        "Articles",
        "Corpus",
        "Evaluation",
        "Settings",
    ]
    page.wait_for_selector("#yj-history:has-text('Published 15 March 2024')")
    page.reload()
    page.wait_for_selector("#yj-ask:has-text('Ask')")
    page.click("[data-act=language]")
    page.wait_for_selector("#yj-ask:has-text('提问')")


def test_theme_switches_and_is_remembered(desk: Desk) -> None:
    page = desk.page
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("[data-act=theme]")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.reload()
    desk.ready()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_keyboard_alone_asks_and_reads_the_evidence(desk: Desk) -> None:
    page = desk.page
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("/")
    page.keyboard.type("何时获批？")
    page.keyboard.press("Enter")
    page.wait_for_selector("#yj-history .yj-sources")
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        focused = page.evaluate("document.activeElement.className")
        if "yj-cite" in focused:
            break
    assert "yj-cite" in focused
    page.keyboard.press("Enter")
    page.wait_for_selector("#yj-evidence #yj-quote")
    page.keyboard.press("]" if page.inner_text(".yj-where").startswith("证据 1") else "[")
    page.wait_for_timeout(100)
    assert desk.usable()


def test_phone_width_fits_on_every_tab(phone: Desk) -> None:
    for number in range(5):
        phone.tab(number)
        phone.page.wait_for_timeout(200)
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_of_the_frame_calls_home_or_links_out(desk: Desk) -> None:
    assert desk.page.locator("footer:visible").count() == 0
    assert "gradio.app" not in desk.page.inner_text("body")
