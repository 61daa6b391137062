"""PDFs as a reader reads them: columns, lines, tables, heads and feet, and what has no text."""

from __future__ import annotations

import resource

import pytest

from rag.articles.clean import clean
from rag.articles.load_plain import article_from_bytes
from rag.articles.pdf_runs import closed_up
from rag.errors import LoadError
from rag.types import Document
from rag.wording import choose_language
from tests.rag.articles.pdf_files import PdfPage, locked, pdf

TEXT = "青禾市今年一月开通地铁，全长二十八公里。"


def _document(*pages: PdfPage, title: bytes | None = None) -> Document:
    choose_language("zh")
    return clean(article_from_bytes("a.pdf", pdf(*pages, title=title))).document


def _lines(*pages: PdfPage) -> list[str]:
    document = _document(*pages)
    return [document.title, *document.text.split("\n")]


def _column(
    x: float, y: float, text: str, width: int, size: float = 10
) -> list[tuple[float, float, float, str]]:
    pieces = [text[place : place + width] for place in range(0, len(text), width)]
    return [(x, y + 15 * row, size, piece) for row, piece in enumerate(pieces)]


LEFT = (
    "青禾市今年一月开通了第三条地铁线路，全长二十八公里，"
    "沿线共设十九座车站，预计每天运送旅客三十二万人次。"
)
RIGHT = (
    "同日市交通局公布了公交线路调整方案，新开线路十四条，"
    "停运线路三条，涉及站点二百六十个，自二月起执行。"
)


def test_two_columns_are_read_one_after_the_other() -> None:
    rows = [*_column(50, 120, LEFT, 14), *_column(320, 125, RIGHT, 14)]
    mixed = sorted(rows, key=lambda text: text[1])  # written row by row
    page = PdfPage([(50, 60, 20, "青禾市交通简报"), *mixed])
    assert _lines(page) == ["青禾市交通简报", LEFT, RIGHT]


def test_broken_lines_are_joined_and_paragraphs_are_not() -> None:
    first = "新线分三段施工，东段由第二工程局承建，工期24"  # broken within a figure
    rest = "00天，其余两段于次年完工"
    page = PdfPage(
        [(50, 60, 20, "地铁通报"), (70, 100, 10, LEFT[:24]), (50, 115, 10, LEFT[24:50]),
         (50, 130, 10, LEFT[50:]), (50, 145, 10, first), (50, 160, 10, rest)]
    )  # fmt: skip
    assert _lines(page) == ["地铁通报", LEFT, first + rest]


def test_latin_lines_are_joined_with_a_space() -> None:
    page = PdfPage(
        [(50, 60, 20, "Port Weekly"), (50, 100, 5, "The first berth was opened by the director"),
         (50, 108, 5, "of the port in July."), (50, 116, 5, "It is long.")]
    )  # fmt: skip
    text = _document(page).text
    assert "by the director of the port in July." in text


def test_a_ruled_table_keeps_its_rows_and_empty_cells() -> None:
    cells = [
        ("镇", "装机（万千瓦）", "发电量（亿度）"),
        ("花海镇", "42.5", "6.8"),
        ("赤金镇", "", "3.1"),
    ]
    edges, heights = (50, 110, 200, 300), (100, 130, 160, 190)
    texts = [
        (edges[column] + 5, heights[row] + 20, 10, text)
        for row, line in enumerate(cells)
        for column, text in enumerate(line)
        if text
    ]
    rules = [(x, 100, x, 190) for x in edges] + [(50, y, 300, y) for y in heights]
    page = PdfPage([(50, 60, 20, "各镇光伏装机表"), *texts], rules)
    assert _lines(page) == [
        "各镇光伏装机表",
        "镇 | 装机（万千瓦） | 发电量（亿度）",
        "花海镇 | 42.5 | 6.8",
        "赤金镇 | | 3.1",
    ]


def test_a_run_across_two_ruled_cells_is_parted() -> None:
    rules = [(x, 100, x, 160) for x in (50, 85, 150)] + [(50, y, 150, y) for y in (100, 130, 160)]
    page = PdfPage(
        [(50, 60, 20, "产量表"), (55, 120, 10, "镇名产量"), (55, 150, 10, "东镇1234")], rules
    )
    assert _lines(page)[1:] == ["镇名产 | 量", "东镇1 | 234"]


