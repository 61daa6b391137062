"""Tables on their way into a text, out of cells that span, Markdown, plain text and HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.articles.clean import clean
from rag.articles.clean_text_tables import with_tables
from rag.articles.grid import MOST_CELLS, ROW, Cell, filled, heads_of, lines_of
from rag.articles.load_plain import article_from_bytes
from rag.errors import LoadError
from rag.text.split import MAX_CHARACTERS


def _text(name: str, body: str) -> str:
    return clean(article_from_bytes(name, body.encode())).document.text


def _cells(*rows: str) -> list[list[Cell]]:
    return [[Cell(text) for text in row.split(",")] for row in rows]


def test_a_heading_is_repeated_before_a_passage_would_lack_it() -> None:
    rows = _cells("镇,人口（人）,面积", *(f"第{n}镇,{n}000,{n}.5" for n in range(60)))
    lines = list(lines_of(rows))
    head = "镇 | 人口（人） | 面积"
    assert lines.count(head) > 2
    since = 0
    for line in lines:
        since = len(line) if line == head else since + len(line) + 1
        assert since <= MAX_CHARACTERS


def test_a_very_wide_heading_is_not_repeated() -> None:
    wide = ",".join(f"很长很长的栏目名称{n}" for n in range(20))
    lines = list(lines_of(_cells(wide, *([",".join("1" * 20)] * 50))))
    assert len(lines) == 51


def test_a_form_of_names_and_values_repeats_nothing() -> None:
    lines = list(lines_of(_cells("姓名,张三", *(f"项目{n},内容较长的说明{n}" for n in range(40)))))
    assert len(lines) == 41


def test_a_long_text_over_several_columns_is_said_once() -> None:
    long = "字" * 40
    grid = filled([[Cell("甲"), Cell("乙"), Cell("丙")], [Cell("丁"), Cell(long, 1, 2)]])
    assert grid[1] == ["丁", long, ""]


def test_heading_rows() -> None:
    assert heads_of([[Cell("a", heading=True)] * 2] * 2 + [[Cell("b")] * 2]) == 2
    assert heads_of([[Cell("a", 3), Cell("b", 1, 2)], [Cell("c")], [Cell("d")]]) == 3
    assert heads_of(_cells("a,b", "c,d")) == 1


def test_cells_that_claim_too_much() -> None:
    with pytest.raises(LoadError):
        filled([[Cell("a", 1, 10**9)] * 300] * (MOST_CELLS // 100_000))


@given(st.lists(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=4), max_size=5))
def test_whatever_cells_span_rows_are_as_wide_and_no_word_is_lost(
    rows: list[list[tuple[int, int]]],
) -> None:
    cells = [[Cell(f"{n}.{m}", *span) for m, span in enumerate(row)] for n, row in enumerate(rows)]
    grid = filled(cells)
    widths = {len(line) for line in grid if len(line) != 1}
    assert len(widths) <= 2  # an empty row at the side of one-celled ones
    said = {text for line in grid for text in line}
    assert {cell.text for row in cells for cell in row} <= said


def test_a_markdown_table_keeps_its_empty_cells_and_marks_within() -> None:
    body = (
        "# 产量表\n\n正文。\n\n| 乡镇 | 产量（吨） | 说明 |\n|:--|--:|---|\n"
        "| 上河乡 | 4210 | a\\|b |\n| **桃源镇** | | `新` |\n\n完。"
    )
    assert _text("a.md", body).split("\n") == [
        "正文。",
        "乡镇 | 产量（吨） | 说明",
        "上河乡 | 4210 | a｜b",
        "桃源镇 | | 新",
        "完。",
    ]


@pytest.mark.parametrize("blank", ["\t", "    ", "\u3000\u3000"], ids=["tabs", "spaces", "wide"])
def test_a_table_of_blanks_in_plain_text(blank: str) -> None:
    rows = [("乡镇", "产量", "面积"), ("上河乡", "4210", "9800"), ("下塘镇", "5120", "11300")]
    body = "产量如下。\n" + "\n".join(blank.join(row) for row in rows) + "\n完。"
    assert _text("a.txt", body).split("\n")[1:4] == [" | ".join(row) for row in rows]


def test_running_text_with_blanks_is_none() -> None:
    text = "  第一段说了很多话。\n  第二段也说了很多话。\n\t第三段。\n甲 乙\n丙 丁"
    assert with_tables(text, plain=True) == text


def test_editors_in_a_table_are_no_furniture() -> None:
    body = "| 职责 | 姓名 |\n|---|---|\n| 责任编辑 | 白露声 |\n| 审核 | 沈知夏 |"
    assert "责任编辑 | 白露声" in _text("a.md", body)


def test_no_date_is_taken_from_the_cell_of_a_document() -> None:
    body = f"{ROW}名称 | 日期\n\n{ROW}宏大公司 | 2019-03-12"
    assert clean(article_from_bytes("a.txt", body.encode())).document.published is None


PAGE = (
    "<html><body><article><h1>各区数据</h1><p>各区二〇二四年的数据已经公布，全市总体平稳。</p>"
    "{}</article></body></html>"
)


def test_spans_of_a_page() -> None:
    table = (
        "<table><caption>表1 线路</caption><tr><th rowspan=2>类<th rowspan=2>线路"
        "<th colspan=2>票价（元）<tr><th>平日<th>周末"
        "<tr><td rowspan=2>在建<td>3号线<td>4<td>5<tr><td>4号线<td><td>6</table>"
    )
    assert _text("a.html", PAGE.format(table)).split("\n")[1:] == [
        "表1 线路",
        "类 | 线路 | 票价 平日（元） | 票价 周末（元）",
        "在建 | 3号线 | 4 | 5",
        "在建 | 4号线 | | 6",
    ]


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>发文机关：<td>国务院<tr><td>发布日期：<td>2018年</table>",
        "<table><tr><td><a href=x>首页</a><td><a href=y>新闻</a><tr><td><a>甲</a><td>乙</table>",
        "<table><tr><td>" + "长" * 200 + "<td>乙<tr><td>甲<td>乙</table>",
    ],
    ids=["labels", "links", "frame"],
)
def test_what_is_laid_out_by_a_table_but_is_none_is_read_as_before(table: str) -> None:
    assert ROW not in _text("a.html", PAGE.format(table))
    from selectolax.lexbor import LexborHTMLParser

    from rag.articles.clean_tables import table_lines

    node = LexborHTMLParser(table).css_first("table")
    assert node is not None
    assert table_lines(node) == []


def test_a_page_whose_cells_claim_to_span_a_billion() -> None:
    cell = "<td rowspan=1000 colspan=1000000000>甲"
    text = _text("a.html", PAGE.format(f"<table>{f'<tr>{cell * 9}' * 2_000}</table>"))
    assert "甲" in text
    assert len(text) < 1_000_000
