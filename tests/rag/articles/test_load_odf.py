"""OpenDocument texts, sheets and slides: every word a reader sees, and what is not read."""

from __future__ import annotations

import pytest

from rag.articles.clean import clean
from rag.errors import LoadError
from rag.wording import choose_language
from tests.rag.articles.office_files import every, lines, read
from tests.rag.articles.open_files import (
    COVERED,
    box,
    cell,
    heading,
    open_document,
    paragraph,
    slide,
    table,
)

TEXT = "青禾市今年1月开通地铁，全长28公里。"
LIST = """<text:list-style style:name="L1">
<text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..."
 style:num-prefix="第" style:num-suffix="条"/>
<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="."
 text:display-levels="1"/>
</text:list-style>"""


def _item(words: str, inner: str = "") -> str:
    return f"<text:list-item>{paragraph(words)}{inner}</text:list-item>"


@pytest.fixture(autouse=True)
def _chinese() -> None:
    choose_language("zh")


def test_words_that_are_elements_and_those_that_do_not_show() -> None:
    hidden = (
        '<style:style style:name="H" style:family="text">'
        '<style:text-properties text:display="none"/></style:style>'
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        f"{paragraph('删去的话')}</text:deletion></text:changed-region></text:tracked-changes>"
        + paragraph(
            "青禾市<text:span>今年<text:s text:c='2'/>1月</text:span>"
            "<text:span text:style-name='H'>看不见</text:span>开通\n    地铁"
            "<text:ruby><text:ruby-base>禾</text:ruby-base><text:ruby-text>hé</text:ruby-text>"
            "</text:ruby><text:change text:change-id='c'/>，全长28公里。"
        )
        + f"<text:section text:display='none'>{paragraph('藏起来的节')}</text:section>"
        + f"<text:section>{paragraph('节里的话。')}</text:section>"
    )
    document = read(open_document("odt", body, styles=hidden), "a.odt")
    assert document.text == "青禾市今年 1月开通 地铁禾，全长28公里。\n节里的话。"
    assert document.notices == ("含修订：按接受修订读取，1 处删去",)


def test_boxes_notes_and_comments_follow_their_paragraph() -> None:
    body = paragraph(
        f"{TEXT}<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>"
        f"<text:note-body>{paragraph('见附录。')}</text:note-body></text:note>"
        f"<office:annotation><dc:creator>沈知夏</dc:creator>{paragraph('请核对。')}"
        f"</office:annotation><draw:frame><draw:text-box>{paragraph('框里的话。')}"
        "</draw:text-box></draw:frame><draw:frame><draw:image/></draw:frame>"
        f"<draw:custom-shape>{paragraph('图形里的话。')}</draw:custom-shape>"
        "<draw:frame><draw:object/><draw:image/></draw:frame>"
    )
    document = read(open_document("odt", body), "a.odt")
    assert document.text.split("\n") == [
        TEXT, "脚注：见附录。", "批注（沈知夏）：请核对。", "框里的话。", "图形里的话。",
    ]  # fmt: skip
    assert document.notices == ("1 张图片中的文字没有读", "1 个嵌入对象或图表没有读")


def test_automatic_numbers_as_they_show() -> None:
    outline = (
        '<text:outline-style style:name="O"><text:outline-level-style text:level="1"'
        ' style:num-format="1" style:num-suffix="."/></text:outline-style>'
    )
    nested = f"<text:list>{_item('甲项')}{_item('乙项')}</text:list>"
    body = (
        paragraph(TEXT)
        + heading("总则")
        + f"<text:list text:style-name='L1'>{_item('本办法适用于全市。', nested)}"
        f"{_item('本办法自公布之日起施行。')}</text:list>"
        + paragraph("中间的一段。")
        + f"<text:list text:style-name='L1' text:continue-numbering='true'>{_item('解释权。')}"
        "</text:list>" + heading("附则")
    )
    assert lines(open_document("odt", body, styles=LIST + outline), "a.odt") == [
        TEXT,
        "1.总则",
        "第一条 本办法适用于全市。",
        "1.甲项",
        "2.乙项",
        "第二条 本办法自公布之日起施行。",
        "中间的一段。",
        "第三条 解释权。",
        "2.附则",
    ]


