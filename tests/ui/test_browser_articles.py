"""The Articles tab as somebody who keeps articles uses it, in a real browser."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rag import Document
from tests.ui.conftest import Desk, file_named
from tests.ui.fakes import BODY, FakeAssistant

if TYPE_CHECKING:
    from playwright.sync_api import Route

pytestmark = pytest.mark.browser
FILES = "#yj-drop input[type=file]"
ROWS = "#yj-listing .yj-documents > li"


@pytest.fixture
def shelf(desk: Desk) -> Desk:
    """A tab at the articles."""
    desk.tab(1)
    desk.page.wait_for_selector(ROWS)
    return desk


def many(fake: FakeAssistant, count: int) -> None:
    """Articles enough for several pages."""
    fake.documents_by_id |= {
        f"doc-{number}": Document(
            f"doc-{number}", f"/articles/{number}.txt", f"第{number}篇", "短文。"
        )
        for number in range(count)
    }


def rows(shelf: Desk, count: int) -> None:
    """Wait until so many rows are listed."""
    shelf.page.wait_for_function(f"document.querySelectorAll('{ROWS}').length === {count}")


def test_any_word_of_a_text_finds_it_and_is_shown(shelf: Desk) -> None:
    page = shelf.page
    page.fill("#yj-find textarea, #yj-find input", "反嘴鹬")
    rows(shelf, 1)
    assert page.inner_text("#yj-listing .yj-found mark") == "反嘴鹬"
    page.fill("#yj-find textarea, #yj-find input", "没有这个词")
    page.wait_for_selector("#yj-listing .yj-none")


def test_the_list_is_ordered_as_chosen(shelf: Desk) -> None:
    page = shelf.page
    page.click("#yj-order input")
    page.get_by_role("option", name="标题", exact=True).click()
    page.wait_for_selector("#yj-listing .yj-documents li:first-child :text('Night ferries')")


def test_several_articles_are_removed_at_once_and_brought_back(
    shelf: Desk, fake: FakeAssistant
) -> None:
    page = shelf.page
    many(fake, 45)
    page.fill("#yj-find textarea, #yj-find input", "短文")
    rows(shelf, 20)
    page.check("#yj-listing [data-act=tick_page]")
    page.wait_for_selector(".yj-count:has-text('已选 20 篇')")
    page.click("#yj-listing [data-act=tick_all]")
    page.wait_for_selector(".yj-count:has-text('已选 45 篇')")
    page.click("#yj-listing [data-act=remove_ticked]")
    page.wait_for_selector("#yj-listing [role=alert]:has-text('45 篇')")
    assert len(fake.documents_by_id) == 48  # nothing goes before it was confirmed
    page.click("#yj-listing [data-act=removed]")
    page.wait_for_selector("#yj-ingest :text('已移除 45 篇')")
    page.wait_for_selector(".yj-summary:has-text('3 篇')")
    page.click("#yj-ingest [data-act=undo]")
    page.wait_for_selector("#yj-ingest :text('已恢复 45 篇')")
    rows(shelf, 20)
    assert len(fake.documents_by_id) == 48


def test_bringing_back_shows_how_far_it_is(shelf: Desk, fake: FakeAssistant) -> None:
    page = shelf.page
    fake.documents_by_id["doc-slow"] = Document("doc-slow", "/articles/慢.txt", "慢慢来", "短文。")
    page.fill("#yj-find textarea, #yj-find input", "慢慢来")
    rows(shelf, 1)
    page.click("#yj-listing [data-act=remove]")
    page.click("#yj-listing [data-act=removed]")
    page.click("#yj-ingest [data-act=undo]")
    page.wait_for_selector("#yj-ingest [role=progressbar]")
    assert page.locator("#yj-ingest [data-act=stop_reading]").count() == 0
    fake.released.set()
    page.wait_for_selector("#yj-ingest :text('已恢复 1 篇')")
    rows(shelf, 1)


def test_a_selection_can_be_kept_over_pages_and_given_up(shelf: Desk, fake: FakeAssistant) -> None:
    page = shelf.page
    many(fake, 30)
    page.fill("#yj-find textarea, #yj-find input", "短文")
    rows(shelf, 20)
    page.locator("#yj-listing [data-act=tick]").first.check()
    page.wait_for_selector(".yj-count:has-text('已选 1 篇')")
    assert page.evaluate("document.activeElement.dataset.act") == "tick"  # the focus stays
    page.click("#yj-listing [aria-label='下一条']")
    rows(shelf, 10)
    page.locator("#yj-listing [data-act=tick]").nth(1).check()
    page.wait_for_selector(".yj-count:has-text('已选 2 篇')")
    page.click("#yj-listing [data-act=remove_ticked]")
    page.click("#yj-listing [data-act=cancel]")
    page.wait_for_selector(".yj-count:has-text('已选 2 篇')")
    page.click("#yj-listing [data-act=tick_none]")
    page.wait_for_selector(".yj-count", state="detached")
    assert len(fake.documents_by_id) == 33


def test_each_file_shows_how_far_it_is_and_can_be_cancelled(
    shelf: Desk, fake: FakeAssistant
) -> None:
    page = shelf.page
    held: list[Route] = []

    def on_its_way(route: Route) -> None:
        """An upload of which the end never comes."""
        if b"nobody wants this" in (route.request.post_data_buffer or b""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/gradio_api/upload", on_its_way)
    page.set_input_files(
        FILES, [file_named("不要.txt", b"nobody wants this"), file_named("要.txt", "要。".encode())]
    )
    page.wait_for_selector("#yj-uploads li:has-text('不要.txt'):has-text('上传中')")
    page.wait_for_selector("#yj-uploads li:has-text('要.txt'):has-text('等待读入')")
    page.click("#yj-uploads [aria-label='取消上传 不要.txt']")
    page.wait_for_selector("#yj-uploads li:has-text('不要.txt'):has-text('已取消')")
    page.wait_for_selector("#yj-ingest .yj-counts")  # the other one is read all the same
    assert len(held) == 1
    assert "doc-要" in fake.documents_by_id
    assert "doc-不要" not in fake.documents_by_id


def test_a_file_that_is_too_large_is_not_even_sent(shelf: Desk) -> None:
    page = shelf.page
    page.evaluate("document.querySelector('.yj-dropzone').dataset.limit = 10")
    page.set_input_files(FILES, [file_named("大.txt", b"more than ten bytes")])
    page.wait_for_selector("#yj-uploads li:has-text('大.txt'):has-text('没有上传')")


def test_reading_can_be_stopped_and_nothing_stays(shelf: Desk, fake: FakeAssistant) -> None:
    page = shelf.page
    page.set_input_files(FILES, [file_named("慢.txt", "慢慢读。".encode())])
    page.click("#yj-ingest [data-act=stop_reading]")
    page.wait_for_selector("#yj-ingest :text('已取消')")
    assert "doc-慢" not in fake.documents_by_id
    assert list((fake.settings.data_dir / "uploads").iterdir()) == []
    page.set_input_files(FILES, [file_named("快.txt", "快快读。".encode())])
    page.wait_for_selector("#yj-ingest .yj-counts")
    assert "doc-快" in fake.documents_by_id


def test_a_pasted_text_becomes_an_article(shelf: Desk, fake: FakeAssistant) -> None:
    page = shelf.page
    page.click("#yj-paste > button")
    boxes = page.locator("#yj-paste textarea, #yj-paste input[type=text]")
    for number, text in enumerate(("渡口今日重开。", "渡口重开", "2024年3月5日", "江湾日报")):
        boxes.nth(number).fill(text)
    page.click("#yj-paste-add")
    page.wait_for_selector("#yj-ingest .yj-counts")
    [file] = (fake.settings.data_dir / "uploads").iterdir()
    assert file.name == "渡口重开.txt"
    assert file.read_text(encoding="utf-8") == (
        '---\ntitle: "渡口重开"\ndate: "2024-03-05"\nsource: "江湾日报"\n---\n渡口今日重开。'
    )
    page.wait_for_function("document.querySelector('#yj-paste textarea').value === ''")
    page.wait_for_selector("#yj-listing :text('渡口重开')")


@pytest.mark.parametrize(
    ("text", "day", "told"),
    [
        pytest.param(" https://news.example.org/1.html ", "", "不会去取它", id="an_address"),
        pytest.param("正文。", "三月里", "日期读不懂", id="no_date"),
        pytest.param("  ", "", "请先粘贴", id="nothing"),
    ],
)
def test_what_cannot_be_an_article_is_said_and_stays(
    shelf: Desk, fake: FakeAssistant, text: str, day: str, told: str
) -> None:
    page = shelf.page
    page.click("#yj-paste > button")
    boxes = page.locator("#yj-paste textarea, #yj-paste input[type=text]")
    boxes.nth(0).fill(text)
    boxes.nth(2).fill(day)
    page.click("#yj-paste-add")
    page.wait_for_selector(f"#yj-ingest :text('{told}')")
    assert boxes.nth(0).input_value() == text
    assert not (fake.settings.data_dir / "uploads").exists()


def test_the_log_says_what_was_read_and_what_was_not_and_why(shelf: Desk) -> None:
    page = shelf.page
    page.set_input_files(FILES, [file_named("新稿.txt", "渡口今日重开。".encode())])
    page.wait_for_selector("#yj-ingest .yj-counts")
    page.click("#yj-log summary")
    page.wait_for_selector("#yj-log :text('新稿.txt')")
    told = page.inner_text("#yj-log")
    assert "新增 1 篇" in told
    assert "图.png" in told
    assert "是图片，不是文章" in told


def reading(shelf: Desk, title: str) -> None:
    """Open an article and wait for what comes after its text."""
    shelf.page.click(f"#yj-listing .yj-source:has-text('{title}')")
    shelf.page.wait_for_selector("#yj-reader .yj-similar")


def test_words_are_found_in_an_article_one_after_another(shelf: Desk) -> None:
    page = shelf.page
    reading(shelf, "江湾湿地")
    page.fill("#yj-reader input[type=search]", "一期")
    page.wait_for_selector("#yj-reader .yj-hits:has-text('第 1 处，共 2 处')")
    assert page.locator("#yj-reader mark.yj-hit").count() == 2
    page.press("#yj-reader input[type=search]", "Enter")
    page.wait_for_selector("#yj-reader .yj-hits:has-text('第 2 处')")
    assert page.locator("mark.yj-hit-now").is_visible()
    page.click("#yj-reader [data-desk=find-next]")
    page.wait_for_selector("#yj-reader .yj-hits:has-text('第 1 处')")
    page.fill("#yj-reader input[type=search]", "没有这个词")
    page.wait_for_selector("#yj-reader .yj-hits:has-text('没有找到')")
    assert page.locator("#yj-reader mark").count() == 0
    assert BODY.split("\n")[0] in page.inner_text("#yj-reader .yj-text")


def test_the_outline_leads_to_a_heading(shelf: Desk, fake: FakeAssistant) -> None:
    page = shelf.page
    parts = "\n".join(
        f"第{n}章 沿岸之{n}\n" + "清淤与护岸都已排上日程，负责人如是说。" * 12 for n in "一二三四"
    )
    fake.documents_by_id["doc-ferry"] = replace(fake.documents_by_id["doc-ferry"], text=parts)
    reading(shelf, "轮渡")
    page.click("#yj-reader .yj-outline summary")
    assert page.locator("#yj-reader .yj-outline button").count() == 4
    page.click("#yj-reader .yj-outline button:has-text('第四章')")
    page.wait_for_function("document.querySelector('#yj-reader .yj-article').scrollTop > 100")
    assert page.locator("#yj-reader h3:has-text('第四章')").is_visible()
    assert not page.locator("#yj-reader .yj-outline[open]").count()


def test_points_lead_to_their_words_and_neighbours_open(shelf: Desk) -> None:
    page = shelf.page
    reading(shelf, "江湾湿地")
    page.click("#yj-reader .yj-points summary")
    page.click("#yj-reader .yj-points button")
    assert page.inner_text("#yj-reader mark.yj-jumped") == BODY.split("。")[0] + "。"
    page.click("#yj-reader .yj-similar .yj-source:has-text('轮渡')")
    page.wait_for_selector("#yj-reader .yj-article-head:has-text('江湾轮渡恢复夜航')")


def test_a_question_about_an_article_is_begun_with_its_name(shelf: Desk) -> None:
    page = shelf.page
    reading(shelf, "江湾湿地")
    page.click("#yj-reader [data-desk=ask]")
    page.wait_for_function(
        "document.querySelector('#yj-question textarea').value"
        ".startsWith('《江湾湿地修复工程获批，总投资12.6亿元》')"
    )
    assert page.locator("#yj-question textarea").is_visible()
