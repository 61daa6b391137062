"""Workbooks, slides, books, rich text and rows parted by marks, made here and read back."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from rag.articles.clean import clean
from rag.articles.limits import Limits
from rag.articles.load import load
from rag.articles.load_sheets import shown
from rag.articles.load_tables import separator_of
from rag.errors import LoadError
from rag.wording import choose_language
from tests.rag.articles.office_files import every, lines, read, replaced, saved, workbook

ROWS: list[list[Any]] = [["镇", "人口（人）"], ["柳河镇", 32000], ["石桥镇", 28500]]


def test_one_article_a_sheet() -> None:
    data = saved(workbook(("人口", ROWS), ("空", []), ("耕地", [["镇", "耕地"], ["柳河镇", 5]])))
    first, second = every("统计.xlsx", data)
    assert (first.path, second.path) == ("统计.xlsx!/人口", "统计.xlsx!/耕地")
    assert clean(first).document.title == "统计 人口"
    assert clean(first).document.text == "镇 | 人口（人）\n柳河镇 | 32000\n石桥镇 | 28500"


def test_a_sheet_in_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b/统计.xlsx", saved(workbook(("甲", ROWS), ("乙", ROWS))))
    found = [article.path for article in load(path, Limits())]
    assert found == [f"{path}!/b/统计.xlsx!/甲", f"{path}!/b/统计.xlsx!/乙"]


def test_a_title_and_a_unit_above_the_heading_and_a_table_below() -> None:
    choose_language("zh")
    rows: list[list[Any]] = [
        ["各镇人口"],
        ["单位：人"],
        *ROWS,
        [],
        ["镇", "户数"],
        ["柳河镇", 9000],
        [],
        ["石桥镇", 8000],
    ]
    book = workbook(("Sheet1", rows))
    book.worksheets[0].merge_cells("A1:B1")
    document = read(saved(book), "x.xlsx")
    assert document.title == "各镇人口"
    assert document.text.split("\n") == [
        "单位：人",
        "镇 | 人口（人）",
        "柳河镇 | 32000",
        "石桥镇 | 28500",
        "（另一张表）",
        "镇 | 户数",
        "柳河镇 | 9000",
        "石桥镇 | 8000",
    ]


def test_merged_cells_of_a_sheet() -> None:
    book = workbook(
        (
            "Sheet1",
            [
                ["医院", "床位（张）", None],
                [None, "核定", "开放"],
                ["一院", 120, 130],
                [None, 7, 8],
            ],
        )
    )
    for area in ("A1:A2", "B1:C1", "A3:A4"):
        book.worksheets[0].merge_cells(area)
    assert lines(saved(book), "x.xlsx") == [
        "医院 | 床位 核定（张） | 床位 开放（张）",
        "一院 | 120 | 130",
        "一院 | 7 | 8",
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "seen"),
    [
        (0.052, "0.0%", "5.2%"),
        (388.0, "General", "388"),
        (388.0, "0.0", "388.0"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (5, '0"万元"', "5万元"),
        (3.5, "[$¥-804]#,##0.0", "¥3.5"),
        (-2, "0_ ;[Red]\\-0\\ ", "-2"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-7, "General", "0.0000001"),
        (date(2021, 6, 8), "yyyy-mm-dd", "2021-06-08"),
        (datetime(2021, 6, 8), 'yyyy"年"m"月"d"日"', "2021年6月8日"),
        (datetime(2021, 6, 8, 9, 30), "General", "2021-06-08 09:30"),
        (True, "General", "TRUE"),
        (" 字 ", "@", "字"),
        (None, "General", ""),
        (12000000000, "General", "12000000000"),
    ],
)
def test_a_cell_as_it_is_shown(value: object, number_format: str, seen: str) -> None:
    assert shown(value, number_format) == seen


def test_what_of_a_workbook_could_not_be_read_is_said() -> None:
    choose_language("en")
    from openpyxl.comments import Comment

    book = workbook(("数", [["项", "值"], ["甲", 1], ["乙", "=B2+1"]]), ("底稿", ROWS))
    book.worksheets[1].sheet_state = "hidden"
    book.worksheets[0]["B2"].comment = Comment("以年报为准", "沈")
    (article,) = every("x.xlsx", saved(book))
    assert article.notices == (
        "hidden sheets are not read: 底稿",
        "1 formulas hold no result and are not read (open and save it in Excel)",
    )
    assert "Comment (B2): 以年报为准" in clean(article).document.text


def test_rows_and_columns_that_are_hidden_are_read_and_told() -> None:
    choose_language("zh")
    rows: list[list[Any]] = [["品名", "成本价（元）", "售价（元）"], ["茶", 3, 9], ["咖啡", 5, 15]]
    book = workbook(("报价", rows))
    book.worksheets[0].row_dimensions[3].hidden = True
    book.worksheets[0].row_dimensions[40].hidden = True  # holds nothing
    book.worksheets[0].column_dimensions["B"].hidden = True
    (article,) = every("x.xlsx", saved(book))
    assert "咖啡 | 5 | 15" in clean(article).document.text
    assert article.notices == ("1 行在表中是隐藏的，也读了", "1 列在表中是隐藏的，也读了")


def test_a_sheet_of_very_many_rows_comes_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    choose_language("zh")
    monkeypatch.setattr("rag.articles.load_tables.PAGE_ROWS", 3)
    rows: list[list[Any]] = [["号", "值"], *([f"{n}号线", n] for n in range(1, 6))]
    first, second = every("x.xlsx", saved(workbook(("表", rows))))
    assert second.path == "x.xlsx!/@4"
    assert clean(second).document.text.split("\n") == [
        "这里是第4至6行，共6行。",
        "号 | 值",
        "3号线 | 3",
        "4号线 | 4",
        "5号线 | 5",
    ]
    assert clean(first).document.title == clean(second).document.title == "x 表"


@pytest.mark.parametrize("name", ["a.xlsx", "a.pptx", "a.epub"])
@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"plain", b""])
def test_damaged_files_are_named(name: str, data: bytes) -> None:
    with pytest.raises(LoadError):
        every(name, data)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "，"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"])
def test_rows_parted_by_any_mark_in_any_encoding(mark: str, encoding: str) -> None:
    rows = [
        ("企業名稱" if encoding == "big5" else "企业名称", "資本" if encoding == "big5" else "资本")
    ]
    rows += [("宏大公司", "5000"), ("金禾公司", "800"), ("天地公司", "12000")]
    data = "\r\n".join(mark.join(row) for row in rows).encode(encoding)
    document = read(data, "名录.csv")
    assert document.text.split("\n") == [" | ".join(row) for row in rows]
    assert document.title == "名录"


def test_quoted_cells_and_no_date_out_of_a_cell() -> None:
    out = io.StringIO()
    csv.writer(out).writerows(
        [("岗位", "要求", "日期"), ("康复师", "本科，\n康复", "2024-05-06"), ("a|b", '说"好"', "")]
    )
    document = read(out.getvalue().encode(), "招聘.csv")
    assert document.text.split("\n") == [
        "岗位 | 要求 | 日期",
        "康复师 | 本科， 康复 | 2024-05-06",
        'a｜b | 说"好" |',
    ]
    assert document.published is None


def test_a_csv_that_is_running_text_is_text() -> None:
    assert (
        read("第一句话。\n第二句话说完了。".encode(), "a.csv").text
        == "第一句话。\n第二句话说完了。"
    )
    assert separator_of("甲\n乙\n") == ""


def test_slides_with_tables_notes_and_groups() -> None:
    choose_language("zh")
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "水库工程汇报"
    slide.placeholders[1].text = "3月10日开工。"
    slide.notes_slide.notes_text_frame.text = "经理为谭远征。"
    group = slide.shapes.add_group_shape()
    box = group.shapes.add_textbox(Inches(1), Inches(6), Inches(2), Inches(1))
    box.text_frame.text = "组内文字。"
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "分部投资"
    table = second.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(6), Inches(2)).table
    for row, cells in enumerate(
        [("类", "分部", "万元"), ("主体", "大坝", "32"), ("", "隧洞", "9")]
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    hidden = deck.slides.add_slide(deck.slide_layouts[5])
    hidden._element.set("show", "0")
    (article,) = every("a.pptx", saved(deck))
    document = clean(article).document
    assert document.title == "水库工程汇报"
    assert document.text.split("\n") == [
        "3月10日开工。",
        "组内文字。",
        "第1页备注：经理为谭远征。",
        "分部投资",
        "类 | 分部 | 万元",
        "主体 | 大坝 | 32",
        "主体 | 隧洞 | 9",
    ]
    assert article.notices == ("1 张隐藏的幻灯片没有读",)


def _book(*, package: bool = True, headed: bool = True) -> bytes:
    file = io.BytesIO()
    spine = "".join(f"<itemref idref='c{n}'/>" for n in (2, 1))
    items = "".join(f"<item id='c{n}' href='t%20{n}.xhtml'/>" for n in (1, 2))
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        if package:
            archive.writestr(
                "META-INF/container.xml",
                "<container xmlns='urn:x'><rootfiles>"
                "<rootfile full-path='O/b.opf'/></rootfiles></container>",
            )
            archive.writestr(
                "O/b.opf",
                "<package xmlns:dc='urn:dc'><metadata><dc:title>渡口志</dc:title>"
                "<dc:creator>沈知夏</dc:creator></metadata><manifest>"
                + items
                + "</manifest><spine>"
                + spine
                + "</spine></package>",
            )
        for n in (1, 2):
            archive.writestr(
                f"O/t {n}.xhtml",
                "<html><head lang='zh'><title>渡口志</title></head><body>"
                + (f"<h1>第{n}章</h1>" if headed else "")
                + f"<p>渡口建于189{n}年。</p></body></html>",
            )
    return file.getvalue()


def test_a_book_is_an_article_a_chapter_in_reading_order() -> None:
    first, second = (clean(each).document for each in every("a.epub", _book()))
    assert (first.path, first.title, first.text) == (
        "a.epub!/t 2.xhtml",
        "第2章",
        "渡口建于1892年。",
    )
    assert (second.source, second.author) == ("渡口志", "沈知夏")


def test_a_chapter_is_not_called_like_the_whole_book() -> None:
    first, _ = (clean(each).document for each in every("a.epub", _book(headed=False)))
    assert first.title != "渡口志"


def test_a_book_without_its_package_is_read_all_the_same() -> None:
    choose_language("en")
    first, second = every("a.epub", _book(package=False))
    assert "189" in first.body
    assert first.path.endswith("t 1.xhtml")
    assert "order of names" in second.notices[0]


def test_rich_text_in_gbk_and_in_unicode() -> None:
    words = "".join(f"\\'{byte:02x}" for byte in "梨花镇供水通知".encode("gbk"))
    rtf = "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0 SimSun;}}\\f0 " + words + "\\par\n"
    rtf += "\\u26792?\\u33457?9\\u26085?\\u12290?\\par{\\pict\\wmetafile8 0100}}"
    choose_language("en")
    for name in ("a.rtf", "a.doc"):
        (article,) = every(name, rtf.encode())
        assert clean(article).document.title == "梨花镇供水通知"
        assert clean(article).document.text == "梨花9日。"
        assert article.notices == ("words in 1 pictures are not read",)


def test_a_workbook_whose_sheets_are_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.articles.load_sheets.MAX_SHEET_BYTES", 100)
    with pytest.raises(LoadError, match="csv"):
        every("a.xlsx", saved(workbook(("a", ROWS))))


def test_a_sheet_that_claims_to_be_endless() -> None:
    book = workbook(("a", [["甲", "乙"], ["一", 2]]))
    book.worksheets[0].cell(1_048_576, 16_384, "远")
    data = saved(book)
    assert lines(data, "a.xlsx")[:2] == ["甲 | 乙 |", "一 | 2 |"]
    far = replaced(data, "xl/workbook.xml", b"<a/>")
    with pytest.raises(LoadError):
        every("a.xlsx", far)


def test_the_row_of_each_line_also_below_gaps_and_headings_said_again() -> None:
    rows: list[list[Any]] = [
        ["产量表"],
        [],
        ["乡镇", "产量（吨）"],
        *([f"甲{n}乡", n] for n in range(60)),
    ]
    book = workbook(("表", rows))
    document = read(saved(book), "a.xlsx")
    assert document.text.count("乡镇 | 产量（吨）") > 1

    def row_of(words: str) -> str:
        start = document.text.index(words)
        return str(document.places.of(start, start + len(words)))

    assert row_of("乡镇 | 产量（吨）") == "工作表“表”第3行"
    assert row_of("甲0乡 | 0") == "工作表“表”第4行"
    assert row_of("甲59乡 | 59") == "工作表“表”第63行"


def test_the_rows_of_a_long_csv_go_on_in_its_second_part() -> None:
    data = "名,值\n" + "".join(f"项{n},{n}\n" for n in range(2, 20_010))
    documents = [clean(article).document for article in every("a.csv", data.encode())]
    assert len(documents) == 2
    last = documents[1]
    start = last.text.index("项20009 | 20009")
    assert str(last.places.of(start, start + 5)) == "第20009行"