def test_tables_with_merged_empty_and_nested_cells() -> None:
    inner = table([["季度", "吨"], ["一", "9"]])
    rows = [
        ["乡镇", "产量（吨）", "面积（亩）"],
        [cell("红崖乡", rows_spanned=2), "8620", ""],
        [COVERED, "12", cell(f"{paragraph('见下')}{inner}")],
    ]
    assert lines(open_document("odt", paragraph(TEXT) + table(rows)), "a.odt") == [
        TEXT, "乡镇 | 产量（吨） | 面积（亩）", "红崖乡 | 8620 |", "红崖乡 | 12 | 见下",
        "表中的表：", "季度 | 吨", "一 | 9",
    ]  # fmt: skip


def test_title_and_author_as_they_are_stated() -> None:
    body = paragraph("这是一个很长的开头句子，不像标题。") + paragraph("地铁规划的说明。")
    data = open_document("odt", body, title="地铁规划", author="沈知夏")
    document = read(data, "a.odt")
    assert (document.title, document.author) == ("地铁规划", "沈知夏")
    assert (
        read(open_document("odt", body, title="另一文件的标题"), "a.odt").title != "另一文件的标题"
    )


def test_a_sheet_is_an_article_with_cells_as_they_show() -> None:
    hidden = (
        '<style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    empty = "<table:table-cell table:number-columns-repeated='16000'/>"
    far = (
        "<table:table-row table:number-rows-repeated='1048000'>"
        "<table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
    )
    one = table(
        [
            ["区", "比例", "面积", empty],
            ["红崖", cell("5.2%"), "<table:table-cell office:value='12'/>"],
            [cell(f"<office:annotation>{paragraph('待核')}</office:annotation>{paragraph('白杨')}"),
             cell("同", columns_repeated=2)],
        ],
        "汇总",
    ).replace("</table:table>", far + "</table:table>")  # fmt: skip
    body = one + table([["x", "y"]], "底稿", "ta2") + table([["名", "值"], ["甲", "3"]], "明细")
    found = every("表.ods", open_document("ods", body, styles=hidden))
    assert [article.path for article in found] == ["表.ods!/汇总", "表.ods!/明细"]
    document = clean(found[0]).document
    assert document.title == "表 汇总"
    assert document.text.split("\n") == [
        "区 | 比例 | 面积", "红崖 | 5.2% | 12", "白杨 | 同 | 同", "批注：待核",
    ]  # fmt: skip
    assert document.notices == ("隐藏的工作表没有读：底稿",)
    start = document.text.index("红崖")
    assert str(document.places.of(start, start + 2)) == "工作表“汇总”第2行"


def test_slides_in_order_with_tables_notes_and_their_numbers() -> None:
    hidden = (
        '<style:style style:name="dp2"><style:drawing-page-properties'
        ' presentation:visibility="hidden"/></style:style>'
    )
    lines_of_metro = table([["线", "公里"], ["1号线", "28"]])
    drawn = f"<draw:frame svg:y='5cm'>{lines_of_metro}<draw:image/></draw:frame>"
    notes = f"<presentation:notes>{box('讲慢一点。', kind='notes')}</presentation:notes>"
    body = (
        slide("1", drawn + box("下面的话。", "8cm") + box("上面的话。", "2cm")
              + box("地铁规划", "9cm", "title") + notes)
        + slide("2", box("看不见的一张。"), "dp2")
        + slide("3", f"<draw:g>{box('组里的话。')}</draw:g>")
    )  # fmt: skip
    document = read(open_document("odp", body, styles=hidden), "a.odp")
    assert document.title == "地铁规划"
    assert document.text.split("\n") == [
        "上面的话。",
        "线 | 公里",
        "1号线 | 28",
        "下面的话。",
        "第1页备注：讲慢一点。",
        "组里的话。",
    ]
    assert document.notices == ("1 张隐藏的幻灯片没有读",)
    start = document.text.index("组里")
    assert str(document.places.of(start, len(document.text))) == "第3张幻灯片"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.odt", open_document("odt", paragraph("x"), encrypted=True), "密码"),
        ("a.odt", open_document("odt", ""), "没有文字"),
        ("a.ods", open_document("ods", table([["", ""]], "表")), "没有文字"),
        ("a.odp", open_document("odp", slide("1", "")), "没有文字"),
        ("a.odt", open_document("odt", "<text:p>"), "损坏"),
        ("a.odt", open_document("odt", paragraph("x"))[:300], "损坏"),
        ("a.ods", b"no zip", "损坏"),
        ("a.odt", b"", "空"),
    ],
    ids=["locked", "empty", "empty_sheet", "empty_slide", "bad_xml", "cut", "other", "no_bytes"],
)
def test_what_cannot_be_read_is_named(name: str, data: bytes, words: str) -> None:
    with pytest.raises(LoadError) as fault:
        every(name, data)
    assert words in fault.value.zh
