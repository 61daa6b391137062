"""Small faults that once spoiled the page, each looked for in a real browser."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag import Answer
from tests.ui.conftest import Desk
from tests.ui.fakes import FakeAssistant, answered, citation

pytestmark = pytest.mark.browser
SHEETS = Path(__file__).parents[2] / "ui" / "assets"


def test_questions_to_ask_next_are_asked_with_a_click(desk: Desk, fake: FakeAssistant) -> None:
    ferry = fake.documents_by_id["doc-ferry"]
    # An article is looked at once for all: one that no other test asks about.
    bridge = replace(ferry, id="doc-bridge", title="新桥通车", text="新桥今天通车。桥长两千米。")
    fake.documents_by_id["doc-bridge"] = bridge

    def reply(question: str) -> Answer:
        quote = "桥长两千米" if "新桥" in question else "新桥今天通车"
        return replace(answered(fake.documents_by_id), citations=(citation(bridge, quote),))

    fake.reply = reply
    page = desk.page
    desk.answer("何时获批？")
    offered = page.locator("#yj-further .yj-example")
    offered.first.wait_for()
    assert 1 <= offered.count() <= 3
    question = offered.first.inner_text()
    offered.first.click()
    page.locator("#yj-history h3", has_text=question).wait_for()
    assert fake.asked[-1]["question"] == question


def test_a_long_list_stays_within_the_sheet_of_what_is_asked(
    desk: Desk, fake: FakeAssistant
) -> None:
    ferry = fake.documents_by_id["doc-ferry"]
    fake.documents_by_id |= {
        f"doc-{number}": replace(ferry, id=f"doc-{number}", title=f"第{number}篇")
        for number in range(60)
    }
    page = desk.page
    page.click(".yj-scope-open")
    rows = page.locator("#yj-scope .yj-pane[data-pane=documents] .yj-tick")
    rows.nth(39).wait_for()
    for place in (".yj-scope-open", "#yj-ask", "#yj-question textarea"):
        assert page.evaluate(
            """(place) => {
              const part = document.querySelector(place), at = part.getBoundingClientRect();
              const seen = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
              return part.contains(seen);
            }""",
            place,
        ), f"{place} is covered"
    rows.nth(39).click()  # scrolled to within the sheet
    page.wait_for_selector("#yj-chips .yj-chip")
    page.click(".yj-scope-open")
    page.wait_for_selector("#yj-scope", state="hidden")


def test_a_text_too_long_to_paste_is_not_cut_but_said_to_be(desk: Desk) -> None:
    page = desk.page
    desk.tab(1)
    page.locator("#yj-paste button").first.click()
    page.wait_for_selector("#yj-paste textarea")
    page.evaluate(
        """() => {
          const box = document.querySelector('#yj-paste textarea');
          box.value = '江湾的白鹭。'.repeat(200_000);
          box.dispatchEvent(new Event('input', { bubbles: true }));
        }"""
    )
    page.click("#yj-paste-add")
    page.wait_for_selector(".toast-body:has-text('长的文字请存成文件')")
    assert page.evaluate("document.querySelector('#yj-paste textarea').value.length") == 1_200_000


def test_a_question_of_a_thousand_signs_leaves_room_for_its_answer(phone: Desk) -> None:
    phone.answer("何时获批？" * 200)
    heading = phone.page.locator("#yj-history h3").bounding_box()
    assert heading
    assert heading["height"] < 300
    phone.page.locator("#yj-history .yj-answer").scroll_into_view_if_needed()


LAST_LINES = """() => [...document.querySelectorAll('.yj-answer p, .yj-quoted q')].map((each) => {
  const range = document.createRange();
  range.selectNodeContents(each);
  const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
  const last = Math.max(...boxes.map((box) => box.bottom));
  const line = boxes.filter((box) => box.bottom > last - 8);
  const left = Math.min(...line.map((box) => box.left));
  const across = Math.max(...line.map((box) => box.right)) - left;
  return across / parseFloat(getComputedStyle(each).fontSize);
})"""
"""How many signs wide the last line of each paragraph is."""


def test_no_paragraph_ends_in_a_lone_sign(phone: Desk, fake: FakeAssistant) -> None:
    ferry = fake.documents_by_id["doc-ferry"]
    quotes = (citation(ferry, ferry.text), citation(ferry, ferry.text[:-7]))
    said = "轮渡公司宣布恢复夜航，末班船的时间比从前晚了半个小时，乘客的反映都很好。[1][2]"
    told = replace(answered(fake.documents_by_id), text=said, citations=quotes)
    fake.reply = lambda question: told
    phone.answer("何时恢复？")
    for width in range(330, 480, 3):
        phone.page.set_viewport_size({"width": width, "height": 844})
        assert min(phone.page.evaluate(LAST_LINES)) > 2.5, width  # "上。" has two


def statistics(**counts: dict[str, int]) -> Any:
    """What the Corpus tab draws."""
    usual = {"months": {"2024-03": 1}, "sources": {"甲": 1}, "lengths": {"0–500": 1}}
    return lambda: usual | counts


def test_marks_are_round_one_language_is_no_chart_and_bars_reach_the_edge(
    desk: Desk, fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    months = {f"2024-{month:02}": 231 - month for month in range(1, 13)}
    counts = statistics(months=months, languages={"zh-Hans": 231})
    monkeypatch.setattr(fake, "statistics", counts, raising=False)
    page = desk.page
    desk.tab(2)
    page.wait_for_selector("#yj-charts figure")
    marks = page.locator("#yj-charts figure").first.locator(".yj-marks span").all_inner_texts()
    assert all(int(mark.replace(",", "")) % 50 == 0 for mark in marks), marks
    assert page.locator("#yj-charts figure").count() == 3
    assert "语言" not in page.inner_text("#yj-charts")
    edge = page.locator("#yj-charts .yj-columns").first.bounding_box()
    last = page.locator("#yj-charts .yj-columns").first.locator("li").last.bounding_box()
    assert edge
    assert last
    assert abs(edge["x"] + edge["width"] - last["x"] - last["width"]) < 4
    assert not re.search(r"bundled", page.inner_text("#yj-figures"))


@pytest.fixture
def run(fake: FakeAssistant, desk: Desk) -> Desk:
    """The Evaluation tab with a run that has a remark, and a figure over one."""
    folder = fake.settings.data_dir / "eval-runs" / "samples-1"
    folder.mkdir(parents=True)
    figure = {"value": 1.2, "low": 1.0, "high": 1.4, "count": 40}
    said = {
        "started": "2026-11-20T10:00:00",
        "seconds": 12.5,
        "finished": True,
        "figures": {"accuracy": figure | {"value": 0.9, "low": 0.8}, "citations": figure},
        "warnings": [{"zh": "只错了一题。", "en": "Only one was wrong."}],
    }
    (folder / "run.json").write_text(json.dumps(said), encoding="utf-8")
    (folder / "results.jsonl").write_text("", encoding="utf-8")
    desk.tab(3)
    desk.page.wait_for_selector("#yj-run-view .yj-score")
    return desk


def test_remarks_of_a_run_are_in_the_readers_language_alone(run: Desk) -> None:
    shown = run.page.inner_text("#yj-run-view")
    assert "只错了一题" in shown
    assert "Only one" not in shown
    run.page.click("[data-act=language]")
    run.page.wait_for_selector("#yj-run-view :text('Only one was wrong')")
    assert "只错了一题" not in run.page.inner_text("#yj-run-view")


def test_no_share_is_over_a_hundred_percent(run: Desk) -> None:
    shares = re.findall(r"([0-9.]+) ?%", run.page.inner_text("#yj-run-view"))
    assert shares
    assert max(map(float, shares)) <= 100


def test_no_class_gets_its_look_in_two_sheets() -> None:
    """A list was once torn apart by another part's class of the same name."""
    owner: dict[str, str] = {}
    for name in ("page.css", "talk.css", "desk.css"):
        text = (SHEETS / name).read_text(encoding="utf-8").partition("@media")[0]
        for found in re.findall(r"(?:^|\})\s*\.gradio-container \.(yj-[\w-]+) \{", text):
            assert owner.setdefault(found, name) == name, f"{found}: {owner[found]}, {name}"