def test_a_table_without_rules_keeps_its_rows() -> None:
    rows = [
        ("镇", "产量", "面积"),
        ("东镇", "37", "101"),
        ("西镇", "74", ""),
        ("南镇", "111", "303"),
    ]
    texts = [
        (50 + 90 * column, 100 + 22 * row, 10, text)
        for row, line in enumerate(rows)
        for column, text in enumerate(line)
        if text
    ]
    text = _document(PdfPage([(50, 60, 20, "各镇产量表"), *texts])).text
    assert text.split("\n") == [
        "镇 | 产量 | 面积",
        "东镇 | 37 | 101",
        "西镇 | 74 |",
        "南镇 | 111 | 303",
    ]


def test_numbered_items_are_no_table() -> None:
    items = [("1.", "申请人提交材料"), ("2.", "窗口人员核对"), ("3.", "三日内办结")]
    texts = [
        (x, 100 + 30 * row, 10, item[part])
        for row, item in enumerate(items)
        for part, x in enumerate((50, 90))
    ]
    text = _document(PdfPage([(50, 60, 20, "办事指南"), *texts])).text
    assert text.split("\n") == ["1. 申请人提交材料", "2. 窗口人员核对", "3. 三日内办结"]


def test_heads_feet_and_page_numbers_are_cut() -> None:
    numbers = "一二三四五六"
    pages = [
        PdfPage([
            (50, 30, 9, "青禾年鉴（2024）" if place % 2 else "第三篇　交通"),
            (50, 100, 10, f"第{numbers[place]}条线路于当年建成通车，由市里统一管理。"),
            (50, 115, 10, f"它的终点是{numbers[place]}号码头。"),
            (280, 780, 9, f"— {place + 11} —"),
        ])
        for place in range(6)
    ]  # fmt: skip
    text = _document(*pages).text
    assert "年鉴" not in text
    assert "第三篇" not in text
    assert "—" not in text
    assert text.count("线路") == text.count("码头") == 6


def test_what_a_browser_prints_around_a_page_is_cut() -> None:
    page = PdfPage(
        [(30, 20, 4, "2025/7/2 10:32"), (300, 20, 4, "地铁开通"), (50, 100, 10, TEXT),
         (50, 130, 10, "第二段。"), (30, 790, 4, "https://a.org/b.html"), (560, 790, 4, "1/1")]
    )  # fmt: skip
    assert _document(page).text == f"{TEXT}\n第二段。"


def test_a_paragraph_goes_on_in_the_next_column_and_page() -> None:
    pages = [
        PdfPage([*_column(50, 100, LEFT[:24], 8), *_column(320, 100, LEFT[24:48], 8)]),
        PdfPage([*_column(50, 100, LEFT[48:], 8)]),
    ]
    assert _document(*pages).text == LEFT


def test_vertical_text_is_read_from_the_right() -> None:
    columns = ["清溪书院记", "清溪书院重修于一九八六年，", "共有房屋三十二间。"]
    texts = [
        (500 - 30 * place, 60 + 14 * row, 12, character)
        for place, column in enumerate(columns)
        for row, character in enumerate(column)
    ]
    assert _lines(PdfPage(texts)) == ["清溪书院记", "清溪书院重修于一九八六年，共有房屋三十二间。"]


def test_spaced_out_text_is_closed_up() -> None:
    texts = [
        (50 + 14 * place, 100 + 30 * row, 10, character)
        for row, line in enumerate(("庆元镇香菇产业通报", "全镇香菇产量达到1.8万吨。"))
        for place, character in enumerate(line)
    ]
    assert _lines(PdfPage(texts)) == ["庆元镇香菇产业通报", "全镇香菇产量达到1.8万吨。"]
    assert closed_up("I am a man of few words") == "I am a man of few words"
    assert closed_up("A B C D E F") == "A B C D E F"


def test_radicals_become_characters_in_every_kind_of_file() -> None:
    page = PdfPage([(50, 60, 20, "⻰⻢镇⼯作报告"), (50, 100, 10, "⻋站⼆座，⻥塘⾯积⼤。")])
    assert _lines(page) == ["龙马镇工作报告", "车站二座，鱼塘面积大。"]
    article = article_from_bytes("a.txt", "⻰⻢镇⼯作报告\n\n⻋站⼆座，⻥塘⾯积⼤。".encode())
    document = clean(article).document
    assert (document.title, document.text) == ("龙马镇工作报告", "车站二座，鱼塘面积大。")


