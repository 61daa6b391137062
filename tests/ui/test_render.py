"""Pure rendering: what is escaped, what is marked, what Markdown and JSON carry."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import Answer, Document, IngestReport, Passage, Skipped
from tests.ui.fakes import answered, documents, refusal
from ui.html.article import evidence_html, paragraphs_html, web_host
from ui.html.export import answer_markdown, conversation_json, conversation_markdown
from ui.html.markup import written_date
from ui.html.runs import run_html
from ui.html.tables import report_html
from ui.html.turn import answer_html, turn_html
from ui.state.place import Place
from ui.state.turns import PageTurn, TurnStatus, new_turn

DONE = replace(new_turn("何时获批？"), status="done", answer=answered(documents()))

_OURS = re.compile(r"</?[a-z][^<>]*>")


def visible(markup: str) -> str:
    """The text a reader sees."""
    return html.unescape(_OURS.sub("", markup))


@given(st.text(max_size=300))
def test_answer_text_is_shown_as_it_is(text: str) -> None:
    shown = answer_html(text, "t1", 0)
    assert "<script" not in shown
    kept = re.sub(r"\*\*([^*\n]{1,200})\*\*", r"\1", text)
    lines = [line for line in kept.split("\n") if html.escape(line).strip()]
    assert visible(shown) == "".join(lines)


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_marked_text_is_the_quote_and_nothing_is_lost(text: str, one: int, two: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    shown = paragraphs_html(text, 0, len(text), start, end)
    marked = "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", shown, flags=re.DOTALL))
    blank = {line for line in text.split("\n") if not line.strip()}
    expected = "".join(
        text[max(start, place) : min(end, place + len(line))]
        for place, line in _lines(text)
        if line not in blank and max(start, place) < min(end, place + len(line))
    )
    assert html.unescape(marked) == expected
    assert visible(shown) == "".join(line for _, line in _lines(text) if line not in blank)


def _lines(text: str) -> list[tuple[int, str]]:
    place, found = 0, []
    for line in text.split("\n"):
        found.append((place, line))
        place += len(line) + 1
    return found


def test_markers_become_buttons_only_where_a_citation_is() -> None:
    shown = answer_html("甲[1]乙[2]丙[0]丁[12]", "t1", 1)
    assert shown.count("<button") == 1
    assert visible(shown) == "甲1乙[2]丙[0]丁[12]"


@pytest.mark.parametrize(
    ("published", "basis", "zh", "en"),
    [
        (date(2022, 7, 29), "stated", "刊于 2022年7月29日", "Published 29 July 2022"),
        (date(2022, 7, 1), "inferred", "约 2022年7月1日（推断）", "About 1 July 2022 (inferred)"),
        (None, "unknown", "日期不详", "No date"),
    ],
)
def test_dates_say_what_they_rest_on(published: date | None, basis: str, zh: str, en: str) -> None:
    assert written_date(published, basis, "zh") == zh
    assert written_date(published, basis, "en") == en


def test_markdown_lists_every_source_with_its_quote() -> None:
    text = answer_markdown(answered(documents()), "zh")
    assert text.count("\n   > ") == 3
    assert "[1]" in text
    assert "3. 江湾轮渡恢复夜航 · 江湾晚报 · 约 2023年9月1日（推断） · /articles/轮渡.txt" in text


@pytest.mark.parametrize(
    "hostile",
    ["![x](https://evil.example/a.png)", "[点](javascript:1)", "<img src=x>", "# 大标题", "> 引"],
)
def test_markdown_from_a_reply_forms_no_markup(hostile: str) -> None:
    answer = replace(answered(documents()), text=hostile, citations=())
    text = answer_markdown(answer, "zh")
    assert not re.search(r"(?<!\\)!\[|(?<!\\)\]\((?!\s)|(?<!\\)<|^[#>]", text)


def test_sentences_of_a_copied_answer_stay_apart_and_lists_together() -> None:
    said = "2022年1月获批。[1]\n2023年开工。[2]\n\n一共两项：\n1. 甲\n2. 乙\n- 丙\n其余未列。"
    text = answer_markdown(replace(answered(documents()), text=said, citations=()), "zh")
    assert text == (
        "2022年1月获批。[1]\n\n2023年开工。[2]\n\n一共两项：\n1. 甲\n2. 乙\n\\- 丙\n\n其余未列。"
    )


def test_exports_hold_the_whole_conversation() -> None:
    refused = replace(
        new_turn("2030年呢？"), status="done", answer=refusal("2030年呢？", documents())
    )
    text = conversation_markdown((DONE, refused), "zh")
    assert text.count("## ") == 2
    assert "没有2030年的安排" in text
    turns = json.loads(conversation_json((DONE, refused)))
    assert [turn["answer"]["answered"] for turn in turns] == [True, False]
    assert turns[0]["answer"]["citations"][0]["published"] == "2024-03-15"


def test_a_turn_in_each_state_says_which() -> None:
    base = new_turn("问")
    states: tuple[tuple[TurnStatus, str], ...] = (
        ("failed", "这次没有答成"),
        ("interrupted", "没有答完"),
        ("stopped", "已停止"),
        ("asking", "检索文章"),
    )
    for status, word in states:
        assert word in turn_html(replace(base, status=status), "zh")


def test_evidence_of_a_changed_article_falls_back_to_the_quote() -> None:
    known = documents()["doc-wetland"]
    place = Place("cite", known.id, 3, 6, "不是原句", known.title)
    shown = evidence_html(place, known, "zh")
    assert "<blockquote" in shown
    assert "不是原句" in shown
    assert "<mark" not in shown


def test_a_report_says_what_is_no_longer_indexed() -> None:
    went = IngestReport(added=2, removed=15)
    assert "新增 2 篇" in report_html(went, "zh")
    assert "不再收录 15 篇" in report_html(went, "zh")
    assert "15 no longer indexed" in report_html(went, "en")
    assert "不再收录" not in report_html(IngestReport(added=2), "zh")


def test_what_could_not_be_read_is_said_over_the_article_and_in_the_report() -> None:
    known = replace(documents()["doc-wetland"], notices=("4 页没有文字 <b>",))
    shown = evidence_html(Place("read", known.id, 0, 0, ""), known, "zh")
    assert '<p class="yj-remark" dir="auto">4 页没有文字 &lt;b&gt;</p>' in shown
    report = IngestReport(noticed=(Skipped("/a/b.pdf", "4 页没有文字"),))
    assert '<td dir="auto">b.pdf</td><td dir="auto">4 页没有文字</td>' in report_html(report, "zh")
    assert "<p>先用 &lt;fast&gt;</p>" in report_html(IngestReport(notices=("先用 <fast>",)), "zh")


def test_a_long_article_is_shown_around_its_quote() -> None:
    text = "\n".join(f"第{n}行" + "字" * 40 for n in range(10_000))
    document = Document(id="long", path="/a.txt", title="长", text=text)
    start = text.index("第5000行")
    place = Place("cite", "long", start, start + 6, text[start : start + 6], number=1, total=1)
    shown = evidence_html(place, document, "zh")
    assert len(shown) < 10_000
    assert "前文略" in shown
    assert "后文略" in shown
    whole = evidence_html(place, document, "zh", whole=True)
    assert 200_000 < len(whole) < 1_500_000


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://news.example.org/a?b=1", "news.example.org"),
        ("http://[::1]:80/", "::1"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://bank.example@evil.example/", ""),
        ("https://a b/", ""),
        ("http://[bad", ""),
        ("//evil.example", ""),
        ("", ""),
    ],
)
def test_only_plain_web_addresses_become_links(url: str, host: str) -> None:
    assert web_host(url) == host


@pytest.mark.parametrize(
    ("lacks", "shown"),
    [
        pytest.param(("没有提到“<b>长三角”",), "没有提到“&lt;b&gt;长三角”", id="escaped"),
        pytest.param((), "", id="an_older_answer_has_none"),
    ],
)
def test_each_nearest_passage_says_what_its_article_lacks(
    lacks: tuple[str, ...], shown: str
) -> None:
    passage = Passage(chunk_id=1, document_id="d", start=0, end=2, text="大会", title="大会")
    answer = Answer("没有。", answered=False, nearest=(passage,), nearest_lacks=lacks)
    turn = PageTurn(id="a", question="长三角？", status="done", answer=answer)
    assert f'<span class="yj-why">{shown}</span>' in turn_html(turn, "zh")


def test_a_run_with_odd_values_is_still_shown() -> None:
    run = {"figures": {"accuracy": {"value": "x", "low": None, "high": 7}}, "warnings": "no"}
    rows = [{"question": "<i>", "gains": "x", "citations": [3], "answers": 5, "stage": None}]
    shown = run_html(run, rows, "en")
    assert "&lt;i&gt;" in shown
    assert "<i>" not in shown.replace("<i style", "")


def test_a_run_that_was_not_finished_does_not_say_that_all_was_right() -> None:
    shown = run_html({"started": "2026-11-20T10:00:00", "finished": False}, [], "zh")
    assert "没有跑完" in shown
    assert "全部答对" not in shown


def test_what_of_an_article_could_not_be_read_is_said_above_it() -> None:
    first = next(iter(documents().values()))
    document = replace(first, notices=("3 张图片中的文字没有读<b>",))
    place = Place("read", document.id, 0, 0, "")
    assert "3 张图片中的文字没有读&lt;b&gt;" in evidence_html(place, document, "zh")
