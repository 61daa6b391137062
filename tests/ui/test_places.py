"""A citation opens where its quote stands in the original: told in text, in Python, in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Answer, Assistant, Settings
from rag.answer_types import answer_as_text
from rag.places import Place
from tests.rag.articles.office_files import saved, workbook
from tests.rag.articles.pdf_files import PdfPage, pdf
from ui.html.article import evidence_html
from ui.html.export import answer_markdown
from ui.html.turn import conversation_html
from ui.page.evidence import place_of
from ui.server.api_fields import Answered
from ui.server.asking import answer_record
from ui.state.turns import PageTurn, as_record, from_record

PAGES = ["青禾市今年一月开通地铁，全长二十八公里。", "地铁票价为三元起步，学生乘车半价。"]
ROWS: list[list[object]] = [["区", "常住人口（万人）"], ["红崖区", 38.5], ["白杨区", 42.1]]
NOTE: list[list[object]] = [["甲"]]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("places")
    articles = folder / "a"
    articles.mkdir()
    made = pdf(*(PdfPage([(50, 60, 10, text)]) for text in PAGES))
    (articles / "地铁.pdf").write_bytes(made)
    (articles / "人口.xlsx").write_bytes(saved(workbook(("常住人口", ROWS), ("说明", NOTE))))
    (articles / "公园.txt").write_text("湖心公园占地十二公顷。\n", encoding="utf-8")
    with Assistant(Settings(data_dir=folder / "data", language="zh")) as made_assistant:
        made_assistant.ingest(articles)
        yield made_assistant


@pytest.fixture(scope="module")
def priced(assistant: Assistant) -> Answer:
    return assistant.ask("地铁票价几元起步？")


def test_the_page_of_a_pdf_is_told_with_its_quote(priced: Answer) -> None:
    (citation,) = priced.citations
    assert citation.place == Place("page", 2, 2)
    assert f"{citation.path}，第2页 [{citation.start}:" in answer_as_text(priced)
    assert "第2页" in answer_markdown(priced, "zh")
    assert "p. 2" in answer_markdown(priced, "en")


def test_the_sheet_and_row_of_a_cell(assistant: Assistant) -> None:
    answer = assistant.ask("白杨区的常住人口是多少？")
    assert "42.1" in answer.text
    assert [str(citation.place) for citation in answer.citations] == ["工作表“常住人口”第1–3行"]


def test_overviews_tell_it_too_and_plain_text_has_none(assistant: Assistant) -> None:
    listed = assistant.ask("有哪些文章？")
    found = {Path(each.path.partition("!/")[0]).suffix: each for each in listed.citations}
    assert found[".txt"].place is None
    page = 1 + next(n for n, text in enumerate(PAGES) if found[".pdf"].quote in text)
    assert found[".pdf"].place == Place("page", page, page)


def test_programs_get_it_as_fields(priced: Answer) -> None:
    record = answer_record(priced)
    assert record["citations"][0]["place"] == {"kind": "page", "first": 2, "last": 2, "sheet": ""}
    assert Answered.model_validate(record).citations[0].place is not None


def test_the_page_shows_it_and_opens_the_file_there(assistant: Assistant, priced: Answer) -> None:
    turn = PageTurn(id="t1", question="票价", status="done", text=priced.text, answer=priced)
    assert "第2页" in conversation_html((turn,), "zh")
    document = assistant.document(priced.citations[0].document_id)
    place = place_of(turn, "cite", 1)
    assert place is not None
    shown = evidence_html(place, document, "zh")
    assert f'href="/original/{document.id}#page=2"' in shown
    assert "第2页" in shown


@pytest.mark.parametrize("place", [None, {}, {"kind": "moon"}, {"kind": "page", "first": "x"}])
def test_a_conversation_that_a_browser_kept_has_it_back(priced: Answer, place: object) -> None:
    turn = PageTurn(id="t1", question="票价", status="done", text=priced.text, answer=priced)
    record = as_record((turn,), "")
    (back,) = from_record(record, "")
    assert back.answer is not None
    assert back.answer.citations == priced.citations
    record["turns"][0]["answer"]["citations"][0]["place"] = place
    (odd,) = from_record(record, "")
    assert odd.answer is not None
    assert odd.answer.citations[0].place in (None, Place("page", 0, 0))