def _matrix(turn: int, x: float, y: float) -> str:
    """Where a text stands on a page of 600 by 800 points that is shown turned to the right."""
    return {
        90: f"0 1 -1 0 {y} {x}",
        180: f"-1 0 0 -1 {600 - x} {y}",
        270: f"0 -1 1 0 {600 - y} {800 - x}",
    }[turn]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_turned_back(turn: int) -> None:
    upright = PdfPage([(50, 60, 20, "地铁开通"), (50, 100, 10, TEXT), (50, 130, 10, "第二段。")])
    expected = _lines(upright)
    texts = [(_matrix(turn, x, y), size, text) for x, y, size, text in upright.texts]
    data = pdf(PdfPage(turn=turn, turned=texts))
    document = clean(article_from_bytes("a.pdf", data)).document
    assert [document.title, *document.text.split("\n")] == expected


def test_pages_without_text_and_a_watermark_are_told() -> None:
    choose_language("zh")
    pages = [
        PdfPage([(50, 100, 10, TEXT)], slanted="内部资料"),
        PdfPage(),
        PdfPage(),
        PdfPage(),
        PdfPage(),
    ]
    article = article_from_bytes("a.pdf", pdf(*pages))
    assert article.notices == (
        "5 页中有 4 页没有文字（第2–5页），可能是扫描件，未读",
        "4 个斜排的字（水印？）未读",
    )
    assert article.body == TEXT
    with pytest.raises(LoadError, match=r"3 页都没有文字"):
        article_from_bytes("a.pdf", pdf(PdfPage(), PdfPage(), PdfPage()))


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_pdf_locked_for_editing_is_read_and_one_with_a_password_is_named(algorithm: str) -> None:
    data = pdf(PdfPage([(50, 100, 10, TEXT)]))
    assert article_from_bytes("a.pdf", locked(data, "", algorithm)).body == TEXT
    with pytest.raises(LoadError, match=r"密码|password"):
        article_from_bytes("a.pdf", locked(data, "secret", algorithm))


def test_many_pages_take_no_more_memory_than_a_few() -> None:
    pages = [
        PdfPage([(50, 60 + place % 9 * 12 + 20 * row, 10, LEFT) for row in range(12)])
        for place in range(400)
    ]
    article_from_bytes("a.pdf", pdf(*pages[:40]))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert article_from_bytes("a.pdf", pdf(*pages)).body.count("地铁") == 4_800
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kilobytes


def test_the_page_of_a_quote_also_across_pages_and_behind_empty_ones() -> None:
    head = (50.0, 20.0, 8.0, "青禾市交通局")
    first = PdfPage([head, (50, 60, 20, "地铁通报"), *_column(50, 700, LEFT[:30], 30)])
    second = PdfPage([head, *_column(50, 60, LEFT[30:], 30), *_column(50, 200, RIGHT, 60)])
    document = _document(first, second, PdfPage(), PdfPage([head, (50, 60, 10, TEXT)]))
    assert document.text.split("\n") == [LEFT, RIGHT, TEXT]

    def where(words: str) -> str:
        start = document.text.index(words)
        return str(document.places.of(start, start + len(words)))

    assert where("第三条地铁线路") == "第1页"
    assert where(LEFT) == "第1–2页"
    assert where(RIGHT[:9]) == "第2页"
    assert where(TEXT) == "第4页"


def test_numbered_articles_of_a_policy_are_no_table() -> None:
    texts: list[tuple[float, float, float, str]] = []
    for at, number in enumerate("一二三四"):
        texts.append((60, 100 + 24 * at, 12, f"第{number}条"))
        texts.append((110, 100 + 24 * at, 12, f"本办法所称{number}类经费由计财处审批。"))
    body = article_from_bytes("办法.pdf", pdf(PdfPage(texts))).body
    assert "|" not in body
    assert [line[:3] for line in body.split("\n\n")] == [f"第{number}条" for number in "一二三四"]
