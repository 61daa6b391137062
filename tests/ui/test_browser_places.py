"""A citation opens where its quote stands in the original, in a browser: page, slide, row."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from rag import Assistant, Settings
from tests.rag.articles.office_files import paragraph, saved, word, workbook
from tests.rag.articles.pdf_files import PdfPage, pdf
from tests.ui.conftest import Desk, serving, visitor
from ui.server.server import create_server
from ui.state.gate import Gate
from ui.state.limits import RateLimit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PAGES = ["青禾市今年一月开通地铁，全长二十八公里。", "地铁票价为三元起步，学生乘车半价。"]
ROWS: list[list[object]] = [["区", "常住人口（万人）"], ["红崖区", 38.5], ["白杨区", 42.1]]
NOTICE = ["关于体育馆开放的通知", *(f"第{n}号楼照常供水，住户不必储水。" for n in range(1, 60))]
OPENING = "体育馆每天上午九点开门，凭学生证入场。"
_IN_VIEW = """() => {
  const mark = document.getElementById('yj-quote').getBoundingClientRect();
  const panel = document.querySelector('#yj-evidence .yj-article').getBoundingClientRect();
  return mark.height > 0 && mark.top >= panel.top && mark.bottom <= panel.bottom;
}"""


def deck() -> bytes:
    """Two slides; what is asked for stands on the second."""
    from pptx import Presentation

    made = Presentation()
    for title, words in (("概况", "本年度工作平稳。"), ("安排", "消防演练定于九月十日举行。")):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = words
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("places")
    articles = folder / "a"
    articles.mkdir()
    (articles / "地铁.pdf").write_bytes(pdf(*(PdfPage([(50, 60, 10, text)]) for text in PAGES)))
    (articles / "人口.xlsx").write_bytes(saved(workbook(("常住人口", ROWS), ("说明", [["甲"]]))))
    (articles / "汇报.pptx").write_bytes(deck())
    body = "".join(map(paragraph, [*NOTICE, OPENING]))
    (articles / "通知.docx").write_bytes(word(body))
    with Assistant(Settings(data_dir=folder / "data", language="zh")) as assistant:
        assistant.ingest(articles)
        app = create_server(assistant, gate=Gate(workers=2, waiting=2), rate=RateLimit(0))
        with serving(app) as address:
            context = visitor(chromium, address)
            opened = Desk(context, address)
            yield opened
            opened.close()
            context.close()


@pytest.mark.parametrize(
    ("question", "quoted", "file", "where"),
    [
        pytest.param("地铁票价几元起步？", "三元起步", "地铁.pdf", "第2页", id="page"),
        pytest.param("白杨区的常住人口是多少？", "42.1", "人口.xlsx", "第1–3行", id="row"),
        pytest.param("消防演练什么时候举行？", "九月十日", "汇报.pptx", "第2张幻灯片", id="slide"),
        pytest.param("体育馆每天几点开门？", "上午九点开门", "通知.docx", "", id="document"),
    ],
)
def test_a_citation_opens_at_its_place(
    desk: Desk, question: str, quoted: str, file: str, where: str
) -> None:
    page = desk.page
    desk.answer(question)
    page.locator("#yj-history .yj-turn").last.locator(".yj-cite").first.click()
    page.wait_for_selector(f"#yj-evidence .yj-path:has-text('{file}')")
    assert quoted in "".join(page.locator("#yj-evidence .yj-article mark").all_inner_texts())
    page.wait_for_function(_IN_VIEW)
    told = page.locator("#yj-evidence .yj-links .yj-at")
    if where:
        assert where in told.inner_text()
    else:
        assert told.count() == 0


def test_a_pdf_is_opened_at_its_page(desk: Desk) -> None:
    page = desk.page
    desk.answer("地铁票价几元起步？")
    page.locator("#yj-history .yj-turn").last.locator(".yj-cite").first.click()
    page.wait_for_selector("#yj-evidence .yj-path:has-text('地铁.pdf')")
    link = page.locator("#yj-evidence .yj-links a").first
    assert (link.get_attribute("href") or "").endswith("#page=2")
    reply = page.request.get(f"{desk.address}{link.get_attribute('href')}")
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.body().startswith(b"%PDF-")
